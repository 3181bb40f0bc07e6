# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of one word lead to one stem, the same in Python and in the browser; how many do is held by a number."""

import tomllib
from collections import defaultdict
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restante.site.search.stem import TABLE_LANGUAGES, stem
from restante.site.search.words import fold
from tests.site.search.both_halves import ask_browser

HERE = Path(__file__).parent
SEEN, UNSEEN = (
    tomllib.loads((HERE / name).read_text("utf-8")) for name in ("inflections.toml", "inflections_unseen.toml")
)


def recall(lines: list[str], lang: str) -> float:
    """Of all pairs of forms of one word, the share that a search for the one finds in the other."""
    pairs = [pair for line in lines for pair in permutations([stem(fold(form), lang) for form in line.split()], 2)]
    return sum(one == other for one, other in pairs) / len(pairs)


@pytest.mark.parametrize(("lang", "least"), [("ru", 0.97), ("uk", 0.97), ("be", 0.97), ("en", 0.99)])
def test_forms_of_the_words_that_the_tables_were_made_with_meet(lang: str, least: float) -> None:
    assert recall(SEEN[lang], lang) >= least


@pytest.mark.parametrize(("lang", "least"), [("ru", 0.95), ("uk", 0.97), ("be", 0.93), ("en", 0.93)])
def test_forms_of_words_written_down_after_the_tables_meet(lang: str, least: float) -> None:
    assert recall(UNSEEN[lang], lang) >= least


@pytest.mark.parametrize("lang", TABLE_LANGUAGES)
def test_two_words_hardly_ever_share_a_stem(lang: str) -> None:
    owners = defaultdict(set)
    for line in SEEN[lang] + UNSEEN[lang]:
        for form in line.split():
            owners[stem(fold(form), lang)].add(line)
    shared = {one: lines for one, lines in owners.items() if len(lines) > 1}
    assert len(shared) <= 2, shared


APART = [
    ("uk", "її", "іі"),
    ("uk", "ґрати", "грати"),
    ("uk", "кит", "кіт"),
    ("be", "мой", "мои"),
    ("ru", "мой", "мои"),
    ("ru", "лёд", "льда"),
    ("en", "police", "policy"),
]


@pytest.mark.parametrize(("lang", "one", "other"), APART)
def test_words_that_look_alike_stay_apart(lang: str, one: str, other: str) -> None:
    assert stem(fold(one), lang) != stem(fold(other), lang)


TOGETHER = [
    ("ru", "ёлка", "елка"),
    ("be", "ўлада", "улада"),
    ("uk", "п'ять", "пʼять"),
    ("ru", "Freedom", "freedoms"),
    ("en", "тюрьмы", "тюрьму"),
    ("pl", "Łódź", "lodz"),
]


@pytest.mark.parametrize(("lang", "one", "other"), TOGETHER)
def test_spellings_of_one_word_meet(lang: str, one: str, other: str) -> None:
    assert stem(fold(one), lang) == stem(fold(other), lang)


def test_the_browser_cuts_every_form_alike(run_node: Callable[..., str]) -> None:
    words = [
        (form, lang)
        for lists in (SEEN, UNSEEN)
        for lines in lists.values()
        for line in lines
        for form in line.split()
        for lang in (*TABLE_LANGUAGES, "pl")
    ]
    (answer,) = ask_browser(run_node, {"do": "stem", "words": words})
    assert answer == [stem(fold(word), lang) for word, lang in words]


@given(st.text(st.sampled_from("абвгеийклмнностуьяюіїўabdegilnorsty'"), min_size=1, max_size=30))
def test_a_word_never_vanishes(word: str) -> None:
    for lang in TABLE_LANGUAGES:
        assert stem(fold(word), lang) or not fold(word)
