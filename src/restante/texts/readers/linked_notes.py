# SPDX-License-Identifier: AGPL-3.0-or-later
"""Notes as HTML has them, a mark that links to a paragraph that links back, become notes."""

import re
from dataclasses import dataclass, replace
from typing import Final

from restante.texts.document import (
    Anchor,
    Aside,
    Block,
    Blocks,
    Document,
    Heading,
    Inline,
    Inlines,
    Items,
    Link,
    Node,
    Note,
    NoteRef,
    Paragraph,
    Plain,
    Rule,
    Styled,
    nodes_of,
)  # fmt: skip
from restante.texts.readers.flat import trim
from restante.texts.readers.places import rewrite, words

_MARK: Final = re.compile(r"[\[({]?\s*(\d{1,4}|[*†‡§¶#]{1,4}|[a-z]{1,2}|[ivxlc]{1,6})\s*[\])}]?\.?")
_BACK: Final = re.compile(r"[\s↩↑^⏎←\ufe0e\ufe0f]+|(?:back|назад|zurück|volver|retour)\W*", re.IGNORECASE)
_DIGITS: Final = re.compile(r"\d{1,4}|[*†‡§¶]{1,4}")
_TITLES: Final = {"notes", "footnotes", "endnotes", "примечания", "сноски", "примітки", "виноски", "заўвагі", "зноскі",
                  "fußnoten", "anmerkungen", "notas", "note", "przypisy"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Call:
    """A mark in the text: where it leads and what names it."""

    target: str
    mark: str


def join_notes(document: Document) -> Document:
    """The document with such notes joined; one whose paragraph is not found stays as it is."""
    calls = {call.target: call for node in nodes_of(document) if (call := _call(node))}
    if not calls:
        return _spliced(document)
    bodies: dict[str, Blocks] = {}
    rest = _without_bodies(document.blocks, calls, bodies)
    if not bodies:
        return _spliced(document)
    start = len(document.notes)
    order = [target for target in calls if target in bodies]
    ids = {target: str(start + number) for number, target in enumerate(order, 1)}

    def change(node: Node) -> tuple[Node, ...]:
        call = _call(node)
        return (NoteRef(ids[call.target]),) if call and call.target in ids else (node,)

    found = tuple(Note(ids[target], bodies[target], 1, _printed(calls[target].mark)) for target in order)
    joined = replace(document, blocks=_without_end(rest), notes=(*document.notes, *found))
    return _spliced(_unwrapped(rewrite(joined, change)))


def _call(node: Node) -> _Call | None:
    if not isinstance(node, Link) or not node.target.startswith("#"):
        return None
    found = _MARK.fullmatch(words(node.inner))
    return _Call(node.target[1:], found.group(1)) if found else None


def _printed(mark: str) -> str:
    """Numbers are given anew; a star is what the author printed."""
    return "" if mark.isalnum() else mark


def _without_bodies(blocks: Blocks, calls: dict[str, _Call], bodies: dict[str, Blocks]) -> Blocks:
    """The blocks without those that are bodies of notes, which go into `bodies`; a body is what its mark heads."""
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Items):
            left = [item for item in block.items if not _take(item, calls, bodies)]
            if left or not block.items:
                kept.append(replace(block, items=tuple(left)) if len(left) < len(block.items) else block)
        elif isinstance(block, Aside) and not (block.lang or block.direction):
            kept += () if _take(block.blocks, calls, bodies) else block.blocks
        elif not (isinstance(block, Paragraph) and _take((block,), calls, bodies)):
            kept.append(block)
    return tuple(kept)


def _take(item: Blocks, calls: dict[str, _Call], bodies: dict[str, Blocks]) -> bool:
    if not item or not isinstance(item[0], Paragraph):
        return False
    own = {node.target[1:] for node in nodes_of(Document(item)) if isinstance(node, Link)}
    names = [name for name in _leading(item[0].inner) if name not in own]
    target = next((name for name in names if name in calls and name not in bodies), None)
    if target is None:
        return False
    first = _without_mark(item[0].inner, calls[target].mark)
    whole = (*((replace(item[0], inner=first),) if first else ()), *item[1:])
    cleaned = tuple(
        replace(each, inner=_without_back(each.inner)) if isinstance(each, Paragraph) else each for each in whole
    )
    bodies[target] = tuple(each for each in cleaned if not (isinstance(each, Paragraph) and not each.inner))
    return bool(bodies[target]) or bool(bodies.pop(target, None))


def _leading(inner: Inlines) -> list[str]:
    """The places at the very start of a paragraph, within what is set apart too."""
    found: list[str] = []
    for node in inner:
        match node:
            case Anchor(name=name):
                found.append(name)
            case Plain(text=text) if not text.strip(" [({"):
                continue
            case Link(inner=inside) | Styled(inner=inside):
                found += _leading(inside)
                if words(inside):
                    break
            case _:
                break
    return found


def _without_mark(inner: Inlines, mark: str) -> Inlines:
    """Without the anchor and the number that head the note."""
    rest = tuple(each for each in inner if not isinstance(each, Anchor))
    while (
        rest
        and isinstance(rest[0], Link | Styled)
        and (_MARK.fullmatch(words(rest[0].inner)) or not words(rest[0].inner))
    ):
        rest = rest[1:]
    if rest and isinstance(rest[0], Plain):
        text = re.sub(rf"^\s*[\[({{]?{re.escape(mark)}[\])}}]?[.:)]?\s+", "", rest[0].text)
        rest = (Plain(re.sub(r"^\s*[\])}.]\s+", "", text)), *rest[1:])
    return trim(rest)


def _without_back(inner: Inlines) -> Inlines:
    """Without the link back to the text."""
    found: list[Inline] = [
        each
        for each in inner
        if not (
            isinstance(each, Link)
            and each.target.startswith("#")
            and (not words(each.inner) or _BACK.fullmatch(words(each.inner)))
        )
    ]
    return trim(tuple(found))


def _without_end(blocks: Blocks) -> Blocks:
    """Without the rule and the heading that stood over the notes."""
    while blocks and (
        isinstance(blocks[-1], Rule)
        or (isinstance(blocks[-1], Heading) and words(blocks[-1].inner).strip(" :.").casefold() in _TITLES)
    ):
        blocks = blocks[:-1]
    return blocks


def _spliced(document: Document) -> Document:
    """What was marked as a note and is nobody's stays where it was, unmarked."""

    def change(node: Node) -> tuple[Node, ...]:
        return node.blocks if isinstance(node, Aside) and not (node.lang or node.direction) else (node,)

    return rewrite(document, change)


def _unwrapped(document: Document) -> Document:
    """A mark that was set high is high by being a mark."""

    def change(node: Node) -> tuple[Node, ...]:
        if isinstance(node, Styled) and node.style == "superscript":
            inner = tuple(each for each in node.inner if not isinstance(each, Anchor))
            if len(inner) == 1 and isinstance(inner[0], NoteRef):
                return node.inner
        return (node,)

    return rewrite(document, change)
