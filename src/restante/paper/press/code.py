# SPDX-License-Identifier: AGPL-3.0-or-later
"""A QR as runs of dark modules, so that Typst draws it as rectangles: sharp at any size, no picture in between."""

from typing import TYPE_CHECKING

from restante.paper.mark import CODE_LEVEL

if TYPE_CHECKING:
    import segno

Runs = list[list[tuple[int, int]]]


def number_code(number: str) -> Runs:
    """The bare number, nothing that names us: version 1 at the highest error correction."""
    import segno  # here: few runs have codes

    return _runs(segno.make_qr(number, error=CODE_LEVEL, version=1, boost_error=False))


def address_code(url: str) -> Runs:
    """For posters, which are meant to be found."""
    import segno

    return _runs(segno.make_qr(url, error="m", boost_error=False))


def _runs(code: "segno.QRCode") -> Runs:
    rows: Runs = []
    for row in code.matrix:
        runs: list[tuple[int, int]] = []
        for x, dark in enumerate([*row, 0]):
            if dark and (x == 0 or not row[x - 1]):
                start = x
            elif not dark and x > 0 and row[x - 1]:
                runs.append((start, x - start))
        rows.append(runs)
    return rows
