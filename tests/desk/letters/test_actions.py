# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter at the desk: once and only once, in one pair of hands, and nothing of its words in the clear."""

import hashlib
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from restante.desk.access import store
from restante.desk.access.models import Volunteer
from restante.desk.ledger.models import Entry
from restante.desk.letters import actions, journey, queries
from restante.desk.letters.models import Letter, Move, To
from restante.desk.letters.states import MoveRefused, State
from restante.desk.letters.words import reason_text, reply_to_of, words_of
from tests.personas import DAY, REPLY, Desk, make_desk, opened_letter

PICTURE = b"\xff\xd8\xff picture"


def test_a_letter_is_here_once_however_often_it_comes(desk: Desk) -> None:
    opened = opened_letter()
    first, new = actions.receive_letter(opened, [PICTURE], "a" * 64, "here", day=DAY)
    assert new
    for digest in ("a" * 64, "b" * 64):
        again, new = actions.receive_letter(opened, [PICTURE], digest, "there", day=DAY)
        assert (again.pk, new) == (first.pk, False)
    other = opened_letter()
    assert actions.receive_letter(other, [], "a" * 64, "here")[1] is False
    assert Letter.objects.count() == 1
    assert Move.objects.count() == 1
    assert first.pictures.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_fetchers_at_once_commit_one_letter() -> None:
    make_desk()
    opened, fresh, start = opened_letter(), [], threading.Barrier(10)

    def fetch() -> None:
        start.wait()
        try:
            fresh.append(actions.receive_letter(opened, [], "a" * 64, "here")[1])
        finally:
            connection.close()

    threads = [threading.Thread(target=fetch) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(fresh) == [False] * 9 + [True]


@pytest.mark.django_db(transaction=True)
def test_of_ten_volunteers_one_gets_the_letter() -> None:
    desk = make_desk()
    letter = desk.receive()
    people = [
        Volunteer.objects.create(name=f"v{number}", display_name="v", password="!", totp_confirmed=True)
        for number in range(10)
    ]
    won, start = [], threading.Barrier(10)

    def take(volunteer: Volunteer) -> None:
        start.wait()
        try:
            actions.take(letter.pk, volunteer)
            won.append(volunteer.pk)
        except actions.TakenByAnother:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert Letter.objects.get().taken_by_id == won[0]


def test_two_volunteers_get_two_letters_the_oldest_first(desk: Desk) -> None:
    desk.receive()
    desk.receive()
    first, second = actions.take_next(desk.bob), actions.take_next(desk.beth)
    assert first is not None
    assert second is not None
    assert first.pk < second.pk
    assert actions.take_next(desk.alice) is None
    again = actions.take_next(desk.bob)
    assert again is not None
    assert again.pk == first.pk


def test_a_lease_ends_after_half_an_hour_and_work_renews_it(desk: Desk) -> None:
    letter, now = desk.receive(), timezone.now()
    actions.take(letter.pk, desk.bob, now)
    actions.take(letter.pk, desk.bob, now + timedelta(minutes=20))
    with pytest.raises(actions.TakenByAnother):
        actions.take(letter.pk, desk.beth, now + timedelta(minutes=40))
    actions.take(letter.pk, desk.beth, now + timedelta(minutes=51))
    with pytest.raises(actions.NotTaken):
        actions.approve(letter.pk, desk.bob, "ru/paper")


def test_without_the_letter_in_hand_nothing_is_decided(desk: Desk) -> None:
    letter = desk.receive()
    for decide in (
        lambda: actions.approve(letter.pk, desk.bob, "ru/paper"),
        lambda: actions.return_for_correction(letter.pk, desk.bob, "why"),
        lambda: actions.decline(letter.pk, desk.bob, "why"),
        lambda: actions.hold(letter.pk, desk.bob),
        lambda: actions.pass_to_translator(letter.pk, desk.bob),
    ):
        with pytest.raises(actions.NotTaken):
            decide()
    assert Letter.objects.get().state == State.ARRIVED


def test_an_approval_is_undone_until_the_run_starts(desk: Desk) -> None:
    letter = desk.receive()
    actions.take(letter.pk, desk.bob)
    actions.approve(letter.pk, desk.bob, "ru/paper", 1)
    back = actions.undo_approval(letter.pk, desk.bob)
    assert (back.state, back.taken_by, back.channel) == (State.ARRIVED, desk.bob, "")
    assert list(back.moves.filter(undone=False).values_list("state", flat=True)) == ["arrived"]
    actions.approve(letter.pk, desk.bob, "ru/paper", 1)
    journey.start_run([letter.pk], desk.bob)
    with pytest.raises(MoveRefused):
        actions.undo_approval(letter.pk, desk.bob)


def test_a_run_starts_whole_or_not_at_all(desk: Desk) -> None:
    ready, unchecked = desk.receive(), desk.receive()
    actions.take(ready.pk, desk.bob)
    actions.approve(ready.pk, desk.bob, "ru/paper")
    with pytest.raises(MoveRefused):
        journey.start_run([ready.pk, unchecked.pk], desk.bob)
    assert Letter.objects.get(pk=ready.pk).state == State.APPROVED


def test_the_whole_way_of_a_letter_is_told_by_its_moves(desk: Desk) -> None:
    letter = desk.receive()
    actions.take(letter.pk, desk.bob)
    actions.approve(letter.pk, desk.bob, "ru/paper")
    ids = [letter.pk]
    journey.start_run(ids, desk.bob)
    numbers = journey.give_numbers(ids, desk.bob)
    assert journey.give_numbers(ids, desk.bob) == numbers
    journey.mark_printed(ids, desk.bob)
    journey.mark_posted(ids, desk.bob)
    journey.mark_reply_arrived(letter.pk, "replies")
    states = list(letter.moves.order_by("pk").values_list("state", flat=True))
    assert states == ["arrived", "approved", "in_run", "printed", "posted", "reply_arrived"]


def test_a_letter_without_a_way_back_is_declined_and_not_returned(desk: Desk) -> None:
    letter = desk.receive(reply=None)
    actions.take(letter.pk, desk.bob)
    with pytest.raises(actions.NoReplyWanted):
        actions.return_for_correction(letter.pk, desk.bob, "why")
    actions.decline(letter.pk, desk.bob, "why")
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(state=State.RETURNED)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 2001])
def test_a_letter_goes_back_only_with_a_reason(reason: str, desk: Desk) -> None:
    letter = desk.receive()
    actions.take(letter.pk, desk.bob)
    with pytest.raises(actions.ReasonMissing):
        actions.return_for_correction(letter.pk, desk.bob, reason)
    assert Letter.objects.get().state == State.ARRIVED


