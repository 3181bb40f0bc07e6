# SPDX-License-Identifier: AGPL-3.0-or-later
"""A book as Pandoc's Markdown, which our own reader reads back; what is known of the text stands in the YAML head.

Nothing is set by a language's habits here: this is the text as it is kept.
"""

import json
import re
from typing import Final

from restante.texts import document as d
from restante.texts.document import Block, Blocks
from restante.texts.records import Book, Text
from restante.texts.writers.about import facts_of, state_of
from restante.texts.writers.bounds import check_bounds
from restante.texts.writers.escaping import clean
from restante.texts.writers.marking import Marker, at_line_start, marked
from restante.texts.writers.plain import number_in
from restante.texts.writers.plan import Plan, plan_of, words_alone

_ALIGNS: Final = {"start": (":", ""), "centre": (":", ":"), "end": ("", ":")}


def write_markdown(book: Book, *, library: str = "") -> bytes:
    """UTF-8. Raises TooLongToWrite, TooDeepToWrite."""
    check_bounds(book, "md")
    if book.is_single:
        text = book.texts[0]
        return f"{_head(text, library)}\n{_body(text, '', 0)}\n".encode()
    head = _yaml({"title": book.title, "lang": book.lang})
    parts = [_part(text, f"t{at + 1}-", library) for at, text in enumerate(book.texts)]
    return f"{head}\n{''.join(parts)}".encode()


def _part(text: Text, prefix: str, library: str) -> str:
    facts = "\n".join(f"- {marked(fact.name)}: {marked(fact.said)}" for fact in facts_of(text, library))
    return f"# {marked(text.title)}\n\n{_body(text, prefix, 1)}\n\n{facts}\n\n"


def _head(text: Text, library: str) -> str:
    told = text.provenance
    state = state_of(text)
    return _yaml(
        {
            "title": text.title,
            "subtitle": text.subtitle,
            "lang": text.lang,
            "author": [one.name for one in text.authors],
            "translator": [one.name for one in text.translators],
            "date": text.written,
            "work": text.work,
            "topics": [one.name for one in text.topics],
            "series": text.series,
            "series_number": text.series_number,
            "teaser": text.teaser,
            "place": text.place,
            "library": told.library,
            "mirror": "true" if told.mirror else "",
            "host": told.host,
            "url": told.url,
            "retrieved": told.retrieved.isoformat() if told.retrieved else "",
            "retrieved_from": told.retrieved_from,
            "translation_of": told.translation_of,
            "source": told.source,
            "rights": told.rights,
            "provenance_notes": told.notes,
            "published": text.published.isoformat() if text.published else "",
            "revisions": [f"{one.day.isoformat()}: {one.what}" for one in text.revisions],
            "text_as_of": state.isoformat() if state else "",
            "kept_at": library,
        }
    )


def _yaml(held: "dict[str, str | list[str]]") -> str:
    """Strings in quotes; Pandoc reads them as Markdown, so they are escaped as such."""
    told = {
        name: [_value(one) for one in said] if isinstance(said, list) else _value(said)
        for name, said in held.items()
        if said
    }
    lines = [f"{name}: {json.dumps(said, ensure_ascii=False)}" for name, said in told.items()]
    return "\n".join(["---", *lines, "---", ""])


def _value(words: str) -> str:
    return at_line_start(marked(words).strip())


def _body(text: Text, prefix: str, shift: int) -> str:
    plan = plan_of(text.document)
    writer = _Markdown(plan, prefix, shift)
    parts = [writer.blocks(text.document.blocks), writer.notes()]
    return "\n\n".join(part for part in parts if part)


