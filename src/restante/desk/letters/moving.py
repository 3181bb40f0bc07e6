# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one place where a letter's state changes: row locked, table of moves asked, Move and ledger written together."""

from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from restante.desk.access.models import Volunteer
from restante.desk.ledger.actions import record, stand_in_line
from restante.desk.letters.models import Letter, Move
from restante.desk.letters.states import State, check_move


def today() -> date:
    """The desk's day is UTC's, so that no row tells where it stands."""
    return timezone.now().date()


def place_of(letter_id: str) -> Letter:
    """The row, locked until the transaction ends. Raises Letter.DoesNotExist."""
    if not connection.in_atomic_block:
        raise RuntimeError("place_of outside a transaction locks nothing")
    stand_in_line()
    return Letter.objects.select_for_update(of=("self",)).get(pk=letter_id)


def move_letter(
    letter: Letter,
    after: State,
    by: Volunteer | str,
    *,
    day: date | None = None,
    undo: bool = False,
    keep_in_hand: bool = False,
    **changes: Any,
) -> Letter:
    """Enter a state on a day. `letter` was read by place_of in the same transaction."""
    day = day or today()
    before = State(letter.state)
    check_move(before, after, undo=undo)
    if undo:
        last = letter.moves.filter(state=before, undone=False).last()
        if last is not None:
            letter.moves.filter(pk=last.pk).update(undone=True)
    elif not keep_in_hand:
        Move.objects.create(letter=letter, state=after, day=day)
    letter.state, letter.state_day = after, day
    if not keep_in_hand:
        letter.taken_by, letter.lease_until = None, None
    for field, value in changes.items():
        setattr(letter, field, value)
    letter.save(update_fields=["state", "state_day", "taken_by", "lease_until", *changes])
    record(by, "letter.moved", "letter", letter.pk, before=before.value, after=after.value)
    return letter
