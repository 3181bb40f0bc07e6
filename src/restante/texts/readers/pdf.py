# SPDX-License-Identifier: AGPL-3.0-or-later
"""The text of a PDF: lines from a confined child, joined to paragraphs by where they stand.

Lines that repeat from page to page and bare page numbers are left out, and said. A PDF of scanned pages is refused.
"""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from typing import Any, Final

from restante.texts.document import Document
from restante.texts.readers import cautions
from restante.texts.readers.heads import finish, head_of
from restante.texts.readers.page_copy import read_page_fields
from restante.texts.readers.pdf_child import MEGABYTES, MOST_LETTERS, MOST_PAGES, SECONDS
from restante.texts.readers.pdf_lines import Line, Page, paragraphs_of
from restante.texts.readers.reading import Reading
from restante.texts.readers.refusals import (
    NotOfForm,
    NoWordsInPdf,
    PasswordNeeded,
    ReaderGaveUp,
    TextTooLarge,
    TooManyPages,
)  # fmt: skip
from restante.texts.readers.tally import Tally

_FEWEST_LETTERS: Final = 3  # a page; fewer are a stamp or a number
_NO_TITLE: Final = re.compile(
    r"^(?:microsoft word|untitled|document\d*$|без имени)|\.(?:docx?|odt|indd|tex|rtf|pdf)$", re.IGNORECASE
)


def read_pdf(data: bytes, name: str) -> Reading:
    """The words of a PDF. Raises TextRefused."""
    told = _ask(data, name)
    tally = Tally()
    pages = [
        Page(page["width"], page["height"], [_line(each, tally) for each in page["lines"]]) for page in told["pages"]
    ]
    _refuse_without_words(pages, name)
    empty = [number for number, page in enumerate(pages, 1) if page.letters < _FEWEST_LETTERS]
    blocks, heads = paragraphs_of(pages)
    tally.add(cautions.RUNNING_HEADS, heads)
    more = [cautions.PDF_SHAPE()]
    if empty:
        more.append(cautions.PAGES_WITHOUT_WORDS(count=len(empty), page=empty[0]))
    meta = {field: [told["meta"].get(key, "")] for field, key in _FIELDS.items()}
    if _NO_TITLE.search(meta["title"][0]):
        meta["title"] = []
    head, unclear = head_of({field: values for field, values in meta.items() if any(values)}, tally)
    if head.authors:
        more.append(cautions.AUTHOR_FROM_PROPERTIES())
    document = Document(tuple(blocks))
    if page := read_page_fields(head, document):
        head, document, said = page
        more += said
    return finish("pdf", head, document, tally, *more, *unclear)


_FIELDS: Final = {"title": "Title", "author": "Author", "subject": "Subject", "keywords": "Keywords"}


def _line(raw: Sequence[Any], tally: Tally) -> Line:
    text = re.sub("\u00ad$", "\u2010", str(raw[0]))
    text = tally.clean(text).strip()
    return Line(text, *(float(each) for each in raw[1:6]))


def _refuse_without_words(pages: Sequence[Page], name: str) -> None:
    letters = [letter for page in pages for line in page.lines for letter in line.text if not letter.isspace()]
    strange = sum(1 for letter in letters if letter == "\ufffd" or "\ue000" <= letter <= "\uf8ff")
    if sum(1 for letter in letters if letter.isalpha()) < 10 or strange * 3 > len(letters):
        raise NoWordsInPdf(file=name)


def _ask(data: bytes, name: str) -> dict[str, Any]:
    """The child's answer. Raises what it says is wrong."""
    command = [sys.executable, "-I", "-m", "restante.texts.readers.pdf_child"]
    gave_up = ReaderGaveUp(file=name, seconds=SECONDS, memory=MEGABYTES)
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=SECONDS + 10, check=True, env={}, cwd="/"
        )
        told: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError):
        raise gave_up from None
    match told.get("wrong"):
        case "password":
            raise PasswordNeeded(file=name)
        case "damaged":
            raise NotOfForm(file=name, form="PDF")
        case "pages":
            raise TooManyPages(file=name, pages=told["pages"], most=MOST_PAGES)
        case "size":
            raise TextTooLarge(file=name, size=told["letters"] // 1_000_000, most=MOST_LETTERS // 1_000_000)
    return told
