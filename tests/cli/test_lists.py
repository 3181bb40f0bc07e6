# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists as an operator imports them: a report, statuses, and nothing half-done."""

import itertools
import json
import os
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

PEOPLE = """ФИО;Дата рождения;Учреждение
Азат Мифтахов;1993;ИК-17
Мифтахов Азат Фанисович;1/2/1993;ФКУ ИК №17
Пётр Орлов;?;СИЗО-1
"""
STABLE = {
    "list", "kind", "title", "day", "dry_run", "guessed", "form", "encoding", "headings", "columns", "rows", "left_out",
    "columns_not_compared", "compared", "fell", "findings",
}  # fmt: skip
COMPARED = {
    "last_import", "same_file", "counts", "added", "back", "differences", "no_longer_on_the_list", "may_be",
    "may_be_facility",
}  # fmt: skip
MAP = """list = "invented"
kind = "people"
title = "An invented list"
dates = "dmy"
[columns]
name = "ФИО"
born = "Дата рождения"
facility = "Учреждение"
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("lists") / "home"
    assert run(place, "demo").returncode == 0
    return place


def run(home: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "RESTANTE_HOME": str(home)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "restante", *map(str, arguments)]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=120, stdin=subprocess.DEVNULL
    )


def told(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert set(report) >= STABLE
    return report


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "list.csv").write_text(PEOPLE, "cp1251")
    (tmp_path / "map.toml").write_text(MAP, "utf-8")
    return tmp_path / "list.csv", tmp_path / "map.toml"


def test_a_dry_run_without_a_desk_tells_what_was_read(tmp_path: Path, files: tuple[Path, Path]) -> None:
    report = told(run(tmp_path / "none", "people", "import", files[0], "--dry-run", "--json"))
    assert (report["rows"], report["guessed"], report["compared"]) == (3, True, False)
    assert {one["code"] for one in report["findings"]} == {"date-ambiguous", "date-unknown", "like-name", "same-place"}
    assert not (tmp_path / "none").exists()


def test_an_import_is_told_by_rows_and_again_finds_no_difference(home: Path, files: tuple[Path, Path]) -> None:
    words = ("people", "import", files[0], "--map", files[1], "--json")
    dry = told(run(home, *words, "--dry-run"))
    assert dry["counts"] | {"added": 3, "kept": 0} == dry["counts"]
    assert [one["person"] for one in dry["may_be"]] == ["azat-miftakhov", "azat-miftakhov"]
    first = told(run(home, *words))
    assert first["counts"] == dry["counts"]
    again = told(run(home, *words))
    assert again["counts"] == {"added": 0, "changed": 0, "kept": 3, "no_longer_on_the_list": 0, "back": 0}
    assert again["same_file"]
    files[0].write_text(PEOPLE.replace("Пётр Орлов;?;СИЗО-1\n", ""), "cp1251")
    [gone] = told(run(home, *words))["no_longer_on_the_list"]
    assert gone["says"].startswith("no longer on the list of An invented list since ")


HOSTILE = {
    "headings in row three": (
        "Список\n\nФИО;Дата рождения\nПётр Орлов;31.02.2024\n",
        1,
        {"above-headings", "date-impossible"},
    ),
    "a sum below": ("ФИО;Дата рождения\nПётр Орлов;весна 1990\nИтого: 1;\n", 1, {"row-total"}),
    "look-alikes": ("ФИО;Дата рождения\nПётр Oрлoв;1990\nОрлов Петр;1990\n", 2, {"letters-mixed", "same-name"}),
    "serials": ("ФИО;Дата рождения\nПётр Орлов;43497\n", 1, {"date-serial"}),
    "two digits": ("ФИО;Дата рождения\nПётр Орлов;01.02.19\n", 1, {"date-century"}),
    "formulas": ("ФИО;Дата рождения\n=cmd|'/c calc'!A1;1990\n", 1, {"formula"}),
    "rows twice": ("ФИО;Дата рождения\nПётр Орлов;1990\nПётр Орлов;1990\n", 2, {"row-twice", "same-name"}),
    "cells too many": ("ФИО;Дата рождения\nПётр Орлов;1990;лишнее\n", 1, {"row-crooked"}),
    "nobody": ("ФИО;Дата рождения\n;1990\n", 1, {"name-missing"}),
    "a new line in a cell": ('ФИО;Дата рождения\n"Пётр\nОрлов";"1990"\n', 1, set()),
}  # fmt: skip


@pytest.mark.parametrize(
    ("what", "encoding"), list(zip(HOSTILE, itertools.cycle(("utf-8-sig", "utf-16", "cp1251")), strict=False))
)
def test_a_hostile_list_has_its_outcome_in_the_last_line(tmp_path: Path, what: str, encoding: str) -> None:
    text, rows, codes = HOSTILE[what]
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode(encoding))
    report = told(run(tmp_path / "none", "people", "import", path, "--dry-run", "--json"))
    assert report["rows"] == rows
    assert {one["code"] for one in report["findings"]} == codes
    assert report["guessed"]
    assert report["columns"] == {"name": ["ФИО"], "born": ["Дата рождения"]}
    filled = [line for line in text.splitlines() if line.strip(";")]
    told_of = report["rows"] + len(report["left_out"]) + 1 + (what == "a new line in a cell")
    assert told_of == len(filled)


def test_a_fall_is_told_in_the_last_line_and_by_the_status_and_takes_nothing(home: Path, tmp_path: Path) -> None:
    path, words = tmp_path / "fall.csv", ("people", "import", tmp_path / "fall.csv", "--json")
    path.write_text("ФИО\n" + "".join(f"Имя Фамилия{number}\n" for number in range(20)), "utf-8")
    assert set(told(run(home, *words))) >= COMPARED
    path.write_text("ФИО\nИмя Фамилия1\n", "utf-8")
    done = run(home, *words)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    assert (report["fell"], report["counts"]["no_longer_on_the_list"]) == (True, 19)
    assert told(run(home, *words, "--dry-run", "--accept-fall"))["counts"]["kept"] == 1
    assert told(run(home, *words, "--accept-fall"))["counts"]["no_longer_on_the_list"] == 19


def test_a_workbook_is_read_and_one_that_is_a_bomb_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["ФИО", "Дата рождения"])
    book.worksheets[0].append(["Пётр Орлов", date(1990, 2, 1)])
    book.save(tmp_path / "list.xlsx")
    report = told(run(tmp_path / "none", "people", "import", tmp_path / "list.xlsx", "--dry-run", "--json"))
    assert (report["form"], report["rows"]) == ("xlsx", 1)
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", bytes(300 * 2**20))
    done = run(tmp_path / "none", "people", "import", tmp_path / "bomb.xlsx", "--dry-run", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "unpacks" in done.stderr


@pytest.mark.parametrize(
    ("noun", "content", "said"),
    [
        ("people", b"", "empty"),
        ("people", b"a,b\n1,2\n", "which column is the name"),
        ("facilities", b"\x00\x00", "neither"),
        ("facilities", b"[1]", "no single list of objects"),
    ],
)
def test_a_file_of_another_kind_is_one_line_and_status_2(tmp_path: Path, noun: str, content: bytes, said: str) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    done = run(tmp_path / "none", noun, "import", tmp_path / "x.csv", "--dry-run")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert said in done.stderr


def test_a_missing_file_a_strange_map_and_a_day_to_come_are_status_2(tmp_path: Path, files: tuple[Path, Path]) -> None:
    strange: list[tuple[str | Path, ...]] = [
        (tmp_path / "none.csv",),
        (files[0], "--map", "nowhere"),
        (files[0], "--map", "uk-prison-register"),
        (files[0], "--map", files[0]),
        (files[0], "--day", "2999-01-01"),
        (files[0],),
    ]
    for words in strange:
        done = run(tmp_path / "none", "people", "import", *words)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr


@pytest.mark.shared
def test_a_register_is_imported_by_its_headings_alone(home: Path, shared: Path) -> None:
    path = shared / "data" / "uk_prison_register.csv"
    report = told(run(home, "facilities", "import", path, "--json"))
    assert (report["list"], report["rows"], report["counts"]["added"]) == ("uk-prison-register", 174, 174)
    done = run(home, "facilities", "import", path)
    assert "0 new, 0 changed, 174 as before" in done.stdout
