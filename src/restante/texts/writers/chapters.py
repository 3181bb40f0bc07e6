# SPDX-License-Identifier: AGPL-3.0-or-later
"""A text cut into the files of an e-book at its top headings, and which file holds which id."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from restante.texts.document import Anchor, Blocks, Document, Heading, NoteRef, nodes_of, words_of
from restante.texts.records import Text
from restante.texts.typography import typeset_document
from restante.texts.writers.plan import Plan, anchor_key, plan_of

MOST_CHARACTERS: Final = 120_000
"""In one file: a small reader opens a file whole, and takes a second for every hundred thousand."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A file of a text; `title` is its top heading's, or empty for what stands before the first."""

    name: str
    title: str
    blocks: Blocks


@dataclass(frozen=True, slots=True)
class Cut:
    """A text ready for writing: set, planned, cut; `places` is the file of each id."""

    text: Text
    told: Document
    plan: Plan
    chapters: tuple[Chapter, ...]
    places: dict[str, str]
    prefix: str

    @property
    def notes_file(self) -> str:
        """Where its notes stand."""
        return f"{self.prefix}notes.xhtml"

    @property
    def about_file(self) -> str:
        """Where is told what is known of it."""
        return f"{self.prefix}about.xhtml"

    @property
    def first_file(self) -> str:
        """Where it begins."""
        return self.chapters[0].name


def cut(text: Text, place: int) -> Cut:
    """The text's files in order; there is always one."""
    told = typeset_document(text.document, text.lang)
    plan, prefix = plan_of(told), f"t{place + 1}-"
    chapters = tuple(_chapters(told.blocks, plan, prefix))
    places: dict[str, str] = {}
    headings = iter(plan.headings)
    for chapter in chapters:
        for key in _keys(chapter.blocks, plan):
            places.setdefault(key or next(headings).key, chapter.name)
    notes_file = f"{prefix}notes.xhtml"
    for note in plan.notes:
        places.setdefault(note.key, notes_file)
        for key in _keys(note.note.blocks, plan):
            places.setdefault(key, notes_file)
    return Cut(text, told, plan, chapters, places, prefix)


def _chapters(blocks: Blocks, plan: Plan, prefix: str) -> Iterator[Chapter]:
    headings = iter(plan.headings)
    starts, titles = [0], [""]
    length = 0
    for at, block in enumerate(blocks):
        found = [next(headings) for node in nodes_of(Document((block,))) if isinstance(node, Heading)]
        if isinstance(block, Heading) and found[0].level == 1:
            if at == 0:
                titles[0] = found[0].title
            else:
                starts.append(at)
                titles.append(found[0].title)
            length = 0
        elif length > MOST_CHARACTERS:
            starts.append(at)
            titles.append("")
            length = 0
        length += sum(map(len, words_of(Document((block,)))))
    for number, (start, title) in enumerate(zip(starts, titles, strict=True)):
        end = starts[number + 1] if number + 1 < len(starts) else len(blocks)
        yield Chapter(f"{prefix}{number + 1}.xhtml", title, blocks[start:end])


def _keys(blocks: Blocks, plan: Plan) -> Iterator[str]:
    """The ids in these blocks; an empty one is the next heading's."""
    for node in nodes_of(Document(blocks)):
        match node:
            case Heading():
                yield ""
            case Anchor(name):
                yield anchor_key(name)
            case NoteRef(note) if note in plan.by_note:
                yield f"ref-{plan.by_note[note].key}"
