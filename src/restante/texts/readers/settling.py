# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a Muse text still needs: its pictures from beside it, and its language where the head does not say it."""

from dataclasses import fields, replace
from typing import Any

from restante.texts.document import Document, Node, Paragraph, Picture, Plain
from restante.texts.readers import muse
from restante.texts.readers.heads import tell_language, tell_title
from restante.texts.readers.pictures import Album, FindPicture
from restante.texts.readers.places import rewrite, words
from restante.texts.readers.reading import Caution, Reading
from restante.texts.readers.tally import Tally


def settle_muse(read: Reading, before: tuple[Caution, ...], find: FindPicture | None) -> Reading:
    """The reading with pictures encoded anew; one that is not there leaves its caption or its description."""
    tally = Tally()
    document = with_pictures(read.document, Album(tally, find))
    head, document, said = tell_title(read.head, document)
    head, also = tell_language(head, document)
    lacking = tally.cautions()
    named = tuple(one for one in read.warnings if lacking or one.code != muse.PICTURES.code)
    return Reading(read.form, head, document, (*before, *named, *said, *also, *lacking))


def with_pictures(document: Document, album: Album) -> Document:
    """Every picture looked for by the name the text gives it."""

    def change(node: Node) -> tuple[Node, ...]:
        node = _in_lines(node)
        if not isinstance(node, Picture):
            return (node,)
        file = album.take(node.file)
        if file:
            return (replace(node, file=file),)
        told = node.caption or ((Plain(node.alt),) if words((Plain(node.alt),)) else ())
        return (Paragraph(told),) if told else ()

    changed = rewrite(document, change)
    return replace(changed, pictures=dict(album.pictures))


def _in_lines(node: Node) -> Node:
    """What stands in place of a picture is a paragraph among blocks; in a line it is words."""
    held = {one.name: getattr(node, one.name) for one in fields(node) if one.name not in {"blocks", "items"}}
    flat = {name: _words_only(it) for name, it in held.items() if isinstance(it, tuple)}
    moved: dict[str, Any] = {name: it for name, it in flat.items() if it != held[name]}
    return replace(node, **moved) if moved else node


def _words_only(held: tuple[Any, ...]) -> tuple[Any, ...]:
    found: list[Any] = []
    for one in held:
        if isinstance(one, Paragraph):
            found += one.inner
        else:
            found.append(_words_only(one) if isinstance(one, tuple) else one)
    return tuple(found)
