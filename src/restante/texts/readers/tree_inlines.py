# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of Pandoc's tree as our inlines. HTML within Markdown comes in unpaired pieces, which are paired here."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from restante.texts.document import (
    Anchor,
    Break,
    Direction,
    Foreign,
    Inline,
    Inlines,
    Note,
    NoteRef,
    Picture,
    Plain,
    Ruby,
    Style,
    Styled,
)  # fmt: skip
from restante.texts.readers import cautions
from restante.texts.readers.pictures import Album
from restante.texts.readers.places import Places, words
from restante.texts.readers.reading import MOST_DEPTH
from restante.texts.readers.tally import Tally

_STYLES: Final[Mapping[str, Style]] = {
    "Emph": "emphasis", "Underline": "emphasis", "Strong": "strong", "Strikeout": "deleted",
    "Superscript": "superscript", "Subscript": "subscript", "SmallCaps": "small_caps",
}  # fmt: skip
_TAGS: Final[Mapping[str, Style]] = {
    "em": "emphasis", "i": "emphasis", "u": "emphasis", "cite": "emphasis", "strong": "strong", "b": "strong",
    "s": "deleted", "del": "deleted", "strike": "deleted", "sup": "superscript", "sub": "subscript", "code": "code",
    "tt": "code", "kbd": "code",
}  # fmt: skip
_CLASSES: Final[Mapping[str, Style]] = {"smallcaps": "small_caps", "sans": "sans", "underline": "emphasis"}
_TAG: Final = re.compile(r"<\s*(/?)\s*([a-zA-Z][a-zA-Z0-9]*)[^>]*>\s*")
_HANDLER: Final = re.compile(r"\son[a-z]+\s*=", re.IGNORECASE)
_LANG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")
_QUOTES: Final = {"DoubleQuote": '"', "SingleQuote": "'"}
_ACTING: Final = {"script", "style", "iframe", "object", "embed", "form", "input", "button", "video", "audio", "svg"}
_DIRECTIONS: Final[Mapping[str, Direction]] = {"ltr": "ltr", "rtl": "rtl"}

Attributes = tuple[str, list[str], dict[str, str]]


def attributes(raw: Any) -> Attributes:
    """Pandoc's triple: id, classes, the rest."""
    return raw[0], raw[1], {str(name): str(value) for name, value in raw[2]}


def language_in(held: Mapping[str, str]) -> tuple[str, Direction]:
    """What an element says of its language and direction."""
    lang = held.get("lang") or held.get("xml:lang") or ""
    return lang if _LANG.fullmatch(lang) else "", _DIRECTIONS.get(held.get("dir", "").lower(), "")


