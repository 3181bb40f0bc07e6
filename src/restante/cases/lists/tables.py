# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file of rows as text: CSV in the encodings people have, XLSX with its formulas unread, JSON lists of objects."""

import csv
import io
import json
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from restante.errors import BadInput

MOST_BYTES: Final = 64 * 2**20
MOST_UNPACKED: Final = 256 * 2**20
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 300
MOST_CELL: Final = 100_000
_DAMAGED: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, LookupError, ValueError, TypeError, AttributeError, SyntaxError, OSError,
    RuntimeError,
)  # fmt: skip
"""What zipfile, the reader of XML and openpyxl raise at bytes that only begin like a workbook."""
_DELIMITERS: Final = ",;\t|"


class ListRefused(BadInput):
    """The file is not a table that can be read; nothing of it was taken."""

    code = "list-refused"
    text = "{file} cannot be read as a list: {reason}. Give a CSV, XLSX or JSON file with one row for each entry."


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` are (line or row number in the file, cells by heading); every cell is text as it was written."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]
    form: str
    crooked: tuple[int, ...] = ()
    """Numbers of rows with more or fewer cells than headings; what is over is kept under '+1', '+2'…"""


def read_table(data: bytes, name: str) -> Table:
    """By what the bytes are, not by the file's ending; raises ListRefused."""
    if len(data) > MOST_BYTES:
        raise ListRefused(file=name, reason=f"it is larger than {MOST_BYTES // 2**20} MiB")
    if not data.strip():
        raise ListRefused(file=name, reason="it is empty")
    if data.startswith(b"PK\x03\x04"):
        return _from_workbook(data, name)
    text = _decode(data, name)
    if text.lstrip()[:1] in {"[", "{"}:
        return _from_json(text, name)
    return _from_csv(text, name)


def _decode(data: bytes, name: str) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            encodings = [encoding]
            break
    else:
        encodings = ["utf-8", "cp1251"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise ListRefused(file=name, reason="its letters are neither UTF-8 nor Windows-1251")


def _from_csv(text: str, name: str) -> Table:
    head = text.splitlines()[0] if text.splitlines() else ""
    counted = Counter(sign for sign in head if sign in _DELIMITERS)
    delimiter = max(_DELIMITERS, key=lambda sign: counted[sign]) if counted else ","
    csv.field_size_limit(MOST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)

    def lines() -> Iterator[tuple[int, list[str]]]:
        at = 1
        for cells in reader:
            yield at, cells
            at = reader.line_num + 1

    try:
        return _table(lines(), "csv", name)
    except csv.Error as error:
        raise ListRefused(file=name, reason=f"line {reader.line_num}: {error}") from error


def _from_workbook(data: bytes, name: str) -> Table:
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise ListRefused(file=name, reason="it unpacks to far more than a list needs")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles that no list needs
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
            try:
                return _from_sheet(book, name)
            finally:
                book.close()
    except _DAMAGED as error:
        raise ListRefused(file=name, reason="the workbook is damaged") from error


def _from_sheet(book: Any, name: str) -> Table:
    sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
    if sheet is None:
        raise ListRefused(file=name, reason="it has no visible sheet")
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1, max_row=MOST_ROWS + 2)
    return _table(((at, [_cell(one) for one in row]) for at, row in enumerate(rows, 1)), "xlsx", name)


def _cell(value: object) -> str:
    """A day without an hour is a day; a whole number has no '.0'. A formula stays the text it is."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute or value.second) else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _from_json(text: str, name: str) -> Table:
    try:
        told: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ListRefused(file=name, reason="the JSON is damaged") from error
    if isinstance(told, dict):
        lists = [part for part in told.values() if isinstance(part, list)]
        told = lists[0] if len(lists) == 1 else None
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise ListRefused(file=name, reason="the JSON holds no single list of objects")
    flat = [dict(_flat(one)) for one in told]
    headings = list(dict.fromkeys(key for one in flat for key in one))
    cells = ((at, [one.get(key, "") for key in headings]) for at, one in enumerate(flat, 1))
    return _table(_with_head(headings, cells), "json", name)


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
        return "; ".join(_cell(one) for one in value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return ("yes" if value else "no") if isinstance(value, bool) else _cell(value)


def _table(lines: Iterable[tuple[int, list[str]]], form: str, name: str) -> Table:
    headings: tuple[str, ...] = ()
    rows: list[tuple[int, dict[str, str]]] = []
    crooked: list[int] = []
    for at, written in lines:
        cells = _without_empty_end(written)
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS or any(len(cell) > MOST_CELL for cell in cells):
            raise ListRefused(file=name, reason=f"row {at} is too large")
        if not headings:
            headings = _headings(cells, name)
            continue
        if len(rows) == MOST_ROWS:
            raise ListRefused(file=name, reason=f"it has more than {MOST_ROWS} rows")
        full = len(headings)
        if len(written) < full or len(cells) > full:
            crooked.append(at)
        kept = dict(zip(headings, [*cells, *[""] * full], strict=False))
        kept.update({f"+{over}": cell for over, cell in enumerate(cells[full:], 1) if cell.strip()})
        rows.append((at, kept))
    if not headings:
        raise ListRefused(file=name, reason="it has no row of headings")
    return Table(headings, tuple(rows), form, tuple(crooked))


def _without_empty_end(cells: list[str]) -> list[str]:
    last = next((at for at in range(len(cells), 0, -1) if cells[at - 1].strip()), 0)
    return cells[:last]


def _headings(cells: list[str], name: str) -> tuple[str, ...]:
    told = tuple(cell.strip() or f"column {at}" for at, cell in enumerate(cells, 1))
    twice = [heading for heading, times in Counter(told).items() if times > 1]
    if twice:
        raise ListRefused(file=name, reason=f"two columns are headed '{twice[0][:80]}'")
    return told
