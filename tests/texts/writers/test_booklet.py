# SPDX-License-Identifier: AGPL-3.0-or-later
"""Booklets: each page stands on its sheet where the arithmetic puts it, upright for who turns over the short edge."""

import re

import pypdfium2
import pytest

from restante.texts import document as d
from restante.texts.document import Document
from restante.texts.records import Book, book_of
from restante.texts.writers import write_book
from restante.texts.writers.booklet import write_booklet
from restante.texts.writers.imposition import impose_on_a4_across, impose_on_a4_in_halves
from restante.texts.writers.pdf import SHAPES, set_pages
from tests.texts.writers.samples import SMALL, line, p, text_with

PARTS = tuple(
    part for at in range(9) for part in (d.PageBreak(), d.Heading(1, line(f"Глава q{at}q")), p("слово " * 300))
)
LONG = book_of(text_with(Document(PARTS)))
MM = 72 / 25.4


def words_of_pages(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def places(data: bytes, number: int) -> dict[str, tuple[float, float]]:
    """Where on a sheet, in millimetres as it lies before its owner, each page's number stands."""
    with pypdfium2.PdfDocument(data) as pdf:
        page = pdf[number]
        text = page.get_textpage()
        found = {}
        words = text.get_text_range()
        for match in re.finditer(r"q(\d)q", words):
            left, bottom, _, _ = text.get_charbox(match.start())
            found[match[1]] = (left / MM, bottom / MM)
        return found


@pytest.mark.parametrize(("paper", "impose"), [("a5", impose_on_a4_across), ("a6", impose_on_a4_in_halves)])
def test_every_page_stands_on_the_side_that_the_arithmetic_says(paper, impose) -> None:
    pages = words_of_pages(set_pages(LONG, SHAPES[paper], "", tagged=False))
    sides = [side for sheet in impose(len(pages)) for side in (sheet.front, sheet.back)]
    printed = words_of_pages(write_booklet(LONG, paper))
    assert len(printed) == len(sides)
    for words, side in zip(printed, sides, strict=True):
        here = sorted("".join(pages[page].split()) for page in side if page is not None)
        assert sorted("".join(here)) == sorted("".join(words.split()))


def test_pages_of_a5_lie_beside_each_other_and_of_a6_on_their_head_on_the_back() -> None:
    a5, a6 = write_booklet(LONG, "a5"), write_booklet(LONG, "a6")
    for data, size in ((a5, (297, 210)), (a6, (210, 297))):
        with pypdfium2.PdfDocument(data) as pdf:
            assert {tuple(round(one / MM) for one in page.get_size()) for page in pdf} == {size}
            turned = [page.get_rotation() for page in pdf]
        assert turned == ([0] * len(turned) if data is a5 else [0, 180] * (len(turned) // 2))


def test_the_first_page_is_on_the_right_of_the_first_front() -> None:
    (left, _) = min(places(write_booklet(book_of(text_with(Document((d.Heading(1, line("q1q")),)))), "a5"), 0).values())
    assert 148.5 < left < 297


def test_creep_moves_inner_leaves_towards_the_fold_and_the_outermost_not() -> None:
    still, moved = write_booklet(LONG, "a5"), write_booklet(LONG, "a5", creep=2.0)
    with pypdfium2.PdfDocument(still) as pdf:
        sides = len(pdf)
    shifts = []
    for number in range(sides):
        before, after = places(still, number), places(moved, number)
        for name, (left, _) in before.items():
            depth, right = number // 2, left > 148.5
            shifts.append(round(after[name][0] - left, 1) == (0 if depth == 0 else (-2.0 if right else 2.0) * depth))
    assert shifts
    assert all(shifts)


def test_a_thick_book_is_folded_in_several_signatures() -> None:
    pages = words_of_pages(set_pages(LONG, SHAPES["a5"], "", tagged=False))
    thin = words_of_pages(write_booklet(LONG, "a5", leaves=2))
    (first,) = [at for at, words in enumerate(pages) if "q1q" in words and "слово" in words][:1]
    sides = [side for sheet in impose_on_a4_across(len(pages), 2) for side in (sheet.front, sheet.back)]
    (side,) = [at for at, held in enumerate(sides) if first in held]
    assert "q1q" in thin[side]


def test_the_bytes_are_the_same_each_time() -> None:
    for form in ("booklet", "booklet-a6"):
        assert write_book(LONG, form) == write_book(LONG, form)


def test_a_book_of_several_texts_folds_too() -> None:
    assert len(words_of_pages(write_book(Book("b", "B", "en", (SMALL, SMALL)), "booklet"))) == 2
