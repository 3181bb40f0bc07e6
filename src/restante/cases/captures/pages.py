# SPDX-License-Identifier: AGPL-3.0-or-later
"""The text of one page: HTML as a reader sees it, plain text as it is, PDF as pdfium reads it. Nothing is run."""

import codecs
import html
import re
from typing import Final

import pypdfium2

from restante.cases.captures.held import MOST_PAGE, MOST_PDF_PAGES, MOST_SIGNS, MOST_TEXT, refusal

HTML: Final = "text/html"
PLAIN: Final = "text/plain"
PDF: Final = "application/pdf"
READ: Final = frozenset({HTML, PLAIN, PDF, "application/xhtml+xml"})

_RAW: Final = {tag: re.compile(rf"</{tag}(?=[\s/>])", re.IGNORECASE) for tag in ("script", "style")}
_NAME: Final = re.compile(r"<(/?[A-Za-z][^\s/>]*+)")
_REST_OF_TAG: Final = re.compile(r"""(?:[^=>]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+>""")
_INLINE: Final = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr",
})  # fmt: skip
_DECLARED: Final = re.compile(
    rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE
)
_LOOKS_HTML: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|p|div|article)[\s/>]", re.IGNORECASE)
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SPACES: Final = re.compile(r"[^\S\n]+")
_LINES: Final = re.compile(r" ?\n[ \n]*")


def guess_type(data: bytes) -> str | None:
    """Of a file that came without a word on what it is; None if it is no text."""
    head = data[:4096]
    if head.lstrip()[:5] == b"%PDF-":
        return PDF
    marked = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if b"\0" in head and not marked:
        return None
    return HTML if _LOOKS_HTML.search(head.replace(b"\0", b"")) else PLAIN


def page_text(data: bytes, media_type: str, charset: str, name: str) -> str:
    """`charset` is what the server said, if it said one."""
    if media_type == PDF:
        return _pdf_text(data, name)
    if len(data) > MOST_PAGE:
        raise refusal("page", name)
    text = _decode(data, charset, declared=media_type != PLAIN)
    told = text if media_type == PLAIN else _html_text(text)
    if len(told) > MOST_SIGNS:
        raise refusal("text", name)
    return told


def _decode(data: bytes, charset: str, *, declared: bool) -> str:
    """The byte order mark first, then the server's word, then the page's, then UTF-8, then Windows-1251."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    found = _DECLARED.search(data[:4096]) if declared else None
    told = [charset, found[1].decode("ascii") if found else "", "utf-8", "cp1251"]
    for encoding in told:
        if not _known(encoding):
            continue
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, ValueError):
            continue
    return data.decode("utf-8", "replace")


def _known(encoding: str) -> bool:
    try:
        return bool(encoding) and codecs.lookup(encoding)._is_text_encoding  # noqa: SLF001 -- as open() asks
    except LookupError:
        return False


def _html_text(page: str) -> str:
    """Text outside scripts and styles; whatever is not a part of a line begins a new one.

    Every sign is looked at a bounded number of times: the standard library's parser needs minutes for 64 kB of `<a `.
    What begins a tag or a comment and never ends it hides the rest, as in a browser.
    """
    pieces: list[str] = []
    hidden = 0
    at = 0
    while at < len(page):
        opening = page.find("<", at)
        until = len(page) if opening < 0 else opening
        if not hidden:
            pieces.append(_unescape(page[at:until]).replace("\n", " "))
        if opening < 0:
            break
        tag, at = _tag(page, opening)
        if tag in _RAW:
            ended = _RAW[tag].search(page, at)
            at = len(page) if ended is None else ended.start()
        elif tag == "template":
            hidden += 1
        elif tag == "/template":
            hidden = max(0, hidden - 1)
        elif not hidden and tag == "<":
            pieces.append("<")
        elif not hidden and tag and tag.removeprefix("/") not in _INLINE:
            pieces.append("\n")
    return _LINES.sub("\n", _SPACES.sub(" ", "".join(pieces))).strip()


def _tag(page: str, at: int) -> tuple[str, int]:
    """Its name in small letters, `/` before it if it closes, and where it ends; `<` is one that begins no tag."""
    named = _NAME.match(page, at)
    if named is not None:
        ended = _REST_OF_TAG.match(page, named.end())
        return named[1].lower(), len(page) if ended is None else ended.end()
    if page.startswith("<!--", at):
        closed = page.find("-->", at + 2)
        return "", len(page) if closed < 0 else closed + 3
    if page[at + 1 : at + 2] in {"!", "?", "/"}:
        closed = page.find(">", at)
        return "", len(page) if closed < 0 else closed + 1
    return "<", at + 1


def _unescape(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:  # the number of a character with thousands of digits
        return text


def _pdf_text(data: bytes, name: str) -> str:
    pages: list[str] = []
    total = 0
    try:
        with pypdfium2.PdfDocument(data) as document:
            if len(document) > MOST_PDF_PAGES:
                raise refusal("pages", name)
            for number in range(len(document)):
                page = document[number]
                read = page.get_textpage()
                text: str = read.get_text_range()
                read.close()
                page.close()
                pages.append(text.replace("\r\n", "\n"))
                total += len(text)
                if total > MOST_TEXT:
                    raise refusal("text", name)
    except pypdfium2.PdfiumError:
        raise refusal("pdf", name) from None
    return "\n".join(pages)
