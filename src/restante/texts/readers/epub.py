# SPDX-License-Identifier: AGPL-3.0-or-later
"""EPUB 2 and 3: its spine in order, each chapter cleaned like any HTML; places get the chapter's number before them."""

import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from restante.texts.readers import cautions
from restante.texts.readers.heads import finish, head_of
from restante.texts.readers.html import decode_html, read_cleaned
from restante.texts.readers.html_clean import Cleaned, Places, clean
from restante.texts.readers.html_tokens import Tag, tokens_of
from restante.texts.readers.packs import Pack, refuse_entities, resolve
from restante.texts.readers.page_copy import read_page_fields
from restante.texts.readers.reading import MOST_MARKED, Caution, Head, Reading
from restante.texts.readers.refusals import EmptyText, NotOfForm, RightsLocked, TextTooLarge
from restante.texts.readers.tally import Tally
from restante.texts.records import Author

_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_OPF: Final = "{http://www.idpf.org/2007/opf}"
_HTML_TYPES: Final = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml"}
_HARMLESS: Final = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")  # fonts made unreadable
_ALGORITHM: Final = re.compile(rb"EncryptionMethod[^>]*Algorithm\s*=\s*[\"']([^\"']+)")
_EVENTS: Final = {"publication", "creation", "original-publication"}
_TAGS: Final = re.compile(r"<[^<>]*>")
MOST_CHAPTERS: Final = 5_000


@dataclass(frozen=True, slots=True)
class _Chapter:
    path: str
    text: str


def read_epub(data: bytes, name: str) -> Reading:
    """An EPUB. Raises TextRefused; RightsLocked for what a shop has locked."""
    tally = Tally()
    pack = Pack(data, name, "epub", tally)
    _refuse_locked(pack)
    root, package = _package(pack)
    chapters = _chapters(pack, root, package, tally)
    cleaned = _cleaned(chapters, tally)
    document = read_cleaned(cleaned, name, tally, pack.read)
    if not document.blocks:
        raise EmptyText(file=name)
    head, unclear = _head(package, tally)
    if not head.lang and cleaned:
        head = replace(head, lang=cleaned[0].lang.split("-")[0].lower())
    if head.written:
        unclear = (*unclear, cautions.DATE_OF_BOOK())
    if page := read_page_fields(head, document):
        head, document, said = page
        unclear = (*said, *unclear)
    return finish("epub", head, document, tally, *unclear)


def _refuse_locked(pack: Pack) -> None:
    """Obscured fonts are no lock; anything else encrypted is."""
    names = set(pack.names())
    told = pack.read("META-INF/encryption.xml") or b""
    ways = [each.decode("ascii", "replace") for each in _ALGORITHM.findall(told)]
    if {"META-INF/rights.xml", "META-INF/license.lcpl", "META-INF/sinf.xml"} & names or any(
        not each.startswith(_HARMLESS) for each in ways
    ):
        raise RightsLocked(file=pack.file)


def _package(pack: Pack) -> tuple[str, Element]:
    """The package document and where it is."""
    container = pack.xml("META-INF/container.xml")
    told = () if container is None else container.iter()
    paths = [each.get("full-path", "") for each in told if each.tag.endswith("}rootfile")]
    found = next((path for path in paths if path in pack.names()), None)
    found = found or next((path for path in pack.names() if path.endswith(".opf")), None)
    package = pack.xml(found) if found else None
    if found is None or package is None:
        raise NotOfForm(file=pack.file, form="EPUB")
    return found, package


