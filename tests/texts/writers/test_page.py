# SPDX-License-Identifier: AGPL-3.0-or-later
"""HTML: valid, no word lost, every id once and every link alive, and nothing of a text ever markup."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from playwright.sync_api import sync_playwright

from restante.texts import document as d
from restante.texts.document import Document, words_of
from restante.texts.records import Book, Text, book_of
from restante.texts.typography import typeset_document
from restante.texts.writers import write_about, write_book, write_fragment
from restante.texts.writers.escaping import clean, web_address
from restante.texts.writers.pictures import Shown
from tests.texts.writers.checkers import CHROMIUM, MODULES, nu_says
from tests.texts.writers.samples import BOOK, DOCUMENT, DOCUMENTS, EVERYTHING, SINGLE, SMALL, line, p, text_with

LIBRARY = "http://abcdefghij.onion/"


class Seen(HTMLParser):
    """What a page holds: its words, its ids, where its links lead, the ranks of its headings."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words, self.ids, self.links, self.ranks, self.tags = "", [], [], [], []
        self._deaf = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.tags.append(tag)
        self._deaf += tag in {"style", "title"}
        if held.get("id"):
            self.ids.append(held["id"])
        if tag == "a" and held.get("href"):
            self.links.append(held["href"])
        if re.fullmatch("h[1-6]", tag):
            self.ranks.append(int(tag[1]))
        self.words += " " + (held.get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        self._deaf -= tag in {"style", "title"}

    def handle_data(self, data: str) -> None:
        self.words += "" if self._deaf else data


def no_pictures(_: Shown) -> None:
    return None


def squeezed(words: str) -> str:
    return re.sub(r"\s+", "", clean(words))


def test_nu_finds_nothing_in_a_text_of_every_shape_and_in_a_book(tmp_path: Path) -> None:
    pages = {"one": SINGLE, "many": BOOK, "small": book_of(SMALL)}
    for name, book in pages.items():
        (tmp_path / f"{name}.html").write_bytes(write_book(book, "html", library=LIBRARY))
    assert nu_says(*(tmp_path / f"{name}.html" for name in pages)) == []


@pytest.mark.browser
def test_axe_finds_nothing_and_pictures_are_shown_on_a_small_phone(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(write_book(SINGLE, "html", library=LIBRARY))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 320, "height": 640}, bypass_csp=False)
        page.goto((tmp_path / "page.html").as_uri())
        assert page.evaluate("() => [...document.images].map(one => one.naturalWidth > 0)") == [True] * 4
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
        outside = browser.new_context(bypass_csp=True, viewport={"width": 320, "height": 640}).new_page()
        outside.goto((tmp_path / "page.html").as_uri())
        outside.add_script_tag(path=MODULES / "axe-core" / "axe.min.js")
        assert outside.evaluate("async () => (await axe.run(document)).violations.map(one => one.id)") == []
        browser.close()


@given(DOCUMENTS)
@settings(max_examples=40)
def test_no_word_is_lost_no_id_is_twice_and_every_link_leads_somewhere(told: Document) -> None:
    text = text_with(told)
    seen = Seen(write_fragment(text, no_pictures))
    written = squeezed(seen.words)
    for word in words_of(typeset_document(told, text.lang)):
        assert squeezed(word) in written
    assert len(seen.ids) == len(set(seen.ids))
    assert {link[1:] for link in seen.links if link.startswith("#")} <= set(seen.ids)
    assert not {link for link in seen.links if not link.startswith(("#", "https://", "http://", "mailto:"))}


@given(DOCUMENTS)
@settings(max_examples=40)
def test_no_rank_of_headings_is_skipped(told: Document) -> None:
    ranks = [1, *Seen(write_fragment(text_with(told), no_pictures)).ranks]
    assert all(after <= before + 1 for before, after in pairwise(ranks))


