# SPDX-License-Identifier: AGPL-3.0-or-later
"""What of a case everybody may see: a record that is hidden is gone, and so is every word that leads to it."""

import hashlib
import re
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from restante.cases.records import Capture, Case, Citation, Claim, ClaimLink, Name

LONGEST_KEY = 64
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def key_of(record: Any) -> str:
    """A record's id; for those that carry none, one made of what they say."""
    if isinstance(record, ClaimLink):
        told = f"{record.start}.{record.relation}.{record.end}"
        return told if len(told) <= LONGEST_KEY else f"l-{_digest(told)}"
    if isinstance(record, Name):
        return f"n-{_digest(record.lang + record.text)}"
    return str(record.id)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def shown_part(case: Case, hidden: Collection[str]) -> Case:
    """The case without what `hidden` names (`claim:c35`), and without references to it. Withheld with it are claims
    about a hidden thing, and claims whose every citation is of a hidden source.
    """
    sources = {source.id for source in case.sources if f"source:{source.id}" not in hidden}
    captures = {one.id for one in case.captures if f"capture:{one.id}" not in hidden and one.source in sources}
    told = (_claim(claim, sources, captures) for claim in case.claims if _is_shown(claim, hidden))
    claims = tuple(claim for claim in told if claim is not None)
    ids = {claim.id for claim in claims}
    recognitions = tuple(
        replace(one, source=one.source if one.source in sources else "")
        for one in case.recognitions
        if f"recognition:{one.id}" not in hidden
    )
    named = {citation.source for claim in claims for citation in claim.citations} | {one.source for one in recognitions}
    held = {one.capture for one in case.documents if f"document:{one.id}" not in hidden}
    named |= {one.source for one in case.captures if one.id in held & captures}
    used = {citation.capture for claim in claims for citation in claim.citations}
    case = replace(
        case,
        claims=claims,
        recognitions=recognitions,
        sources=tuple(source for source in case.sources if source.id in sources & named),
        names=tuple(one for one in case.names if f"name:{key_of(one)}" not in hidden),
        actions=tuple(one for one in case.actions if f"action:{one.id}" not in hidden),
        corrections=tuple(one for one in case.corrections if f"correction:{one.id}" not in hidden),
        links=tuple(one for one in case.links if {one.start, one.end} <= ids and f"link:{key_of(one)}" not in hidden),
    )
    return _papers(_course(case, hidden, ids), hidden, captures, used)


def _claim(claim: Claim, sources: Collection[str], captures: Collection[str]) -> Claim | None:
    kept = tuple(_citation(each, captures) for each in claim.citations if each.source in sources)
    return None if claim.citations and not kept else replace(claim, citations=kept)


def _citation(citation: Citation, captures: Collection[str]) -> Citation:
    """Of a copy that is not shown neither its name nor the words around the quotation in it."""
    known = not citation.capture or citation.capture in captures
    return citation if known else replace(citation, capture="", prefix="", suffix="")


def _is_shown(claim: Claim, hidden: Collection[str]) -> bool:
    return f"claim:{claim.id}" not in hidden and claim.subject not in hidden


def _course(case: Case, hidden: Collection[str], claims: Collection[str]) -> Case:
    proceedings = tuple(one for one in case.proceedings if f"proceeding:{one.id}" not in hidden)
    threads = {one.id for one in proceedings}
    charges = tuple(one for one in case.charges if f"charge:{one.id}" not in hidden)
    known = {one.id for one in charges}
    return replace(
        case,
        proceedings=proceedings,
        charges=tuple(
            replace(
                one,
                proceeding=one.proceeding if one.proceeding in threads else "",
                reclassified_from=one.reclassified_from if one.reclassified_from in known else "",
            )
            for one in charges
        ),
        events=tuple(
            replace(one, claims=tuple(each for each in one.claims if each in claims))
            for one in case.events
            if f"event:{one.id}" not in hidden
        ),
        custody=tuple(
            replace(
                one,
                proceeding=one.proceeding if one.proceeding in threads else "",
                claims=tuple(each for each in one.claims if each in claims),
            )
            for one in case.custody
            if f"custody:{one.id}" not in hidden
        ),
    )


def _papers(case: Case, hidden: Collection[str], captures: Collection[str], used: Collection[str]) -> Case:
    papers = tuple(one for one in case.documents if f"document:{one.id}" not in hidden)
    known = {one.id for one in papers}
    papers = tuple(
        replace(
            one,
            capture=one.capture if one.capture in captures else "",
            translation_of=one.translation_of if one.translation_of in known else "",
        )
        for one in papers
    )
    named = set(used) | {one.capture for one in papers}
    sources = {one.id for one in case.sources}
    kept = tuple(
        _copy(one) for one in case.captures if one.id in captures and one.id in named and one.source in sources
    )
    ids = {one.id for one in kept}
    return replace(
        case,
        captures=kept,
        documents=tuple(replace(one, capture=one.capture if one.capture in ids else "") for one in papers),
    )


def _copy(capture: Capture) -> Capture:
    """Its SHA-256 and days. The second at which an editor asked a server, and with what, would lead to the editor."""
    retrieved, stamped = (_DAY.match(moment) for moment in (capture.retrieved, capture.stamped))
    return replace(
        capture,
        retrieved=retrieved[0] if retrieved else "",
        stamped=stamped[0] if stamped else "",
        url="",
        tool="",
    )
