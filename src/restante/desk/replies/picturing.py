# SPDX-License-Identifier: AGPL-3.0-or-later
"""Page images as volunteers shape them: turned, covered, cropped, always encoded anew from pixels."""

import io
from collections.abc import Sequence
from typing import Final

import numpy as np
from PIL import Image

from restante.errors import BadInput
from restante.paper.scan import cover
from restante.paper.scan.pages import LONG_EDGE

Box = tuple[float, float, float, float]
"""Left, top, width, height, from 0 to 1 of the page as it stands after turning."""

MOST_BOXES: Final = 40
QUALITY: Final = 85
LONGEST_SIDE: Final = LONG_EDGE + 64  # a page drawn from a PDF is rounded up
LARGEST_REPLY: Final = 15 * 2**20  # under the largest blob


class BoxRefused(BadInput):
    """Numbers that are no place on a page."""

    code = "page-box"
    text = "Give each place as four numbers between 0 and 100, at most {most} places on a page."


class ReplyTooLarge(BadInput):
    """More pages than one parcel carries."""

    code = "reply-too-large"
    text = "These pages are too many for one reply; deliver them as two."


class PageTooLarge(BadInput):
    """Our reader makes none such."""

    code = "page-too-large"
    text = "This page has more pixels than a scan has here; leave it out."


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
    return _as_jpeg(_turned(_open(image), turn), QUALITY)


def finish_page(image: bytes, turn: int, covers: Sequence[Box], crop: Box | None, quality: int = QUALITY) -> bytes:
    """Covers are painted before cropping, and every layer but the pixels is left behind."""
    pixels = np.array(_turned(_open(image), turn).convert("RGB"), dtype=np.uint8)
    cover(pixels, covers)
    if crop is not None:
        left, top, width, height = crop
        down, across = pixels.shape[:2]
        rows = slice(round(top * down), max(round((top + height) * down), round(top * down) + 1))
        columns = slice(round(left * across), max(round((left + width) * across), round(left * across) + 1))
        pixels = np.ascontiguousarray(pixels[rows, columns])
    return _as_jpeg(Image.fromarray(pixels), quality)


def _open(image: bytes) -> Image.Image:
    """A page that the reader's child made: a JPEG of the size it makes, and no other kind of file."""
    picture = Image.open(io.BytesIO(image), formats=("JPEG",))
    if max(picture.size) > LONGEST_SIDE:
        raise PageTooLarge
    return picture


def _turned(picture: Image.Image, turn: int) -> Image.Image:
    return picture.rotate(-turn, expand=True) if turn % 360 else picture


def _as_jpeg(picture: Image.Image, quality: int) -> bytes:
    stream = io.BytesIO()
    bare = Image.frombytes("RGB", picture.size, picture.convert("RGB").tobytes())
    bare.save(stream, "JPEG", quality=quality, optimize=True)
    return stream.getvalue()
