# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of a case shows, in few queries."""

from dataclasses import dataclass
from typing import Any

from restante.desk.access.models import Volunteer
from restante.desk.cases.models import (
    CaseVersion,
    Charge,
    Claim,
    Correction,
    CustodyPeriod,
    Entity,
    Event,
    Proceeding,
)
from restante.desk.cases.queries.versions import versions_of
from restante.desk.cases.queries.weighing import WEIGHED, Weighed, about, field_in_words, weigh
from restante.desk.cases.queries.whole import rows_of
from restante.desk.people.models import Person


@dataclass(frozen=True, slots=True)
class Overview:
    """A case as the team sees it; what waits for a second editor comes first."""

    events: list[Event]
    claims: list[Claim]
    groups: list[tuple[str, list[Claim]]]
    waiting: list[Entity]
    corrections: list[Correction]
    versions: list[CaseVersion]
    weighed: Weighed


def overview(volunteer: Volunteer, person: Person) -> Overview:
    """Claims by what they are about, so that values of one field stand side by side."""
    rows = rows_of([person], tables=(*WEIGHED, Correction))[person.pk]
    claims: list[Any] = rows.of[Claim]
    gathered: dict[str, list[Claim]] = {}
    for claim in claims:
        gathered.setdefault(_about(claim, rows.of[Event]), []).append(claim)
    waiting = [row for row in (*rows.of[Event], *claims) if row.waits_for_second]
    return Overview(
        rows.of[Event],
        claims,
        list(gathered.items()),
        waiting,
        rows.of[Correction],
        versions_of(volunteer, person),
        weigh(rows),
    )


def is_shown(row: Any) -> bool:
    """Whether everybody can read it now; a claim about something hidden is withheld with it."""
    if not isinstance(row, Claim):
        return bool(row.is_public)
    about = subject_of(row)
    return row.is_public and row.is_told and (about is None or about.is_public)


def subject_of(claim: Claim) -> Any:
    """The row that a claim is about, or None when that is the person, or is known by its name only."""
    entity, _colon, key = claim.subject.partition(":")
    model = next((each for each in (Event, Charge, Proceeding, CustodyPeriod) if each.entity == entity), None)
    return model.objects.filter(person=claim.person, key=key).first() if model is not None else None


def _about(claim: Claim, events: list[Any]) -> str:
    field = field_in_words(claim.field)
    if claim.subject == "person":
        return field or str(claim.get_section_display())
    named = about(claim.subject, events)
    return f"{named} · {field}" if field else named
