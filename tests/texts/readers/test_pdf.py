# SPDX-License-Identifier: AGPL-3.0-or-later
"""PDF: paragraphs from the look of pages; what holds no words is refused."""

import io

import pytest
import typst
from PIL import Image

from restante.texts.document import Document, Heading, Paragraph, words_of
from restante.texts.readers import read_text
from restante.texts.readers.pdf_lines import Line, Page, paragraphs_of
from restante.texts.readers.reading import Reading
from restante.texts.readers.refusals import NotOfForm, NoWordsInPdf, PasswordNeeded, TooManyPages

LONG = "Необходимо сопоставление первоисточников, предшествующих вышеуказанному постановлению и обжалованию. "
SETTING = """
#set document(title: "Окно во двор", author: "Анна Лём")
#set page(paper: "a6", header: [Библиотека двора], footer: context align(center, counter(page).display()))
#set text(lang: "ru", size: 9pt, hyphenate: true)
#set par(justify: true, first-line-indent: 1em)
"""


def printed(source: str) -> bytes:
    return bytes(typst.compile((SETTING + source).encode(), format="pdf"))


def read(data: bytes) -> Reading:
    return read_text(data, "x.pdf")


def codes(found: Reading) -> dict[str, object]:
    return {each.code: each.fields.get("count") for each in found.warnings}


@pytest.fixture(scope="module")
def book() -> Reading:
    paragraphs = "\n\n".join(f"Абзац {n}. " + LONG * 4 for n in range(8))
    return read(
        printed(f"#text(size: 16pt)[Глава первая]\n\n{paragraphs}\n\nСлово#footnote[Примечание внизу.] и конец.")
    )


def test_lines_are_joined_to_paragraphs_and_hyphens_at_their_ends_go(book: Reading) -> None:
    said = [" ".join(words_of(Document((each,)))) for each in book.document.blocks]
    assert (" ".join(LONG.split())) in said[1]
    assert sum(1 for each in said if each.startswith("Абзац ")) == 8
    assert all(each.endswith("обжалованию.") for each in said if each.startswith("Абзац "))


def test_larger_letters_are_headings(book: Reading) -> None:
    assert isinstance(book.document.blocks[0], Heading)
    assert [type(each) for each in book.document.blocks[1:]] == [Paragraph] * (len(book.document.blocks) - 1)


def test_running_heads_and_page_numbers_are_left_out_and_counted(book: Reading) -> None:
    said = " ".join(words_of(book.document))
    assert "Библиотека двора" not in said
    assert codes(book)["running-heads-left-out"] == 6


def test_the_head_comes_from_the_properties_with_a_caution(book: Reading) -> None:
    assert (book.head.title, [each.name for each in book.head.authors]) == ("Окно во двор", ["Анна Лём"])
    assert (book.head.lang, "author-from-properties" in codes(book), "pdf-shape" in codes(book)) == ("ru", True, True)


def test_notes_at_the_foot_come_after_their_paragraph(book: Reading) -> None:
    said = [" ".join(words_of(Document((each,)))) for each in book.document.blocks]
    assert any("Примечание внизу." in each for each in said)


def test_pictures_of_pages_are_refused_with_what_to_do() -> None:
    out = io.BytesIO()
    Image.new("L", (600, 800), 200).save(out, "PDF")
    with pytest.raises(NoWordsInPdf) as refused:
        read(out.getvalue())
    assert "text recognition" in refused.value.message()


def test_pages_without_words_between_others_are_named() -> None:
    found = read(
        printed("#set page(header: none, footer: none)\nСлово и дело.\n#pagebreak()\n#pagebreak()\nЕщё слово.")
    )
    told = next(each for each in found.warnings if each.code == "pages-without-words")
    assert (told.fields["count"], told.fields["page"]) == (1, 2)


BROKEN = {"cut short": 400, "nothing but a head": 9}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_damaged_pdf_is_said_to_be_one(kind: str) -> None:
    with pytest.raises(NotOfForm):
        read(printed("Слово")[: BROKEN[kind]])


PAGES = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj
LOCK
trailer<</Root 1 0 R/ID[<00><00>]/Size 5>>
%%EOF"""
LOCK = b"4 0 obj<</Filter/Standard/V 1/R 2/Length 40/P -4/O<" + b"11" * 32 + b">/U<" + b"22" * 32 + b">>>endobj"


def test_a_pdf_under_a_password_asks_for_one_without() -> None:
    with pytest.raises(PasswordNeeded):
        read(PAGES.replace(b"LOCK", LOCK).replace(b"/ID", b"/Encrypt 4 0 R/ID"))


def test_more_pages_than_any_book_has_are_refused() -> None:
    kids = b"3 0 R " * 3_001
    many = PAGES.replace(b"3 0 R]/Count 1", kids + b"]/Count 3001").replace(b"LOCK", b"")
    with pytest.raises(TooManyPages):
        read(many)


def line(text: str, top: float, left: float = 50, right: float = 300, size: float = 10) -> Line:
    return Line(text, left, top - 10, right, top, size)


def test_a_paragraph_runs_on_over_a_page() -> None:
    pages = [
        Page(350, 500, [line("It was raining and the", 400)]),
        Page(350, 500, [line("dog was with us.", 400, right=200)]),
    ]
    blocks, _ = paragraphs_of(pages)
    assert [type(each) for each in blocks] == [Paragraph]


def test_a_hyphen_of_a_double_name_stays() -> None:
    lines = [line("He read Saint-", 400), line("Simon and was inter-", 388), line("ested.", 376)]
    blocks, _ = paragraphs_of([Page(350, 500, lines)])
    assert list(words_of(Document(tuple(blocks)))) == ["He read Saint-Simon and was interested."]
