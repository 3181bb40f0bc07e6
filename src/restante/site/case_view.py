# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case sorted for its page: which claims stand under which event, what their evidence carries, and where they differ.

Nothing is decided here: a status is never above what the evidence allows, and both sides of a difference stand alike.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from restante.cases.custody import Totals, totals
from restante.cases.evidence import Difference, Standing, differences, standing
from restante.cases.records import Capture, Case, Claim, Event, Source, Text2
from restante.cases.terms import is_code, labels
from restante.site.records import PublicPerson, PublicSite, facts_of

NEVER_SHOWN = frozenset({"withheld"})
SHOWN_KINDS = frozenset({"known", "offered"})
"""`words` are other words for perhaps the same thing: a question for editors, no difference to show."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """`claims` are by the subject under which they stand; whatever belongs to no event is in `told`."""

    case: Case
    facts_as_of: date | None
    standing: Mapping[str, Standing]
    differences: tuple[Difference, ...]
    differing: Mapping[str, int]
    events: tuple[Event, ...]
    claims: Mapping[str, tuple[Claim, ...]]
    told: tuple[Claim, ...]
    by_id: Mapping[str, Claim]
    sources: Mapping[str, Source]
    numbers: Mapping[str, int]
    captures: Mapping[str, Capture]
    custody: Totals | None
    titles: Mapping[str, Text2]
    told_by: Mapping[str, date]
    """For an event without a date: the day of the first source that tells of it, for it was not later."""

    def title_of(self, subject: str) -> Text2:
        """The name of the thing that a claim is about."""
        return self.titles.get(subject, {})


def shown_site(site: PublicSite) -> PublicSite:
    """The site without what no page may show: everything that is built, an index too, is built from this one."""
    return replace(site, people=tuple(replace(person, case=_shown(person.case)) for person in site.people))


def views_of(site: PublicSite) -> dict[str, CaseView]:
    """One for each person, by slug; made once for all languages and files."""
    return {person.slug: view_of(person, site.day) for person in site.people}


def view_of(person: PublicPerson, today: date) -> CaseView:
    """The case in the order of a reader; custody is counted up to the day of the facts, never to a clock."""
    case = _shown(person.case)
    facts = facts_of(person)
    claims, told = _placed(case)
    found = tuple(one for one in differences(case) if one.kind in SHOWN_KINDS and len(one.groups) > 1)
    return CaseView(
        case=case,
        facts_as_of=facts,
        standing=standing(case),
        differences=found,
        differing={name: at for at, one in enumerate(found, 1) for name in one.claims},
        events=tuple(sorted(case.events, key=_when)),
        claims=claims,
        told=told,
        by_id={claim.id: claim for claim in case.claims},
        sources={source.id: source for source in case.sources},
        numbers={source.id: place for place, source in enumerate(case.sources, 1)},
        captures={capture.id: capture for capture in case.captures},
        custody=totals(case.custody, facts or today) if case.custody else None,
        titles=_titles(case),
        told_by=_told_by(case, claims),
    )


def field_label(field: str) -> Text2:
    """What a field is called, or its own words where no list has it."""
    if is_code("claim_field", field):
        return labels("claim_field", field)
    return {"en": field.replace("-", " ")} if field else {}


def _shown(case: Case) -> Case:
    """A citation of a source or copy that is not public is left out: an edition must not fail over one record."""
    sources, captures = {one.id for one in case.sources}, {"", *(one.id for one in case.captures)}
    claims = tuple(
        claim
        if all(one.source in sources and one.capture in captures for one in claim.citations)
        else replace(
            claim,
            citations=tuple(
                one if one.capture in captures else replace(one, capture="")
                for one in claim.citations
                if one.source in sources
            ),
        )
        for claim in case.claims
        if claim.status not in NEVER_SHOWN
    )
    kept = {claim.id for claim in claims}
    links = tuple(link for link in case.links if link.start in kept and link.end in kept)
    return replace(case, claims=claims, links=links)


def _titles(case: Case) -> dict[str, Text2]:
    return {
        **{f"event:{one.id}": one.text for one in case.events},
        **{f"proceeding:{one.id}": one.title for one in case.proceedings},
        **{f"charge:{one.id}": one.article.title or {} for one in case.charges},
        **{f"custody:{one.id}": labels("custody_kind", one.kind) for one in case.custody},
    }


def _told_by(case: Case, claims: Mapping[str, tuple[Claim, ...]]) -> dict[str, date]:
    """Only of what has taken place: a source tells of a hearing that is planned before it is."""
    published = {source.id: source.published.last for source in case.sources if source.published}
    found = {}
    for event in case.events:
        told = claims.get(f"event:{event.id}", ())
        days = [published[one.source] for claim in told for one in claim.citations if one.source in published]
        if event.when is None and event.state == "held" and days:
            found[event.id] = min(days)
    return found


def _placed(case: Case) -> tuple[dict[str, tuple[Claim, ...]], tuple[Claim, ...]]:
    """Each claim in one place: with its subject, else with the first record that names it, else told as a sentence."""
    places = {
        *(f"event:{one.id}" for one in case.events),
        *(f"charge:{one.id}" for one in case.charges),
        *(f"proceeding:{one.id}" for one in case.proceedings),
        *(f"custody:{one.id}" for one in case.custody),
    }
    named = _named("custody", case.custody) | _named("event", case.events)
    placed: dict[str, list[Claim]] = {}
    told = []
    for claim in case.claims:
        place = claim.subject if claim.subject in places else named.get(claim.id)
        if claim.section == "happened" and place:
            placed.setdefault(place, []).append(claim)
        else:
            told.append(claim)
    return {place: tuple(claims) for place, claims in placed.items()}, tuple(told)


def _named(kind: str, records: Iterable[object]) -> dict[str, str]:
    return {
        name: f"{kind}:{getattr(one, 'id')}"  # noqa: B009 - records of two kinds
        for one in reversed(tuple(records))
        for name in getattr(one, "claims")  # noqa: B009
    }


def _when(event: Event) -> tuple[bool, date, date, str]:
    """By date; what has none comes last."""
    if event.when is None:
        return True, date.max, date.max, event.id
    return False, event.when.first, event.when.last, event.id
