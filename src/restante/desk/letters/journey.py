# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter after its approval: run, paper, post or channel, and what comes back. For mailroom, replies, retention."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from restante.desk.access import store
from restante.desk.access.models import Volunteer
from restante.desk.ledger.actions import record
from restante.desk.letters.models import Letter, Number, Picture
from restante.desk.letters.moving import move_letter, place_of, today
from restante.desk.letters.states import State
from restante.numbers import new_number

By = Volunteer | str


def start_run(letter_ids: Sequence[str], by: By) -> list[Letter]:
    """Approved letters join a run; from here an approval is no longer undone. All of them, or none."""
    return _move_all(letter_ids, State.IN_RUN, by)


def cancel_run(letter_ids: Sequence[str], by: By) -> list[Letter]:
    """The run was given up before printing: its letters wait again, under the approval they had."""
    with transaction.atomic():
        return [move_letter(place_of(pk), State.APPROVED, by, undo=True) for pk in sorted(letter_ids)]


def mark_printed(letter_ids: Sequence[str], by: By, day: date | None = None) -> list[Letter]:
    """The files were made and fetched for the printer."""
    return _move_all(letter_ids, State.PRINTED, by, day)


def mark_posted(
    letter_ids: Sequence[str], by: By, day: date | None = None, cost: Decimal | None = None, currency: str = ""
) -> list[Letter]:
    """In the post; `cost` is for each letter."""
    return _move_all(letter_ids, State.POSTED, by, day, cost=cost, currency=currency)


def mark_sent_electronically(
    letter_id: str, by: By, day: date | None = None, cost: Decimal | None = None, currency: str = ""
) -> Letter:
    """An operator copied it into the prison's own service."""
    return _move_all([letter_id], State.SENT, by, day, cost=cost, currency=currency)[0]


def mark_came_back(letter_id: str, by: By, day: date | None = None) -> Letter:
    """The post brought it back."""
    return _move_all([letter_id], State.CAME_BACK, by, day)[0]


def mark_lost(letter_id: str, by: By, day: date | None = None) -> Letter:
    """Nothing came of it for so long that the group gave it up."""
    return _move_all([letter_id], State.LOST, by, day)[0]


def send_again(letter_id: str, by: By) -> Letter:
    """After it came back or was lost: approved anew, for the next run."""
    return _move_all([letter_id], State.APPROVED, by)[0]


def mark_reply_arrived(letter_id: str, by: By, day: date | None = None) -> Letter:
    """A reply to it was confirmed; a second one is welcome too."""
    return _move_all([letter_id], State.REPLIED, by, day)[0]


def take_reply_back(letter_id: str, by: By) -> Letter:
    """A reply delivered to it was somebody else's: where it stood before that, which may be at another reply."""
    with transaction.atomic():
        letter = place_of(letter_id)
        stood = letter.moves.filter(undone=False).order_by("-pk").values_list("state", flat=True)
        return move_letter(letter, State(stood[1]), by, undo=True)


def give_numbers(letter_ids: Sequence[str], by: By) -> dict[str, str]:
    """A number for each letter that has no open one; told apart from every other open number in three digits."""
    with transaction.atomic():
        held = dict(Number.objects.filter(letter__in=letter_ids, is_open=True).values_list("letter_id", "number"))
        taken = set(Number.objects.filter(is_open=True).values_list("number", flat=True))
        for letter_id in letter_ids:
            if letter_id not in held:
                held[letter_id] = _unused_number(taken)
                taken.add(held[letter_id])
                Number.objects.create(number=held[letter_id], letter_id=letter_id, printed=today())
                record(by, "letter.numbered", "letter", letter_id)
        return held


def _unused_number(taken: Collection[str]) -> str:
    """One that was never given: paper with a closed number is still about, and must not find another letter."""
    number = new_number(taken)
    while Number.objects.filter(number=number).exists():
        number = new_number(taken)
    return number


def close_numbers(letter_ids: Iterable[str]) -> None:
    """No reply is expected under them any more."""
    Number.objects.filter(letter__in=list(letter_ids)).update(is_open=False)


def erase_words(letter_ids: Sequence[str], by: By) -> None:
    """Retention: words, pictures and reasons go; days, numbers and the way back to the writer stay."""
    for letter_id in letter_ids:
        blobs = list(Picture.objects.filter(letter=letter_id).values_list("blob", flat=True))
        with transaction.atomic():
            letter = place_of(letter_id)
            letter.sealed_text = letter.sealed_sign = letter.sealed_translation = b""
            letter.save(update_fields=["sealed_text", "sealed_sign", "sealed_translation"])
            letter.pictures.all().delete()
            letter.reasons.all().delete()
            record(by, "letter.erased", "letter", letter_id, pictures=len(blobs))
        for blob in blobs:
            store.delete_sealed(blob)


def _move_all(letter_ids: Sequence[str], after: State, by: By, day: date | None = None, **changes: Any) -> list[Letter]:
    with transaction.atomic():
        # one order for everybody, so that two mailrooms do not wait for each other's rows
        return [move_letter(place_of(pk), after, by, day=day, **changes) for pk in sorted(letter_ids)]
