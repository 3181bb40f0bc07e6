# SPDX-License-Identifier: AGPL-3.0-or-later
"""Partial dates: what is written is what comes back, and two of them may be one day or may not."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.cases.dates import DateRefused, PartialDate, on_day, read_date

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
marks = st.sampled_from(["", "~", "?", "%"])


@st.composite
def points(draw: st.DrawFn) -> str:
    text = draw(days).isoformat()
    return draw(st.sampled_from([text, text[:7], text[:4], text[:8] + "XX"])) + draw(marks)


@st.composite
def texts(draw: st.DrawFn) -> str:
    one, other = draw(points()), draw(points())
    if draw(st.booleans()):
        return one
    first, last = sorted([one, other], key=lambda text: read_date(text).first)
    return f"{first}/{last}"


partial = texts().map(read_date)


@given(partial)
def test_a_date_comes_back_as_it_was_written(day: PartialDate) -> None:
    assert read_date(str(day)) == day
    assert day.first <= day.last


@given(partial, partial)
def test_may_equal_is_symmetric_and_means_a_day_in_common(one: PartialDate, other: PartialDate) -> None:
    assert one.may_equal(other) == other.may_equal(one)
    assert one.may_equal(one)
    assert one.may_equal(other) == (max(one.first, other.first) <= min(one.last, other.last))


@settings(max_examples=50)
@given(st.lists(partial, max_size=6))
def test_dates_have_one_order(dates: list[PartialDate]) -> None:
    ordered = sorted(dates)
    dates.reverse()
    assert sorted(dates) == ordered
    assert [day.first for day in ordered] == sorted(day.first for day in dates)


@given(days)
def test_about_and_less_precision_still_hold_the_day(day: date) -> None:
    exact = on_day(day)
    assert exact.is_exact
    for text in (day.isoformat() + "~", day.isoformat()[:7], day.isoformat()[:4] + "%"):
        assert exact.may_equal(read_date(text))
        assert not read_date(text).is_exact


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2019-13",
        "2019-02-30",
        "07.02.2019",
        "2019-2-7",
        "2019-02-07/2018",
        "2019/",
        "2019-02-07\n/2020x",
        "２０１９",
    ],
)
def test_what_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(DateRefused):
        read_date(text)
