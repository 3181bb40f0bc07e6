# SPDX-License-Identifier: AGPL-3.0-or-later
"""Slips that a machine can see in a case, for editors to look at; the rules are those of docs/reference/cases.md."""

from collections.abc import Iterator, Mapping
from datetime import date

from restante.cases.custody import totals
from restante.cases.dates import PartialDate
from restante.cases.evidence.claim_checks import ClaimChecks
from restante.cases.evidence.finding import Finding
from restante.cases.evidence.wording import guilt_in, heat_in
from restante.cases.records import Case, CaseFile

_COMING = frozenset({"planned", "confirmed", "postponed"})


def checks(of: Case | CaseFile, today: date | None = None) -> tuple[Finding, ...]:
    """By key and code. Without `today` nothing is said about past and future."""
    case = of.case if isinstance(of, CaseFile) else of
    claims = ClaimChecks(case)
    found = [finding for claim in case.claims for finding in claims.of(claim)]
    found += [*_links(case), *_sources(case), *_custody(case), *_ends(case), *_own_voice(case), *_events(case, today)]
    return tuple(sorted(found, key=lambda one: (one.key, one.code, sorted(one.fields.items()))))


def _links(case: Case) -> Iterator[Finding]:
    for link in case.links:
        if link.relation == "contradicts" and not any((link.note or {}).values()):
            yield Finding(f"claim:{link.start}", "contradiction-without-reason", {"other": link.end})


def _sources(case: Case) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for source in sorted(case.sources, key=lambda one: one.id):
        address = source.url.rstrip("/").casefold().removeprefix("https://").removeprefix("http://")
        if address and first.setdefault(address, source.id) != source.id:
            yield Finding(f"source:{source.id}", "source-twice", {"other": first[address]})


def _custody(case: Case) -> Iterator[Finding]:
    """Overlaps depend on the dates alone: the last day of the calendar cuts none of them short."""
    for overlap in totals(case.custody, date.max).overlaps:
        if not overlap.declared:
            fields = {"other": overlap.second, "days": str(overlap.least)}
            yield Finding(f"custody:{overlap.first}", "custody-overlap", fields)


def _ends(case: Case) -> Iterator[Finding]:
    for period in case.custody:
        yield from _end(f"custody:{period.id}", period.start, period.end)
    for charge in case.charges:
        yield from _end(f"charge:{charge.id}", charge.start, charge.end)
    for action in case.actions:
        if action.opens and action.closes and action.closes < action.opens:
            fields = {"start": action.opens.isoformat(), "end": action.closes.isoformat()}
            yield Finding(f"action:{action.id}", "end-before-start", fields)


def _end(key: str, start: PartialDate | None, end: PartialDate | None) -> Iterator[Finding]:
    if start is not None and end is not None and end.last < start.first:
        yield Finding(key, "end-before-start", {"start": str(start), "end": str(end)})


def _own_voice(case: Case) -> Iterator[Finding]:
    """Everything beside the claims is said by the page itself."""
    said: list[tuple[str, Mapping[str, str] | None]] = [(f"event:{one.id}", one.text) for one in case.events]
    said += [(f"proceeding:{one.id}", text) for one in case.proceedings for text in (one.title, one.outcome)]
    said += [(f"charge:{one.id}", one.activity) for one in case.charges]
    said += [(f"document:{one.id}", one.title) for one in case.documents]
    said += [(f"correction:{one.id}", text) for one in case.corrections for text in (one.what, one.why)]
    said += [(f"action:{one.id}", text) for one in case.actions for text in (one.ask, one.avoid)]
    for key, texts in said:
        word = next(filter(None, map(guilt_in, (texts or {}).values())), "")
        if word:
            yield Finding(key, "guilt-in-own-voice", {"word": word})
        for heated in dict.fromkeys(word for text in (texts or {}).values() for word in heat_in(text)):
            yield Finding(key, "heated-word", {"word": heated})


def _events(case: Case, today: date | None) -> Iterator[Finding]:
    told = {claim.subject for claim in case.claims}
    for event in case.events:
        key = f"event:{event.id}"
        if not event.claims and key not in told:
            yield Finding(key, "event-without-claim")
        if today is None or event.when is None:
            continue
        if event.state in _COMING and event.when.last < today:
            yield Finding(key, "planned-in-the-past", {"date": str(event.when)})
        if event.state == "held" and event.when.first > today:
            yield Finding(key, "held-in-the-future", {"date": str(event.when)})
