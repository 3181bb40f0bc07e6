# SPDX-License-Identifier: AGPL-3.0-or-later
"""MAP.toml: which column is what. Those of known lists come along; a list without a map is guessed by its headings."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Final

from restante.errors import BadInput

KINDS: Final = ("people", "places")
ORDERS: Final = ("", "dmy", "mdy", "ymd")
DATES: Final = ("born", "detained", "observed", "closed")
LINES: Final = ("address",)
_PLAIN: Final = frozenset(
    ("id", "name", "aliases", "articles", "facility", "region", "country", "status", "type", "number", "term",
     "occupation", "citizenship", "gender", "source_title", "source_url", "address", *DATES)
)  # fmt: skip
_NAMED: Final = re.compile(r"name_[a-z]{2,3}|x_[a-z0-9_]{1,40}")
_SLUG: Final = re.compile(r"[a-z0-9-]{1,64}")
_KEYS: Final = {"list", "kind", "title", "url", "licence", "dates", "serials", "columns", "constants", "name"}
_GUESSES: Final = {
    "id": ("id", "code", "uid", "№ п/п id", "prisoner id"),
    "name": (
        "name",
        "full name",
        "фио",
        "имя",
        "фамилия имя отчество",
        "prisoner",
        "person",
        "название",
        "facility name",
    ),
    "name_ru": ("name ru", "name in russian", "имя по-русски"),
    "name_en": ("name en", "name in english", "english name", "имя по-английски"),
    "born": ("born", "birth date", "date of birth", "dob", "дата рождения", "год рождения", "birth year", "birthday"),
    "detained": (
        "detained",
        "date of arrest",
        "arrest date",
        "arrested",
        "дата задержания",
        "задержан",
        "detention date",
    ),
    "articles": ("articles", "article", "charges", "статьи", "статья", "обвинение", "charge"),
    "facility": ("facility", "prison", "place of detention", "colony", "учреждение", "место заключения", "тюрьма"),
    "status": ("status", "статус"),
    "address": ("address", "адрес"),
    "region": ("region", "регион"),
    "country": ("country", "страна"),
    "source_url": ("url", "source url", "link", "ссылка", "источник", "source"),
    "observed": ("updated", "as of", "дата обновления"),
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

    def missing(self, headings: Sequence[str]) -> tuple[str, ...]:
        """Columns that the map names and the list has not."""
        wanted = [heading for group in self.columns.values() for heading in group]
        wanted += re.findall(r"\{([^{}]+)\}", self.name)
        return tuple(dict.fromkeys(heading for heading in wanted if heading not in headings))


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
    )


def _part(told: Mapping[str, Any], key: str) -> dict[str, Any]:
    part = told.get(key, {})
    if not isinstance(part, dict):
        raise MapRefused(reason=f"'{key}' is a table")
    return part


def _headings_of(key: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str) and value:
        return (value,)
    if isinstance(value, list) and value and all(isinstance(one, str) and one for one in value):
        return tuple(value)
    raise MapRefused(reason=f"'{key}' names a column, or a list of columns")


def known_maps() -> dict[str, ListMap]:
    """Those that come along, by the name of their list."""
    folder = files("restante.cases.lists") / "maps"
    found = (read_map(one.read_bytes()) for one in folder.iterdir() if one.name.endswith(".toml"))
    return {one.slug: one for one in sorted(found, key=lambda known: known.slug)}


def choose_map(headings: Sequence[str], kind: str, slug: str) -> ListMap:
    """A known list's if every column it names is there (the one that names most); else a guess. Raises NoMap."""
    fitting = [one for one in known_maps().values() if one.kind == kind and not one.missing(headings)]
    if fitting:
        return max(fitting, key=lambda one: (sum(map(len, one.columns.values())), one.slug))
    folded = {" ".join(heading.casefold().replace("_", " ").split()): heading for heading in reversed(headings)}
    columns = {
        key: (next(folded[word] for word in words if word in folded),)
        for key, words in _GUESSES.items()
        if any(word in folded for word in words)
    }
    if not any(key.startswith("name") for key in columns):
        raise NoMap(headings=", ".join(headings[:40])[:600])
    return ListMap(slug, kind, columns, guessed=True)
