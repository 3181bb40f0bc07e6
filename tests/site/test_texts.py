# SPDX-License-Identifier: AGPL-3.0-or-later
"""The library in an edition: every text in every format, ways to it without a script, catalogues, tombstones."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath
from xml.etree import ElementTree as ET

import pytest

from restante.site import PublicSite, build_contents, build_site
from restante.site.records import TextCard
from restante.site.text_pages import without_words
from restante.site.workshop import Make, Workshop, key_of
from restante.texts.document import Document, Heading, Link, Paragraph, Plain
from restante.texts.naming import id_of
from restante.texts.records import Author, Provenance, Revision, Text, Topic, Withdrawn
from restante.texts.writers import TooLongToWrite
from tests.site.sample import sample_site

ATOM = "{http://www.w3.org/2005/Atom}"


def text(name: str, title: str, lang: str = "ru", **more: object) -> Text:
    document = Document(
        (
            Heading(2, (Plain("Глава"),)),
            Paragraph((Plain("Слова <b>о тюрьме</b>. "), Link("text:second", (Plain("Другой текст"),)))),
        )
    )
    told = Text(
        id=name,
        title=title,
        lang=lang,
        document=document,
        authors=(Author("Вера Полевая", id="vera-polevaya"),),
        topics=(Topic("tyurma", "тюрьма"),),
        written="2019-02",
        published=date(2026, 3, 4),
        provenance=Provenance(library="Library", mirror=True, retrieved=date(2022, 1, 26), rights="Anti-Copyright"),
    )
    return replace(told, **more)  # type: ignore[arg-type]  # fields of a text


TEXTS = {
    one.id: one
    for one in (
        text("first", "Первый", work="w", people=("ivan-tverdov",)),
        text("second", "Second", "en", work="w", written="", authors=()),
        text("third", "Третій", "uk", place="Київ", revisions=(Revision(date(2026, 4, 1), "A name."),)),
    )
}


def with_texts(*ids: str) -> PublicSite:
    cards = tuple(
        TextCard(without_words(TEXTS[name]), hashlib.sha256(repr(TEXTS[name]).encode()).hexdigest(), 5) for name in ids
    )
    gone = Withdrawn("gone", "Ушедший", "ru", date(2026, 5, 6), "Просил автор.")
    return replace(sample_site(), texts=cards, withdrawn=(gone,), open_text=TEXTS.__getitem__)


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    return build_site(with_texts(*TEXTS))


def test_each_text_is_there_in_every_format(files: Mapping[str, bytes]) -> None:
    for name in TEXTS:
        made = {path for path in files if path.startswith(f"texts/{name}")}
        endings = (".html", ".epub", ".pdf", "-a5.pdf", "-a6.pdf", ".txt", ".md")
        assert made == {f"texts/{name}{ending}" for ending in endings}


def test_a_page_tells_the_words_their_language_and_where_they_come_from(files: Mapping[str, bytes]) -> None:
    page = files["texts/first.html"].decode()
    assert "&lt;b&gt;о\u00a0тюрьме&lt;/b&gt;" in page
    assert '<html lang="ru">' in page
    assert "Anti-Copyright" in page
    assert 'href="second.html"' in page
    assert "people/ivan-tverdov.html" in page
    assert '<html lang="en">' in files["texts/third.html"].decode()
    assert 'lang="uk"' in files["texts/third.html"].decode()


def test_a_page_asks_for_few_files_and_weighs_little_beside_the_text(files: Mapping[str, bytes]) -> None:
    page = files["texts/first.html"].decode()
    asked = re.findall(r'<(?:script|img)[^>]+src="|<link rel="(?:stylesheet|icon)"', page)
    assert len(asked) + 1 <= 4
    used = re.findall(r'href="\.\./(static/[^"]+)"', page)
    assert len(page.encode()) + sum(len(files[path]) for path in used) <= 60_000


def test_every_link_of_the_library_leads_somewhere(files: Mapping[str, bytes]) -> None:
    pages = [path for path in files if "texts" in path and path.endswith(".html")]
    for path in pages:
        for target in re.findall(r'href="([^"#:]+)', files[path].decode()):
            found = _resolved(PurePosixPath(path).parent, target)
            assert found in files, f"{path} → {target}"


def test_a_text_is_reached_by_author_topic_year_language_and_place(files: Mapping[str, bytes]) -> None:
    for path in (
        "ru/texts/titles.html", "ru/texts/authors/vera-polevaya.html", "ru/texts/topics/tyurma.html",
        "ru/texts/years/2019.html", "ru/texts/languages/uk.html", f"en/texts/places/{id_of('Київ')}.html",
    ):  # fmt: skip
        assert 'texts/third.html"' in files[path].decode(), path
    assert "Українська" in files["ru/texts/languages.html"].decode()


def test_a_withdrawn_text_leaves_its_reason_and_a_file_that_mirrors_read(files: Mapping[str, bytes]) -> None:
    assert "Просил автор." in files["texts/gone.html"].decode()
    told = json.loads(files["restante/withdrawn.json"])
    assert told["texts"][0] == {
        "day": "2026-05-06", "id": "gone", "lang": "ru", "reason": "Просил автор.", "title": "Ушедший",
    }  # fmt: skip
    assert not any(path.startswith("texts/gone") and path != "texts/gone.html" for path in files)


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_reading_app_finds_every_file_from_the_root_of_the_catalogue(files: Mapping[str, bytes], lang: str) -> None:
    seen, waiting, got = set(), [f"{lang}/opds/index.xml"], set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        feed = ET.fromstring(files[path])  # noqa: S314 - our own bytes
        assert all(feed.find(f"{ATOM}{name}") is not None for name in ("id", "title", "updated", "author"))
        for link in feed.iter(f"{ATOM}link"):
            target = _resolved(PurePosixPath(path).parent, link.get("href", ""))
            assert target in files, f"{path} → {link.get('href')}"
            if "opds-catalog" in link.get("type", ""):
                waiting.append(target)
            elif link.get("rel") == "http://opds-spec.org/acquisition":
                got.add(target)
    assert got == {f"texts/{name}.{form}" for name in TEXTS for form in ("epub", "pdf")}


def test_a_text_that_cannot_be_set_has_no_link_to_a_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> bytes:
        raise TooLongToWrite(characters=9, most=1, format="pdf")

    monkeypatch.setattr("restante.texts.writers.pdf.write_pdf", refuse)
    made = build_site(with_texts("first"))
    assert "texts/first.epub" in made
    assert not [path for path in made if path == "texts/first.pdf" or b"texts/first.pdf" in made[path]]


def test_without_texts_there_is_no_library() -> None:
    made = build_site(sample_site())
    assert not [path for path in made if "/texts" in path or "opds" in path]


def test_what_was_built_is_not_built_again_and_is_the_same(files: Mapping[str, bytes]) -> None:
    kept: dict[str, Mapping[str, bytes]] = {}
    made: list[str] = []

    def keep(key: str, make: Make) -> Mapping[str, bytes]:
        if key not in kept:
            made.append(key)
            kept[key] = make()
        return kept[key]

    first = build_contents(with_texts(*TEXTS), Workshop(keep, kept.__contains__))
    assert first == files
    before = len(made)
    assert build_contents(with_texts(*TEXTS), Workshop(keep, kept.__contains__)) == files
    assert len(made) == before


def test_another_texts_change_leaves_a_texts_own_files_standing() -> None:
    opened: list[str] = []
    kept: dict[str, Mapping[str, bytes]] = {}

    def keep(key: str, make: Make) -> Mapping[str, bytes]:
        return kept.setdefault(key, make()) if key not in kept else kept[key]

    site = with_texts("first", "third")
    build_contents(site, Workshop(keep, kept.__contains__))
    changed = replace(site.texts[1], digest="0" * 64)

    def open_text(name: str) -> Text:
        opened.append(name)
        return TEXTS[name]

    build_contents(
        replace(site, texts=(site.texts[0], changed), open_text=open_text), Workshop(keep, kept.__contains__)
    )
    assert set(opened) == {"first", "third"}  # once for the search's index, which here keeps nothing
    assert opened.count("third") > opened.count("first")


def test_a_key_differs_with_any_of_its_parts() -> None:
    assert len({key_of("a", "b"), key_of("ab"), key_of("a", "b", ""), key_of("b", "a")}) == 4


def _resolved(folder: PurePosixPath, target: str) -> str:
    parts: list[str] = list(folder.parts)
    for part in target.split("/"):
        if part == "..":
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def test_no_sign_of_one_text_spoils_a_catalogue_for_all() -> None:
    odd = "a\x01b\x0b\ufffe]]>&<\u202e"
    told = text("odd", odd, authors=(Author(odd, odd, "odd"),), topics=(Topic("odd", odd),), teaser=odd)
    card = TextCard(without_words(told), "odd", 5)
    site = replace(sample_site(), texts=(card,), open_text={"odd": told}.__getitem__, formats=("txt",))
    feeds = {path: data for path, data in build_site(site).items() if path.endswith((".xml", ".atom"))}
    assert len(feeds) > 10
    for data in feeds.values():
        ET.fromstring(data)  # noqa: S314 - our own output
