# SPDX-License-Identifier: AGPL-3.0-or-later
"""The loop: what is due is done, one failure stops nobody, and it ends when asked."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from restante.config import Config
from restante.desk.access import store
from restante.desk.ledger.actions import declare_duty
from restante.desk.ledger.models import Duty as Row
from restante.desk.publishing.duties import DUTIES, Duty
from restante.desk.publishing.working import due_now, seconds_to_next, work
from restante.desk.ui.logs import Discreet
from restante.errors import Unavailable

pytestmark = pytest.mark.django_db


class Broken(Unavailable):
    """A gate is away."""

    code = "broken-duty"
    text = "Broken."


def duty(name: str, deed: Callable[[Config], None], *, needs_store: bool = False, every: int = 3600) -> Duty:
    return Duty(name, lambda _config: every, deed, needs_store)


def fail(_config: Config) -> None:
    raise Broken


def full_disk(_config: Config) -> None:
    raise OSError(28, "No space left on device")


def test_every_duty_that_is_due_is_done_once() -> None:
    done: list[str] = []
    duties = [duty(name, lambda _config, name=name: done.append(name)) for name in ("a", "b")]  # type: ignore[misc]
    assert work(threading.Event(), once=True, duties=duties) == []
    assert work(threading.Event(), once=True, duties=duties) == []
    assert done == ["a", "b"]
    assert not Row.objects.get(pk="a").is_late()


def fault(_config: Config) -> None:
    raise KeyError("a canary of a letter")


@pytest.mark.parametrize(
    ("deed", "code"), [(fail, "broken-duty"), (full_disk, "machine-failed"), (fault, "duty-broke")]
)
def test_a_duty_that_fails_is_noted_and_the_next_is_done(deed: Callable[[Config], None], code: str) -> None:
    done: list[str] = []
    duties = [duty("bad", deed), duty("good", lambda _config: done.append("good"))]
    assert work(threading.Event(), once=True, duties=duties) == ["bad"]
    assert done == ["good"]
    assert Row.objects.get(pk="bad").last_error_code == code


def test_a_fault_of_our_own_says_where_it_is_and_no_word_of_a_letter(caplog: pytest.LogCaptureFixture) -> None:
    work(threading.Event(), once=True, duties=[duty("bad", fault)])
    [told] = [line for line in caplog.records if line.exc_info]
    Discreet().filter(told)
    said = logging.Formatter("{message}", style="{").format(told)
    assert "in fault" in said
    assert said.endswith("KeyError")
    assert "canary of" not in said.replace('raise KeyError("a canary of a letter")', "")


def test_a_locked_store_stops_only_what_needs_it() -> None:
    store.lock()
    done: list[str] = []
    duties = [
        duty("letters", lambda _config: done.append("letters"), needs_store=True),
        duty("keys", lambda _config: done.append("keys")),
    ]
    assert work(threading.Event(), once=True, duties=duties) == ["letters"]
    assert done == ["keys"]
    assert Row.objects.get(pk="letters").last_error_code == "store-locked"


def test_the_loop_ends_when_asked_even_between_two_duties() -> None:
    stop = threading.Event()
    done: list[str] = []
    duties = [duty("first", lambda _config: stop.set()), duty("second", lambda _config: done.append("second"))]
    work(stop, duties=duties)
    assert done == []


def test_the_loop_sleeps_to_the_next_multiple_and_wakes_when_asked() -> None:
    stop = threading.Event()
    rounds: list[int] = []

    def count(_config: Config) -> None:
        rounds.append(1)
        if len(rounds) == 2:
            stop.set()

    work(stop, duties=[duty("quick", count, every=1)])
    assert len(rounds) == 2


def test_duties_fall_on_fixed_times() -> None:
    six_hours = duty("mail", fail, every=6 * 3600)
    declare_duty("mail", 6 * 3600)
    Row.objects.update(last_started=datetime(2026, 3, 2, 11, 59, tzinfo=UTC))
    config = Config(home=None)  # type: ignore[arg-type]  # no duty here looks at it
    assert list(due_now([six_hours], config, datetime(2026, 3, 2, 11, 59, 59, tzinfo=UTC))) == []
    assert list(due_now([six_hours], config, datetime(2026, 3, 2, 12, 0, tzinfo=UTC))) == [six_hours]
    assert seconds_to_next([duty("x", fail, every=30)], config, datetime(2026, 3, 2, 12, 0, 20, tzinfo=UTC)) == 10


def test_a_clock_set_back_does_not_stop_a_duty() -> None:
    hourly = duty("fetch", fail)
    declare_duty("fetch", 3600)
    Row.objects.update(last_started=datetime(2030, 1, 1, tzinfo=UTC))
    assert list(due_now([hourly], Config(home=None), timezone.now())) == [hourly]  # type: ignore[arg-type]


def test_every_duty_has_a_name_of_its_own_and_a_period() -> None:
    config = Config(home=None)  # type: ignore[arg-type]
    assert len({each.name for each in DUTIES}) == len(DUTIES)
    assert all(each.every(config) >= 1 for each in DUTIES)
