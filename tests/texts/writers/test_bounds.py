# SPDX-License-Identifier: AGPL-3.0-or-later
"""Too much is refused with a sentence that says what to do, quickly and in little memory, before a word is written."""

import resource
import time

import pytest

from restante.texts import document as d
from restante.texts.document import Document
from restante.texts.records import Book, book_of
from restante.texts.writers import FORMATS, TooDeepToWrite, TooLongToWrite, UnknownFormat, write_book
from restante.texts.writers.words import WORDS
from tests.texts.writers.samples import SMALL, p, text_with


@pytest.mark.parametrize("form", list(FORMATS))
def test_fifty_megabytes_are_refused_in_a_second_and_little_memory(form: str) -> None:
    huge = book_of(text_with(Document((p("x" * 50_000_000),))))
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(TooLongToWrite) as refused:
        write_book(huge, form)
    assert time.monotonic() - start < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000
    assert "divide it" in refused.value.message()
    assert refused.value.exit_status == 2


@pytest.mark.parametrize("form", list(FORMATS))
def test_what_is_nested_beyond_reading_is_refused_and_no_stack_bursts(form: str) -> None:
    block: d.Block = p("x")
    for _ in range(10_000):
        block = d.Quote((block,))
    with pytest.raises(TooDeepToWrite):
        write_book(book_of(text_with(Document((block,)))), form)


@pytest.mark.parametrize("form", list(FORMATS))
def test_what_a_reader_lets_through_is_written(form: str) -> None:
    block: d.Block = p("внутри")
    for _ in range(24):
        block = d.Definitions((d.Definition((d.Plain("т"),), (block,)),))
    for _ in range(24):
        block = d.Items("decimal", ((block,),))
    words: d.Inlines = (d.Plain("слово"),)
    for at in range(48):
        words = (d.Styled("emphasis" if at % 2 else "strong", words),)
    assert write_book(book_of(text_with(Document((block, d.Paragraph(words))))), form)


@pytest.mark.parametrize("form", list(FORMATS))
def test_an_empty_text_is_written(form: str) -> None:
    assert write_book(book_of(text_with(Document(()))), form)


HEAPS = {
    "quotes": (p('"' * 300_000),),
    "apostrophes": (p("'a" * 150_000),),
    "one word": (p("a" * 300_000), p("a." * 150_000), p("a-" * 150_000)),
    "backticks": (d.Example("`" * 200_000), p(d.Styled("code", (d.Plain("`" * 200_000),)))),
    "headings alike": tuple(d.Heading(1, (d.Plain("x"),)) for _ in range(8_000)),
    "a wide cell in many rows": (d.Table(body=(((d.Plain("x" * 100_000),),), *(((d.Plain("y"),), ()),) * 3_000)),),
    "no sense in numbers": (
        d.Items("decimal", ((p("x"),),), -(10**30)),
        d.Items("lower_roman", ((p("x"),),), 10**30),
        d.Table(body=((((d.Plain("a"),), (d.Plain("b"),))),), widths=(0, -7)),
        d.Verse(((d.Plain("x"),),), (10**9,)),
    ),
}


@pytest.mark.parametrize("name", list(HEAPS))
@pytest.mark.parametrize("form", ["html", "epub", "txt", "md"])
def test_heaps_that_burst_careless_code_take_seconds(form: str, name: str) -> None:
    start = time.monotonic()
    assert write_book(book_of(text_with(Document(HEAPS[name]))), form)
    assert time.monotonic() - start < 20


@pytest.mark.parametrize("name", ["quotes", "one word", "no sense in numbers"])
def test_heaps_can_be_set_on_paper_too(name: str) -> None:
    assert write_book(book_of(text_with(Document(HEAPS[name]))), "pdf")


def test_a_table_of_many_rows_with_one_long_row_is_counted_as_it_is_filled_up() -> None:
    table = d.Table(body=(((),) * 3_000, *(((),),) * 3_000))
    with pytest.raises(TooLongToWrite):
        write_book(book_of(text_with(Document((table,)))), "html")


@pytest.mark.parametrize("form", list(FORMATS))
def test_a_book_without_texts_is_a_title_page(form: str) -> None:
    assert write_book(Book("none", "Ничего", "ru", ()), form)


def test_a_format_nobody_knows_is_named_with_those_we_have() -> None:
    with pytest.raises(UnknownFormat) as refused:
        write_book(book_of(SMALL), "djvu")
    assert "epub" in refused.value.message()


def test_every_language_says_everything() -> None:
    assert {lang: set(words) for lang, words in WORDS.items()} == {lang: set(WORDS["en"]) for lang in WORDS}


@pytest.mark.parametrize("form", ["pdf", "booklet", "booklet-a6"])
def test_half_a_million_empty_cells_are_not_set(form: str) -> None:
    row: d.Row = ((d.Plain("x"),), *([()] * 199))
    table = d.Table(body=(row,) * 2_500)
    with pytest.raises(TooLongToWrite):
        write_book(book_of(text_with(Document((table,)))), form)
    assert write_book(book_of(text_with(Document((table,)))), "txt")


@pytest.mark.parametrize("form", ["pdf", "booklet"])
def test_a_page_of_headings_alone_is_not_set(form: str) -> None:
    with pytest.raises(TooLongToWrite):
        write_book(book_of(text_with(Document((d.Heading(2, (d.Plain("x"),)),) * 3_000))), form)
