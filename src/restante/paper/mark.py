# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is drawn on a reply sheet so that it is known again; press draws by these measures and scan reads by the same.

The number stands twice, as big digits of one face in unequal groups: their spacing tells up from down without any code.
Where a facility allows a code, a QR of the bare number is added. Nothing on the sheet names the project.
"""

from dataclasses import dataclass

from restante.numbers import GROUPS, LENGTH

DIGIT_FACE = "DejaVu Sans Mono"
DIGIT_FILE = "DejaVuSansMono-Bold.ttf"
DIGIT_HEIGHT = 6.4  # mm, of a figure; DejaVu's figures are 1493/2048 of the em high
DIGIT_EM = DIGIT_HEIGHT * 2048 / 1493
DIGIT_ADVANCE = DIGIT_EM * 1233 / 2048  # mm; every character of the face is as broad
DIGIT_PITCH = 6.2  # mm from the middle of one digit to the middle of the next
GROUP_GAP = 3.4  # mm more between groups
CODE_SIZE = 23.0  # mm, the modules of a QR of version 1 with error correction H
CODE_LEVEL = "h"


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet in millimetres."""

    name: str
    width: float
    height: float


PAPERS = {"a4": Paper("a4", 210.0, 297.0), "letter": Paper("letter", 215.9, 279.4)}


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """Where things stand on a reply sheet, in millimetres from its top left corner."""

    paper: Paper
    rows: tuple[tuple[float, float], ...]  # top left corner of each row of digits
    code: tuple[float, float]
    frame: tuple[float, float, float, float]  # left, top, right, bottom of the field to write in


def group_spans() -> tuple[tuple[int, int], ...]:
    """Where each group of digits begins and ends in the number."""
    ends = [sum(GROUPS[: k + 1]) for k in range(len(GROUPS))]
    return tuple(zip([0, *ends[:-1]], ends, strict=True))


def digit_centres() -> tuple[float, ...]:
    """Middles of the ten digits, in millimetres from the left end of the row."""
    centres, x = [], DIGIT_PITCH / 2
    for size in GROUPS:
        centres += [x + DIGIT_PITCH * i for i in range(size)]
        x += DIGIT_PITCH * size + GROUP_GAP
    return tuple(centres)


ROW_WIDTH = DIGIT_PITCH * LENGTH + GROUP_GAP * (len(GROUPS) - 1)


def plan_sheet(paper: Paper) -> SheetPlan:
    """The number above at the left and below at the right: what hides one seldom hides the other."""
    margin = 20.0
    return SheetPlan(
        paper=paper,
        rows=((margin, 17.0), (paper.width - margin - ROW_WIDTH, paper.height - 25.0)),
        code=(paper.width - margin - CODE_SIZE, 17.0),
        frame=(margin, 55.0, paper.width - margin, paper.height - 33.0),
    )
