# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two sources that cannot both be right: the other value is entered, the difference explained, both sides shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from restante.desk.access.models import Volunteer
from restante.desk.cases.actions.deciding import decide, publish
from restante.desk.cases.actions.entering import cite, link
from restante.desk.cases.actions.saving import new_key, save
from restante.desk.cases.actions.sourcing import source_at
from restante.desk.cases.models import Citation, Claim, ClaimLink, Publication, Source, Visibility
from restante.desk.cases.queries import Contradiction, is_shown
from restante.desk.cases.refusals import NotYours, ReasonMissing
from restante.desk.ledger.actions import stand_in_line
from restante.errors import BadInput


@dataclass(slots=True)
class Explained:
    """What became of the claims of a contradiction: shown, waiting for a second editor, refused and why."""

    shown: list[Claim] = field(default_factory=list)
    waiting: list[Claim] = field(default_factory=list)
    refused: list[tuple[Claim, BadInput]] = field(default_factory=list)


def explain(found: Contradiction, by: Volunteer, *, note: Mapping[str, str], answer: str = "") -> Explained:
    """Keep the editors' reason between the sides, and show every side as disputed where its checks allow.

    A claim that may not be shown yet is left as it was; the reason is kept all the same.
    """
    if not any(note.values()):
        raise ReasonMissing(object=f"claim:{found.first}")
    outcome = Explained()
    with transaction.atomic():
        stand_in_line()
        start = found.sides[0].claims[0]
        for side in found.sides[1:]:
            link(start, "contradicts", side.claims[0], by, note=note, show=True)
        for claim in found.claims:
            try:
                with transaction.atomic():
                    fresh = Claim.objects.select_related("person").get(pk=claim.pk)
                    decide(fresh, by, publication=Publication.DISPUTED, status="disputed", answer=answer)
            except BadInput as refused:
                outcome.refused.append((claim, refused))
            else:
                (outcome.shown if fresh.is_public else outcome.waiting).append(fresh)
    return outcome


def tell_otherwise(
    claim: Claim,
    by: Volunteer,
    *,
    value: str,
    text: Mapping[str, str],
    says: Mapping[str, str],
    url: str,
    quotation: str,
    lang: str,
) -> Claim:
    """Another claim of the same field, with another value, by another source. It is the team's until decided."""
    with transaction.atomic():
        stand_in_line()
        source = source_at(claim.person, by, url, lang)
        name = source.publisher or source.title
        made = Claim(
            person=claim.person,
            section=claim.section,
            text=dict(text),
            says=dict(says) if any(says.values()) else {"ru": name, "en": name},
            subject=claim.subject,
            field=claim.field,
            value=value,
            value_kind=claim.value_kind or "text",
            order=Claim.objects.filter(person=claim.person).count(),
        )
        made.key = new_key(made)
        save(made, by, citations=[Citation(source=source, quotation=quotation, lang=lang)])
    return made


def cite_source(claim: Claim, by: Volunteer, source: Source | None, citation: Citation, *, url: str = "") -> Claim:
    """One more citation, of a source of this case or of a new link. What everybody reads a coordinator changes."""
    shown = is_shown(claim)
    if claim.is_public and not by.is_coordinator:
        raise NotYours(object=claim.handle)
    with transaction.atomic():
        stand_in_line()
        citation.source = source or source_at(claim.person, by, url, citation.lang)
        if shown and citation.source.visibility == Visibility.TEAM:
            publish(citation.source, by)
        return cite(claim, by, citation)


def relate(start: Claim, relation: str, end: Claim, by: Volunteer, *, note: Mapping[str, str]) -> ClaimLink:
    """A link between two claims; one that everybody reads already is changed by coordinators only."""
    known = ClaimLink.objects.filter(start=start, relation=relation, end=end, visibility=Visibility.PUBLIC).first()
    if known is not None and not by.is_coordinator:
        raise NotYours(object=known.handle)
    return link(start, relation, end, by, note=note, show=by.is_coordinator)
