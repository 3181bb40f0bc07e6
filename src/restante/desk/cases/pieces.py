# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a kind of column to fields of a form, and back: a piece knows its fields, what they show first, its value."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.db import models as columns
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from restante.cases.dates import DateRefused
from restante.cases.exports.zones import known_zone
from restante.cases.terms import choices
from restante.desk.cases.columns import CodeColumn, ListColumn, PartialDateColumn, TextsColumn
from restante.desk.cases.loose_dates import date_typed
from restante.desk.cases.shapes import LANGUAGES, ONE_LINE, SCRIPTS

WRITTEN: Final = (("ru", _("in Russian")), ("en", _("in English")))
LONGEST, LONGEST_LINE, MOST_LINES = 20_000, 300, 100
DATE_HELP: Final = _("As you write it: 2019-02-01, Feb 2019, 2019.")
_TIME: Final = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]\Z")


class DayInput(forms.DateInput):
    """The browser's own picker, which speaks ISO."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


@dataclass(frozen=True, slots=True)
class Piece:
    """`fields` by their names in the form, `initial` for them of a value, and `value` of what was cleaned."""

    fields: Mapping[str, forms.Field]
    initial: Callable[[Any], dict[str, Any]]
    value: Callable[[Mapping[str, Any], Any], Any]


def piece_for(column: Any, *, needed: bool) -> Piece:
    """For any column of a case but those that name other rows or hold records."""
    name, label = column.name, titled(column.verbose_name)
    if isinstance(column, TextsColumn):
        return texts_piece(name, label, needed=needed, is_line=name in ONE_LINE)
    if isinstance(column, ListColumn):
        return _lines(name, label, is_dates=column.of == "PartialDate")
    empty = None if isinstance(column, columns.DateField) else False if isinstance(column, columns.BooleanField) else ""
    return one(name, _field(column, label, needed=needed), empty=empty)


def one(name: str, field: forms.Field, *, empty: Any) -> Piece:
    """A column that one field holds."""

    def initial(value: Any) -> dict[str, Any]:
        if isinstance(field, ChoiceOf):
            field.offer_too(value)
        return {name: value}

    def told(cleaned: Mapping[str, Any], _before: Any) -> Any:
        value = cleaned.get(name)
        return empty if value in (None, "") else value

    return Piece({name: field}, initial, told)


def texts_piece(name: str, label: Any, *, needed: bool, is_line: bool) -> Piece:
    """A text in Russian and English; what other languages say stays."""
    rows = 2 if needed else 3
    fields: dict[str, forms.Field] = {
        f"{name}_{lang}": forms.CharField(
            label=f"{label}, {where}",
            required=False,
            max_length=LONGEST_LINE if is_line else LONGEST,
            widget=forms.TextInput() if is_line else forms.Textarea(attrs={"rows": rows}),
        )
        for lang, where in WRITTEN
    }

    def initial(value: Any) -> dict[str, Any]:
        return {f"{name}_{lang}": (value or {}).get(lang, "") for lang, _where in WRITTEN}

    def told(cleaned: Mapping[str, Any], before: Any) -> Any:
        texts = {**(before or {}), **{lang: cleaned.get(f"{name}_{lang}", "") for lang, _where in WRITTEN}}
        return {lang: text for lang, text in texts.items() if text}

    return Piece(fields, initial, told)


def choices_of(column: Any) -> list[tuple[str, Any]] | None:
    """What a column of codes, languages or scripts offers; None for words."""
    if isinstance(column, CodeColumn):
        told = list(choices(column.terms, get_language() or "en"))
        return [("", "—"), *told] if column.blank or not column.has_default() else told
    if column.name == "field":
        return [("", "—"), *choices("claim_field", get_language() or "en")]
    if column.name == "script":
        return list(SCRIPTS)
    if column.name == "lang":
        return list(LANGUAGES)
    if column.choices:
        told = [each for each in column.choices if each[0] != ""]
        return [("", "—"), *told] if column.blank else told
    return None


class ChoiceOf(forms.ChoiceField):
    """A choice that also keeps what is kept already, whatever that is."""

    def __init__(self, *, offered: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(choices=list(offered), **kwargs)

    def offer_too(self, value: Any) -> None:
        """Something outside of the list stays choosable."""
        known: list[Any] = list(self.choices)  # type: ignore[arg-type]  # always a list here
        if value and str(value) not in {str(each[0]) for each in known}:
            self.choices = [*known, (str(value), str(value))]


class DateField(forms.CharField):
    """Any way of writing that can be kept."""

    def clean(self, value: Any) -> str:
        """The canonical text."""
        return typed(super().clean(value))


class ClockField(forms.CharField):
    """Hours and minutes of a hearing."""

    widget = forms.TextInput(attrs={"type": "time"})

    def clean(self, value: Any) -> str:
        """`10:30`; seconds that a browser adds are dropped."""
        told: str = super().clean(value)[:5]
        if told and not _TIME.match(told):
            raise forms.ValidationError(_("Write the time as 10:30."))
        return told


class ZoneField(forms.CharField):
    """A name of the time zone database."""

    def clean(self, value: Any) -> str:
        """Only one that a calendar can compute with."""
        told: str = super().clean(value)
        if told and known_zone(told) is None:
            raise forms.ValidationError(_("No such time zone. Write it as Europe/Moscow or Asia/Yekaterinburg."))
        return told


class LinesField(forms.CharField):
    """One thing a line."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, *, is_dates: bool = False, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=LONGEST, **kwargs)
        self.is_dates = is_dates

    def clean(self, value: Any) -> list[str]:
        """Without empty ones."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
            raise forms.ValidationError(_("At most a hundred lines of three hundred letters."))
        return [typed(line) for line in lines] if self.is_dates else lines


def typed(text: str) -> str:
    """A date as people write it, in the form that is kept."""
    try:
        return str(date_typed(text) or "")
    except DateRefused as refused:
        raise forms.ValidationError(refused.message(gettext)) from None


def day_text(value: Any) -> str:
    """A day inside a record."""
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _lines(name: str, label: Any, *, is_dates: bool) -> Piece:
    text = _("One a line.")
    field = LinesField(is_dates=is_dates, label=label, help_text=DATE_HELP if is_dates else text)
    return Piece(
        {name: field},
        lambda value: {name: "\n".join(value or [])},
        lambda cleaned, _before: list(cleaned.get(name) or []),
    )


def _field(column: Any, label: Any, *, needed: bool) -> forms.Field:
    if isinstance(column, PartialDateColumn):
        return DateField(label=label, required=needed, max_length=60, help_text=DATE_HELP)
    if isinstance(column, columns.BooleanField):
        return forms.BooleanField(label=label, required=False)
    if isinstance(column, columns.DateField):
        return forms.DateField(label=label, required=needed, widget=DayInput())
    offered = choices_of(column)
    if offered is not None:
        return ChoiceOf(label=label, required=needed, offered=offered)
    return _words(column, label, needed=needed)


def _words(column: Any, label: Any, *, needed: bool) -> forms.Field:
    if column.name == "time":
        return ClockField(label=label, required=needed)
    if column.name == "zone":
        return ZoneField(label=label, required=needed, max_length=column.max_length)
    if isinstance(column, columns.TextField):
        return forms.CharField(
            label=label, required=needed, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
        )
    kind = forms.URLField if column.name == "url" else forms.CharField
    more: dict[str, Any] = {"assume_scheme": "https"} if kind is forms.URLField else {}
    return kind(
        label=label, required=needed, max_length=column.max_length, validators=list(column.validators[:1]), **more
    )


def titled(label: Any) -> str:
    """As a label begins."""
    text = str(label)
    return text[:1].upper() + text[1:]
