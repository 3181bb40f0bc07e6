# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading the ledger and the duties; lines are for coordinators, duties for everybody."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from restante.desk.ledger.chain import digest_of
from restante.desk.ledger.models import Duty, Entry, Head
from restante.desk.ledger.verbs import DUTIES, VERBS, WORDS

PAGE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One line as people read it."""

    number: int
    at: datetime
    actor: str
    sentence: str


@dataclass(frozen=True, slots=True)
class DutyNow:
    """One duty as the home page shows it."""

    label: str
    last_ok: datetime | None
    late: bool
    error: str


def lines_for(volunteer: Any, before: int | None = None) -> list[Line]:
    """The newest lines, or those before a number; none for others than coordinators."""
    if not volunteer.is_coordinator:
        return []
    found: QuerySet[Entry] = Entry.objects.order_by("-number")
    if before is not None:
        found = found.filter(number__lt=before)
    return [_line(entry) for entry in found[:PAGE]]


def duties_for(_volunteer: Any, now: datetime | None = None) -> list[DutyNow]:
    """Every duty; each volunteer may see whether the desk works."""
    now = now or timezone.now()
    return [
        DutyNow(str(DUTIES.get(duty.name, duty.name)), duty.last_ok, duty.is_late(now), duty.last_error_code)
        for duty in Duty.objects.order_by("name")
    ]


def broken_lines() -> Iterator[int]:
    """Numbers of lines that do not follow from the line before: somebody changed the table by hand.

    The head is read before the lines, which others may append meanwhile, and once more after them.
    """
    head, previous, number = _head(), "0" * 64, 0
    for entry in Entry.objects.filter(number__lte=head[0]).order_by("number").iterator(1000):
        if entry.number != number + 1 or entry.previous != previous or entry.digest != digest_of(entry):
            yield entry.number
        previous, number = entry.digest, entry.number
    if head != (number, previous):
        yield number + 1  # the newest lines are gone: no line is left to show it, but the head tells
    newest = Entry.objects.order_by("-number").values_list("number", flat=True).first() or 0
    if newest > _head()[0]:
        yield newest  # the head is gone, or was set back


def broken_line_for(volunteer: Any) -> Head | None:
    """The head, if the last check found a broken line; for coordinators."""
    return Head.objects.filter(pk=1, broken__isnull=False).first() if volunteer.is_coordinator else None


def _head() -> tuple[int, str]:
    return Head.objects.filter(pk=1).values_list("number", "digest").first() or (0, "0" * 64)


def _line(entry: Entry) -> Line:
    told = {"object": entry.object_id, **{name: WORDS.get(value, value) for name, value in entry.fields.items()}}
    template = str(VERBS.get(entry.verb, _("{object}: unknown act")))
    if entry.object_kind == "letter":
        told["object"] = entry.object_id[:6]
    if "letter" in told:
        told["letter"] = str(told["letter"])[:6]
    # a line of an older release may lack a field that today's sentence names
    return Line(entry.number, entry.at, entry.actor, template.format_map(defaultdict(lambda: "…", told)))
