# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file of rows as text: CSV in the encodings people have, XLSX with its formulas unread, JSON lists of objects."""

import csv
import io
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Final

from restante.cases.lists.headings import Headed, heading_words, is_total, put_head
from restante.cases.lists.letters import decode
from restante.cases.lists.spelling import fold
from restante.cases.lists.workbooks import DAMAGED, NoSheet, cell_text, sheet_rows
from restante.errors import BadInput

MOST_BYTES: Final = 64 * 2**20
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 300
MOST_CELL: Final = 100_000
_LOOKED_AT: Final = 30  # rows by which the head and the sign between cells are found
_DELIMITERS: Final = ",;\t|"
_NEVER: Final = "\x1f"
_FOREIGN: Final = (
    (b"\xd0\xcf\x11\xe0", "it is an old Excel workbook (.xls), or one with a password; save it as XLSX or CSV"),
    (b"%PDF", "it is a PDF"),
    (b"<!DOCTYPE", "it is a web page"),
    (b"<html", "it is a web page"),
    (b"<?xml", "it is XML"),
    (b"{\\rtf", "it is a text document"),
    (b"\x1f\x8b", "it is packed; unpack it first"),
    (b"7z\xbc\xaf", "it is packed; unpack it first"),
    (b"Rar!", "it is packed; unpack it first"),
    (b"SQLite format 3", "it is a database"),
)
_CSV_FAULTS: Final = {
    "field larger than field limit": f"a cell has more than {MOST_CELL} characters (a quotation mark never closed?)",
    "unexpected end of data": "the file ends within a cell: a quotation mark that opens one is never closed",
}


class ListRefused(BadInput):
    """The file is not a table that can be read; nothing of it was taken."""

    code = "list-refused"
    text = "{file} cannot be read as a list: {reason}. Give a CSV, XLSX or JSON file with one row for each entry."


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about the file that is no entry of the list, or about how it was read. `row` 0 is the whole file."""

    code: str
    row: int
    column: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` are (line or row number in the file, cells by heading); every cell is text as it was written."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]
    form: str
    encoding: str = ""
    remarks: tuple[Remark, ...] = ()
    """Rows above the headings, totals and repeated headings: all that is in the file but not in `rows`; oddities."""

    @property
    def crooked(self) -> tuple[int, ...]:
        """Numbers of rows with more or fewer cells than headings; what is over is kept under '+1', '+2'…"""
        return tuple(one.row for one in self.remarks if one.code == "row-crooked")


def read_table(data: bytes, name: str, wanted: Collection[str] | None = None) -> Table:
    """By what the bytes are, not by the file's ending. `wanted` are headings that a map names. Raises ListRefused."""
    if len(data) > MOST_BYTES:
        raise ListRefused(file=name, reason=f"it is larger than {MOST_BYTES // 2**20} MiB")
    start = data[:512].lstrip()
    if not start and not data.strip():
        raise ListRefused(file=name, reason="it is empty")
    for mark, reason in _FOREIGN:
        if start[: len(mark)].lower() == mark.lower():
            raise ListRefused(file=name, reason=reason)
    known = heading_words(wanted)
    if data.startswith(b"PK\x03\x04"):
        return _from_workbook(data, name, known)
    told = decode(data)
    if told is None:
        raise ListRefused(file=name, reason="its letters are neither UTF-8 nor Windows-1251")
    remarks = [Remark("letters-damaged", 0, value=str(told.damaged))] if told.damaged else []
    remarks += [Remark("letters-two", told.other[0], value=told.other[1])] if told.other[0] else []
    if told.text.lstrip()[:1] in {"[", "{"}:
        return _from_json(told.text, name, told.encoding, remarks)
    return _from_csv(told.text, name, told.encoding, remarks, known)


def _from_csv(text: str, name: str, encoding: str, remarks: list[Remark], known: Collection[str]) -> Table:
    csv.field_size_limit(MOST_CELL)
    start, delimiter = _delimiter(text, known)
    reader = csv.reader(io.StringIO(text[start:], newline=""), delimiter=delimiter, strict=True)
    before = text.count("\n", 0, start)

    def lines() -> Iterator[tuple[int, list[str]]]:
        at = 1 + before
        for cells in reader:
            yield at, cells
            at = reader.line_num + 1 + before

    try:
        return _table(lines(), "csv", name, encoding, remarks, known)
    except csv.Error as error:
        reason = f"line {reader.line_num + before}: {_CSV_FAULTS.get(str(error).partition(' (')[0], error)}"
        raise ListRefused(file=name, reason=reason) from error


def _delimiter(text: str, known: Collection[str]) -> tuple[int, str]:
    """Where the table begins and the sign that gives most rows the same number of cells, two at least.

    Where the first line is one heading, there is one column, whatever commas its cells have: 'Орлов, Пётр'.
    """
    head = text[: text.find("\n") + 1] if "\n" in text[:64] else ""
    if head.strip().casefold().startswith("sep=") and len(head.strip()) == 5:  # as Excel marks its own files
        return len(head), head.strip()[4]
    if not any(sign in _first_line(text) for sign in _DELIMITERS) and fold(_first_line(text)) in known:
        return 0, _NEVER
    best, most = ",", 0
    for sign in _DELIMITERS:
        try:
            rows = list(
                islice(csv.reader(io.StringIO(text[: _LOOKED_AT * 4000], newline=""), delimiter=sign), _LOOKED_AT)
            )
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if len(row) > 1)
        score = max((times * 1000 + width for width, times in widths.items()), default=0)
        if score > most:
            best, most = sign, score
    return 0, best


