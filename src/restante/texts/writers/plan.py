# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is settled before a text is written: the order and marks of notes, the nesting and addresses of headings."""

import re
import unicodedata
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from restante.texts.document import Anchor, Document, Heading, Inlines, Node, Note, NoteRef, Picture, Plain, nodes_of

_LETTERS_OF_IDS: Final = re.compile(r"[^a-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff]+")
_OUTSIDE_IDS: Final = re.compile(r"[^A-Za-z0-9_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff-]")
_LONGEST_ID: Final = 48
DEEPEST_HEADING: Final = 5


@dataclass(frozen=True, slots=True)
class PlannedNote:
    """A note with its place: `key` is unique in the text, `mark` is what stands in the line."""

    note: Note
    key: str
    mark: str
    referred: bool


@dataclass(frozen=True, slots=True)
class PlannedHeading:
    """A heading, how deep it really is (from 1, none skipped), and its address."""

    heading: Heading
    level: int
    key: str
    title: str
    """For contents and running heads: words alone."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All of it, for one text. Headings come in the order in which they stand; in a note there are none."""

    notes: tuple[PlannedNote, ...]
    headings: tuple[PlannedHeading, ...]
    anchors: frozenset[str]
    by_note: Mapping[str, PlannedNote] = field(default_factory=dict)

    def series(self, number: int) -> tuple[PlannedNote, ...]:
        """The notes of one apparatus in their order."""
        return tuple(one for one in self.notes if one.note.series == number)


def plan_of(told: Document) -> Plan:
    """The plan of a document; the same for the same words."""
    notes = tuple(_plan_notes(told))
    headings = tuple(_plan_headings(told))
    anchors = {node.name for node in nodes_of(told) if isinstance(node, Anchor)}
    anchors |= {one.heading.anchor for one in headings if one.heading.anchor}
    by_note: dict[str, PlannedNote] = {}
    for one in notes:
        by_note.setdefault(one.note.id, one)
    return Plan(notes, headings, frozenset(anchors), by_note)


def anchor_key(name: str) -> str:
    """The id of a place that the author named."""
    return f"a-{_OUTSIDE_IDS.sub('-', name)}"


def words_alone(inlines: Inlines) -> str:
    """What is read when styles, notes and pictures are left out."""
    parts = (node.text if isinstance(node, Plain) else " " for node in _words_of(inlines))
    return " ".join("".join(parts).split())


def _words_of(inlines: Inlines) -> Iterator[Node]:
    for node in inlines:
        if isinstance(node, NoteRef | Anchor):
            continue
        if isinstance(node, Picture):
            yield Plain(node.alt)
        elif inner := getattr(node, "inner", None) or getattr(node, "base", None):
            yield from _words_of(inner)
        else:
            yield node


def _plan_notes(told: Document) -> Iterator[PlannedNote]:
    by_id: dict[str, Note] = {}
    for note in told.notes:
        by_id.setdefault(note.id, note)
    waiting = deque(_references(Document(told.blocks)))
    order: list[Note] = []
    seen: set[int] = set()
    while waiting:
        found = by_id.get(waiting.popleft())
        if found is not None and id(found) not in seen:
            seen.add(id(found))
            order.append(found)
            waiting.extend(_references(Document(found.blocks)))
    referred = len(order)
    order += [note for note in told.notes if id(note) not in seen]
    counts = {1: 0, 2: 0}
    for place, note in enumerate(order):
        counts[note.series] += 1
        number = counts[note.series]
        mark = note.mark or str(number)
        yield PlannedNote(
            note,
            key=f"{'note' if note.series == 1 else 'note-b'}-{number}",
            mark=mark if note.series == 1 else f"{{{mark}}}",
            referred=place < referred,
        )


def _references(told: Document) -> list[str]:
    return [node.note for node in nodes_of(told) if isinstance(node, NoteRef)]


def _plan_headings(told: Document) -> Iterator[PlannedHeading]:
    above: list[int] = []
    taken: dict[str, int] = {}
    for node in nodes_of(Document(told.blocks)):
        if not isinstance(node, Heading):
            continue
        while above and above[-1] >= node.level:
            above.pop()
        above.append(node.level)
        title = words_alone(node.short or node.inner) or words_alone(node.inner)
        key = anchor_key(node.anchor) if node.anchor else _free(f"s-{_slug(title)}", taken)
        yield PlannedHeading(node, min(len(above), DEEPEST_HEADING), key, title or "—")


def _slug(title: str) -> str:
    """Letters of any alphabet; what XML does not allow in a name becomes a hyphen."""
    plain = unicodedata.normalize("NFC", title).lower()
    return _LETTERS_OF_IDS.sub("-", plain)[:_LONGEST_ID].strip("-") or "part"


def _free(name: str, taken: dict[str, int]) -> str:
    """The name, or with the next number that nobody has."""
    count = taken.get(name, 0) + 1
    while count > 1 and f"{name}-{count}" in taken:
        count += 1
    taken[name] = count
    found = name if count == 1 else f"{name}-{count}"
    taken.setdefault(found, 1)
    return found
