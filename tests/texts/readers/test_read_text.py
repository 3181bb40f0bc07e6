# SPDX-License-Identifier: AGPL-3.0-or-later
"""Any file at the one door: its form is told by what is in it, limits hold before anything is read."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.errors import BadInput
from restante.texts.document import Plain, words_of
from restante.texts.readers import read_text, refusals
from restante.texts.readers.reading import FORMS, MOST_FILE, MOST_TEXT, Form
from tests.texts.readers.files import docx, epub, odt, packed, paragraph, picture

WORDS = "Письмо пришло, и никто не знал, что это значит для него и для нас.\n"
FILES: dict[str, tuple[bytes, str, Form]] = {
    "a DOCX called .txt": (docx(paragraph("a b")), "x.txt", "docx"),
    "an ODT called .doc": (odt("<text:p>a b</text:p>"), "x.doc", "odt"),
    "an EPUB called .zip": (epub({"a.xhtml": "<p>a</p>"}), "x.zip", "epub"),
    "HTML called .txt": (b"\n<!-- x -->\n<html><body><p>a b c</p></body></html>", "x.txt", "html"),
    "XHTML without a name": (
        b'<?xml version="1.0"?>\n<!DOCTYPE html>\n<html><body><p>a</p></body></html>',
        "x",
        "html",
    ),
    "HTML in UTF-16": ("<html><body><p>Слово</p></body></html>".encode("utf-16"), "x", "html"),
    "Muse called .txt": (b"#title Rain\n#author\n\nIt rains.\n", "x.txt", "muse"),
    "Muse after a mark": ("\ufeff#title Rain\n\nIt rains.\n".encode(), "x", "muse"),
    "Muse by its name": (b"* Part\n\nIt rains.\n", "x.muse", "muse"),
    "Markdown by its name": (b"It rains.\n", "x.md", "markdown"),
    "Markdown by its head": (b"---\ntitle: Rain\n---\n\nIt rains.\n", "x.txt", "markdown"),
    "Markdown by its marks": (b"# Rain\n\nIt **rains** and [pours](https://x.example).\n", "x.txt", "markdown"),
    "plain text": (WORDS.encode(), "x.txt", "text"),
    "plain text in UTF-16": (WORDS.encode("utf-16"), "x", "text"),
    "plain text in an old encoding": (WORDS.encode("koi8-r"), "x", "text"),
    "a text with one hash": (f"# 1 {WORDS}".encode(), "x.txt", "text"),
}


@pytest.mark.parametrize("kind", FILES)
def test_the_form_is_told_by_what_is_in_the_file(kind: str) -> None:
    data, name, form = FILES[kind]
    found = read_text(data, name)
    assert found.form == form
    assert list(words_of(found.document))


@pytest.mark.parametrize("name", ["book.fb2", "flat.fodt", "x", "notes.xml"])
@pytest.mark.parametrize("head", ["", "\ufeff", "\n"])
def test_xml_that_is_no_page_is_not_taken_for_words(name: str, head: str) -> None:
    xml = f'{head}<?xml version="1.0" encoding="UTF-8"?>\n<office:document><p>Words</p></office:document>'
    with pytest.raises(refusals.OtherXml):
        read_text(xml.encode(), name)
    assert list(words_of(read_text(xml.encode(), name, form="text").document))


def test_a_page_that_begins_as_xml_is_read_and_so_is_a_text_about_xml() -> None:
    xml = '<?xml version="1.0" encoding="UTF-8"?>\n'
    assert read_text(f'{xml}<html lang="en"><p>Words</p></html>'.encode(), "a").form == "html"
    assert read_text(f"{xml}is how such a file begins.".encode(), "a.txt").form == "text"


MANY = {f"a{number}": "" for number in range(20_001)}
REFUSED: dict[str, tuple[bytes, type[BadInput]]] = {
    "nothing": (b"", refusals.EmptyText),
    "white space": (b" \r\n\t\n", refusals.EmptyText),
    "a mark and nothing after it": (b"\xef\xbb\xbf\n", refusals.EmptyText),
    "noise": (random.Random(1).randbytes(50_000), refusals.TextRefused),  # noqa: S311 - the same noise each time
    "a picture": (picture(), refusals.TextRefused),
    "a program": (b"\x7fELF\x02\x01\x01" + bytes(200), refusals.TextRefused),
    "Word 97": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), refusals.OldWord),
    "RTF": (b"{\\rtf1\\ansi a}", refusals.RichText),
    "an FB2 book": (b'<?xml version="1.0"?>\n<FictionBook><body><p>a</p></body></FictionBook>', refusals.OtherXml),
    "a spreadsheet": (packed({"[Content_Types].xml": "", "xl/workbook.xml": ""}), refusals.TextRefused),
    "an archive": (packed({"a.txt": "a"}), refusals.TextRefused),
    "an archive cut short": (packed({"word/document.xml": "a" * 5_000})[:80], refusals.NotOfForm),
    "50 MB": (b"word " * 10_000_000, refusals.TextTooLarge),
    "a container of 100 MB and more": (b"%PDF-1.4" + bytes(MOST_FILE), refusals.FileTooLarge),
    "a bomb": (docx(paragraph("a"), {"word/x.xml": b" " * 200_000_000}), refusals.UnpacksTooLarge),
    "many parts": (packed({"META-INF/container.xml": "", **MANY}), refusals.UnpacksTooLarge),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_text_is_refused_at_once_with_a_sentence(kind: str) -> None:
    data, refusal = REFUSED[kind]
    started = time.process_time()
    with pytest.raises(refusal) as refused:
        read_text(data, "x.txt")
    assert type(refused.value) is refusal
    assert "x.txt" in refused.value.message()
    assert time.process_time() - started < 5


def test_a_text_just_below_the_limit_is_read() -> None:
    data = (WORDS * 20 + "\n").encode()
    whole = data * (MOST_TEXT // len(data))
    assert MOST_TEXT - len(data) < len(whole) <= MOST_TEXT
    assert read_text(whole, "x.txt").form == "text"


def test_a_form_that_is_none_is_told_the_names_there_are() -> None:
    with pytest.raises(refusals.UnknownForm) as refused:
        read_text(b"a", "x", "exe")
    assert all(form in refused.value.message() for form in FORMS)


@pytest.mark.parametrize("form", ["docx", "odt", "epub", "pdf"])
def test_noise_that_is_called_a_document_is_none(form: str) -> None:
    with pytest.raises(refusals.NotOfForm):
        read_text(b"word " * 100, "x", form)


def test_wrapped_lines_are_a_paragraph_and_ended_lines_stay_lines() -> None:
    wrapped = "\n".join(["The letter came on a Tuesday and nobody in the house knew",
                         "what it would mean for him and for the rest of us, as it",
                         "was raining and the dog was with us in the yard."])  # fmt: skip
    verse = "So it rains\nand the dog\nis with us"
    found = read_text(f"Rain\n\n{wrapped}\n\n{verse}\n".encode(), "x.txt")
    first, second = found.document.blocks
    assert len(first.inner) == 1  # type: ignore[union-attr]  # paragraphs
    assert [each.text for each in second.inner if isinstance(each, Plain)] == verse.split("\n")  # type: ignore[union-attr]  # paragraphs
    assert found.head.title == "Rain"
    assert "title-guessed" in {each.code for each in found.warnings}


def test_pictures_of_a_muse_text_are_asked_for_and_its_language_guessed() -> None:
    text = "#title Rain\n\nIt was raining and the dog was with us, and that was all we had.\n\n[[a.png]]\n\n[[b.png]]\n"
    found = read_text(text.encode(), "x.muse", find_picture={"a.png": picture()}.get)
    assert list(found.document.pictures) == ["picture-1.png"]
    assert (found.head.lang, found.head.lang_guessed) == ("en", True)
    assert "missing-pictures" in {each.code for each in found.warnings}


@given(st.binary(max_size=300), st.sampled_from([*FORMS, None]))
@settings(max_examples=60, deadline=None)
def test_any_bytes_in_any_form_are_a_reading_or_a_refusal(data: bytes, form: str | None) -> None:
    try:
        found = read_text(data, "x", form)
    except BadInput as refused:
        said = [refused.message()]
    else:
        said = [each.message() for each in found.warnings]
    assert all("{" not in each for each in said)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp")), max_size=300))
@settings(max_examples=100, deadline=None)
def test_plain_text_loses_no_character_but_spaces(text: str) -> None:
    try:
        found = read_text(text.encode(), "x", "text")
    except refusals.EmptyText:
        return
    kept = found.head.title + "".join(words_of(found.document))
    assert sorted("".join(kept.split())) == sorted("".join(text.split())) or set(text) & set("*_=~–—- ")
