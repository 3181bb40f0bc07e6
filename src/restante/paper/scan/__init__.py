# SPDX-License-Identifier: AGPL-3.0-or-later
"""Scanned pages in; number, turn and doubt out. A wrong match is worse than no match."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from restante.paper.scan.errors import (
    FileTooLarge,
    PasswordNeeded,
    ScanBroken,
    ScanRefused,
    TooManyPages,
    TooManyPixels,
)
from restante.paper.scan.pages import Picture, open_pages
from restante.paper.scan.reading import read_sheet, turn_and_skew
from restante.paper.scan.redaction import cover, redact

__all__ = [
    "FileTooLarge",
    "Page",
    "PasswordNeeded",
    "Reading",
    "ScanBroken",
    "ScanRefused",
    "TooManyPages",
    "TooManyPixels",
    "cover",
    "read_pages",
    "redact",
]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page says of itself.

    `turn` is the degrees clockwise that set the page upright (0, 90, 180, 270), `skew` the degrees clockwise by which
    it then still leans, `doubt` from 0, certain, to 1, nothing known.
    """

    file: str
    page: int
    number: str | None
    turn: int
    skew: float
    doubt: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page's pixels as they came, and how to set them upright."""

    pixels: Picture
    turn: int
    skew: float

    def upright(self) -> Picture:
        """Turned, and straightened where it leans by more than a fifth of a degree; corners fill with white."""
        turned: Picture = np.ascontiguousarray(np.rot90(self.pixels, -self.turn // 90))
        if not 0.2 < abs(self.skew) < 20:
            return turned
        height, width = turned.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), self.skew, 1.0)
        straight = cv2.warpAffine(turned, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
        return np.asarray(straight, dtype=np.uint8)

    def jpeg(self, quality: int = 85) -> bytes:
        """The upright page as a JPEG of pixels alone."""
        return bytes(cv2.imencode(".jpg", self.upright(), [cv2.IMWRITE_JPEG_QUALITY, quality])[1])

    def png(self) -> bytes:
        """The upright page as a PNG of pixels alone."""
        return bytes(cv2.imencode(".png", self.upright())[1])


def read_pages(data: bytes, name: str, open_numbers: Collection[str]) -> Iterator[tuple[Reading, Page]]:
    """Every page of a PDF, TIFF, JPEG, PNG or HEIC file in order, one in memory at a time."""
    numbers = frozenset(open_numbers)
    for position, pixels in enumerate(open_pages(data, name), 1):
        sight = read_sheet(np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), dtype=np.uint8), numbers)
        turn, skew = turn_and_skew(sight.angle)
        yield Reading(name, position, sight.number, turn, round(skew, 2), sight.doubt), Page(pixels, turn, skew)
