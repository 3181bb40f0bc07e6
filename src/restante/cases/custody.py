# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long somebody was held: never typed, always computed from the periods, with bounds where a date is partial.

A whole day is a night: the day of arrest counts, the day of release does not, so that periods add up. `begun` counts
calendar days of which any part was spent in custody, the first and the last included, as courts do for a term.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from typing import Final

from restante.cases.records import CustodyPeriod
from restante.cases.terms import label

NOT_CUSTODY: Final = frozenset({"travel_ban"})
"""Listed, but in no total: nobody is locked up by it."""

Days = tuple[int, int | None]
"""At least and at most; None where a beginning is not known, for then there is no upper bound."""
_Stretch = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Line:
    """One period of the working: its own bounds and what they depend on (`notes` are codes of `custody_note`)."""

    period: str
    kind: str
    start: str
    end: str
    least: int
    most: int | None
    notes: tuple[str, ...] = ()

    def say_notes(self, lang: str) -> tuple[str, ...]:
        """The notes in the reader's language."""
        return tuple(label("custody_note", note, lang) for note in self.notes)


@dataclass(frozen=True, slots=True)
class Gap:
    """Time outside between the latest end before and the next beginning; hours of one day are a gap of 0."""

    after: str
    before: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two periods that certainly share days; `declared` where one is marked as running beside another."""

    first: str
    second: str
    least: int
    declared: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """Days that two periods share count once. `undated` periods have no date at all and stand in no bound."""

    least: int
    most: int | None
    begun: Days
    by_kind: Mapping[str, Days] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    working: tuple[Line, ...] = ()
    undated: tuple[str, ...] = ()
    ongoing: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether both bounds meet."""
        return self.least == self.most


@dataclass(frozen=True, slots=True)
class _Held:
    """A period as days: the stretch that is certain (empty if it ends before it begins) and the widest possible."""

    period: CustodyPeriod
    sure: _Stretch
    wide: _Stretch
    open_start: bool
    notes: tuple[str, ...]

    has_begun: bool

    @property
    def is_void(self) -> bool:
        return self.wide[1] < self.wide[0] or "future" in self.notes


def totals(periods: Iterable[CustodyPeriod], today: date) -> Totals:
    """Bounds up to `today`. Their order makes no difference."""
    ordered = sorted(periods, key=lambda period: period.id)
    undated = tuple(one.id for one in ordered if one.start is None and one.end is None and not one.ongoing)
    held = sorted(
        (_held(one, today) for one in ordered if one.id not in undated), key=lambda one: (one.wide, one.period.id)
    )
    counted = [one for one in held if one.period.kind not in NOT_CUSTODY and not one.is_void]
    least, most = _union(counted, 0)
    kinds = sorted({one.period.kind for one in held})
    return Totals(
        least=least,
        most=most,
        begun=_union(counted, 1),
        by_kind={
            kind: _union([one for one in held if one.period.kind == kind and not one.is_void], 0) for kind in kinds
        },
        gaps=_gaps(counted),
        overlaps=_overlaps(counted),
        working=tuple(_line(one) for one in held),
        undated=undated,
        ongoing=any(one.period.ongoing and one.period.end is None for one in counted),
    )


def days_between(first: date, last: date) -> int:
    """Whole days from one to the other, as the totals count them: 1 to 4 February are 3."""
    return (last - first).days


def _held(period: CustodyPeriod, today: date) -> _Held:
    start, end = period.start, period.end
    notes = []
    if end is None:
        last = (today, today) if period.ongoing else (start.first if start else today, today)
        notes.append("ongoing" if period.ongoing else "end_unknown")
    else:
        last = (min(end.first, today), min(end.last, today))
    if start is None:
        first = (last[0], last[1])
        notes.append("start_unknown")
    else:
        first = (start.first, start.last)
        if start.first > today:
            notes.append("future")
    if end is not None and start is not None and end.last < start.first:
        notes.append("end_before_start")
    notes += [mark for mark in ("about", "doubtful") if any(getattr(day, mark) for day in (start, end) if day)]
    if period.concurrent:
        notes.append("concurrent")
    if period.kind in NOT_CUSTODY:
        notes.append("not_counted")
    return _Held(
        period=period,
        sure=(first[1], last[0]),
        wide=(first[0], last[1]),
        open_start=start is None,
        notes=tuple(notes),
        has_begun=start is not None and start.last <= today,
    )


def _union(held: Sequence[_Held], ends: int) -> Days:
    """Days in at least one period: surely, and at most. `ends` is 1 where the last day counts as well."""
    least = _covered([one.sure for one in held], ends)
    if ends and held:
        least = max(least, int(any(one.has_begun for one in held)))
    if any(one.open_start for one in held):
        return least, None
    return least, _covered([one.wide for one in held], ends)


def _covered(stretches: Iterable[_Stretch], ends: int) -> int:
    total, reached = 0, date.min
    for start, end in sorted(stretch for stretch in stretches if stretch[0] <= stretch[1]):
        stop = end + timedelta(days=ends) if end < date.max else end
        total += max(0, (stop - max(start, reached)).days)
        reached = max(reached, stop)
    return total


def _gaps(held: Sequence[_Held]) -> tuple[Gap, ...]:
    """`held` stands in the order of earliest beginnings."""
    found = []
    reached = max((one.wide[1] for one in held if one.open_start), default=date.min)  # nobody knows from when on
    for at, following in enumerate(held[1:], 1):
        before = held[:at]
        if following.open_start:
            continue
        upper = max(before, key=lambda one: (one.wide[1], one.period.id))
        lower = max(max(one.sure[1], one.wide[0]) for one in before)
        least = max(0, (following.wide[0] - max(upper.wide[1], reached)).days)
        most = max(0, (following.sure[0] - lower).days)
        same_day = upper.wide[1] == following.wide[0] and upper.period.end_reason != "transferred"
        if most or same_day:
            found.append(Gap(upper.period.id, following.period.id, least, most))
    return tuple(found)


def _overlaps(held: Sequence[_Held]) -> tuple[Overlap, ...]:
    found = []
    for one, other in combinations(held, 2):
        shared = (min(one.sure[1], other.sure[1]) - max(one.sure[0], other.sure[0])).days
        if shared > 0:
            declared = one.period.concurrent or other.period.concurrent
            found.append(Overlap(one.period.id, other.period.id, shared, declared))
    return tuple(found)


def _line(one: _Held) -> Line:
    period = one.period
    least, most = (0, 0) if one.is_void else _union([one], 0)
    return Line(period.id, period.kind, str(period.start or ""), str(period.end or ""), least, most, one.notes)
