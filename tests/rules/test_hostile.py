# SPDX-License-Identifier: AGPL-3.0-or-later
"""A stranger's text may be as odd and as long as the largest envelope: every check stays linear, and none raises.

A quadratic step would take many minutes over these texts, so the limit of time is wide and the claim is not.
"""

import time

import pytest

from restante.rules import Draft, check_letter, count_characters, load_book, pages_of, split_text

SIZE = 300_000
PATIENCE = 30.0
TEXTS = {
    "one word": "я",
    "spaces": " ",
    "line breaks": "\n",
    "line breaks of two kinds": "\r\n",
    "paragraphs of spaces": "\n \t",
    "full stops": ".",
    "sentences of nothing": ". ",
    "closing quotation marks": "!»",
    "accents in two orders": "\u0301\u0323",
    "letters with thirty accents": "e" + "\u0301\u0323" * 15,
    "joined emoji": "👨\u200d",
    "joiners": "\u200d",
    "direction marks": "\u202e",
    "digits": "7",
    "eleven digits": "12345678901 ",
    "foreign letters": "a",
    "letters of two alphabets": "aя",
    "the beginning of a pair": "уголовное ",
    "stems": "война ",
    "innocent words": "ракетка ",
    "lone surrogates": "\ud83d",
    "NUL": "\0",
    "Hangul": "\u1112\u1161\u11ab",
    "fifty-nine characters and a space": "x" * 59 + " ",
}


@pytest.mark.parametrize("name", TEXTS)
def test_every_step_is_linear(name: str) -> None:
    unit = TEXTS[name]
    text = unit * (SIZE // len(unit))
    book = load_book("ru/sizo")
    started = time.monotonic()
    check_letter(book, Draft(text, "ru", sign=text, return_address=(text,)))
    for channel in book.channels.values():
        assert pages_of(channel, text) >= 0
    pages = split_text(book.channels["ru/fsin-pismo"], text)
    assert sum(map(len, pages)) in {0, count_characters(text)}
    assert time.monotonic() - started < PATIENCE


def test_a_picture_count_or_a_page_count_out_of_this_world_is_only_a_finding() -> None:
    draft = Draft("Привет", "ru", pictures=10**9, pages=10**9)
    assert {finding.rule for finding in check_letter(load_book("ru/sizo"), draft)} == {"ru.fsin-pismo.pictures"}


@pytest.mark.parametrize("lang", ["", "RU", "ru-RU", "xx", "\ud83d", "a" * 10_000])
def test_a_language_that_nobody_knows_is_only_a_finding(lang: str) -> None:
    (finding,) = check_letter(load_book("ru/sizo"), Draft("Привет", lang))
    assert finding.rule == "ru.language"
    assert finding.say(lang)
