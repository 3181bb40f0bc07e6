# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a page image to its number, turn, skew and doubt, in passes, the cheapest first.

A number is taken only if it is open, stands there digit by digit, and where our sheet has it. One place of ten may be
hidden: open numbers differ in at least three, so nine clear digits name one alone. Two numbers on a page are none.
"""

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import cv2
import numpy as np

from restante.numbers import is_number
from restante.paper.mark import CODE_SIZE, PAPERS, ROW_WIDTH
from restante.paper.scan.codes import Code, read_codes
from restante.paper.scan.digits import Grey, Row, Scores, guess_number, read_scores, score_row, straighten
from restante.paper.scan.place import are_apart, find_placed
from restante.paper.scan.rows import find_rows, find_spots, flatten_light

EDGE = 1_754  # pixels; A4 at 150 dpi, at which a digit is 38 pixels high
THRESHOLDS = (140, 185, 95)
LEAST_LIKENESS = 0.5  # mean correlation under which a row is not ours
MOST_HIDDEN = 1
SHEET = (PAPERS["a4"].width, PAPERS["a4"].height)
ROOM = 1.3  # how much longer a picture of one sheet is than the sheet, without our looking for a second sheet
DARK = 110  # the middle grey of a page under which it may be a negative
MOST_ROWS = 8  # looked at on a page; ours are among the best supported
SMALLEST = 64  # pixels; under that a digit has three
CLOSED = 0.8  # the doubt of a page whose number was read in full and is not open: no harder look will change it
QUOTED = 0.85  # of a page on which an open number stands, but not as on our sheet
UNCLEAR = 0.9
SEVERAL = 0.95  # of a page on which two numbers stand: it is never taken for one of them


@dataclass(frozen=True, slots=True)
class Sight:
    """What one look found: the number or None, and the clockwise angle at which the sheet lies in the image."""

    number: str | None
    angle: float
    doubt: float

    def is_final(self) -> bool:
        """Whether no harder look will change it."""
        return self.number is not None or self.doubt in {CLOSED, SEVERAL}


@dataclass(frozen=True, slots=True)
class Read:
    """A row that looks like ours: `?` in its text where a digit is not clear, and whether it stands as on our sheet."""

    row: Row
    scores: Scores
    text: str
    likeness: float
    placed: bool


@dataclass(frozen=True, slots=True)
class Look:
    """A page as one pass sees it: what is darker than the threshold is ink."""

    image: Grey
    threshold: int
    small: bool = False
    struck: bool = False
    unfiltered: Grey | None = None  # the page with its thin lines, where the image has lost them


NOTHING = Sight(None, 0.0, 1.0)


def read_sheet(page: Grey, open_numbers: Collection[str]) -> Sight:
    """The number of a grey page. A page without one keeps the angle of a row of ours if one was seen."""
    if min(page.shape) < SMALLEST:
        return NOTHING
    codes = read_codes(page, open_numbers)
    if codes:
        return _by_codes(codes, page, open_numbers, 0.0)
    flat = flatten_light(_resized(page))
    best = _by_rows(_looks(flat), open_numbers)
    if best.is_final():
        return best
    codes = read_codes(page, open_numbers, harder=True)
    if codes:
        return _by_codes(codes, page, open_numbers, 0.1)
    late = _by_rows(_late_looks(page, flat), open_numbers)
    return late if late.doubt < best.doubt else best


def _by_codes(codes: list[Code], page: Grey, open_numbers: Collection[str], doubt: float) -> Sight:
    """A code's number, unless there is another: a picture much larger than one sheet is searched for a second."""
    code = codes[0]
    if len(codes) > 1:
        return Sight(None, code.angle, SEVERAL)
    millimetre = code.side / CODE_SIZE
    if millimetre * SHEET[1] * ROOM < max(page.shape) or millimetre * SHEET[0] * ROOM < min(page.shape):
        rows = _by_rows(_wide_looks(page), open_numbers)
        if rows.number not in {None, code.number} or rows.doubt == SEVERAL:
            return Sight(None, code.angle, SEVERAL)
    return Sight(code.number, code.angle, doubt)


def _by_rows(looks: Iterable[Look], open_numbers: Collection[str]) -> Sight:
    """The first look that finds a number, or the best of all."""
    best = NOTHING
    for look in looks:
        sight = _read_rows(look, open_numbers)
        if sight.is_final():
            return sight
        if sight.doubt < best.doubt:
            best = sight
    return best


def turn_and_skew(angle: float) -> tuple[int, float]:
    """Quarter turns clockwise that set the sheet upright, and the clockwise skew that remains in it."""
    quarters = round(angle / 90)
    return (-quarters * 90) % 360, angle - quarters * 90


def _resized(page: Grey) -> Grey:
    factor = EDGE / max(page.shape)
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(page, None, fx=factor, fy=factor, interpolation=how), dtype=np.uint8)


def _looks(flat: Grey) -> Iterator[Look]:
    yield Look(flat, THRESHOLDS[0])
    soft = np.asarray(cv2.GaussianBlur(flat, (0, 0), 1.5), dtype=np.uint8)
    for threshold in THRESHOLDS[1:]:
        yield Look(soft, threshold, unfiltered=flat)
    yield Look(np.asarray(cv2.medianBlur(flat, 5), dtype=np.uint8), THRESHOLDS[0], unfiltered=flat)


