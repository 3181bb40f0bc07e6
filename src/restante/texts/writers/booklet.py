# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of A5 or A6 on sheets of A4, to be printed on both sides turning over the short edge, folded and stapled.

A5: fold each signature once. A6: cut the pile across, lay the lower half into the upper, fold.
"""

import io
from collections.abc import Sequence
from typing import Final, Literal

import pypdfium2
from pypdfium2 import raw

from restante.paper.press.binding import without_clock
from restante.texts.records import Book
from restante.texts.writers.imposition import MOST_LEAVES, Sheet, impose_on_a4_across, impose_on_a4_in_halves
from restante.texts.writers.pdf import SHAPES, PageShape, set_pages

Paper = Literal["a5", "a6"]
_POINTS: Final = 72 / 25.4
_A4: Final = (210 * _POINTS, 297 * _POINTS)


def write_booklet(
    book: Book, paper: Paper = "a5", *, library: str = "", leaves: int = MOST_LEAVES, creep: float = 0.0
) -> bytes:
    """Sheets in the order in which a printer takes them.

    `leaves` is the most that are folded together, `creep` the millimetres by which each leaf is pushed outwards by the
    one around it. Raises TooLongToWrite, TooDeepToWrite, NoTypeFor.
    """
    shape = SHAPES[paper]
    pages = set_pages(book, shape, library, tagged=False)
    return impose(pages, paper, shape, leaves=leaves, creep=creep)


def impose(pages: bytes, paper: Paper, shape: PageShape, *, leaves: int = MOST_LEAVES, creep: float = 0.0) -> bytes:
    """A finished PDF of such pages, on sheets."""
    with pypdfium2.PdfDocument(pages) as source:
        count = len(source)
        sheets = (impose_on_a4_across if paper == "a5" else impose_on_a4_in_halves)(count, leaves)
        with pypdfium2.PdfDocument.new() as laid:
            _lay(source, laid, sheets, shape, creep)
            width, height = (_A4[1], _A4[0]) if paper == "a5" else _A4
            down = 1 if paper == "a5" else 2
            joined = raw.FPDF_ImportNPagesToOne(laid, width, height, 2, down)
            with pypdfium2.PdfDocument(joined) as out:
                if (
                    paper == "a6"
                ):  # the back of an upright sheet stands on its head when it is turned over the short edge
                    for at in range(1, len(out), 2):
                        out[at].set_rotation(180)
                made = io.BytesIO()
                out.save(made)
    return without_clock(made.getvalue())


def _lay(
    source: pypdfium2.PdfDocument,
    laid: pypdfium2.PdfDocument,
    sheets: Sequence[Sheet],
    shape: PageShape,
    creep: float,
) -> None:
    """Every page in the order of the sheets, blank ones between."""
    order = [
        (page, sheet.depth, at)
        for sheet in sheets
        for side in (sheet.front, sheet.back)
        for at, page in enumerate(side)
    ]
    laid.import_pages(source, [page for page, _, _ in order if page is not None])
    width, height = shape.width * _POINTS, shape.height * _POINTS
    for place, (page, depth, at) in enumerate(order):
        if page is None:
            laid.new_page(width, height, place)
        elif creep and depth:
            moved = creep * depth * _POINTS * (-1 if at % 2 else 1)  # towards the fold
            laid[place].set_mediabox(-moved, 0, width - moved, height)
