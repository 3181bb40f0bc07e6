# SPDX-License-Identifier: AGPL-3.0-or-later
"""DOCX and ODT: unpacked here under limits, packed anew without macros and pixels, then read by Pandoc.

What Pandoc leaves out is looked for in the file's own XML: alignment is put back, missing words are counted and said.
"""

import re
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final, Literal

from restante.texts.document import Align, Anchor, Document, Heading, Node, Paragraph, nodes_of, words_of
from restante.texts.readers import cautions
from restante.texts.readers.heads import finish, head_of
from restante.texts.readers.office_xml import Inside, inside_of_docx, inside_of_odt
from restante.texts.readers.packs import Pack, refuse_entities, repack
from restante.texts.readers.page_copy import read_page_fields
from restante.texts.readers.pictures import Album
from restante.texts.readers.places import rewrite, words
from restante.texts.readers.reading import MOST_MARKED, Caution, Head, Reading
from restante.texts.readers.refusals import EmptyText, NotOfForm, PasswordNeeded, TextTooLarge
from restante.texts.readers.tally import Tally
from restante.texts.readers.trees import missing_words, read_tree

OfficeForm = Literal["docx", "odt"]
_PIXELS: Final = {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".emf", ".wmf", ".svg"}
_MACROS: Final = ("vbaproject.bin", "vbadata.xml")
_FIELD: Final = re.compile(
    rb"(</?)text:(?:variable-[sg]et|variable-input|user-field-[gi][a-z]+|expression|text-input|initial-creator"
    rb"|creation-(?:date|time)|modification-(?:date|time)|description|printed-by|title|subject|keywords|creator|date|time"
    rb"|author-(?:name|initials)|chapter|file-name|placeholder|conditional-text|sequence|sequence-ref|drop-down)(?=[\s>/])"
)
"""Fields of ODT that hold words, which Pandoc passes over."""
_IN_HEAD: Final = {"title", "subtitle", "author", "date", "abstract"}  # which Pandoc takes out of the body
MOST_XML: Final = 6 * MOST_MARKED


def read_office(data: bytes, name: str, form: OfficeForm) -> Reading:
    """A word processor's file. Raises TextRefused."""
    tally = Tally()
    pack = Pack(data, name, form, tally)
    parts = _parts(pack, form, tally)
    inside = inside_of_docx(parts, name) if form == "docx" else inside_of_odt(parts, name)
    album = Album(tally, lambda target: _picture(pack, target))
    meta, document, names = read_tree(repack(parts), form, name, tally, album, "--track-changes=all")
    document = _aligned(_placed(document, inside, names), inside)
    kept = [*words_of(document), *(value for field, values in meta.items() if field in _IN_HEAD for value in values)]
    for field, values in inside.title_lines.items():
        meta.setdefault(field, values)
    document = _without_title_lines(document, meta, inside)
    if not document.blocks and not meta.get("title"):
        raise EmptyText(file=name)
    tally.add(cautions.DELETED_WORDS, inside.deleted)
    tally.add(cautions.COMMENTS, inside.comments)
    head, said = _head(meta, inside, tally)
    tally.add(cautions.LOST_WORDS, missing_words(inside.words, kept))
    if page := read_page_fields(head, document):
        head, document, more = page
        said = (*more, *said)
    return finish(form, head, document, tally, *said)


def _parts(pack: Pack, form: OfficeForm, tally: Tally) -> dict[str, bytes]:
    """The XML parts, and pictures by name without their bytes."""
    main = "word/document.xml" if form == "docx" else "content.xml"
    if main not in pack.names() and form == "odt":
        raise NotOfForm(file=pack.file, form=form.upper())
    parts: dict[str, bytes] = {}
    macros = 0
    total = 0
    for each in pack.names():
        low = each.lower()
        if low.endswith(_MACROS) or low.startswith(("basic/", "scripts/")):
            macros += low.endswith(("vbaproject.bin", ".xba", ".py", ".js", ".bsh", ".xml")) and "script-l" not in low
        elif PurePosixPath(low).suffix in _PIXELS:
            parts[each] = b""
        elif low.endswith((".xml", ".rels")) or low == "mimetype":
            data = pack.read(each)
            if data is None:
                raise NotOfForm(file=pack.file, form=form.upper())
            total += len(data)
            if total > MOST_XML:
                raise TextTooLarge(file=pack.file, size=total // 1_000_000, most=MOST_XML // 1_000_000)
            refuse_entities(data, pack.file)
            parts[each] = _FIELD.sub(rb"\1text:span", data) if each == "content.xml" else data
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise PasswordNeeded(file=pack.file)
    tally.add(cautions.MACROS, macros)
    return parts


def _picture(pack: Pack, target: str) -> bytes | None:
    """A picture by the name Pandoc gives it: relative to the part that shows it."""
    found = next((each for each in (target, f"word/{target}") if each in pack.names()), None)
    return pack.read(found) if found else None


def _head(meta: Mapping[str, list[str]], inside: Inside, tally: Tally) -> tuple[Head, tuple[Caution, ...]]:
    """What the text's own title lines say, then what the file's properties say."""
    head, unclear = head_of(meta, tally)
    properties, _ = head_of(inside.properties, tally)
    said: tuple[Caution, ...] = ()
    authors = head.authors
    if not authors and properties.authors:
        authors = properties.authors
        said = (cautions.AUTHOR_FROM_PROPERTIES(),)
    filled = replace(
        properties,
        title=head.title or properties.title,
        subtitle=head.subtitle or properties.subtitle,
        authors=authors,
        written=head.written,
        lang=head.lang or properties.lang,
        teaser=head.teaser or properties.teaser,
        extra=head.extra,
    )
    return filled, (*unclear, *said)


def _placed(document: Document, inside: Inside, names: Mapping[str, str]) -> Document:
    """Bookmarks that Pandoc lost, put back before the paragraph they stood in."""
    there = {node.name if isinstance(node, Anchor) else getattr(node, "anchor", "") for node in nodes_of(document)}
    lost = {text: names[raw] for raw, text in inside.bookmarks.items() if raw in names and names[raw] not in there}
    if not lost:
        return document

    def change(node: Node) -> tuple[Node, ...]:
        if isinstance(node, Heading | Paragraph) and (name := lost.pop("".join(words(node.inner).split()), None)):
            return (replace(node, inner=(Anchor(name), *node.inner)),)
        return (node,)

    return rewrite(document, change)


def _without_title_lines(document: Document, meta: Mapping[str, list[str]], inside: Inside) -> Document:
    """ODT keeps title, author and date in the text; they are in the head now."""
    known = {"".join(value.split()) for field in inside.title_lines for value in meta.get(field, ())}
    blocks = document.blocks
    while blocks and isinstance(blocks[0], Heading | Paragraph) and "".join(words(blocks[0].inner).split()) in known:
        blocks = blocks[1:]
    return replace(document, blocks=blocks) if blocks else document


def _aligned(document: Document, inside: Inside) -> Document:
    """Alignment by paragraph, matched by its words in their order."""
    if not any(align != "start" for _, align in inside.paragraphs):
        return document
    waiting: dict[str, deque[Align]] = defaultdict(deque)
    for text, align in inside.paragraphs:
        waiting["".join(text.split())].append(align)

    def change(node: Node) -> tuple[Node, ...]:
        if isinstance(node, Paragraph):
            found = waiting.get("".join(words(node.inner).split()))
            align = found.popleft() if found else "start"
            return (replace(node, align=align) if align != "start" else node,)
        return (node,)

    return rewrite(document, change)
