# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens to a sheet between printer and scan: a damage takes a grey page and chance, and gives a grey page."""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]
Chance = np.random.Generator
Damage = Callable[[Grey, Chance], Grey]

DPI = 200  # at which pages arrive here


def _grey(image: Any) -> Grey:
    return np.asarray(np.clip(image, 0, 255), dtype=np.uint8)


def write_on(page: Grey, chance: Chance) -> Grey:
    """Lines of handwriting-like strokes over the ruled field, and one that strays."""
    out = page.copy()
    height, width = page.shape
    for line in range(int(chance.integers(8, 22))):
        y = height * (0.23 + 0.03 * line)
        if y > height * 0.86:
            break
        x = width * chance.uniform(0.1, 0.16)
        while x < width * 0.87:
            points = [(x, y)]
            for _ in range(int(chance.integers(5, 16))):
                x += chance.uniform(3, 12)
                points.append((x, y + chance.normal(0, height * 0.006)))
            ink = int(chance.integers(20, 110))
            cv2.polylines(
                out, [np.asarray(points, dtype=np.int32)], False, ink, int(chance.integers(2, 5)), cv2.LINE_AA
            )
            x += chance.uniform(10, 35)
    return out


def scribble_over_one_number(page: Grey, chance: Chance) -> Grey:
    """Strokes through the upper or the lower row of digits."""
    out = page.copy()
    height, width = page.shape
    top = chance.random() < 0.5
    y0, x0 = (0.055, 0.1) if top else (0.925, 0.58)
    for _ in range(int(chance.integers(1, 4))):
        points = [(width * (x0 + chance.uniform(0, 0.33)), height * (y0 + chance.uniform(0, 0.03))) for _ in range(4)]
        cv2.polylines(
            out,
            [np.asarray(points, dtype=np.int32)],
            False,
            int(chance.integers(10, 90)),
            int(chance.integers(3, 7)),
            cv2.LINE_AA,
        )
    return out


def skew(page: Grey, chance: Chance) -> Grey:
    """Up to five degrees askew on the glass."""
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(chance.uniform(-5, 5)), 1.0)
    return _grey(cv2.warpAffine(page, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=255))


def blur(page: Grey, chance: Chance) -> Grey:
    """Out of focus."""
    return _grey(cv2.GaussianBlur(page, (0, 0), float(chance.uniform(1.0, 2.6))))


def shake(page: Grey, chance: Chance) -> Grey:
    """Moved while scanned."""
    size = int(chance.integers(4, 10))
    kernel = np.zeros((size, size), np.float32)
    end = (int(chance.integers(0, size)), size - 1)
    cv2.line(kernel, (size // 2, 0), end, 1.0)
    return _grey(cv2.filter2D(page, -1, kernel / kernel.sum()))


def noise(page: Grey, chance: Chance) -> Grey:
    """A grainy sensor."""
    return _grey(page + chance.normal(0, chance.uniform(8, 35), page.shape))


def speckle(page: Grey, chance: Chance) -> Grey:
    """Dust and dropped pixels."""
    out = page.copy()
    share = chance.uniform(0.002, 0.02)
    seen = chance.random(page.shape)
    out[seen < share / 2] = 0
    out[seen > 1 - share / 2] = 255
    return out


def jpeg(page: Grey, chance: Chance) -> Grey:
    """Saved too small."""
    data = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, int(chance.integers(12, 50))])[1]
    return _grey(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE))


def fade(page: Grey, chance: Chance) -> Grey:
    """A toner at its end, or a pale exposure."""
    low, high = chance.uniform(60, 150), chance.uniform(200, 255)
    return _grey(low + (page.astype(np.float32) / 255) * (high - low))


def shadow(page: Grey, chance: Chance) -> Grey:
    """A hand, a book's gutter: darkness that falls off across the page."""
    height, width = page.shape
    ramp = (
        np.linspace(chance.uniform(0.3, 0.7), 1.0, width)[None, :]
        * np.linspace(1.0, chance.uniform(0.6, 1.0), height)[:, None]
    )
    return _grey(page * (ramp[:, ::-1] if chance.random() < 0.5 else ramp))