class _Markdown:
    """One text's blocks."""

    def __init__(self, plan: Plan, prefix: str, shift: int) -> None:
        self.plan, self.prefix, self.shift = plan, prefix, shift
        self.marker = Marker(plan, prefix)

    def blocks(self, blocks: Blocks) -> str:
        """Blocks with an empty line between them; two lists in a row are kept apart."""
        parts: list[str] = []
        before: Block | None = None
        for block in blocks:
            told = self._block(block)
            if not told:
                continue
            if (isinstance(block, d.Items | d.Example) and isinstance(before, d.Items)) or (
                isinstance(before, d.Definitions) and isinstance(block, d.Definitions | d.Items)
            ):
                parts.append("<!-- -->")
            parts.append(told)
            before = block
        return "\n\n".join(parts)

    def notes(self) -> str:
        """Every note, also those to which nothing refers."""
        self.marker.in_note = True
        parts = [
            f"[^{self.marker.note_label(one.key)}]: {_indented(self.blocks(one.note.blocks), 4).lstrip(' ') or '[]{}'}"
            for one in self.plan.notes
        ]
        return "\n\n".join(parts)

    def _block(self, block: Block) -> str:  # noqa: C901, PLR0911, PLR0912 - one case for each shape
        match block:
            case d.Paragraph():
                told = self.marker.paragraph(block.inner)
                return told if block.align == "start" or not told else _divided(f".{block.align}", told)
            case d.Heading():
                return self._heading(block)
            case d.Quote():
                return _before(self.blocks(block.blocks), "> ")
            case d.Play() | d.Bibliography():
                return _divided(f".{type(block).__name__.lower()}", self.blocks(block.blocks))
            case d.Aside():
                held = " ".join(
                    f"{name}={said}" for name, said in (("lang", block.lang), ("dir", block.direction)) if said
                )
                told = self.blocks(block.blocks)
                return _divided(held, told) if held and told else told
            case d.Verse():
                return self._verse(block)
            case d.Example():
                return _fenced(block.text)
            case d.Items():
                return self._items(block)
            case d.Definitions():
                return "\n\n".join(self._definition(one) for one in block.entries)
            case d.Table():
                return self._table(block)
            case d.Rule():
                return "* * * * *"
            case d.PageBreak():
                return "::: {.page-break}\n:::"
            case d.Picture():
                return self.marker.picture(block, self.marker.line(block.caption).strip())

    def _heading(self, block: d.Heading) -> str:
        words = self.marker.line(block.inner).strip(" ")
        short = words_alone(block.short)
        held = [f"#{self.prefix}{block.anchor}" if block.anchor else ""]
        held.append(f'short="{clean(short).replace(chr(92), "").replace(chr(34), "”")}"' if short else "")
        told = " ".join(filter(None, held))
        level = "#" * min(block.level + self.shift, 6)
        return f"{level} {words or '[]{}'}{f' {{{told}}}' if told else ''}"

    def _verse(self, block: d.Verse) -> str:
        lines = []
        for at, line in enumerate(block.lines):
            indent = block.indents[at] if at < len(block.indents) else 0
            lines.append(f"| {' ' * min(indent, 40)}{self.marker.line(line).strip(' ')}".rstrip(" "))
        return "\n".join(lines)

    def _items(self, block: d.Items) -> str:
        found = []
        for at, item in enumerate(block.items):
            sign = "-" if block.kind == "bullet" else f"{number_in(block.kind, block.start + at)}."
            wide = max(4, len(sign) + 2)
            told = _indented(self.blocks(item), wide)
            found.append(f"{sign.ljust(wide)}{told[wide:]}".rstrip(" "))
        tight = all(len(item) <= 1 and all(isinstance(one, d.Paragraph) for one in item) for item in block.items)
        return ("\n" if tight else "\n\n").join(found)

    def _definition(self, one: d.Definition) -> str:
        told = _indented(self.blocks(one.blocks) or "[]{}", 4)
        return f"{self.marker.paragraph(one.term).replace(chr(92) + chr(10), '<br>') or '[]{}'}\n\n:   {told[4:]}"

    def _table(self, block: d.Table) -> str:
        """A pipe table: what stands above its one row of heads, and its foot, are rows of the body."""
        columns = max((len(row) for row in (*block.head, *block.body, *block.foot)), default=0)
        caption = self.marker.line(block.caption).strip()
        if not columns:
            return self.marker.paragraph(block.caption)
        head, *body = [*block.head, *block.body, *block.foot] if block.head else [(), *block.body, *block.foot]
        lines = [self._row(head, columns), "|" + "|".join(_ruling(block, at) for at in range(columns)) + "|"]
        lines += [self._row(row, columns) for row in body]
        return "\n".join(lines) + (f"\n\n: {caption}" if caption else "")

    def _row(self, row: d.Row, columns: int) -> str:
        cells = [self.marker.line(row[at]).strip(" ") if at < len(row) else "" for at in range(columns)]
        return f"| {' | '.join(cells)} |"


def _ruling(table: d.Table, at: int) -> str:
    left, right = _ALIGNS[table.aligns[at]] if at < len(table.aligns) else ("", "")
    wide = table.widths[at] if at < len(table.widths) else 3
    return f"{left if right or table.aligns[at : at + 1] != ('start',) else ''}{'-' * max(3, wide)}{right}"


def _divided(held: str, inside: str) -> str:
    return f"::: {{{held}}}\n{inside}\n:::" if inside else ""


def _fenced(text: str) -> str:
    text = clean(text)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def _before(words: str, sign: str) -> str:
    return "\n".join(f"{sign}{line}".rstrip(" ") for line in words.split("\n")) if words else ""


def _indented(words: str, wide: int) -> str:
    return "\n".join(f"{' ' * wide}{line}" if line else "" for line in words.split("\n"))
