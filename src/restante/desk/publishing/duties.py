# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of duties: what the desk does by itself, how often, and whether it needs the store open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils import timezone

from restante.config import Config
from restante.desk.intake.fetching import Round
from restante.desk.ledger.actions import check_chain
from restante.desk.lists.stages import work_waiting_lists
from restante.desk.mailroom.actions import typeset_waiting_runs
from restante.desk.publishing import actions, retention
from restante.desk.publishing.building import has_changed
from restante.desk.publishing.clock import is_clock_borne_out
from restante.desk.publishing.models import EditionRecord
from restante.desk.publishing.queries import gates_behind
from restante.desk.replies.actions import read_waiting_scans
from restante.desk.replies.delivering import seal_waiting_replies
from restante.edition.format import LETTER_KEYS
from restante.edition.keys import read_organisation
from restante.edition.letter_keys import destroy_old_letter_keys, ensure_letter_keys
from restante.errors import OutOfDate, Unavailable
from restante.seal.envelope import letter_keys_from_json

HOUR: Final = 3600
DAY: Final = 24 * HOUR
SOON: Final = 2
KEYS_AHEAD: Final = timedelta(weeks=3)
DATES_RENEWED_AFTER: Final = timedelta(days=1)


class GatesUnreached(Unavailable):
    """The codes are at each gate on the gates' page."""

    code = "gates-unreached"
    text = "These gates could not be used this time: {gates}."


class KeysRunningOut(OutOfDate):
    """Only the publisher's key can put new letter keys into an edition, and it lies with a person."""

    code = "letter-keys-running-out"
    text = "The letter keys that are published begin on {day} at the latest. Publish an edition soon."


@dataclass(frozen=True, slots=True)
class Duty:
    """`every` says after how many seconds it is due again; `work` raises an error of our tree when it failed."""

    name: str
    every: Callable[[Config], int]
    work: Callable[[Config], None]
    needs_store: bool = True


def fetch(config: Config) -> None:
    """Sealed letters from every gate."""
    rounds: list[Round] = actions.fetch_now(config)
    _complain({each.gate: each.error for each in rounds})


def mail(config: Config) -> None:
    """The writers' mail, to every gate."""
    _complain(actions.publish_mail_now(config).gates)


def edition(config: Config) -> None:
    """Fresh dates once a day, and the edition for gates that lack it. A demonstration publishes changes by itself."""
    if config.demonstration and has_changed(config):
        _complain(actions.publish_now(actions.DESK, config).gates)
        return
    record = EditionRecord.objects.first()
    if record is None:
        return
    metadata = config.edition_dir / "metadata" / "timestamp.json"
    if not metadata.exists():  # restored from a backup, which need not hold what can be built
        raise actions.NothingPublishedYet
    age = timezone.now().timestamp() - metadata.stat().st_mtime
    renewed = age > DATES_RENEWED_AFTER.total_seconds()
    if renewed:
        actions.renew_dates(config)
    if renewed or gates_behind(config, record.number):
        _complain(actions.send_edition(config, record.number))


def keys(config: Config) -> None:
    """Letter keys eight weeks ahead; those past their last day are destroyed, here and in the escrow."""
    now = timezone.now()
    today = now.date()
    ensure_letter_keys(config.keys_dir, read_organisation(config.keys_dir), today)
    if is_clock_borne_out(now):
        destroy_old_letter_keys(config.keys_dir, today)
    published = config.edition_dir / LETTER_KEYS
    if published.exists():
        newest = max(key.not_before for key in letter_keys_from_json(published.read_bytes()).keys)
        if newest - today < KEYS_AHEAD:
            raise KeysRunningOut(day=newest)


def gates(config: Config) -> None:
    """How each gate is: clock, disk, what waits."""
    _complain(actions.look_after_gates(config))


def press(_config: Config) -> None:
    """Print runs too long to be typeset while a page loads."""
    typeset_waiting_runs()


def scans(_config: Config) -> None:
    """Uploaded scans into pages."""
    read_waiting_scans()


def replies(_config: Config) -> None:
    """Delivered replies too long to be sealed while a page loads."""
    seal_waiting_replies()


def lists(_config: Config) -> None:
    """Files of lists too long to be read or compared while a page loads."""
    work_waiting_lists(timezone.now().date())


def keep(config: Config) -> None:
    """What is past its time is erased."""
    del config
    now = timezone.now()
    if is_clock_borne_out(now):
        retention.erase_what_is_past(now.date())


def ledger(config: Config) -> None:
    """Whether each line of the ledger still follows from the one before."""
    del config
    check_chain()


def _complain(answers: Mapping[str, str]) -> None:
    missed = sorted(name for name, error in answers.items() if error)
    if missed:
        raise GatesUnreached(gates=", ".join(missed))


DUTIES: Final = (
    Duty("keys", lambda _config: HOUR, keys, needs_store=False),
    Duty("edition", lambda config: 3 if config.demonstration else HOUR, edition, needs_store=False),
    Duty("fetch", lambda config: config.fetch_every_seconds, fetch),
    Duty("press", lambda _config: SOON, press),
    Duty("replies", lambda _config: SOON, replies),
    Duty("scans", lambda _config: SOON, scans),
    Duty("lists", lambda _config: SOON, lists),
    Duty("mail", lambda config: config.mail_every_seconds, mail),
    Duty("gates", lambda config: 60 if config.demonstration else HOUR, gates, needs_store=False),
    Duty("retention", lambda _config: DAY, keep),
    Duty("ledger", lambda _config: DAY, ledger, needs_store=False),
)
