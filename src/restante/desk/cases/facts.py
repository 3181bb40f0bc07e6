# SPDX-License-Identifier: AGPL-3.0-or-later
"""A column of a case in words: on a thing's page, and in its history as what stood there before and after."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, ForeignKey
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from restante.cases.terms import is_code, label
from restante.desk.cases import models
from restante.desk.cases.columns import CodeColumn, in_words
from restante.desk.cases.pieces import titled
from restante.desk.cases.shapes import BY_MODEL, LANGUAGES, SCRIPTS
from restante.desk.cases.wording import title_of

LONGEST: Final = 300
_SAID_OTHERWISE: Final = frozenset(
    {"first_ok", "second_ok", "needs_two", "order", "uid", "imported", "person", "key", "decided", "withdrawn"}
)
_NAMED: Final[Mapping[str, Mapping[str, Any]]] = {"lang": dict(LANGUAGES), "script": dict(SCRIPTS)}
_BY_NAME: Final = {model.entity: model for model in BY_MODEL}


@dataclass(frozen=True, slots=True)
class Change:
    """One column of one revision."""

    label: str
    before: str
    after: str


def facts(row: models.Entity) -> Iterator[tuple[str, str]]:
    """Every column that says something, in the order of the form."""
    shape = BY_MODEL[type(row)]
    for name in (*shape.few, *shape.more, "team_note"):
        column: Any = row._meta.get_field(name)  # noqa: SLF001 - Django's documented door
        told = in_words_of(column, getattr(row, name))
        if told:
            yield titled(column.verbose_name), told


def changes_in(revision: models.Revision) -> list[Change]:
    """What a revision changed, in words; of what was new, nothing but that it was."""
    model = _BY_NAME.get(revision.kind)
    if model is None or revision.verb == "added":
        return []
    return [
        Change(*told)
        for name, pair in revision.change.items()
        if (told := _change(model, name, pair)) is not None and told[1] != told[2]
    ]


def in_words_of(column: Any, value: Any) -> str:
    """As people read it, cut where it is very long."""
    told = _said(column, value)
    return told if len(told) <= LONGEST else f"{told[:LONGEST]}…"


def _said(column: Any, value: Any) -> str:  # noqa: PLR0911 - one line for each kind of column
    if value in (None, "", [], {}, False):
        return ""
    if isinstance(column, BooleanField):
        return _("yes")
    if isinstance(value, models.Entity):
        return title_of(value, _lang())
    if isinstance(column, CodeColumn):
        return label(column.terms, value, _lang()) if is_code(column.terms, value) else str(value)
    if column.choices:
        return str(dict(column.choices).get(value, value))
    if column.name in _NAMED:
        return str(_NAMED[column.name].get(value, value))
    if column.name == "field" and is_code("claim_field", value):
        return label("claim_field", value, _lang())
    return _plain(value)


def _plain(value: Any) -> str:
    """Texts by language, records and lists of any of them."""
    if isinstance(value, dict):
        if value.keys() <= {"ru", "en"}:
            return " / ".join(dict.fromkeys(str(text) for text in value.values() if text))
        texts = value.keys() and all(isinstance(each, str) and len(name) <= 3 for name, each in value.items())
        parts = [in_words(value)] if texts else [_plain(each) for each in value.values() if each]
        return ", ".join(part for part in parts if part)
    if isinstance(value, list):
        return "; ".join(_plain(each) for each in value)
    return str(value)


def _change(model: type[Any], name: str, pair: list[Any]) -> tuple[str, str, str] | None:
    if name == "citations":
        return _("Sources"), _quoted(pair[0]), _quoted(pair[1])
    try:
        column: Any = model._meta.get_field(name)  # noqa: SLF001 - as above
    except FieldDoesNotExist:
        return None
    if name in _SAID_OTHERWISE:
        return None
    if isinstance(column, ForeignKey):
        return titled(column.verbose_name), "", "…"
    return titled(column.verbose_name), in_words_of(column, pair[0]), in_words_of(column, pair[1])


def _quoted(citations: Any) -> str:
    return " / ".join(each.get("quotation", "") for each in citations or [])


def _lang() -> str:
    return "ru" if get_language() == "ru" else "en"
