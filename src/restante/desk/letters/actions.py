# SPDX-License-Identifier: AGPL-3.0-or-later
"""What volunteers do with a letter until it is approved. After that see journey.py.

Every change is one transaction with a Move and a line in the ledger.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from restante.desk.access.models import Volunteer
from restante.desk.ledger.actions import record, stand_in_line
from restante.desk.letters import queries
from restante.desk.letters.models import Letter, Reason, To
from restante.desk.letters.moving import move_letter, place_of, today
from restante.desk.letters.receiving import Received, receive_letters
from restante.desk.letters.states import TAKEABLE, State
from restante.desk.letters.words import Words, seal_field, seal_reason
from restante.desk.people.models import Person
from restante.errors import BadInput
from restante.seal.letter import Letter as OpenedLetter

LEASE: Final = timedelta(minutes=30)
LONGEST_REASON: Final = 2000


class TakenByAnother(BadInput):
    """A letter is in one pair of hands."""

    code = "letter-taken"
    text = gettext_noop("Somebody else is working on this letter.")


class NotTaken(BadInput):
    """Work needs the letter in hand: the lease ran out and somebody else took it, or it was put back."""

    code = "letter-not-taken"
    text = gettext_noop("You are not holding this letter any more. Take it again to go on.")


class NoReplyWanted(BadInput):
    """Nobody would read why: the writer left no way back."""

    code = "letter-no-reply-wanted"
    text = gettext_noop("The writer asked for no reply, so this letter cannot be returned; it can be declined.")


class ReasonMissing(BadInput):
    """A writer who gets a letter back must know what to change."""

    code = "letter-reason-missing"
    text = gettext_noop("Say in a few words why, in at most {most} characters: the writer reads it.")


def receive_letter(
    opened: OpenedLetter, pictures: Sequence[bytes], envelope_sha256: str, gate: str, *, day: date | None = None
) -> tuple[Letter, bool]:
    """Commit an opened letter exactly once, whatever comes again; says whether it is new.

    The same id in another envelope is the same letter sent twice (the plain form does that); the first stays.
    """
    with transaction.atomic():
        new = receive_letters([Received(opened, pictures, envelope_sha256, gate)], day or today())
        known = Q(pk=opened.id) | Q(envelope_sha256=envelope_sha256)
        return (new[0], True) if new else (Letter.objects.filter(known)[0], False)


def take(letter_id: str, volunteer: Volunteer, now: datetime | None = None) -> Letter:
    """Take a letter for half an hour; taking it again renews. One conditional UPDATE, so two hands cannot both win."""
    now = now or timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lte=now) | Q(taken_by=volunteer)
    with transaction.atomic():
        stand_in_line()
        before = Letter.objects.filter(pk=letter_id).values_list("taken_by", flat=True).first()
        won = Letter.objects.filter(free, pk=letter_id, state__in=TAKEABLE).update(
            taken_by=volunteer, lease_until=now + LEASE
        )
        if not won:
            raise TakenByAnother
        if before != volunteer.pk:
            record(volunteer, "letter.taken", "letter", letter_id)
    return queries.letter_for(volunteer, letter_id)


def open_words(volunteer: Volunteer, letter: Letter) -> Words | None:
    """As `queries.words_for`, with a line in the ledger where a letter is read that is not in hand."""
    words = queries.words_for(volunteer, letter)
    if words is not None and letter.taken_by_id != volunteer.pk:
        record(volunteer, "letter.read", "letter", letter.pk)
    return words


def take_next(volunteer: Volunteer, now: datetime | None = None) -> Letter | None:
    """The letter already in hand, or else the oldest free one; None when the queue is empty."""
    now = now or timezone.now()
    in_hand = queries.taken_by(volunteer, now).filter(state=State.ARRIVED).first()
    if in_hand is not None:
        return take(in_hand.pk, volunteer, now)
    for letter_id in queries.free_letters(volunteer, now).values_list("pk", flat=True)[:20]:
        try:
            return take(letter_id, volunteer, now)
        except TakenByAnother:
            continue
    return None


def release(letter_id: str, volunteer: Volunteer) -> None:
    """Put it back for others; putting back what one does not hold does nothing."""
    with transaction.atomic():
        stand_in_line()
        freed = Letter.objects.filter(pk=letter_id, taken_by=volunteer).update(taken_by=None, lease_until=None)
        if freed:
            record(volunteer, "letter.released", "letter", letter_id)


def approve(letter_id: str, volunteer: Volunteer, channel: str, pages: int | None = None) -> Letter:
    """Let it go, by this channel; undone until its print run starts."""
    with transaction.atomic():
        letter = _in_hand(letter_id, volunteer)
        return move_letter(letter, State.APPROVED, volunteer, channel=channel, pages=pages)


def undo_approval(letter_id: str, volunteer: Volunteer, now: datetime | None = None) -> Letter:
    """Back to the check, in this volunteer's hands, as if it had not been approved; the ledger keeps both."""
    with transaction.atomic():
        letter = place_of(letter_id)
        move_letter(letter, State.ARRIVED, volunteer, undo=True, channel="", pages=None)
        record(volunteer, "letter.approval_undone", "letter", letter_id)
        return take(letter_id, volunteer, now)


