# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lengths of time: a month has no length of its own."""

import pytest

from restante.cases.spans import SpanRefused, read_span


@pytest.mark.parametrize(("one", "other"), [("P2Y6M", "P30M"), ("P1Y", "P12M"), ("P1M", "P30D"), ("P2W", "P14D")])
def test_one_length_told_two_ways_is_no_difference(one: str, other: str) -> None:
    assert read_span(one).may_equal(read_span(other))
    assert read_span(other).may_equal(read_span(one))


@pytest.mark.parametrize(("one", "other"), [("P6Y", "P5Y9M"), ("P2Y6M", "P2Y"), ("P1M", "P40D"), ("PT5M", "PT6M")])
def test_two_lengths_are_two(one: str, other: str) -> None:
    assert not read_span(one).may_equal(read_span(other))


@pytest.mark.parametrize("text", ["", "P", "PT", "6 years", "P6", "P1YT", "-P1Y"])
def test_other_forms_are_refused(text: str) -> None:
    with pytest.raises(SpanRefused):
        read_span(text)


def test_nothing_is_known_as_nothing() -> None:
    assert read_span("P0Y").is_nothing
    assert not read_span("PT1S").is_nothing
