# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finds rows of ten digits in unequal groups among the dark spots of a page, whatever else is written on it."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restante.paper.mark import DIGIT_HEIGHT, DIGIT_PITCH, GROUP_GAP, ROW_WIDTH, digit_centres
from restante.paper.scan.digits import Grey, Row

Floats = npt.NDArray[np.float64]

LEAST_DIGITS = 6  # of the ten that must be spots of their own
MOST_SPOTS = 3_000
_STEP_MOST = DIGIT_PITCH * 2 + GROUP_GAP  # mm, to the next digit but one across a gap


@dataclass(frozen=True, slots=True)
class Spots:
    """Middles and sizes of dark spots that could be digits."""

    x: Floats
    y: Floats
    height: Floats


def flatten_light(page: Grey) -> Grey:
    """Shadows and yellow paper become white: each pixel against the paper around it."""
    small = cv2.resize(page, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), 6)
    paper = cv2.resize(paper, (page.shape[1], page.shape[0]), interpolation=cv2.INTER_LINEAR)
    flat = cv2.divide(page, np.maximum(paper, 40), scale=255)
    ink = min(200.0, float(np.percentile(flat[::3, ::3], 0.4)))  # the darkest there is, in a pale print too
    return np.asarray(np.clip((flat.astype(np.float32) - ink) * (255 / (255 - ink)), 0, 255), dtype=np.uint8)


def find_spots(flat: Grey, threshold: int, *, small: bool = False, struck: bool = False) -> Spots:
    """Connected dark spots of a digit's proportions, between a 90th and a 22nd of the page's longer edge high.

    `small` looks for a sheet that fills less than half of the picture, `struck` first takes out level lines.
    """
    dark = (flat < threshold).astype(np.uint8)
    if struck:
        dark = _without_lines(dark)
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    width, height, area = (
        stats[1:, k].astype(np.float64) for k in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA)
    )
    edge = max(flat.shape)
    least, most = (edge / 190, edge / 75) if small else (edge / 90, edge / 22)
    fits = (height > least) & (height < most) & (width > height * 0.3) & (width < height * 1.15)
    fits &= area > width * height * 0.22
    kept = np.flatnonzero(fits)[:MOST_SPOTS]
    left, top = stats[1:, cv2.CC_STAT_LEFT][kept], stats[1:, cv2.CC_STAT_TOP][kept]
    return Spots(left + (width[kept] - 1) / 2, top + (height[kept] - 1) / 2, height[kept])


def _without_lines(dark: Grey) -> Grey:
    """Strokes much longer than a digit is wide, and nearly level, go; what they cut through is joined again."""
    level = np.ones((1, max(dark.shape) // 36), np.uint8)
    lines = cv2.morphologyEx(dark, cv2.MORPH_OPEN, level)
    left = cv2.subtract(dark, cv2.dilate(lines, np.ones((3, 1), np.uint8)))
    return np.asarray(cv2.morphologyEx(left, cv2.MORPH_CLOSE, np.ones((9, 1), np.uint8)), dtype=np.uint8)


def find_rows(spots: Spots) -> Iterator[tuple[Row, int]]:
    """Rows with the number of digits that support them; direction is still open, the groups fit one way only."""
    for chain in _chains(spots):
        best = _fit_chain(spots, chain)
        if best is not None:
            yield best


def _chains(spots: Spots) -> list[npt.NDArray[np.intp]]:
    """Spots of like height side by side, joined while the next one is where a next digit would be."""
    count = len(spots.x)
    parent = list(range(count))

    def root(k: int) -> int:
        while parent[k] != k:
            parent[k] = parent[parent[k]]
            k = parent[k]
        return k

    order = np.argsort(spots.x)
    x, y, h = spots.x[order], spots.y[order], spots.height[order]
    ends = np.searchsorted(x, x + h * (_STEP_MOST / DIGIT_HEIGHT) * 1.1)
    for i in range(count):
        js = np.arange(i + 1, ends[i])
        if len(js) == 0:
            continue
        dx, dy = x[js] - x[i], np.abs(y[js] - y[i])
        alike = np.abs(h[js] - h[i]) < 0.2 * h[i]
        for j in js[alike & (dy < 0.2 * dx + 0.1 * h[i]) & (dx > 0.7 * h[i])]:
            parent[root(int(j))] = root(i)
    groups: dict[int, list[int]] = {}
    for k in range(count):
        groups.setdefault(root(k), []).append(int(order[k]))
    return [np.asarray(group) for group in groups.values() if LEAST_DIGITS <= len(group) <= 60]


def _fit_chain(spots: Spots, chain: npt.NDArray[np.intp]) -> tuple[Row, int] | None:
    """The placement of ten centres, forwards or backwards, that most spots of the chain support."""
    x, y, h = spots.x[chain], spots.y[chain], spots.height[chain]
    forward = np.asarray(digit_centres())
    best: tuple[int, float, Row] | None = None
    for centres, backwards in ((forward, False), ((ROW_WIDTH - forward)[::-1], True)):
        for i, j in _ends(len(chain)):
            span = float(np.hypot(x[j] - x[i], y[j] - y[i]))
            unit = float(np.median(h)) / DIGIT_HEIGHT  # pixels to the millimetre, roughly
            for a in range(10):
                for b in range(a + LEAST_DIGITS - 1, 10):
                    ratio = span / (centres[b] - centres[a])
                    if not 0.82 * unit < ratio < 1.18 * unit:
                        continue
                    ux, uy = (x[j] - x[i]) / (centres[b] - centres[a]), (y[j] - y[i]) / (centres[b] - centres[a])
                    fitted = _refine(x, y, centres, (x[i] - ux * centres[a], y[i] - uy * centres[a], ux, uy), ratio)
                    if fitted is None:
                        continue
                    row, support, error = fitted
                    if best is None or (support, -error) > (best[0], -best[1]):
                        best = (support, error, row.turned(ROW_WIDTH) if backwards else row)
    return None if best is None else (best[2], best[0])


def _ends(count: int) -> list[tuple[int, int]]:
    """Pairs of a first and a last digit: a stray spot may hang at either end of a chain."""
    return [(i, j) for i in range(min(4, count)) for j in range(max(0, count - 4), count) if j - i >= LEAST_DIGITS - 1]


def _refine(
    x: Floats, y: Floats, centres: Floats, start: tuple[float, float, float, float], unit: float
) -> tuple[Row, int, float] | None:
    """Least squares over the spots that lie where digits should."""
    px, py = start[0] + start[2] * centres, start[1] + start[3] * centres
    distance = np.hypot(px[:, None] - x[None, :], py[:, None] - y[None, :])
    nearest = distance.argmin(axis=1)
    near = distance[np.arange(10), nearest] < 0.9 * unit
    support = int(near.sum())
    if support < LEAST_DIGITS:
        return None
    design = np.stack([np.ones(support), centres[near]], axis=1)
    target = np.stack([x[nearest[near]], y[nearest[near]]], axis=1)
    solved, *_ = np.linalg.lstsq(design, target, rcond=None)
    error = float(np.abs(design @ solved - target).mean() / unit)
    (x0, y0), (ux, uy) = solved
    return Row(float(x0), float(y0), float(ux), float(uy)), support, error
