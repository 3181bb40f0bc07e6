# SPDX-License-Identifier: AGPL-3.0-or-later
"""Blank backs for printers that insist on both sides: no letter starts on another's back, and where a facility copies
only front pages nothing stands on any back."""

import hashlib
import io
import re
from collections.abc import Sequence

import pypdfium2

_MADE = re.compile(rb"/CreationDate\(D:\d{14}([^)]*)\)")
_ID = re.compile(rb"/ID\[<[0-9A-F]{32}><[0-9A-F]{32}>\]")


def add_backs(letters_pdf: bytes, single_sided: Sequence[bool]) -> bytes:
    """The same pages with blank ones between; `single_sided` says it for each letter in order."""
    with pypdfium2.PdfDocument(letters_pdf) as source, pypdfium2.PdfDocument.new() as out:
        labels = [source.get_page_label(page) for page in range(len(source))]
        width, height = source[0].get_size()
        out.import_pages(source)
        for page in reversed(_pages_before_backs(labels, single_sided)):
            out.new_page(width, height, page + 1)
        made = io.BytesIO()
        out.save(made)
    return _without_clock(made.getvalue())


def _pages_before_backs(labels: Sequence[str], single_sided: Sequence[bool]) -> list[int]:
    """Pages after which a blank one is needed. A label counts a letter's pages from 1; a reply sheet has none."""
    found, letter = [], -1
    for page, label in enumerate(labels):
        letter += label == "1"
        ends = not label or page + 1 == len(labels) or labels[page + 1] in {"", "1"}
        odd = not label or int(label) % 2 == 1
        if single_sided[letter] or (ends and odd):
            found.append(page)
    return found


def _without_clock(pdf: bytes) -> bytes:
    """pdfium writes the time and a random id; both become functions of the pages, in place and of the same length."""
    still = _MADE.sub(lambda found: b"/CreationDate(D:20000101000000" + found[1] + b")", pdf)
    still = _ID.sub(b"/ID[<" + b"0" * 32 + b"><" + b"0" * 32 + b">]", still)
    name = hashlib.sha256(still).hexdigest()[:32].upper().encode()
    return _ID.sub(b"/ID[<" + name + b"><" + name + b">]", still)