def return_for_correction(letter_id: str, volunteer: Volunteer, reason: str) -> Letter:
    """Back to the writer, whole, with a reason; only if the writer left a way back."""
    with transaction.atomic():
        letter = _in_hand(letter_id, volunteer)
        if not letter.wants_reply:
            raise NoReplyWanted
        _give_reason(letter, State.RETURNED, reason)
        return move_letter(letter, State.RETURNED, volunteer)


def decline(letter_id: str, volunteer: Volunteer, reason: str = "") -> Letter:
    """It will not be sent. A reason, if one is given, reaches the writer if there is a way."""
    with transaction.atomic():
        letter = _in_hand(letter_id, volunteer)
        if reason.strip():
            _give_reason(letter, State.DECLINED, reason)
        return move_letter(letter, State.DECLINED, volunteer)


def hold(letter_id: str, volunteer: Volunteer, reason: str = "") -> Letter:
    """Wait for something: an address, a question to the family."""
    with transaction.atomic():
        letter = _in_hand(letter_id, volunteer)
        if reason.strip():
            _give_reason(letter, State.HELD, reason)
        return move_letter(letter, State.HELD, volunteer)


def resume(letter_id: str, volunteer: Volunteer) -> Letter:
    """From hold or the translator back to the check, in hand."""
    with transaction.atomic():
        letter = _in_hand(letter_id, volunteer)
        return move_letter(letter, State.ARRIVED, volunteer, keep_in_hand=True)


def pass_to_translator(letter_id: str, volunteer: Volunteer) -> Letter:
    """It waits in the translators' list; anybody may take it there."""
    with transaction.atomic():
        return move_letter(_in_hand(letter_id, volunteer), State.WITH_TRANSLATOR, volunteer)


def add_translation(letter_id: str, volunteer: Volunteer, text: str) -> Letter:
    """The translation goes with the letter, which returns to the check."""
    with transaction.atomic():
        letter = _in_hand(letter_id, volunteer)
        record(volunteer, "letter.translated", "letter", letter_id, characters=len(text))
        sealed = seal_field(letter_id, "translation", text)
        return move_letter(letter, State.ARRIVED, volunteer, keep_in_hand=True, sealed_translation=sealed)


def address_to(letter_id: str, volunteer: Volunteer, person: Person) -> Letter:
    """Somebody found out whom an unknown short name means."""
    with transaction.atomic():
        letter = _in_hand(letter_id, volunteer)
        Letter.objects.filter(pk=letter.pk).update(person=person, to=To.PERSON)
        record(volunteer, "letter.addressed", "letter", letter_id, person=person.slug)
    return queries.letter_for(volunteer, letter_id)


def mark_read(letter_id: str, volunteer: Volunteer) -> Letter:
    """A letter to the group was read by it."""
    with transaction.atomic():
        return move_letter(_in_hand(letter_id, volunteer), State.READ, volunteer)


def _in_hand(letter_id: str, volunteer: Volunteer) -> Letter:
    """The row, locked, if this volunteer holds it. A lease that ran out while nobody else came is still good."""
    letter = place_of(letter_id)
    if letter.taken_by_id != volunteer.pk:
        raise NotTaken
    return letter


def _give_reason(letter: Letter, state: State, reason: str) -> None:
    reason = reason.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise ReasonMissing(most=LONGEST_REASON)
    Reason.objects.create(letter=letter, state=state, sealed_text=seal_reason(letter.pk, reason), day=today())
