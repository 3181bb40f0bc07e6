# SPDX-License-Identifier: AGPL-3.0-or-later
"""On this rests matching: a slip in up to three digits, or digits changed about, is never another number."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante import numbers
from restante.numbers import complete_number, group, is_number, match_number, new_number

sevens = st.text("0123456789", min_size=7, max_size=7)
codes = sevens.map(complete_number).filter(lambda number: number is not None).map(str)


@given(codes)
def test_completed_numbers_satisfy_the_three_sums(number: str) -> None:
    for power in range(3):
        assert sum(place**power * int(digit) for place, digit in enumerate(number, 1)) % 11 == 0
    assert is_number(number)


@given(codes, st.data())
def test_one_two_or_three_wrong_digits_are_not_a_number(number: str, data: st.DataObject) -> None:
    places = data.draw(st.sets(st.integers(0, 9), min_size=1, max_size=3))
    digits = list(number)
    for place in places:
        digits[place] = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    assert not is_number("".join(digits))


@settings(max_examples=60)
@given(codes)
def test_every_single_and_double_error_is_caught_exhaustively(number: str) -> None:
    wrong = set(numbers._neighbours(number)) - {number}
    assert len(wrong) == 90 + 45 * 81
    assert not any(map(is_number, wrong))


@given(codes)
def test_any_two_digits_changed_about_match_nothing(number: str) -> None:
    for first, second in combinations(range(10), 2):
        digits = list(number)
        digits[first], digits[second] = digits[second], digits[first]
        if digits[first] != digits[second]:
            assert match_number("".join(digits), {number}) is None


def test_open_numbers_differ_pairwise_in_at_least_three_digits() -> None:
    opened: set[str] = set()
    for _ in range(120):
        opened.add(new_number(opened))
    for one, other in combinations(opened, 2):
        assert sum(a != b for a, b in zip(one, other, strict=True)) >= 3


def test_a_number_near_one_of_an_older_make_is_not_given_out(monkeypatch: pytest.MonkeyPatch) -> None:
    number = complete_number("4827193")
    assert number is not None
    older = number[:3] + str((int(number[3]) + 1) % 10) + number[4:]
    assert not is_number(older)
    monkeypatch.setattr(numbers, "complete_number", lambda _digits: number)
    monkeypatch.setattr(numbers, "_TRIES", 3)
    with pytest.raises(numbers.NumbersExhausted):
        new_number({older})
    assert new_number(set()) == number


def test_a_taken_number_is_never_given_again(monkeypatch: pytest.MonkeyPatch) -> None:
    number = new_number(())
    monkeypatch.setattr(numbers, "complete_number", lambda _digits: number)
    with pytest.raises(numbers.NumbersExhausted):
        new_number([number])


def test_numbers_cannot_be_read_upside_down() -> None:
    for _ in range(200):
        number = new_number(())
        assert not set(number) <= set("01689")
        assert len(set(number)) >= 4


@given(codes)
def test_grouping_is_undone_by_matching(number: str) -> None:
    assert match_number(group(number), {number}) == number
    assert match_number(" ".join(group(number).split("-")), {number}) == number
    assert match_number(number, set()) is None


@pytest.mark.parametrize("text", ["", "123", "48271935601", "482719356O", "٤٨٢٧١٩٣٥٦٠", "²²²²²²²²²²", "0000000001"])
def test_what_is_not_ten_digits_with_checks_is_no_number(text: str) -> None:
    assert not is_number(text)
    assert match_number(text, {text}) is None


@given(codes)
def test_each_of_the_three_sums_counts(number: str) -> None:
    for first in range(8):
        digits = [int(digit) for digit in number]
        digits[first] += 1  # +1 -2 +1 in a row leaves the first two sums as they were
        digits[first + 1] -= 2
        digits[first + 2] += 1
        if all(0 <= digit <= 9 for digit in digits):
            assert not is_number("".join(map(str, digits)))


def test_a_number_is_printed_in_groups_that_tell_top_from_bottom() -> None:
    assert group("4827193560") == "4827-1935-60"


MISLEADING = {
    "digits that are digits upside down too": ("0168901689", True),
    "four different digits": ("2223334447", False),
    "only three different digits": ("2223334443", True),
}


@pytest.mark.parametrize("name", MISLEADING)
def test_a_number_that_would_mislead_a_copyist_is_not_given_out(name: str) -> None:
    number, misleads = MISLEADING[name]
    assert numbers._misleads(number) is misleads
