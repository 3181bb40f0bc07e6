# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every write of intake: committing what was opened, and what a volunteer decides about an envelope in quarantine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from restante.desk.access.models import Volunteer
from restante.desk.intake.models import Quarantine, SeenEnvelope
from restante.desk.intake.opening import Opened, Opener, Poison, Verdict
from restante.desk.ledger.actions import record
from restante.desk.ledger.verbs import add_verbs
from restante.desk.letters.receiving import Received, receive_letters
from restante.errors import BadInput

ACTOR = "intake"
add_verbs(
    {
        "envelope.quarantined": _("put an envelope into quarantine: {code}"),
        "envelope.tried_again": _("tried to open an envelope again"),
        "envelope.dropped": _("dropped an envelope from quarantine"),
    }
)


class NotInQuarantine(BadInput):
    """Two volunteers decided at once, or the page was old."""

    code = "not-in-quarantine"
    text = "This envelope is no longer in quarantine."


class StillPoison(BadInput):
    """Opening it again ended as before."""

    code = "still-poison"
    text = "The envelope still cannot be opened."


@dataclass(frozen=True, slots=True)
class Envelope:
    """Sealed bytes, their SHA-256 in hex, and the gate they came from."""

    sha256: str
    gate: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Committed:
    """What became of a batch."""

    letters: int
    quarantined: int


@transaction.atomic
def commit_envelopes(envelopes: Sequence[Envelope], verdicts: Sequence[Verdict], today: date) -> Committed:
    """Letters, quarantine and tombstones in one transaction: only when this returns may a gate be told to forget."""
    pairs = list(zip(envelopes, verdicts, strict=True))
    opened = [_received(envelope, verdict) for envelope, verdict in pairs if isinstance(verdict, Opened)]
    letters = len(receive_letters(opened, today)) if opened else 0
    poison = [(envelope, verdict) for envelope, verdict in pairs if isinstance(verdict, Poison)]
    quarantined = sum(_quarantine(envelope, verdict, today) for envelope, verdict in poison)
    tombstones = [SeenEnvelope(sha256=envelope.sha256, day=today) for envelope in envelopes]
    SeenEnvelope.objects.bulk_create(tombstones, ignore_conflicts=True)
    return Committed(letters, quarantined)


def _received(envelope: Envelope, opened: Opened) -> Received:
    return Received(opened.letter, opened.pictures, envelope.sha256, envelope.gate)


def _quarantine(envelope: Envelope, poison: Poison, today: date) -> int:
    _, created = Quarantine.objects.get_or_create(
        sha256=envelope.sha256,
        defaults={
            "gate": envelope.gate,
            "day": today,
            "code": poison.code,
            "size": len(envelope.sealed),
            "envelope": envelope.sealed,
        },
    )
    if created:
        record(ACTOR, "envelope.quarantined", "envelope", envelope.sha256[:16], code=poison.code, gate=envelope.gate)
    return int(created)


def open_again(volunteer: Volunteer, sha256: str, opener: Opener, today: date, *, pictures: bool = True) -> None:
    """One more try, for instance without the picture that cannot be read. Raises StillPoison; the new code is kept."""
    waiting = _waiting(sha256)
    envelope = Envelope(sha256, waiting.gate, bytes(waiting.envelope))
    [verdict] = opener.open_all([envelope.sealed], pictures=pictures)
    with transaction.atomic():
        record(volunteer, "envelope.tried_again", "envelope", sha256[:16], pictures=pictures)
        if isinstance(verdict, Opened):
            receive_letters([_received(envelope, verdict)], today)
            _settle(sha256, Quarantine.State.OPENED)
        else:
            Quarantine.objects.filter(pk=sha256).update(code=verdict.code)
    if isinstance(verdict, Poison):
        raise StillPoison


@transaction.atomic
def drop_envelope(volunteer: Volunteer, sha256: str) -> None:
    """The bytes go, the hash stays, so that it does not come back from any gate."""
    _waiting(sha256)
    _settle(sha256, Quarantine.State.DROPPED)
    record(volunteer, "envelope.dropped", "envelope", sha256[:16])


def _waiting(sha256: str) -> Quarantine:
    found = Quarantine.objects.filter(pk=sha256, state=Quarantine.State.WAITING).first()
    if found is None:
        raise NotInQuarantine
    return found


def _settle(sha256: str, state: str) -> None:
    waiting = Quarantine.objects.filter(pk=sha256, state=Quarantine.State.WAITING)
    if waiting.update(state=state, envelope=b"") != 1:
        raise NotInQuarantine
