# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every write of publishing that reaches a gate: editions on somebody's word, mail and dates at their times."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from restante.calls.client import GateClient
from restante.config import Config
from restante.desk.access import store
from restante.desk.intake.fetching import Round, fetch_from_all
from restante.desk.intake.gates import make_opener, open_gates
from restante.desk.ledger.actions import record
from restante.desk.ledger.verbs import add_verbs
from restante.desk.publishing.building import one_at_a_time, sign_new_edition
from restante.desk.publishing.mailing import make_publication
from restante.desk.publishing.models import GateState
from restante.desk.publishing.outside import edition_to_exceed, mail_to_exceed
from restante.edition.keys import load_edition_keys, read_roots
from restante.edition.sign import refresh_dates
from restante.errors import BadInput, NotAuthentic, Unavailable

add_verbs(
    {
        "edition.published": _("published edition {object}"),
        "edition.dated": _("renewed the dates of edition {object}"),
        "mail.published": _("published mail {object} for {writers} writers"),
    }
)
DESK = "publishing"
Gates = Sequence[tuple[str, GateClient]]


class NothingPublishedYet(BadInput):
    """There is no edition to renew or to send."""

    code = "nothing-published"
    text = "There is no edition yet; a coordinator publishes the first one."


class GatesMissed(Unavailable):
    """Some gates did not take it; the next round offers it again."""

    code = "gates-missed"
    text = "These gates did not take it, and are tried again at the next round: {gates}."


@dataclass(frozen=True, slots=True)
class Published:
    """What went out, and what each gate answered: an empty string, or the code of its error."""

    number: int
    changed: bool
    gates: Mapping[str, str]

    @property
    def missed(self) -> list[str]:
        return sorted(name for name, error in self.gates.items() if error)


def publish_now(actor: object, config: Config | None = None, *, passphrase: bytes | None = None) -> Published:
    """Sign what is public now and bring every gate to it. A gate out of reach gets it from the worker later."""
    config = config or settings.RESTANTE
    signed = sign_new_edition(config, passphrase=passphrase, above=edition_to_exceed(config))
    if signed.changed:
        record(actor, "edition.published", "edition", signed.number)
    return Published(signed.number, signed.changed, send_edition(config, signed.number))


def renew_dates(config: Config) -> int:
    """Snapshot and timestamp anew, by keys that the desk has; the edition stays as it is."""
    if not (config.edition_dir / "metadata" / "timestamp.json").exists():
        raise NothingPublishedYet
    keys = load_edition_keys(config.keys_dir, dates_only=True)
    with one_at_a_time(config):
        signed = refresh_dates(config.edition_dir, read_roots(config.keys_dir), keys, timezone.now())
    record(DESK, "edition.dated", "edition", signed.number)
    return signed.number


def send_edition(config: Config, number: int) -> dict[str, str]:
    """Offer the edition in the data folder to every gate; one that has it already asks for nothing."""
    with open_gates(config) as gates:
        return _tell_gates(gates, lambda client: client.publish(config.edition_dir), edition=number)


def publish_mail_now(config: Config, today: date | None = None) -> Published:
    """One publication of the writers' mail, under the same number at every gate."""
    today = today or timezone.now().date()
    publication = make_publication(config, today, above=mail_to_exceed(config))
    with open_gates(config) as gates:
        answers = _tell_gates(gates, lambda client: client.publish_mail(publication.files), mail=publication.number)
    return Published(publication.number, changed=True, gates=answers)


def fetch_now(
    config: Config,
    today: date | None = None,
    *,
    again: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> list[Round]:
    """One round over every gate, noted at each."""
    today = today or timezone.now().date()
    with open_gates(config) as gates:
        rounds = fetch_from_all(gates, make_opener(config, today), today, again=again, progress=progress)
    for each in rounds:
        _note(each.gate, each.error, **({} if each.error else {"fetched": timezone.now()}))
    return rounds


def look_after_gates(config: Config) -> dict[str, str]:
    """Ask each gate how it is: its clock, its disk, what waits there."""
    answers = {}
    with open_gates(config) as gates:
        for name, client in gates:
            try:
                health = client.health()
            except (Unavailable, NotAuthentic, BadInput) as error:
                answers[name] = error.code
                _note(name, error.code)
            else:
                answers[name] = ""
                _note(
                    name,
                    "",
                    edition=health.edition or 0,
                    free_bytes=health.free_bytes,
                    waiting=health.waiting,
                    clock_skew=health.clock_skew,
                )
    return answers


def _tell_gates(gates: Gates, tell: Callable[[GateClient], None], **noted: Any) -> dict[str, str]:
    answers = {}
    for name, client in gates:
        try:
            tell(client)
        except (Unavailable, NotAuthentic, BadInput) as error:
            answers[name] = error.code
            _note(name, error.code)
        else:
            answers[name] = ""
            _note(name, "", **noted)
    return answers


def _note(gate: str, error: str, **noted: Any) -> None:
    url = dict(settings.RESTANTE.gates).get(gate, "")
    answered = {} if error else {"answered": timezone.now()}
    GateState.objects.update_or_create(name=gate, defaults={"url": url, "error": error, **answered, **noted})


def is_ready(config: Config) -> bool:
    """Whether letters and mail can be worked on: the store is open, or opens by its key file."""
    del config
    return store.is_unlocked() or store.unlock_unattended()
