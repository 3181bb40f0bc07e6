# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a row stands where our sheet has it: in free space, and at a corner of the frame or opposite its fellow.

Digits alone do not tell our row from a number quoted in somebody's text. All measures come from the row itself, which
is a ruler of 69 mm; so they hold on a cropped page, on a smaller copy and in a picture of a table.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restante.paper.mark import DIGIT_HEIGHT, DIGIT_PITCH, PAPERS, ROW_WIDTH, plan_sheet
from restante.paper.scan.digits import Grey, Row

Floats = npt.NDArray[np.float64]
Vector = tuple[float, float]

PIXELS = 5  # to the millimetre in a straightened patch
BLOCK = 2  # mm of a line taken together
LEAST_LINE = 16  # grey levels by which a line is darker than the paper at both its sides
_WHOLE = 0.7  # of its length that must be seen: handwriting touches the frame
WHITE = 205  # the paper at both sides of a line
_LEAN = 0.16  # mm to the millimetre by which perspective makes an upright line lean against the row
_TILT = 0.06  # the same for a level line
_FREE = 4.0  # mm around a row in which press prints nothing
_MOST_INK = 0.12  # share of that space which a pen or a stain may have darkened on each side
_ASTRAY = 0.09  # of their distance by which two rows may lie amiss, without the frame, and be of one sheet
_FAR_ASTRAY = 0.2  # by which perspective may move them
_UNLIKE = 1.3  # times one row may be as large as the other, by perspective


@dataclass(frozen=True, slots=True)
class Corner:
    """The corner of the frame nearest to a row, in millimetres from the row's left end, and which way its lines run."""

    x: float
    y: float
    along: float  # 1: the frame is to the right of the corner, -1: to the left
    into: float  # 1: below it, -1: above it
    reach: float  # mm by which perspective may move it


@dataclass(frozen=True, slots=True)
class Strip:
    """Where to look for a line: from `start`, `length` along, up to `reach` to each side; it may lean."""

    start: Vector
    along: Vector
    across: Vector
    length: float
    reach: float
    lean: float


def _corners() -> Iterator[Corner]:
    """Beneath the upper row at the left, above the lower row at the right; the same on every paper."""
    plan = plan_sheet(PAPERS["a4"])
    left, top, right, bottom = plan.frame
    (x, y), (lower_x, lower_y) = plan.rows
    half = DIGIT_HEIGHT / 2
    yield Corner(left - x, top - y - half, 1, 1, 5.0)
    yield Corner(right - lower_x, bottom - lower_y - half, -1, -1, 2.5)


CORNERS = tuple(_corners())


def find_placed(page: Grey, rows: Sequence[Row]) -> list[bool]:
    """Which of all rows of a page stand as on our sheet."""
    free = [stands_free(page, row) for row in rows]
    if len(rows) == 2 and all(free) and are_fellows(rows[0], rows[1]):
        return [True, True]
    return [is_free and at_corner(page, row) for row, is_free in zip(rows, free, strict=True)]


def stands_free(page: Grey, row: Row) -> bool:
    """Whether there is next to nothing within a few millimetres of the row: text goes on at one side or another."""
    half = DIGIT_HEIGHT / 2 + 1.0
    first = (DIGIT_PITCH - DIGIT_HEIGHT * 0.6) / 2  # mm of white that belong to the first and to the last place
    sides = (
        (first - 1.0 - _FREE, -half, _FREE, 2 * half),
        (ROW_WIDTH - first + 1.0, -half, _FREE, 2 * half),
        (0.0, -half - _FREE, ROW_WIDTH, _FREE),
        (0.0, half, ROW_WIDTH, _FREE),
    )
    return all(_ink(page, row, box) <= _MOST_INK for box in sides)


def _ink(page: Grey, row: Row, box: tuple[float, float, float, float]) -> float:
    left, top, width, height = box
    patch = _patch(page, row, (left, top), (1, 0), (0, 1), (width, height))
    return float(np.mean(patch < 128))


def at_corner(page: Grey, row: Row) -> bool:
    """Whether a corner of the frame is where it must be for the upper row or for the lower one."""
    return any(_has_corner(page, row, corner) for corner in CORNERS)


def _has_corner(page: Grey, row: Row, corner: Corner) -> bool:
    """Two lines that meet there; the level one goes no further."""
    along, into = (corner.along, 0.0), (0.0, corner.into)
    at = (corner.x + 2 * corner.along, corner.y)
    level = _find_line(page, row, Strip(at, along, into, 60, corner.reach, _TILT))
    if level is None:
        return False
    y = corner.y + level * corner.into
    upright = _find_line(page, row, Strip((corner.x, y + 2 * corner.into), into, along, 24, 4.0, _LEAN))
    if upright is None:
        return False
    outside = Strip((corner.x + (upright - 12) * corner.along, y), along, into, 10, 1.5, _TILT)
    return _find_line(page, row, outside) is None


