# SPDX-License-Identifier: AGPL-3.0-or-later
"""A quotation is found where typesetting differs, and nowhere else."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.cases.captures import find_quotation
from restante.cases.captures.quoting import AROUND

STORY = (
    "Вечером 1\u00a0февраля 2019 года его задержали. «Он узнал его по выразительным бровям», — "
    "сказал адвокат. Через год секрет\u00adный свидетель говорил другое: „это был не он“…\nСуд отложили."
)


@pytest.mark.parametrize(
    "quotation",
    [
        "1 февраля 2019 года",
        '"Он узнал его по выразительным бровям", - сказал адвокат',
        "«Он узнал его по выразительным бровям»",
        "“Через год секретный свидетель”",
        "это был не он”... Суд отложили",
        "Вечером […] его задержали. […] секретный свидетель",
        "Вечером [...] его задержали",
        "Вечером … его задержали",
        "Вечером   1\nфевраля",
        unicodedata.normalize("NFD", "секретный свидетель говорил другое"),
    ],
)
def test_typesetting_may_differ(quotation: str) -> None:
    found = find_quotation(STORY, quotation)
    assert found is not None
    assert not found.is_exact or quotation in STORY
    assert STORY[found.start :].startswith(found.exact + found.suffix)
    assert STORY[: found.start].endswith(found.prefix)


@pytest.mark.parametrize(
    "quotation",
    [
        "2 февраля 2019 года",
        "он узнал его по выразительным бровям",
        "узнал её по выразительным бровям",
        "Суд отложили […] Вечером",
        "[…]",
        "  ",
        "«»",
    ],
)
def test_other_words_are_not_found(quotation: str) -> None:
    assert find_quotation(STORY, quotation) is None


def test_the_place_is_told_by_the_words_around_it() -> None:
    found = find_quotation(STORY, "его задержали")
    assert found is not None
    assert found.is_exact
    assert found.prefix == STORY[: found.start][-AROUND:]
    assert found.suffix == ". «Он узнал его по выразительным "[:AROUND]


def test_parts_may_not_lie_far_apart() -> None:
    text = "first words " + "x " * 4_000 + "last words"
    assert find_quotation(text, "first words […] last words") is None
    assert find_quotation(text + " first words and last words", "first words […] last words") is not None


def test_a_letter_in_two_signs_is_the_letter_in_one() -> None:
    text = unicodedata.normalize("NFD", "Сергей Ёлкин и Йозеф")
    found = find_quotation(text, "Ёлкин и Йозеф")
    assert found is not None
    assert unicodedata.normalize("NFC", found.exact) == "Ёлкин и Йозеф"


def test_a_word_broken_at_the_end_of_a_line_is_whole() -> None:
    assert find_quotation("свиде\u0002\nтель молчал", "свидетель молчал") is not None
    assert find_quotation("свиде\u00ad\n   тель молчал", "свидетель молчал") is not None


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="аб -—«»\u00ad\n.", max_size=40), st.text(alphabet="аб", min_size=1, max_size=6))
def test_what_stands_in_a_text_is_found_in_it(around: str, words: str) -> None:
    text = around + words + around
    found = find_quotation(text, words)
    assert found is not None
    assert found.is_exact
    assert text[found.start : found.start + len(words)] == words