def _chapters(pack: Pack, root: str, package: Element, tally: Tally) -> list[_Chapter]:
    items = {each.get("id", ""): each for each in package.iter() if each.tag.endswith("}item") or each.tag == "item"}
    spine = [each.get("idref", "") for each in package.iter() if each.tag.rpartition("}")[2] == "itemref"]
    found: list[_Chapter] = []
    total = 0
    for idref in dict.fromkeys(spine[:MOST_CHAPTERS]):
        item = items.get(idref)
        if item is None or item.get("media-type", "application/xhtml+xml") not in _HTML_TYPES:
            tally.add(cautions.DAMAGED_CHAPTERS)
            continue
        if "nav" in item.get("properties", "").split():
            tally.add(cautions.CONTENTS)
            continue
        path = resolve(root, unquote(item.get("href", "")))
        data = pack.read(path) if path else None
        if data is None or path is None:
            tally.add(cautions.DAMAGED_CHAPTERS)
            continue
        refuse_entities(data, pack.file)
        total += len(data)
        if total > MOST_MARKED:
            raise TextTooLarge(file=pack.file, size=total // 1_000_000, most=MOST_MARKED // 1_000_000)
        found.append(_Chapter(path, decode_html(data, path).text))
    return found


def _cleaned(chapters: list[_Chapter], tally: Tally) -> list[Cleaned]:
    """Each chapter with its links and pictures spelled for the whole book."""
    numbers = {chapter.path: f"c{number}" for number, chapter in enumerate(chapters, 1)}
    spellers = [_Speller(chapter.path, numbers) for chapter in chapters]
    named: set[str] = set()
    for chapter, speller in zip(chapters, spellers, strict=True):
        for token in tokens_of(chapter.text):
            if isinstance(token, Tag) and token.attributes.get("href"):
                named.add(speller.link(token.attributes["href"]).removeprefix("#"))
    return [
        clean(chapter.text, tally, replace_places(speller, named))
        for chapter, speller in zip(chapters, spellers, strict=True)
    ]


def replace_places(speller: "_Speller", named: set[str]) -> Places:
    """How a chapter's ids, links and pictures are spelled in the whole."""
    return Places(named=named, place=speller.place, link=speller.link, picture=speller.picture, top=speller.place(""))


class _Speller:
    """One chapter's way of naming places and files."""

    def __init__(self, path: str, numbers: dict[str, str]) -> None:
        self._path = path
        self._numbers = numbers

    def place(self, name: str) -> str:
        return f"{self._numbers[self._path]}-{name}"

    def link(self, target: str) -> str:
        """Into another chapter, or out into the world as it is."""
        file, mark, fragment = target.partition("#")
        path = resolve(self._path, unquote(file)) if file else self._path
        if path in self._numbers:
            return f"#{self._numbers[path]}-{fragment if mark else ''}"
        return target

    def picture(self, source: str) -> str:
        if re.match(r"[a-z][a-z0-9+.-]*:|//", source, re.IGNORECASE):
            return source
        return resolve(self._path, unquote(source)) or "missing"


def _head(package: Element, tally: Tally) -> tuple[Head, tuple[Caution, ...]]:
    """Dublin Core and its refinements."""
    told = _Dublin(package)
    head, unclear = head_of(told.meta, tally)
    return replace(head, authors=tuple(told.people["aut"]), translators=tuple(told.people["trl"])), unclear


class _Dublin:
    """What the package document says of the book."""

    def __init__(self, package: Element) -> None:
        self.meta: dict[str, list[str]] = {}
        self.people: dict[str, list[Author]] = {"aut": [], "trl": []}
        self._refined: dict[str, dict[str, str]] = {}
        for node in package.iter(f"{_OPF}meta"):
            if node.get("refines") and (node.text or "").strip():
                refined = self._refined.setdefault(node.get("refines", "")[1:], {})
                refined[node.get("property", "")] = (node.text or "").strip()
        for node in package.iter(f"{_OPF}meta"):
            self._series(node)
        for node in package.iter():
            if node.tag.startswith(_DC) and (text := " ".join((node.text or "").split())):
                self._element(node.tag.removeprefix(_DC), text, node)

    def _series(self, node: Element) -> None:
        text = (node.text or "").strip()
        if node.get("property") == "belongs-to-collection" and text:
            self.meta["series"] = [text]
            number = self._refined.get(node.get("id", ""), {}).get("group-position")
            self.meta["series_number"] = [number] if number else []
        elif node.get("name") == "calibre:series":
            self.meta.setdefault("series", [node.get("content", "")])
        elif node.get("name") == "calibre:series_index":
            self.meta.setdefault("series_number", [node.get("content", "").removesuffix(".0")])

    def _element(self, name: str, text: str, node: Element) -> None:
        said = self._refined.get(node.get("id", ""), {})
        match name:
            case "creator" | "contributor":
                role = said.get("role") or node.get(f"{_OPF}role") or ("aut" if name == "creator" else "")
                sort = said.get("file-as") or node.get(f"{_OPF}file-as") or ""
                self.people.setdefault(role, []).append(Author(text, sort))
            case "title":
                kind = said.get("title-type", "main")
                self.meta.setdefault("title" if kind == "main" else kind, [text])
            case "language":
                self.meta.setdefault("language", [text])
            case "date" if node.get(f"{_OPF}event", "publication") in _EVENTS:
                self.meta.setdefault("date", [text])
            case "description":
                self.meta.setdefault("description", []).append(" ".join(_TAGS.sub(" ", text).split()))
            case "subject" | "rights" | "source" | "publisher":
                self.meta.setdefault(name, []).append(text)
