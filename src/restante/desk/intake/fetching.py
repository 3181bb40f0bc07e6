# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a gate's letterbox to committed letters: list, fetch, open, commit, and only then acknowledge.

Delivery is at least once and the commit idempotent: whatever dies in between, the next round ends in the same state.
While one part is committed, the next is being opened and the one after it fetched.
"""

import hashlib
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Protocol, TypeVar

from restante.desk.access import store
from restante.desk.intake.actions import Envelope, commit_envelopes
from restante.desk.intake.models import SeenEnvelope
from restante.desk.intake.opening import BATCH, Opener, Verdict
from restante.errors import BadInput, NotAuthentic, Unavailable

BYTES_AT_ONCE: Final = 16 * 2**20  # three parts are in memory at a time
HASHES_AT_ONCE: Final = 5000
SECONDS_A_GATE: Final = 1200  # then the others have their turn, and the rest comes in the next round

T = TypeVar("T")


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
    def fetch(self, sizes: Mapping[str, int], /) -> Iterator[tuple[str, bytes]]: ...
    def acknowledge(self, sha256s: list[str]) -> None: ...


@dataclass(frozen=True, slots=True)
class _Part:
    """Some lines of a list, the envelopes that the gate gave for them, and what is in these."""

    listed: int
    envelopes: Sequence[Envelope]
    verdicts: Sequence[Verdict] = ()


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
    listed = {line.sha256: line for line in gate.list_envelopes(include_acknowledged=again)}
    known = _already_seen(list(listed))
    yield replace(tally, listed=len(listed))
    tally = replace(tally, listed=len(listed), known=len(known))
    if known:
        gate.acknowledge(sorted(known))
        yield tally
    end = time.monotonic() + SECONDS_A_GATE
    fresh = [line for sha256, line in listed.items() if sha256 not in known]
    for part in _ahead(_opened(opener, _ahead(_fetched(tally.gate, gate, fresh)))):
        committed = commit_envelopes(part.envelopes, part.verdicts, today)
        gate.acknowledge([envelope.sha256 for envelope in part.envelopes])
        tally = replace(
            tally,
            known=tally.known + len(part.envelopes) - committed.letters - committed.quarantined,
            letters=tally.letters + committed.letters,
            quarantined=tally.quarantined + committed.quarantined,
            unfit=tally.unfit + part.listed - len(part.envelopes),
        )
        yield tally
        if time.monotonic() > end:
            return


def _already_seen(hashes: Sequence[str]) -> Collection[str]:
    seen = SeenEnvelope.objects.values_list("pk", flat=True)
    parts = (hashes[at : at + HASHES_AT_ONCE] for at in range(0, len(hashes), HASHES_AT_ONCE))
    return {sha256 for part in parts for sha256 in seen.filter(pk__in=part)}


def _fetched(name: str, gate: Gate, listed: Sequence[Listed]) -> Iterator[_Part]:
    for part in _parts(listed):
        given = dict(gate.fetch({line.id: line.size for line in part}))
        envelopes = [
            Envelope(line.sha256, name, given[line.id])
            for line in part
            if line.id in given and hashlib.sha256(given[line.id]).hexdigest() == line.sha256
        ]
        yield _Part(len(part), envelopes)


def _opened(opener: Opener, parts: Iterator[_Part]) -> Iterator[_Part]:
    for part in parts:
        yield replace(part, verdicts=list(opener.open_all([envelope.sealed for envelope in part.envelopes])))


def _ahead(parts: Iterator[T]) -> Iterator[T]:
    """The same parts, each made by another thread while the one before it is in use; that thread has no database."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, parts, None)
        while (part := coming.result()) is not None:
            coming = thread.submit(next, parts, None)
            yield part


def _parts(listed: Sequence[Listed]) -> Iterator[Sequence[Listed]]:
    """As many envelopes as fit in memory and in one child, or one that alone is larger."""
    part: list[Listed] = []
    for line in listed:
        if part and (len(part) == BATCH or sum(one.size for one in part) + line.size > BYTES_AT_ONCE):
            yield part
            part = []
        part.append(line)
    if part:
        yield part