class InlineReader:
    """Turns runs of Pandoc's inlines; `BlockReader` gives it notes to turn."""

    def __init__(self, tally: Tally, album: Album) -> None:
        self.tally = tally
        self.album = album
        self.places = Places(tally)
        self.notes: list[Note] = []

    def read_note(self, blocks: list[Any], depth: int) -> str:
        """The note's new id."""
        raise NotImplementedError

    def inlines(self, nodes: list[Any], depth: int = 0) -> Inlines:
        """A run, its words joined; tags left open at its end count as closed there."""
        if depth > MOST_DEPTH:
            self.tally.add(cautions.TOO_DEEP)
            flat = self.tally.clean("".join(words_below(nodes)))
            return (Plain(flat),) if flat else ()
        run = _Run(self.tally)
        for node in nodes:
            if isinstance(node, str):
                run.word(node)
            elif node[0] == "RawInline":
                self._raw(node[1], run)
            else:
                run.put(self._one(node, depth))
        return run.finish()

    def _one(self, node: tuple[str, Any], depth: int) -> Inlines:  # noqa: C901, PLR0911 - one case a kind
        kind, held = node
        below = depth + 1
        if kind in _STYLES:
            inner = self.inlines(held, below)
            return (Styled(_STYLES[kind], inner),) if inner else ()
        match kind:
            case "LineBreak":
                return (Break(),)
            case "Quoted":
                mark = _QUOTES[held[0][0]]
                return (Plain(mark), *self.inlines(held[1], below), Plain(mark))
            case "Cite":
                return self.inlines(held[1], below)
            case "Code":
                return (Styled("code", (Plain(self.tally.clean(held[1])),)),) if held[1] else ()
            case "Math":
                self.tally.add(cautions.FORMULAS)
                return (Styled("code", (Plain(self.tally.clean(held[1])),)),)
            case "Link":
                return self._link(held, below)
            case "Image":
                return self.picture(held, below)
            case "Note":
                return (NoteRef(self.read_note(held, below)),)
            case "Span":
                return self._span(held, below)
        return ()

    def _link(self, held: Any, depth: int) -> Inlines:
        name, _, _ = attributes(held[0])
        inner = self.places.link(held[2][0], self.inlines(held[1], depth))
        return (*self._anchor(name), *inner)

    def _anchor(self, raw: str) -> Inlines:
        return (Anchor(self.places.name(raw)),) if raw else ()

    def picture(self, held: Any, depth: int, caption: Inlines = ()) -> Inlines:
        """A picture that is in the file; the words of one that is not."""
        _, classes, more = attributes(held[0])
        said = self.inlines(held[1], depth)
        alt = self.tally.clean(more.get("alt") or words(said)).strip()
        file = self.album.take(held[2][0])
        if file is None:
            return caption or ((Plain(alt),) if alt else ())
        percent = re.fullmatch(r"(\d{1,3})(?:\.\d+)?%", more.get("width", ""))
        width = min(int(percent.group(1)), 100) if percent and int(percent.group(1)) else None
        turn = int(more["turn"]) if more.get("turn") in {"90", "180", "270"} else 0
        return (
            Picture(
                file,
                alt,
                caption,
                width,
                "left" if "left" in classes else "right" if "right" in classes else "",
                90 if turn == 90 else 180 if turn == 180 else 270 if turn == 270 else 0,
                "whole-page" in classes,
            ),
        )

    def _span(self, held: Any, depth: int) -> Inlines:
        name, classes, more = attributes(held[0])
        if gone := self._tracked(classes):
            return () if gone == "out" else self.inlines(held[1], depth)
        inner = self.inlines(held[1], depth)
        if "ruby" in classes and more.get("reading"):
            return (Ruby(inner, (Plain(self.tally.clean(more["reading"])),)),)
        for style in (_CLASSES[each] for each in classes if each in _CLASSES):
            inner = (Styled(style, inner),) if inner else ()
        lang, direction = language_in(more)
        if inner and (lang or direction):
            inner = (Foreign(lang, inner, direction),)
        return (*self._anchor(name), *inner)

    def _tracked(self, classes: list[str]) -> str:
        """Word's tracked changes: what was inserted stays, what was deleted and remarked goes."""
        if "deletion" in classes:
            self.tally.add(cautions.DELETED_WORDS)
            return "out"
        if "comment-start" in classes:
            self.tally.add(cautions.COMMENTS)
            return "out"
        if {"comment-end", "paragraph-insertion", "paragraph-deletion"} & set(classes):
            return "out"
        return "in" if "insertion" in classes else ""

    def _raw(self, held: Any, run: "_Run") -> None:
        language, text = held
        tag = _TAG.fullmatch(text)
        if language != "html" or (tag is None and not text.startswith("<")):
            self.tally.add(cautions.RAW_MARKUP)
            run.word(text)
        elif text.startswith("<!--"):
            self.tally.add(cautions.COMMENTS)
        elif tag is None:
            self.tally.add(cautions.RAW_MARKUP)
        else:
            self._tag(tag.group(2).lower(), bool(tag.group(1)), text, run)

    def _tag(self, name: str, closes: bool, text: str, run: "_Run") -> None:
        self.tally.add(cautions.HANDLERS, bool(_HANDLER.search(text)))
        if name == "br":
            run.put((Break(),))
        elif name in _TAGS:
            run.close(_TAGS[name]) if closes else run.open(_TAGS[name])
        elif not closes and name == "img":
            self.album.take((re.search(r"src\s*=\s*[\"']?([^\"'\s>]+)", text, re.IGNORECASE) or ["", ""])[1])
            alt = re.search(r"alt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", text, re.IGNORECASE)
            run.word(self.tally.clean((alt.group(1) or alt.group(2) or "") if alt else ""))
        elif not closes:
            self.tally.add(cautions.SCRIPTS if name in _ACTING else cautions.RAW_MARKUP)


