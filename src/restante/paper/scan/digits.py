# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads one row of our own digits from a page, given where the row lies: correlation with the face that press prints.

There is no general character reader here: a digit that does not look like ours is left unread.
"""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from restante.numbers import LENGTH
from restante.paper.mark import DIGIT_EM, DIGIT_HEIGHT, DIGIT_PITCH, digit_centres
from restante.paper.press.faces import face_file

Grey = npt.NDArray[np.uint8]
Strip = npt.NDArray[np.float32]
Scores = npt.NDArray[np.float32]  # LENGTH × 10: how much each place looks like each digit, -1…1

PIXELS = 6.0  # to the millimetre in a straightened row
PAD = 1.4  # millimetres around the row in which digits are looked for
_SCALES = (0.93, 1.0, 1.07)
SURE = 0.62  # least correlation of a digit that counts as read
CLEAR = 0.09  # least lead over the second best
WHOLE = 0.08  # least lead of the four weakest places together, when all ten are taken as one number


@dataclass(frozen=True, slots=True)
class Row:
    """A row of ten places found on a page: the left end of the row on its middle line, and one millimetre along it."""

    x: float
    y: float
    dx: float
    dy: float

    def turned(self, length: float) -> "Row":
        """The same row read from its other end."""
        return Row(self.x + self.dx * length, self.y + self.dy * length, -self.dx, -self.dy)


@cache
def templates() -> tuple[tuple[Strip, ...], ...]:
    """For each scale the ten digits, tightly cropped, a little soft as any scan is."""
    face = face_file("DejaVuSansMono-Bold.ttf")
    made = []
    for scale in _SCALES:
        # rendered four times as large and averaged down: what a scanner does
        font = ImageFont.truetype(str(face), round(DIGIT_EM * PIXELS * scale * 4))
        width, height = round(DIGIT_PITCH * 0.86 * PIXELS * scale), round((DIGIT_HEIGHT + 1.0) * PIXELS * scale)
        row = []
        for digit in "0123456789":
            canvas = Image.new("L", (width * 4, height * 4), 255)
            ImageDraw.Draw(canvas).text(
                (width * 2, height * 2 + DIGIT_HEIGHT * PIXELS * scale * 2), digit, 0, font, "ms"
            )
            small = np.asarray(canvas.resize((width, height), Image.Resampling.BOX), dtype=np.float32)
            row.append(np.asarray(cv2.GaussianBlur(small, (0, 0), 1.2), dtype=np.float32))
        made.append(tuple(row))
    return tuple(made)


def straighten(page: Grey, row: Row, length: float) -> Strip:
    """The strip of the page that holds the row, level, at PIXELS to the millimetre."""
    high = DIGIT_HEIGHT + 2 * PAD
    nx, ny = -row.dy, row.dx  # one millimetre down
    # canvas (u, v) in pixels -> page: from the strip's top left corner
    x0 = row.x - row.dx * PAD - nx * high / 2
    y0 = row.y - row.dy * PAD - ny * high / 2
    matrix = np.array([[row.dx / PIXELS, nx / PIXELS, x0], [row.dy / PIXELS, ny / PIXELS, y0]], dtype=np.float64)
    size = (round((length + 2 * PAD) * PIXELS), round(high * PIXELS))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    strip = cv2.warpAffine(page, matrix, size, flags=flags, borderMode=cv2.BORDER_CONSTANT, borderValue=255)
    return cv2.GaussianBlur(strip, (0, 0), 0.8).astype(np.float32)


def score_row(strip: Strip) -> Scores:
    """The best correlation of every digit at every place, over small shifts and sizes."""
    scores = np.full((LENGTH, 10), -1.0, dtype=np.float32)
    for place, centre in enumerate(digit_centres()):
        left = round((PAD + centre - DIGIT_PITCH / 2 - 0.7) * PIXELS)
        right = round((PAD + centre + DIGIT_PITCH / 2 + 0.7) * PIXELS)
        cell = np.ascontiguousarray(strip[:, max(0, left) : right])
        if cell.size == 0 or float(cell.max() - cell.min()) < 25:
            continue
        for row in templates():
            for digit, template in enumerate(row):
                if template.shape[0] > cell.shape[0] or template.shape[1] > cell.shape[1]:
                    continue
                found = float(cv2.matchTemplate(cell, template, cv2.TM_CCOEFF_NORMED).max())
                scores[place, digit] = max(scores[place, digit], found)
    return scores


def guess_number(scores: Scores) -> str | None:
    """The best digit of each place, where blur has made single places unclear but the whole is not.

    Another number differs in four places at least, so what counts is the lead of the four weakest together.
    """
    order = np.sort(scores, axis=1)
    leads = np.sort(order[:, -1] - order[:, -2])
    if float(order[:, -1].min()) < SURE or float(leads[:4].sum()) < WHOLE or float(leads[0]) <= 0:
        return None
    return "".join(str(int(digit)) for digit in scores.argmax(axis=1))


def read_scores(scores: Scores) -> tuple[str, float]:
    """Ten characters, `?` where a place is not clear, and the mean correlation of the best reading."""
    order = np.sort(scores, axis=1)
    best, lead = order[:, -1], order[:, -1] - order[:, -2]
    digits = scores.argmax(axis=1)
    read = "".join(
        str(int(digit)) if top >= SURE and gap >= CLEAR else "?"
        for digit, top, gap in zip(digits, best, lead, strict=True)
    )
    return read, float(best.mean())
