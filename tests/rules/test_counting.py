# SPDX-License-Identifier: AGPL-3.0-or-later
"""Characters and pages: nothing is lost at a border, and nothing is counted twice."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.rules import Channel, count_characters, load_book, pages_of, split_text
from restante.rules.counting import is_blank, normalise, split_into_pages

TEXTS = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(" \n.!?\u0301\u200d😀")), max_size=400)
EMAIL = load_book("uk/prison").channels["uk/email-a-prisoner"]


def _channel(size: int) -> Channel:
    return replace(EMAIL, page_chars=size)


@settings(max_examples=150)
@given(TEXTS, st.integers(1, 60))
def test_pages_join_to_the_whole_normalised_text(text: str, size: int) -> None:
    pages = split_text(_channel(size), text)
    assert "".join(pages) == ("" if is_blank(normalise(text)) else normalise(text))
    assert all(0 < len(page) <= size for page in pages)
    assert pages_of(_channel(size), text) == len(pages)


@settings(max_examples=100)
@given(TEXTS)
def test_a_text_is_normalised_once_and_for_all(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert len(normalise(text)) == count_characters(text)


@settings(max_examples=100)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\u2028\u2029\x85"), max_size=200))
def test_short_runs_of_marks_are_composed_as_unicode_says(text: str) -> None:
    assert normalise(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("claim", "text", "size", "pages"),
    [
        ("a page ends at the last paragraph", "aaaa\n\nbbbb\n\ncccc", 13, ["aaaa\n\nbbbb\n\n", "cccc"]),
        ("or else at the last sentence", "One. Two. Three", 12, ["One. Two. ", "Three"]),
        ("or else at the last word", "one two three", 9, ["one two ", "three"]),
        ("a border in the first half is not worth the paper", "ab cdefghijkl", 10, ["ab cdefghi", "jkl"]),
        ("or else where it is full", "abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("an accent stays with its letter", "abcx\u0323def", 4, ["abc", "x\u0323de", "f"]),
        ("a full page of white space is no reason to stop", "a" + " " * 9 + "b", 4, ["a   ", "    ", "  b"]),
        ("exactly one page", "abcd", 4, ["abcd"]),
        ("nothing is no page", "", 4, []),
        ("white space is no page", " \n\u00a0\u2003", 4, []),
    ],
)
def test_pages_end_where_a_reader_would_end_them(claim: str, text: str, size: int, pages: list[str]) -> None:
    assert split_into_pages(text, size) == pages, claim


def test_every_line_break_is_one_character() -> None:
    assert count_characters("a\r\nb\rc\nd\u2028e\u2029f\x85g") == 13


def test_a_letter_with_an_accent_is_one_character_however_it_was_typed() -> None:
    assert count_characters("и\u0306") == count_characters("й") == 1


def test_a_hundred_kilobyte_word_is_cut_into_full_pages() -> None:
    pages = split_text(_channel(2500), "я" * 102_400)
    assert {len(page) for page in pages[:-1]} == {2500}
    assert "".join(pages) == "я" * 102_400


def test_a_channel_without_a_page_size_takes_the_text_in_one_piece() -> None:
    assert split_text(load_book("ru/sizo").channels["ru/paper"], "a\r\nb") == ["a\nb"]
