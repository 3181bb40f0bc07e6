# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the XML of DOCX (ISO/IEC 29500) and ODT (ISO/IEC 26300) says itself: words, alignment, properties, remarks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from restante.texts.document import Align
from restante.texts.readers.packs import parse_xml

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WS: Final = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO: Final = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_ALIGNS: Final[Mapping[str, Align]] = {"center": "centre", "right": "end", "end": "end"}
_PROPERTIES: Final = {
    "title": "title", "creator": "author", "initial-creator": "author", "subject": "subject", "keywords": "keywords",
    "keyword": "keywords", "description": "description", "language": "language",
}  # fmt: skip


_TITLE_LINES: Final = {"title": "title", "subtitle": "subtitle", "author": "author", "date": "date"}


@dataclass(slots=True)
class Inside:
    """A file's own account of itself."""

    words: list[str] = field(default_factory=list)
    paragraphs: list[tuple[str, Align]] = field(default_factory=list)
    properties: dict[str, list[str]] = field(default_factory=dict)
    bookmarks: dict[str, str] = field(default_factory=dict)
    """By name, the words of the paragraph each stands in, without spaces."""
    title_lines: dict[str, list[str]] = field(default_factory=dict)
    """Paragraphs in the styles Title, Subtitle, Author and Date."""
    deleted: int = 0
    comments: int = 0


def inside_of_docx(parts: Mapping[str, bytes], file: str) -> Inside:
    """Body, notes, headers and footers; comments and deletions are said by Pandoc's own marks."""
    found = Inside()
    styles = _docx_styles(parts.get("word/styles.xml"), file)
    for name, data in parts.items():
        if not name.startswith("word/") or not name.endswith(".xml"):
            continue
        stem = name.removeprefix("word/").removesuffix(".xml").rstrip("0123456789")
        if stem in {"document", "footnotes", "endnotes", "header", "footer"} and (root := parse_xml(data, file)):
            _docx_part(root, styles, found)
    _properties(parts.get("docProps/core.xml"), file, found)
    return found


def inside_of_odt(parts: Mapping[str, bytes], file: str) -> Inside:
    """Body, and headers and footers of the page styles."""
    found = Inside()
    root = parse_xml(parts["content.xml"], file)
    styles = parse_xml(parts.get("styles.xml", b"<x/>"), file)
    if root is not None:
        aligns = _odt_aligns(root) | ({} if styles is None else _odt_aligns(styles))
        body = root.find(f"{_OFFICE}body")
        above = _odt_parents(root)
        for node in () if body is None else _odt_paragraphs(body, found):
            text = "".join(_odt_words(node))
            style = node.get(f"{_TEXT}style-name", "")
            found.words.append(text)
            found.paragraphs.append((text, aligns.get(style, "start")))
            field = _TITLE_LINES.get(above.get(style, style).lower())
            if field and text.strip():
                found.title_lines.setdefault(field, []).append(" ".join(text.split()))
            for each in node.iter():
                if each.tag in {f"{_TEXT}bookmark", f"{_TEXT}bookmark-start"}:
                    found.bookmarks[each.get(f"{_TEXT}name", "")] = "".join(text.split())
    if styles is not None:
        for part in ("header", "footer", "header-left", "footer-left"):
            for node in styles.iter(f"{_STYLE}{part}"):
                found.words += ["".join(_odt_words(each)) for each in node.iter(f"{_TEXT}p")]
    _properties(parts.get("meta.xml"), file, found)
    return found


def _docx_part(root: Element, styles: Mapping[str, Align], found: Inside) -> None:
    """Each paragraph's words and alignment; paragraphs of a text box come after the one they hang on."""
    waiting: list[Element] = [root]
    named: list[str] = []  # bookmarks before the paragraph they belong to
    while waiting:
        node = waiting.pop()
        kind = node.tag.rpartition("}")[2]
        if node.tag == _FALLBACK:
            continue
        if kind == "p" and node.tag.startswith((_W, _WS)):
            inner: list[Element] = []
            text = "".join(_docx_words(node, inner))
            found.words.append(text)
            found.paragraphs.append((text, _docx_align(node, styles)))
            named += [name for each in node.iter(f"{_W}bookmarkStart") if (name := each.get(f"{_W}name"))]
            found.bookmarks.update(dict.fromkeys(named, "".join(text.split())))
            named.clear()
            waiting += reversed(inner)
        elif kind == "bookmarkStart":
            named.append(node.get(f"{_W}name", ""))
        else:
            waiting += reversed(node)


