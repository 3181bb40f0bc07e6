# SPDX-License-Identifier: AGPL-3.0-or-later
"""Four answers are enough to begin: when, what, where it stands, in which words. The rest grows from there."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from restante.cases.dates import PartialDate
from restante.desk.access.models import Volunteer
from restante.desk.cases.actions.saving import Editor, new_key, save
from restante.desk.cases.actions.sourcing import source_at
from restante.desk.cases.grave_words import kind_by_words
from restante.desk.cases.models import Citation, Claim, ClaimLink, Event, Source
from restante.desk.cases.queries import citations_of
from restante.desk.ledger.actions import stand_in_line
from restante.desk.people.models import Person


def enter(
    person: Person,
    by: Volunteer,
    *,
    when: PartialDate | None,
    what: Mapping[str, str],
    link: str,
    quotation: str,
    lang: str,
    kind: str = "",
) -> tuple[Event, Claim]:
    """An event, the claim that it happened then, the source, and its words. All of it is the team's until decided."""
    with transaction.atomic():
        stand_in_line()
        source = source_at(person, by, link, lang, title=next(iter(what.values())))
        kind = kind or kind_by_words(what.values())
        event = Event(person=person, kind=kind, when=str(when or ""), text=dict(what))
        claim = Claim(
            person=person,
            section="happened",
            text=dict(what),
            says=speaker_of(source),
            field="date" if when else "",
            value=str(when or ""),
            value_kind="date" if when else "",
            order=Claim.objects.filter(person=person).count(),
        )
        event.key, claim.key = new_key(event), new_key(claim)
        event.claims, claim.subject = [claim.key], event.handle
        save(event, by)
        save(claim, by, citations=[Citation(source=source, quotation=quotation, lang=lang)])
    return event, claim


def cite(claim: Claim, by: Editor, citation: Citation, *, seen: int | None = None) -> Claim:
    """One more source for a claim, or another with the same words."""
    kept: Sequence[Citation] = [*citations_of(claim), citation]
    saved: Claim = save(claim, by, citations=kept, seen=seen, verb="cited")
    return saved


def uncite(claim: Claim, by: Editor, citation: Citation, *, reason: str) -> Claim:
    """Take a citation off; the revision keeps it."""
    kept = [each for each in citations_of(claim) if each.pk != citation.pk]
    saved: Claim = save(claim, by, citations=kept, reason=reason, verb="cited")
    return saved


def link(start: Claim, relation: str, end: Claim, by: Editor, *, note: Mapping[str, str], show: bool) -> ClaimLink:
    """How two claims stand to each other. The link shows where both claims do; saying it again changes the reason."""
    with transaction.atomic():
        stand_in_line()
        found = ClaimLink.objects.filter(start=start, relation=relation, end=end, withdrawn=None).first()
        row: Any = found or ClaimLink(person=start.person, start=start, relation=relation, end=end)
        row.note = {**row.note, **{lang: text for lang, text in note.items() if text}}
        if show:
            row.visibility = "public"
        saved: ClaimLink = save(row, by, verb="linked")
    return saved


def speaker_of(source: Source) -> dict[str, str]:
    """Until an editor knows better, the publisher says it."""
    name = ", ".join(part for part in (source.author, source.publisher) if part) or source.title
    return {"ru": name, "en": name}
