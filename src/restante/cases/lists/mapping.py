# SPDX-License-Identifier: AGPL-3.0-or-later
"""MAP.toml: which column is what. Those of known lists come along; a list without a map is guessed by its headings."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Final

from restante.cases.lists.headings import GUESSES, NAME_PARTS
from restante.cases.lists.spelling import fold, tidy
from restante.errors import BadInput

KINDS: Final = ("people", "places")
ORDERS: Final = ("", "dmy", "mdy", "ymd")
DATES: Final = ("born", "detained", "verdict", "released", "observed", "closed")
LINES: Final = ("address",)
_PLAIN: Final = frozenset(
    ("id", "name", "aliases", "articles", "facility", "region", "country", "status", "type", "number", "term",
     "occupation", "citizenship", "gender", "source_title", "died", "source_url", "address", *DATES)
)  # fmt: skip
_NAMED: Final = re.compile(r"name_[a-z]{2,3}|x_[a-z0-9_]{1,40}")
_BEGINNING: Final = 3
"""A longer heading may begin by a word of so many letters: 'ФИО заключённого', 'Дата рождения (если известна)'."""
_SLUG: Final = re.compile(r"[a-z0-9-]{1,64}")
_KEYS: Final = {
    "list",
    "kind",
    "title",
    "url",
    "licence",
    "dates",
    "serials",
    "columns",
    "constants",
    "name",
    "known_by",
}


class MapRefused(BadInput):
    """The map says something that no list can follow."""

    code = "list-map-refused"
    text = "The map cannot be followed: {reason}. docs/how-to/import-lists.md shows a whole one."


class NoMap(BadInput):
    """No known list has such headings, and no column is headed by a word for a name."""

    code = "list-map-missing"
    text = "Nobody said which column is the name. Columns: {headings}. Write a map and give it with --map."


@dataclass(frozen=True, slots=True)
class ListMap:
    """`columns`: field -> headings whose cells are joined by one space (lines, for an address)."""

    slug: str
    kind: str
    columns: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    url: str = ""
    licence: str = ""
    dates: str = ""
    serials: bool = False
    name: str = ""
    """A pattern such as '{type}-{number}, {region}', of headings, where no column is the name."""
    guessed: bool = False
    known_by: tuple[str, ...] = ()
    """Columns by which the list is recognised; where these are named, others may be missing."""

    @property
    def headings(self) -> tuple[str, ...]:
        """Every column that the map names."""
        wanted = [heading for group in self.columns.values() for heading in group]
        return tuple(dict.fromkeys((*self.known_by, *wanted, *re.findall(r"\{([^{}]+)\}", self.name))))

    def missing(self, headings: Sequence[str]) -> tuple[str, ...]:
        """Columns that the map names and the list has not."""
        return tuple(heading for heading in self.headings if heading not in headings)

    def needs(self, headings: Sequence[str]) -> tuple[str, ...]:
        """Of those that are missing the ones without which the list is not this one."""
        return tuple(one for one in self.missing(headings) if not self.known_by or one in self.known_by)


def read_map(data: bytes) -> ListMap:
    """Raises MapRefused; an unknown key is refused, for it is a slip of the pen that would lose a column."""
    try:
        told = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise MapRefused(reason="it is not TOML") from error
    unknown = sorted(set(told) - _KEYS)
    if unknown:
        raise MapRefused(reason=f"'{unknown[0]}' means nothing here")
    slug, kind = told.get("list", ""), told.get("kind", "people")
    if not isinstance(slug, str) or not _SLUG.fullmatch(slug):
        raise MapRefused(reason="'list' is a short name of small Latin letters, digits and hyphens")
    if kind not in KINDS:
        raise MapRefused(reason="'kind' is people or places")
    if told.get("dates", "") not in ORDERS:
        raise MapRefused(reason="'dates' is dmy, mdy or ymd")
    if not isinstance(told.get("serials", False), bool):
        raise MapRefused(reason="'serials' is true or false")
    columns = {key: _headings_of(key, value) for key, value in _part(told, "columns").items()}
    constants = {key: str(value) for key, value in _part(told, "constants").items()}
    if any(isinstance(value, list | dict) for value in _part(told, "constants").values()):
        raise MapRefused(reason="a constant is one text or number")
    strange = [key for key in (*columns, *constants) if key not in _PLAIN and not _NAMED.fullmatch(key)]
    if strange:
        raise MapRefused(reason=f"no field is called '{strange[0]}'; one of your own begins with x_")
    pattern = told.get("name", "")
    if not pattern and not any(key == "name" or key.startswith("name_") for key in columns):
        raise MapRefused(reason="no column is the name")
    return ListMap(
        slug,
        kind,
        columns,
        constants,
        title=str(told.get("title", "")),
        url=str(told.get("url", "")),
        licence=str(told.get("licence", "")),
        dates=told.get("dates", ""),
        serials=told.get("serials", False),
        name=str(pattern),
        known_by=_headings_of("known_by", told["known_by"]) if told.get("known_by") else (),
    )


def _part(told: Mapping[str, Any], key: str) -> dict[str, Any]:
    part = told.get(key, {})
    if not isinstance(part, dict):
        raise MapRefused(reason=f"'{key}' is a table")
    return part


def _headings_of(key: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str) and tidy(value):
        return (tidy(value),)
    if isinstance(value, list) and value and all(isinstance(one, str) and tidy(one) for one in value):
        return tuple(tidy(one) for one in value)
    raise MapRefused(reason=f"'{key}' names a column, or a list of columns")


def known_maps() -> dict[str, ListMap]:
    """Those that come along, by the name of their list."""
    folder = files("restante.cases.lists") / "maps"
    found = (read_map(one.read_bytes()) for one in folder.iterdir() if one.name.endswith(".toml"))
    return {one.slug: one for one in sorted(found, key=lambda known: known.slug)}


def write_map(told: ListMap) -> str:
    """As TOML; `read_map(write_map(x).encode())` says the same, but for whether it was guessed."""
    lines = [f"list = {_quoted(told.slug)}", f"kind = {_quoted(told.kind)}"]
    lines += [
        f"{key} = {_quoted(value)}"
        for key in ("title", "url", "licence", "dates", "name")
        if (value := str(getattr(told, key)))
    ]
    lines += ["serials = true"] if told.serials else []
    lines += [f"known_by = {_listed(told.known_by)}"] if told.known_by else []
    lines += ["", "[columns]", *(f"{key} = {_listed(headings)}" for key, headings in told.columns.items())]
    if told.constants:
        lines += ["", "[constants]", *(f"{key} = {_quoted(value)}" for key, value in told.constants.items())]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _listed(headings: Sequence[str]) -> str:
    return _quoted(headings[0]) if len(headings) == 1 else f"[{', '.join(map(_quoted, headings))}]"


def choose_map(headings: Sequence[str], kind: str, slug: str, kept: Sequence[ListMap] = ()) -> ListMap:
    """One that was kept, or a known list's, if its columns are there (the one that fits most); else a guess.

    Raises NoMap.
    """
    for maps in (kept, known_maps().values()):
        fitting = [one for one in maps if one.kind == kind and not one.needs(headings)]
        if fitting:
            return max(fitting, key=lambda one: (len(one.headings) - len(one.missing(headings)), one.slug))
    columns = guess_columns(headings, kind)
    if not any(key.startswith("name") for key in columns):
        raise NoMap(headings=", ".join(headings[:40])[:600])
    return ListMap(slug, kind, columns, guessed=True)


def guess_columns(headings: Sequence[str], kind: str) -> dict[str, tuple[str, ...]]:
    """Which columns are headed by a word for a field; a column is one field, and the plainest heading wins."""
    folded = {heading: fold(heading) for heading in headings}
    columns: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    for parts in NAME_PARTS:
        found = [next((one for one in headings if folded[one] == part), "") for part in parts]
        if kind == "people" and found[0] and found[1]:
            columns["name"] = tuple(one for one in found if one)
            taken.update(columns["name"])
            break
    for exactly in (True, False):
        for key, words in GUESSES.items():
            if key in columns or (exactly is False and key == "id"):
                continue
            told = _headed(headings, folded, words, taken, exactly=exactly)
            if told:
                columns[key] = (told,)
                taken.add(told)
    if kind == "places" and "name" not in columns and "facility" in columns:
        columns["name"] = columns.pop("facility")
    return {key: columns[key] for key in GUESSES if key in columns}


def _headed(
    headings: Sequence[str], folded: Mapping[str, str], words: Sequence[str], taken: set[str], *, exactly: bool
) -> str:
    for word in words:
        for heading in headings:
            said = folded[heading]
            begins = len(word) >= _BEGINNING and said.startswith(f"{word} ")
            if heading not in taken and (said == word if exactly else begins):
                return heading
    return ""
