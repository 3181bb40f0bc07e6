# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records to plain JSON values and back, by their types alone: a field added to a record is read and written at once.

What is empty or has its default is left out, so a record has one spelling. Reading names the place of what it refuses.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from restante.cases.dates import DateRefused, PartialDate, read_date
from restante.errors import BadInput

Record = TypeVar("Record")

LONGEST_TEXT: Final = 20_000
MOST_ITEMS: Final = 20_000
_PLAIN: Final = frozenset((str, int, bool))
_SEEN: Final[dict[type[Any], Mapping[str, Any]]] = {}


class CaseFileRefused(BadInput):
    """A file that is no case file: nothing of it was taken."""

    code = "case-file-refused"
    text = "The case file was refused at {where}: {why}."


class UnknownKey(CaseFileRefused):
    """A key that no record has: it would have been lost without a word."""

    code = "case-file-unknown-key"
    text = "The case file was refused at {where}: there is no such key. Remove it or correct its spelling."


class UnknownCode(CaseFileRefused):
    """A word that is not in the list of codes."""

    code = "case-file-unknown-code"
    text = "The case file was refused at {where}: '{term}' is not a code of the list '{list}'."


class UnknownReference(CaseFileRefused):
    """It names a record that the file does not bring."""

    code = "case-file-unknown-reference"
    text = "The case file was refused at {where}: it names '{name}', and the file has no such record."


class TwiceTheSame(CaseFileRefused):
    """Two records or keys of one name."""

    code = "case-file-twice"
    text = "The case file was refused at {where}: '{name}' stands there twice."


def to_json(value: object) -> Any:
    """Plain values; empty and default fields of a record are left out."""
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, (PartialDate, date)):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        written = ((one, getattr(value, one.name)) for one in _fields_of(type(value)))
        return {one.name: to_json(held) for one, held in written if not _is_default(one, held)}
    if isinstance(value, Mapping):
        return {str(key): to_json(held) for key, held in value.items()}
    if isinstance(value, tuple):
        return [to_json(held) for held in value]
    return value


def from_json(shape: type[Record], value: object, where: str) -> Record:
    """A record of this type; raises CaseFileRefused naming the place."""
    if not isinstance(value, dict):
        raise CaseFileRefused(where=where, why="write an object in braces")
    hints = _hints(shape)
    for key in value:
        if key not in hints:
            raise UnknownKey(where=f"{where}.{key}"[:200])
    held = {}
    for one in fields(shape):  # type: ignore[arg-type]  # every record is a dataclass; mypy cannot say so of a variable
        if one.name in value:
            held[one.name] = _read(hints[one.name], value[one.name], f"{where}.{one.name}")
        elif one.default is MISSING and one.default_factory is MISSING:
            if not _may_be_none(hints[one.name]):
                raise CaseFileRefused(where=f"{where}.{one.name}", why="this key is needed")
            held[one.name] = None
    return shape(**held)


@cache
def _fields_of(shape: type[Any]) -> tuple[Field[Any], ...]:
    return fields(shape)


def _hints(shape: type[Any]) -> Mapping[str, Any]:
    if shape not in _SEEN:
        _SEEN[shape] = get_type_hints(shape)
    return _SEEN[shape]


def _is_default(shape: Field[Any], held: object) -> bool:
    if shape.default is not MISSING:
        return bool(held == shape.default and type(held) is type(shape.default)) or held is None
    return held is None or held in ((), {})


def _may_be_none(hint: Any) -> bool:
    return get_origin(hint) is UnionType and NoneType in get_args(hint)


def _read(hint: Any, value: object, where: str) -> Any:
    if _may_be_none(hint):
        return _read(next(one for one in get_args(hint) if one is not NoneType), value, where)
    origin = get_origin(hint)
    if origin is tuple:
        return _read_list(get_args(hint)[0], value, where)
    if origin is Mapping:
        return _read_texts(value, where)
    if origin is Literal:
        return _read_word(get_args(hint), value, where)
    if is_dataclass(hint) and hint is not PartialDate:
        return from_json(cast("type[object]", hint), value, where)
    return _read_plain(hint, value, where)


def _read_plain(hint: Any, value: object, where: str) -> Any:
    if hint in {int, bool}:
        if type(value) is not hint:
            raise CaseFileRefused(where=where, why="write a whole number" if hint is int else "write true or false")
        return value
    text = read_text(value, where)
    if hint is str:
        return text
    try:
        return read_date(text) if hint is PartialDate else _exact(text)
    except (DateRefused, ValueError):
        raise CaseFileRefused(where=where, why=f"'{text[:40]}' is not a date") from None


def read_text(value: object, where: str) -> str:
    """A text of bearable length, without characters that cannot be written again."""
    if not isinstance(value, str):
        raise CaseFileRefused(where=where, why="write a text in quotation marks")
    if len(value) > LONGEST_TEXT:
        raise CaseFileRefused(where=where, why=f"a text has at most {LONGEST_TEXT} characters")
    if any("\ud800" <= letter <= "\udfff" or (letter < " " and letter not in "\n\t") for letter in value):
        raise CaseFileRefused(where=where, why="it holds control characters or halves of characters")
    return value


def _exact(text: str) -> date:
    found = date.fromisoformat(text)
    if found.isoformat() != text:
        raise ValueError(text)
    return found


def _read_list(hint: Any, value: object, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise CaseFileRefused(where=where, why="write a list in brackets")
    if len(value) > MOST_ITEMS:
        raise CaseFileRefused(where=where, why=f"a list has at most {MOST_ITEMS} items")
    return tuple(_read(hint, item, f"{where}[{number}]") for number, item in enumerate(value))


def _read_texts(value: object, where: str) -> dict[str, str]:
    if not isinstance(value, dict) or not value:
        raise CaseFileRefused(where=where, why='write texts by language, {"en": "…"}')
    return {read_text(key, where): read_text(text, f"{where}.{key}") for key, text in value.items()}


def _read_word(allowed: tuple[str, ...], value: object, where: str) -> str:
    if value not in allowed:
        raise CaseFileRefused(where=where, why=f"write one of {', '.join(word for word in allowed if word)}")
    return str(value)
