# SPDX-License-Identifier: AGPL-3.0-or-later
"""A text or a reader's own book in every format; the same records give the same bytes anywhere, at any time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from restante.errors import BadInput
from restante.texts.records import Book
from restante.texts.writers.bounds import TooDeepToWrite, TooLongToWrite
from restante.texts.writers.fragment import write_about, write_fragment

__all__ = [
    "FORMATS",
    "Format",
    "TooDeepToWrite",
    "TooLongToWrite",
    "UnknownFormat",
    "write_about",
    "write_book",
    "write_fragment",
]


class UnknownFormat(BadInput):
    """A name that is not in FORMATS."""

    code = "unknown-text-format"
    text = "There is no format {format}; there are {known}."


@dataclass(frozen=True, slots=True)
class Format:
    """How a file of it is named, and what a server calls it."""

    suffix: str
    media_type: str


FORMATS: Final[Mapping[str, Format]] = {
    "html": Format(".html", "text/html; charset=utf-8"),
    "epub": Format(".epub", "application/epub+zip"),
    "pdf": Format(".pdf", "application/pdf"),
    "booklet": Format("-a5.pdf", "application/pdf"),
    "booklet-a6": Format("-a6.pdf", "application/pdf"),
    "txt": Format(".txt", "text/plain; charset=utf-8"),
    "md": Format(".md", "text/markdown; charset=utf-8"),
}
"""By the name that a command and an address use; `booklet` is of A5 pages on A4 sheets."""


def write_book(book: Book, to: str, *, library: str = "") -> bytes:
    """The book in a format; `library` is the address where this group keeps its texts, said in the file.

    Raises UnknownFormat, TooLongToWrite, TooDeepToWrite, and NoTypeFor where paper lacks the letters.
    """
    match to:  # here: a page that is read needs neither Typst nor pdfium
        case "html":
            from restante.texts.writers.page import write_html

            return write_html(book, library=library)
        case "epub":
            from restante.texts.writers.epub import write_epub

            return write_epub(book, library=library)
        case "pdf":
            from restante.texts.writers.pdf import write_pdf

            return write_pdf(book, library=library)
        case "booklet" | "booklet-a6":
            from restante.texts.writers.booklet import write_booklet

            return write_booklet(book, "a6" if to == "booklet-a6" else "a5", library=library)
        case "txt":
            from restante.texts.writers.plain import write_plain

            return write_plain(book, library=library)
        case "md":
            from restante.texts.writers.markdown import write_markdown

            return write_markdown(book, library=library)
    raise UnknownFormat(format=to, known=", ".join(FORMATS))
