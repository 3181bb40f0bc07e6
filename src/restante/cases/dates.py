# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates that carry their precision: a subset of EDTF level 1 (ISO 8601-2:2019), for a bare day may say too much.

Forms: `2019-02-01`, `2019-02` (also written `2019-02-XX`), `2019`, each with `~` (about), `?` (doubtful) or `%` (both),
and `A/B`, somewhere from A to B. An unknown date is no PartialDate at all.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from enum import StrEnum
from functools import total_ordering

from restante.errors import BadInput

_POINT = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}|XX))?)?(?P<mark>[~?%]?)\Z")


class DateRefused(BadInput):
    """Not one of the forms, or a day that no calendar has."""

    code = "partial-date-refused"
    text = (
        "'{date}' is not a date that can be kept. "
        "Write 2019-02-01, 2019-02, 2019, 2019-02~ (about) or 2018-01-30/2018-01-31."
    )


class Precision(StrEnum):
    """How much of the date is said."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    SPAN = "span"


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """`text` is canonical; `first` and `last` are the days between which the truth lies, as far as the writer says."""

    text: str
    precision: Precision
    first: date
    last: date
    about: bool = False
    doubtful: bool = False

    def __str__(self) -> str:
        return self.text

    def __lt__(self, other: "PartialDate") -> bool:
        return (self.first, self.last, self.text) < (other.first, other.last, other.text)

    def may_equal(self, other: "PartialDate") -> bool:
        """Whether one happening could bear both dates: 2019 and 2019-02-07 do not contradict each other."""
        return self.first <= other.last and other.first <= self.last

    @property
    def is_exact(self) -> bool:
        """One day, said without a doubt."""
        return self.precision is Precision.DAY and not self.about and not self.doubtful


def read_date(text: str) -> PartialDate:
    """From EDTF text; raises DateRefused. `read_date(str(x)) == x` for every date."""
    stripped = text.strip()
    start, slash, end = stripped.partition("/")
    if not slash:
        return _point(start, text)
    first, last = _point(start, text), _point(end, text)
    if first.first > last.last:
        raise DateRefused(date=text)
    canonical = f"{first.text}/{last.text}"
    about, doubtful = first.about or last.about, first.doubtful or last.doubtful
    return PartialDate(canonical, Precision.SPAN, first.first, last.last, about, doubtful)


def on_day(day: date) -> PartialDate:
    """An exact one."""
    return PartialDate(day.isoformat(), Precision.DAY, day, day)


def _point(text: str, whole: str) -> PartialDate:
    found = _POINT.match(text)
    if found is None:
        raise DateRefused(date=whole)
    mark = found["mark"]
    year, month, day = int(found["year"]), found["month"], found["day"]
    try:
        if month is None:
            precision, first, last = Precision.YEAR, date(year, 1, 1), date(year, 12, 31)
        elif day in {None, "XX"}:
            number = int(month)
            precision, first = Precision.MONTH, date(year, number, 1)
            last = date(year, number, monthrange(year, number)[1])
        else:
            precision, first = Precision.DAY, date(year, int(month), int(day))
            last = first
    except ValueError:
        raise DateRefused(date=whole) from None
    written = {Precision.DAY: first.isoformat(), Precision.MONTH: first.isoformat()[:7]}.get(precision, f"{year:04d}")
    about, doubtful = mark in {"~", "%"}, mark in {"?", "%"}
    if about:
        first, last = _widen(first, last, precision)
    return PartialDate(written + mark, precision, first, last, about, doubtful)


def _widen(first: date, last: date, precision: Precision) -> tuple[date, date]:
    """`about` reaches one unit of the precision to either side: the least that the word can mean."""
    if precision is Precision.DAY:
        return _shift(first, -1), _shift(last, 1)
    if precision is Precision.MONTH:
        before, after = _shift(first, -1), _shift(last, 1)
        return before.replace(day=1), after.replace(day=monthrange(after.year, after.month)[1])
    return date(max(first.year - 1, MINYEAR), 1, 1), date(min(last.year + 1, MAXYEAR), 12, 31)


def _shift(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day
