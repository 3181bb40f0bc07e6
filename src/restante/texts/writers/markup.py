# SPDX-License-Identifier: AGPL-3.0-or-later
"""A text as HTML that is well-formed XML too, so that a page and a chapter of an EPUB are written by one hand.

Nothing of a text becomes markup: tags and attributes come from here, and addresses are let through by their scheme.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from restante.texts import document as d
from restante.texts.document import Block, Blocks, Document, Inline, Inlines
from restante.texts.writers.escaping import attributes, escape, web_address
from restante.texts.writers.pictures import Shown, shown_picture
from restante.texts.writers.plan import Plan, PlannedHeading, PlannedNote, anchor_key, words_alone
from restante.texts.writers.tongues import tongue
from restante.texts.writers.words import say, spoken

_STYLES: Final = {
    "emphasis": ("<em>", "</em>"),
    "strong": ("<strong>", "</strong>"),
    "code": ("<code>", "</code>"),
    "superscript": ("<sup>", "</sup>"),
    "subscript": ("<sub>", "</sub>"),
    "deleted": ("<del>", "</del>"),
    "small_caps": ('<span class="small-caps">', "</span>"),
    "sans": ('<span class="sans">', "</span>"),
}
_LISTS: Final = {"lower_alpha": "a", "upper_alpha": "A", "lower_roman": "i", "upper_roman": "I"}


def no_address(_: str) -> str | None:
    """Where nothing is known to lead anywhere."""
    return None


@dataclass
class Markup:
    """Writes the parts of one text in order; it remembers which headings and references came before."""

    told: Document
    plan: Plan
    lang: str
    picture: Callable[[Shown], str | None]
    """The address of a picture, or None where the page has none."""
    text: Callable[[str], str | None] = no_address
    """The address of another text by its id."""
    file_of: Callable[[str], str] = lambda _: ""
    """The file in which an id stands, where the text has several."""
    prefix: str = ""
    first_level: int = 2
    epub: bool = False
    end: str = field(init=False)
    """How an element that holds nothing is closed."""
    _headings: "Iterable[PlannedHeading]" = field(init=False)
    _seen: set[str] = field(init=False, default_factory=set)
    _references: dict[str, int] = field(init=False, default_factory=dict)
    _tables: int = field(init=False, default=0)
    _in_link: bool = field(init=False, default=False)
    _in_note: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self._headings = iter(self.plan.headings)
        self.end = "/>" if self.epub else ">"

    def say(self, key: str, **fields: object) -> str:
        """Words of ours, escaped."""
        return escape(say(self.lang, key, **fields))

    def blocks(self, blocks: Blocks) -> str:
        """Blocks one after another."""
        return "".join(self._block(block) for block in blocks)

    def _block(self, block: Block) -> str:  # noqa: C901, PLR0911, PLR0912 - one line for each shape of a block
        match block:
            case d.Paragraph():
                return self._paragraph(block)
            case d.Heading():
                return self._heading(block)
            case d.Quote():
                return f"<blockquote>\n{self.blocks(block.blocks)}</blockquote>\n"
            case d.Play():
                return f'<div class="play">\n{self.blocks(block.blocks)}</div>\n'
            case d.Bibliography():
                return f'<div class="bibliography">\n{self.blocks(block.blocks)}</div>\n'
            case d.Verse():
                return self._verse(block)
            case d.Example():
                return f"<pre{attributes(tabindex=None if self.epub else 0)}>{escape(block.text)}</pre>\n"
            case d.Items():
                return self._items(block)
            case d.Definitions():
                return self._definitions(block)
            case d.Table():
                return self._table(block)
            case d.Rule():
                return f"<hr{self.end}\n"
            case d.PageBreak():
                return f'<hr class="page-break"{self.end}\n'
            case d.Aside():
                return (
                    f"<div{tongue(block.lang, block.direction, epub=self.epub)}>\n{self.blocks(block.blocks)}</div>\n"
                )
            case d.Picture():
                return self._figure(block)

    def inlines(self, inlines: Inlines) -> str:
        """Words of a line."""
        return "".join(self._inline(one) for one in inlines)

    def _inline(self, one: Inline) -> str:  # noqa: PLR0911 - one line for each shape of an inline
        match one:
            case d.Plain():
                return escape(one.text)
            case d.Styled():
                opening, closing = _STYLES[one.style]
                return f"{opening}{self.inlines(one.inner)}{closing}"
            case d.Link():
                return self._link(one)
            case d.Anchor():
                return f"<span{self._id(anchor_key(one.name))}></span>"
            case d.NoteRef():
                return self._reference(one)
            case d.Break():
                return f"<br{self.end}\n"
            case d.Picture():
                return self._picture(one) + self._caption(one, "span")
            case d.Foreign():
                return f"<span{tongue(one.lang, one.direction, epub=self.epub)}>{self.inlines(one.inner)}</span>"
            case d.Ruby():
                return f"<ruby>{self.inlines(one.base)}<rp>(</rp><rt>{self.inlines(one.reading)}</rt><rp>)</rp></ruby>"

    def _paragraph(self, block: d.Paragraph) -> str:
        place = "" if block.align == "start" else block.align
        return f"<p{attributes(class_=place)}>{self.inlines(block.inner)}</p>\n" if block.inner else ""

    def _heading(self, block: d.Heading) -> str:
        if self._in_note:
            return f'<p class="heading">{self.inlines(block.inner)}</p>\n'
        planned = next(iter(self._headings))
        level = min(self.first_level - 1 + planned.level, 6)
        bare = "" if words_alone(block.inner) else "—"
        return f"<h{level}{self._id(planned.key)}>{self.inlines(block.inner)}{bare}</h{level}>\n"

    def _verse(self, block: d.Verse) -> str:
        stanzas: list[list[str]] = [[]]
        for place, line in enumerate(block.lines):
            if not line:
                stanzas.append([])
                continue
            indent = block.indents[place] if place < len(block.indents) else 0
            stanzas[-1].append("\u00a0" * min(indent, 40) + self.inlines(line))
        ending = f"<br{self.end}\n"
        inside = "".join(f"<p>{ending.join(lines)}</p>\n" for lines in stanzas if lines)
        return f'<div class="verse">\n{inside}</div>\n'

    def _items(self, block: d.Items) -> str:
        inside = "".join(f"<li>{self.blocks(item)}</li>\n" for item in block.items)
        if not block.items:
            return ""
        if block.kind == "bullet":
            return f"<ul>\n{inside}</ul>\n"
        start = block.start if block.start != 1 else None
        return f"<ol{attributes(type=_LISTS.get(block.kind), start=start)}>\n{inside}</ol>\n"

    def _definitions(self, block: d.Definitions) -> str:
        inside = "".join(
            f"<dt>{self.inlines(one.term)}</dt>\n<dd>{self.blocks(one.blocks)}</dd>\n" for one in block.entries
        )
        return f"<dl>\n{inside}</dl>\n" if inside else ""

    def _table(self, block: d.Table) -> str:
        columns = max((len(row) for row in (*block.head, *block.body, *block.foot)), default=0)
        caption = self.inlines(block.caption)
        if not columns:
            return f'<p class="caption">{caption}</p>\n' if caption else ""
        self._tables += 1
        parts = [f"<caption>{caption}</caption>\n" if caption else ""]
        if block.widths:
            widths = (attributes(class_=_width(block.widths[at : at + 1])) for at in range(columns))
            parts.append(f"<colgroup>{''.join(f'<col{width}{self.end}' for width in widths)}</colgroup>\n")
        for name, rows in (("thead", block.head), ("tbody", block.body), ("tfoot", block.foot)):
            if rows:
                inside = "".join(self._row(row, block, columns, head=name == "thead") for row in rows)
                parts.append(f"<{name}>\n{inside}</{name}>\n")
        table = f"<table>\n{''.join(parts)}</table>\n"
        if self.epub:
            return table
        name = self.say("table", number=self._tables)
        return f'<div class="wide" role="region" tabindex="0" aria-label="{name}">\n{table}</div>\n'

    def _row(self, row: d.Row, table: d.Table, columns: int, *, head: bool) -> str:
        cells = []
        for at in range(columns):
            words = self.inlines(row[at]) if at < len(row) else ""
            align = table.aligns[at] if at < len(table.aligns) else "start"
            tag, scope = ("th", "col") if head and words else ("td", None)
            cells.append(f"<{tag}{attributes(scope=scope, class_=align if align != 'start' else '')}>{words}</{tag}>")
        return f"<tr>{''.join(cells)}</tr>\n"

    def _figure(self, block: d.Picture) -> str:
        kinds = " ".join(filter(None, (_width((block.width,)), block.side, "whole-page" if block.whole_page else "")))
        return (
            f"<figure{attributes(class_=kinds)}>{self._picture(block)}{self._caption(block, 'figcaption')}</figure>\n"
        )

    def _picture(self, one: d.Picture) -> str:
        shown = shown_picture(self.told, one)
        address = self.picture(shown) if shown else None
        if shown is None or address is None:
            said = f"{self.say('no_picture')}: {escape(one.alt)}" if one.alt else self.say("no_picture")
            return f'<span class="no-picture">[{said}]</span>'
        held = attributes(src=address, width=shown.width, height=shown.height)
        return f'<img{held} alt="{escape(one.alt) or self.say("picture")}"{self.end}'

    def _caption(self, one: d.Picture, tag: str) -> str:
        if not one.caption:
            return ""
        kind = "" if tag == "figcaption" else ' class="caption"'
        return f"<{tag}{kind}>{self.inlines(one.caption)}</{tag}>"

    def _link(self, one: d.Link) -> str:
        address = None if self._in_link else self._address(one.target)
        if address is None:
            return self.inlines(one.inner)
        self._in_link = True
        inside = self.inlines(one.inner)
        self._in_link = False
        if not words_alone(one.inner):  # a link without a name leads nobody
            if one.target.startswith("#"):
                return inside
            inside += escape(one.target)
        outside = "external noreferrer" if one.target.startswith("http") and not self.epub else None
        return f"<a{attributes(href=address, rel=outside)}>{inside}</a>"

    def _address(self, target: str) -> str | None:
        if target.startswith("#"):
            return self.place_of(anchor_key(target[1:])) if target[1:] in self.plan.anchors else None
        if target.startswith("text:"):
            return self.text(target.removeprefix("text:"))
        return web_address(target)

    def _reference(self, one: d.NoteRef) -> str:
        planned = self.plan.by_note.get(one.note)
        if planned is None:
            return f"<sup>[{escape(one.note)}]</sup>"
        count = self._references[planned.key] = self._references.get(planned.key, 0) + 1
        own = f"ref-{planned.key}" + (f"-{count}" if count > 1 else "")
        mark = escape(planned.mark)
        if self._in_link:
            return f"<sup{self._id(own)}>{mark}</sup>"
        kind = "noteref" if self.epub else None
        held = attributes(href=self.place_of(planned.key), epub_type=kind, role="doc-noteref")
        return f"<sup><a{self._id(own)}{held}>{mark}</a></sup>"

    def notes(self, level: int) -> str:
        """Both apparatuses as lists at the end; every note is there, also those that nothing refers to."""
        self._in_note = True
        parts = []
        for series, key in ((1, "notes"), (2, "other_notes")):
            planned = self.plan.series(series)
            if planned:
                inside = "".join(self._note(one) for one in planned)
                name = f"{self.prefix}{key.replace('_', '-')}"
                kind = attributes(epub_type="endnotes" if self.epub else None, role="doc-endnotes")
                parts.append(
                    f'<section{kind} aria-labelledby="{name}">\n<h{level} id="{name}"{self._ours()}>{self.say(key)}'
                    f'</h{level}>\n<ol class="notes">\n{inside}</ol>\n</section>\n'
                )
        self._in_note = False
        return "".join(parts)

    def _note(self, planned: PlannedNote) -> str:
        # a note that refers to another is written before its number of references is known, as in any book
        mark, name = escape(planned.mark), self.say("back", mark=planned.mark)
        back = self.place_of(f"ref-{planned.key}")
        sign = f'<a href="{back}" role="doc-backlink" aria-label="{name}">{mark}</a>' if planned.referred else mark
        lost = "" if planned.referred else f' <em class="unreferenced"{self._ours()}>{self.say("unreferenced")}</em>'
        kind = attributes(epub_type="endnote" if self.epub else None)
        return (
            f'<li{self._id(planned.key)}{kind}><span class="mark">{sign}</span>{lost}\n'
            f"{self.blocks(planned.note.blocks)}</li>\n"
        )

    def place_of(self, key: str) -> str:
        """Where something of this text stands."""
        return f"{self.file_of(key)}#{self.prefix}{key}"

    def _id(self, key: str) -> str:
        """An id once; a second thing of the same name goes without."""
        if key in self._seen:
            return ""
        self._seen.add(key)
        return f' id="{escape(self.prefix + key)}"'

    def _ours(self) -> str:
        """Words of ours that are not in the text's language say so."""
        ours = spoken(self.lang)
        return "" if self.lang.lower().startswith(ours) else tongue(ours, "ltr", epub=self.epub)


def _width(widths: "Iterable[int | None]") -> str:
    """A class for every five percent: pages forbid styles of their own."""
    percent = next(iter(widths), None)
    return f"w-{min(100, max(5, round(percent / 5) * 5))}" if percent else ""