class _Run:
    """Inlines being gathered, with the tags that are open."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._open: list[tuple[Style | None, list[Inline]]] = [(None, [])]
        self._words: list[str] = []

    def word(self, text: str) -> None:
        self._words.append(text)

    def put(self, nodes: Inlines) -> None:
        for node in nodes:
            if isinstance(node, Plain):
                self._words.append(node.text)
            else:
                self._flush()
                self._open[-1][1].append(node)

    def open(self, style: Style) -> None:
        if len(self._open) < MOST_DEPTH:
            self._flush()
            self._open.append((style, []))

    def close(self, style: Style) -> None:
        if style in (each[0] for each in self._open):
            while self._close() != style:
                pass

    def finish(self) -> Inlines:
        while len(self._open) > 1:
            self._close()
        self._flush()
        return _without_edges(self._open[0][1])

    def _close(self) -> Style:
        self._flush()
        style, held = self._open.pop()
        if held and style:
            self._open[-1][1].append(Styled(style, tuple(held)))
        return style or "emphasis"

    def _flush(self) -> None:
        text = self._tally.clean("".join(self._words))
        self._words.clear()
        if text:
            self._open[-1][1].append(Plain(text))


def _without_edges(nodes: list[Inline]) -> Inlines:
    """No space before or after a break."""
    found: list[Inline] = []
    for place, node in enumerate(nodes):
        if isinstance(node, Plain):
            after = place and isinstance(nodes[place - 1], Break)
            before = place + 1 < len(nodes) and isinstance(nodes[place + 1], Break)
            text = node.text.lstrip(" ") if after else node.text
            text = text.rstrip(" ") if before else text
            found += [Plain(text)] if text else []
        else:
            found.append(node)
    return tuple(found)


def words_below(nodes: list[Any]) -> Iterator[str]:
    """Every word under these nodes, however deep, without recursion; attributes and addresses are not words."""
    waiting: list[Any] = [nodes]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, tuple):
            waiting += reversed(_children(*node))


def _children(kind: str, held: Any) -> list[Any]:  # noqa: PLR0911 - one case a shape
    match kind:
        case "LineBreak":
            return [" "]
        case "Link" | "Image" | "Span" | "Quoted" | "Cite" | "OrderedList" | "Code" | "Math":
            return [held[1]]
        case "Div" | "CodeBlock":
            return [" ", held[1], " "]
        case "Header":
            return [held[2], " "]
        case "RawInline" | "RawBlock" | "HorizontalRule":
            return []
        case "Table":
            return [" ", _cells(held[3]), _cells(held[4]), _cells(held[5])]
        case "Figure":
            return [" ", held[2], " "]
        case "Para" | "Plain" | "BlockQuote" | "BulletList" | "DefinitionList" | "LineBlock":
            return [" ", held, " "]
    return [held]


def _cells(part: Any) -> list[Any]:
    """The contents of cells, wherever head, bodies and foot keep them."""
    found: list[Any] = []
    waiting = [part]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list) and len(one) == 5 and isinstance(one[1], tuple) and str(one[1][0]).startswith("Align"):
            found.append(one[4])
        elif isinstance(one, list):
            waiting += reversed(one)
    return found
