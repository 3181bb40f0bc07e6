# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every reading of letters, on behalf of a volunteer. Words are for whoever has taken the letter, and coordinators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from restante.desk.access import store
from restante.desk.access.models import Volunteer
from restante.desk.letters.models import Letter, Picture, To
from restante.desk.letters.states import TAKEABLE, State
from restante.desk.letters.words import Words, reason_text, words_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class Counts:
    """What the home page says at a glance."""

    waiting: int
    held: int
    with_translator: int
    approved: int
    to_desk: int
    unknown: int
    oldest: date | None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a letter's history; a reason only for those who may read words."""

    day: date
    state: State
    undone: bool
    reason: str


def _visible(_volunteer: Volunteer) -> QuerySet[Letter]:
    """The one door to the table: a role that sees fewer letters is narrowed here."""
    return Letter.objects.all()


def _rows(volunteer: Volunteer, ids: Sequence[str]) -> QuerySet[Letter]:
    found = _visible(volunteer).filter(pk__in=ids).select_related("person", "taken_by")
    return found.order_by("arrived", "id")


def count_queue(volunteer: Volunteer) -> Counts:
    """Two queries over the index letter_queue, however many letters there are."""
    open_states = [State.ARRIVED, State.HELD, State.WITH_TRANSLATOR, State.APPROVED]
    rows = _visible(volunteer).filter(state__in=open_states).values_list("state", "to").order_by().annotate(Count("id"))
    found = {(state, to): number for state, to, number in rows}
    oldest = queue(volunteer, State.ARRIVED).values_list("arrived", flat=True).first()
    return Counts(
        waiting=found.get((State.ARRIVED, To.PERSON), 0),
        held=sum(n for (state, _), n in found.items() if state == State.HELD),
        with_translator=sum(n for (state, _), n in found.items() if state == State.WITH_TRANSLATOR),
        approved=sum(n for (state, _), n in found.items() if state == State.APPROVED),
        to_desk=found.get((State.ARRIVED, To.DESK), 0),
        unknown=found.get((State.ARRIVED, To.UNKNOWN), 0),
        oldest=oldest,
    )


def queue(volunteer: Volunteer, state: State, to: To = To.PERSON) -> QuerySet[Letter]:
    """Letters of one state, the oldest first."""
    found = _visible(volunteer).filter(state=state, to=to).select_related("person", "taken_by")
    return found.order_by("arrived", "id")


def page_of_queue(volunteer: Volunteer, state: State, to: To, page: int) -> tuple[list[Letter], bool]:
    """One page of it, and whether more follow. Ids first, from the index letter_queue: skipping rows costs rows."""
    start = page * PAGE
    ids = list(
        _visible(volunteer)
        .filter(state=state, to=to)
        .order_by("arrived", "id")
        .values_list("pk", flat=True)[start : start + PAGE + 1]
    )
    return list(_rows(volunteer, ids[:PAGE])), len(ids) > PAGE


def page_of_channel(volunteer: Volunteer, channel: str) -> list[Letter]:
    """The oldest letters that this channel's operator can send."""
    waiting = _visible(volunteer).filter(state=State.APPROVED, channel=channel).order_by("arrived", "id")
    return list(_rows(volunteer, list(waiting.values_list("pk", flat=True)[:PAGE])))


def letter_for(volunteer: Volunteer, letter_id: str) -> Letter:
    """One letter with its person and place; raises Letter.DoesNotExist."""
    return _visible(volunteer).select_related("person__facility", "taken_by").get(pk=letter_id)


def may_read(volunteer: Volunteer, letter: Letter) -> bool:
    """Whoever has taken it, and coordinators; that is what keeps one stolen password from being all letters."""
    return volunteer.is_coordinator or (letter.taken_by_id == volunteer.pk and letter.state in TAKEABLE)


def words_for(volunteer: Volunteer, letter: Letter) -> Words | None:
    """The words, or None for those who may not read this letter now."""
    return words_of(letter) if may_read(volunteer, letter) else None


def picture_for(volunteer: Volunteer, letter_id: str, place: int) -> tuple[str, bytes]:
    """Media type and bytes of one picture; Picture.DoesNotExist for those who may not read the letter."""
    letter = _visible(volunteer).filter(pk=letter_id).first()
    if letter is None or not may_read(volunteer, letter):
        raise Picture.DoesNotExist
    picture = letter.pictures.get(place=place)
    return picture.media_type, store.read_sealed(picture.blob)


def history_for(volunteer: Volunteer, letter: Letter) -> list[Step]:
    """Day by day, with the reasons given."""
    reasons: dict[tuple[str, date], str] = {}
    if may_read(volunteer, letter):
        reasons = {(reason.state, reason.day): reason_text(reason) for reason in letter.reasons.all()}
    return [
        Step(move.day, State(move.state), move.undone, reasons.get((move.state, move.day), ""))
        for move in letter.moves.all()
    ]


def taken_by(volunteer: Volunteer, now: datetime | None = None) -> QuerySet[Letter]:
    """What this volunteer holds at this moment."""
    held = _visible(volunteer).filter(taken_by=volunteer, lease_until__gt=now or timezone.now(), state__in=TAKEABLE)
    return held.select_related("person").order_by("arrived", "id")


def free_letters(volunteer: Volunteer, now: datetime | None = None) -> QuerySet[Letter]:
    """Waiting letters that nobody holds, the oldest first."""
    free = Q(lease_until=None) | Q(lease_until__lte=now or timezone.now())
    return queue(volunteer, State.ARRIVED).filter(free)


def approved_letters(volunteer: Volunteer, channel: str | None = None) -> QuerySet[Letter]:
    """What waits for a print run, or for a channel's operator."""
    found = _visible(volunteer).filter(state=State.APPROVED).select_related("person__facility")
    return (found if channel is None else found.filter(channel=channel)).order_by("arrived", "id")


def count_approved_by_rulebook(volunteer: Volunteer) -> Mapping[tuple[str, str], int]:
    """The same, told apart by the addressee's rulebook, which knows whether a channel is paper."""
    rows = _visible(volunteer).filter(state=State.APPROVED).order_by()
    counted = rows.values_list("channel", "person__facility__rulebook").annotate(Count("id"))
    return {(channel, rulebook or ""): number for channel, rulebook, number in counted}


def count_approved_by_channel(volunteer: Volunteer) -> Mapping[str, int]:
    """How many letters each channel waits with."""
    rows = _visible(volunteer).filter(state=State.APPROVED).values_list("channel").order_by().annotate(Count("id"))
    return dict(rows)


def corrected_by(volunteer: Volunteer, letter: Letter) -> Letter | None:
    """The letter that this one corrects, if it came through this desk."""
    return _visible(volunteer).filter(pk=letter.corrects).first() if letter.corrects else None
