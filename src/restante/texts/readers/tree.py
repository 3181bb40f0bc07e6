# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pandoc's tree as our document: every node it can hold has its place here, and nothing falls through in silence."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from restante.texts.document import (
    Align,
    Aside,
    Bibliography,
    Block,
    Blocks,
    Definition,
    Definitions,
    Example,
    Heading,
    Inlines,
    Items,
    ListKind,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Plain,
    Play,
    Quote,
    Rule,
    Verse,
)  # fmt: skip
from restante.texts.readers import cautions
from restante.texts.readers.flat import joined, trim
from restante.texts.readers.places import words
from restante.texts.readers.reading import MOST_DEPTH
from restante.texts.readers.tree_inlines import InlineReader, attributes, language_in, words_below
from restante.texts.readers.tree_tables import read_table

_KINDS: Final[Mapping[str, ListKind]] = {
    "LowerAlpha": "lower_alpha", "UpperAlpha": "upper_alpha", "LowerRoman": "lower_roman",
    "UpperRoman": "upper_roman",
}  # fmt: skip
_ALIGNS: Final[Mapping[str, Align]] = {
    "centre": "centre", "center": "centre", "end": "end", "right": "end", "start": "start",
}  # fmt: skip
_ANY_TAG: Final = re.compile(r"<[a-zA-Z/!?][^<>]*>")
_RAW_ACTING: Final = re.compile(
    r"\s*<\s*/?\s*(script|style|iframe|object|embed|form|input|button|video|audio|svg)\b", re.IGNORECASE
)
SHELTER: Final = "restante-notes-nobody-names"
"""The class of a Div whose notes are kept and whose words are not the author's."""
NOTE: Final = "restante-note"
"""The class of a Div that is the body of a note somewhere: an Aside without a language until notes are joined."""


