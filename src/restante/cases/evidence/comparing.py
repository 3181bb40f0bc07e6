# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where sources differ: values of one field that cannot all be true. Both sides are shown; none is chosen here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import combinations
from typing import Final, Literal

from restante.cases.dates import DateRefused, read_date
from restante.cases.evidence.joining import Joined
from restante.cases.records import Case, Claim, ClaimLink
from restante.cases.spans import SpanRefused, read_span

Kind = Literal["known", "offered", "words"]
"""`known`: linked by editors; `offered`: the values cannot both be true; `words`: other words, perhaps the same."""

EXCLUSIVE: Final = frozenset({"article", "court", "place", "announced-by", "death-announced-by", "number", "sex"})
"""Fields of words that have one value only: here other words are another fact."""

Pair = tuple[str, str]
_AGREE: Final = frozenset(
    {"refines", "corrects", "supersedes", "misreads", "translates", "repeats", "corroborates"},
)
_ONE_SIDE: Final = frozenset({"refines", "translates", "repeats"})
_OUT: Final = frozenset({"retracted", "withheld"})
_date = lru_cache(4096)(read_date)
_span = lru_cache(4096)(read_span)


@dataclass(frozen=True, slots=True)
class Difference:
    """`groups` are the sides, each the ids of the claims that hold it; `links` bring the editors' reasons."""

    subject: str
    field: str
    groups: tuple[tuple[str, ...], ...]
    kind: Kind
    links: tuple[ClaimLink, ...] = ()

    @property
    def claims(self) -> tuple[str, ...]:
        """All that take part."""
        return tuple(name for group in self.groups for name in group)


def differences(case: Case) -> tuple[Difference, ...]:
    """Known and offered contradictions, then fields told in other words; the order of records makes no difference."""
    claims = {claim.id: claim for claim in case.claims if claim.status not in _OUT}
    links = [link for link in case.links if link.start in claims and link.end in claims]
    known = {_pair(link) for link in links if link.relation == "contradicts"}
    agree = {_pair(link) for link in links if link.relation in _AGREE} - known
    same_side = {_pair(link) for link in links if link.relation in _ONE_SIDE} - known
    conflicts, words = set(known), set[Pair]()
    for one, other in _of_one_field(claims.values()):
        pair = min((one.id, other.id), (other.id, one.id))
        if pair in agree or pair in known:
            continue
        if cannot_both_be_true(one, other):
            conflicts.add(pair)
        elif one.value_kind in {"text", ""} and _folded(one.value) != _folded(other.value):
            words.add(pair)
    reasons = [link for link in links if link.relation == "contradicts"]
    hard = [_difference(claims, group, same_side, reasons) for group in _connected(conflicts)]
    covered = {frozenset(pair) for one in hard for pair in combinations(one.claims, 2)}
    soft = _connected({pair for pair in words if frozenset(pair) not in covered})
    found = hard + [_difference(claims, group, same_side, [], soft=True) for group in soft]
    return tuple(sorted(found, key=lambda one: (one.kind == "words", one.claims)))


def cannot_both_be_true(one: Claim, other: Claim) -> bool:
    """By kind of value; a source that is silent contradicts nobody, and a value that cannot be read neither."""
    if _is_silent(one) or _is_silent(other) or one.value_kind != other.value_kind:
        return False
    try:
        if one.value_kind == "date":
            return not _date(one.value).may_equal(_date(other.value))
        if one.value_kind == "span":
            return not _span(one.value).may_equal(_span(other.value))
        if one.value_kind == "number":
            return Decimal(one.value) != Decimal(other.value)
    except (DateRefused, SpanRefused, InvalidOperation):
        return False
    return one.field in EXCLUSIVE and _folded(one.value) != _folded(other.value)


def _is_silent(claim: Claim) -> bool:
    return bool(claim.citations) and all(one.stance == "silent" for one in claim.citations)


def _of_one_field(claims: Iterable[Claim]) -> Iterator[tuple[Claim, Claim]]:
    fields: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        if claim.field and claim.value:
            fields.setdefault((claim.subject, claim.field), []).append(claim)
    for of_one in fields.values():
        yield from (pair for pair in combinations(of_one, 2) if pair[0].value != pair[1].value)


def _difference(
    claims: Mapping[str, Claim], group: list[str], same_side: set[Pair], reasons: list[ClaimLink], *, soft: bool = False
) -> Difference:
    """The sides of a conflict: claims of one value stand together, and so does what refines or repeats a side."""
    values = {(claims[name].subject, claims[name].field, _folded(claims[name].value)) for name in group}
    of_value = {
        name
        for name, claim in claims.items()
        if claim.value and (claim.subject, claim.field, _folded(claim.value)) in values
    }
    members = sorted(of_value | set(group))
    sides = Joined(members)
    for one, other in combinations(members, 2):
        if (one, other) in same_side or _same_value(claims[one], claims[other]):
            sides.join(one, other)
    used = tuple(
        sorted((link for link in reasons if link.start in group and link.end in group), key=lambda x: (x.start, x.end))
    )
    first = claims[members[0]]
    kind: Kind = "words" if soft else "known" if used else "offered"
    return Difference(
        first.subject, first.field, tuple(sorted(tuple(sorted(side)) for side in sides.groups())), kind, used
    )


def _same_value(one: Claim, other: Claim) -> bool:
    both = (one.subject, one.field, _folded(one.value)), (other.subject, other.field, _folded(other.value))
    return bool(one.value) and both[0] == both[1]


def _connected(pairs: set[Pair]) -> list[list[str]]:
    joined = Joined({name for pair in pairs for name in pair})
    for one, other in pairs:
        joined.join(one, other)
    return [sorted(group) for group in joined.groups()]


def _pair(link: ClaimLink) -> Pair:
    return (link.start, link.end) if link.start < link.end else (link.end, link.start)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
