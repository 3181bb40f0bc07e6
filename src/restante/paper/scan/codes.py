# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads QR codes by zxing-cpp, from a plain look to harder ones; a code counts only if it is an open number, bare."""

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp

from restante.numbers import is_number
from restante.paper.scan.digits import Grey


@dataclass(frozen=True, slots=True)
class Code:
    """An open number read from a code, and the clockwise angle of its upper edge in the image."""

    number: str
    angle: float
    side: float  # of the code, in pixels


def read_codes(page: Grey, open_numbers: Collection[str], *, harder: bool = False) -> list[Code]:
    """All distinct open numbers on the page; other people's codes are passed over."""
    found: dict[str, Code] = {}
    for look, binarizer in _looks(page, harder=harder):
        for barcode in zxingcpp.read_barcodes(
            look,
            formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
            try_invert=False,
            binarizer=binarizer,
            text_mode=zxingcpp.TextMode.Plain,
        ):
            text = barcode.text
            if barcode.valid and is_number(text) and text in open_numbers:
                side, angle = _lie(barcode.position)
                found.setdefault(text, Code(text, angle, side * max(page.shape) / max(look.shape)))
        if found:
            break
    return list(found.values())


def _lie(corners: zxingcpp.Position) -> tuple[float, float]:
    """Length of the upper edge and its clockwise angle."""
    dx = (corners.top_right.x - corners.top_left.x + corners.bottom_right.x - corners.bottom_left.x) / 2
    dy = (corners.top_right.y - corners.top_left.y + corners.bottom_right.y - corners.bottom_left.y) / 2
    return math.hypot(dx, dy), math.degrees(math.atan2(dy, dx))


def _looks(page: Grey, *, harder: bool) -> Iterator[tuple[Grey, zxingcpp.Binarizer]]:
    if not harder:
        yield page, zxingcpp.Binarizer.LocalAverage
        return
    soft = np.asarray(cv2.GaussianBlur(page, (0, 0), 1.6), dtype=np.uint8)
    yield soft, zxingcpp.Binarizer.LocalAverage
    yield soft, zxingcpp.Binarizer.GlobalHistogram
    half = np.asarray(cv2.resize(page, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    yield half, zxingcpp.Binarizer.LocalAverage
    if max(page.shape) < 1_900:
        large = np.asarray(cv2.resize(page, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
        yield large, zxingcpp.Binarizer.LocalAverage
    sharp = np.asarray(cv2.addWeighted(page, 2.2, cv2.GaussianBlur(page, (0, 0), 3.0), -1.2, 0), dtype=np.uint8)
    yield sharp, zxingcpp.Binarizer.LocalAverage
    closed = np.asarray(cv2.medianBlur(page, 5), dtype=np.uint8)
    yield closed, zxingcpp.Binarizer.LocalAverage