def _first_line(text: str) -> str:
    return text.lstrip()[:MOST_CELL].partition("\n")[0]


def _from_workbook(data: bytes, name: str, known: Collection[str]) -> Table:
    try:
        return _table(sheet_rows(data, MOST_COLUMNS, MOST_ROWS), "xlsx", name, "", [], known)
    except NoSheet as none:
        raise ListRefused(file=name, reason=none.reason) from none
    except DAMAGED as error:
        raise ListRefused(file=name, reason="the workbook is damaged, or larger than memory") from error


def _from_json(text: str, name: str, encoding: str, remarks: list[Remark]) -> Table:
    try:
        told: Any = json.loads(text, object_pairs_hook=_every)
    except (ValueError, RecursionError) as error:
        told = _objects_by_line(text)
        if told is None:
            raise ListRefused(file=name, reason="the JSON is damaged") from error
    if isinstance(told, dict):
        lists = [part for part in told.values() if isinstance(part, list)]
        told = lists[0] if len(lists) == 1 else None
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise ListRefused(file=name, reason="the JSON holds no single list of objects")
    if len(told) > MOST_ROWS:
        raise ListRefused(file=name, reason=f"it has more than {MOST_ROWS} rows")
    flat = [dict(_flat(one)) for one in told]
    headings = list(dict.fromkeys(key for one in flat for key in one))
    cells = ((at, [one.get(key, "") for key in headings]) for at, one in enumerate(flat, 1))
    return _table(_with_head(headings, cells), "json", name, encoding, remarks, None)


def _objects_by_line(text: str) -> list[Any] | None:
    """As JSON Lines have them; None for anything else."""
    try:
        return [json.loads(line, object_pairs_hook=_every) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        return None


def _every(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key that stands twice in an object keeps both values, as two columns headed alike do."""
    held: dict[str, Any] = {}
    times: Counter[str] = Counter()
    for key, value in pairs:
        times[key] += 1
        held[key if times[key] == 1 else f"{key} ({times[key]})"] = value
    return held


def _with_head(headings: list[str], rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    yield 0, headings
    yield from rows


def _flat(told: dict[str, Any], before: str = "", deep: int = 0) -> Iterator[tuple[str, str]]:
    """An object in an object is a column with a dot: title.rendered."""
    for key, value in told.items():
        if isinstance(value, dict) and value and deep < 3:
            yield from _flat(value, f"{before}{key}.", deep + 1)
        else:
            yield f"{before}{key}", _json_cell(value)


def _json_cell(value: object) -> str:
    if isinstance(value, list) and all(isinstance(one, str | int | float) for one in value):
        return "; ".join(cell_text(one) for one in value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return cell_text(value)


def _table(
    lines: Iterable[tuple[int, list[str]]],
    form: str,
    name: str,
    encoding: str,
    remarks: list[Remark],
    known: Collection[str] | None,
) -> Table:
    full = _filled(lines, name)
    start = list(islice(full, _LOOKED_AT))
    head = put_head(start, known)
    if head is None:
        raise ListRefused(file=name, reason="it has no row of headings")
    remarks += _about(head)
    rows: list[tuple[int, dict[str, str]]] = []
    for at, cells, width in chain(start[head.place + 1 :], full):
        _keep(rows, remarks, head, at, cells, width, name)
    return Table(head.headings, tuple(rows), form, encoding, tuple(remarks))


def _filled(lines: Iterable[tuple[int, list[str]]], name: str) -> Iterator[tuple[int, list[str], int]]:
    """Rows that say something: number, cells up to the last filled one, and how many cells were written."""
    for at, written in lines:
        cells = [_storable(cell) for cell in _without_empty_end(written)]
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS or any(len(cell) > MOST_CELL for cell in cells):
            raise ListRefused(file=name, reason=f"row {at} is too large")
        yield at, cells, len(written)


def _storable(cell: str) -> str:
    """A zero, and half a letter that JSON can spell, fit into no database."""
    return (
        cell
        if cell.isascii() and "\x00" not in cell
        else cell.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
    )


def _about(head: Headed) -> Iterator[Remark]:
    for at, words in head.above:
        yield Remark("above-headings", at, value=words)
    for heading in head.twice:
        yield Remark("heading-twice", head.at, heading, heading)
    for heading in head.nameless:
        yield Remark("heading-missing", head.at, heading, heading)


def _keep(
    rows: list[tuple[int, dict[str, str]]],
    remarks: list[Remark],
    head: Headed,
    at: int,
    cells: list[str],
    width: int,
    name: str,
) -> None:
    """One row of the file: an entry, or a remark that says why it is none."""
    words = "; ".join(cell.strip() for cell in cells if cell.strip())[:200]
    if [cell.strip() for cell in cells] == list(head.written) and at != head.at:
        remarks.append(Remark("headings-again", at, value=words))
        return
    if is_total(cells, len(head.headings)):
        remarks.append(Remark("row-total", at, value=words))
        return
    if len(rows) == MOST_ROWS:
        raise ListRefused(file=name, reason=f"it has more than {MOST_ROWS} rows")
    full = len(head.headings)
    if width < full or len(cells) > full:
        remarks.append(Remark("row-crooked", at))
    kept = dict(zip(head.headings, [*cells, *[""] * full], strict=False))
    kept.update({f"+{over}": cell for over, cell in enumerate(cells[full:], 1) if cell.strip()})
    rows.append((at, kept))


def _without_empty_end(cells: list[str]) -> list[str]:
    last = next((at for at in range(len(cells), 0, -1) if cells[at - 1].strip()), 0)
    return cells[:last]
