# SPDX-License-Identifier: AGPL-3.0-or-later
"""An import: what the list says now is written beside what it said, in one transaction, and nobody is merged."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from restante.cases.lists import Differences, ListMap, Reading, compare
from restante.cases.lists.observing import Row
from restante.cases.lists.spelling import name_key, spell
from restante.desk.ledger.actions import record, stand_in_line
from restante.desk.lists.models import Alias, Answer, Import, List, Listed, Match, Observation, Place
from restante.desk.lists.queries import Likeness, known, last_import, said_by
from restante.desk.lists.refusals import ListFell, ListOfAnotherKind, ListOlder
from restante.desk.people.models import Facility, Person

_AT_ONCE: Final = 400  # rows in one statement; SQLite counts its parameters


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is different, whom of ours the rows may be, which facilities the places may be."""

    differences: Differences
    before: int
    last: date | None
    same_file: bool
    back: tuple[str, ...]
    likenesses: tuple[Likeness, ...]
    facilities: Mapping[str, tuple[str, ...]]
    compared_with: int | None
    """The import that was the newest; what was found holds as long as it is."""


def look(reading: Reading, chosen: ListMap, sha256: str, day: date) -> Outcome:
    """What an import would find; writes nothing. Raises ListOlder, ListOfAnotherKind."""
    which = List.objects.filter(slug=chosen.slug).first()
    last = last_import(which)
    if which is not None and which.kind != chosen.kind:
        raise ListOfAnotherKind(list=chosen.slug, kind=which.kind)
    if last is not None and day < last.day:
        raise ListOlder(list=chosen.slug, last=last.day, day=day)
    before = said_by(which)
    differences = compare(before, reading.said)
    gone_before = set(Listed.objects.filter(of=which).exclude(gone_since=None).values_list("external", flat=True))
    ours = known()
    likenesses: list[Likeness] = []
    facilities: dict[str, tuple[str, ...]] = {}
    for row in reading.rows:
        if chosen.kind == "people":
            likenesses += ours.like(row)
        elif found := ours.facilities_like(row.names):
            facilities[row.id] = tuple(found)
    return Outcome(
        differences,
        before=len(before),
        last=None if last is None else last.day,
        same_file=last is not None and last.sha256 == sha256,
        back=tuple(row for row in differences.added if row in gone_before),
        likenesses=tuple(likenesses),
        facilities=facilities,
        compared_with=None if last is None else last.pk,
    )


def import_list(
    reading: Reading,
    chosen: ListMap,
    sha256: str,
    day: date,
    by: Any,
    *,
    accept_fall: bool = False,
    why: str = "",
    seen: Outcome | None = None,
) -> Outcome:
    """Whole or not at all. `why` is what somebody said of a fall that he accepts.

    The same file again on the same day changes nothing; on a later day, it is seen again. `seen` is what a look before
    found: it is believed while nobody has imported since, so that a long list keeps nobody else waiting for long.
    """
    with transaction.atomic():
        stand_in_line()
        newest = last_import(List.objects.filter(slug=chosen.slug).first())
        holds = seen is not None and seen.compared_with == (None if newest is None else newest.pk)
        outcome = seen if seen is not None and holds else look(reading, chosen, sha256, day)
        if outcome.differences.fell and not accept_fall:
            raise ListFell(gone=len(outcome.differences.gone), before=outcome.before, list=chosen.slug)
        if outcome.same_file and outcome.last == day and not _changes(outcome.differences):
            return outcome
        which, _ = List.objects.update_or_create(
            slug=chosen.slug,
            defaults={
                "kind": chosen.kind, "title": chosen.title[:300], "url": chosen.url[:500],
                "licence": chosen.licence[:120],
            },
        )  # fmt: skip
        _write(which, reading, outcome, day)
        Import.objects.create(
            of=which,
            day=day,
            sha256=sha256,
            rows=len(reading.rows),
            findings=len(reading.findings),
            by=str(getattr(by, "name", by))[:64],
        )
        told = outcome.differences
        record(
            by, "list.imported", "list", which.slug, rows=len(reading.rows), added=len(told.added),
            gone=len(told.gone), changes=len(told.changes), **({"why": why} if told.fell and why else {}),
        )  # fmt: skip
    return outcome


def answer_match(match: Match, by: Any, *, same: bool) -> None:
    """An editor says whether a row is this person; a row is one person at most, the others are then somebody else."""
    with transaction.atomic():
        stand_in_line()
        today = timezone.now().date()
        if same:
            others = Match.objects.filter(listed=match.listed, answer=Answer.SAME).exclude(pk=match.pk)
            others.update(answer=Answer.OTHER, by=by, day=today)
        match.answer, match.by, match.day = (Answer.SAME if same else Answer.OTHER), by, today
        match.save()
        verb = "list.matched" if same else "list.parted"
        record(by, verb, "listed", match.listed.pk, person=match.person.slug)


