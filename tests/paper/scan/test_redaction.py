# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is covered is gone from the pixels, and nothing but pixels is left."""

import io

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from restante.paper.scan import redact
from restante.paper.scan.redaction import BoxRefused


def page(width: int = 101, height: int = 203) -> bytes:
    out = io.BytesIO()
    note = PngImagePlugin.PngInfo()
    note.add_text("Author", "scanner serial 4711")
    Image.new("RGB", (width, height), (250, 240, 230)).save(out, "PNG", pnginfo=note)
    return out.getvalue()


def pixels(data: bytes) -> np.ndarray:  # type: ignore[type-arg]  # of pixels
    with Image.open(io.BytesIO(data)) as image:
        assert image.info == {}
        return np.asarray(image)


def test_a_box_is_black_to_its_rounded_out_edges_and_the_rest_untouched() -> None:
    seen = pixels(redact(page(), [(0.1, 0.2, 0.3, 0.1)]))
    assert (seen[40:61, 10:41] == 0).all()
    assert (seen[:40] == (250, 240, 230)).all()
    assert (seen[62:] == (250, 240, 230)).all()


def test_metadata_does_not_survive() -> None:
    assert b"4711" not in redact(page(), [])


def test_a_box_over_the_edge_is_cut_at_it() -> None:
    assert (pixels(redact(page(), [(0.5, 0.5, 9.0, 9.0)]))[102:, 51:] == 0).all()


@pytest.mark.parametrize("box", [(-0.1, 0, 1, 1), (0, 1.5, 1, 1), (0, 0, 0, 1), (float("nan"), 0, 1, 1)])
def test_a_box_outside_the_page_is_refused(box: tuple[float, float, float, float]) -> None:
    with pytest.raises(BoxRefused):
        redact(page(), [box])
