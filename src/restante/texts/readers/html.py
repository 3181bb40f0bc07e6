# SPDX-License-Identifier: AGPL-3.0-or-later
"""HTML files: cleaned, then read by Pandoc; a copied page of another library gives its fields, notes become notes."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from restante.texts.document import Document, words_of
from restante.texts.readers import cautions
from restante.texts.readers.encodings import Decoded, decode, same_encoding
from restante.texts.readers.heads import finish, head_of
from restante.texts.readers.html_clean import Cleaned, clean
from restante.texts.readers.linked_notes import join_notes
from restante.texts.readers.page_copy import read_page_fields
from restante.texts.readers.pictures import Album, FindPicture
from restante.texts.readers.reading import MOST_MARKED, Reading
from restante.texts.readers.refusals import EmptyText, TextTooLarge
from restante.texts.readers.tally import Tally
from restante.texts.readers.trees import missing_words, read_tree

_DECLARED: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_XML_DECLARED: Final = re.compile(rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_DATA: Final = re.compile(r"data:[^\"'()\s<>]{200,}")


def read_html(data: bytes, name: str, encoding: str | None = None, find: FindPicture | None = None) -> Reading:
    """An HTML file. Raises TextRefused."""
    decoded = decode_html(data, name, encoding)
    if len(_DATA.sub("", decoded.text)) > MOST_MARKED:
        raise TextTooLarge(file=name, size=len(data) // 1_000_000, most=MOST_MARKED // 1_000_000)
    tally = Tally()
    cleaned = clean(decoded.text, tally)
    document = read_cleaned([cleaned], name, tally, find)
    if not document.blocks:
        raise EmptyText(file=name)
    head, unclear = head_of({"title": [cleaned.title], "lang": [cleaned.lang], **cleaned.meta}, tally)
    if page := read_page_fields(replace(head, authors=(), written="", extra=()), document):
        head, document, said = page
        return finish("page", head, document, tally, *said, *decoded.warnings)
    return finish("html", head, document, tally, *decoded.warnings, *unclear)


def decode_html(data: bytes, name: str, encoding: str | None = None) -> Decoded:
    """Characters of HTML or XHTML, by what it declares unless that is impossible."""
    found = _DECLARED.search(data[:4096]) or _XML_DECLARED.match(data[:400])
    declared = found.group(1).decode("ascii") if found else None
    decoded = decode(data, name, encoding, declared)
    if declared and not encoding and not decoded.text.isascii() and not same_encoding(declared, decoded.encoding):
        wrong = cautions.ENCODING_DECLARED_WRONG(declared=declared, encoding=decoded.encoding)
        return replace(decoded, warnings=(wrong, *decoded.warnings))
    return decoded


def read_cleaned(parts: Iterable[Cleaned], name: str, tally: Tally, find: FindPicture | None) -> Document:
    """One document of one or several cleaned files."""
    parts = list(parts)
    body = "\n<div></div>\n".join(part.body for part in parts)
    page = f"<!DOCTYPE html><html><body>{body}</body></html>"
    _, document, _ = read_tree(page.encode("utf-8", "replace"), "html-smart", name, tally, Album(tally, find))
    said = [piece for part in parts for piece in part.words]
    tally.add(cautions.LOST_WORDS, missing_words(said, words_of(document)))
    return join_notes(document)
