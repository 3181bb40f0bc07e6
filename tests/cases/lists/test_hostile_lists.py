# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists as people send them: whatever was done to the file, no row is lost, and its outcome is said."""

import csv
import io
import random
import zipfile
from collections import Counter
from collections.abc import Sequence
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.cases.lists import ListRefused, choose_map, guess_columns, observe, read_map, read_table, write_map
from restante.cases.lists.mapping import known_maps
from restante.cases.lists.observing import SAYS, Reading
from restante.cases.lists.spelling import fold, may_be_one, name_key

TODAY = date(2026, 11, 23)
HEAD = ["ФИО", "Дата рождения", "Задержан", "Где содержится", "Статья"]
NAMES = [
    "Азат Мифтахов", "Мифтахов Азат", "Мифтахов Азат Фанисович", "Azat Miftakhov", "Miftahov Azat", "Мифтахoв Азат",
    "  Азат\u00a0Мифтахов ", "Фёдор Ёжиков", "Федор Ежиков", "Фе\u0301дор Ежиков", "А\u200bнна Орлова",
    "=cmd|'/c calc'!A1",
    "О'Коннор-Смит Джон", "Иванов, Иван", 'Пётр "Кит" Орлов', "Мария\nОрлова", "الاسم", "李", "",
]  # fmt: skip
DATES = [
    "31.02.2024", "весна 2021", "43497", "c 2019 г.", "01.02.19", "1/2/2019", "?", "", "2019", "1 февраля 2019 г.",
    "01.02.1990", "зима 2020", "2999-01-01", "вчера",
]  # fmt: skip
PLACES = ["ИК-17", "ФКУ ИК №17", "ик 17", "СИЗО-1", "Сизо № 1", "КП-17", "", "ИК-17 УФСИН России по Кировской обл."]
CODES = dict.fromkeys(SAYS)

rows = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(DATES), st.sampled_from(DATES), st.sampled_from(PLACES),
              st.sampled_from(["213", "205.2 ч. 2; 318", ""])),
    min_size=1, max_size=12,
)  # fmt: skip


def written(table: Sequence[Sequence[str]], delimiter: str = ";") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(table)
    return stream.getvalue()


def read(data: bytes | str) -> Reading:
    table = read_table(data.encode() if isinstance(data, str) else data, "list.csv")
    return observe(table, choose_map(table.headings, "people", "hostile"), TODAY)


def said_of(reading: Reading) -> Counter[tuple[tuple[str, str], ...]]:
    return Counter(tuple(sorted((key, value.said) for key, value in row.values.items())) for row in reading.rows)


@settings(max_examples=60, deadline=None)
@given(rows)
def test_every_row_is_an_entry_or_said_to_be_none_and_every_cell_is_kept(table: list[tuple[str, ...]]) -> None:
    full = [row for row in table if any(cell.strip() for cell in row)]
    reading = read(written([HEAD, *table]))
    assert len(reading.rows) + len(reading.left_out) == len(full)
    assert len({row.id for row in reading.rows}) == len(reading.rows)
    kept = Counter(cell for row in reading.rows for cell in row.raw.values() if cell.strip())
    assert kept == Counter(cell for row in full for cell in row if cell.strip())
    assert {one.code for one in reading.findings} <= set(SAYS)
    assert all(one.say() for one in reading.findings)
    for row in reading.rows:
        for key, value in row.values.items():
            assert value.raw, key
            assert value.text or any(one.row == row.at for one in reading.findings), (key, value)


@settings(max_examples=40, deadline=None)
@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_that_is_said(table: list[tuple[str, ...]], chance: random.Random) -> None:
    before = read(written([HEAD, *table]))
    again = list(table)
    chance.shuffle(again)
    after = read(written([HEAD, *again]))
    assert after.said == before.said
    assert Counter(one.code for one in after.findings) == Counter(one.code for one in before.findings)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_whatever_its_letters_and_its_signs_the_list_says_the_same(encoding: str, delimiter: str) -> None:
    table = [HEAD, ["Мифтахов Азат", "21.03.1993", "7 февраля 2019", "ИК-17, Киров; Россия", "213\nч. 2"],
             ["Орлова Анна", "1990", "весна 2021", "СИЗО-1", "205.2"]]  # fmt: skip
    assert said_of(read(written(table, delimiter).encode(encoding))) == said_of(read(written(table)))


def test_western_letters_are_not_made_russian() -> None:
    table = read_table("name;born\nJosé Müller;1990\nGarção Ångström;1991\n".encode("cp1252"), "x.csv")
    assert [cells["name"] for _at, cells in table.rows] == ["José Müller", "Garção Ångström"]


def test_letters_cut_through_are_told_and_the_rest_is_utf8() -> None:
    data = ("ФИО;born\n" + "Пётр Орлов;1990\n" * 40).encode() + b"\xd0;1991\n"
    reading = read(data)
    assert reading.rows[0].name == "Пётр Орлов"
    assert [one.value for one in reading.findings if one.code == "letters-damaged"] == ["1"]


