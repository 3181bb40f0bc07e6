# SPDX-License-Identifier: AGPL-3.0-or-later
"""A pile that is printed, cut and folded as the instructions say reads in order, whatever its length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restante.texts.writers.imposition import (
    MOST_LEAVES,
    Sheet,
    impose_on_a4_across,
    impose_on_a4_in_halves,
    leaves_in_signatures,
)

Leaf = tuple[tuple[int | None, int | None], tuple[int | None, int | None]]


def fold(leaves: list[Leaf]) -> list[int | None]:
    """The pages in the order in which a reader meets them in one folded pile, outermost leaf first."""
    first = [page for front, back in leaves for page in (front[1], back[0])]
    second = [page for front, back in reversed(leaves) for page in (back[1], front[0])]
    return first + second


def signatures(sheets: tuple[Sheet, ...]) -> list[list[Sheet]]:
    found: dict[int, list[Sheet]] = {}
    for sheet in sheets:
        found.setdefault(sheet.signature, []).append(sheet)
    return list(found.values())


def read_across(sheets: tuple[Sheet, ...]) -> list[int | None]:
    return [page for pile in signatures(sheets) for page in fold([(one.front, one.back) for one in pile])]


def read_in_halves(sheets: tuple[Sheet, ...]) -> list[int | None]:
    """Each pile is cut across and its lower half is laid into the upper."""
    order: list[int | None] = []
    for pile in signatures(sheets):
        upper: list[Leaf] = [(one.front[:2], one.back[:2]) for one in pile]
        lower: list[Leaf] = [(one.front[2:], one.back[2:]) for one in pile]
        order += fold(upper + lower)
    return order


@pytest.mark.parametrize(
    ("pages", "a5_sheets", "a5_signatures", "a6_sheets"),
    [
        (1, 1, [1], 1),
        (4, 1, [1], 1),
        (5, 2, [2], 1),
        (8, 2, [2], 1),
        (9, 3, [3], 2),
        (16, 4, [4], 2),
        (59, 15, [15], 8),
        (60, 15, [15], 8),
        (61, 16, [8, 8], 8),
        (120, 30, [15, 15], 15),
        (121, 31, [11, 10, 10], 16),
        (800, 200, [15, 15, 15, 15] + [14] * 10, 100),
    ],
)
def test_so_many_pages_take_so_many_sheets(
    pages: int, a5_sheets: int, a5_signatures: list[int], a6_sheets: int
) -> None:
    assert len(impose_on_a4_across(pages)) == a5_sheets
    assert list(leaves_in_signatures(pages)) == a5_signatures
    assert len(impose_on_a4_in_halves(pages)) == a6_sheets


def test_the_sheets_of_eight_pages_are_those_of_every_textbook() -> None:
    outer, inner = impose_on_a4_across(8)
    assert (outer.front, outer.back) == ((7, 0), (1, 6))
    assert (inner.front, inner.back) == ((5, 2), (3, 4))
    assert (outer.depth, inner.depth) == (0, 1)


def test_four_pages_of_a6_a_side_stand_in_two_rows() -> None:
    (sheet,) = impose_on_a4_in_halves(8)
    assert sheet.front == (7, 0, 5, 2)
    assert sheet.back == (1, 6, 3, 4)


@given(st.integers(1, 900), st.integers(1, 40))
def test_a_folded_pile_reads_in_order_and_blanks_come_last(pages: int, most: int) -> None:
    for order in (read_across(impose_on_a4_across(pages, most)), read_in_halves(impose_on_a4_in_halves(pages, most))):
        assert order[:pages] == list(range(pages))
        assert set(order[pages:]) <= {None}


@given(st.integers(1, 3000), st.sampled_from([1, 2]), st.integers(2, 40))
def test_signatures_are_even_and_no_thicker_than_asked(pages: int, step: int, most: int) -> None:
    found = leaves_in_signatures(pages, step, most)
    assert max(found) <= most
    assert max(found) - min(found) <= step
    assert 0 <= sum(found) * 4 - pages < 4 * step * len(found)
    assert all(one % step == 0 for one in found)


def test_no_pages_take_no_sheets() -> None:
    assert impose_on_a4_across(0) == ()
    assert MOST_LEAVES == 15
