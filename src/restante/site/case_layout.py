# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a case weighs on a page, by experience, and where it is cut; only the choice of a layout hangs on these numbers.

A page that a telephone must load over a bad line stays below `HEAVIEST`: first quotations move to pages beside it, then
both sides of differences, then the list of sources, and at last the claims themselves.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from restante.cases.evidence import Difference
from restante.cases.records import Claim, Source, Text2
from restante.site.case_view import CaseView
from restante.site.records import say

HEAVIEST: Final = 145_000
CLAIM_FRAME: Final = 420
"""Bytes that a claim's markup takes beside its texts."""
LINE_FRAME: Final = 110
"""The same for a claim or an event in one line."""
SOURCE_FRAME: Final = 180
TOLD: Final = "told"
"""The subject under which claims about no event stand."""

One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Layout:
    """How claims stand on the person's page, and whether differences and sources do."""

    claims: Literal["whole", "brief", "count"]
    differ: bool = True
    sources: bool = True


LAYOUTS: Final = (
    Layout("whole"),
    Layout("brief"),
    Layout("brief", differ=False),
    Layout("brief", differ=False, sources=False),
    Layout("count", differ=False),
    Layout("count", differ=False, sources=False),
)


def fitting(view: CaseView, lang: str) -> Iterator[Layout]:
    """The layouts that may fit, the fullest first; the last one always."""
    weighed = {
        "whole": sum(claim_weight(claim, lang) for claim in view.case.claims),
        "brief": sum(LINE_FRAME + _length(claim.text, lang) + _length(claim.says, lang) for claim in view.case.claims),
        "count": LINE_FRAME * len(view.claims),
    }
    events = sum(LINE_FRAME + _length(event.text, lang) for event in view.events)
    differ = sum(difference_weight(one, view, lang) for one in view.differences)
    sources = sum(source_weight(source) for source in view.case.sources)
    for layout in LAYOUTS[:-1]:
        weight = events + weighed[layout.claims] + differ * layout.differ + sources * layout.sources
        if weight <= HEAVIEST:
            yield layout
    yield LAYOUTS[-1]


def claim_weight(claim: Claim, lang: str) -> int:
    """With all of its quotations."""
    quoted = (one.quotation + (one.translation or {}).get(lang, "") for one in claim.citations)
    return (
        CLAIM_FRAME
        + _length(claim.text, lang)
        + _length(claim.says, lang)
        + sum(SOURCE_FRAME + len(text.encode()) for text in quoted)
        - SOURCE_FRAME * bool(claim.citations)
    )


def difference_weight(one: Difference, view: CaseView, lang: str) -> int:
    """With every side in full, and the editors' reason."""
    return LINE_FRAME + sum(claim_weight(view.by_id[name], lang) for name in one.claims)


def source_weight(source: Source) -> int:
    """As the list of sources has it."""
    return SOURCE_FRAME + sum(
        len(text.encode()) for text in (source.title, source.author, source.publisher, source.url)
    )


def cut(things: Iterable[One], weigh: Callable[[One], int]) -> list[tuple[One, ...]]:
    """In their order, so many to a page that each stays well below the limit; one that is too long stands alone."""
    pages: list[list[One]] = []
    weight = 0
    for one in things:
        its = weigh(one)
        if not pages or weight + its > HEAVIEST * 0.8:
            pages.append([])
            weight = 0
        pages[-1].append(one)
        weight += its
    return [tuple(page) for page in pages]


def subjects(view: CaseView) -> Iterator[tuple[str, Claim]]:
    """Claims in the order of the page, each with the subject under which it stands."""
    order = [f"event:{event.id}" for event in view.events]
    order += sorted(subject for subject in view.claims if subject not in order)
    for subject in order:
        for claim in view.claims.get(subject, ()):
            yield subject, claim
    for claim in view.told:
        if claim.section == "happened":
            yield TOLD, claim


def _length(text: Text2 | None, lang: str) -> int:
    return len(say(text, lang).encode())
