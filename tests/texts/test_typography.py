# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each language's quotes, dashes and spaces are set; no letter changes; what is set twice is as if set once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.texts import document as d
from restante.texts.document import Document, words_of
from restante.texts.typography import typeset, typeset_document, typeset_words
from tests.texts.writers.samples import BLOCKS, DOCUMENTS, INLINES, NOTES, WORDS

LANGUAGES = ["ru", "uk", "be", "en", "de", "fr", "es", "pl", "it", "cs", "xx"]
SHOWN = str.maketrans({"\u00a0": "~", "\u202f": "^"})


@pytest.mark.parametrize(
    ("lang", "typed", "set_so"),
    [
        ("ru", 'Это "дело" о "деле "внутри" дела"', "Это «дело» о~«деле „внутри“ дела»"),
        ("ru", "Дело - табак, - сказал он.", "Дело~— табак,~— сказал он."),
        ("ru", "- Встать!", "— Встать!"),
        ("ru", "А. Б. Иванов и Иванов А. Б.", "А.~Б.~Иванов и~Иванов А.~Б."),
        ("ru", "с 5 мая 2019 г. в г. Москве, ст. 205, № 5", "с~5~мая 2019~г. в~г.~Москве, ст.~205, №~5"),
        ("ru", "т. е. и т. д., он же был бы", "т.~е. и~т.~д., он~же был~бы"),
        ("ru", "в 1917-1921 годах, 2019-02-17, 8-800-555-35-35", "в~1917–1921~годах, 2019-02-17, 8-800-555-35-35"),
        ("ru", "молчание...", "молчание…"),
        ("ru", "уже «„набрано“» — так", "уже «„набрано“»~— так"),
        ("uk", 'м\'який "знак" і об\'єкт', "м’який «знак» і~об’єкт"),
        ("be", 'Гэта "справа" у Мінску', "Гэта «справа» у~Мінску"),
        ("en", "\"It's the dogs' 'only' way,\" he said", "“It’s the dogs’ ‘only’ way,” he said"),
        ("en", "'tis the '90s", "’tis the ’90s"),
        ("en", "one--two -- three", "one—two~– three"),
        ("en", "5'10\" and 3 kg", "5'10\" and 3~kg"),
        ("de", "\"Er sagt 'nein'\"", "„Er sagt ‚nein‘“"),
        ("fr", 'Il dit : "oui !"', "Il dit~: «^oui^!^»"),
        ("es", '"Uno "dos" tres"', "«Uno “dos” tres»"),
        ("pl", '"Ala" w domu', "„Ala” w~domu"),
        ("en", 'see https://a.example/"b"--c... now', 'see https://a.example/"b"--c... now'),
        ("en", 'a lone " stays', 'a lone " stays'),
        ("xx", '"as" -- it...', '"as" -- it...'),
    ],
)  # fmt: skip
def test_words_are_set_as_their_language_sets_them(lang: str, typed: str, set_so: str) -> None:
    assert typeset_words(typed, lang).translate(SHOWN) == set_so


def test_a_quotation_runs_through_styles_and_notes_but_not_through_code() -> None:
    line = (
        d.Plain('"A '),
        d.Styled("emphasis", (d.Plain('b"'), d.NoteRef("1"), d.Plain(" - "))),
        d.Styled("code", (d.Plain('"x" - y'),)),
    )
    assert typeset(line, "ru") == (
        d.Plain("«A "),
        d.Styled("emphasis", (d.Plain("b»"), d.NoteRef("1"), d.Plain("\u00a0— "))),
        d.Styled("code", (d.Plain('"x" - y'),)),
    )


def test_words_of_another_language_are_set_as_that_language_sets_them() -> None:
    told = Document(
        (
            d.Paragraph((d.Plain('"а" '), d.Foreign("de", (d.Plain('"b"'),)))),
            d.Aside((d.Paragraph((d.Plain('"c"'),)),), "en"),
        )
    )
    assert "".join(words_of(typeset_document(told, "ru"))) == "«а» „b““c”"


def test_a_quotation_runs_on_over_the_lines_of_a_poem() -> None:
    verse = d.Verse(((d.Plain('"Раз,'),), (), (d.Plain('два"'),)), (0, 0, 1))
    told = typeset_document(Document((verse,)), "ru").blocks[0]
    assert told == d.Verse(((d.Plain("«Раз,"),), (), (d.Plain("два»"),)), (0, 0, 1))


def test_typed_examples_stay_as_they_were_typed() -> None:
    told = Document((d.Example('"a" -- b...'),))
    assert typeset_document(told, "ru") == told


def _letters(words: str) -> str:
    return "".join(one for one in words if one.isalnum())


@given(WORDS, st.sampled_from(LANGUAGES))
@settings(max_examples=150)
def test_no_letter_changes_and_twice_is_once(words: str, lang: str) -> None:
    told = typeset_words(words, lang)
    assert _letters(told) == _letters(words)
    assert typeset_words(told, lang) == told


@given(st.text("ab1 \"'-.—«»“”„‘’\n(,", max_size=14), st.sampled_from(LANGUAGES))
@settings(max_examples=200)
def test_no_heap_of_quotes_is_read_otherwise_the_second_time(words: str, lang: str) -> None:
    told = typeset_words(words, lang)
    assert typeset_words(told, lang) == told


@given(INLINES, st.sampled_from(LANGUAGES))
@settings(max_examples=80)
def test_the_shape_of_a_line_stays(line: d.Inlines, lang: str) -> None:
    told = typeset(line, lang)
    before, after = (list(words_of(Document((d.Paragraph(one),)))) for one in (line, told))
    assert [_letters(one) for one in before] == [_letters(one) for one in after]


@given(DOCUMENTS)
@settings(max_examples=40)
def test_a_document_keeps_every_letter_of_every_part(told: Document) -> None:
    done = typeset_document(told, "ru")
    assert [_letters(one) for one in words_of(told)] == [_letters(one) for one in words_of(done)]


def test_a_document_of_every_shape_set_twice_is_set_once() -> None:
    once = typeset_document(Document(BLOCKS, NOTES), "ru")
    assert typeset_document(once, "ru") == once


def test_characters_that_stand_in_for_others_are_left_alone() -> None:
    assert typeset_words('\ufdd0"a"', "ru") == '\ufdd0"a"'
