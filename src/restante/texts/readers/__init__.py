# SPDX-License-Identifier: AGPL-3.0-or-later
"""Any file of a text to one shape: bytes in, frozen records out; nothing read here runs, and nothing is fetched."""

from collections.abc import Callable

from restante.texts.readers.encodings import decode
from restante.texts.readers.forms import form_of, is_marked
from restante.texts.readers.pictures import FindPicture
from restante.texts.readers.reading import (
    FORMS,
    MOST_FILE,
    MOST_MARKED,
    MOST_TEXT,
    Caution,
    CautionKind,
    Form,
    Head,
    Reading,
)  # fmt: skip
from restante.texts.readers.refusals import EmptyText, FileTooLarge, TextTooLarge, UnknownForm

__all__ = ["FORMS", "Caution", "CautionKind", "Form", "Head", "Reading", "read_text"]

_PACKED = ("docx", "odt", "epub", "pdf", "html")  # they may hold pictures


def read_text(
    data: bytes,
    name: str,
    form: str | None = None,
    encoding: str | None = None,
    include: Callable[[str], str | None] | None = None,
    find_picture: FindPicture | None = None,
) -> Reading:
    """The text in a file, its form told by content first and by name then. Raises TextRefused and its kin.

    `include` and `find_picture` answer for files that a text names; without them nothing but `data` is read.
    """
    if form is not None and form not in FORMS:
        raise UnknownForm(form=form, known=", ".join(FORMS))
    if not data:
        raise EmptyText(file=name)
    if len(data) > MOST_FILE:
        raise FileTooLarge(file=name, size=len(data) // 1_000_000, most=MOST_FILE // 1_000_000)
    chosen = form or form_of(data, name)
    most = MOST_FILE if chosen in _PACKED else MOST_MARKED if chosen == "markdown" else MOST_TEXT
    if len(data) > most:
        raise TextTooLarge(file=name, size=len(data) // 1_000_000, most=most // 1_000_000)
    if chosen == "markdown" and form is None:
        from restante.texts.readers.plain import page_in

        if page := page_in(data, name, encoding):
            return page
    if chosen == "text" and form is None:
        return _read_characters(data, name, encoding, find_picture)
    return _read_as(chosen, data, name, encoding, include, find_picture)


def _read_characters(data: bytes, name: str, encoding: str | None, find: FindPicture | None) -> Reading:
    """A text file: another library's page, Markdown without saying so, or just words."""
    from restante.texts.readers.markdown import read_markdown
    from restante.texts.readers.plain import page_in, read_plain

    if page := page_in(data, name, encoding):
        return page
    if len(data) <= MOST_MARKED and is_marked(decode(data, name, encoding).text):
        return read_markdown(data, name, encoding, find)
    return read_plain(data, name, encoding)


def _read_as(  # noqa: PLR0911 - one case a form
    form: Form,
    data: bytes,
    name: str,
    encoding: str | None,
    include: Callable[[str], str | None] | None,
    find: FindPicture | None,
) -> Reading:
    match form:
        case "muse":
            from restante.texts.readers.muse import read_muse
            from restante.texts.readers.settling import settle_muse

            decoded = decode(data, name, encoding)
            return settle_muse(read_muse(decoded.text, include), decoded.warnings, find)
        case "markdown":
            from restante.texts.readers.markdown import read_markdown

            return read_markdown(data, name, encoding, find)
        case "html":
            from restante.texts.readers.html import read_html

            return read_html(data, name, encoding, find)
        case "docx" | "odt":
            from restante.texts.readers.office import read_office

            return read_office(data, name, form)
        case "epub":
            from restante.texts.readers.epub import read_epub

            return read_epub(data, name)
        case "pdf":
            from restante.texts.readers.pdf import read_pdf

            return read_pdf(data, name)
        case "page":
            from restante.texts.readers.plain import read_page

            return read_page(data, name, encoding)
        case "text":
            from restante.texts.readers.plain import read_plain

            return read_plain(data, name, encoding)
