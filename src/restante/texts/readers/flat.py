# SPDX-License-Identifier: AGPL-3.0-or-later
"""Blocks as one run of words, for captions and cells; and runs without white space at their ends."""

import re

from restante.texts.document import (
    Aside,
    Bibliography,
    Block,
    Blocks,
    Break,
    Definitions,
    Example,
    Heading,
    Inlines,
    Items,
    Paragraph,
    Picture,
    Plain,
    Play,
    Quote,
    Verse,
)  # fmt: skip


def trim(inner: Inlines) -> Inlines:
    """Without white space and breaks at either end."""
    while inner and (isinstance(inner[0], Break) or (isinstance(inner[0], Plain) and not inner[0].text.strip(" "))):
        inner = inner[1:]
    while inner and (isinstance(inner[-1], Break) or (isinstance(inner[-1], Plain) and not inner[-1].text.strip(" "))):
        inner = inner[:-1]
    if inner and isinstance(inner[0], Plain):
        inner = (Plain(inner[0].text.lstrip(" ")), *inner[1:])
    if inner and isinstance(inner[-1], Plain):
        inner = (*inner[:-1], Plain(inner[-1].text.rstrip(" ")))
    return inner


def joined(blocks: Blocks) -> Inlines:
    """Paragraphs as one run with breaks between them; other blocks by their words."""
    found: Inlines = ()
    for block in blocks:
        inner = block.inner if isinstance(block, Paragraph | Heading) else _flat(block)
        found = (*found, Break(), *inner) if found and inner else (*found, *inner)
    return found


def _flat(block: Block) -> Inlines:  # noqa: PLR0911 - one case a kind
    match block:
        case Items(items=items):
            return joined(tuple(each for one in items for each in one))
        case Quote(blocks=blocks) | Play(blocks=blocks) | Bibliography(blocks=blocks) | Aside(blocks=blocks):
            return joined(blocks)
        case Definitions(entries=entries):
            return joined(tuple(b for each in entries for b in (Paragraph(each.term), *each.blocks)))
        case Verse(lines=lines):
            return joined(tuple(Paragraph(line) for line in lines))
        case Example(text=text):
            return (Plain(re.sub(r"\s+", " ", text).strip()),)
        case Picture():
            return (block,)
    return ()
