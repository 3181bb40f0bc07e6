# SPDX-License-Identifier: AGPL-3.0-or-later
"""A table of one case as a page lists it: by who may see it, by words in it, thirty at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q, Value

from restante.desk.access.models import Volunteer
from restante.desk.cases import models
from restante.desk.cases.queries.screens import is_public_by_itself
from restante.desk.cases.queries.weighing import WEIGHED, Weighed, weigh
from restante.desk.cases.queries.whole import rows_of, with_references
from restante.desk.cases.wording import title_of
from restante.desk.people.models import Person

PAGE: Final = 30
LISTS: Final = ("all", "waiting", "team", "public", "remarks", "withdrawn")
COUNTED: Final[tuple[type[Any], ...]] = (
    models.Event, models.Claim, models.Proceeding, models.Charge, models.CustodyPeriod, models.PersonName,
    models.Recognition, models.Action, models.Document, models.Source,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the rows that were asked for; `newer` and `older` are numbers of pages."""

    rows: Sequence[Any]
    total: int
    page: int
    newer: int | None
    older: int | None
    weighed: Weighed


def listed(_volunteer: Volunteer, person: Person, model: type[Any], show: str, words: str, page: int) -> Listed:
    """Words are looked for in titles, quotations and names of sources, in any case and any order."""
    weighed = weigh(rows_of([person], tables=dict.fromkeys((*WEIGHED, model)))[person.pk])
    rows: list[Any] = weighed.rows.of[model]
    if show == "withdrawn":
        rows = list(with_references(model).filter(person=person, withdrawn__isnull=False))
    wanted = words.casefold().split()
    found = [
        row
        for row in rows
        if _belongs(row, show, weighed) and (not wanted or all(word in _searched(row) for word in wanted))
    ]
    page = max(0, min(page, (len(found) - 1) // PAGE))
    start = page * PAGE
    return Listed(
        rows=found[start : start + PAGE],
        total=len(found),
        page=page,
        newer=page - 1 if page else None,
        older=page + 1 if start + PAGE < len(found) else None,
        weighed=weighed,
    )


def counts_of(_volunteer: Volunteer, person: Person) -> dict[type[Any], tuple[int, int]]:
    """How many rows each table has that are not withdrawn, and how many of them wait for an editor, in one query."""
    counted = [
        model.objects.filter(person=person, withdrawn=None)
        .order_by()
        .values(nth=Value(place))
        .annotate(whole=Count("pk"), waiting=Count("pk", filter=Q(visibility=models.Visibility.TWO_KEYS)))
        for place, model in enumerate(COUNTED)
    ]
    told = {row["nth"]: (row["whole"], row["waiting"]) for row in counted[0].union(*counted[1:], all=True)}
    return {model: told.get(place, (0, 0)) for place, model in enumerate(COUNTED)}


def beside(rows: Sequence[Any], key: str) -> tuple[str, str]:
    """The keys before and after one, in the order of the list; empty at its ends."""
    keys = [row.key for row in rows]
    if key not in keys:
        return "", ""
    place = keys.index(key)
    return keys[place - 1] if place else "", keys[place + 1] if place + 1 < len(keys) else ""


def _belongs(row: Any, show: str, weighed: Weighed) -> bool:
    if show == "waiting":
        return bool(row.visibility == models.Visibility.TWO_KEYS)
    if show == "public":
        return is_public_by_itself(row)
    if show == "team":
        return not is_public_by_itself(row)
    return show != "remarks" or row.handle in weighed.findings


def _searched(row: Any) -> str:
    told = [row.key, title_of(row, "ru"), title_of(row, "en")]
    if isinstance(row, models.Claim):
        told += [row.value, *row.says.values()]
        told += [f"{each.quotation} {each.source.title}" for each in row.citations.all()]
    if isinstance(row, models.Source):
        told += [row.publisher, row.author, row.url]
    return " ".join(told).casefold()