class BlockReader(InlineReader):
    """Reads blocks; `finish` gives the notes in the order in which they were met."""

    def read_note(self, blocks: list[Any], depth: int) -> str:
        note = str(len(self.notes) + 1)
        self.notes.append(Note(note, ()))  # its place is taken before notes within it come
        self.notes[int(note) - 1] = Note(note, self.blocks(blocks, depth))
        return note

    def blocks(self, nodes: list[Any], depth: int = 0) -> Blocks:
        """A run of blocks."""
        if depth > MOST_DEPTH:
            self.tally.add(cautions.TOO_DEEP)
            flat = self.tally.clean(" ".join("".join(words_below(nodes)).split(" "))).strip()
            return (Paragraph((Plain(flat),)),) if flat else ()
        found: list[Block] = []
        for node in nodes:
            found += self._block(node, depth)
        return tuple(found)

    def _block(self, node: tuple[str, Any], depth: int) -> Blocks:  # noqa: C901, PLR0911, PLR0912 - a case a kind
        kind, held = node
        below = depth + 1
        match kind:
            case "Para" | "Plain":
                return self.paragraph(held, below)
            case "Header":
                return self._heading(held, below)
            case "BlockQuote":
                inner = self.blocks(held, below)
                return (Quote(inner),) if inner else ()
            case "BulletList":
                return (Items("bullet", tuple(self.blocks(each, below) for each in held)),)
            case "OrderedList":
                (start, style, _), items = held
                listed = tuple(self.blocks(each, below) for each in items)
                if len(items) == 1 and start > 100 and listed[0] and isinstance(listed[0][0], Paragraph):
                    return _year_not_item(int(start), listed[0][0], listed[0][1:])
                return (Items(_KINDS.get(style[0], "decimal"), listed, max(int(start), 0)),)
            case "DefinitionList":
                return (Definitions(tuple(self._definition(each, below) for each in held)),)
            case "LineBlock":
                return (self._verse(held, below),)
            case "CodeBlock":
                return (Example(self.tally.clean_typed(held[1])),) if held[1].strip() else ()
            case "HorizontalRule":
                return (Rule(),)
            case "Table":
                return (read_table(held, lambda each: self.blocks(each, below), self.tally),)
            case "Figure":
                return self._figure(held, below)
            case "Div":
                return self._division(held, below)
            case "RawBlock":
                return self._raw_block(held)
        return ()

    def paragraph(self, nodes: list[Any], depth: int) -> Blocks:
        """A paragraph; a picture alone in it is a block."""
        inner = trim(self.inlines(nodes, depth))
        if len(inner) == 1 and isinstance(inner[0], Picture):
            return (inner[0],)
        return (Paragraph(inner),) if inner else ()

    def _heading(self, held: Any, depth: int) -> Blocks:
        level, raw, nodes = held
        name, _, more = attributes(raw)
        inner = trim(self.inlines(nodes, depth))
        if not inner:
            return ()
        short = self.tally.clean(more.get("short", "")).strip()
        return (Heading(min(level, 5), inner, (Plain(short),) if short else (), self.places.name(name)),)

    def _definition(self, held: Any, depth: int) -> Definition:
        term, meanings = held
        blocks = tuple(block for each in meanings for block in self.blocks(each, depth))
        return Definition(trim(self.inlines(term, depth)), blocks)

    def _verse(self, lines: list[list[Any]], depth: int) -> Verse:
        read: list[Inlines] = []
        indents: list[int] = []
        for nodes in lines:
            first = nodes[0] if nodes and isinstance(nodes[0], str) else ""
            indent = len(first) - len(first.lstrip("\u00a0"))
            read.append(trim(self.inlines([first[indent:], *nodes[1:]] if indent else nodes, depth)))
            indents.append(indent)
        return Verse(tuple(read), tuple(indents) if any(indents) else ())

    def _figure(self, held: Any, depth: int) -> Blocks:
        caption_blocks = self.blocks(held[1][1], depth)
        caption = trim(joined(caption_blocks))
        inner = held[2]
        if len(inner) == 1 and inner[0][0] in {"Plain", "Para"}:
            images = [each for each in inner[0][1] if each != " "]
            if len(images) == 1 and images[0][0] == "Image":
                image = images[0][1]
                said = words(caption)
                if said and said == self.tally.clean("".join(words_below(image[1]))).strip():
                    image = [image[0], [], image[2]]  # Markdown has one text for both; it is not said twice
                found = self.picture(image, depth, caption)
                return tuple(each if isinstance(each, Picture) else Paragraph((each,)) for each in found[:1]) if (
                    found and isinstance(found[0], Picture)
                ) else ((Paragraph(found),) if found else ())  # fmt: skip
        return (*self.blocks(inner, depth), *caption_blocks)

    def _division(self, held: Any, depth: int) -> Blocks:
        name, classes, more = attributes(held[0])
        inner = self.blocks(held[1], depth)
        if SHELTER in classes:
            return ()
        if NOTE in classes:
            return (Aside(inner),) if inner else ()
        if "page-break" in classes:
            return (PageBreak(), *inner)
        align = next((_ALIGNS[each] for each in classes if each in _ALIGNS), None)
        if align:
            inner = tuple(replace(each, align=align) if isinstance(each, Paragraph) else each for each in inner)
        if inner and "play" in classes:
            inner = (Play(inner),)
        if inner and "bibliography" in classes:
            inner = (Bibliography(inner),)
        lang, direction = language_in(more)
        if inner and (lang or direction):
            inner = (Aside(inner, lang, direction),)
        return self._placed(name, inner)

    def _placed(self, name: str, inner: Blocks) -> Blocks:
        """A division's id goes to its first words."""
        if not name or not inner:
            return inner
        match inner[0]:
            case Heading(anchor="") as first:
                return (replace(first, anchor=self.places.name(name)), *inner[1:])
            case Paragraph() as first:
                return (replace(first, inner=(*self._anchor(name), *first.inner)), *inner[1:])
        return (Paragraph(self._anchor(name)), *inner)

    def _raw_block(self, held: Any) -> Blocks:
        language, text = held
        if language != "html":
            self.tally.add(cautions.RAW_MARKUP)
            return (Example(self.tally.clean_typed(text)),) if text.strip() else ()
        if text.lstrip().startswith("<!--"):
            self.tally.add(cautions.COMMENTS)
            return ()
        if _RAW_ACTING.match(text):
            self.tally.add(cautions.SCRIPTS, not text.lstrip().startswith("</"))
            return ()
        kept, marks = _ANY_TAG.subn("", text)
        self.tally.add(cautions.RAW_MARKUP, marks)
        return (Example(self.tally.clean_typed(kept).strip("\n")),) if kept.strip() else ()


def _year_not_item(number: int, first: Paragraph, rest: Blocks) -> Blocks:
    """A paragraph that begins with "1905. " is no list of one."""
    return (replace(first, inner=(Plain(f"{number}. "), *first.inner)), *rest)
