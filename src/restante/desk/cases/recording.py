# SPDX-License-Identifier: AGPL-3.0-or-later
"""Between a row and its frozen record: only columns that the record names cross, so a new column stays at the desk."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from django.db.models import ForeignKey

from restante.cases import records
from restante.cases.dates import PartialDate, read_date
from restante.desk.cases import models

RECORDS: Final[Mapping[type[models.Entity], type[Any]]] = {
    models.Source: records.Source,
    models.Capture: records.Capture,
    models.Claim: records.Claim,
    models.ClaimLink: records.ClaimLink,
    models.Event: records.Event,
    models.Proceeding: records.Proceeding,
    models.Charge: records.Charge,
    models.CustodyPeriod: records.CustodyPeriod,
    models.PersonName: records.Name,
    models.Recognition: records.Recognition,
    models.Action: records.Action,
    models.Document: records.Document,
    models.Correction: records.Correction,
}
PLACES: Final[Mapping[type[models.Entity], str]] = {
    models.PersonName: "names", models.Claim: "claims", models.ClaimLink: "links", models.Source: "sources",
    models.Capture: "captures", models.Event: "events", models.Proceeding: "proceedings", models.Charge: "charges",
    models.CustodyPeriod: "custody", models.Recognition: "recognitions", models.Action: "actions",
    models.Document: "documents", models.Correction: "corrections",
}  # fmt: skip
"""Where in a Case the records of a table stand."""


_hints: dict[Any, Mapping[str, Any]] = {}
_named: dict[type[Any], frozenset[str]] = {}


def record_of(row: models.Entity | models.Citation, citations: Iterable[models.Citation] | None = None) -> Any:
    """The record of a row; what it refers to must be loaded with it. `citations` are those of a claim not kept yet."""
    kind = records.Citation if isinstance(row, models.Citation) else RECORDS[type(row)]
    told: dict[str, Any] = {}
    named = _references(type(row))
    for name, hint in hints_of(kind).items():
        if name == "id":
            told[name] = row.key  # type: ignore[union-attr]  # a citation's record has no id
        elif name == "citations":
            cited = row.citations.all() if citations is None else citations  # type: ignore[union-attr]  # a claim's
            told[name] = tuple(record_of(citation) for citation in cited)
        else:
            value = getattr(row, name)
            told[name] = decode(hint, value) if name not in named else getattr(value, "key", value) or ""
    return kind(**told)


def columns_of(record: Any, model: type[Any]) -> dict[str, Any]:
    """What the columns of the same names should hold; references and citations are left to whoever knows the rows."""
    known = {field.name: field for field in model._meta.fields if not isinstance(field, ForeignKey)}  # noqa: SLF001 - Django's documented door
    told = {name: encode(getattr(record, name), top=True) for name in hints_of(type(record)) if name in known}
    told.pop("id", None)
    return {name: known[name].get_default() if value is None else value for name, value in told.items()}


def references_of(model: type[Any]) -> tuple[str, ...]:
    """Columns that point to other rows of the case and are named in the record."""
    named = _references(model)
    return tuple(name for name in hints_of(RECORDS[model]) if name in named)


def plain(record: Any) -> Any:
    """A record as JSON that can be compared and kept."""
    return encode(record)


def hints_of(kind: Any) -> Mapping[str, Any]:
    """Field names and types of a record, in order."""
    if kind not in _hints:
        hints = get_type_hints(kind)
        _hints[kind] = {field.name: hints[field.name] for field in fields(kind)}
    return _hints[kind]


def decode(hint: Any, value: Any) -> Any:  # noqa: PLR0911 - one line for each type
    """From a column (or JSON) to the type that a record wants."""
    origin, inside = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        wanted = next(each for each in inside if each is not NoneType)
        return None if value in (None, "", {}) else decode(wanted, value)
    if hint is PartialDate:
        return read_date(value)
    if hint is date:
        return date.fromisoformat(value) if isinstance(value, str) else value
    if origin is tuple:
        return tuple(decode(inside[0], each) for each in value or ())
    if is_dataclass(hint) and isinstance(hint, type):
        known = hints_of(hint)
        return hint(**{name: decode(known[name], each) for name, each in (value or {}).items() if name in known})
    if isinstance(value, dict):
        return {lang: text for lang, text in value.items() if text}
    return value


def encode(value: Any, *, top: bool = False) -> Any:
    """To what a column (`top`) or JSON keeps."""
    if isinstance(value, PartialDate):
        return value.text
    if isinstance(value, date):
        return value if top else value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: encode(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {name: encode(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [encode(each) for each in value]
    return value


def _references(model: type[Any]) -> frozenset[str]:
    if model not in _named:
        columns = model._meta.fields  # noqa: SLF001 - as above
        _named[model] = frozenset(column.name for column in columns if isinstance(column, ForeignKey))
    return _named[model]
