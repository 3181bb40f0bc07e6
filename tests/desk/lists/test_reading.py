# SPDX-License-Identifier: AGPL-3.0-or-later
"""A list that was made to do harm: its reader can open nothing, and what it answers is looked at."""

import io
import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Sequence

import openpyxl
import pytest

from restante.cases.lists import ListRefused, read_table
from restante.desk.lists.reading import COMMAND, ListReaderMissing, read_confined
from restante.desk.one_shot import framed, read_frame

TEXT = "ФИО;Дата рождения\nПётр Орлов;1990\nИтого: 1;\n".encode("cp1251")


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def saying(answer: str) -> tuple[str, ...]:
    return (sys.executable, "-c", f"import sys; sys.stdin.buffer.read(); sys.stdout.write({answer!r})")


@pytest.mark.parametrize("data", [TEXT, b'[{"name": "Ann", "born": 1990}]', workbook([["name", "n"], ["Ann", 1.5]])])
def test_the_confined_child_reads_what_the_reader_reads(data: bytes) -> None:
    assert read_confined(data, "list") == read_table(data, "list")


def test_headings_that_a_map_names_are_found_by_the_child_too() -> None:
    data = "фио;x\nкто;когда\nПётр;1990\n".encode()
    assert read_confined(data, "list", ["кто", "когда"]).headings == ("кто", "когда")


def test_the_child_says_why_it_refuses() -> None:
    with pytest.raises(ListRefused, match="it is a PDF"):
        read_confined(b"%PDF-1.7", "list")


def test_a_bomb_inside_of_a_sheet_ends_the_child_and_nothing_else() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([["name"], ["Ann"]]))) as sound, zipfile.ZipFile(stream, "w", 8) as packed:
        for part in sound.infolist():
            if part.filename != "xl/worksheets/sheet1.xml":
                packed.writestr(part.filename, sound.read(part))
        head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>'
        packed.writestr("xl/worksheets/sheet1.xml", head + "<c><v>" + "9" * (200 * 2**20))
    with pytest.raises(ListRefused, match="list"):
        read_confined(stream.getvalue(), "list.xlsx")


@pytest.mark.parametrize(
    "answer",
    ["", "not json", "[]", '"x"', '{"headings": []}', '{"refused": ["x"], "a": ' + "[" * 100_000,
     json.dumps({"headings": ["a"], "rows": [[1, {"a": 7}]], "form": "csv", "encoding": "", "remarks": []}),
     json.dumps({"headings": ["a"] * 400, "rows": [], "form": "csv", "encoding": "", "remarks": []})],
)  # fmt: skip
def test_an_answer_that_makes_no_sense_is_the_files_fault(answer: str) -> None:
    with pytest.raises(ListRefused, match="broke down"):
        read_confined(TEXT, "list", command=saying(answer))


def test_a_child_that_never_ends_is_ended() -> None:
    with pytest.raises(ListRefused, match="too long"):
        read_confined(TEXT, "list", command=(sys.executable, "-c", "import time; time.sleep(60)"), seconds=0.5)


def test_a_child_that_reads_nothing_of_a_large_file_stops_nobody() -> None:
    with pytest.raises(ListRefused, match="broke down"):
        read_confined(b"a;b\n" * 2**20, "list", command=(sys.executable, "-c", "pass"))


def test_a_reader_that_does_not_start_is_the_machines_fault() -> None:
    with pytest.raises(ListReaderMissing):
        read_confined(TEXT, "list", command=("/nonexistent/python",))


def test_in_the_child_no_file_opens() -> None:
    code = (
        "import io, os, sys\n"
        "from restante.desk.lists import reader\n"
        "def spy(data, wanted):\n"
        "    try:\n        open('/etc/hostname')\n        return {'refused': 'opened'}\n"
        "    except OSError:\n        pass\n"
        "    try:\n        os.fork()\n        return {'refused': 'forked'}\n"
        "    except OSError:\n        return {'refused': 'shut'}\n"
        "reader.answer = spy\n"
        "reader.main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=framed(b"[]") + framed(TEXT), capture_output=True, check=True, timeout=60
    )
    assert json.loads(done.stdout) == {"refused": "shut"}


def test_a_question_cut_short_has_no_answer_and_no_traceback_is_heard() -> None:
    with pytest.raises(EOFError):
        read_frame(io.BytesIO(b"\0\0"))
    with pytest.raises(EOFError):
        read_frame(io.BytesIO(struct.pack(">I", 9) + b"short"))
    done = subprocess.run(COMMAND, input=b"\0", capture_output=True, check=False, timeout=60)
    assert done.stdout == b""
