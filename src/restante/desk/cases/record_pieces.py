# SPDX-License-Identifier: AGPL-3.0-or-later
"""Columns that hold records (whom an action asks, who took part, an article of law) as groups of fields."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import NoneType
from typing import Any, Final, get_args, get_origin

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from restante.cases import records
from restante.cases.terms import choices
from restante.desk.cases.pieces import ChoiceOf, DayInput, LinesField, Piece, day_text, one, texts_piece, titled
from restante.desk.cases.recording import hints_of
from restante.desk.cases.shapes import LANGUAGES, ONE_LINE, RECORD_LABELS, RECORD_TERMS

MOST: Final = 20


def article_piece(name: str, *, needed: bool) -> Piece:
    """One record, always there."""
    parts = _parts(records.LawArticle, name, "", needed=needed)
    fields = {key: field for part in parts.values() for key, field in part.fields.items()}

    def initial(value: Any) -> dict[str, Any]:
        return _initial(parts, value or {})

    def told(cleaned: Mapping[str, Any], before: Any) -> Any:
        return _told(parts, cleaned, before or {})

    return Piece(fields, initial, told)


def records_piece(name: str, title: str, of: str, value: Any, *, spare: int = 1) -> Piece:
    """As many groups as there are records, and one to add; a group that is emptied is taken off."""
    kind = getattr(records, of)
    count = min(len(value or []) + spare, MOST)
    groups = [_parts(kind, f"{name}-{place}", f"{title} {place + 1}", needed=False) for place in range(count)]
    fields = {key: field for parts in groups for part in parts.values() for key, field in part.fields.items()}

    def initial(kept: Any) -> dict[str, Any]:
        first: dict[str, Any] = {}
        for parts, each in zip(groups, [*(kept or []), *[{}] * spare], strict=False):
            first.update(_initial(parts, each))
        return first

    def told(cleaned: Mapping[str, Any], before: Any) -> Any:
        were = [*(before or []), *[{}] * count]
        made = [_told(parts, cleaned, were[place]) for place, parts in enumerate(groups)]
        return [each for each in made if _is_there(each)] + list(before or [])[count:]

    return Piece(fields, initial, told)


def _parts(kind: type[Any], prefix: str, title: str, *, needed: bool) -> dict[str, Piece]:
    return {
        field: _part(kind, field, hint, f"{prefix}-{field}", _label(kind, field, title), needed=needed)
        for field, hint in hints_of(kind).items()
    }


def _part(kind: type[Any], field: str, hint: Any, name: str, label: str, *, needed: bool) -> Piece:
    inside = [each for each in get_args(hint) if each is not NoneType]
    if records.Text2 in {hint, *inside} or get_origin(hint) is Mapping:
        return texts_piece(name, label, needed=False, is_line=field in ONE_LINE)
    if get_origin(hint) is tuple:
        lines = LinesField(label=label)
        return Piece({name: lines}, lambda value: {name: "\n".join(value or [])}, lambda told, _b: told.get(name) or [])
    if hint is date:
        return _day(name, label)
    if int in {hint, *inside}:
        return one(name, forms.IntegerField(label=label, required=False, min_value=0, max_value=10**9), empty=None)
    return _words(kind, field, name, label, needed=needed)


def _words(kind: type[Any], field: str, name: str, label: str, *, needed: bool) -> Piece:
    """A code, a language, or a line."""
    terms = RECORD_TERMS.get((kind.__name__, field))
    if terms is not None:
        offered = [("", "—"), *choices(terms, get_language() or "en")]
        return one(name, ChoiceOf(label=label, required=False, offered=offered), empty="")
    if field == "lang":
        return one(name, ChoiceOf(label=label, required=False, offered=LANGUAGES), empty="en")
    is_needed = needed and field in {"jurisdiction", "code", "article"}
    return one(name, forms.CharField(label=label, required=is_needed, max_length=200), empty="")


def _day(name: str, label: str) -> Piece:
    field = forms.DateField(label=label, required=False, widget=DayInput())
    return Piece({name: field}, lambda value: {name: value or None}, lambda told, _before: day_text(told.get(name)))


def _label(kind: type[Any], field: str, title: str) -> str:
    told = str(RECORD_LABELS[kind.__name__, field])
    return f"{title}: {told}" if title else titled(told)


def _initial(parts: Mapping[str, Piece], value: Mapping[str, Any]) -> dict[str, Any]:
    first: dict[str, Any] = {}
    for field, part in parts.items():
        first.update(part.initial(value.get(field)))
    return first


def _told(parts: Mapping[str, Piece], cleaned: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    return {field: part.value(cleaned, before.get(field)) for field, part in parts.items()}


def _is_there(record: Mapping[str, Any]) -> bool:
    """The language of a letter, which is always chosen, makes no target by itself."""
    return any(value not in (None, "", [], {}) for field, value in record.items() if field != "lang")


def incomplete(record_kind: str, values: Any) -> Iterator[str]:
    """What a record lacks that its reader cannot do without, a sentence for each."""
    for number, each in enumerate(values or [], 1):
        for field in _WITHOUT.get(record_kind, ()):
            if each.get(field) in (None, "", [], {}):
                yield str(_("Number {number} lacks: {field}.")).format(
                    number=number, field=RECORD_LABELS[record_kind, field]
                )


_WITHOUT: Final[Mapping[str, tuple[str, ...]]] = {
    "Participant": ("name", "role"),
    "Target": ("name", "office", "salutation"),
    "ActionOutcome": ("day", "what"),
}
