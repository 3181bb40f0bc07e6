# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one form of everything in a case but its first entry, built from the table of shapes and the columns."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import forms
from django.db.models import ForeignKey
from django.forms import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from restante.cases.dates import DateRefused
from restante.desk.access.models import Volunteer
from restante.desk.cases import models, queries
from restante.desk.cases.columns import ListColumn, TextsColumn
from restante.desk.cases.loose_dates import date_typed
from restante.desk.cases.pieces import ChoiceOf, Piece, one, piece_for, titled
from restante.desk.cases.record_pieces import article_piece, incomplete, records_piece
from restante.desk.cases.shapes import KEYS_OF, SHAPES, Shape
from restante.desk.cases.wording import short_title
from restante.desk.people.models import Person

CORRECTED, MOVED = "corrected", "moved"
_RECORDS: Final = frozenset({"Participant", "Target", "ActionOutcome"})


class EntityForm(forms.Form):
    """`row` is what is kept now, or a new one. `is_shown`: everybody reads it, so a change says why."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    use_required_attribute = False  # a text that must be told may be told in the other language

    def __init__(
        self, shape: Shape, row: models.Entity, volunteer: Volunteer, data: Any = None, *, is_shown: bool = False
    ) -> None:
        super().__init__(data, auto_id="row_%s")
        self.shape, self.row, self.is_shown = shape, row, is_shown
        self.fields["seen"].initial = row.version
        self.lang = "ru" if get_language() == "ru" else "en"
        self.pieces: dict[str, Piece] = {}
        for name in (*shape.few, *shape.more, "team_note"):
            self.pieces[name] = self._piece(row._meta.get_field(name), volunteer)  # noqa: SLF001 - Django's documented door
            self.fields.update(self.pieces[name].fields)
            self.initial.update(self.pieces[name].initial(_kept(row, name)))
        if is_shown:
            self._add_reason()

    def _piece(self, column: Any, volunteer: Volunteer) -> Piece:
        name, needed = column.name, column.name in self.shape.needed
        if name == "article":
            return article_piece(name, needed=needed)
        if isinstance(column, ListColumn) and column.of in _RECORDS:
            return records_piece(name, titled(column.verbose_name), column.of, getattr(self.row, name))
        offered = _offered(self.shape.model, column, self.row, volunteer, self.lang)
        if offered is None:
            return piece_for(column, needed=needed)
        field = ChoiceOf(label=titled(column.verbose_name), required=needed, offered=offered)
        return one(name, field, empty="person" if name == "subject" else "")

    def _add_reason(self) -> None:
        if self.shape.moves:
            self.fields["change"] = forms.ChoiceField(
                label=_("Why it changes"),
                choices=[
                    (MOVED, _("Things have moved on: what stood there was right then")),
                    (CORRECTED, _("It was wrong: the list of corrections says what stood there, and why")),
                ],
                widget=forms.RadioSelect,
                initial=MOVED,
            )
        for lang, where in (("ru", _("in Russian")), ("en", _("in English"))):
            label = f"{_('What was wrong')}, {where}"
            self.fields[f"why_{lang}"] = forms.CharField(label=label, required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        """What one field alone cannot know."""
        told = super().clean() or {}
        for name in self.shape.needed:
            column = self.row._meta.get_field(name)  # noqa: SLF001 - as above
            if isinstance(column, TextsColumn) and not any(self.pieces[name].value(told, {}).values()):
                self.add_error(f"{name}_{self.lang}", _("Write it in at least one language."))
        for name in self.pieces:
            column = self.row._meta.get_field(name)  # noqa: SLF001 - as above
            if isinstance(column, ListColumn) and column.of in _RECORDS:
                for lacking in incomplete(column.of, self.pieces[name].value(told, _kept(self.row, name))):
                    self.add_error(None, lacking)
        if told.get("ongoing") and told.get("end"):
            self.add_error("end", _("What goes on has no end yet: leave one of the two out."))
        if isinstance(self.row, models.Claim):
            self._settle_value(told)
        if self.is_shown and self.is_correction(told) and not (told.get("why_ru") or told.get("why_en")):
            self.add_error(f"why_{self.lang}", _("Say what was wrong: everybody reads it in the list of corrections."))
        return told

    def is_correction(self, told: Mapping[str, Any]) -> bool:
        """Whether the list of corrections tells it."""
        return bool(told.get("change", CORRECTED) == CORRECTED)

    def values(self) -> dict[str, Any]:
        """By column, what is to be kept."""
        told: dict[str, Any] = {}
        for name, piece in self.pieces.items():
            column = self.row._meta.get_field(name)  # noqa: SLF001 - as above
            value = piece.value(self.cleaned_data, _kept(self.row, name))
            told[name] = _row_named(self.row.person, column, value) if isinstance(column, ForeignKey) else value
        return told

    def why(self) -> dict[str, str]:
        """The reason, in the languages that were given."""
        return {lang: text for lang in ("ru", "en") if (text := self.cleaned_data.get(f"why_{lang}"))}

    def few(self) -> Iterator[BoundField]:
        """What stands open: of a text the page's language, and the other one if it says something already."""
        for name in self._names(self.shape.few):
            if self._is_open(name):
                field = self[name]
                field.field.required = field.field.required or name in self._one_of_two()
                yield field

    def more(self) -> list[BoundField]:
        """What is folded away."""
        folded = [name for name in self._names(self.shape.few) if not self._is_open(name)]
        return [self[name] for name in (*folded, *self._names((*self.shape.more, "team_note")))]

    def reason(self) -> list[BoundField]:
        """Why everybody is to read something else."""
        return [self[name] for name in ("change", "why_ru", "why_en") if name in self.fields]

    @property
    def is_folded(self) -> bool:
        """Nothing in the fold asks to be looked at."""
        return not any(field.errors for field in self.more())

    def _one_of_two(self) -> set[str]:
        """Fields of texts that must be told in one language: in the label they are not optional."""
        return {f"{name}_{self.lang}" for name in self.shape.needed}

    def _names(self, columns: tuple[str, ...]) -> Iterator[str]:
        for column in columns:
            yield from self.pieces[column].fields

    def _is_open(self, name: str) -> bool:
        other = "_en" if self.lang == "ru" else "_ru"
        if name in {"article-point", f"article-title_{self.lang}"}:
            return False
        return not name.endswith(other) or (bool(self.initial.get(name)) and not name.startswith("article-"))

    def _settle_value(self, told: dict[str, Any]) -> None:
        """A value without a kind is a date, a number or a word by how it looks; a date is kept in its one form."""
        value, kind = told.get("value", ""), told.get("value_kind", "")
        if not value:
            told["value_kind"] = ""
            return
        try:
            day = date_typed(value) if kind in {"", "date"} else None
        except DateRefused:
            if kind == "date":
                self.add_error("value", _("This is not a date that can be kept: 2019-02-01, Feb 2019, 2019."))
            day = None
        if day is not None and not (kind == "" and value.isdecimal()):
            told["value"], told["value_kind"] = str(day), "date"
        elif not kind:
            told["value_kind"] = "number" if value.isdecimal() else "text"


def form_for(
    path: str, row: models.Entity, volunteer: Volunteer, data: Any = None, *, is_shown: bool = False
) -> EntityForm:
    """By the part of the address."""
    return EntityForm(SHAPES[path], row, volunteer, data, is_shown=is_shown)


def _kept(row: Any, name: str) -> Any:
    """The value of a column, of a reference its key."""
    value = getattr(row, name)
    return getattr(value, "key", value)


def _offered(
    model: type[models.Entity], column: Any, row: Any, volunteer: Volunteer, lang: str
) -> list[tuple[str, Any]] | None:
    """Other things of this case that a column may name; None where it names none."""
    named = KEYS_OF.get((model, column.name))
    if named is None and not isinstance(column, ForeignKey):
        return None
    offered: list[tuple[str, Any]] = [("person", _("the person"))] if column.name == "subject" else [("", "—")]
    for each in named or (column.related_model,):
        for other in queries.rows_by_key(volunteer, row.person, each).values():
            if other.withdrawn is None and other != row:
                key = other.handle if column.name == "subject" else other.key
                offered.append((key, short_title(other, lang)))
    return offered


def _row_named(person: Person, column: Any, key: Any) -> Any:
    return column.related_model.objects.get(person=person, key=key) if key else None
