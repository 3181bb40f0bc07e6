# SPDX-License-Identifier: AGPL-3.0-or-later
"""Links and the places they name: only what leads somewhere without running anything stays a link."""

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, cast

from restante.texts.document import Anchor, Block, Document, Heading, Inline, Inlines, Link, Node, Note
from restante.texts.readers import cautions
from restante.texts.readers.tally import Tally

LONGEST_TARGET: Final = 2_000
_ALLOWED: Final = re.compile(
    r"(?:https?://[^\s/?#]|mailto:[^\s@]+@[^\s@]|text:[a-z0-9-]+$)[^\s\x00-\x1f\x7f]*", re.IGNORECASE
)

_SHAPES: Final[dict[type, tuple[str, ...] | None]] = {}
Change = Callable[[Node], tuple[Node, ...]]


class Places:
    """Names of anchors: letters, digits and hyphens, the same for the same id and never one for two."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self.names: dict[str, str] = {}
        self._given: set[str] = set()

    def name(self, raw: str) -> str:
        """The anchor's name for an id of the file; "" for no id."""
        if not raw:
            return ""
        if raw not in self.names:
            plain = re.sub(r"[^A-Za-z0-9]+", "-", raw[:200]).strip("-") or "place"
            name, number = plain, 1
            while name in self._given:
                number += 1
                name = f"{plain}-{number}"
            self._given.add(name)
            self.names[raw] = name
        return self.names[raw]

    def link(self, target: str, inner: Inlines) -> Inlines:
        """A link, or its words alone where it leads nowhere or would run something."""
        target = target.strip()
        if target.startswith("#") and len(target) > 1:
            return (Link("#" + self.name(target[1:]), inner),)
        if len(target) <= LONGEST_TARGET and _ALLOWED.fullmatch(target):
            return (Link(target, inner),)
        self._tally.add(cautions.LINKS, bool(target) and target != "#")
        return inner


def prune_places(document: Document, tally: Tally) -> Document:
    """Links to places that are not there keep their words; places that nobody names go."""
    named: set[str] = set()
    there: set[str] = set()
    for node in walk(document):
        if isinstance(node, Link) and node.target.startswith("#"):
            named.add(node.target[1:])
        elif isinstance(node, Anchor):
            there.add(node.name)
        elif isinstance(node, Heading) and node.anchor:
            there.add(node.anchor)
    if not named and not there:
        return document

    def change(node: Node) -> tuple[Node, ...]:
        match node:
            case Link(target=target, inner=inner) if target.startswith("#") and target[1:] not in there:
                tally.add(cautions.LINKS)
                return inner
            case Anchor(name=name) if name not in named:
                return ()
            case Heading(anchor=anchor) if anchor and anchor not in named:
                return (replace(node, anchor=""),)
        return (node,)

    return rewrite(document, change)


def rewrite(document: Document, change: Change) -> Document:
    """The document with every node changed, the innermost first; a node may become several or none."""
    blocks = cast("tuple[Block, ...]", _changed(document.blocks, change))
    notes = cast("tuple[Note, ...]", _changed(document.notes, change))
    return replace(document, blocks=blocks, notes=notes)


def walk(document: Document) -> Iterator[Any]:
    """Every node, quickly, in no order."""
    waiting: list[Any] = [document.blocks, document.notes]
    while waiting:
        one = waiting.pop()
        if isinstance(one, tuple):
            waiting += one
        elif (names := _tuples_in(type(one))) is not None:
            yield one
            waiting += [held for name in names if (held := getattr(one, name)) and isinstance(held, tuple)]


def _tuples_in(kind: type) -> tuple[str, ...] | None:
    """The fields of a kind of node that may hold nodes; None for what is no node."""
    if kind not in _SHAPES:
        _SHAPES[kind] = tuple(shape.name for shape in fields(kind)) if is_dataclass(kind) else None
    return _SHAPES[kind]


def _changed(held: tuple[Any, ...], change: Change) -> tuple[Any, ...]:
    """A tuple of nodes, or of tuples of nodes, as rows and items are."""
    found: list[Any] = []
    for one in held:
        if isinstance(one, tuple):
            found.append(_changed(one, change))
        elif (names := _tuples_in(type(one))) is not None:
            inside = {
                name: _changed(value, change)
                for name in names
                if isinstance(value := getattr(one, name), tuple) and value
            }
            moved = {name: value for name, value in inside.items() if value != getattr(one, name)}
            found += change(replace(one, **moved) if moved else one)
        else:
            found.append(one)
    return tuple(found)


def words(inlines: Inlines) -> str:
    """The characters of a run of inlines, a break as a space."""
    return "".join(_characters(inlines)).strip()


def _characters(inlines: Inlines) -> Iterator[str]:
    for node in inlines:
        yield from _of(node)


def _of(node: Inline) -> Iterator[str]:
    if hasattr(node, "text"):
        yield node.text
    elif hasattr(node, "inner"):
        yield from _characters(node.inner)
    elif hasattr(node, "base"):
        yield from _characters(node.base)
    elif type(node).__name__ == "Break":
        yield " "