def test_what_looks_like_markup_is_words() -> None:
    evil = '</div><script>alert(1)</script><img src=x onerror=alert(1)>" onload="x'
    told = Document((p(evil), d.Heading(1, line(evil)), d.Example(evil), d.Picture("a", alt=evil), p(d.NoteRef(evil))))
    text = Text(id="x", title=evil, lang='ru" onclick="x', document=told, subtitle=evil)
    for page in (write_book(book_of(text), "html").decode(), write_fragment(text, lambda _: 'x" onerror="y')):
        seen = Seen(page)
        assert "script" not in seen.tags
        assert "onerror=alert(1)" in seen.words
        assert not re.search(r"<[^>]*\s(onerror|onload|onclick)=", re.sub(r'"[^"]*"', '""', page))


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("https://a.example/b c|d", "https://a.example/b%20c%7Cd"),
        ("http://пример.рф/ж?a=%zz#ж", "http://пример.рф/%D0%B6?a=%25zz#%D0%B6"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("javascript:alert(1)", None),
        (" JAVASCRIPT:alert(1)", None),
        ("data:text/html,x", None),
        ("https://", None),
        ("https://user:secret@a.example/", None),
        ("//a.example/", None),
        ("file:///etc/passwd", None),
    ],
)
def test_only_web_and_mail_addresses_are_led_to(target: str, address: str | None) -> None:
    assert web_address(target) == address


def test_links_to_other_texts_are_asked_for_and_words_where_there_are_none() -> None:
    assert '<a href="other.html">другой текст</a>' in write_fragment(
        EVERYTHING, no_pictures, {"other": "other.html"}.get
    )
    assert "другой текст" in write_fragment(EVERYTHING, no_pictures)
    assert "other" not in Seen(write_fragment(EVERYTHING, no_pictures)).links


def test_pictures_are_named_by_their_bytes_and_say_their_size_and_what_they_show() -> None:
    shown: list[Shown] = []
    page = write_fragment(EVERYTHING, lambda one: shown.append(one) or f"p/{one.name}")
    assert [one.media_type for one in shown] == ["image/png", "image/jpeg", "image/webp", "image/png"]
    assert shown[0] == shown[3]
    assert (shown[1].width, shown[1].height) == (80, 120), "turned by a quarter"
    assert f'<img src="p/{shown[0].name}" width="120" height="80" alt="Жёлтый прямоугольник на зелёном">' in page
    assert "Изображение, которое в источнике не описано" in page
    assert "[Здесь не хватает изображения: чего нет]" in page


def test_notes_lead_there_and_back_and_the_unreferred_says_so() -> None:
    page = write_fragment(EVERYTHING, no_pictures)
    assert '<a id="ref-note-1" href="#note-1" role="doc-noteref">1</a>' in page
    assert '<a id="ref-note-1-2" href="#note-1" role="doc-noteref">1</a>' in page
    assert 'href="#ref-note-1" role="doc-backlink"' in page
    assert ">{1}</a>" in page
    assert ">*</a>" in page
    assert page.count("В тексте нет ссылки на это примечание.") == 1


def test_what_is_known_of_a_text_is_told_field_by_field() -> None:
    about = re.sub(r"<[^>]+>", "|", write_about(EVERYTHING, LIBRARY))
    for told in (
        "Из библиотеки||Свободная библиотека (зеркало)",
        "Сайт||example.org",
        "Скопировано||26\u00a0января 2022 из перевода source.example",
        "Права, как их указывает источник||Anti-Copyright",
        "Текст по состоянию на||3\u00a0мая 2024",
        LIBRARY,
    ):
        assert told in about


def test_a_book_tells_the_provenance_of_each_text_and_its_ids_do_not_meet() -> None:
    page = write_book(BOOK, "html", library=LIBRARY).decode()
    seen = Seen(page)
    assert page.count('class="about"') == 3
    assert len(seen.ids) == len(set(seen.ids))
    assert {link[1:] for link in seen.links if link.startswith("#")} <= set(seen.ids)


def test_a_text_from_right_to_left_says_so() -> None:
    page = write_book(Book("h", "שלום", "he", (replace(SMALL, lang="he", title="שלום"),)), "html").decode()
    assert '<html lang="he" dir="rtl">' in page
    assert re.search(r'class="about"[^>]* lang="en" dir="ltr"', page)


def test_characters_that_no_page_may_hold_are_shown_as_missing() -> None:
    page = write_fragment(text_with(Document((p("a\x00b\x0bc\ud800d\ufffee\x85f"),))), no_pictures)
    assert "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf" in page
    page.encode()


def test_documents_pictures_stay_as_they_were() -> None:
    write_book(SINGLE, "html")
    assert set(DOCUMENT.pictures) == {"a.png", "b.jpg", "c.webp"}
