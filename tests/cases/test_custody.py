# SPDX-License-Identifier: AGPL-3.0-or-later
"""Custody arithmetic: whatever is blurred, the bounds hold the truth."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from restante.cases.custody import Totals, days_between, totals
from restante.cases.dates import PartialDate, on_day, read_date
from restante.cases.records import CustodyPeriod

TODAY = date(2024, 6, 1)
FIRST = date(2018, 1, 1)


def period(name: str, start: str, end: str = "", kind: str = "pretrial_remand", **more: object) -> CustodyPeriod:
    return CustodyPeriod(
        name,
        kind,
        read_date(start) if start else None,
        read_date(end) if end else None,
        **more,  # type: ignore[arg-type]  # the tests' own keywords
    )


def test_the_day_of_arrest_counts_and_the_day_of_release_does_not() -> None:
    found = totals([period("a", "2019-02-01", "2019-02-04")], TODAY)
    assert (found.least, found.most, found.begun) == (3, 3, (4, 4))


def test_periods_that_touch_add_up_to_the_whole() -> None:
    parts = [period("a", "2019-02-01", "2019-02-07"), period("b", "2019-02-07", "2023-09-04")]
    found = totals(parts, TODAY)
    assert found.least == found.most == days_between(date(2019, 2, 1), date(2023, 9, 4)) == 1676
    assert found.begun == (1677, 1677)


def test_release_and_arrest_on_one_day_is_a_gap_of_no_whole_day() -> None:
    parts = [period("a", "2019-02-01", "2019-02-07"), period("b", "2019-02-07", "2019-03-01")]
    assert [(gap.after, gap.before, gap.least, gap.most) for gap in totals(parts, TODAY).gaps] == [("a", "b", 0, 0)]
    moved = [period("a", "2019-02-01", "2019-02-07", end_reason="transferred"), parts[1]]
    assert totals(moved, TODAY).gaps == ()


def test_hours_in_a_cell_are_a_day_begun() -> None:
    found = totals([period("a", "2019-02-01", "2019-02-01")], TODAY)
    assert (found.least, found.begun) == (0, (1, 1))


def test_concurrent_terms_count_once() -> None:
    found = totals(
        [period("a", "2020-01-01", "2021-01-01"), period("b", "2020-06-01", "2021-06-01", concurrent=True)], TODAY
    )
    assert found.least == days_between(date(2020, 1, 1), date(2021, 6, 1))
    assert [(one.least, one.declared) for one in found.overlaps] == [(214, True)]


def test_what_goes_on_counts_to_today_and_not_beyond() -> None:
    assert totals([period("a", "2024-05-01", ongoing=True)], TODAY).least == 31
    term = totals([period("a", "2024-05-01", "2028-05-01")], TODAY)
    assert (term.least, term.most) == (31, 31)
    assert totals([period("a", "2025-01-01", "2028-05-01")], TODAY).most == 0


def test_an_unknown_end_reaches_from_nothing_to_today() -> None:
    found = totals([period("a", "2024-05-01")], TODAY)
    assert (found.least, found.most) == (0, 31)
    assert found.working[0].notes == ("end_unknown",)


def test_an_unknown_beginning_has_no_upper_bound() -> None:
    found = totals([period("a", "", "2020-01-01"), period("b", "2021-01-01", "2021-01-11")], TODAY)
    assert (found.least, found.most) == (10, None)


def test_a_period_whose_beginning_nobody_knows_may_fill_a_gap() -> None:
    parts = [period("a", "", "2018-01-01"), period("b", "2018-01-02"), period("c", "", "2018-01-03")]
    assert [(gap.least, gap.most) for gap in totals(parts, TODAY).gaps] == [(0, 1)]
    later = [period("a", "2018-01-01", "2018-01-05"), period("b", "", "2018-01-09"), period("c", "2018-01-20")]
    assert [gap.least for gap in totals(later, TODAY).gaps] == [11]


def test_a_period_without_any_date_is_named_and_counts_nowhere() -> None:
    found = totals([period("a", ""), period("b", "2021-01-01", "2021-01-11")], TODAY)
    assert (found.undated, found.least, found.most) == (("a",), 10, 10)


def test_a_travel_ban_is_listed_and_counted_apart() -> None:
    found = totals([period("a", "2021-01-01", "2021-01-11", kind="travel_ban")], TODAY)
    assert (found.least, found.most, found.by_kind["travel_ban"]) == (0, 0, (10, 10))
    assert "not_counted" in found.working[0].notes


def test_about_is_said_and_widens() -> None:
    found = totals([period("a", "2021-02~", "2021-06-10")], TODAY)
    assert found.least < days_between(date(2021, 2, 1), date(2021, 6, 10)) < (found.most or 0)
    assert found.working[0].say_notes("ru") == ("около этой даты",)


def test_an_end_before_its_beginning_counts_as_nothing_and_says_so() -> None:
    found = totals([period("a", "2021-02-01", "2020-02-01")], TODAY)
    assert (found.least, found.most) == (0, 0)
    assert "end_before_start" in found.working[0].notes


def blurred(draw: st.DrawFn, day: date) -> PartialDate:
    """Some way to tell the day that is true of it."""
    how = draw(st.sampled_from(["day", "month", "year", "about", "span"]))
    if how == "span":
        before, after = (timedelta(days=draw(st.integers(0, 40))) for _ in range(2))
        return read_date(f"{(day - before).isoformat()}/{(day + after).isoformat()}")
    if how == "about":
        return read_date((day + timedelta(days=draw(st.integers(-1, 1)))).isoformat() + "~")
    return {"day": on_day(day), "month": read_date(day.isoformat()[:7]), "year": read_date(str(day.year))}[how]


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[CustodyPeriod], list[tuple[date, date]]]:
    """True stretches, and the same told with less precision."""
    told, true = [], []
    for number in range(draw(st.integers(1, 5))):
        start = FIRST + timedelta(days=draw(st.integers(0, 2300)))
        end = min(start + timedelta(days=draw(st.integers(0, 900))), TODAY)
        start = min(start, end)
        ongoing = end == TODAY and draw(st.booleans())
        known_end = None if ongoing or draw(st.integers(0, 9)) == 0 else blurred(draw, end)
        known_start = None if known_end and draw(st.integers(0, 9)) == 0 else blurred(draw, start)
        told.append(CustodyPeriod(f"p{number}", "unknown", known_start, known_end, ongoing=ongoing))
        true.append((start, end))
    return told, true


def held(stretches: list[tuple[date, date]], *, last_too: bool) -> set[date]:
    extra = 1 if last_too else 0
    return {start + timedelta(days=number) for start, end in stretches for number in range((end - start).days + extra)}


def within(count: int, bounds: tuple[int, int | None]) -> bool:
    return bounds[0] <= count and (bounds[1] is None or count <= bounds[1])


@settings(max_examples=150)
@given(lives())
def test_the_bounds_hold_the_truth_however_the_dates_are_blurred(
    life: tuple[list[CustodyPeriod], list[tuple[date, date]]],
) -> None:
    told, true = life
    found = totals(told, TODAY)
    assert within(len(held(true, last_too=False)), (found.least, found.most))
    assert within(len(held(true, last_too=True)), found.begun)
    for line, stretch in zip(sorted(found.working, key=lambda one: one.period), true, strict=True):
        assert within(days_between(*stretch), (line.least, line.most))


@settings(max_examples=60)
@given(lives(), st.randoms(use_true_random=False))
def test_the_order_of_periods_makes_no_difference(
    life: tuple[list[CustodyPeriod], list[tuple[date, date]]], shuffle: object
) -> None:
    told, _ = life
    before = totals(told, TODAY)
    shuffle.shuffle(told)  # type: ignore[attr-defined]  # hypothesis's random
    assert totals(told, TODAY) == before


@settings(max_examples=80)
@given(lives())
def test_gaps_hold_the_time_that_was_certainly_spent_outside(
    life: tuple[list[CustodyPeriod], list[tuple[date, date]]],
) -> None:
    told, true = life
    inside = held(true, last_too=False)
    free = (max(end for _, end in true) - min(start for start, _ in true)).days - len(inside)
    assert sum(gap.least for gap in totals(told, TODAY).gaps) <= free


@settings(max_examples=60)
@given(lives())
def test_exact_dates_give_exact_totals(life: tuple[list[CustodyPeriod], list[tuple[date, date]]]) -> None:
    _, true = life
    exact = [CustodyPeriod(str(at), "unknown", on_day(a), on_day(b)) for at, (a, b) in enumerate(true)]
    found: Totals = totals(exact, TODAY)
    assert found.is_exact
    assert found.least == len(held(true, last_too=False))