def link_place(place: Place, facility: Facility, by: Any) -> None:
    """An editor says which facility of ours it is; neither is changed otherwise."""
    with transaction.atomic():
        stand_in_line()
        place.facility = facility
        place.save(update_fields=["facility"])
        record(by, "place.linked", "listed", place.pk, facility=facility.slug)


def _changes(told: Differences) -> bool:
    return bool(told.added or told.gone or told.changes)


def _write(which: List, reading: Reading, outcome: Outcome, day: date) -> None:
    rows = {row.id: row for row in reading.rows}
    held = {one.external: one for one in Listed.objects.filter(of=which)}
    fresh = [
        Listed(
            of=which, external=row.id, name=row.name[:500], name_key=name_key(row.name)[:500], first_seen=day,
            last_seen=day, raw=dict(row.raw),
        )
        for row in reading.rows
        if row.id not in held
    ]  # fmt: skip
    for one in (found for external, found in held.items() if external in rows):
        row = rows[one.external]
        one.name, one.name_key, one.raw = row.name[:500], name_key(row.name)[:500], dict(row.raw)
        one.last_seen, one.gone_since = day, None
    seen = [one for external, one in held.items() if external in rows]
    Listed.objects.bulk_update(seen, ["name", "name_key", "raw", "last_seen", "gone_since"], batch_size=_AT_ONCE // 4)
    Listed.objects.bulk_create(fresh, batch_size=_AT_ONCE)
    gone = [held[external].pk for external in outcome.differences.gone]
    for at in range(0, len(gone), _AT_ONCE):
        part = gone[at : at + _AT_ONCE]
        Listed.objects.filter(pk__in=part).update(gone_since=day)
        Observation.objects.filter(listed__in=part, standing=True).update(standing=False)
    listed = {one.external: one for one in (*seen, *fresh)}
    _observe(which, rows, listed, day)
    if which.kind == "people":
        _suggest(outcome, listed)
    else:
        _place(rows, listed)


def _observe(which: List, rows: Mapping[str, Row], listed: Mapping[str, Listed], day: date) -> None:
    """A value that still stands is seen longer; one that does not ends where it was seen last."""
    standing: dict[str, dict[str, Observation]] = defaultdict(dict)
    for one in Observation.objects.filter(listed__of=which, standing=True).select_related("listed").iterator():
        standing[one.listed.external][one.field] = one
    fresh: list[Observation] = []
    longer: list[Observation] = []
    ended: list[Observation] = []
    for external, row in rows.items():
        now = {name: value for name, value in row.values.items() if value.said}
        for name, old in standing[external].items():
            (longer if name in now and now[name].said == old.said else ended).append(old)
        still = {name for name, old in standing[external].items() if name in now and now[name].said == old.said}
        fresh += [
            Observation(
                listed=listed[external], field=name, value=value.text, raw=value.raw, first_seen=day, last_seen=day
            )
            for name, value in now.items()
            if name not in still
        ]
    _update(ended, standing=False)
    _update(longer, last_seen=day)
    Observation.objects.bulk_create(fresh, batch_size=_AT_ONCE)


def _update(rows: list[Observation], **told: Any) -> None:
    keys = [one.pk for one in rows]
    for at in range(0, len(keys), _AT_ONCE):
        Observation.objects.filter(pk__in=keys[at : at + _AT_ONCE]).update(**told)


def _suggest(outcome: Outcome, listed: Mapping[str, Listed]) -> None:
    """What an editor has answered stays answered."""
    persons = {
        person.slug: person for person in Person.objects.filter(slug__in={one.person for one in outcome.likenesses})
    }
    matches = [
        Match(listed=listed[one.row], person=persons[one.person]) for one in outcome.likenesses if one.person in persons
    ]
    Match.objects.bulk_create(matches, batch_size=_AT_ONCE, ignore_conflicts=True)


def _place(rows: Mapping[str, Row], listed: Mapping[str, Listed]) -> None:
    places, aliases = [], []
    for external, row in rows.items():
        told = {name: value.text for name, value in row.values.items()}
        place = Place(
            listed=listed[external],
            kind=told.get("type", "")[:120],
            country=told.get("country", "").casefold()[:2],
            region=told.get("region", "")[:200],
            address_lines=told.get("address", "").splitlines(),
        )
        places.append(place)
        langs = {value.text: name.removeprefix("name_") for name, value in row.values.items() if "name_" in name}
        aliases += [
            Alias(place_id=listed[external].pk, text=name[:500], lang=langs.get(name, ""), key=spell(name).key[:500])
            for name in row.names
        ]
    Place.objects.bulk_create(
        places,
        batch_size=_AT_ONCE // 4,
        update_conflicts=True,
        unique_fields=["listed"],
        update_fields=["kind", "country", "region", "address_lines"],
    )
    Alias.objects.bulk_create(aliases, batch_size=_AT_ONCE, ignore_conflicts=True)
