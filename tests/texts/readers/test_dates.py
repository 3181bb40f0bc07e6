# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates as people write them; what could be two days is none."""

from datetime import date

import pytest

from restante.texts.readers.dates import find_date, read_date, read_day

WRITTEN = {
    "17 February 2019": "2019-02-17",
    "February 17, 2019": "2019-02-17",
    "26th January 2022": "2022-01-26",
    "26<sup>th</sup> January 2022": "2022-01-26",
    "1st of May, 1886": "1886-05-01",
    "Sept. 3, 1901": "1901-09-03",
    "17. Februar 2019": "2019-02-17",
    "März 1921": "1921-03",
    "17 de febrero de 2019": "2019-02-17",
    "1er mai 1886": "1886-05-01",
    "17 февраля 2019 г.": "2019-02-17",
    "3 мая 2022 года": "2022-05-03",
    "1 січня 2022": "2022-01-01",
    "лютого 2022": "2022-02",
    "10 липня 2020 року": "2020-07-10",
    "12 жніўня 2020": "2020-08-12",
    "11 лістапада 2020": "2020-11-11",
    "9 sierpnia 2020": "2020-08-09",
    "14 października 2001": "2001-10-14",
    "7 listopada 1917": "1917-11-07",
    "8. dubna 2002": "2002-04-08",
    "2019-02-17": "2019-02-17",
    "17.02.2019": "2019-02-17",
    "02/17/2019": "2019-02-17",
    "2019": "2019",
}


@pytest.mark.parametrize(("said", "meant"), WRITTEN.items(), ids=WRITTEN)
def test_a_date_is_read_in_its_language(said: str, meant: str) -> None:
    assert read_date(said) == meant


@pytest.mark.parametrize(
    "said",
    ["02/03/2019", "31 February 2019", "spring 1999", "1 Brumaire 1793", "", "20190217", "room 2019b", "1999-2001"],
)
def test_what_is_no_one_day_is_no_date(said: str) -> None:
    assert read_date(said) == ""


def test_a_whole_day_is_a_day_and_a_month_is_none() -> None:
    assert read_day("5 травня 2021") == date(2021, 5, 5)
    assert read_day("May 2021") is None


def test_a_date_is_found_within_a_line_with_its_place() -> None:
    line = "Retrieved on 3 May 2020 from a shelf of 1999"
    value, start, end = find_date(line) or ("", 0, 0)
    assert (value, line[start:end]) == ("2020-05-03", "3 May 2020")