def _find_line(page: Grey, row: Row, strip: Strip) -> float | None:
    """How far across from its start a thin straight line with white on both sides begins, or None."""
    along, across, length, reach, lean = strip.along, strip.across, strip.length, strip.reach, strip.lean
    side = reach + lean * length + 2.0
    corner = (strip.start[0] - across[0] * side, strip.start[1] - across[1] * side)
    patch = _patch(page, row, corner, along, across, (length, 2 * side))
    blocks = patch.reshape(patch.shape[0], -1, BLOCK * PIXELS).mean(axis=2)  # across × blocks along
    middle, offsets = round(side * PIXELS), np.arange(-round(reach * PIXELS), round(reach * PIXELS) + 1)
    places = (np.arange(blocks.shape[1]) + 0.5) * BLOCK
    near, far = round(0.8 * PIXELS), round(1.6 * PIXELS)
    best, found = 0.0, None
    for slope in np.linspace(-lean, lean, 17):
        at = middle + offsets[:, None] + np.round(slope * places * PIXELS).astype(int)[None, :]
        columns = np.arange(blocks.shape[1])[None, :]
        before = np.mean([blocks[at - k, columns] for k in range(near, far + 1)], axis=0)
        after = np.mean([blocks[at + k, columns] for k in range(near, far + 1)], axis=0)
        paper = np.minimum(before, after)
        strength = np.quantile(paper - blocks[at, columns], 1 - _WHOLE, axis=1)
        strength[np.median(paper, axis=1) < WHITE] = 0
        k = int(strength.argmax())
        if strength[k] > best:
            best, found = float(strength[k]), float(offsets[k]) / PIXELS
    return found if best >= LEAST_LINE else None


def _patch(page: Grey, row: Row, start: Vector, along: Vector, across: Vector, size: Vector) -> Floats:
    """A straightened piece of the page: from `start`, in millimetres of the row, along the one way and across."""
    nx, ny = -row.dy, row.dx  # one millimetre down
    x0, y0 = row.x + start[0] * row.dx + start[1] * nx, row.y + start[0] * row.dy + start[1] * ny
    ux, uy = along[0] * row.dx + along[1] * nx, along[0] * row.dy + along[1] * ny
    vx, vy = across[0] * row.dx + across[1] * nx, across[0] * row.dy + across[1] * ny
    matrix = np.array([[ux / PIXELS, vx / PIXELS, x0], [uy / PIXELS, vy / PIXELS, y0]], dtype=np.float64)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    shape = (round(size[0] * PIXELS), round(size[1] * PIXELS))
    patch = cv2.warpAffine(page, matrix, shape, flags=flags, borderMode=cv2.BORDER_CONSTANT, borderValue=255)
    return np.asarray(patch, dtype=np.float64)


def are_apart(rows: Sequence[Row]) -> bool:
    """Whether one number stands on these rows as it cannot on one sheet: thrice, or not one row opposite the other."""
    return len(rows) > 2 or (len(rows) == 2 and not are_fellows(rows[0], rows[1], _FAR_ASTRAY))


def are_fellows(one: Row, other: Row, astray: float = _ASTRAY) -> bool:
    """Whether they lie as the two rows of one sheet: one above at the left, one below at the right, alike in size."""
    dx, dy = (one.dx + other.dx) / 2, (one.dy + other.dy) / 2
    size = math.hypot(one.dx, one.dy) / math.hypot(other.dx, other.dy)
    if not 1 / _UNLIKE < size < _UNLIKE or one.dx * other.dx + one.dy * other.dy < 0.9 * (dx * dx + dy * dy):
        return False
    x, y = other.x - one.x, other.y - one.y
    across, down = ((x * dx + y * dy) / (dx * dx + dy * dy), (y * dx - x * dy) / (dx * dx + dy * dy))
    if down < 0:
        across, down = -across, -down
    return any(math.hypot(across - far_x, down - far_y) < astray * math.hypot(far_x, far_y) for far_x, far_y in _APART)


def _apart() -> Iterator[Vector]:
    for paper in PAPERS.values():
        (x, y), (lower_x, lower_y) = plan_sheet(paper).rows
        yield lower_x - x, lower_y - y


_APART = tuple(_apart())
