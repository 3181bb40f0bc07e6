# SPDX-License-Identifier: AGPL-3.0-or-later
"""The body of a Muse text, line by line. What is left open is closed where the text ends; nothing stops the reader.

Two passes: the first finds the notes, so that in the second `[7]` is a reference only where there is a note 7.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from restante.texts.document import (
    Align,
    Anchor,
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
    Quote,
    Rule,
    Verse,
)
from restante.texts.readers.muse.inline import ANCHOR_LINE, Words, trimmed
from restante.texts.readers.muse.lines import (
    CLOSING,
    HEADING,
    NOTE,
    OPENING,
    PAGE_BREAK,
    RULE,
    TERM,
    TYPED,
    Marker,
    indent_of,
    is_comment,
    is_table_row,
    is_verse,
    place_of,
    read_marker,
)
from restante.texts.readers.muse.tables import read_table
from restante.texts.readers.muse.tags import is_closing, pair_tags, wrapping

DEEPEST: Final = 24
SIGNED: Final = 6
"""From this indentation on `A. Name` outside a list is somebody's name, centred or to the right."""
_TWO_TITLES: Final = re.compile(r"(\S.*?)\s\|\s+(\S.*)", re.DOTALL)
Series = Literal[1, 2]


@dataclass(frozen=True, slots=True)
class Defined:
    """Where a note is written."""

    line: int
    id: str


