# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one loop of `restante desk work`: does what is due, sleeps until the next, and stops at once when asked.

A duty is due at whole multiples of its period, so that mail goes out at fixed times and not after somebody's click.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from threading import Event
from typing import Final

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from restante.config import Config
from restante.desk.access import store
from restante.desk.ledger.actions import declare_duty, run_duty
from restante.desk.ledger.models import Duty as DutyRow
from restante.desk.publishing.duties import DUTIES, Duty
from restante.errors import RestanteError, Unavailable

log = logging.getLogger("restante.desk.work")
LONGEST_SLEEP: Final = 60.0
SHORTEST_SLEEP: Final = 0.1


class MachineFailed(Unavailable):
    """Disk full, database gone: the code on the home page; the operating system's own words are in the log."""

    code = "machine-failed"
    text = "The disk or the database failed: {reason}."


class DutyBroke(Unavailable):
    """A fault of our own, in one duty: letters go on being fetched while it waits for somebody to mend it."""

    code = "duty-broke"
    text = "The program has a fault at this duty. The desk's log says where; please tell those who make Restante."


def work(stop: Event, *, once: bool = False, duties: Sequence[Duty] = DUTIES) -> list[str]:
    """Run until `stop` is set, or, `once`, whatever is due now. Returns the names of duties that failed last."""
    config: Config = settings.RESTANTE
    for duty in duties:
        declare_duty(duty.name, duty.every(config))
    failed: dict[str, str] = {}
    while not stop.is_set():
        for duty in due_now(duties, config, timezone.now()):
            if stop.is_set():
                break
            code, before = run(duty, config), failed.pop(duty.name, "")
            if code:
                failed[duty.name] = code
            if code != before:  # a desk left locked overnight says so once, not every two seconds
                log.warning("%s: %s", duty.name, code or "well again")
        if once:
            break
        if not connection.in_atomic_block:  # a test's
            close_old_connections()
        stop.wait(seconds_to_next(duties, config, timezone.now()))
    return sorted(failed)


def run(duty: Duty, config: Config) -> str:
    """One round of one duty, noted in its row; the code of its error, or nothing. The other duties go on."""
    try:
        with run_duty(duty.name):
            if duty.needs_store and not (store.is_unlocked() or store.unlock_unattended()):
                raise store.StoreLocked
            try:
                duty.work(config)
            except RestanteError:
                raise
            except (OSError, DatabaseError) as error:
                raise MachineFailed(reason=type(error).__name__) from error
            except Exception:  # as at a gate: a letter that finds a fault must stop neither other duties nor the desk
                log.exception(duty.name)  # the filter of ui.logs leaves the place and the class of it, no words
                raise DutyBroke from None
    except RestanteError as error:
        return error.code
    except DatabaseError as error:  # not even the note could be written
        return type(error).__name__
    return ""


def due_now(duties: Sequence[Duty], config: Config, now: datetime) -> Iterator[Duty]:
    """Duties that have not been started in the period that runs."""
    started = dict(DutyRow.objects.values_list("name", "last_started"))
    for duty in duties:
        last = started.get(duty.name)
        if last is None or _period(last, duty.every(config)) < _period(now, duty.every(config)) or last > now:
            yield duty


def seconds_to_next(duties: Sequence[Duty], config: Config, now: datetime) -> float:
    """Until the next multiple of any duty's period."""
    moment = now.timestamp()
    nearest = min(duty.every(config) - moment % duty.every(config) for duty in duties)
    return min(LONGEST_SLEEP, max(SHORTEST_SLEEP, nearest))


def _period(moment: datetime, seconds: int) -> int:
    return int(moment.timestamp() // seconds)
