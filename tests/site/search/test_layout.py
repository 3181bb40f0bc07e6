# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of pages and places of terms hang on themselves alone, and the browser finds the same places."""

from collections.abc import Callable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from restante.site.search.layout import key_of, pieces_of, placed, shorten, slots_of
from tests.site.search.both_halves import ask_browser

PATHS = [f"texts/{number}.html" for number in range(1000)]
TERMS = sorted({f"{a}{b}{c}" for a in "прсa𝕬" for b in "еаоb" for c in ("р", "ст", "ва", "ение", "", "рр", "рра")})


def test_no_two_pages_have_one_number() -> None:
    slots = slots_of(PATHS)
    assert len(set(slots.values())) == len(PATHS)


def test_a_page_that_goes_moves_at_most_its_neighbours() -> None:
    slots, fewer = slots_of(PATHS), slots_of(PATHS[1:])
    assert sum(slots[path] != slot for path, slot in fewer.items()) <= 2


def test_the_order_in_which_pages_come_is_nothing() -> None:
    assert slots_of(PATHS) == slots_of(reversed(PATHS))


def test_a_beginning_with_too_much_under_it_is_split_and_no_other() -> None:
    pages = np.array([600 if term.startswith("пер") else 1 for term in TERMS])
    split, _ = placed(TERMS, pages, 11)
    assert "п" in split
    assert "с" not in split
    assert key_of("пе", split) == ("пе$" if "пе" in split else "пе")


def test_the_browser_finds_each_term_in_the_same_piece(run_node: Callable[..., str]) -> None:
    split, places = placed(TERMS, np.full(len(TERMS), 600), 11)
    question = {"do": "pieces", "texts": TERMS, "split": shorten(split), "bits": 11}
    (answer,) = ask_browser(run_node, question)
    assert split
    assert answer == pieces_of(TERMS, split, 11) == places.tolist()


@given(
    st.sets(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters=" "), min_size=1, max_size=24), max_size=30
    )
)
def test_shortened_beginnings_are_all_there(split: set[str]) -> None:
    found, before = set(), ""
    for one in shorten(split).split(" ") if split else []:
        before = before[: int(one[0], 16)] + one[1:]
        found.add(before)
    assert found == split