def _docx_words(paragraph: Element, inner: list[Element]) -> Iterator[str]:
    waiting = list(reversed(paragraph))
    while waiting:
        node = waiting.pop()
        kind = node.tag.rpartition("}")[2]
        if kind == "p" and node.tag.startswith((_W, _WS)):
            inner.append(node)
        elif kind == "t" and node.tag.startswith((_W, _WS)):
            yield node.text or ""
        elif kind in {"tab", "br", "cr"}:
            yield " "
        elif kind == "noBreakHyphen":
            yield "\u2011"
        elif node.tag != _FALLBACK and kind not in {"del", "moveFrom"}:
            waiting += reversed(node)


def _docx_align(paragraph: Element, styles: Mapping[str, Align]) -> Align:
    for space in (_W, _WS):
        told = paragraph.find(f"{space}pPr/{space}jc")
        if told is not None:
            return _ALIGNS.get(told.get(f"{space}val", ""), "start")
        style = paragraph.find(f"{space}pPr/{space}pStyle")
        if style is not None:
            return styles.get(style.get(f"{space}val", ""), "start")
    return "start"


def _docx_styles(data: bytes | None, file: str) -> dict[str, Align]:
    """Alignment of paragraph styles, their own or that of the style they are based on."""
    root = parse_xml(data, file) if data else None
    own: dict[str, Align] = {}
    above: dict[str, str] = {}
    for style in () if root is None else root.iter(f"{_W}style"):
        name = style.get(f"{_W}styleId", "")
        told = style.find(f"{_W}pPr/{_W}jc")
        based = style.find(f"{_W}basedOn")
        if told is not None:
            own[name] = _ALIGNS.get(told.get(f"{_W}val", ""), "start")
        elif based is not None:
            above[name] = based.get(f"{_W}val", "")
    for name, first in above.items():
        parent, steps = first, 0
        while parent not in own and parent in above and steps < 20:
            parent, steps = above[parent], steps + 1
        if parent in own:
            own.setdefault(name, own[parent])
    return own


def _odt_parents(root: Element) -> dict[str, str]:
    """What automatic styles are made from."""
    styles = root.iter(f"{_STYLE}style")
    found = ((each.get(f"{_STYLE}name", ""), each.get(f"{_STYLE}parent-style-name")) for each in styles)
    return {name: parent for name, parent in found if parent}


def _odt_aligns(root: Element) -> dict[str, Align]:
    found: dict[str, Align] = {}
    for style in root.iter(f"{_STYLE}style"):
        told = style.find(f"{_STYLE}paragraph-properties")
        align = _ALIGNS.get("" if told is None else told.get(f"{_FO}text-align", ""))
        if align:
            found[style.get(f"{_STYLE}name", "")] = align
    return found


def _odt_paragraphs(body: Element, found: Inside) -> Iterator[Element]:
    waiting = [body]
    while waiting:
        node = waiting.pop()
        if node.tag == f"{_TEXT}tracked-changes":
            found.deleted += sum(1 for _ in node.iter(f"{_TEXT}deletion"))
        elif node.tag == f"{_OFFICE}annotation":
            found.comments += 1
        else:
            if node.tag in {f"{_TEXT}p", f"{_TEXT}h"}:
                yield node
            waiting += reversed(node)


def _odt_words(node: Element) -> Iterator[str]:
    """A paragraph's own words: notes and boxes in it are paragraphs of their own."""
    yield node.text or ""
    waiting: list[Element | str] = list(_with_tails(node))
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif each.tag in {f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"}:
            yield " "
        elif each.tag not in {f"{_TEXT}note", f"{_TEXT}p", f"{_TEXT}h", f"{_OFFICE}annotation", f"{_TEXT}page-number"}:
            waiting += _with_tails(each)
            waiting.append(each.text or "")


def _with_tails(node: Element) -> Iterator[Element | str]:
    """What a node holds, last first."""
    for child in reversed(node):
        yield child.tail or ""
        yield child


def _properties(data: bytes | None, file: str, found: Inside) -> None:
    root = parse_xml(data, file) if data else None
    for node in () if root is None else root.iter():
        name = _PROPERTIES.get(node.tag.rpartition("}")[2])
        is_last_editor = node.tag.endswith("}creator") and root is not None and "opendocument" in root.tag
        if name and (node.text or "").strip() and not is_last_editor:
            found.properties.setdefault(name, []).append(" ".join((node.text or "").split()))
