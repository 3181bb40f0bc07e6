# SPDX-License-Identifier: AGPL-3.0-or-later
"""Committing opened letters, many in one transaction: a week's letters after a blocked gate come all at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from restante.desk.access import store
from restante.desk.ledger.actions import Line, record_many, stand_in_line
from restante.desk.letters.models import Letter, Move, Picture, To
from restante.desk.letters.states import State
from restante.desk.letters.words import seal_field, seal_reply_to
from restante.desk.people.models import DESK_SLUG, Person
from restante.seal.letter import Letter as OpenedLetter


@dataclass(frozen=True, slots=True)
class Received:
    """An opened letter with the envelope and the gate it came by."""

    opened: OpenedLetter
    pictures: Sequence[bytes]
    envelope_sha256: str
    gate: str


@transaction.atomic
def receive_letters(batch: Sequence[Received], day: date) -> list[Letter]:
    """Commit each exactly once, whatever comes again; returns the new ones.

    The same id in another envelope is the same letter sent twice (the plain form does that); the first stays.
    """
    stand_in_line()  # another fetcher of the same letters commits first, and is then seen
    fresh = _new_ones(batch)
    slugs = {each.opened.person for each in fresh}
    people = {person.slug: person for person in Person.objects.filter(slug__in=slugs)}
    rows = [_row(each, people.get(each.opened.person), day) for each in fresh]
    letters = Letter.objects.bulk_create(rows)
    Picture.objects.bulk_create(picture for each in fresh for picture in _pictures(each))
    Move.objects.bulk_create(Move(letter=letter, state=State.ARRIVED, day=day) for letter in letters)
    record_many(Line("intake", "letter.received", "letter", letter.pk, {"gate": letter.gate}) for letter in letters)
    return letters


def _new_ones(batch: Sequence[Received]) -> list[Received]:
    ids = [each.opened.id for each in batch]
    hashes = [each.envelope_sha256 for each in batch]
    known: set[str] = set()
    for row in Letter.objects.filter(Q(pk__in=ids) | Q(envelope_sha256__in=hashes)).values_list(
        "pk", "envelope_sha256"
    ):
        known.update(row)
    fresh = []
    for each in batch:
        if known.isdisjoint({each.opened.id, each.envelope_sha256}):
            known |= {each.opened.id, each.envelope_sha256}
            fresh.append(each)
    return fresh


def _row(each: Received, person: Person | None, day: date) -> Letter:
    opened = each.opened
    return Letter(
        id=opened.id,
        envelope_sha256=each.envelope_sha256,
        gate=each.gate,
        to=To.PERSON if person else To.DESK if opened.person == DESK_SLUG else To.UNKNOWN,
        person=person,
        lang=opened.lang,
        sealed_slug=seal_field(opened.id, "slug", opened.person),
        sealed_text=seal_field(opened.id, "text", opened.text),
        sealed_sign=seal_field(opened.id, "sign", opened.sign),
        sealed_reply=seal_reply_to(opened.id, opened.reply),
        wants_reply=opened.reply is not None,
        corrects=opened.corrects or "",
        picture_count=len(each.pictures),
        created=opened.created,
        arrived=day,
        state=State.ARRIVED,
        state_day=day,
    )


def _pictures(each: Received) -> Iterable[Picture]:
    for place, picture in enumerate(each.pictures):
        media_type = "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"
        yield Picture(letter_id=each.opened.id, place=place, blob=store.write_sealed(picture), media_type=media_type)
