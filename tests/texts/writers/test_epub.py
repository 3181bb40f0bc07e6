# SPDX-License-Identifier: AGPL-3.0-or-later
"""EPUB: nothing for EPUBCheck and Ace to say, every link inside alive, and no claim that is not true."""

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from restante.texts import document as d
from restante.texts.document import Document, words_of
from restante.texts.records import Author, Book, Text, book_of
from restante.texts.typography import typeset_document
from restante.texts.writers import write_book
from restante.texts.writers.escaping import clean
from tests.texts.writers.checkers import ace_says, epubcheck_says
from tests.texts.writers.samples import BOOK, DOCUMENTS, EVERYTHING, SINGLE, SMALL, line, p, text_with

ODD = text_with(
    Document(
        (
            d.Heading(1, line("42² ª × שלום / <b>")),
            d.Heading(1, line("42² ª × שלום / <b>"), anchor="²7"),
            p(d.Anchor("١"), d.Link("#١", line("сюда")), d.Link("https://a.example/ж|{}[]^`\\ %", line("туда"))),
            d.Table((), ((line(""), line("x")),), ((line("a"),),)),
            d.Items("bullet", ((), (d.Heading(2, line("в списке")),))),
            p(d.Link("mailto:a@b.example", line("почта", d.NoteRef("1"))), d.Foreign("", line("x"))),
            p("\x00\x0b\ud800\ufffe"),
        ),
        (d.Note("1", (d.Heading(1, line("в примечании")),)), d.Note("1", ())),
    )
)


