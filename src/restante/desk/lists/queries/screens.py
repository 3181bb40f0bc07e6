# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages of lists show; each takes the volunteer, and costs a few queries however long the list is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from restante.cases.lists.spelling import may_be_one_place, spell
from restante.desk.access.models import Volunteer
from restante.desk.lists.models import Alias, Answer, Import, Line, List, Listed, Match, Observation, Place, Upload
from restante.desk.people.models import Facility, Person

PAGE: Final = 50
DONE: Final = (Upload.State.TAKEN, Upload.State.DROPPED)


@dataclass(frozen=True, slots=True)
class Part:
    """A page of something: `before` and `after` are numbers of pages, or None."""

    rows: Sequence[Any]
    count: int
    before: int | None
    after: int | None


def part_of(rows: QuerySet[Any], page: int, size: int = PAGE) -> Part:
    """Two queries."""
    count = rows.count()
    page = min(page, max(0, (count - 1) // size))
    shown = list(rows[page * size : (page + 1) * size])
    return Part(shown, count, page - 1 if page else None, page + 1 if (page + 1) * size < count else None)


def lists(_volunteer: Volunteer) -> QuerySet[List]:
    """Every list, with when it was read last and what waits for an answer."""
    newest = Import.objects.filter(of=OuterRef("pk")).order_by("-day", "-pk")
    return List.objects.annotate(
        last_day=Subquery(newest.values("day")[:1]),
        last_rows=Subquery(newest.values("rows")[:1]),
        asked=Count("listed__matches", filter=Q(listed__matches__answer=Answer.ASKED)),
    )


def open_uploads(_volunteer: Volunteer) -> QuerySet[Upload]:
    """Files that are on their way."""
    return Upload.objects.exclude(state__in=DONE).select_related("by")


def upload_for(_volunteer: Volunteer, pk: int) -> Upload:
    """One; raises Upload.DoesNotExist."""
    return Upload.objects.select_related("by").get(pk=pk)


def lines_of(_volunteer: Volunteer, upload: Upload, part: str) -> QuerySet[Line]:
    """What was found, of one kind."""
    return Line.objects.filter(upload=upload, part=part)


def first_lines(_volunteer: Volunteer, upload: Upload, size: int) -> dict[str, list[Line]]:
    """The first of each kind, in one query."""
    found: dict[str, list[Line]] = {part: [] for part in Line.Part.values}
    for line in Line.objects.filter(upload=upload, place__lt=size):
        found[line.part].append(line)
    return found


def list_for(_volunteer: Volunteer, slug: str) -> List:
    """One; raises List.DoesNotExist."""
    return List.objects.get(slug=slug)


def imports_of(_volunteer: Volunteer, which: List) -> QuerySet[Import]:
    """The newest first."""
    return Import.objects.filter(of=which).order_by("-day", "-pk")


def rows_of(_volunteer: Volunteer, which: List, wanted: str, *, gone: bool) -> QuerySet[Listed]:
    """Rows that stand on the list, or those that left it, by name."""
    rows = Listed.objects.filter(of=which, gone_since__isnull=not gone).order_by("name_key", "pk")
    for word in fold_words(wanted):
        rows = rows.filter(name_key__contains=word)
    return rows


def fold_words(wanted: str) -> list[str]:
    """As names are kept to be found."""
    from restante.cases.lists.spelling import name_key

    return name_key(wanted).split()


def questions(_volunteer: Volunteer, which: List) -> QuerySet[Match]:
    """Rows that may be people of ours, and nobody has answered."""
    return (
        Match.objects.filter(listed__of=which, answer=Answer.ASKED, listed__gone_since=None)
        .select_related("listed", "person", "person__facility")
        .order_by("listed__name_key", "listed", "person")
    )


def sayings_of(_volunteer: Volunteer, rows: Sequence[int]) -> dict[int, list[Observation]]:
    """What stands of these rows now."""
    found: dict[int, list[Observation]] = {}
    for one in Observation.objects.filter(listed__in=rows, standing=True):
        found.setdefault(one.listed_id, []).append(one)
    return found


def match_for(_volunteer: Volunteer, pk: int) -> Match:
    """One; raises Match.DoesNotExist."""
    return Match.objects.select_related("listed__of", "person").get(pk=pk)


def places_of(_volunteer: Volunteer, which: List, *, linked: bool) -> QuerySet[Place]:
    """Places of a list that are a facility of ours, or those of which nobody has said so."""
    rows = Place.objects.filter(listed__of=which, listed__gone_since=None, facility__isnull=not linked)
    return rows.select_related("listed", "facility").order_by("listed__name_key", "pk")


def place_for(_volunteer: Volunteer, pk: int) -> Place:
    """One; raises Place.DoesNotExist."""
    return Place.objects.select_related("listed__of", "facility").get(pk=pk)


def unlinked_alike(_volunteer: Volunteer, which: List) -> list[tuple[Place, list[Facility]]]:
    """Places whose spelling may be that of a facility of ours, with these: three queries for a whole register."""
    facilities = [
        (facility, [spell(name) for name in (facility.name_ru, facility.name_en) if name])
        for facility in Facility.objects.all()
    ]
    numbers: dict[frozenset[str], list[tuple[Facility, Any]]] = {}
    for facility, spellings in facilities:
        for one in spellings:
            numbers.setdefault(one.numbers, []).append((facility, one))
    found: dict[int, dict[int, Facility]] = {}
    open_places = Alias.objects.filter(
        place__listed__of=which, place__facility=None, place__listed__gone_since=None
    )  # fmt: skip
    for place, text in open_places.values_list("place_id", "text").iterator():
        told = spell(text)
        for facility, ours in numbers.get(told.numbers, ()):
            if may_be_one_place(ours, told):
                found.setdefault(place, {})[facility.pk] = facility
    rows = Place.objects.filter(pk__in=list(found)[:500]).select_related("listed").order_by("listed__name_key")
    return [(place, list(found[place.pk].values())) for place in rows]


def aliases_of(_volunteer: Volunteer, places: Sequence[int]) -> dict[int, list[str]]:
    """Spellings, by place."""
    found: dict[int, list[str]] = {}
    for place, text in Alias.objects.filter(place__in=places).values_list("place_id", "text"):
        found.setdefault(place, []).append(text)
    return found


def observations_about(_volunteer: Volunteer, person: Person) -> QuerySet[Observation]:
    """What lists say of somebody whom an editor has known again there, the standing first."""
    return (
        Observation.objects.filter(listed__matches__person=person, listed__matches__answer=Answer.SAME)
        .select_related("listed__of")
        .order_by("listed__of", "listed", "field", "-standing", "-last_seen")
    )


def observation_for(_volunteer: Volunteer, person: Person, pk: int) -> Observation:
    """One that is about this person; raises Observation.DoesNotExist."""
    return observations_about(_volunteer, person).get(pk=pk)


def waiting() -> dict[str, int]:
    """Files that somebody should look at, and rows that may be people of ours."""
    return {
        "files": Upload.objects.filter(state__in=(Upload.State.MAPPING, Upload.State.LOOKED)).count(),
        "asked": Match.objects.filter(answer=Answer.ASKED, listed__gone_since=None).count(),
    }


def said_about(person: Person) -> dict[str, Any]:
    """For a person's own page: how many lists have him, and until when each had."""
    rows = list(
        Listed.objects.filter(matches__person=person, matches__answer=Answer.SAME)
        .select_related("of")
        .order_by("of")[:20]
    )
    return {"person": person, "rows": rows} if rows else {}
