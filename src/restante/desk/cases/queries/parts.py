# SPDX-License-Identifier: AGPL-3.0-or-later
"""Single rows of a case, for actions and forms."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from restante.desk.access.models import Volunteer
from restante.desk.cases.models import Citation, Claim, ClaimLink, Event, Revision, Source
from restante.desk.cases.queries.whole import with_references
from restante.desk.people.models import Person


def row_for(_volunteer: Volunteer, person: Person, model: type[Any], key: str) -> Any:
    """One thing of a case, withdrawn or not; raises its DoesNotExist."""
    if "\x00" in key:  # PostgreSQL refuses to look for it
        raise model.DoesNotExist
    return with_references(model).select_related("person", "first_ok", "second_ok").get(person=person, key=key)


def rows_by_key(_volunteer: Volunteer | str, person: Person, model: type[Any]) -> dict[str, Any]:
    """A whole table of one case, withdrawn ones too."""
    return {row.key: row for row in with_references(model).filter(person=person)}


def citations_of(claim: Claim) -> list[Citation]:
    """With their sources, in order."""
    return list(claim.citations.select_related("source", "capture").all())


def source_by_link(_volunteer: Volunteer, person: Person, link: str) -> Source | None:
    """The source that this case already has for an address, so that it is not counted twice."""
    bare = link.rstrip("/")
    return Source.objects.filter(person=person, url__in=(bare, f"{bare}/"), withdrawn=None).order_by("pk").first()


def sources_of(_volunteer: Volunteer, person: Person) -> QuerySet[Source]:
    """To cite again."""
    return Source.objects.filter(person=person, withdrawn=None).order_by("title", "key")


def links_of(_volunteer: Volunteer, claim: Claim) -> list[ClaimLink]:
    """From it and to it."""
    found = ClaimLink.objects.filter(start=claim) | ClaimLink.objects.filter(end=claim)
    return list(found.filter(withdrawn=None).select_related("start", "end").order_by("key"))


def revisions_of(_volunteer: Volunteer, row: Any) -> QuerySet[Revision]:
    """The newest first."""
    return Revision.objects.filter(person=row.person, kind=row.entity, key=row.key)


def claims_about(row: Any, claims: Iterable[Claim]) -> list[Claim]:
    """Those that name it as their subject, or that it names as told of it."""
    named = set(getattr(row, "claims", None) or ())
    return [claim for claim in claims if claim.subject == row.handle or claim.key in named]


def usual_zone(_volunteer: Volunteer, person: Person) -> str:
    """The time zone of the event that was entered last, for the next hearing is mostly in the same court."""
    zones = Event.objects.filter(person=person).exclude(zone="").order_by("-pk").values_list("zone", flat=True)
    return zones.first() or ""
