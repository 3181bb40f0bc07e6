# SPDX-License-Identifier: AGPL-3.0-or-later
"""The compiled book is plain JSON, the same each time, small enough for a page, and says every limit in words."""

import gzip
import json
from typing import Any

import pytest

from restante.rules import compile_book, facilities, load_book
from restante.rules.verdict import LANGUAGES, UNVERIFIED

LARGEST = 10_000  # compressed; a directory of four facilities stays under the weight of one photograph


@pytest.mark.parametrize("facility", facilities())
def test_a_compiled_book_survives_json_and_is_the_same_each_time(facility: str) -> None:
    compiled = compile_book(load_book(facility))
    assert json.loads(json.dumps(compiled)) == compiled == compile_book(load_book(facility))


@pytest.mark.parametrize("facility", facilities())
def test_a_compiled_book_is_light(facility: str) -> None:
    assert len(gzip.compress(json.dumps(compile_book(load_book(facility)), ensure_ascii=False).encode())) < LARGEST


@pytest.mark.parametrize("facility", facilities())
def test_every_sentence_is_there_in_every_language(facility: str) -> None:
    compiled = compile_book(load_book(facility))
    for name in ("limits", "advice"):
        sentences: dict[str, list[str]] = compiled[name]
        assert {lang: len(said) for lang, said in sentences.items()} == dict.fromkeys(LANGUAGES, len(sentences["en"]))
        for lang, said in sentences.items():
            assert all(sentence.endswith((".", "!", "?", ".»")) for sentence in said), lang
            assert not any("{" in sentence for sentence in said)


def test_limits_tell_the_page_of_each_electronic_channel_in_words() -> None:
    limits = _limits("uk/prison")
    assert "Email a Prisoner: one page holds 2\u202f500 characters, spaces included." in limits
    assert any(sentence.startswith("A letter on paper: at most 2 pages.") for sentence in limits)


def test_a_doubtful_limit_says_that_it_is_doubtful() -> None:
    (sentence,) = [sentence for sentence in _limits("ru/sizo") if sentence.startswith("FSIN-Pismo: one page holds")]
    assert sentence.endswith(UNVERIFIED["en"])


def test_what_only_the_desk_should_read_does_not_go_into_the_advice_for_writers() -> None:
    advice = "".join(compile_book(load_book("ru/sizo"))["advice"]["ru"])
    assert "российской картой" not in advice


def test_prices_carry_their_currency_and_their_day() -> None:
    prices = compile_book(load_book("ru/sizo"))["channels"]["ru/fsin-pismo"]["prices"]
    assert {(price["unit"], price["amount"], price["currency"], price["as_of"]) for price in prices} == {
        ("page", "55.00", "RUB", "2023"),
        ("reply", "55.00", "RUB", "2023"),
        ("picture", "35.00", "RUB", "2023"),
    }


def _limits(facility: str) -> list[str]:
    compiled: dict[str, Any] = compile_book(load_book(facility))
    said: list[str] = compiled["limits"]["en"]
    return said
