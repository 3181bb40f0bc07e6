# SPDX-License-Identifier: AGPL-3.0-or-later
"""The package document of an EPUB 3.3: what the book is, what it is made of, and for whom it can be read."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from restante.texts.document import Picture, nodes_of
from restante.texts.records import Author, Book
from restante.texts.writers.about import changed_on, makers_of
from restante.texts.writers.escaping import attributes, escape
from restante.texts.writers.tongues import direction_of, language_tag
from restante.texts.writers.words import say

CONFORMS = "EPUB Accessibility 1.1 - WCAG 2.1 Level AA"
_SPACE = uuid.UUID("6f0d8a86-7a1c-5a52-9d8e-0d3f4d7d5b11")
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the package; `linear` is None for one that is not read in order."""

    name: str
    media_type: str
    linear: bool | None = None
    properties: str = ""


def package_document(book: Book, items: Sequence[Item], library: str) -> str:
    """`package.opf`."""
    manifest = "".join(
        f"<item{attributes(id=f'f{at}', href=item.name, media_type=item.media_type, properties=item.properties)}/>\n"
        for at, item in enumerate(items)
    )
    spine = "".join(
        f'<itemref idref="f{at}"{attributes(linear=None if item.linear else "no")}/>\n'
        for at, item in enumerate(items)
        if item.linear is not None
    )
    way = attributes(page_progression_direction=direction_of(book.lang))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
        f'unique-identifier="id" xml:lang="{language_tag(book.lang) or "und"}">\n'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n{"".join(_metadata(book, library))}</metadata>\n'
        f"<manifest>\n{manifest}</manifest>\n<spine{way}>\n{spine}</spine>\n</package>\n"
    )


def identifier_of(book: Book, library: str) -> str:
    """The same for every state of the same book from the same library."""
    return f"urn:uuid:{uuid.uuid5(_SPACE, chr(0).join((library, book.id, book.lang)))}"


def _metadata(book: Book, library: str) -> list[str]:
    lines = [
        f'<dc:identifier id="id">{identifier_of(book, library)}</dc:identifier>\n',
        f'<dc:title id="title">{escape(book.title) or "—"}</dc:title>\n',
        *(f"<dc:language>{lang}</dc:language>\n" for lang in _languages(book)),
        *_people(makers_of(book), "creator", "aut"),
        *_people(tuple(dict.fromkeys(one for text in book.texts for one in text.translators)), "contributor", "trl"),
        *_of_the_one_text(book),
        *(f"<dc:subject>{escape(name)}</dc:subject>\n" for name in _topics(book)),
        f'<meta property="dcterms:modified">{changed_on(book).isoformat()}T00:00:00Z</meta>\n',
    ]
    return lines + [f'<meta property="{name}">{escape(said)}</meta>\n' for name, said in _accessibility(book, library)]


def _people(people: Sequence[Author], element: str, role: str) -> list[str]:
    lines = []
    for at, one in enumerate(people):
        name = f"{role}{at}"
        lines.append(f'<dc:{element} id="{name}">{escape(one.name) or "—"}</dc:{element}>\n')
        lines.append(f'<meta refines="#{name}" property="role" scheme="marc:relators">{role}</meta>\n')
        if one.sort:
            lines.append(f'<meta refines="#{name}" property="file-as">{escape(one.sort)}</meta>\n')
    return lines


def _of_the_one_text(book: Book) -> list[str]:
    if not book.is_single:
        return []
    text = book.texts[0]
    told = text.provenance
    lines = []
    if text.subtitle:
        lines += [
            '<meta refines="#title" property="title-type">main</meta>\n',
            f'<dc:title id="subtitle">{escape(text.subtitle)}</dc:title>\n',
            '<meta refines="#subtitle" property="title-type">subtitle</meta>\n',
        ]
    if _DATE.fullmatch(text.written):
        lines.append(f"<dc:date>{text.written}</dc:date>\n")
    for element, said in (
        ("description", text.teaser),
        ("source", told.url or told.source or told.host),
        ("publisher", told.library),
        ("rights", told.rights),
    ):
        if said:
            lines.append(f"<dc:{element}>{escape(said)}</dc:{element}>\n")
    if text.series:
        lines.append(f'<meta property="belongs-to-collection" id="series">{escape(text.series)}</meta>\n')
        lines.append('<meta refines="#series" property="collection-type">series</meta>\n')
        if text.series_number:
            lines.append(f'<meta refines="#series" property="group-position">{escape(text.series_number)}</meta>\n')
    return lines


def _accessibility(book: Book, library: str) -> list[tuple[str, str]]:
    """What is true of this book: it is claimed to conform only where every picture is described."""
    pictures = [node for text in book.texts for node in nodes_of(text.document) if isinstance(node, Picture)]
    bare = sum(not one.alt for one in pictures)
    said = ""
    if pictures:
        key = "summary_bare" if bare else "summary_described"
        said = say(book.lang, key, count=bare, all=len(pictures))
    told = [
        ("schema:accessMode", "textual"),
        *([("schema:accessMode", "visual")] if pictures else []),
        ("schema:accessModeSufficient", "textual,visual" if bare else "textual"),
        ("schema:accessibilityFeature", "structuralNavigation"),
        ("schema:accessibilityFeature", "tableOfContents"),
        ("schema:accessibilityFeature", "readingOrder"),
        ("schema:accessibilityFeature", "displayTransformability"),
        *([("schema:accessibilityFeature", "alternativeText")] if pictures and not bare else []),
        ("schema:accessibilityHazard", "none"),
        ("schema:accessibilitySummary", say(book.lang, "summary", pictures=said)),
    ]
    if not bare:
        told += [("dcterms:conformsTo", CONFORMS), ("a11y:certifiedBy", library or "Restante")]
    return told


def _languages(book: Book) -> list[str]:
    named = [language_tag(lang) for lang in (book.lang, *(text.lang for text in book.texts))]
    return list(dict.fromkeys(filter(None, named))) or ["und"]


def _topics(book: Book) -> list[str]:
    return list(dict.fromkeys(topic.name for text in book.texts for topic in text.topics))
