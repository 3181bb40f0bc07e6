# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is too much for a writer, found by one walk that needs no stack, before anything is written."""

from collections.abc import Mapping
from typing import Final

from restante.errors import BadInput
from restante.texts.document import Heading, Table, names_of
from restante.texts.records import Book

MOST_CHARACTERS: Final[Mapping[str, int]] = {
    "html": 12_000_000,
    "epub": 12_000_000,
    "txt": 30_000_000,
    "md": 12_000_000,
    "pdf": 1_200_000,
    "booklet": 1_200_000,
}
"""By measurement: each stays under two gigabytes of memory; 1,200,000 are some 800 pages of A5."""
MOST_NODES: Final = 2_000_000
MOST_CELLS: Final[Mapping[str, int]] = {"pdf": 100_000, "booklet": 100_000}
"""Typst takes ten kilobytes for each, an empty one too; a page of sixty kilobytes can ask for half a million."""
MOST_HEADINGS: Final[Mapping[str, int]] = {"pdf": 1_500, "booklet": 1_500}
"""Every page asks for the headings before it: 500 take 300 MB and three seconds, 1,000 take 900 MB and sixteen."""
DEEPEST: Final = 120


class TooLongToWrite(BadInput):
    """More than a format is written for."""

    code = "text-too-long"
    text = (
        "The text has {characters} characters or more, or very many parts; as {format} at most {most} characters are "
        "written. Please divide it into several texts."
    )


class TooDeepToWrite(BadInput):
    """Quotations in lists in quotations, and so on: no page shows that, and no reader follows it."""

    code = "text-too-deep"
    text = "Something in the text stands within more than {most} other things. Please lay that part out more simply."


def check_bounds(book: Book, form: str) -> None:
    """Raises TooLongToWrite or TooDeepToWrite."""
    characters = nodes = cells = headings = 0
    most = MOST_CHARACTERS[form]
    for text in book.texts:
        waiting: list[tuple[object, int]] = [(text.document.blocks, 0), (text.document.notes, 0)]
        while waiting:
            part, depth = waiting.pop()
            if isinstance(part, str):
                characters += len(part)
            elif isinstance(part, tuple):
                waiting.extend((one, depth) for one in part)
            elif names := names_of(part):
                headings += isinstance(part, Heading)
                held = _cells(part) if isinstance(part, Table) else 0
                nodes, cells = nodes + max(held, 1), cells + held
                if depth > DEEPEST:
                    raise TooDeepToWrite(most=DEEPEST)
                waiting.extend((getattr(part, name), depth + 1) for name in names)
            too_many = cells > MOST_CELLS.get(form, MOST_NODES) or headings > MOST_HEADINGS.get(form, MOST_NODES)
            if nodes > MOST_NODES or too_many:
                raise TooLongToWrite(characters=characters, most=most, format=form)
    if characters > most:
        raise TooLongToWrite(characters=characters, most=most, format=form)


def _cells(table: Table) -> int:
    """Rows are filled up to the longest."""
    rows = (*table.head, *table.body, *table.foot)
    return 1 + len(rows) * max(map(len, rows), default=0)