def test_hold_and_translator_bring_the_letter_back_to_the_check(desk: Desk) -> None:
    letter = desk.receive()
    actions.take(letter.pk, desk.bob)
    actions.hold(letter.pk, desk.bob, "the address is old")
    actions.take(letter.pk, desk.beth)
    assert actions.resume(letter.pk, desk.beth).state == State.ARRIVED
    actions.pass_to_translator(letter.pk, desk.beth)
    actions.take(letter.pk, desk.bob)
    back = actions.add_translation(letter.pk, desk.bob, "Hello! It is snowing today.")
    assert back.state == State.ARRIVED
    assert words_of(Letter.objects.get()).translation == "Hello! It is snowing today."


def test_a_letter_to_the_group_and_one_to_nobody_are_kept_apart(desk: Desk) -> None:
    assert desk.receive(person="desk").to == To.DESK
    lost = desk.receive(person="somebody-else")
    assert lost.to == To.UNKNOWN
    assert queries.count_queue(desk.bob).unknown == 1
    actions.take(lost.pk, desk.bob)
    assert words_of(lost).slug == "somebody-else"
    assert actions.address_to(lost.pk, desk.bob, desk.azat).person == desk.azat


def test_words_are_for_whoever_holds_the_letter_and_for_coordinators(desk: Desk) -> None:
    letter = desk.receive()
    assert queries.words_for(desk.bob, letter) is None
    taken = actions.take(letter.pk, desk.bob)
    assert queries.words_for(desk.beth, taken) is None
    words = queries.words_for(desk.bob, taken)
    assert words is not None
    assert words.sign == "Соседка"
    assert queries.words_for(desk.alice, taken) == words
    actions.approve(letter.pk, desk.bob, "ru/paper")
    assert queries.words_for(desk.bob, queries.letter_for(desk.bob, letter.pk)) is None


