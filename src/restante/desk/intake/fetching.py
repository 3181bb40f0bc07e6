# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a gate's letterbox to committed letters: list, fetch, open, commit, and only then acknowledge.

Delivery is at least once and the commit idempotent: whatever dies in between, the next round ends in the same state.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Final, Protocol

from restante.desk.access import store
from restante.desk.intake.actions import Envelope, commit_envelopes
from restante.desk.intake.models import SeenEnvelope
from restante.desk.intake.opening import BATCH, Opener
from restante.errors import BadInput, NotAuthentic, Unavailable
from restante.seal.envelope import LARGEST

BYTES_AT_ONCE: Final = 32 * 2**20


class Listed(Protocol):
    """One line of a gate's list."""

    @property
    def id(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def sha256(self) -> str: ...


class Gate(Protocol):
    """What intake asks of calls.client.GateClient."""

    def list_envelopes(self, *, include_acknowledged: bool = False) -> Sequence[Listed]: ...
    def fetch(self, envelope_id: str) -> bytes: ...
    def acknowledge(self, sha256s: list[str]) -> None: ...


@dataclass(frozen=True, slots=True)
class Round:
    """One gate's round; `error` is a code, and what was committed before it stays committed."""

    gate: str
    listed: int = 0
    known: int = 0
    letters: int = 0
    quarantined: int = 0
    unfit: int = 0
    error: str = ""


def fetch_from_all(
    gates: Sequence[tuple[str, Gate]],
    opener: Opener,
    today: date,
    *,
    again: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> list[Round]:
    """Drain every gate; one that fails keeps no other's letters waiting. Raises StoreLocked before any call."""
    if not store.is_unlocked():
        raise store.StoreLocked
    rounds = []
    for name, gate in gates:
        last = Round(name)
        try:
            for tally in _drain(last, gate, opener, today, again=again):
                last = tally
                if progress is not None:
                    progress(tally.known + tally.letters + tally.quarantined + tally.unfit, tally.listed)
        except (Unavailable, NotAuthentic, BadInput) as error:
            last = replace(last, error=error.code)
        rounds.append(last)
    return rounds


def _drain(tally: Round, gate: Gate, opener: Opener, today: date, *, again: bool) -> Iterator[Round]:
    listed = gate.list_envelopes(include_acknowledged=again)
    tally = replace(tally, listed=len(listed))
    yield tally
    for part in _parts(listed):
        known = _already_seen(part)
        envelopes = []
        for line in part:
            if line.sha256 in known:
                continue
            sealed = gate.fetch(line.id)
            if hashlib.sha256(sealed).hexdigest() == line.sha256:
                envelopes.append(Envelope(line.sha256, tally.gate, sealed))
        verdicts = list(opener.open_all([envelope.sealed for envelope in envelopes]))
        committed = commit_envelopes(envelopes, verdicts, today)
        gate.acknowledge([*known, *(envelope.sha256 for envelope in envelopes)])
        tally = replace(
            tally,
            known=tally.known + len(known) + len(envelopes) - committed.letters - committed.quarantined,
            letters=tally.letters + committed.letters,
            quarantined=tally.quarantined + committed.quarantined,
            unfit=tally.unfit + len(part) - len(known) - len(envelopes),
        )
        yield tally


def _already_seen(part: Sequence[Listed]) -> set[str]:
    hashes = [line.sha256 for line in part]
    return set(SeenEnvelope.objects.filter(pk__in=hashes).values_list("pk", flat=True))


def _parts(listed: Sequence[Listed]) -> Iterator[Sequence[Listed]]:
    """As many envelopes as fit in memory and in one child; each hash once, whatever the gate repeats."""
    lines = iter({line.sha256: line for line in listed}.values())
    while part := list(islice(lines, 1)):
        size = part[0].size
        while len(part) < BATCH and size <= BYTES_AT_ONCE - LARGEST and (more := next(lines, None)) is not None:
            part.append(more)
            size += more.size
        yield part
