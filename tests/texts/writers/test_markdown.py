# SPDX-License-Identifier: AGPL-3.0-or-later
"""Markdown: what it can say is read back as the same document by our own reader, and what it cannot is still words."""

import re
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from restante.texts import document as d
from restante.texts.codec import document_json
from restante.texts.document import Document, words_of
from restante.texts.readers import Reading, read_text
from restante.texts.records import Text, book_of
from restante.texts.writers import write_book
from tests.texts.writers.samples import BOOK, DOCUMENT, EVERYTHING, line, p, text_with


def read_back(text: Text) -> Reading:
    return read_text(
        write_book(book_of(text), "md", library="http://abc.onion/"),
        "x.md",
        "markdown",
        find_picture=text.document.pictures.get,
    )


def same_after(*blocks: d.Block, notes: tuple[d.Note, ...] = ()) -> bool:
    told = Document((p("Начало."), *blocks), notes)
    return document_json(read_back(text_with(told)).document) == document_json(told)


def test_every_shape_that_markdown_has_is_the_same_after_it_was_read() -> None:
    for block in (
        p(
            "Абзац с ",
            d.Styled("emphasis", line("курсивом")),
            ", ",
            d.Styled("strong", line("жирным ", d.Styled("emphasis", line("и тем и тем")))),
            ".",
        ),
        p(
            d.Styled("code", line("a `b` <c>")),
            " ",
            d.Styled("deleted", line("нет")),
            " H",
            d.Styled("subscript", line("2")),
            "O ",
            d.Styled("superscript", line("n - 1")),
        ),
        p(d.Styled("small_caps", line("Капитель")), " и ", d.Styled("sans", line("рубленый"))),
        p("Одна", d.Break(), "- две", d.Break(), "1. три"),
        p("Посередине", align="centre"),
        p("Справа", align="end"),
        d.Heading(3, line("Глубже # и <b>не разметка</b>"), short=line("Коротко")),
        d.Quote((p("раз"), d.Quote((p("два"),)))),
        d.Verse((line("раз"), line("два"), (), line("три")), (0, 4, 0, 2)),
        d.Play((p("А. Раз."), p("Б. Два."))),
        d.Bibliography((p("Книга"),)),
        d.Example("  как ``` есть\n\n# <tag>"),
        d.Items(
            "bullet",
            ((p("один"), d.Items("lower_alpha", ((p("а"),), (p("б"),)), 3)), (p("два"), p("ещё")), (p("три"),)),
        ),
        d.Items("decimal", ((p("пять"),), (p("шесть"),)), 5),
        d.Items("upper_roman", ((p("раз"),), (d.Quote((p("два"),)),)), 4),
        d.Definitions(
            (d.Definition(line("Слово"), (p("значение"), p("другое"))), d.Definition(line("Ещё"), (p("x"),)))
        ),
        d.Table(
            line("Подпись"),
            ((line("Кто"), line("a | b")),),
            ((line("Анна"), line("1")), (line("Б"), line("2"))),
            (),
            ("start", "end"),
        ),
        d.Rule(),
        d.PageBreak(),
        d.Aside((p("Words"),), "en"),
        d.Aside((p("שלום"),), "he", "rtl"),
        p("и ", d.Foreign("de", line("deutsch")), " и ", d.Ruby(line("слово"), line('чте"ние'))),
        p(d.Link("https://a.example/(b)?c=1&d=2", line("сайт [1]")), ", ", d.Link("text:other", line("текст"))),
    ):
        assert same_after(block), block


def test_notes_are_the_same_also_those_nobody_refers_to() -> None:
    notes = (
        d.Note("1", (p("Первое."), d.Quote((p("Цитата"),)), d.Items("bullet", ((p("раз"),), (p("два"),))))),
        d.Note("2", (p("Второе."),)),
        d.Note("3", (p("Ничьё."),)),
    )
    assert same_after(p("Раз", d.NoteRef("1"), " и два", d.NoteRef("2"), "."), notes=notes)


def test_what_is_known_of_a_text_comes_back_field_by_field() -> None:
    head = read_back(replace(EVERYTHING, teaser="1. *Не* список: <b>", place="#Москва")).head
    assert (head.title, head.subtitle, head.lang) == (EVERYTHING.title, EVERYTHING.subtitle, "ru")
    assert [one.name for one in head.authors] == ["Рев Диа", "Анна Пример"]
    assert [one.name for one in head.translators] == ["Иван Переводчик"]
    assert (head.written, head.series, head.series_number) == ("2019-02-17", "Письма", "3")
    assert (head.teaser, head.place, head.topics) == ("1. *Не* список: <b>", "#Москва", ("тюрьма", "письма"))
    assert head.provenance == EVERYTHING.provenance
    assert dict(head.extra)["kept_at"] == "http://abc.onion/"
    assert dict(head.extra)["text_as_of"] == date(2024, 5, 3).isoformat()


def test_pictures_come_back_with_all_that_is_said_of_them() -> None:
    told = Document(
        (p("x"), d.Picture("a.png", "что видно", line("под ней"), 50, "right", 90), d.Picture("a.png", "без подписи")),
        (),
        DOCUMENT.pictures,
    )
    first, second = (one for one in read_back(text_with(told)).document.blocks if isinstance(one, d.Picture))
    assert (first.alt, first.caption, first.width, first.side, first.turn) == (
        "что видно",
        line("под ней"),
        50,
        "right",
        90,
    )
    assert (second.alt, second.caption) == ("без подписи", ())


_SIGNS = st.text("ab1яё .,:;!?\"'-–—()[]{}*_`~#<>&\\/|+=@^$%%\u00a0«»", max_size=16)
_LINES = st.lists(
    st.one_of(
        _SIGNS.map(d.Plain),
        st.builds(
            d.Styled,
            st.sampled_from(["emphasis", "strong", "deleted", "small_caps"]),
            st.text("abя*_-", min_size=1, max_size=6).map(lambda one: (d.Plain(one),)),
        ),
        st.just(d.Break()),
        st.builds(
            d.Link,
            st.just("https://a.example/"),
            st.text("abя[]*", min_size=1, max_size=6).map(lambda one: (d.Plain(one),)),
        ),
    ),
    max_size=4,
).map(tuple)


@given(st.lists(_LINES, min_size=1, max_size=8))
@settings(max_examples=12)
def test_no_heap_of_signs_becomes_markup(lines: list[d.Inlines]) -> None:
    told = Document(
        (
            p("Начало."),
            *(d.Paragraph(one) for one in lines),
            *(d.Items("bullet", ((d.Paragraph(one),),)) for one in lines[:2]),
        )
    )
    before, after = ("".join(words_of(one)) for one in (told, read_back(text_with(told)).document))
    assert re.sub(r"\s+", "", before) == re.sub(r"\s+", "", after)


def test_a_book_tells_of_each_text_and_its_notes_do_not_meet() -> None:
    words = write_book(BOOK, "md").decode()
    assert words.count("[^t1-1]:") == words.count("[^t3-1]:") == 1
    assert words.count("\n- Author: Rev Dia") == 2
    read = read_text(words.encode(), "x.md", "markdown").document
    assert len(read.notes) >= 8
