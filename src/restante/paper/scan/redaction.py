# SPDX-License-Identifier: AGPL-3.0-or-later
"""Covers what must not be seen by painting the pixels; only pixels leave, so no layer, text or metadata survives."""

from collections.abc import Sequence

import cv2
import numpy as np

from restante.errors import BadInput
from restante.paper.scan.pages import Picture, open_pages

Box = tuple[float, float, float, float]  # x, y, width, height, each from 0 to 1 of the page


class BoxRefused(BadInput):
    """A box that lies outside the page."""

    code = "redaction-box"
    text = "Box {position} does not lie on the page."


def redact(image: bytes, boxes: Sequence[Box]) -> bytes:
    """A PNG of the first page of the image with every box burned in black."""
    pixels = next(iter(open_pages(image, "image"))).copy()
    cover(pixels, boxes)
    return bytes(cv2.imencode(".png", pixels)[1])


def cover(pixels: Picture, boxes: Sequence[Box]) -> None:
    """Every box black, in place; edges are rounded outwards."""
    height, width = pixels.shape[:2]
    for position, (x, y, w, h) in enumerate(boxes, 1):
        if not (0 <= x <= 1 and 0 <= y <= 1 and w > 0 and h > 0):
            raise BoxRefused(position=position)
        left, top = int(np.floor(x * width)), int(np.floor(y * height))
        right, bottom = int(np.ceil(min(1.0, x + w) * width)), int(np.ceil(min(1.0, y + h) * height))
        pixels[top:bottom, left:right] = 0
