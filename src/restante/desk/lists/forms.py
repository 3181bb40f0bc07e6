# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file with what it is, and for each column what it means."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from restante.cases.lists import ListMap
from restante.cases.lists.mapping import MapRefused
from restante.cases.lists.spelling import name_key
from restante.desk.lists.fields import FIELDS
from restante.desk.lists.models import Kind

OWN: Final = "x"
_SLUG: Final = re.compile(r"[a-z0-9-]{1,64}\Z")


class UploadForm(forms.Form):
    """Which list, as of when."""

    kind = forms.ChoiceField(label=_("What is in it"), choices=Kind.choices, widget=forms.RadioSelect, initial="people")
    day = forms.DateField(
        label=_("As of"),
        help_text=_("The day on which the list said so."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def clean_day(self) -> Any:
        """Not a day that has not come."""
        day = self.cleaned_data["day"]
        if day > timezone.now().date():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class MapForm(forms.Form):
    """Whose list it is, and how its dates are written."""

    slug = forms.CharField(
        label=_("Short name of the list"), max_length=64,
        help_text=_("The next file under this name is compared with this one: small Latin letters, digits, hyphens."),
    )  # fmt: skip
    title = forms.CharField(
        label=_("Whose list it is"), max_length=300, help_text=_("Who says so, as people know them.")
    )
    dates = forms.ChoiceField(
        label=_("Dates are written"),
        choices=[
            ("", _("it is not known: 1/2/2019 stays unread")),
            ("dmy", _("day, month, year: 31.12.2019")),
            ("mdy", _("month, day, year: 12/31/2019")),
            ("ymd", _("year, month, day: 2019-12-31")),
        ],
        required=False,
    )
    day = UploadForm.base_fields["day"]
    serials = forms.BooleanField(
        label=_("A bare number such as 43497 is a day, as spreadsheets count them"), required=False
    )
    url = forms.URLField(label=_("Where it is published"), max_length=500, required=False, assume_scheme="https")
    licence = forms.CharField(label=_("Licence, or who allowed its use"), max_length=120, required=False)
    country = forms.RegexField(
        r"^[A-Za-z]{2}$", label=_("Country of every row, in two letters"), required=False, max_length=2
    )

    clean_day = UploadForm.clean_day

    def clean_slug(self) -> str:
        """What goes into addresses."""
        slug = str(self.cleaned_data["slug"]).strip()
        if not _SLUG.match(slug):
            raise forms.ValidationError(_("Small Latin letters, digits and hyphens, please."))
        return slug

    def chosen(self, kind: str, columns: dict[str, tuple[str, ...]], before: ListMap) -> ListMap:
        """The whole map; what the form does not ask stays as it was. Raises MapRefused."""
        told = self.cleaned_data
        if not before.name and not any(key == "name" or key.startswith("name_") for key in columns):
            raise MapRefused(reason="no column is the name")
        constants = {key: value for key, value in before.constants.items() if key not in {"country", *columns}}
        if told["country"] and "country" not in columns:
            constants["country"] = told["country"].lower()
        return ListMap(
            told["slug"], kind, columns, constants, title=told["title"], url=told["url"], licence=told["licence"],
            dates=told["dates"], serials=told["serials"], name=before.name,
        )  # fmt: skip

    @property
    def first(self) -> list[forms.BoundField]:
        """What is always asked."""
        return [self[name] for name in ("slug", "title", "day", "dates")]

    @property
    def more(self) -> list[forms.BoundField]:
        """What is seldom needed."""
        return [self[name] for name in ("serials", "url", "licence", "country")]


@dataclass(frozen=True, slots=True)
class Column:
    """One row of the table in which columns are given their meaning."""

    at: int
    heading: str
    samples: Sequence[str]
    meaning: str


def meaning_of(chosen: ListMap) -> dict[str, str]:
    """Heading to the field under which the form shows it: the last that the map names it for."""
    return {heading: key for key, headings in chosen.columns.items() for heading in headings}


def put_together(chosen: ListMap) -> dict[str, tuple[str, ...]]:
    """Fields made of columns that are something else too, as a number may be made of region, kind and number."""
    shown = meaning_of(chosen)
    return {key: told for key, told in chosen.columns.items() if any(shown[heading] != key for heading in told)}


def columns_of(seen: Sequence[Any], chosen: ListMap) -> list[Column]:
    """As the map has them."""
    meaning = meaning_of(chosen)
    told = ((at, one, meaning.get(one["heading"], "")) for at, one in enumerate(seen))
    return [Column(at, one["heading"], one["samples"], OWN if key.startswith("x_") else key) for at, one, key in told]


def read_columns(posted: Any, seen: Sequence[Any], before: ListMap) -> dict[str, tuple[str, ...]]:
    """Field to headings, in the order of the columns; a field of one's own keeps the name that it had."""
    own = {heading: key for key, headings in before.columns.items() if key.startswith("x_") for heading in headings}
    columns: dict[str, tuple[str, ...]] = {}
    for at, one in enumerate(seen):
        meaning, heading = posted.get(f"column-{at}", ""), one["heading"]
        if meaning == OWN:
            meaning = own.get(heading) or _own_name(heading, at, columns)
        elif meaning not in FIELDS:
            continue
        columns[meaning] = (*columns.get(meaning, ()), heading)
    headings = {one["heading"] for one in seen}
    kept = {key: told for key, told in put_together(before).items() if key not in columns and headings.issuperset(told)}
    return {**kept, **columns}


def _own_name(heading: str, at: int, taken: dict[str, tuple[str, ...]]) -> str:
    told = "x_" + re.sub(r"[^a-z0-9]+", "_", name_key(heading)).strip("_")[:36]
    return told if told != "x_" and told not in taken else f"x_column_{at + 1}"


def meanings() -> Iterator[tuple[str, Any]]:
    """To choose from."""
    yield "", _("not compared")
    yield from FIELDS.items()
    yield OWN, _("something else: keep and compare")
