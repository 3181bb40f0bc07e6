# SPDX-License-Identifier: AGPL-3.0-or-later
"""A photograph from a plain page, which cuts nothing out, leaves the opener without place, camera or comment."""

import io
from collections.abc import Callable, Iterator

import pytest
from PIL import Image, PngImagePlugin

from restante.desk.intake.opening import Opened, Opener

SECRETS = (b"SECRETCAMERA", b"SECRETXMP", b"SECRETCOMMENT", b"52;31;0", b"Exif\0\0", b"http://ns.adobe.com/xap")


def photograph(kind: str) -> bytes:
    """With a place, a camera, XMP, a comment and a thumbnail's worth of trailing bytes."""
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (52.0, 31.0, 0.0), "E", (13.0, 24.0, 0.0)
    stream = io.BytesIO()
    image = Image.linear_gradient("L").convert("RGB")
    if kind == "JPEG":
        image.save(stream, "JPEG", exif=exif, xmp=b"<x>SECRETXMP</x>", comment=b"SECRETCOMMENT")
    elif kind == "MPO":
        image.save(stream, "MPO", exif=exif, save_all=True, append_images=[image])
    else:
        words = PngImagePlugin.PngInfo()
        words.add_itxt("XML:com.adobe.xmp", "<x>SECRETXMP</x>")
        words.add_text("Comment", "SECRETCOMMENT")
        image.save(stream, "PNG", exif=exif, pnginfo=words)
    return stream.getvalue() + b"SECRETCAMERA after the end"


def segments(jpeg: bytes) -> Iterator[int]:
    """Markers of a JPEG's head, up to its scan."""
    at = 2
    while jpeg[at + 1] != 0xDA:
        yield jpeg[at + 1]
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4])


@pytest.mark.parametrize("kind", ["JPEG", "MPO", "PNG"])
def test_nothing_of_a_photographs_place_survives_the_opener(
    kind: str, opener: Opener, seal: Callable[..., bytes]
) -> None:
    original = photograph(kind)
    assert b"SECRETCAMERA" in original
    [opened] = opener.open_all([seal(1, original)])
    assert isinstance(opened, Opened)
    [clean] = opened.pictures
    assert [secret for secret in SECRETS if secret in clean] == []
    assert dict(Image.open(io.BytesIO(clean)).getexif()) == {}
    if clean.startswith(b"\xff\xd8"):
        assert not {marker for marker in segments(clean) if 0xE1 <= marker <= 0xEF or marker == 0xFE}
