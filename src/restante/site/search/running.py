# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of a document as they are read: a word of which one letter is set apart is still one word."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Final

from restante.texts.document import (
    Anchor,
    Break,
    Document,
    Example,
    Foreign,
    Link,
    NoteRef,
    Picture,
    Plain,
    Ruby,
    Styled,
)

_IN_A_LINE: Final = (Plain, Styled, Link, Anchor, NoteRef, Foreign, Ruby)
_NO_WORDS: Final = frozenset({"short", "indents", "aligns", "widths", "pictures"})


def running_words(document: Document) -> Iterator[str]:
    """For `Searchable.words`: blocks, lines, cells and notes are parted, what stands in one line is not."""
    yield "".join(_pieces((document.blocks, document.notes)))


def _pieces(part: object) -> Iterator[str]:
    if isinstance(part, Plain | Example):
        yield part.text
    elif isinstance(part, Break):
        yield " "
    elif isinstance(part, Picture):
        yield f" {part.alt} "
    if isinstance(part, tuple):
        for one in part:
            yield from _pieces(one) if isinstance(one, _IN_A_LINE) else (" ", *_pieces(one), " ")
    elif is_dataclass(part):
        for shape in fields(part):
            held = getattr(part, shape.name)
            if isinstance(held, tuple) and shape.name not in _NO_WORDS:
                yield from _pieces(held)
                yield "" if isinstance(part, _IN_A_LINE) else " "
