# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's side of reading lists: a file goes to a confined child of its own, and a table comes back, or a reason."""

import json
import sys
from collections.abc import Sequence
from typing import Any, Final

from restante.cases.lists import ListRefused, Remark, Table
from restante.cases.lists.tables import MOST_COLUMNS, MOST_ROWS
from restante.desk.confinement import missing_here
from restante.desk.one_shot import ask, framed
from restante.errors import Unavailable

SECONDS: Final = 300.0
MOST_ANSWERED: Final = 512 * 2**20
COMMAND: Final = (sys.executable, "-I", "-m", "restante.desk.lists.reader")


class ListReaderMissing(Unavailable):
    """Not the file's fault: without this, one broken installation would refuse every list."""

    code = "list-reader-missing"
    text = "The program that reads lists does not start; nothing was lost. Try again when it does."


def read_confined(
    data: bytes, name: str, wanted: Sequence[str] = (), *, command: Sequence[str] = COMMAND, seconds: float = SECONDS
) -> Table:
    """As `read_table`, but a file that was made to do harm can do none. Raises ListRefused, ListReaderMissing."""
    told = table_json(data, name, wanted, command=command, seconds=seconds)
    return table_of(told, name)


def table_json(
    data: bytes, name: str, wanted: Sequence[str] = (), *, command: Sequence[str] = COMMAND, seconds: float = SECONDS
) -> bytes:
    """What the child answered, looked at: it can be kept, and `table_of` reads it."""
    missing_here()  # once a process, into the log
    try:
        question = framed(json.dumps(list(wanted)).encode()) + framed(data)
        told = ask(command, question, seconds=seconds, most=MOST_ANSWERED)
    except OSError as error:
        raise ListReaderMissing from error
    if not told:
        raise ListRefused(file=name, reason="the program that reads lists broke down on it, or it took too long")
    table_of(told, name)
    return told


def table_of(told: bytes, name: str) -> Table:
    """From a child that may have been taken over: lists of texts, and nothing else."""
    try:
        answer: Any = json.loads(told)
        if "refused" in answer:
            raise ListRefused(file=name, reason=str(answer["refused"])[:200])
        headings = tuple(map(_text, answer["headings"]))
        rows = tuple(
            (int(at), {_text(key): _text(cell) for key, cell in cells.items()}) for at, cells in answer["rows"]
        )
        remarks = tuple(
            Remark(_text(code), int(row), _text(column), _text(value)) for code, row, column, value in answer["remarks"]
        )
        table = Table(headings, rows, _text(answer["form"]), _text(answer["encoding"]), remarks)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ListRefused(file=name, reason="the program that reads lists broke down on it") from error
    if len(headings) > MOST_COLUMNS or len(rows) > MOST_ROWS:
        raise ListRefused(file=name, reason="the program that reads lists broke down on it")
    return table


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
