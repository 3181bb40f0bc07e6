# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small invented case, and short ways to write records of one."""

from restante.cases.dates import read_date
from restante.cases.records import Capture, Case, Citation, Claim, ClaimLink, Source, ValueKind


def source(name: str, publisher: str = "", published: str = "", **more: object) -> Source:
    when = read_date(published) if published else None
    return Source(name, name.title(), publisher=publisher or name, published=when, **more)  # type: ignore[arg-type]


def cite(name: str, quotation: str = "It was so.", **more: object) -> Citation:
    return Citation(name, quotation, **more)  # type: ignore[arg-type]


def claim(
    name: str, *citations: Citation, value: str = "", kind: ValueKind = "", field: str = "date", **more: object
) -> Claim:
    given: dict[str, object] = {
        "says": {"en": f"Speaker of {name}"},
        "subject": "person",
        "text": {"en": "Told."},
        **more,
    }
    return Claim(  # type: ignore[misc]
        id=name, section="happened", citations=citations, value=value, value_kind=kind, field=field, **given
    )


def case(*claims: Claim, sources: tuple[Source, ...] = (), links: tuple[ClaimLink, ...] = (), **more: object) -> Case:
    named = {one.id: one for one in sources}
    for one in claims:
        for citation in one.citations:
            named.setdefault(citation.source, source(citation.source))
    return Case("ines-arbo", claims=claims, links=links, sources=tuple(named.values()), **more)  # type: ignore[arg-type]


def capture(name: str, of: str) -> Capture:
    return Capture(name, of, "2024-01-01T00:00:00Z", "0" * 64, "application/pdf", 1)
