# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter after its approval: each step is told back, dated, and written into the ledger; what is erased is gone."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from restante.desk.access import store
from restante.desk.ledger.models import Entry
from restante.desk.letters import actions, journey
from restante.desk.letters.models import Letter, Number, Picture, Reason
from restante.desk.letters.moving import move_letter, place_of, today
from restante.desk.letters.states import MoveRefused, State
from tests.personas import DAY, Desk

LATER = DAY + timedelta(days=3)


def verbs_of(letter: Letter) -> list[str]:
    return list(Entry.objects.filter(object_id=letter.pk).order_by("pk").values_list("verb", flat=True))


def moves_of(letter: Letter) -> list[tuple[str, bool]]:
    return list(letter.moves.order_by("pk").values_list("state", "undone"))


@pytest.fixture
def approved(desk: Desk) -> Callable[..., Letter]:
    def approve(*pictures: bytes) -> Letter:
        letter = desk.receive(*pictures)
        actions.take(letter.pk, desk.bob)
        return actions.approve(letter.pk, desk.bob, "ru/paper", 2)

    return approve


STEPS: dict[str, tuple[list[State], Callable[[Any], Any], State]] = {
    "into a run": ([], lambda pk: journey.start_run([pk], "by")[0], State.IN_RUN),
    "printed": ([State.IN_RUN], lambda pk: journey.mark_printed([pk], "by", LATER)[0], State.PRINTED),
    "posted": ([State.IN_RUN, State.PRINTED], lambda pk: journey.mark_posted([pk], "by", LATER)[0], State.POSTED),
    "typed by an operator": ([], lambda pk: journey.mark_sent_electronically(pk, "by", LATER), State.SENT),
    "came back": ([State.SENT], lambda pk: journey.mark_came_back(pk, "by", LATER), State.CAME_BACK),
    "lost": ([State.SENT], lambda pk: journey.mark_lost(pk, "by", LATER), State.LOST),
    "sent again": ([State.SENT, State.LOST], lambda pk: journey.send_again(pk, "by"), State.APPROVED),
    "answered": ([State.SENT], lambda pk: journey.mark_reply_arrived(pk, "by", LATER), State.REPLIED),
}


@pytest.mark.parametrize("name", STEPS)
def test_each_step_is_told_back_and_kept_with_its_day(name: str, approved: Callable[..., Letter]) -> None:
    before, step, state = STEPS[name]
    letter = approved()
    for each in before:
        journey._move_all([letter.pk], each, "by")
    told, kept = step(letter.pk), Letter.objects.get()
    day = today() if name in {"into a run", "sent again"} else LATER
    assert (told.pk, told.state, told.state_day) == (letter.pk, state, day)
    assert (kept.state, kept.state_day) == (state, day)
    assert list(letter.moves.order_by("pk").values_list("state", "day"))[-1] == (state, day)
    assert verbs_of(letter)[-1] == "letter.moved"


def test_the_cost_is_that_of_each_letter(approved: Callable[..., Letter]) -> None:
    letters = [approved(), approved()]
    ids = [letter.pk for letter in letters]
    journey.start_run(ids, "by")
    journey.mark_printed(ids, "by")
    told = journey.mark_posted(reversed(ids), "by", cost=Decimal("34.50"), currency="RUB")  # type: ignore[arg-type]
    assert [letter.pk for letter in told] == sorted(ids)
    assert {(letter.cost, letter.currency) for letter in Letter.objects.all()} == {(Decimal("34.50"), "RUB")}


def test_a_run_given_up_leaves_the_approval_as_it_was(approved: Callable[..., Letter]) -> None:
    letter = approved()
    journey.start_run([letter.pk], "by")
    [back] = journey.cancel_run([letter.pk], "by")
    assert (back.state, back.channel, back.pages) == (State.APPROVED, "ru/paper", 2)
    assert moves_of(letter) == [("arrived", False), ("approved", False), ("in_run", True)]


def test_a_reply_that_was_somebody_elses_is_taken_back_to_where_the_letter_stood(
    approved: Callable[..., Letter],
) -> None:
    letter = approved()
    journey.mark_sent_electronically(letter.pk, "by")
    journey.mark_reply_arrived(letter.pk, "by")
    assert journey.take_reply_back(letter.pk, "by").state == State.SENT
    assert moves_of(letter)[-2:] == [("sent_electronically", False), ("reply_arrived", True)]
    with pytest.raises(MoveRefused):
        journey.take_reply_back(letter.pk, "by")


def test_numbers_are_given_once_and_told_back_by_letter(approved: Callable[..., Letter]) -> None:
    first, second = approved(), approved()
    told = journey.give_numbers([first.pk], "by")
    both = journey.give_numbers([first.pk, second.pk], "by")
    assert both[first.pk] == told[first.pk] != both[second.pk]
    kept = {each.letter_id: (each.number, each.is_open, each.printed) for each in Number.objects.all()}
    assert kept == {pk: (number, True, today()) for pk, number in both.items()}
    assert [verbs_of(letter).count("letter.numbered") for letter in (first, second)] == [1, 1]


def test_a_closed_number_is_never_given_to_another_letter(
    approved: Callable[..., Letter], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = approved(), approved()
    old = journey.give_numbers([first.pk], "by")[first.pk]
    journey.close_numbers([first.pk])
    drawn = iter((old, "1234567890"))
    monkeypatch.setattr(journey, "new_number", lambda _taken: next(drawn))
    assert journey.give_numbers([second.pk], "by") == {second.pk: "1234567890"}


def test_a_letter_whose_number_is_closed_gets_another(approved: Callable[..., Letter]) -> None:
    letter, other = approved(), approved()
    old = journey.give_numbers([letter.pk, other.pk], "by")
    journey.close_numbers([letter.pk])
    assert dict(Number.objects.values_list("number", "is_open")) == {old[letter.pk]: False, old[other.pk]: True}
    assert journey.give_numbers([letter.pk], "by")[letter.pk] not in old.values()


def test_what_retention_erases_is_gone_from_rows_and_disk_and_noted(desk: Desk) -> None:
    letter, other = desk.receive(b"\xff\xd8\xff one", b"\xff\xd8\xff two"), desk.receive(b"\xff\xd8\xff three")
    actions.take(letter.pk, desk.bob)
    actions.return_for_correction(letter.pk, desk.bob, "the diagnosis")
    journey.erase_words([letter.pk], "retention")
    kept = Letter.objects.get(pk=letter.pk)
    assert bytes(kept.sealed_text) + bytes(kept.sealed_sign) + bytes(kept.sealed_translation) == b""
    assert Reason.objects.count() == 0
    assert set(Picture.objects.values_list("letter", flat=True)) == {other.pk}
    assert len(list(store.sealed_names())) == 1
    entry = Entry.objects.filter(object_id=letter.pk).latest("pk")
    assert (entry.verb, entry.fields) == ("letter.erased", {"pictures": 2})


@pytest.mark.django_db(transaction=True)
def test_a_row_is_not_moved_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        place_of("0" * 32)


def test_a_move_that_is_not_allowed_changes_nothing(desk: Desk) -> None:
    letter = desk.receive()
    with pytest.raises(MoveRefused):
        move_letter(place_of(letter.pk), State.POSTED, "by")
    assert Letter.objects.get().state == State.ARRIVED
    assert moves_of(letter) == [("arrived", False)]
