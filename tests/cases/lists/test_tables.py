# SPDX-License-Identifier: AGPL-3.0-or-later
"""One list in every form in which it may come is the same list."""

import io
import random
from contextlib import suppress
from datetime import date, datetime

import openpyxl
import pytest

from restante.cases.lists import ListRefused, read_table

TEXT = 'ФИО,год,"где"\nПётр Ёжиков,1990,"СИЗО-1, Москва"\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_whatever_its_letters_and_its_sign(encoding: str, delimiter: str) -> None:
    text = TEXT.replace(",год,", f"{delimiter}год{delimiter}").replace("ков,1990,", f"ков{delimiter}1990{delimiter}")
    table = read_table(text.encode(encoding), "list.csv")
    assert table.rows == ((2, {"ФИО": "Пётр Ёжиков", "год": "1990", "где": "СИЗО-1, Москва"}),)


def test_a_workbook_gives_days_as_days_and_formulas_as_text() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["name", "born", "n", "sum"])
    sheet.append(["Ann", datetime(1990, 2, 1), 3.0, "=1+1"])  # noqa: DTZ001 -- spreadsheets know no zone
    sheet.append([None, None, None, None])
    sheet.append(["Bob", date(1991, 1, 2), 4.5, None])
    stream = io.BytesIO()
    book.save(stream)
    table = read_table(stream.getvalue(), "list.xlsx")
    assert table.rows == (
        (2, {"name": "Ann", "born": "1990-02-01", "n": "3", "sum": "=1+1"}),
        (4, {"name": "Bob", "born": "1991-01-02", "n": "4.5", "sum": ""}),
    )


def test_a_workbook_with_bytes_amiss_is_read_or_refused() -> None:
    book = openpyxl.Workbook()
    for row in range(20):
        book.worksheets[0].append([f"n{row}", row, "x"])
    stream = io.BytesIO()
    book.save(stream)
    for seed in range(200):
        chance = random.Random(seed)  # noqa: S311 -- the same damage each time
        data = bytearray(stream.getvalue())
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(4, len(data))] = chance.randrange(256)
        with suppress(ListRefused):
            assert read_table(bytes(data), "x").headings


def test_json_with_objects_inside_has_columns_with_dots() -> None:
    table = read_table(b'{"items": [{"id": 7, "title": {"rendered": "Ann"}, "tags": ["a", "b"]}]}', "list.json")
    assert table.rows == ((1, {"id": "7", "title.rendered": "Ann", "tags": "a; b"}),)


def test_cells_beyond_the_headings_are_kept_and_told() -> None:
    table = read_table(b"a,b\n1,2,3\n4\n5,6\n", "x.csv")
    assert table.crooked == (2, 3)
    assert table.rows[0] == (2, {"a": "1", "b": "2", "+1": "3"})


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"PK\x03\x04rubbish", b'[{"a": 1}', b"[1, 2]", b'a\n"open\n'])
def test_what_is_no_table_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(ListRefused, match="cannot be read as a list"):
        read_table(data, "x")
