# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far the evidence carries a claim: origins are counted, not links, and no status stands higher than they allow.

Who speaks counts, not who prints: five papers with the word of one lawyer are one origin. The rules stand in
docs/reference/cases.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from restante.cases.evidence.joining import Joined
from restante.cases.records import Case, Citation, Claim, Source, Text2

LADDER: Final = ("alleged", "corroborated", "established")
"""The statuses that evidence raises; the others (disputed, refuted…) are decisions of editors."""

PAPERS: Final = frozenset({"court_record", "official_paper"})
DOCUMENTS: Final = PAPERS | {"affidavit", "medical_paper", "photo", "video", "audio", "letter_prisoner"}
ACCUSERS: Final = frozenset({"investigator", "prosecutor", "judge", "court_press", "secret_witness"})
"""One side of the case, and so one origin: a secret witness is known through it alone."""
CONDUCT: Final = frozenset({"act", "role", "conduct", "guilt", "motive"})
"""Fields that tell what the person did. A paper shows what an office decided or wrote, not that this is so."""

_PRINTERS: Final = frozenset({"journalist_present", "journalist_relaying", "aggregator", "unknown", "", "ngo"})
_ADMITTED: Final = frozenset({"official_admits", "official_accepts_responsibility", "non_state_admits"})
_FALLEN: Final = frozenset({"refuted", "retracted", "withheld"})
_ONE_ORIGIN: Final = frozenset({"repeats", "translates", "misreads"})


@dataclass(frozen=True, slots=True)
class Standing:
    """`status` is what may be shown; `links` counts citations, `origins` those that do not go back to one another."""

    status: str
    ceiling: str
    origins: int
    documents: int
    links: int
    said_by: tuple[Text2, ...] = ()
    supporting: tuple[str, ...] = ()
    opposing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Voice:
    """One claim in one source: who says it there, and the names of everything it goes back to."""

    claim: Claim
    source: str
    roots: frozenset[str]
    publisher: str
    told_once: str


