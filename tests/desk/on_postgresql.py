# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's way of a letter, run by test_postgresql.py in a process of its own, since settings are read once."""

import hashlib
import secrets
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from restante.desk.demonstration.filling import fill_demonstration
from restante.seal.letter import Letter as OpenedLetter

LETTERS, HANDS = 12, 6
TODAY = datetime.now(UTC).date()


def at_once(deed: Callable[[int], None], times: int) -> list[BaseException]:
    """Threads that begin together, each with its own connection; returns what they raised."""
    from django.db import connection

    start, raised = threading.Barrier(times), list[BaseException]()

    def run(number: int) -> None:
        start.wait()
        try:
            deed(number)
        except BaseException as error:  # noqa: BLE001 - handed to the caller
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def receive_the_same_letters_many_times() -> None:
    """Several fetchers, one batch, in different orders: each letter is committed once."""
    from restante.desk.letters.models import Letter, Move
    from restante.desk.letters.receiving import Received, receive_letters

    opened = [
        OpenedLetter(secrets.token_hex(16), "azat-miftakhov", "ru", f"Письмо {n}.", "Соседка", None, None, TODAY)
        for n in range(LETTERS)
    ]
    batch = [Received(each, [], hashlib.sha256(each.id.encode()).hexdigest(), "here") for each in opened]
    new = Counter[str]()

    def fetch(number: int) -> None:
        turned = batch[number:] + batch[:number]
        new.update(letter.pk for letter in receive_letters(turned, TODAY))

    assert (raised := at_once(fetch, HANDS)) == [], raised
    assert new == Counter(each.id for each in opened)
    assert (Letter.objects.count(), Move.objects.count()) == (LETTERS, LETTERS)


def share_the_queue() -> None:
    """Volunteers take the next letter and approve it until none is left; nobody meets another."""
    from restante.desk.access.models import Volunteer
    from restante.desk.letters import actions

    volunteers = [
        Volunteer.objects.create(name=f"v{number}", display_name="v", password="!", totp_confirmed=True)
        for number in range(HANDS)
    ]
    approved = Counter[str]()

    def work(number: int) -> None:
        while (letter := actions.take_next(volunteers[number])) is not None:
            actions.approve(letter.pk, volunteers[number], "ru/paper")
            approved[letter.pk] += 1

    assert (raised := at_once(work, HANDS)) == [], raised
    assert sorted(approved.values()) == [1] * LETTERS


def print_in_one_run_of_two() -> None:
    """Two coordinators press the button together: one run has every letter, the other is refused."""
    from restante.desk.access.models import Volunteer
    from restante.desk.letters.models import Letter
    from restante.desk.letters.states import MoveRefused, State
    from restante.desk.mailroom import actions
    from restante.desk.mailroom.models import PrintRun

    people = list(Volunteer.objects.filter(name__in=["v0", "v1"]))
    raised = at_once(lambda number: void(actions.start_run(people[number])), 2)
    assert [type(error) for error in raised] in ([MoveRefused], [actions.NothingApproved]), raised
    run = actions.typeset_run(PrintRun.objects.get())
    assert run.state == PrintRun.State.READY, run.error
    assert {file.name for file in run.files.all()} == {"letters.pdf", "envelopes-dl.pdf", "checklist.pdf"}
    assert actions.mark_posted(people[0], run) == LETTERS
    actions.close_run(people[0], run)
    assert set(Letter.objects.values_list("state", flat=True)) == {State.POSTED}


def keep_the_chain_and_publish() -> None:
    """The ledger's chain has no fork, and mail and edition are made."""
    from django.conf import settings

    from restante.desk.ledger.chain import digest_of
    from restante.desk.ledger.models import Entry
    from restante.desk.publishing.building import sign_new_edition
    from restante.desk.publishing.mailing import make_publication
    from restante.desk.publishing.retention import erase_what_is_past

    previous = ""
    for place, entry in enumerate(Entry.objects.order_by("number"), 1):
        assert (entry.number, entry.digest) == (place, digest_of(entry))
        assert place == 1 or entry.previous == previous
        previous = entry.digest
    assert make_publication(settings.RESTANTE, TODAY).number == 1
    sign_new_edition()
    erase_what_is_past(TODAY)


def void(_value: Any) -> None:
    """A deed has nothing to say."""


if __name__ == "__main__":
    fill_demonstration(None)
    from django.db import connection

    assert connection.vendor == "postgresql"
    for step in (
        receive_the_same_letters_many_times,
        share_the_queue,
        print_in_one_run_of_two,
        keep_the_chain_and_publish,
    ):
        step()
    sys.stdout.write("postgresql: whole way\n")
