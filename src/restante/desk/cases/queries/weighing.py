# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the rules of evidence say of a case's rows: how claims stand, where they differ, what is found, how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import get_language

from restante.cases.custody import Totals, totals
from restante.cases.evidence import Difference, Standing, differences, standing
from restante.cases.records import Case, CaseFile
from restante.cases.terms import is_code, label
from restante.desk.access.models import Volunteer
from restante.desk.cases import models
from restante.desk.cases.findings import findings_in
from restante.desk.cases.queries.whole import Rows, rows_of
from restante.desk.cases.wording import title_of
from restante.desk.people.models import Person

WEIGHED: Final = (
    models.Claim, models.ClaimLink, models.Source, models.Capture, models.Document, models.Event,
    models.CustodyPeriod,
)  # fmt: skip
"""The tables that evidence is weighed by; a page that shows more of a case asks for more."""


@dataclass(frozen=True, slots=True)
class Side:
    """Claims that hold one value, with how many origins stand behind them."""

    value: str
    claims: tuple[models.Claim, ...]
    links: int
    origins: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`known` is explained, `offered` waits for a reason, `words` may well be the same thing."""

    kind: str
    field: str
    subject: str
    about: str
    sides: tuple[Side, ...]
    links: tuple[models.ClaimLink, ...]

    @property
    def first(self) -> str:
        """Of the two keys that make up its address."""
        return self.sides[0].claims[0].key

    @property
    def second(self) -> str:
        """The other one."""
        return self.sides[1].claims[0].key

    @property
    def claims(self) -> tuple[models.Claim, ...]:
        """All that take part, side by side."""
        return tuple(claim for side in self.sides for claim in side.claims)


@dataclass(frozen=True, slots=True)
class Weighed:
    """The verdicts of the rules on one case as the team knows it; nothing here is a decision."""

    rows: Rows
    case: Case
    standing: Mapping[str, Standing]
    findings: Mapping[str, tuple[Any, ...]]
    contradictions: tuple[Contradiction, ...]
    custody: Totals | None


def weigh(rows: Rows) -> Weighed:
    """Rows that must hold the tables of WEIGHED."""
    case = rows.case(in_hand=True)
    stand = standing(case)
    found: dict[str, list[Any]] = {}
    for each in findings_in(CaseFile(case)):
        found.setdefault(each.key, []).append(each)
    by_key = {claim.key: claim for claim in rows.of[models.Claim]}
    return Weighed(
        rows=rows,
        case=case,
        standing=stand,
        findings={key: tuple(each) for key, each in found.items()},
        contradictions=tuple(_told(one, rows, by_key, stand) for one in differences(case)),
        custody=totals(case.custody, timezone.now().date()) if case.custody else None,
    )


def weighed(_volunteer: Volunteer, person: Person, *more: type[Any]) -> Weighed:
    """In eight queries, however long the case, and one for each table `more`."""
    return weigh(rows_of([person], tables=dict.fromkeys((*WEIGHED, *more)))[person.pk])


def contradiction_of(found: Weighed, one: str, other: str) -> Contradiction | None:
    """The difference in which both take part; two claims that no value tells apart are a pair by themselves."""
    by_key = {claim.key: claim for claim in found.rows.of[models.Claim]}
    if one == other or not {one, other} <= by_key.keys():
        return None
    for each in found.contradictions:
        if {one, other} <= {claim.key for claim in each.claims}:
            return each
    first = by_key[one]
    pair = Difference(first.subject, first.field, ((one,), (other,)), "offered")
    return _told(pair, found.rows, by_key, found.standing)


def about(subject: str, rows: Rows) -> str:
    """What a claim is about, in words where there are any."""
    entity = subject.partition(":")[0]
    table = next((table for model, table in rows.of.items() if model.entity == entity), ())
    lang = "ru" if get_language() == "ru" else "en"
    return next((title_of(row, lang) for row in table if row.handle == subject), subject)


def field_in_words(field: str) -> str:
    """Of the list of fields if it is there, else as it was entered."""
    return label("claim_field", field, get_language() or "en") if is_code("claim_field", field) else field


def _told(
    one: Difference, rows: Rows, by_key: Mapping[str, models.Claim], stand: Mapping[str, Standing]
) -> Contradiction:
    sides = []
    for group in one.groups:
        claims = tuple(by_key[key] for key in group)
        strongest = max((stand[key] for key in group), key=lambda each: (each.origins, each.links))
        value = next((claim.value for claim in claims if claim.value), "")
        sides.append(Side(value, claims, strongest.links, strongest.origins))
    named = {claim.pk for side in sides for claim in side.claims}
    links = tuple(
        link
        for link in rows.of[models.ClaimLink]
        if link.relation == "contradicts" and {link.start_id, link.end_id} <= named
    )
    subject = "" if one.subject == "person" else about(one.subject, rows)
    return Contradiction(one.kind, field_in_words(one.field), one.subject, subject, tuple(sides), links)
