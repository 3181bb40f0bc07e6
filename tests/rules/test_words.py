# SPDX-License-Identifier: AGPL-3.0-or-later
"""Beginnings of words, and what must not be taken for one."""

import pytest

from restante.rules.words import find_patterns, fold, index_patterns, words_of


def found(text: str, stems: list[str], innocent: list[str] | None = None) -> list[str]:
    places = find_patterns(list(words_of(text)), index_patterns(stems), index_patterns(innocent or []))
    return [text[start:end] for start, end in places]


@pytest.mark.parametrize(
    ("claim", "text", "stems", "innocent", "marked"),
    [
        ("a stem finds every ending", "Война, войной, ВОЙНАМ", ["войн*"], [], ["Война", "войной", "ВОЙНАМ"]),
        ("a stem stands at a word's beginning only", "послевоенный", ["воен*"], [], []),
        ("a whole word has no other ending", "сво своё", ["сво"], [], ["сво"]),
        ("ё and е are one letter", "мёд мед", ["мед"], [], ["мёд", "мед"]),
        ("й is not и", "мой мои", ["мой"], [], ["мой"]),
        ("an accent mark changes nothing", "война\u0301", ["война"], [], ["война\u0301"]),
        ("neighbours are found over a comma", "уголовное, дело", ["уголовн* дел*"], [], ["уголовное, дело"]),
        ("the longest pattern is marked", "дело врачей", ["дело", "дело врачей"], [], ["дело врачей"]),
        ("neighbours cut off by the end are none", "уголовное", ["уголовн* дел*"], [], []),
        ("an innocent word is left alone", "ракетка ракета", ["ракет*"], ["ракетк*"], ["ракета"]),
        ("a hyphen parts words", "пол-войны", ["войн*"], [], ["войны"]),
        ("an underscore parts words", "x_война_y", ["войн*"], [], ["война"]),
        ("a very long word is known by its beginning", "войн" + "а" * 9000, ["войн*"], [], ["войн" + "а" * 9000]),
    ],
)
def test_patterns(claim: str, text: str, stems: list[str], innocent: list[str], marked: list[str]) -> None:
    assert found(text, stems, innocent) == marked, claim


def test_folding_is_done_once_and_for_all() -> None:
    for word in ("Ёлка", "Йод", "İstanbul", "Ǻ", "ЇЖАК", "й\u0301"):
        assert fold(fold(word)) == fold(word)