@dataclass(slots=True)
class Body:
    """One pass over the lines; `found` are the notes that the pass before came upon."""

    lines: list[str]
    rtl: bool = False
    found: dict[tuple[Series, str], list[Defined]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    defined: dict[tuple[Series, str], list[Defined]] = field(default_factory=dict)
    comments: int = 0
    flattened: int = 0
    open_ends: int = 0
    words: Words = field(init=False)
    _ends: dict[int, int] = field(init=False)
    _line: int = 0
    _series: Literal[0, 1, 2] = 0

    def __post_init__(self) -> None:
        self.words = Words(self._resolve, rtl=self.rtl)
        self._ends, never = pair_tags(self.lines, rtl=self.rtl, most=DEEPEST)
        self.open_ends += never

    def read(self) -> Blocks:
        """The blocks of the text; notes are in `notes`."""
        return self._blocks(0, len(self.lines), floor=-1, depth=0)

    # -- notes ---------------------------------------------------------------------------------------------------

    def _resolve(self, series: Series, number: str) -> str | None:
        """The nearest definition below, as in a text whose chapters count anew; else the last above."""
        if series <= self._series:  # a note does not refer to its own kind: it would never end
            return None
        known = self.found.get((series, number), [])
        return next((one.id for one in known if one.line >= self._line), known[-1].id if known else None)

    def _note(self, at: int, end: int, depth: int) -> int:
        match = NOTE.fullmatch(self.lines[at])
        assert match is not None  # noqa: S101 - whoever calls has seen it
        series: Series = 1 if match[1] else 2
        number = match[1] or match[2]
        same = self.defined.setdefault((series, number), [])
        one = Defined(at, f"{series}-{number}" + (f"-{len(same) + 1}" if same else ""))
        same.append(one)
        stop = self._end_of_note(at, end, match.start(3))
        before, self._series = self._series, series
        below = at + 1
        while below < stop and self.lines[below].strip():
            below += 1
        first = "\n".join([match[3], *self.lines[at + 1 : below]]).strip()
        blocks = self._blocks(below, stop, floor=0, depth=depth + 1, first=first, first_line=at)
        self._series = before
        self.notes.append(Note(one.id, blocks, series, number))
        return stop

    def _end_of_note(self, at: int, end: int, column: int) -> int:
        """Lines below go on; after an empty line those that stand under the note's words."""
        stop, gap = at + 1, False
        while stop < end:
            line = self.lines[stop]
            if not line.strip():
                gap = True
            elif (gap and (indent_of(line) < 2 or abs(indent_of(line) - column) > 1)) or (
                not gap and indent_of(line) == 0 and self._begins(line, -1)
            ):
                break
            else:
                gap = False
            stop += 1
        return stop

    # -- the way down --------------------------------------------------------------------------------------------

    def _blocks(
        self,
        at: int,
        end: int,
        *,
        floor: int,
        depth: int,
        align: Align = "start",
        first: str = "",
        first_line: int | None = None,
    ) -> Blocks:
        """Blocks of lines [at, end). With a floor of 0 and more indentation only counts for lists."""
        told: list[Block] = []
        if first_line is not None:
            at = self._paragraph(first_line, at, end, floor, align, told, first)
        while at < end:
            at = self._one(at, end, floor, depth, align, told)
        return tuple(told)

    def _one(self, at: int, end: int, floor: int, depth: int, align: Align, told: list[Block]) -> int:  # noqa: PLR0911 - a line is one of these
        line = self.lines[at]
        if not line.strip() or is_comment(line):
            self.comments += int(bool(line.strip()))
            return at + 1
        if line.strip() in TYPED:
            return self._typed(at, end, told)
        if at in self._ends or CLOSING.fullmatch(line):
            return self._tag(at, end, floor, depth, align, told)
        if match := HEADING.fullmatch(line):
            return self._heading(at, end, match[1], match[2], told)
        if NOTE.fullmatch(line):
            return self._note(at, end, depth)
        if is_verse(line) or is_table_row(line):
            return self._quoted_verse(at, end, told) if is_verse(line) else self._table(at, end, told)
        if simple := self._simple(line, floor):
            told.append(simple)
            return at + 1
        return self._listed(at, end, floor, depth, align, told)

    def _listed(self, at: int, end: int, floor: int, depth: int, align: Align, told: list[Block]) -> int:
        line = self.lines[at]
        marker = self._marker(line, floor)
        if (marker or self._term(line, floor)) and depth < DEEPEST:
            return self._list(at, end, depth, marker, told) if marker else self._terms(at, end, depth, told)
        self.flattened += int(marker is not None)
        return self._paragraph(at, at, end, floor, align, told)

    def _simple(self, line: str, floor: int) -> Block | None:
        if RULE.fullmatch(line):
            return Rule()
        return PageBreak() if floor < 0 and PAGE_BREAK.fullmatch(line.rstrip()) else None

    def _marker(self, line: str, floor: int) -> Marker | None:
        marker = read_marker(line)
        if marker is None or marker.indent <= floor or (floor < 0 and marker.letter and marker.indent >= SIGNED):
            return None
        return marker

    def _term(self, line: str, floor: int) -> bool:
        return "::" in line and TERM.fullmatch(line) is not None and indent_of(line) > floor

    def _begins(self, line: str, floor: int) -> bool:
        """Whether something other than a paragraph's next line begins here."""
        return bool(
            not line.strip()
            or line.strip() in TYPED
            or is_comment(line)
            or HEADING.fullmatch(line)
            or OPENING.fullmatch(line)
            or CLOSING.fullmatch(line)
            or line.strip() in {"<<<", ">>>"}
            or NOTE.fullmatch(line)
            or is_verse(line)
            or is_table_row(line)
            or self._simple(line, floor)
            or self._marker(line, floor)
            or self._term(line, floor)
        )

    # -- paragraphs and headings -----------------------------------------------------------------------------------

    def _paragraph(
        self, line: int, at: int, end: int, floor: int, align: Align, told: list[Block], first: str = ""
    ) -> int:
        """Lines up to whatever begins next; where no list is open their indentation says what they are."""
        parts = [first] if first else []
        place = place_of(self.lines[at]) if floor < 0 else "start"
        while at < end and (not parts or not self._begins(self.lines[at], floor)):
            if floor < 0 and parts and place_of(self.lines[at]) != place:
                break
            if not parts and not self.lines[at].strip():
                return at
            parts.append(self.lines[at])
            at += 1
        if at < end and HEADING.fullmatch(self.lines[at]) and all(ANCHOR_LINE.fullmatch(part) for part in parts):
            match = HEADING.fullmatch(self.lines[at])
            assert match is not None  # noqa: S101 - the line above
            return self._heading(at, end, match[1], match[2], told, anchors=parts)
        if parts:
            self._line = line
            told.extend(self._set(self.words.read("\n".join(parts), 1 if first else 0), place, align))
        return at

    def _set(self, inner: Inlines, place: str, align: Align) -> Iterator[Block]:
        if len(inner) == 1 and isinstance(inner[0], Picture):
            yield inner[0]
        elif inner:
            side: Align = align if place in {"start", "quote"} else "centre" if place == "centre" else "end"
            paragraph = Paragraph(trimmed(inner), side)
            yield Quote((paragraph,)) if place == "quote" else paragraph

    def _heading(
        self, at: int, end: int, stars: str, said: str, told: list[Block], anchors: list[str] | None = None
    ) -> int:
        """A heading goes on like a paragraph; names on lines of their own around it are its anchors."""
        self._line = at
        names = list(anchors or [])
        at += 1
        while at < end and not self._begins(self.lines[at], 0):
            if ANCHOR_LINE.fullmatch(self.lines[at]):
                names.append(self.lines[at])
            else:
                said = f"{said}\n{self.lines[at].strip()}"
            at += 1
        short, long = match.groups() if (match := _TWO_TITLES.fullmatch(said)) else ("", said)
        marks = [name.strip().lstrip("#") for name in names]
        inner = (*map(Anchor, marks[1:]), *trimmed(self.words.read(long, None)))
        brief = trimmed(self.words.read(short, None))
        told.append(Heading(len(stars), inner, short=brief, anchor=marks[0] if marks else ""))
        return at

    # -- what has a beginning and an end -----------------------------------------------------------------------------

    def _typed(self, at: int, end: int, told: list[Block]) -> int:
        opening = self.lines[at].strip()
        stop = at + 1
        while stop < end and self.lines[stop].strip() != TYPED[opening]:
            stop += 1
        self.open_ends += int(stop >= end)
        body = self.lines[at + 1 : stop]
        if opening == "<comment>":
            self.comments += 1
        elif opening == "<verse>":
            told.append(self._verse(at + 1, [line for line in body if not is_comment(line)]))
        else:
            told.append(Example("\n".join(body)))
        return stop + 1

    def _quoted_verse(self, at: int, end: int, told: list[Block]) -> int:
        stop = at
        while stop < end and is_verse(self.lines[stop]):
            stop += 1
        told.append(self._verse(at, [line[2:] for line in self.lines[at:stop]], anchors_from=None))
        return stop

    def _verse(self, at: int, body: list[str], anchors_from: int | None = 0) -> Verse:
        lines: list[Inlines] = []
        for offset, line in enumerate(body):
            self._line = at + offset
            lines.append(self.words.read(line.strip(), anchors_from))
        return Verse(tuple(lines), tuple(indent_of(line) if line.strip() else 0 for line in body))

    def _table(self, at: int, end: int, told: list[Block]) -> int:
        stop = at
        while stop < end and is_table_row(self.lines[stop]):
            stop += 1
        self._line = at
        told.append(read_table(self.lines[at:stop], lambda cell: trimmed(self.words.read(cell))))
        return stop

    def _tag(self, at: int, end: int, floor: int, depth: int, align: Align, told: list[Block]) -> int:
        stop = self._ends.get(at)
        if stop is None:  # the end of something flattened, or of nothing
            return self._stray(at, align, told)
        if depth >= DEEPEST:
            self.flattened += 1
            return at + 1
        wrap, inner_align = wrapping(self.lines[at], align, rtl=self.rtl)
        inner = self._blocks(at + 1, min(stop, end), floor=floor, depth=depth + 1, align=inner_align)
        told.extend(wrap(inner))
        return stop + 1 if stop < len(self.lines) and is_closing(self.lines[stop]) else stop

    def _stray(self, at: int, align: Align, told: list[Block]) -> int:
        if at not in self._ends.values():
            told.append(Paragraph((Plain(self.lines[at].strip()),), align))
        return at + 1

    # -- lists -------------------------------------------------------------------------------------------------------

    def _list(self, at: int, end: int, depth: int, marker: Marker, told: list[Block]) -> int:
        kind: ListKind = marker.kind
        start, expected, items = marker.number, marker.number, list[Blocks]()
        indent = marker.indent
        following: Marker | None = marker
        while following is not None:
            if following.number not in {1, expected}:  # the author counts himself: a list that starts there
                told.append(Items(kind, tuple(items), start))
                start, expected, items = following.number, following.number, []
            stop = self._end_of_item(at, end, indent)
            items.append(self._blocks(at + 1, stop, floor=indent, depth=depth + 1, first=following.rest, first_line=at))
            at, expected = stop, expected + 1
            following = self._marker(self.lines[at], indent - 1) if at < end else None
            if following is not None:
                following = following.goes_on(kind, expected) if following.indent == indent else None
        told.append(Items(kind, tuple(items), start))
        return at

    def _terms(self, at: int, end: int, depth: int, told: list[Block]) -> int:
        indent, entries = indent_of(self.lines[at]), list[Definition]()
        while at < end and (match := TERM.fullmatch(self.lines[at])) and len(match[1]) == indent:
            stop = self._end_of_item(at, end, indent)
            self._line = at
            term = trimmed(self.words.read(match[2], None))
            first = match[3] or ""
            entries.append(
                Definition(term, self._blocks(at + 1, stop, floor=indent, depth=depth + 1, first=first, first_line=at))
            )
            at = stop
        told.append(Definitions(tuple(entries)))
        return at

    def _end_of_item(self, at: int, end: int, indent: int) -> int:
        """The item's lines stand deeper than its mark; one that follows at once may stand as deep."""
        stop, gap, last = at + 1, False, at + 1
        while stop < end:
            line = self.lines[stop]
            if not line.strip():
                gap = True
            elif indent_of(line) > indent or (
                not gap and indent_of(line) == indent > 0 and not self._begins(line, indent - 1)
            ):
                gap, last = False, stop + 1
            else:
                break
            stop += 1
        return stop if stop < end and read_marker(self.lines[stop]) else last