def _wide_looks(page: Grey) -> Iterator[Look]:
    """For sheets that fill any part of the picture."""
    yield Look(flatten_light(_resized(page)), THRESHOLDS[0])
    yield Look(flatten_light(page), THRESHOLDS[0], small=True)


def _late_looks(page: Grey, flat: Grey) -> Iterator[Look]:
    """Rows struck through, a sheet far away, and a negative."""
    yield Look(flat, THRESHOLDS[0], struck=True)
    yield Look(flatten_light(page), THRESHOLDS[0], small=True)
    if np.median(page[::7, ::7]) < DARK:
        yield from islice(_looks(flatten_light(_resized(np.asarray(255 - page, dtype=np.uint8)))), 2)


def _read_rows(look: Look, open_numbers: Collection[str]) -> Sight:
    """Rows lying either way; the direction in which the groups fit tells up from down."""
    best = NOTHING
    for lying in (False, True):
        page = _laid(look.image, lying=lying)
        lines = page if look.unfiltered is None else _laid(look.unfiltered, lying=lying)
        spots = find_spots(page, look.threshold, small=look.small, struck=look.struck)
        rows = sorted(find_rows(spots), key=lambda found: -found[1])[:MOST_ROWS]
        sight = _agree(_read(page, lines, [row for row, _support in rows]), open_numbers)
        if sight.is_final() or sight.doubt < best.doubt:
            # np.rot90 turned the page a quarter against the clock
            best = Sight(sight.number, sight.angle + (90 if lying else 0), sight.doubt)
        if best.is_final():
            break
    return best


def _laid(page: Grey, *, lying: bool) -> Grey:
    return np.ascontiguousarray(np.rot90(page)) if lying else page


def _read(page: Grey, lines: Grey, rows: list[Row]) -> list[Read]:
    """The rows that look like ours, the likest first."""
    ours = []
    for row in rows:
        scores = score_row(straighten(page, row, ROW_WIDTH))
        text, likeness = read_scores(scores)
        if likeness >= LEAST_LIKENESS:
            ours.append((row, scores, text, likeness))
    ours.sort(key=lambda one: -one[3])
    placed = find_placed(lines, [row for row, *_ in ours])
    return [Read(*one, placed=row_placed) for one, row_placed in zip(ours, placed, strict=True)]


def _agree(ours: list[Read], open_numbers: Collection[str]) -> Sight:
    """One number from the rows that stand as on our sheet, or none; other rows only speak against it."""
    if not ours:
        return NOTHING
    angle = math.degrees(math.atan2(ours[0].row.dy, ours[0].row.dx))
    placed = [one for one in ours if one.placed]
    numbers = _named(placed, open_numbers)
    quoted = {number for one in ours if (number := _name(one.text, one.scores, open_numbers))} - numbers
    elsewhere = {one.text for one in ours if is_number(one.text)} - numbers
    if len(numbers | quoted | elsewhere) > 1:
        return Sight(None, angle, SEVERAL)
    if numbers:
        (number,) = numbers
        if are_apart([one.row for one in ours if one.text == number]):
            return Sight(None, angle, QUOTED)
        return Sight(number, angle, _doubt(placed[0].scores))
    if any(one.text in elsewhere and one.text not in quoted for one in placed):
        return Sight(None, angle, CLOSED)
    return Sight(None, angle, QUOTED if quoted else UNCLEAR)


def _named(placed: list[Read], open_numbers: Collection[str]) -> set[str]:
    """What the rows say each by itself, or else together, or else at a guess."""
    numbers = {number for one in placed if (number := _name(one.text, one.scores, open_numbers))}
    if not numbers and placed:
        together = _overlay([one.text for one in placed])
        number = _name(together, np.max([one.scores for one in placed], axis=0), open_numbers)
        numbers = {number} if number else set()
    if not numbers:
        guesses = {guess for one in placed if (guess := guess_number(one.scores))}
        numbers = {guess for guess in guesses if is_number(guess) and guess in open_numbers}
    return numbers


def _overlay(reads: list[str]) -> str:
    """What rows say together; a place where two are clear and differ stays open."""
    places = []
    for seen in zip(*reads, strict=True):
        clear = set(seen) - {"?"}
        places.append(clear.pop() if len(clear) == 1 else "?")
    return "".join(places)


def _name(read: str, scores: Scores, open_numbers: Collection[str]) -> str | None:
    """The open number that was read; a hidden digit is taken from it only if the page does not speak against it."""
    hidden = [place for place, digit in enumerate(read) if digit == "?"]
    if not hidden:
        return read if is_number(read) and read in open_numbers else None
    if len(hidden) > MOST_HIDDEN:
        return None
    place = hidden[0]
    fits = [number for digit in "0123456789" if is_number(number := read[:place] + digit + read[place + 1 :])]
    if len(fits) != 1 or fits[0] not in open_numbers:
        return None
    return fits[0] if scores[place, int(fits[0][place])] >= scores[place].max() - 0.12 else None


def _doubt(scores: Scores) -> float:
    """From 0 (every digit far ahead of its rivals) to 0.5 (just enough)."""
    order = np.sort(scores, axis=1)
    lead = float((order[:, -1] - order[:, -2]).min())
    return round(float(np.clip(0.5 - 2.5 * lead, 0.02, 0.5)), 2)