@pytest.mark.parametrize("old", ["cp1251", "koi8-u", "cp866"])
@pytest.mark.parametrize("rows", [1, 40])
def test_two_exports_in_one_file_are_read_each_in_its_own_letters(old: str, rows: int) -> None:
    ours = "ФИО;born\n" + "Пётр Орлов;1990\n" * 40
    theirs = "Анна Сидорова;1991\n" * rows
    reading = read(ours.encode() + theirs.encode(old) + "Jiří Novák;1992\n".encode())
    assert [row.name for row in reading.rows] == ["Пётр Орлов"] * 40 + ["Анна Сидорова"] * rows + ["Jiří Novák"]
    assert [(one.row, one.value) for one in reading.findings if one.code == "letters-two"] == [(42, old)]
    assert not [one for one in reading.findings if one.code == "letters-damaged"]


@pytest.mark.parametrize("letters", ["cp1251", "koi8-u", "cp866"])
def test_rows_that_could_be_utf8_by_chance_do_not_make_two_files_of_one(letters: str) -> None:
    reading = read(("ФИО;born\nИван Дё;1990\nДё;1991\nЛё;1992\n" + "Анна Сидорова;1993\n" * 9).encode(letters))
    assert [row.name for row in reading.rows][:3] == ["Иван Дё", "Дё", "Лё"]
    assert not [one for one in reading.findings if one.code == "letters-two"]


def test_a_key_that_stands_twice_in_an_object_loses_neither_value() -> None:
    table = read_table(b'[{"name": "Anna", "born": "1990", "born": "1991"}]', "x.json")
    assert table.rows[0][1] == {"name": "Anna", "born": "1990", "born (2)": "1991"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ('name;born\n"Анна;1990\nПётр;1991\n', "the file ends within a cell"),
        ("name;born\n" + "a" * 100_001 + ";1990\n", "line 2: a cell has more than 100000 characters"),
    ],
)
def test_a_cell_without_an_end_says_what_is_wrong_with_it(data: str, reason: str) -> None:
    with pytest.raises(ListRefused, match=reason):
        read_table(data.encode(), "x.csv")


def test_headings_in_row_four_sums_below_and_headings_again_are_no_entries() -> None:
    text = "Список политзаключённых;;\n\nна 01.11.2026;;\nФИО;Дата рождения;Статья\nПётр Орлов;1990;213\n"
    text += "ФИО;Дата рождения;Статья\nАнна Зимина;1991;318\nИтого: 2 человека;;\n"
    reading = read(text)
    assert [row.name for row in reading.rows] == ["Пётр Орлов", "Анна Зимина"]
    assert [(one.code, one.row) for one in reading.left_out] == [
        ("above-headings", 1), ("above-headings", 3), ("headings-again", 6), ("row-total", 8),
    ]  # fmt: skip


def test_one_column_of_names_with_commas_is_one_column() -> None:
    reading = read("ФИО\nОрлов, Пётр\nЗимина, Анна\n")
    assert [row.name for row in reading.rows] == ["Орлов, Пётр", "Зимина, Анна"]
    assert not reading.findings


def test_json_by_lines_is_a_list() -> None:
    table = read_table(b'{"name": "Ann"}\n\n{"name": "Bob", "born": 1990}\n', "x.jsonl")
    assert [cells["name"] for _at, cells in table.rows] == ["Ann", "Bob"]


def test_half_letters_and_zeros_fit_into_a_database() -> None:
    table = read_table(b'[{"name": "a\\ud800\\u0000b", "born": null}]', "x.json")
    assert table.rows[0][1]["name"] == "a?\ufffdb"


def test_somebody_called_total_is_an_entry() -> None:
    assert len(read("name;born;prison;articles\nTotal;1990;Jail;1\nSum Wan;1991;Jail;2\n").rows) == 2


def test_merged_headings_in_two_rows_are_the_lower_ones_told_apart_by_the_upper() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["№", "Персона", None, "Арест", None, "Приговор", None],
        [None, "ФИО", "Дата рождения", "Дата", "Где", "Дата", "Срок"],
        [1, "Пётр Орлов", date(1990, 2, 1), "весна 2021", "ИК-17", 44000, "3 года"],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:C1")
    stream = io.BytesIO()
    book.save(stream)
    table = read_table(stream.getvalue(), "x.xlsx")
    assert table.headings == ("№", "ФИО", "Дата рождения", "Арест: Дата", "Где", "Приговор: Дата", "Срок")
    assert table.rows[0][1]["Дата рождения"] == "1990-02-01"


def test_headings_alike_and_columns_without_one_are_called_something_and_told() -> None:
    table = read_table(b"name,born,born,,note\nAnn,1990,1991,x,y\n", "x.csv")
    assert table.headings == ("name", "born", "born (2)", "column 4", "note")
    assert {one.code for one in table.remarks} == {"heading-twice", "heading-missing"}


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        ("Мифтахов Азат", "Азат Мифтахов", True),
        ("Мифтахов Азат Фанисович", "Азат Мифтахов", True),
        ("Мифтахов А. Ф.", "Азат Фанисович Мифтахов", True),
        ("А.Ф. Мифтахов", "Miftakhov Azat Fanisovich", True),
        ("Мифтахoв Aзат", "Мифтахов Азат", True),
        ("Фёдоров Пётр", "Федоров Петр", True),
        ("Мифтахов Б. Ф.", "Азат Фанисович Мифтахов", False),
        ("Мифтахов", "Азат Мифтахов", False),
        ("А. Ф.", "Азат Фанисович", False),
        ("Азат Мифтахов", "Азат Сафин", False),
    ],
)
def test_who_may_be_one(left: str, right: str, alike: bool) -> None:
    assert may_be_one(left, right) is alike
    assert may_be_one(right, left) is alike


