# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts to plain JSON values and back, by their types alone; every node says which it is under the key `is`.

Pictures are named by their SHA-256 and travel beside the JSON, so that a text is compared and kept without them.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass, replace
from datetime import date
from types import UnionType
from typing import Any, Final, Literal, Union, cast, get_args, get_origin, get_type_hints

from restante.errors import BrokenPromise
from restante.texts import document, records
from restante.texts.document import Document
from restante.texts.records import Text

_KINDS: Final[Mapping[str, type[Any]]] = {
    name: kind
    for module in (document, records)
    for name, kind in vars(module).items()
    if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == module.__name__
}
_HINTS: Final = {kind: get_type_hints(kind) for kind in _KINDS.values()}


class NotAText(BrokenPromise):
    """Bytes that this code did not write."""

    code = "text-json-broken"
    text = "What was kept of a text is not in the form it was kept in."


@dataclass(frozen=True, slots=True)
class Kept:
    """A text as it is stored: one line of JSON, and its pictures by SHA-256."""

    data: bytes
    pictures: Mapping[str, bytes]

    @property
    def digest(self) -> str:
        """What changes when anything of the text changes; a picture's name holds its bytes."""
        return hashlib.sha256(self.data).hexdigest()


def keep_text(text: Text) -> Kept:
    """The one spelling of a text."""
    pictures = {name: hashlib.sha256(data).hexdigest() for name, data in text.document.pictures.items()}
    plain = _written(replace(text, document=replace(text.document, pictures={})))
    told = json.dumps({"text": plain, "pictures": pictures}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    held = {pictures[name]: data for name, data in text.document.pictures.items()}
    return Kept(told.encode(), held)


def read_kept(kept: Kept) -> Text:
    """The inverse of `keep_text`. Raises NotAText."""
    try:
        told = json.loads(kept.data)
        text = cast("Text", _read(Text, told["text"]))
        pictures = {name: kept.pictures[digest] for name, digest in told["pictures"].items()}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotAText from None
    return replace(text, document=replace(text.document, pictures=pictures))


def document_json(told: Document) -> Any:
    """The document alone as plain values, without pictures: for comparing and for golden files."""
    return _written(replace(told, pictures={}))


def _written(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        held = ((one, getattr(value, one.name)) for one in fields(value))
        return {"is": type(value).__name__, **{one.name: _written(it) for one, it in held if not _is_default(one, it)}}
    if isinstance(value, tuple):
        return [_written(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _written(one) for key, one in value.items()}
    return value


def _is_default(shape: Field[Any], value: object) -> bool:
    if shape.default is not MISSING:
        return bool(value == shape.default)
    return shape.default_factory is not MISSING and bool(value == shape.default_factory())


def _read(shape: Any, value: Any) -> Any:
    if isinstance(value, dict) and "is" in value:
        kind = _KINDS[value["is"]]
        if not _allows(shape, kind):
            raise TypeError
        return kind(**{name: _read(_HINTS[kind][name], held) for name, held in value.items() if name != "is"})
    if isinstance(value, list):
        inner = next((one for one in _choices(shape) if get_origin(one) is tuple), None)
        if inner is None:
            raise TypeError
        return tuple(_read(get_args(inner)[0], one) for one in value)
    if shape is str and type(value) is str:
        return value
    return _leaf(_choices(shape), value)


def _leaf(choices: tuple[Any, ...], value: Any) -> Any:
    """A value as its field declares it: what reads strangers' files may have been taken over by one."""
    if isinstance(value, str) and date in choices:
        return date.fromisoformat(value)
    for one in choices:
        if type(value) is one or (get_origin(one) is Literal and value in get_args(one)):
            return value
    raise TypeError


def _choices(shape: Any) -> tuple[Any, ...]:
    return get_args(shape) if get_origin(shape) in (Union, UnionType) else (shape,)


def _allows(shape: Any, kind: type[Any]) -> bool:
    return kind in _choices(shape)