class Evidence:
    """The evidence of a case, indexed once; `origins`, `ceiling` and `standing` ask it."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.claims = {claim.id: claim for claim in case.claims}
        self._sources = {source.id: source for source in case.sources}
        self._captured = {capture.id for capture in case.captures}
        self._papers = {document.capture for document in case.documents if document.kind == "court_act"}
        self._told_once = _groups(case, _ONE_ORIGIN)
        self._counted: dict[frozenset[str], frozenset[str]] = {}
        self._helpers: dict[str, set[str]] = {}
        self._opponents: dict[str, set[str]] = {}
        for link in case.links:
            if link.relation == "corroborates":
                self._helpers.setdefault(link.end, set()).add(link.start)
            elif link.relation == "contradicts":
                self._opponents.setdefault(link.end, set()).add(link.start)
                self._opponents.setdefault(link.start, set()).add(link.end)
        self._same: dict[tuple[str, str, str], set[str]] = {}
        for claim in case.claims:
            if claim.field and claim.value:
                self._same.setdefault((claim.subject, claim.field, _folded(claim.value)), set()).add(claim.id)

    def supporting(self, claim: Claim) -> tuple[str, ...]:
        """Other claims that say the same: of the same value, or linked as corroborating; fallen ones do not help."""
        found = set(self._helpers.get(claim.id, ()))
        found |= self._same.get((claim.subject, claim.field, _folded(claim.value)), set())
        found.discard(claim.id)
        return tuple(sorted(one for one in found if one in self.claims and self.claims[one].status not in _FALLEN))

    def origins(self, claim: Claim) -> frozenset[str]:
        """The sources that stand for the independent origins of what the claim says, the first of each group."""
        told_by = frozenset({claim.id, *self.supporting(claim)})
        if self.claims.get(claim.id) is not claim:
            return self._count([claim if one == claim.id else self.claims[one] for one in sorted(told_by)])
        if told_by not in self._counted:
            self._counted[told_by] = self._count([self.claims[one] for one in sorted(told_by)])
        return self._counted[told_by]

    def _count(self, saying: list[Claim]) -> frozenset[str]:
        voices = [voice for one in saying for voice in self._voices(one)]
        joined = Joined(range(len(voices)))
        for (at, one), (other_at, other) in combinations(enumerate(voices), 2):
            if _one_origin(one, other):
                joined.join(at, other_at)
        return frozenset(min(voices[at].source for at in group) for group in joined.groups())

    def documents(self, claim: Claim) -> int:
        """How many documents in hand the claim itself rests on: quoted, and held as a capture."""
        return len({one.capture or one.source for one in _saying(claim) if self._in_hand(one, DOCUMENTS)})

    def ceiling(self, claim: Claim) -> str:
        """The highest status that the evidence allows."""
        quoted = _saying(claim)
        if not quoted:
            return "alleged"
        conduct = claim.field in CONDUCT
        if claim.attribution in _ADMITTED and not (conduct and claim.role in ACCUSERS):
            return "established"
        if not conduct and any(self._in_hand(one, PAPERS) for one in quoted):
            return "established"
        if not conduct and self.documents(claim):
            return "corroborated"
        return "corroborated" if len(self.origins(claim)) > 1 else "alleged"

    def standing(self, claim: Claim) -> Standing:
        """What the claim may be called, and on what ground."""
        ceiling = self.ceiling(claim)
        opposing = sorted(one for one in self._opponents.get(claim.id, ()) if one in self.claims)
        supporting = self.supporting(claim)
        said_by = [one.says for one in (claim, *(self.claims[name] for name in supporting)) if one.says]
        return Standing(
            status=_lower(claim.status, ceiling),
            ceiling=ceiling,
            origins=len(self.origins(claim)),
            documents=self.documents(claim),
            links=sum(len(_saying(one)) for one in (claim, *(self.claims[name] for name in supporting))),
            said_by=tuple(said_by),
            supporting=supporting,
            opposing=tuple(opposing),
        )

    def _voices(self, claim: Claim) -> Iterator[_Voice]:
        for citation in _saying(claim):
            source = self._sources.get(citation.source) or Source(citation.source, citation.source)
            yield _Voice(
                claim=claim,
                source=source.id,
                roots=frozenset(self._roots(source)),
                publisher=_folded(source.publisher),
                told_once=self._told_once.get(claim.id, claim.id),
            )

    def _roots(self, source: Source) -> set[str]:
        """Everything that a source goes back to, itself included: a relayed source of the case brings its own."""
        found: set[str] = set()
        left = [source]
        while left:
            one = left.pop()
            if f"id:{one.id}" in found:
                continue
            found.add(f"id:{one.id}")
            if one.origin:
                found.add(f"name:{_folded(one.origin)}")
            for name in one.relays:
                known = self._sources.get(name)
                if known is None:
                    found.add(f"name:{_folded(name)}")
                else:
                    left.append(known)
        return found

    def _in_hand(self, citation: Citation, materials: frozenset[str]) -> bool:
        if citation.capture not in self._captured:
            return False
        source = self._sources.get(citation.source)
        return citation.capture in self._papers or (source is not None and source.material in materials)


def origins(claim: Claim, case: Case) -> frozenset[str]:
    """One source id for each independent origin of what the claim says."""
    return Evidence(case).origins(claim)


def ceiling(claim: Claim, case: Case) -> str:
    """The highest of `LADDER` that the evidence allows."""
    return Evidence(case).ceiling(claim)


def standing(case: Case) -> Mapping[str, Standing]:
    """By id of the claim. The order of records in the case makes no difference."""
    evidence = Evidence(case)
    return {claim.id: evidence.standing(claim) for claim in case.claims}


def _saying(claim: Claim) -> list[Citation]:
    """Only what says so, in words that are quoted, counts."""
    return [citation for citation in claim.citations if citation.quotation.strip() and citation.stance == "says"]


def _lower(status: str, highest: str) -> str:
    if status in LADDER:
        return LADDER[min(LADDER.index(status), LADDER.index(highest))]
    return status


def _one_origin(one: _Voice, other: _Voice) -> bool:
    if one.told_once == other.told_once and one.claim.id != other.claim.id:
        return True
    both_speak = one.claim.role not in _PRINTERS and other.claim.role not in _PRINTERS
    if both_speak and ((_accuses(one) and _accuses(other)) or _may_be_one_speaker(one.claim, other.claim)):
        return True
    if one.roots & other.roots:
        return True
    return not both_speak and one.publisher == other.publisher != ""


def _accuses(voice: _Voice) -> bool:
    """The accusing side is one origin, however many of its offices repeat it."""
    return voice.claim.role in ACCUSERS


def _may_be_one_speaker(one: Claim, other: Claim) -> bool:
    """Of one role, and not shown to be two: unnamed witnesses may be the same person."""
    if one.role != other.role:
        return False
    shared = (one.says or {}).keys() & (other.says or {}).keys()
    return not shared or any(_folded((one.says or {})[lang]) == _folded((other.says or {})[lang]) for lang in shared)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _groups(case: Case, relations: frozenset[str]) -> dict[str, str]:
    """The name of its group for every claim that such links join, in either direction."""
    joined = Joined(claim.id for claim in case.claims)
    for link in case.links:
        if link.relation in relations:
            joined.join(link.start, link.end)
    return {member: min(group) for group in joined.groups() for member in group}
