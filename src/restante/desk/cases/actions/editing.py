# SPDX-License-Identifier: AGPL-3.0-or-later
"""Adding and changing anything of a case by its form, and claims about a thing that is there already."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from restante.desk.access.models import Volunteer
from restante.desk.cases.actions.entering import speaker_of
from restante.desk.cases.actions.saving import correct, new_key, save
from restante.desk.cases.actions.sourcing import source_at
from restante.desk.cases.models import Citation, Claim, CustodyPeriod, Event
from restante.desk.cases.queries import row_for
from restante.desk.cases.refusals import NotYours, SaidAlready
from restante.desk.ledger.actions import stand_in_line


def add(row: Any, by: Volunteer, values: Mapping[str, Any]) -> Any:
    """Something new, for the team. Raises SaidAlready where its key is what it says, and is taken."""
    with transaction.atomic():
        stand_in_line()
        for name, value in values.items():
            setattr(row, name, value)
        row.key = new_key(row)
        if type(row).objects.filter(person=row.person, key=row.key).exists():
            raise SaidAlready(object=row.handle)
        row.order = type(row).objects.filter(person=row.person).count()
        return save(row, by)


def edit(
    row: Any, by: Volunteer, values: Mapping[str, Any], *, seen: int | None, why: Mapping[str, str] | None = None
) -> Any:
    """Change what is there. `why` makes it a correction, which takes a reason; without it things have moved on.

    What everybody reads a coordinator changes. Raises ChangedMeanwhile, and then nothing is kept.
    """
    with transaction.atomic():
        stand_in_line()
        row = row_for(by, row.person, type(row), row.key)
        if row.is_public and not by.is_coordinator:  # also where what it is about is hidden: two editors agreed to it
            raise NotYours(object=row.handle)
        for name, value in values.items():
            setattr(row, name, value)
        if why is None:
            return save(row, by, seen=seen)
        return correct(row, by, why=why, seen=seen)


def tell_about(
    row: Any, by: Volunteer, *, text: Mapping[str, str], url: str, quotation: str, lang: str, says: Mapping[str, str]
) -> Claim:
    """A claim about an event, a stay, a charge or a proceeding, by a source. It is the team's until decided."""
    with transaction.atomic():
        stand_in_line()
        row = row_for(by, row.person, type(row), row.key)
        source = source_at(row.person, by, url, lang)
        claim = Claim(
            person=row.person,
            section="happened",
            text=dict(text),
            says=dict(says) or speaker_of(source),
            subject=row.handle,
            order=Claim.objects.filter(person=row.person).count(),
        )
        claim.key = new_key(claim)
        save(claim, by, citations=[Citation(source=source, quotation=quotation, lang=lang)])
        if isinstance(row, Event | CustodyPeriod):
            row.claims = [*row.claims, claim.key]
            save(row, by)
    return claim