@pytest.mark.parametrize("text", ["Ивaнов", "Иванов\u00ad", "\u202eИванов", "И\u200dванов", "ИВАНОВ", "\ufeffИванов"])
def test_what_cannot_be_seen_does_not_make_another_name(text: str) -> None:
    assert name_key(text) == name_key("Иванов")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_folding_twice_folds_no_further(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(data: bytes) -> None:
    try:
        table = read_table(data, "x")
    except ListRefused:
        return
    assert table.headings
    assert len(set(table.headings)) == len(table.headings)


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet=st.sampled_from("аbя\n\r\t;,|\"'=0 1./[]{}:\x00\u2028ё"), max_size=200))
def test_any_scraps_of_a_table_are_a_table_or_refused(text: str) -> None:
    try:
        table = read_table(text.encode(), "x")
    except ListRefused:
        return
    for _at, cells in table.rows:
        assert all("\x00" not in cell for cell in cells.values())


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (["Фамилия", "Имя", "Отчество", "Год рождения"],
         {"name": ("Фамилия", "Имя", "Отчество"), "born": ("Год рождения",)}),
        (["Last name", "First name", "DOB"], {"name": ("Last name", "First name"), "born": ("DOB",)}),
        (["ФИО заключённого", "Дата рождения (если известна)"],
         {"name": ("ФИО заключённого",), "born": ("Дата рождения (если известна)",)}),
        (["Імя і прозвішча", "Дата нараджэння", "Дата затрымання", "Месца зняволення"],
         {"name": ("Імя і прозвішча",), "born": ("Дата нараджэння",), "detained": ("Дата затрымання",),
          "facility": ("Месца зняволення",)}),
        (["Name and surname", "Date of birth", "Date of detention", "Charges indicted", "Prison"],
         {"name": ("Name and surname",), "born": ("Date of birth",), "detained": ("Date of detention",),
          "articles": ("Charges indicted",), "facility": ("Prison",)}),
        (["Прізвище", "Ім'я", "По батькові", "Стаття"],
         {"name": ("Прізвище", "Ім'я", "По батькові"), "articles": ("Стаття",)}),
    ],
)  # fmt: skip
def test_columns_are_guessed_in_five_languages(headings: list[str], columns: dict[str, tuple[str, ...]]) -> None:
    assert guess_columns(headings, "people") == columns


VIASNA = "id,url,name,status,gender,photo,description,birthday,arrested,articles,prison,declaration,decision,penalty,judge,councel,penalty_start_date,release_date,verdict_date,appeal_date,fake_terrorist_list,died,clusters"  # noqa: E501 -- as it is exported


def test_viasnas_and_ovd_infos_exports_are_known_by_their_columns() -> None:
    data = (
        f"{VIASNA}\n7,https://example.org/7,Ян Прыклад,active,male,,,1980-01-02,2026-01-03,342,ИК-1" + "," * 12 + "\n"
    )
    table = read_table(data.encode(), "x.csv")
    chosen = choose_map(table.headings, "people", "x")
    assert chosen.slug == "viasna"
    [one] = observe(table, chosen, TODAY).rows
    assert (one.id, one.values["detained"].text, one.values["country"].text) == ("7", "2026-01-03", "by")
    flat = b'{"total": 1, "data": [{"person_id": "r1", "name_ru": "\xd0\xaf\xd0\xbd", "persecution_imprisoned": true,'
    flat += b' "penal_facility_ru": ["IK-1", "IK-2"]}]}'
    table = read_table(flat, "x.json")
    chosen = choose_map(table.headings, "people", "x")
    assert chosen.slug == "ovd-info"
    reading = observe(table, chosen, TODAY)
    assert reading.rows[0].values["facility"].text == "IK-1; IK-2"
    assert "column-missing" in {one.code for one in reading.findings}


@pytest.mark.parametrize("slug", sorted(known_maps()))
def test_a_map_written_is_the_map_read(slug: str) -> None:
    known = known_maps()[slug]
    assert read_map(write_map(known).encode()) == known


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"<workbook/>")
        packed.writestr("xl/sharedStrings.xml", b"x" * (300 * 2**20))
    with pytest.raises(ListRefused, match="unpacks"):
        read_table(stream.getvalue(), "x.xlsx")


def test_a_million_rows_are_refused_and_not_read_to_the_end() -> None:
    with pytest.raises(ListRefused, match="more than 200000 rows"):
        read_table(b"name;born\n" + b"A;1\n" * 1_000_000, "x.csv")
