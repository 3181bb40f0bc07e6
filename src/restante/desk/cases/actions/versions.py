# SPDX-License-Identifier: AGPL-3.0-or-later
"""Versions under which a case can be cited: kept when an edition is signed, emptied by a withdrawal."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from restante.cases.records import Case
from restante.cases.writing import state_json
from restante.desk.cases.models import CaseVersion, ClaimLink, PersonName
from restante.desk.cases.projection import key_of
from restante.desk.cases.queries.whole import with_references
from restante.desk.cases.recording import PLACES, record_of
from restante.desk.ledger.actions import record
from restante.desk.people.models import Person

ENTITIES: Mapping[str, str] = {place: model.entity for model, place in PLACES.items()}


def keep_versions(cases: Sequence[Case], day: date) -> int:
    """Note every public state that is new; how many were."""
    made = 0
    with transaction.atomic():
        people = {person.slug: person for person in Person.objects.filter(slug__in=[case.person for case in cases])}
        for case in cases:
            person = people[case.person]
            if not case.version or CaseVersion.objects.filter(person=person, number=case.version).exists():
                continue
            CaseVersion.objects.create(
                person=person,
                number=case.version,
                day=day,
                digest=case.digest,
                json=state_json(case).decode(),
                keys=sorted({*handles_in(case), *_rows_in(case, person)}),
            )
            record("publishing", "case.version", "case", f"{person.slug} v{case.version}", person=person.slug)
            made += 1
    return made


def handles_in(case: Case) -> list[str]:
    """Everything that a version tells, by handle."""
    return sorted(f"{entity}:{key_of(one)}" for place, entity in ENTITIES.items() for one in getattr(case, place))


def _rows_in(case: Case, person: Person) -> set[str]:
    """Names and links have no id in the records: a row that was reworded since is not called what it says now."""
    told = set(handles_in(case))
    rows = (row for model in (PersonName, ClaimLink) for row in with_references(model).filter(person=person))
    return {row.handle for row in rows if f"{row.entity}:{key_of(record_of(row))}" in told}


def take_out(row: Any, why: Mapping[str, str]) -> None:
    """No old version goes on telling it: each that did keeps its number, day and digest, and the reason."""
    today = timezone.now().date()
    for version in CaseVersion.objects.filter(person=row.person, taken_out=None):
        if row.handle in version.keys:
            version.taken_out, version.taken_out_why = today, {lang: text for lang, text in why.items() if text}
            version.json, version.keys = "", []
            version.save()
