# SPDX-License-Identifier: AGPL-3.0-or-later
"""A book as data for Typst: lists of strings and numbers, in which no character of a text is markup."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from restante.texts import document as d
from restante.texts.document import Block, Blocks, Document, Inline, Inlines
from restante.texts.writers.escaping import web_address
from restante.texts.writers.pictures import shown_picture
from restante.texts.writers.plan import Plan, anchor_key, words_alone
from restante.texts.writers.printing import as_svg
from restante.texts.writers.tongues import direction_of
from restante.texts.writers.words import say

Data = list[Any]
DEEPEST_SET: Final = 6
"""Deeper quotations and lists are set at this depth: a measure of an A6 page has no room for more."""
_NUMBERING: Final = {
    "decimal": "1.",
    "lower_alpha": "a.",
    "upper_alpha": "A.",
    "lower_roman": "i.",
    "upper_roman": "I.",
}
_MOST_START: Final = 1_000_000
_TONGUE: Final = re.compile(r"(?P<lang>[A-Za-z]{2,3})(?:-.*?(?P<region>[A-Z]{2})\b)?.*")
_LEADING: Final = ("note", "again", "inside", "outside", "anchor")
_MM_PER_PIXEL: Final = 25.4 / 150


@dataclass
class Setter:
    """Turns one text's parts into data, in order; it remembers which notes are set and which names are given."""

    told: Document
    plan: Plan
    lang: str
    prefix: str
    shown: Callable[[str], str]
    """Characters that our type has, in place of those that it lacks."""
    pictures: dict[str, bytes]
    measure: float
    """Millimetres that a picture may be wide, and high."""
    height: float
    top_level: int = 0
    """What headings of the text stand under."""
    titles: dict[str, str] = field(init=False, default_factory=dict)
    """By the label of each heading, for contents and running heads."""
    _count: int = field(init=False, default=0)
    _given: set[str] = field(init=False, default_factory=set)
    _set: set[str] = field(init=False, default_factory=set)
    _in_note: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self._headings = iter(self.plan.headings)

    def blocks(self, blocks: Blocks, depth: int = 0) -> Data:
        """Blocks one after another."""
        found: Data = []
        for block in blocks:
            inside = _within(block) if depth >= DEEPEST_SET else ()
            if inside:
                for part in inside:
                    found += self.blocks(part, depth)
            elif (made := self._block(block, depth)) is not None:
                found.append(made)
        return found

    def _block(self, block: Block, depth: int) -> Data | None:  # noqa: C901, PLR0911 - one line for each shape
        match block:
            case d.Paragraph():
                return ["p", block.align, self.inlines(block.inner)] if block.inner else None
            case d.Heading():
                return self._heading(block)
            case d.Quote() | d.Play() | d.Bibliography():
                kind = type(block).__name__.lower()
                return [kind, self.blocks(block.blocks, depth + 1)]
            case d.Aside():
                return ["aside", *_tongue(block.lang, block.direction), self.blocks(block.blocks, depth + 1)]
            case d.Verse():
                return self._verse(block)
            case d.Example():
                return ["example", self.shown(block.text)]
            case d.Items():
                return self._items(block, depth)
            case d.Definitions():
                entries = [[self.inlines(one.term), self.blocks(one.blocks, depth + 1)] for one in block.entries]
                return ["terms", entries] if entries else None
            case d.Table():
                return self._table(block)
            case d.Rule():
                return ["rule"]
            case d.PageBreak():
                return ["page"] if not depth and not self._in_note else None
            case d.Picture():
                return ["figure", self._picture(block, alone=True), self.inlines(block.caption), block.side]

    def inlines(self, inlines: Inlines, depth: int = 0) -> Data:
        """Words of a line."""
        found: Data = []
        for one in inlines:
            found += self._inline(one, depth)
        return found

    def _inline(self, one: Inline, depth: int) -> Data:  # noqa: C901, PLR0911 - one line for each shape
        match one:
            case d.Plain():
                return [self.shown(one.text)]
            case d.Styled("code"):
                return [["code", self.inlines(one.inner, depth + 1)]]
            case d.Styled():
                inside = self.inlines(one.inner, depth + 1)
                return [[one.style, inside]] if depth < DEEPEST_SET else inside
            case d.Link():
                return self._link(one, depth)
            case d.Anchor():
                return self._label(anchor_key(one.name))
            case d.NoteRef():
                return [self._note(one)]
            case d.Break():
                return [["break"]]
            case d.Picture():
                caption = [["emphasis", self.inlines(one.caption)]] if one.caption else []
                return [self._picture(one, alone=False), *caption]
            case d.Foreign():
                inside = self.inlines(one.inner, depth + 1)
                return [["foreign", *_tongue(one.lang, one.direction), inside]] if depth < DEEPEST_SET else inside
            case d.Ruby():
                base, reading = self.inlines(one.base, depth + 1), self.inlines(one.reading, depth + 1)
                return [["ruby", base, reading]] if words_alone(one.base) else base + reading

    def _heading(self, block: d.Heading) -> Data:
        if self._in_note:
            return ["p", "start", [["strong", self.inlines(block.inner)]]]
        planned = next(self._headings)
        # a label inside a heading would stand in the contents too
        anchors, rest = self._parted(block.inner)
        inside = self.inlines(rest)
        if not words_alone(block.inner):
            inside.append("—")
        if block.anchor:
            anchors += self._label(planned.key)
        self._count += 1
        name = f"{self.prefix}h{self._count}"
        self.titles[name] = self.shown(planned.title)
        return ["heading", planned.level + self.top_level, inside, name, anchors]

    def _own(self, key: str) -> str:
        """A label once; Typst refuses a second one of the same name."""
        if key in self._given:
            return ""
        self._given.add(key)
        return self.prefix + key

    def _label(self, key: str) -> Data:
        name = self._own(key)
        return [["anchor", name]] if name else []

    def _parted(self, inlines: Inlines) -> tuple[Data, Inlines]:
        """Anchors, to be set before, and the rest: Typst sets no link that leads to a place inside of it."""
        anchors: Data = []
        rest: list[Inline] = []
        for one in inlines:
            if isinstance(one, d.Anchor):
                anchors += self._label(anchor_key(one.name))
            elif isinstance(one, d.Styled | d.Link | d.Foreign):
                more, inner = self._parted(one.inner)
                anchors += more
                rest.append(replace(one, inner=inner))
            else:
                rest.append(one)
        return anchors, tuple(rest)

    def _link(self, one: d.Link, depth: int) -> Data:
        anchors, rest = self._parted(one.inner)
        return anchors + self._bare_link(replace(one, inner=rest), depth)

    def _bare_link(self, one: d.Link, depth: int) -> Data:
        inside = self.inlines(one.inner, depth + 1)
        seen = bool(words_alone(one.inner))  # a link that nobody sees is an error of the standard
        if one.target.startswith("#") and one.target[1:] in self.plan.anchors:
            return [["inside", self.prefix + anchor_key(one.target[1:]), inside]] if seen else inside
        address = web_address(one.target)
        if address is None or depth >= DEEPEST_SET:
            return inside
        return [["outside", address, inside if seen else [*inside, self.shown(one.target)]]]

    def _note(self, one: d.NoteRef) -> Data:
        planned = self.plan.by_note.get(one.note)
        if planned is None:
            return ["superscript", [self.shown(f"[{one.note}]")]]
        name = self.prefix + planned.key
        mark = self.shown(planned.mark)
        if planned.key in self._set:
            return ["again", name, mark]
        self._set.add(planned.key)
        was, self._in_note = self._in_note, True
        inside = self.blocks(planned.note.blocks, DEEPEST_SET // 2)
        self._in_note = was
        return ["note", name, mark, inside]

    def unset_notes(self) -> Data:
        """Notes to which nothing refers, with their marks: paper has no place for them but the end."""
        self._in_note = True
        found = [
            [self.shown(one.mark), self.blocks(one.note.blocks, DEEPEST_SET // 2)]
            for one in self.plan.notes
            if one.key not in self._set
        ]
        self._in_note = False
        return found

    def _verse(self, block: d.Verse) -> Data:
        stanzas: list[Data] = [[]]
        for place, line in enumerate(block.lines):
            if line:
                indent = block.indents[place] if place < len(block.indents) else 0
                stanzas[-1].append([min(indent, 24), self.inlines(line)])
            else:
                stanzas.append([])
        return ["verse", [one for one in stanzas if one]]

    def _items(self, block: d.Items, depth: int) -> Data | None:
        items = [self.blocks(item, depth + 1) for item in block.items]
        if not items:
            return None
        if block.kind == "bullet":
            return ["bullets", items]
        return ["numbers", _NUMBERING[block.kind], min(max(block.start, 0), _MOST_START), items]

    def _table(self, block: d.Table) -> Data | None:
        columns = max((len(row) for row in (*block.head, *block.body, *block.foot)), default=0)
        caption = self.inlines(block.caption)
        if not columns:
            return ["p", "start", [["emphasis", caption]]] if caption else None
        rows = {
            name: [[self.inlines(row[at]) if at < len(row) else [] for at in range(columns)] for row in held]
            for name, held in (("head", block.head), ("body", block.body), ("foot", block.foot))
        }
        aligns = [block.aligns[at] if at < len(block.aligns) else "start" for at in range(columns)]
        widths = [max(1, width) for width in block.widths[:columns]] if len(block.widths) >= columns else []
        repeats = {f"{name}-repeats": not _leads_somewhere(rows[name]) for name in ("head", "foot")}
        return [
            "table",
            {"columns": columns, "caption": caption, "aligns": aligns, "widths": widths, **rows, **repeats},
        ]

    def _picture(self, one: d.Picture, *, alone: bool) -> Data:
        shown = shown_picture(self.told, one)
        drawn = as_svg(shown.data) if shown else None
        if shown is None or drawn is None:
            said = say(self.lang, "no_picture")
            return ["missing", self.shown(f"[{said}: {one.alt}]" if one.alt else f"[{said}]")]
        name = f"{shown.name}.svg"
        self.pictures[name] = drawn
        width = self.measure * max(one.width, 5) / 100 if one.width else shown.width * _MM_PER_PIXEL
        width = self.measure if one.whole_page else min(width, self.measure)
        most_high = self.height if alone else self.height / 4
        width = min(width, most_high * shown.width / shown.height)
        return ["picture", name, self.shown(one.alt) or say(self.lang, "picture"), round(width, 2)]


def _within(block: Block) -> tuple[Blocks, ...]:
    """The runs of blocks in a block, with which alone a deep one is set."""
    match block:
        case d.Quote() | d.Play() | d.Bibliography() | d.Aside():
            return (block.blocks,)
        case d.Items():
            return block.items
        case d.Definitions():
            return tuple((d.Paragraph((d.Styled("strong", one.term),)), *one.blocks) for one in block.entries)
    return ()


def tongue_of(lang: str) -> tuple[str, str]:
    """The language and region as Typst knows them; `und` where the code is none."""
    found = _TONGUE.fullmatch(lang)
    return (found["lang"].lower(), (found["region"] or "").lower()) if found else ("und", "")


def _tongue(lang: str, direction: str) -> tuple[str, str, str]:
    return (*(tongue_of(lang) if lang else ("", "")), direction or direction_of(lang))


def _leads_somewhere(told: Data) -> bool:
    """Whether there is a note, a link or an anchor: none may stand twice, so its row is not repeated on each page."""
    parts = (part for part in told if isinstance(part, list) and part)
    return any(part[0] in _LEADING or _leads_somewhere(part) for part in parts)
