# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists that others keep, of people or of places: read without losing a cell, compared row by row, never believed."""

from restante.cases.lists.comparing import Differences, compare
from restante.cases.lists.mapping import ListMap, choose_map, guess_columns, known_maps, read_map, write_map
from restante.cases.lists.observing import Finding, Reading, Row, Value, observe
from restante.cases.lists.tables import ListRefused, Remark, Table, read_table

__all__ = [
    "Differences",
    "Finding",
    "ListMap",
    "ListRefused",
    "Reading",
    "Remark",
    "Row",
    "Table",
    "Value",
    "choose_map",
    "compare",
    "guess_columns",
    "known_maps",
    "observe",
    "read_map",
    "read_table",
    "write_map",
]
