# SPDX-License-Identifier: AGPL-3.0-or-later
"""Appending to the ledger, and what a duty notes about itself. Lines never change: each holds the last one's digest."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from restante.desk.ledger.chain import digest_of
from restante.desk.ledger.models import Duty, Entry, Head
from restante.desk.ledger.queries import broken_lines
from restante.desk.ledger.verbs import VERBS
from restante.errors import BrokenPromise, NotAuthentic, RestanteError


@dataclass(frozen=True, slots=True)
class Line:
    """What `record` takes, for many at once."""

    actor: object
    verb: str
    object_kind: str
    object_id: object
    fields: Mapping[str, str | int | bool | None]


class LedgerBroken(NotAuthentic):
    """Somebody who reaches the database changed it past the desk, or the disk did."""

    code = "ledger-broken"
    text = gettext_noop("Line {line} of the ledger does not follow from the line before it.")


def record(actor: object, verb: str, object_kind: str, object_id: object, **fields: str | int | bool | None) -> Entry:
    """Append one line, inside the caller's transaction. `actor` is a Volunteer, or the name of a part of the desk."""
    [entry] = record_many([Line(actor, verb, object_kind, object_id, fields)])
    return entry


def record_many(lines: Iterable[Line]) -> list[Entry]:
    """Append lines in their order, under one lock of the head."""
    with transaction.atomic():
        head, _ = Head.objects.select_for_update().get_or_create(pk=1)
        number, previous, entries = head.number, head.digest, []
        now = timezone.now().replace(microsecond=0)
        for line in lines:
            if line.verb not in VERBS:
                raise BrokenPromise
            number += 1
            entry = Entry(
                number=number,
                at=now,
                actor=_name_of(line.actor),
                verb=line.verb,
                object_kind=line.object_kind,
                object_id=str(line.object_id),
                fields=dict(line.fields),
                previous=previous,
            )
            previous = entry.digest = digest_of(entry)
            entries.append(entry)
        Entry.objects.bulk_create(entries)
        Head.objects.filter(pk=1).update(number=number, digest=previous)
    return entries


def check_chain() -> None:
    """Follow the chain from its first line and note what was found, for the coordinators' home page."""
    broken = next(broken_lines(), None)
    Head.objects.filter(pk=1).update(checked=timezone.now(), broken=broken)
    if broken is not None:
        raise LedgerBroken(line=broken)


def stand_in_line() -> None:
    """Lock the ledger's head before any row, so that PostgreSQL's writers come one after another and never deadlock.

    SQLite's do so by BEGIN IMMEDIATE. Every write appends to the ledger, thus waits for its head at the latest then.
    """
    if connection.vendor != "sqlite":
        Head.objects.select_for_update().get_or_create(pk=1)


def declare_duty(name: str, every_seconds: int) -> Duty:
    """Put a duty on the table, or change how often it runs."""
    duty, _ = Duty.objects.update_or_create(name=name, defaults={"every_seconds": every_seconds})
    return duty


@contextmanager
def run_duty(name: str) -> Iterator[None]:
    """Note start and outcome around one round of a duty; an error of our tree is noted and raised on."""
    Duty.objects.filter(name=name).update(last_started=timezone.now())
    try:
        yield
    except RestanteError as error:
        Duty.objects.filter(name=name).update(last_error_code=error.code)
        raise
    Duty.objects.filter(name=name).update(last_ok=timezone.now(), last_error_code="")


def _name_of(actor: object) -> str:
    return str(actor if isinstance(actor, str) else getattr(actor, "name", ""))[:64] or "desk"
