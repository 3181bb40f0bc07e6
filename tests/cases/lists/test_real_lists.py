# SPDX-License-Identifier: AGPL-3.0-or-later
"""Registers as they are: every row of every one, known by its headings alone."""

from datetime import date
from pathlib import Path

import pytest

from restante.cases.lists import choose_map, observe, read_table


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "rows", "findings"),
    [
        ("uk_prison_register", 174, {"id-twice", "same-place"}),
        ("us_bop_federal_prisons", 122, set()),
        ("ru_courts_sudrf", 2311, set()),
        ("ru_fsin_facilities", 834, set()),
    ],
)
def test_a_register_is_read_whole(shared: Path, name: str, rows: int, findings: set[str]) -> None:
    table = read_table((shared / "data" / f"{name}.csv").read_bytes(), name)
    chosen = choose_map(table.headings, "places", "unknown")
    assert chosen.slug == name.replace("_", "-")
    reading = observe(table, chosen, date(2026, 11, 23))
    assert len(reading.rows) == len({row.id for row in reading.rows}) == rows
    assert {finding.code for finding in reading.findings} == findings
    assert all(row.name for row in reading.rows)
