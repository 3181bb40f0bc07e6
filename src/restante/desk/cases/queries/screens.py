# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of a case shows, in few queries."""

from dataclasses import dataclass
from typing import Any, Final

from restante.desk.access.models import Volunteer
from restante.desk.cases.models import Charge, Claim, Correction, CustodyPeriod, Entity, Event, Proceeding, Visibility
from restante.desk.cases.queries.weighing import WEIGHED, Weighed, about, field_in_words, weigh
from restante.desk.cases.queries.whole import Rows, rows_of
from restante.desk.people.models import Person

MOST_CLAIMS: Final = 30
MOST_EVENTS: Final = 20


@dataclass(frozen=True, slots=True)
class Overview:
    """A case as the team sees it; what waits for an editor comes first. Of what is many, only the beginning."""

    events: list[Event]
    all_events: int
    groups: list[tuple[str, list[Claim]]]
    all_claims: int
    waiting: list[Entity]
    corrections: list[Correction]
    weighed: Weighed


def overview(_volunteer: Volunteer, person: Person) -> Overview:
    """The newest events, and claims by what they are about, so that values of one field stand side by side."""
    rows = rows_of([person], tables=(*WEIGHED, Proceeding, Charge, Correction))[person.pk]
    claims, events = rows.of[Claim], rows.of[Event]
    return Overview(
        events=events[-MOST_EVENTS:],
        all_events=len(events),
        groups=grouped(claims[:MOST_CLAIMS], rows),
        all_claims=len(claims),
        waiting=[row for table in rows.of.values() for row in table if row.visibility == Visibility.TWO_KEYS],
        corrections=rows.of[Correction],
        weighed=weigh(rows),
    )


def grouped(claims: list[Any], rows: Rows) -> list[tuple[str, list[Claim]]]:
    """By what they are about and of which field."""
    gathered: dict[str, list[Claim]] = {}
    for claim in claims:
        gathered.setdefault(_about(claim, rows), []).append(claim)
    return list(gathered.items())


def is_shown(row: Any) -> bool:
    """Whether everybody can read it now; a claim about something hidden is withheld with it."""
    if not isinstance(row, Claim):
        return bool(row.is_public)
    told_of = subject_of(row)
    return is_public_by_itself(row) and (told_of is None or bool(told_of.is_public))


def is_public_by_itself(row: Any) -> bool:
    """The same without a look at what a claim is about."""
    return bool(row.is_public and (not isinstance(row, Claim) or row.is_told))


def subject_of(claim: Claim) -> Any:
    """The row that a claim is about, or None when that is the person, or is known by its name only."""
    entity, _colon, key = claim.subject.partition(":")
    model = next((each for each in (Event, Charge, Proceeding, CustodyPeriod) if each.entity == entity), None)
    return model.objects.filter(person=claim.person, key=key).first() if model is not None else None


def _about(claim: Claim, rows: Rows) -> str:
    field = field_in_words(claim.field)
    if claim.subject == "person":
        return field or str(claim.get_section_display())
    named = about(claim.subject, rows)
    return f"{named} · {field}" if field else named
