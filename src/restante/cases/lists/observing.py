# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each row becomes what a list says of somebody or somewhere, with the cell as it was written beside what was read."""

import hashlib
import html
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from restante.cases.lists.dirty_dates import Doubt, read_dirty
from restante.cases.lists.mapping import DATES, LINES, ListMap, MapRefused
from restante.cases.lists.spelling import families, mixes_scripts, name_key, pairs_of, tidy
from restante.cases.lists.tables import Table

SAYS: Final = {
    "above-headings": "a row above the headings is no entry: '{value}'",
    "headings-again": "the headings stand there again: it is no entry",
    "row-total": "a sum is no entry: '{value}'",
    "heading-twice": "two columns are headed alike; this one is called '{value}'",
    "heading-missing": "a column without a heading is called '{value}'",
    "column-missing": "this list has no column '{value}', which it had when its map was written",
    "letters-damaged": "{value} letters are damaged and stand as \ufffd",
    "letters-two": "some rows are in {value}, this one first, and the others in UTF-8: each was read as what it is",
    "row-crooked": "the row has more or fewer cells than the headings",
    "row-bare": "only one cell is filled: '{value}'. Is it an entry?",
    "name-missing": "there is no name: the row is kept, and nothing can be matched to it",
    "letters-mixed": "'{value}' mixes Latin and Cyrillic letters that look the same; it is matched as if it did not",
    "formula": "'{value}' is a formula: it is kept as text and not reckoned",
    "id-twice": "'{value}' stands for several rows: each is kept apart, by its name",
    "row-twice": "the row stands there twice, word for word",
    "same-name": "'{value}' is the name of several rows: they stay apart",
    "like-name": "'{value}' may be another row's name, with a word more or less: they stay apart",
    "same-place": "'{value}' may be spellings of one place: they stay apart until an editor joins them",
    "date-unknown": "'{value}' says that the date is not known",
    "date-unread": "'{value}' is not read as a date",
    "date-impossible": "'{value}' is a day that no calendar has",
    "date-ambiguous": """'{value}' may be two days: say dates = "dmy" or "mdy" in the map""",
    "date-century": "'{value}' does not say the century",
    "date-serial": "'{value}' looks like a day counted by a spreadsheet: say serials = true in the map if it is",
    "date-winter": "'{value}' lies in two years",
    "date-future": "'{value}' has not come yet",
    "order": "'{value}': detained before being born",
}
NO_ENTRY: Final = frozenset(("above-headings", "headings-again", "row-total"))
"""Rows of the file that are not among the rows of the list."""
_SHORT: Final = 200
_WIDE: Final = 3


@dataclass(frozen=True, slots=True)
class Value:
    """`text` is what was read (a date in its canonical form), empty if it could not be; `raw` as it was written."""

    text: str
    raw: str

    @property
    def said(self) -> str:
        """What two imports are compared by."""
        return self.text or self.raw


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a cell, a row (no column) or the list (row 0) that somebody should look at."""

    code: str
    row: int
    column: str = ""
    value: str = ""

    def say(self) -> str:
        """In English, for the command line."""
        where = f"row {self.row}" + (f", column '{self.column}'" if self.column else "") if self.row else "list"
        return f"{where}: " + SAYS[self.code].format(value=self.value)


@dataclass(frozen=True, slots=True)
class Row:
    """`id` is the list's own, or made of name and year of birth where it has none; `at` its row in the file."""

    id: str
    at: int
    name: str
    values: Mapping[str, Value]
    raw: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """Every form the list gives, other names too."""
        forms = [self.name]
        forms += [value.text for key, value in self.values.items() if key.startswith("name_")]
        if "aliases" in self.values:
            forms += [one.strip() for one in re.split(r"[;|\n]", self.values["aliases"].text)]
        return tuple(dict.fromkeys(form for form in forms if form))


@dataclass(frozen=True, slots=True)
class Reading:
    """Every row of the table, in its order, and what is odd."""

    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]

    @property
    def left_out(self) -> tuple[Finding, ...]:
        """Rows of the file that are no entries, each with its words: nothing else is left out."""
        return tuple(one for one in self.findings if one.code in NO_ENTRY)

    @property
    def said(self) -> dict[str, dict[str, str]]:
        """For `compare`."""
        return {row.id: {key: value.said for key, value in row.values.items()} for row in self.rows}


def observe(table: Table, chosen: ListMap, today: date) -> Reading:
    """Nothing is left out: a row that cannot be understood is a row with findings. Raises MapRefused."""
    if missing := chosen.needs(table.headings):
        raise MapRefused(reason=f"the list has no column '{missing[0]}'")
    findings = [Finding("column-missing", 0, one, one) for one in chosen.missing(table.headings)]
    findings += [Finding(one.code, one.row, one.column, one.value) for one in table.remarks]
    rows = []
    for at, cells in table.rows:
        values, doubts = _values(cells, at, chosen, today)
        findings += doubts
        name = _name(cells, values, chosen)
        findings += _odd_about(cells, at, name, chosen, len(table.headings))
        rows.append(Row(_own_id(cells, values, name, chosen), at, name, values, cells))
    kept = list(_apart(rows, findings, own="id" in chosen.columns))
    if chosen.kind == "people":
        findings += _of_one_name(kept)
        findings += _of_like_names(kept)
    findings += _spellings(kept, chosen)
    return Reading(tuple(kept), tuple(sorted(findings, key=lambda one: (one.row, one.column, one.code))))


