# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parts of a run bound into one file, with blank backs for printers that insist on both sides: no letter starts on
another's back, and where a facility copies only front pages nothing stands on any back."""

import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2

_MADE = re.compile(rb"/CreationDate\(D:\d{14}([^)]*)\)")
_ID = re.compile(rb"/ID\[<[0-9A-F]{32}><[0-9A-F]{32}>\]")


@dataclass(frozen=True, slots=True)
class Span:
    """The pages of one letter in their order in the file, and whether all of them want a blank back."""

    pages: int
    sheets: int  # reply sheets after them
    single_sided: bool


def bind(parts: Sequence[bytes], spans: Sequence[Span], *, duplex: bool) -> bytes:
    """All pages of the parts in one file, with backs if wanted; the same parts give the same bytes."""
    if len(parts) == 1 and not duplex:
        return parts[0]
    with pypdfium2.PdfDocument.new() as out:
        for part in parts:
            with pypdfium2.PdfDocument(part) as source:
                out.import_pages(source)
        if duplex:
            width, height = out[0].get_size()
            for page in reversed(pages_before_backs(spans)):
                out.new_page(width, height, page + 1)
        made = io.BytesIO()
        out.save(made)
    return without_clock(made.getvalue())


def pages_before_backs(spans: Sequence[Span]) -> list[int]:
    """Pages, from 0, after which a blank one is needed."""
    found, page = [], 0
    for span in spans:
        for place in range(1, span.pages + span.sheets + 1):
            on_front = place > span.pages or place % 2 == 1  # a reply sheet always starts a sheet of paper
            if span.single_sided or (place >= span.pages and on_front):
                found.append(page)
            page += 1
    return found


def without_clock(pdf: bytes) -> bytes:
    """pdfium writes the time and a random id; both become functions of the pages, in place and of the same length."""
    still = _MADE.sub(lambda found: b"/CreationDate(D:20000101000000" + found[1] + b")", pdf)
    still = _ID.sub(b"/ID[<" + b"0" * 32 + b"><" + b"0" * 32 + b">]", still)
    name = hashlib.sha256(still).hexdigest()[:32].upper().encode()
    return _ID.sub(b"/ID[<" + name + b"><" + name + b">]", still)
