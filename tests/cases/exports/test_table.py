# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table opens in a spreadsheet with its letters whole, and computes nothing."""

import csv
import io

import pytest

from restante.cases.exports import case_csv
from restante.cases.exports.table import COLUMNS, plain
from restante.cases.records import Case
from tests.cases.exports.sample import CASE


def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(case_csv(CASE).decode("utf-8-sig"), newline="")))


def test_there_is_a_row_for_each_citation_and_one_for_a_claim_without() -> None:
    assert [(row["claim"], row["source"]) for row in rows()] == [
        ("c01", "paper"),
        ("c01", "blog"),
        ("c02", "blog"),
        ("c03", ""),
    ]


def test_a_row_names_its_source_its_words_and_what_contradicts_it() -> None:
    first = rows()[0]
    assert first["quotation"] == "задержан; 1 февраля, утром"
    assert first["source_published"] == "2019-02-05"
    assert first["relations"] == "contradicts c02"
    assert first["facts_as_of"] == "2026-02-20"


def test_a_quotation_is_no_formula() -> None:
    assert rows()[2]["quotation"] == '\'=HYPERLINK("https://evil.example","x")'
    assert (rows()[3]["text_en"], rows()[3]["text_ru"]) == ("'-1+2", "'@сумма")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "\u00a0=1", "\0=1"])
def test_every_beginning_of_a_formula_is_defused(text: str) -> None:
    assert plain(text).startswith("'")


def test_a_table_of_nothing_has_its_columns() -> None:
    assert case_csv(Case("ivan")).decode("utf-8-sig") == ",".join(COLUMNS) + "\r\n"


def test_the_table_begins_with_the_mark_by_which_spreadsheets_know_utf_8() -> None:
    assert case_csv(CASE).startswith(b"\xef\xbb\xbfperson,")
