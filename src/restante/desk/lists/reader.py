# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads one list that a stranger made: `python -m restante.desk.lists.reader`, confined before it sees a byte.

On its input the headings wanted and the file, each with its length before it; on its output one JSON object.
"""

import io
import json
import os
import sys
from typing import Any, Final

from restante.cases.lists.tables import ListRefused, Table, read_table
from restante.desk.confinement import confine
from restante.desk.one_shot import read_frame

MEMORY: Final = 2048 * 2**20
SECONDS: Final = 240  # of the processor; 200,000 rows of a workbook take a tenth of it


def warm_up() -> None:
    """Load whatever reads a list: a confined process cannot open a module's file any more."""
    import openpyxl

    book = openpyxl.Workbook()
    book.worksheets[0].append(["name", "=1", 1.5])
    stream = io.BytesIO()
    book.save(stream)
    for data in (stream.getvalue(), b"name;born\n\xe8;1\n", b'[{"name": "x"}]', b"\xff\xfen\0\n\0x\0"):
        read_table(data, "rehearsal")


def answer(data: bytes, wanted: list[str]) -> dict[str, Any]:
    """The table as JSON, or why there is none."""
    try:
        return spell(read_table(data, "list", wanted or None))
    except ListRefused as refused:
        return {"refused": str(refused.fields["reason"])}
    except MemoryError:
        return {"refused": "it is larger than memory"}


def spell(table: Table) -> dict[str, Any]:
    """What `restante.desk.lists.reading.table_of` reads."""
    return {
        "headings": list(table.headings),
        "rows": [[at, cells] for at, cells in table.rows],
        "form": table.form,
        "encoding": table.encoding,
        "remarks": [[one.code, one.row, one.column, one.value] for one in table.remarks],
    }


def main() -> None:
    """One file; nothing is said of it but the answer, and a traceback least of all: it may hold names."""
    warm_up()
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    confine(MEMORY, SECONDS)
    wanted = json.loads(read_frame(sys.stdin.buffer))
    told = answer(read_frame(sys.stdin.buffer), wanted)
    sys.stdout.buffer.write(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode())
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
