# SPDX-License-Identifier: AGPL-3.0-or-later
"""The process that opens a PDF: bytes in, lines of words and their places out as JSON; it can open no file."""

import codecs
import ctypes
import json
import re
import resource
import sys
from typing import Any, Final

import pypdfium2 as pdfium
from pypdfium2 import raw

MOST_PAGES: Final = 3_000
MOST_LETTERS: Final = 20_000_000
MEGABYTES: Final = 1_500
SECONDS: Final = 90
_HYPHEN: Final = re.compile("[\ufffe\x02]")  # what PDFium writes for a hyphen and the line's end after it
_PASSWORD: Final = 4  # FPDF_ERR_PASSWORD


def main() -> None:
    """One file from standard input, one answer to standard output."""
    data = sys.stdin.buffer.read()
    codecs.lookup("utf-16-le")  # a module of its own, which could not be opened afterwards
    _give_up()
    sys.stdout.write(json.dumps(_answer(data)))


def _give_up() -> None:
    for kind, wanted in (
        (resource.RLIMIT_AS, MEGABYTES * 1_000_000),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        allowed = resource.getrlimit(kind)[1]  # a parent may have less already
        most = wanted if allowed == resource.RLIM_INFINITY else min(wanted, allowed)
        resource.setrlimit(kind, (most, most))


def _answer(data: bytes) -> dict[str, Any]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        return {"wrong": "password" if getattr(error, "err_code", None) == _PASSWORD else "damaged"}
    count = len(document)
    if count > MOST_PAGES:
        return {"wrong": "pages", "pages": count}
    pages: list[dict[str, Any]] = []
    letters = 0
    for number in range(count):
        try:
            page = document[number]
            pages.append(_page(page))
        except pdfium.PdfiumError:
            pages.append({"height": 0, "width": 0, "lines": [], "damaged": True})
            continue
        letters += sum(len(line[0]) for line in pages[-1]["lines"])
        page.close()
        if letters > MOST_LETTERS:
            return {"wrong": "size", "letters": letters}
    return {"meta": document.get_metadata_dict(skip_empty=True), "pages": pages}


def _page(page: Any) -> dict[str, Any]:
    """Lines as PDFium parts them, each with left, bottom, right, top and the size of its first letter."""
    words = page.get_textpage()
    text = words.get_text_range()
    lines: list[list[Any]] = []
    start = 0
    for whole in text.split("\n"):
        pieces = _HYPHEN.split(whole)
        for number, piece in enumerate(pieces):
            stripped = piece.strip()
            if stripped:
                first = start + len(piece) - len(piece.lstrip())
                hyphen = "\u2010" if number < len(pieces) - 1 else ""
                lines.append([stripped + hyphen, *_place(words, first, first + len(stripped) - 1)])
            start += len(piece) + 1
    width, height = page.get_size()
    words.close()
    return {"width": width, "height": height, "lines": lines}


def _place(words: Any, first: int, last: int) -> list[float]:
    count = words.count_chars()
    if not 0 <= first < count:
        return [0, 0, 0, 0, 0]
    left, bottom, _, top = words.get_charbox(first, loose=True)
    right = words.get_charbox(min(last, count - 1), loose=True)[2]
    size = float(raw.FPDFText_GetFontSize(words, ctypes.c_int(first)))
    matrix = raw.FS_MATRIX()
    if raw.FPDFText_GetMatrix(words, first, matrix):
        size *= abs(matrix.d) or 1.0
    return [round(each, 1) for each in (left, bottom, right, top, size)]


if __name__ == "__main__":
    main()
