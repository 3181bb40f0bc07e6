# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pandoc's tables as rows of simple cells: a cell over several columns or rows leaves empty ones where it reached."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from restante.texts.document import Align, Blocks, Inlines, Paragraph, Row, Table
from restante.texts.readers import cautions
from restante.texts.readers.flat import joined, trim
from restante.texts.readers.tally import Tally

ReadBlocks = Callable[[list[Any]], Blocks]
_ALIGNS: Final[Mapping[str, Align]] = {"AlignCenter": "centre", "AlignRight": "end"}
MOST_COLUMNS: Final = 200


def read_table(held: Any, read_blocks: ReadBlocks, tally: Tally) -> Table:
    """Head, bodies and foot; row heads of a body are rows of it."""
    _, caption, columns, head, bodies, foot = held
    rows = _Rows(read_blocks, tally)
    body = [row for each in bodies for row in (*each[2], *each[3])]
    told = [rows.read(part) for part in (head[1], body, foot[1])]
    aligns = tuple(_ALIGNS.get(each[0][0], "start") for each in columns[:MOST_COLUMNS])
    widths = tuple(round(float(each[1][1]) * 100) for each in columns if each[1][0] == "ColWidth")
    return Table(
        caption=trim(joined(read_blocks(caption[1]))),
        head=told[0],
        body=told[1],
        foot=told[2],
        aligns=aligns if any(each != "start" for each in aligns) else (),
        widths=widths[:MOST_COLUMNS] if len(widths) == len(columns) and all(widths) else (),
    )


class _Rows:
    def __init__(self, read_blocks: ReadBlocks, tally: Tally) -> None:
        self._read_blocks = read_blocks
        self._tally = tally

    def read(self, rows: list[Any]) -> tuple[Row, ...]:
        """Spans reach no further than the part of the table they stand in."""
        reaching: dict[int, int] = {}  # column → rows still covered
        found: list[Row] = []
        for _, cells in rows:
            found.append(self._row(cells, reaching))
        return tuple(row for row in found if any(row))

    def _row(self, cells: list[Any], reaching: dict[int, int]) -> Row:
        row: list[Inlines] = []
        for _, _, down, across, blocks in cells:
            self._covered(row, reaching)
            wide = max(min(int(across), MOST_COLUMNS - len(row)), 1)
            if int(down) > 1:
                reaching.update({len(row) + each: int(down) - 1 for each in range(wide)})
            self._tally.add(cautions.TABLE_CELLS, wide > 1 or int(down) > 1)
            row += [self._cell(blocks), *[()] * (wide - 1)]
        self._covered(row, reaching)
        return tuple(row)

    def _covered(self, row: list[Inlines], reaching: dict[int, int]) -> None:
        while reaching.get(len(row), 0) > 0:
            reaching[len(row)] -= 1
            row.append(())

    def _cell(self, blocks: list[Any]) -> Inlines:
        read = self._read_blocks(blocks)
        plain = len(read) <= 1 and all(isinstance(each, Paragraph) for each in read)
        self._tally.add(cautions.TABLE_CELLS, not plain)
        return trim(joined(read))