def _values(cells: Mapping[str, str], at: int, chosen: ListMap, today: date) -> tuple[dict[str, Value], list[Finding]]:
    values: dict[str, Value] = {key: Value(text, text) for key, text in chosen.constants.items()}
    findings = []
    first: dict[str, date] = {}
    for key, headings in chosen.columns.items():
        parts = [cells.get(heading, "").strip() for heading in headings]
        raw = ("\n" if key in LINES else " ").join(part for part in parts if part)
        if key == "id" or not raw:
            continue
        if key not in DATES:
            values[key] = Value(_tidy(raw, key), raw)
            continue
        column = headings[0]
        try:
            read = read_dirty(raw, chosen.dates, serials=chosen.serials)
        except Doubt as doubt:
            findings.append(Finding(doubt.code, at, column, raw[:_SHORT]))
            values[key] = Value("", raw)
            continue
        values[key] = Value("" if read is None else read.text, raw)
        if read is not None:
            first[key] = read.last
            if read.first > today:
                findings.append(Finding("date-future", at, column, raw[:_SHORT]))
    if "born" in first and "detained" in first and first["detained"] < first["born"]:
        findings.append(Finding("order", at, chosen.columns["detained"][0], values["detained"].raw[:_SHORT]))
    return values, findings


def _odd_about(cells: Mapping[str, str], at: int, name: str, chosen: ListMap, width: int) -> Iterator[Finding]:
    if not name:
        yield Finding("name-missing", at)
    elif mixes_scripts(name):
        yield Finding("letters-mixed", at, value=name[:_SHORT])
    filled = [cell for cell in cells.values() if cell.strip()]
    if width >= _WIDE and len(filled) == 1:
        yield Finding("row-bare", at, value=filled[0][:_SHORT])
    for heading in chosen.headings:
        if cells.get(heading, "").lstrip().startswith("="):
            yield Finding("formula", at, heading, cells[heading][:_SHORT])


def _tidy(raw: str, key: str) -> str:
    lines = [tidy(html.unescape(line)) for line in raw.splitlines()]
    return "\n".join(line for line in lines if line) if key in LINES else " ".join(lines)


def _name(cells: Mapping[str, str], values: dict[str, Value], chosen: ListMap) -> str:
    if chosen.name:
        told = re.sub(r"\{([^{}]+)\}", lambda found: cells.get(found[1], "").strip(), chosen.name)
        told = " ".join(told.split()).strip(" ,-")
        values["name"] = Value(told, told)
    forms = [values[key].text for key in ("name", *sorted(values)) if key.startswith("name") and key in values]
    return forms[0] if forms else ""


def _own_id(cells: Mapping[str, str], values: Mapping[str, Value], name: str, chosen: ListMap) -> str:
    parts = [" ".join(cells.get(heading, "").split()) for heading in chosen.columns.get("id", ())]
    if any(parts):
        return _short("/".join(parts))
    year = values["born"].text[:4] if "born" in values else ""
    return _short(f"{name_key(name)} {year}".strip() or f"row {_mark(cells)}")


def _short(text: str) -> str:
    return text if len(text) <= 150 else f"{text[:130]}~{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _mark(cells: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()[:10]


def _apart(rows: list[Row], findings: list[Finding], *, own: bool) -> Iterator[Row]:
    """An id that stands for several rows gets the row's name, or what else tells them apart, so that none is lost.

    What it gets does not hang on the order of rows: a list sorted otherwise says the same.
    """
    by_id = Counter(row.id for row in rows)
    names = Counter((row.id, name_key(row.name)) for row in rows)
    used: Counter[str] = Counter()
    for row in rows:
        told = row.id
        if by_id[told] > 1:
            if own:
                findings.append(Finding("id-twice", row.at, value=told[:_SHORT]))
            alone = names[told, name_key(row.name)] == 1
            told = _short(f"{told}#{name_key(row.name) if alone else _mark(row.raw)}")
        used[told] += 1
        if used[told] > 1:
            findings.append(Finding("row-twice", row.at))
            told = f"{told}#{used[told]}"
        yield replace(row, id=told)


def _of_one_name(rows: list[Row]) -> Iterator[Finding]:
    named: dict[str, list[Row]] = {}
    for row in rows:
        if row.name:
            named.setdefault(name_key(row.name), []).append(row)
    for alike in named.values():
        if len(alike) > 1:
            yield from (Finding("same-name", row.at, value=row.name[:_SHORT]) for row in alike)


def _of_like_names(rows: list[Row]) -> Iterator[Finding]:
    """A name of two words and a longer one that has both: 'Азат Мифтахов', 'Мифтахов Азат Фанисович'."""
    short: dict[str, list[Row]] = {}
    long: dict[str, list[Row]] = {}
    for row in rows:
        pairs = pairs_of(row.name)
        for pair in pairs:
            (short if len(pairs) == 1 else long).setdefault(pair, []).append(row)
    told: set[int] = set()
    for pair in short.keys() & long.keys():
        for row in (*short[pair], *long[pair]):
            if row.at not in told:
                told.add(row.at)
                yield Finding("like-name", row.at, value=row.name[:_SHORT])


def _spellings(rows: list[Row], chosen: ListMap) -> Iterator[Finding]:
    if chosen.kind == "people":
        told = [row.values["facility"].text for row in rows if "facility" in row.values]
    else:
        told = [name for row in rows for name in row.names]
    for alike in families([one for one in told if one]):
        yield Finding("same-place", 0, value="; ".join(alike)[: _SHORT * 4])