def folds(page: Grey, chance: Chance) -> Grey:
    """Folded in three for its envelope: dark and bright bands across."""
    out = page.astype(np.float32)
    rows = np.arange(page.shape[0])
    for third in (1 / 3, 2 / 3):
        at = page.shape[0] * (third + chance.uniform(-0.03, 0.03))
        out -= (np.exp(-(((rows - at) / chance.uniform(3, 12)) ** 2)) * chance.uniform(40, 130))[:, None]
        out[int(at) : int(at) + 60] *= chance.uniform(0.85, 1.0)
    return _grey(out)


def stain(page: Grey, chance: Chance) -> Grey:
    """Tea."""
    out = page.astype(np.float32)
    height, width = page.shape
    mask = np.zeros_like(page)
    centre = (int(chance.uniform(0.1, 0.9) * width), int(chance.uniform(0.1, 0.9) * height))
    cv2.circle(mask, centre, int(width * chance.uniform(0.05, 0.16)), 255, -1)
    soft = cv2.GaussianBlur(mask, (0, 0), 6).astype(np.float32) / 255
    return _grey(out * (1 - soft * chance.uniform(0.2, 0.55)))


def crop(page: Grey, chance: Chance) -> Grey:
    """A margin lost on one side, sometimes with part of a number."""
    height, width = page.shape
    cut = chance.uniform(0.02, 0.1)
    side = int(chance.integers(0, 4))
    if side == 0:
        return page[int(height * cut) :]
    if side == 1:
        return page[: int(height * (1 - cut))]
    return page[:, int(width * cut) :] if side == 2 else page[:, : int(width * (1 - cut))]


def low_resolution(page: Grey, chance: Chance) -> Grey:
    """Scanned at 75 to 120 dpi."""
    factor = chance.uniform(75, 120) / DPI
    return _grey(cv2.resize(page, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA))


def fax(page: Grey, chance: Chance) -> Grey:
    """Two colours only."""
    soft = cv2.GaussianBlur(page, (0, 0), 0.8)
    return _grey(np.where(soft < chance.uniform(100, 190), 0, 255))


def photograph(page: Grey, chance: Chance) -> Grey:
    """A telephone over a table: mild perspective, a dark surround, uneven light."""
    height, width = page.shape
    pad = int(width * 0.08)
    source = np.asarray([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    target = source + pad + chance.uniform(-0.045, 0.045, (4, 2)).astype(np.float32) * width
    matrix = cv2.getPerspectiveTransform(source, target.astype(np.float32))
    table = int(chance.integers(30, 150))
    taken = cv2.warpPerspective(page, matrix, (width + 2 * pad, height + 2 * pad), borderValue=table)
    return shadow(_grey(cv2.GaussianBlur(taken, (0, 0), 0.9)), chance)


def streaks(page: Grey, chance: Chance) -> Grey:
    """A dirty glass strip in the feeder: thin lines down the whole page."""
    out = page.copy()
    for _ in range(int(chance.integers(1, 5))):
        x = int(chance.uniform(0, page.shape[1] - 4))
        out[:, x : x + int(chance.integers(1, 4))] = int(chance.integers(0, 160))
    return out


DAMAGES: tuple[Damage, ...] = (
    skew, blur, shake, noise, speckle, jpeg, fade, shadow, folds, stain, crop, low_resolution, fax, photograph, streaks,
    scribble_over_one_number,
)  # fmt: skip


def turned(page: Grey, turn: int) -> Grey:
    """The page as it lies on the glass when `turn` degrees clockwise would set it upright."""
    return np.ascontiguousarray(np.rot90(page, turn // 90))


def ordinary(page: Grey, chance: Chance) -> Grey:
    """Level 1: written on, slightly askew, and one or two ordinary damages."""
    page = write_on(page, chance)
    picked = chance.choice(len(DAMAGES), size=int(chance.integers(1, 3)), replace=False)
    for k in picked:
        page = DAMAGES[k](page, chance)
    return page


def severe(page: Grey, chance: Chance) -> Grey:
    """Level 2: four damages one upon another."""
    page = write_on(page, chance)
    for k in chance.choice(len(DAMAGES), size=4, replace=False):
        page = DAMAGES[k](page, chance)
    return page
