# SPDX-License-Identifier: AGPL-3.0-or-later
"""Page images as volunteers shape them: turned, covered, cropped, always encoded anew from pixels."""

import io
from collections.abc import Sequence
from typing import Final

from PIL import Image

from restante.errors import BadInput
from restante.paper.scan import redact

Box = tuple[float, float, float, float]
"""Left, top, width, height, from 0 to 1 of the page as it stands after turning."""

MOST_BOXES: Final = 40
QUALITY: Final = 85
LARGEST_REPLY: Final = 15 * 2**20  # under the largest blob


class BoxRefused(BadInput):
    """Numbers that are no place on a page."""

    code = "page-box"
    text = "Give each place as four numbers between 0 and 100, at most {most} places on a page."


class ReplyTooLarge(BadInput):
    """More pages than one parcel carries."""

    code = "reply-too-large"
    text = "These pages are too many for one reply; deliver them as two."


def check_box(box: Sequence[float]) -> Box:
    """Four finite numbers that overlap the page, cut to its edges."""
    if len(box) != 4 or not all(isinstance(part, int | float) and -1 <= part <= 2 for part in box):
        raise BoxRefused(most=MOST_BOXES)
    left, top = max(0.0, box[0]), max(0.0, box[1])
    right, bottom = min(1.0, box[0] + box[2]), min(1.0, box[1] + box[3])
    if right - left <= 0 or bottom - top <= 0:
        raise BoxRefused(most=MOST_BOXES)
    return left, top, right - left, bottom - top


def turn_box(box: Box) -> Box:
    """Where a place goes when the page is turned a quarter clockwise; covers must never fall off."""
    left, top, width, height = box
    return max(0.0, 1 - top - height), left, height, width


def show_page(image: bytes, turn: int) -> bytes:
    """The page as it stands, for the screen."""
    return _as_jpeg(_turned(Image.open(io.BytesIO(image)), turn), QUALITY)


def finish_page(image: bytes, turn: int, covers: Sequence[Box], crop: Box | None, quality: int = QUALITY) -> bytes:
    """Covers are painted before cropping, and every layer but the pixels is left behind."""
    upright = io.BytesIO()
    _turned(Image.open(io.BytesIO(image)), turn).save(upright, "PNG", compress_level=1)
    covered: Image.Image = Image.open(io.BytesIO(redact(upright.getvalue(), list(covers))))
    if crop is not None:
        left, top, width, height = crop
        across, down = covered.size
        edges = (left * across, top * down, (left + width) * across, (top + height) * down)
        covered = covered.crop(tuple(round(edge) for edge in edges))  # type: ignore[arg-type]  # four of them
    return _as_jpeg(covered, quality)


def _turned(picture: Image.Image, turn: int) -> Image.Image:
    return picture.rotate(-turn, expand=True) if turn % 360 else picture


def _as_jpeg(picture: Image.Image, quality: int) -> bytes:
    stream = io.BytesIO()
    bare = Image.frombytes("RGB", picture.size, picture.convert("RGB").tobytes())
    bare.save(stream, "JPEG", quality=quality, optimize=True)
    return stream.getvalue()
