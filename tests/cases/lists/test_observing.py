# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows become sayings: nothing is lost, nobody is merged, and every oddity has its row and column."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.cases.lists import choose_map, compare, observe, read_map, read_table
from restante.cases.lists.mapping import MapRefused, NoMap
from restante.cases.lists.observing import Reading
from restante.cases.lists.spelling import families, may_be_one

TODAY = date(2026, 11, 23)
MAP = b"""
list = "invented"
kind = "people"
[columns]
name = "name"
born = "born"
facility = "where"
"""
ROWS = [
    "Пётр Фёдоров,01.02.1990,ИК-17",
    "Фёдоров Петр,1/2/1991,ФКУ ИК №17",
    "Petr Fedorov,?,IK 17",
    "Пётр Фёдоров,01.02.1990,КП-17",
    "Мария Орлова,,СИЗО-1",
]


def read(rows: list[str]) -> Reading:
    table = read_table(("name,born,where\n" + "\n".join(rows) + "\n").encode(), "x.csv")
    return observe(table, read_map(MAP), TODAY)


def test_people_of_one_name_stay_apart_and_are_told() -> None:
    reading = read(ROWS)
    assert len({row.id for row in reading.rows}) == len(ROWS)
    told = Counter(finding.code for finding in reading.findings)
    assert told == {"same-name": 4, "date-ambiguous": 1, "date-unknown": 1, "same-place": 1}
    [ambiguous] = [finding for finding in reading.findings if finding.code == "date-ambiguous"]
    assert (ambiguous.row, ambiguous.column, ambiguous.value) == (3, "born", "1/2/1991")
    assert reading.rows[1].values["born"].raw == "1/2/1991"
    assert reading.rows[1].values["born"].text == ""


def test_spellings_of_one_place_meet_and_another_kind_of_place_does_not() -> None:
    assert families(["ИК-17", "ФКУ ИК №17", "IK 17", "КП-17", "ИК-18"]) == (("ИК-17", "ФКУ ИК №17", "IK 17"),)
    assert families(["Prison No. 13", "13th prison", "prison #13", "Prison 11"]) == (
        ("Prison No. 13", "13th prison", "prison #13"),
    )
    assert families(["Leeds (HMP)", "HMP Leeds", "HMP & YOI Leeds"]) == (
        ("Leeds (HMP)", "HMP Leeds", "HMP & YOI Leeds"),
    )


def test_a_name_without_its_patronymic_may_be_the_same_and_a_first_name_may_not() -> None:
    assert may_be_one("Азат Мифтахов", "Miftakhov Azat Fanisovich")
    assert not may_be_one("Азат", "Азат Мифтахов")
    assert not may_be_one("Иван Петров", "Пётр Иванов")


@settings(max_examples=25)
@given(st.permutations(ROWS))
def test_a_list_sorted_otherwise_says_the_same(rows: list[str]) -> None:
    assert read(list(rows)).said == read(ROWS).said
    differences = compare(read(ROWS).said, read(list(rows)).said)
    assert (differences.added, differences.gone, differences.changes) == ((), (), ())


@pytest.mark.parametrize(("gone", "fell"), [(4, False), (5, False), (6, True)])
def test_a_fall_is_more_than_a_tenth(gone: int, fell: bool) -> None:
    before = {str(row): {"name": "x"} for row in range(50)}
    after = {str(row): {"name": "x"} for row in range(gone, 50)}
    assert compare(before, after).fell is fell


@pytest.mark.parametrize(
    "text",
    [b"[", b"list = 1", b'list = "A B"', b'list = "x"\nspeed = 1', b'list = "x"\n[columns]\nnaem = "a"',
     b'list = "x"\n[columns]\nborn = "a"', b'list = "x"\ndates = "often"\n[columns]\nname = "a"'],
)  # fmt: skip
def test_a_map_that_nobody_can_follow_is_refused(text: bytes) -> None:
    with pytest.raises(MapRefused):
        read_map(text)


def test_a_column_that_the_list_has_not_is_named() -> None:
    with pytest.raises(MapRefused, match="'where'"):
        observe(read_table(b"name,born\nAnn,1990\n", "x"), read_map(MAP), TODAY)


def test_headings_are_guessed_or_else_asked_for() -> None:
    guessed = choose_map(["ФИО", "Дата рождения", "Статья"], "people", "x")
    assert guessed.guessed
    assert set(guessed.columns) == {"name", "born", "articles"}
    with pytest.raises(NoMap, match="a, b"):
        choose_map(["a", "b"], "people", "x")