def test_nothing_that_a_writer_wrote_is_in_the_database_or_the_ledger_in_the_clear(desk: Desk, desk_home: Path) -> None:
    secret = "неповторимое-слово"
    letter = desk.receive(b"\x89PNG" + secret.encode(), text=secret, sign=secret)
    actions.take(letter.pk, desk.bob)
    actions.return_for_correction(letter.pk, desk.bob, f"because of {secret}")
    dump = b""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            dump += b"".join(
                bytes(cell) if isinstance(cell, (bytes, memoryview)) else str(cell).encode()
                for row in cursor.fetchall()
                for cell in row
            )
    files = b"".join(path.read_bytes() for path in (desk_home / "desk").rglob("*") if path.is_file())
    assert len(dump) > 1000
    assert secret.encode() not in dump + files
    assert Entry.objects.filter(object_id=letter.pk).count() == 3


def test_the_way_back_to_the_writer_opens_again(desk: Desk) -> None:
    assert reply_to_of(desk.receive()) == REPLY
    assert reply_to_of(desk.receive(reply=None)) is None


def test_erasing_leaves_days_and_the_way_back_and_nothing_else(desk: Desk) -> None:
    letter = desk.receive(PICTURE)
    journey.erase_words([letter.pk], "retention")
    fresh = Letter.objects.get()
    assert words_of(fresh).text == ""
    assert reply_to_of(fresh) == REPLY
    assert list(store.sealed_names()) == []
    assert fresh.moves.count() == 1


def test_a_state_that_nobody_knows_is_refused_by_the_database(desk: Desk) -> None:
    letter = desk.receive()
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(state="eaten")


def test_the_hash_of_the_envelope_is_unique_in_the_database(desk: Desk) -> None:
    one, two = desk.receive(), desk.receive()
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=two.pk).update(envelope_sha256=hashlib.sha256(one.pk.encode()).hexdigest())


def test_the_ledger_tells_what_each_volunteer_did(desk: Desk) -> None:
    letter, lost = desk.receive(), desk.receive(person="somebody-else")
    actions.take(letter.pk, desk.bob)
    actions.take(letter.pk, desk.bob)
    actions.approve(letter.pk, desk.bob, "ru/paper")
    actions.undo_approval(letter.pk, desk.bob)
    actions.release(letter.pk, desk.beth)
    assert Letter.objects.get(pk=letter.pk).taken_by == desk.bob
    actions.release(letter.pk, desk.bob)
    assert Letter.objects.get(pk=letter.pk).taken_by is None
    actions.take(lost.pk, desk.bob)
    actions.address_to(lost.pk, desk.bob, desk.azat)
    told = {each.pk: list(Entry.objects.filter(object_id=each.pk).order_by("pk").values_list("verb", flat=True))
            for each in (letter, lost)}  # fmt: skip
    assert told[letter.pk] == [
        "letter.received",
        "letter.taken",
        "letter.moved",
        "letter.moved",
        "letter.approval_undone",
        "letter.taken",
        "letter.released",
    ]
    assert told[lost.pk] == ["letter.received", "letter.taken", "letter.addressed"]


@pytest.mark.parametrize("reason", ["x", "x" * 2000])
def test_a_reason_may_be_one_word_or_two_thousand_characters(reason: str, desk: Desk) -> None:
    letter = desk.receive()
    actions.take(letter.pk, desk.bob)
    actions.decline(letter.pk, desk.bob, f"  {reason} ")
    assert [reason_text(each) for each in letter.reasons.all()] == [reason]


def test_a_letter_on_hold_needs_no_reason(desk: Desk) -> None:
    letter = desk.receive()
    actions.take(letter.pk, desk.bob)
    assert actions.hold(letter.pk, desk.bob, "  ").state == State.HELD
    assert letter.reasons.count() == 0


def test_the_next_letter_is_one_that_waits_and_not_one_on_hold(desk: Desk) -> None:
    held, waiting = desk.receive(), desk.receive()
    actions.take(held.pk, desk.bob)
    actions.hold(held.pk, desk.bob)
    actions.take(held.pk, desk.bob)
    found = actions.take_next(desk.bob)
    assert found is not None
    assert found.pk == waiting.pk
