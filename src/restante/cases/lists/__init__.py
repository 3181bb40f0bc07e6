# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists that others keep, of people or of places: read without losing a cell, compared row by row, never believed."""

from restante.cases.lists.comparing import Differences, compare
from restante.cases.lists.mapping import ListMap, choose_map, known_maps, read_map
from restante.cases.lists.observing import Finding, Reading, Row, Value, observe
from restante.cases.lists.tables import ListRefused, Table, read_table

__all__ = [
    "Differences",
    "Finding",
    "ListMap",
    "ListRefused",
    "Reading",
    "Row",
    "Table",
    "Value",
    "choose_map",
    "compare",
    "known_maps",
    "observe",
    "read_map",
    "read_table",
]
