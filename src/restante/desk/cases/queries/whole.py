# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows into cases. `public_case` is the only way out of the desk; a whole case stays with the team."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.db.models import Prefetch, QuerySet

from restante.cases.records import SECTIONS, Case, CaseFile
from restante.cases.writing import digest_of
from restante.desk.access.models import Volunteer
from restante.desk.cases import models
from restante.desk.cases.projection import key_of, shown_part
from restante.desk.cases.recording import PLACES, record_of, references_of
from restante.desk.people.models import Person

CITATIONS: Final = Prefetch("citations", models.Citation.objects.select_related("source", "capture"))

_CITED: Final = (models.Source, models.Capture)
"""They leave a page when nothing names them any more; that hides nobody's words."""


@dataclass(slots=True)
class Rows:
    """Everything of one person's case that is not withdrawn, by table, in the order of the page."""

    person: Person
    of: dict[type[models.Entity], list[Any]] = field(default_factory=lambda: defaultdict(list))

    def hidden(self) -> dict[str, str]:
        """Who may see what not everybody may, by handle."""
        rows = (row for table in self.of.values() for row in table)
        return {row.handle: row.visibility for row in rows if row.visibility != models.Visibility.PUBLIC}

    def case(self, *, shown_only: bool = False, in_hand: bool = False) -> Case:
        """All of it, for the team; or only rows that are themselves shown to everybody.

        `in_hand` leaves out copies that others hold: nothing here rests on them.
        """
        told: dict[str, Any] = {
            place: tuple(record_of(row) for row in self.of[model] if not shown_only or _is_shown(row))
            for model, place in PLACES.items()
        }
        if in_hand:
            held = {row.key for row in self.of[models.Capture] if row.blob}
            told["captures"] = tuple(one for one in told["captures"] if one.id in held)
        return Case(person=self.person.slug, facts_as_of=self.person.facts_as_of, **told)


def rows_of(people: Iterable[Person], *, tables: Iterable[type[models.Entity]] = PLACES) -> Mapping[int, Rows]:
    """One query a table, however many people; by the person's pk."""
    found = {person.pk: Rows(person) for person in people}
    for model in tables:
        for row in with_references(model).filter(person__in=found, withdrawn=None):
            row.person = found[row.person_id].person
            found[row.person_id].of[model].append(row)
    for rows in found.values():
        rows.of[models.Claim].sort(key=lambda claim: (SECTIONS.index(claim.section), claim.order, claim.key))
    return found


def whole_cases(people: Iterable[Person]) -> Mapping[int, Case]:
    """Everything that the team knows, by the person's pk. Never for anybody outside."""
    return {pk: rows.case() for pk, rows in rows_of(people).items()}


def case_file(_volunteer: Volunteer | str, person: Person, *, in_hand: bool = False) -> CaseFile:
    """Everything, with who may see what and the team's notes; `in_hand` is for whoever weighs it."""
    rows = rows_of([person])[person.pk]
    notes = {row.handle: row.team_note for table in rows.of.values() for row in table if row.team_note}
    return CaseFile(case=rows.case(in_hand=in_hand), hidden=rows.hidden(), notes=notes)


def public_case(person: Person) -> Case:
    """What everybody may see, with the version under which it can be cited."""
    return public_cases([person])[person.pk]


def public_cases(people: Iterable[Person]) -> Mapping[int, Case]:
    """The same for many, by the person's pk. A person who is not public has an empty case."""
    found = rows_of(people)
    last: dict[int, models.CaseVersion] = {}
    for version in models.CaseVersion.objects.filter(person__in=found).order_by("number").defer("json"):
        last[version.person_id] = version
    return {pk: _public(rows, last.get(pk)) for pk, rows in found.items()}


def undecided(rows: Rows) -> set[str]:
    """Handles of claims that no editor has decided to show."""
    return {claim.handle for claim in rows.of[models.Claim] if not claim.is_told}


def _public(rows: Rows, last: models.CaseVersion | None) -> Case:
    if not (rows.person.is_public and rows.person.ground):
        return Case(person=rows.person.slug)
    hidden = {*rows.hidden(), *undecided(rows)}
    shown = _without_lost(shown_part(rows.case(shown_only=True), hidden), rows, hidden)
    digest = digest_of(shown)
    same = last is not None and last.digest == digest and last.taken_out is None
    number = last.number + (not same) if last is not None else 1
    return replace(shown, version=number, digest=digest)


def _without_lost(shown: Case, rows: Rows, hidden: Collection[str]) -> Case:
    """No correction quotes what is withheld now; what was withdrawn it goes on telling."""
    while about := {one.about for one in shown.corrections}:
        there = {f"{model.entity}:{key_of(one)}" for model, place in PLACES.items() for one in getattr(shown, place)}
        named = [row for table in rows.of.values() for row in table if row.handle in about]
        lost = {
            row.handle
            for row in named
            if row.handle in hidden
            or (not isinstance(row, _CITED) and f"{row.entity}:{key_of(record_of(row))}" not in there)
        }
        if not lost & about:
            break
        shown = replace(shown, corrections=tuple(one for one in shown.corrections if one.about not in lost))
    return shown


def _is_shown(row: Any) -> bool:
    """By what the row itself says: a name or a link has no id of its own in the records to be hidden by."""
    if isinstance(row, models.Capture) and not row.blob:
        return False  # others hold that copy, and here nobody can show it to whoever asks
    return bool(row.is_public and (not isinstance(row, models.Claim) or row.is_told))


def with_references(model: type[Any]) -> QuerySet[Any]:
    """A table with what its records name, in one query and one more for citations."""
    found: QuerySet[Any] = model.objects.all()
    named = references_of(model)
    found = found.select_related(*named) if named else found
    return found.prefetch_related(CITATIONS) if model is models.Claim else found
