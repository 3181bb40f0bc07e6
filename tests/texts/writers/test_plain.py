# SPDX-License-Identifier: AGPL-3.0-or-later
"""Plain text: one paragraph a line, poems as poems, every note and every fact at the end, no word lost."""

import re

from hypothesis import given, settings

from restante.texts import document as d
from restante.texts.document import Document, words_of
from restante.texts.records import book_of
from restante.texts.typography import typeset_document
from restante.texts.writers import write_book
from restante.texts.writers.escaping import clean
from restante.texts.writers.plain import number_in
from tests.texts.writers.samples import BOOK, DOCUMENTS, SINGLE, line, p, text_with


def written(*blocks: d.Block) -> str:
    return (
        write_book(book_of(text_with(Document(blocks))), "txt")
        .decode()
        .split("======\n\n", 1)[1]
        .split("\n\nОб этом")[0]
    )


def test_a_text_of_every_shape() -> None:
    words = write_book(SINGLE, "txt", library="http://abc.onion/").decode()
    for told in (
        "Что «есть»\u00a0— всё\n================\nПодзаголовок\nРев Диа, Анна Пример\nПеревод: Иван Переводчик\n",
        "\n    Строка первая,\n        с\u00a0отступом,\n\n      вторая строфа[*]\n",
        "\n- один\n\n  c. а\n  d. б\n",
        "H₂O 10⁶",
        "сайт <https://example.org/a?b=1&c=2>, наверх",
        "\nАнна   1        x\n",
        "\n[5] (В тексте нет ссылки на это примечание.) Никто не ссылается.\n",
        "\n{1} Из другого ряда.\n",
        "\nПрава, как их указывает источник: Anti-Copyright\n",
        "\nЭта библиотека: http://abc.onion/\n",
    ):
        assert told in words
    assert "javascript" not in words


def test_a_paragraph_is_one_line_however_long() -> None:
    assert written(p("слово " * 500)).count("\n") == 0


def test_what_is_raised_and_is_no_figure_is_marked() -> None:
    raised = d.Styled("superscript", line("n-1"))
    assert written(p("x", raised)) == "x^(n-1)"


def test_lists_are_numbered_as_their_kind_asks() -> None:
    assert [number_in("lower_alpha", one) for one in (1, 26, 27, 703)] == ["a", "z", "aa", "aaa"]
    assert [number_in("upper_roman", one) for one in (1, 4, 9, 40, 1994)] == ["I", "IV", "IX", "XL", "MCMXCIV"]
    assert [number_in("lower_roman", one) for one in (0, 4000)] == ["0", "4000"]


def test_a_book_lists_its_texts_and_tells_of_each() -> None:
    words = write_book(BOOK, "txt").decode()
    assert "Contents\n\n1. A small text · Rev Dia\n" in words
    assert words.count("About this text") == 2
    assert words.count("Об этом тексте") == 1


@given(DOCUMENTS)
@settings(max_examples=40)
def test_no_word_is_lost(told: Document) -> None:
    words = re.sub(r"\s+", "", write_book(book_of(text_with(told)), "txt").decode())
    for one in words_of(typeset_document(told, "ru")):
        plain = re.sub(r"\s+", "", clean(one))
        assert plain in words or set(plain) <= set("0123456789+-"), "figures may be raised or lowered"
