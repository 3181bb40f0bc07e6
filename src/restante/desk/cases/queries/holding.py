# SPDX-License-Identifier: AGPL-3.0-or-later
"""Copies of sources: what is held, and which quotations stand in it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from restante.desk.access import store
from restante.desk.access.models import Volunteer
from restante.desk.cases.models import Capture, Citation, Claim, Lookup, Source

FOUND = (Lookup.Outcome.FOUND, Lookup.Outcome.DIFFERS, Lookup.Outcome.SEEN)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A citation and what became of its quotation in a copy; `place` is {prefix, exact, suffix, url, is_exact}."""

    citation: Citation
    lookup: Lookup | None
    place: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy with its time stamps, and how many quotations were found in it, and not."""

    capture: Capture
    found: int
    missing: int
    by_eye: int
    waiting: int


def digest_of_quotation(quotation: str) -> str:
    """By which a look-up is known: citations are written anew with each change of a claim."""
    return hashlib.sha256(quotation.strip().encode()).hexdigest()


def quotations_of(source: Source) -> list[str]:
    """Every quotation of it in claims that stand, each once."""
    told = _citations(source).values_list("quotation", flat=True)
    return list(dict.fromkeys(one.strip() for one in told if one.strip()))


def copies_of(_volunteer: Volunteer, source: Source) -> list[Copy]:
    """In the order in which they came."""
    wanted = {digest_of_quotation(one) for one in quotations_of(source)}
    captures = Capture.objects.filter(source=source, withdrawn=None).order_by("pk")
    told = []
    for capture in captures.select_related("person", "source").prefetch_related("lookups", "stampings"):
        outcomes = {one.digest: one.outcome for one in capture.lookups.all() if one.digest in wanted}
        found = sum(
            one in {Lookup.Outcome.FOUND, Lookup.Outcome.DIFFERS, Lookup.Outcome.SEEN} for one in outcomes.values()
        )
        missing = sum(one == Lookup.Outcome.MISSING for one in outcomes.values())
        by_eye = sum(one == Lookup.Outcome.PICTURE for one in outcomes.values())
        told.append(Copy(capture, found, missing, by_eye, len(wanted) - len(outcomes) if capture.blob else 0))
    return told


def quoted_in(_volunteer: Volunteer, capture: Capture) -> list[Quoted]:
    """Each citation of its source, with what stands in this copy."""
    lookups = {one.digest: one for one in capture.lookups.all()}
    told = []
    for citation in _citations(capture.source).select_related("claim", "claim__person"):
        lookup = lookups.get(digest_of_quotation(citation.quotation))
        told.append(Quoted(citation, lookup, place_of(capture, lookup)))
    return told


def place_of(capture: Capture, lookup: Lookup | None) -> Mapping[str, object]:
    """The words of the copy around a quotation; needs the store."""
    if lookup is None or not lookup.sealed_place:
        return {}
    told: Mapping[str, object] = json.loads(
        store.open_text(bytes(lookup.sealed_place), context_of(capture, lookup.digest))
    )
    return told


def context_of(capture: Capture, digest: str) -> str:
    """What the sealed words of a look-up are bound to."""
    return f"lookup {capture.sha256} {digest}"


def outcomes_of(_volunteer: Volunteer, citations: Iterable[Citation]) -> Mapping[int, Lookup]:
    """The best that any copy of its source says of each citation, by the citation's pk; works while locked."""
    listed = list(citations)
    digests = {digest_of_quotation(one.quotation) for one in listed}
    sources = {one.source_id for one in listed}
    found: dict[tuple[int, str], Lookup] = {}
    order = list(Lookup.Outcome.values)
    for lookup in Lookup.objects.filter(
        capture__source__in=sources, capture__withdrawn=None, digest__in=digests
    ).select_related("capture"):
        key = (lookup.capture.source_id, lookup.digest)
        if key not in found or order.index(lookup.outcome) < order.index(found[key].outcome):
            found[key] = lookup
    keyed = {one.pk: (one.source_id, digest_of_quotation(one.quotation)) for one in listed}
    return {pk: found[key] for pk, key in keyed.items() if key in found}


def claims_citing(source: Source) -> list[Claim]:
    """Claims that stand and cite it."""
    return list(Claim.objects.filter(citations__source=source, withdrawn=None).select_related("person").distinct())


def _citations(source: Source) -> QuerySet[Citation]:
    return (
        Citation.objects.filter(source=source, claim__withdrawn=None).exclude(quotation="").order_by("claim", "order")
    )
