# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first visible sheet of an XLSX file, cell by cell as text; formulas are not reckoned."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Final

MOST_UNPACKED: Final = 256 * 2**20
MOST_PARTS: Final = 5_000
DAMAGED: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, LookupError, ValueError, TypeError, AttributeError, SyntaxError, OSError,
    RuntimeError, AssertionError, MemoryError,
)  # fmt: skip
"""What zipfile, the reader of XML and openpyxl raise at bytes that only begin like a workbook."""


class NoSheet(ValueError):
    """`reason` is for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def sheet_rows(data: bytes, most_columns: int, most_rows: int) -> Iterator[tuple[int, list[str]]]:
    """Numbers as the sheet counts its rows; raises NoSheet, or one of DAMAGED."""
    import openpyxl

    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise NoSheet("it is locked with a password")
        names = {part.filename for part in parts}
        if "content.xml" in names and "mimetype" in names:
            raise NoSheet("it is an OpenDocument file; save it as XLSX or CSV")
        if "xl/workbook.bin" in names:
            raise NoSheet("it is an XLSB workbook; save it as XLSX or CSV")
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise NoSheet("it unpacks to far more than a list needs")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles that no list needs
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        try:
            sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
            if sheet is None:
                raise NoSheet("it has no visible sheet")
            sheet.reset_dimensions()
            rows = sheet.iter_rows(values_only=True, max_col=most_columns + 1, max_row=most_rows + 50)
            for at, row in enumerate(rows, 1):
                yield at, [cell_text(one) for one in row]
        finally:
            book.close()


def cell_text(value: object) -> str:
    """A day without an hour is a day; a whole number has no '.0'. A formula stays the text it is."""
    told = value
    if isinstance(value, datetime):
        told = value.isoformat(" ") if value.hour or value.minute or value.second else value.date().isoformat()
    elif isinstance(value, date | time):
        told = value.isoformat()
    elif isinstance(value, bool):
        told = "yes" if value else "no"
    elif isinstance(value, float) and value.is_integer():
        told = int(value)
    elif type(value).__module__.startswith("openpyxl"):  # a formula over several cells
        told = getattr(value, "text", None) or getattr(value, "ref", "")
    return "" if told is None else str(told)
