# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page of another library inside another format: its fields go into the head, its lines out of the document."""

from dataclasses import fields, replace
from typing import Final

from restante.texts.document import Block, Break, Document, Heading, Inlines, Paragraph
from restante.texts.readers.cautions import PAGE_RECOGNISED
from restante.texts.readers.page import Line, recognise
from restante.texts.readers.places import words
from restante.texts.readers.reading import Caution, Head
from restante.texts.records import Provenance

_TOP: Final = 24  # blocks
_TAIL: Final = 12


def read_page_fields(head: Head, document: Document) -> tuple[Head, Document, tuple[Caution, ...]] | None:
    """Head and document with what the page says, or None for what is no such page. The page is believed first."""
    count = len(document.blocks)
    places = [*range(min(_TOP, count)), *range(max(count - _TAIL, _TOP), count)]
    found = recognise([line for place in places for line in _lines(place, document.blocks[place])])
    if found is None:
        return None
    said = found.head
    names = [one.name for one in fields(Provenance)]
    origin = {name: getattr(said.provenance, name) or getattr(head.provenance, name) for name in names}
    filled = replace(
        head,
        title=said.title or head.title,
        subtitle=said.subtitle or head.subtitle,
        authors=said.authors or head.authors,
        translators=said.translators or head.translators,
        written=said.written or head.written,
        topics=said.topics or head.topics,
        provenance=replace(head.provenance, **origin),
    )
    kept = tuple(block for place, block in enumerate(document.blocks) if place not in found.used)
    told = PAGE_RECOGNISED(library=found.origin.library or found.origin.host)
    return filled, replace(document, blocks=kept), (told,)


def _lines(place: int, block: Block) -> list[Line]:
    if not isinstance(block, Heading | Paragraph):
        return []
    pieces: list[Inlines] = [()]
    for inline in block.inner:
        if isinstance(inline, Break):
            pieces.append(())
        else:
            pieces[-1] = (*pieces[-1], inline)
    said = (words(piece) for piece in pieces)
    return [Line(place, " ".join(text.split()), isinstance(block, Heading)) for text in said if text.strip()]
