# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows between bars, Muse's and GitHub's: one bar is the body, two the head, three the foot."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from restante.texts.document import Align, Inlines, Row, Table
from restante.texts.readers.muse.lines import caption_of

_BARS: Final = re.compile(r"(?:^|(?<=\s))\|{1,3}(?=\s|$)")
_SPEC: Final = re.compile(r"(:?)-{3,}(?:(\d{1,3})-+)?(:?)")
WHOLE: Final = 100
Cells = list[str]


def read_table(lines: Sequence[str], words: Callable[[str], Inlines]) -> Table:
    """Lines that `is_table_row` took, one table."""
    caption: Inlines = ()
    rows: list[tuple[int, Cells]] = []
    aligns: tuple[Align, ...] = ()
    widths: tuple[int, ...] = ()
    for line in lines:
        said = caption_of(line)
        if said is not None:
            caption = (*caption, *words(said))
            continue
        bars, cells = _cells(line)
        if not is_spec(cells):
            rows.append((bars, cells))
        elif not aligns:
            said_of = [cell for cell in cells if cell]
            aligns, widths = tuple(map(_align, said_of)), tuple(map(_width, said_of))
            rows = [(2, cells) if bars == 1 else (bars, cells) for bars, cells in rows]
    rows = _even(rows)
    parts: dict[int, tuple[Row, ...]] = {
        bars: tuple(tuple(words(cell) for cell in cells) for kind, cells in rows if kind == bars) for bars in (1, 2, 3)
    }
    return Table(
        caption=caption,
        head=parts[2],
        body=parts[1],
        foot=parts[3],
        aligns=aligns,
        widths=widths if any(widths) and sum(widths) <= WHOLE else (),
    )


def is_spec(cells: Cells) -> bool:
    """Whether the row says how columns are set: dashes, with colons where they lean."""
    said = [cell for cell in cells if cell]
    return bool(said) and all(_SPEC.fullmatch(cell) for cell in said)


def _align(cell: str) -> Align:
    match = _SPEC.fullmatch(cell)
    left, right = (match[1], match[3]) if match else ("", "")
    return "centre" if left and right else "end" if right else "start"


def _width(cell: str) -> int:
    """Percent of the table, 0 where nobody said."""
    match = _SPEC.fullmatch(cell)
    return int(match[2] or 0) if match else 0


def _cells(line: str) -> tuple[int, Cells]:
    tight = [cell.strip() for cell in line.strip().strip("|").split("|")]
    if is_spec(tight):
        return 1, tight
    bars = max((len(match[0]) for match in _BARS.finditer(line)), default=1)
    return bars, [cell.strip() for cell in _BARS.split(line)]


def _even(rows: list[tuple[int, Cells]]) -> list[tuple[int, Cells]]:
    """A bar before the first cell or after the last is a frame, unless a row without it has as many cells."""
    for end in (0, -1):
        framed = [len(cells) for _, cells in rows if len(cells) > 1 and not cells[end]]
        bare = max((len(cells) for _, cells in rows if cells[end]), default=0)
        if framed and max(framed) > bare:
            rows = [(bars, _without(cells, end) if len(cells) > bare else cells) for bars, cells in rows]
    return rows


def _without(cells: Cells, end: int) -> Cells:
    if len(cells) < 2 or cells[end]:
        return cells
    return cells[1:] if end == 0 else cells[:-1]