def opened(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


@pytest.mark.parametrize(
    ("name", "book"), [("one", SINGLE), ("many", BOOK), ("small", book_of(SMALL)), ("odd", book_of(ODD))]
)
def test_epubcheck_has_nothing_to_say(name: str, book: Book, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.epub"
    path.write_bytes(write_book(book, "epub", library="http://abc.onion/"))
    assert epubcheck_says(path) == []


@pytest.mark.browser
@pytest.mark.parametrize(("name", "book"), [("one", SINGLE), ("many", BOOK)])
def test_ace_finds_no_violation(name: str, book: Book, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.epub"
    path.write_bytes(write_book(book, "epub"))
    assert ace_says(path, tmp_path / "ace") == []


@pytest.mark.browser
def test_both_validators_find_what_is_wrong_with_a_spoilt_book(tmp_path: Path) -> None:
    files = opened(write_book(SINGLE, "epub"))
    page = files["book/t1-2.xhtml"]
    files["book/t1-2.xhtml"] = re.sub(rb' alt="[^"]*"', b"", page).replace(
        b"</blockquote>", b"</blockquote><p><li/></p>", 1
    )
    path = tmp_path / "spoilt.epub"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    assert any("RSC-005" in one for one in epubcheck_says(path))
    assert any("image-alt" in one for one in ace_says(path, tmp_path / "ace"))


@given(DOCUMENTS)
@settings(max_examples=50)
def test_every_file_is_xml_every_link_lives_and_no_word_is_lost(told: Document) -> None:
    files = opened(write_book(book_of(text_with(told)), "epub"))
    ids: dict[str, set[str]] = {}
    links: list[tuple[str, str]] = []
    written = ""
    for name, data in files.items():
        if not name.endswith(".xhtml"):
            continue
        tree = ElementTree.fromstring(data)  # noqa: S314 - we wrote it
        found = [one.get("id") for one in tree.iter() if one.get("id")]
        assert len(found) == len(set(found))
        ids[name.removeprefix("book/")] = set(found)
        links += [(name.removeprefix("book/"), href) for one in tree.iter() if (href := one.get("href"))]
        written += "".join(tree.itertext()) + "".join(one.get("alt", "") for one in tree.iter())
    for source, href in links:
        if not re.match(r"https?:|mailto:|book\.css", href):
            name, _, fragment = href.partition("#")
            assert not fragment or fragment in ids[name or source], href
            assert (name or source) in ids
    plain = re.sub(r"\s+", "", written)
    for word in words_of(typeset_document(told, "ru")):
        assert re.sub(r"\s+", "", clean(word)) in plain


def test_the_archive_is_the_same_each_time_and_opens_as_the_standard_asks() -> None:
    data = write_book(SINGLE, "epub")
    assert data == write_book(SINGLE, "epub")
    assert data[30:58] == b"mimetypeapplication/epub+zip"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}


def test_the_package_tells_who_wrote_it_and_how_it_can_be_read() -> None:
    package = opened(write_book(SINGLE, "epub", library="http://abc.onion/"))["book/package.opf"].decode()
    for told in (
        '<dc:creator id="aut0">Рев Диа</dc:creator>',
        '<meta refines="#aut0" property="file-as">Диа, Рев</meta>',
        '<dc:contributor id="trl0">Иван Переводчик</dc:contributor>',
        "<dc:language>ru</dc:language>",
        '<meta property="dcterms:modified">2024-05-03T00:00:00Z</meta>',
        "<dc:rights>Anti-Copyright</dc:rights>",
        '<meta property="schema:accessMode">textual</meta>',
        '<meta property="schema:accessMode">visual</meta>',
        '<meta property="schema:accessibilityHazard">none</meta>',
    ):
        assert told in package


def test_it_claims_to_conform_only_where_every_picture_is_described() -> None:
    claim = '"dcterms:conformsTo">EPUB Accessibility 1.1 - WCAG 2.1 Level AA<'
    bare = opened(write_book(SINGLE, "epub"))["book/package.opf"].decode()
    assert claim not in bare
    assert 'accessModeSufficient">textual,visual<' in bare
    assert "изображений без описания в источнике: 1 из 5" in bare
    told = Document((d.Picture("a.png", alt="x"),), (), EVERYTHING.document.pictures)
    described = opened(write_book(book_of(text_with(told)), "epub"))["book/package.opf"].decode()
    assert claim in described
    assert 'accessModeSufficient">textual<' in described
    assert 'accessibilityFeature">alternativeText<' in described


def test_a_revision_changes_the_date_and_not_the_book_that_it_is() -> None:
    def facts(text: Text) -> tuple[str, str]:
        package = opened(write_book(book_of(text), "epub"))["book/package.opf"].decode()
        found = re.search(r'id="id">([^<]+)<.*?modified">([^<]+)<', package, re.DOTALL)
        assert found is not None
        return found[1], found[2]

    (first, day), (second, other) = facts(EVERYTHING), facts(replace(EVERYTHING, revisions=()))
    assert first == second
    assert day != other


def test_no_name_of_a_person_becomes_markup() -> None:
    text = replace(SMALL, authors=(Author('<x y="&">', '"'),), title="<t>&", teaser="]]>", series="<s>")
    ElementTree.fromstring(opened(write_book(book_of(text), "epub"))["book/package.opf"])  # noqa: S314 - we wrote it


@pytest.mark.parametrize("lang", ["", "12", "ru_RU", "x-private", 'ru" x="', "zh-Hans-CN"])
def test_a_language_that_is_none_is_not_named(lang: str) -> None:
    files = opened(write_book(book_of(replace(SMALL, lang=lang)), "epub"))
    known = {"ru_RU": "ru-RU", "zh-Hans-CN": "zh-Hans-CN"}.get(lang)
    assert f"<dc:language>{known or 'und'}</dc:language>" in files["book/package.opf"].decode()
    assert (f'xml:lang="{known}"' in files["book/t1-1.xhtml"].decode()) is bool(known)


def test_a_long_text_without_headings_is_several_files_and_its_links_still_lead() -> None:
    blocks = (
        p(d.Link("#end", line("в конец"))),
        *(p("слово " * 4_000) for _ in range(20)),
        p(d.Anchor("end"), "конец"),
    )
    files = opened(write_book(book_of(text_with(Document(blocks))), "epub"))
    assert sorted(name for name in files if "/t1-" in name and "about" not in name) == [
        f"book/t1-{at}.xhtml" for at in range(1, 5)
    ]
    assert 'href="t1-4.xhtml#a-end"' in files["book/t1-1.xhtml"].decode()
    assert 'id="a-end"' in files["book/t1-4.xhtml"].decode()
    assert all(len(data) < 400_000 for data in files.values())
