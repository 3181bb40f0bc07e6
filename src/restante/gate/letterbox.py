# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a gate has accepted, behind one thread: bodies that wait together become durable in one transaction."""

import asyncio
import shutil
import sqlite3
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from restante.calls.envelopes import Envelopes
from restante.gate.errors import CannotServe, GateFull

BATCH_ROWS, BATCH_BYTES = 32, 8 << 20
T = TypeVar("T")


@dataclass(slots=True, eq=False)
class _Arrival:
    sha256: bytes
    size: int
    read: Callable[[], bytes]
    durable: "asyncio.Future[None]"


class Letterbox:
    """For one event loop. `drop` ends once the envelope is on the disk; the desk's questions queue with it."""

    def __init__(self, home: Path, today: Callable[[], date], quota: int, reserve: int) -> None:
        self.spool = home / "spool"
        self._home, self._today, self._quota, self._reserve = home, today, quota, reserve
        self._arrivals: deque[_Arrival] = deque()
        self._committing = False  # changed by the event loop only
        self._thread = ThreadPoolExecutor(1, "letterbox")
        try:
            self.spool.mkdir(parents=True, exist_ok=True)
            self._envelopes = self._thread.submit(Envelopes, home / "letterbox.sqlite3").result()
            self.stored = self._thread.submit(self._envelopes.stored).result()
        except (OSError, sqlite3.Error) as error:
            raise CannotServe(home=home, reason=error) from None

    async def drop(self, sha256: bytes, size: int, read: Callable[[], bytes]) -> None:
        """Ends when durable; the same bytes again make no second row. `read` is called in the thread."""
        loop = asyncio.get_running_loop()
        arrival = _Arrival(sha256, size, read, loop.create_future())
        self._arrivals.append(arrival)
        if not self._committing:
            self._committing = True
            self._thread.submit(self._commit, loop)
        await arrival.durable

    async def ask(self, question: Callable[[Envelopes], T]) -> T:
        """The envelopes' own answer."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, question, self._envelopes)

    async def tidy(self) -> None:
        """The nightly duty."""
        self.stored -= await self.ask(lambda envelopes: envelopes.tidy(self._today()))

    def demand_room(self, size: int) -> None:
        """Before a body is read. Raises GateFull at the quota, or when the disk has too little left."""
        if self.stored + size > self._quota:
            raise GateFull
        self.demand_disk(size)

    def demand_disk(self, size: int) -> None:
        """As `demand_room`, for what does not stay in the letterbox."""
        if self.free() - size < self._reserve:
            raise GateFull

    def free(self) -> int:
        """Bytes free on the letterbox's disk."""
        return shutil.disk_usage(self._home).free

    def close(self) -> None:
        """Finishes what was asked before it, and closes the file."""
        self._thread.submit(self._envelopes.close)
        self._thread.shutdown()

    def _commit(self, loop: asyncio.AbstractEventLoop) -> None:
        """In the thread: all that waits becomes durable together; what comes meanwhile queues behind the desk."""
        batch: list[_Arrival] = []
        size = 0
        while self._arrivals and len(batch) < BATCH_ROWS and size < BATCH_BYTES:
            batch.append(self._arrivals.popleft())
            size += batch[-1].size
        try:
            added = self._envelopes.add(self._today(), ((one.sha256, one.size, one.read()) for one in batch))
        except (sqlite3.Error, OSError, MemoryError, ValueError):  # ValueError: a spooled body was closed at the end
            added = -1
        goes_on = bool(self._arrivals)
        if goes_on:
            self._thread.submit(self._commit, loop)
        loop.call_soon_threadsafe(self._settle, batch, added, goes_on, loop)

    def _settle(self, batch: list[_Arrival], added: int, goes_on: bool, loop: asyncio.AbstractEventLoop) -> None:
        """In the event loop, woken once for the whole batch."""
        self.stored += max(added, 0)
        for arrival in batch:
            if not arrival.durable.done():
                arrival.durable.set_exception(GateFull()) if added < 0 else arrival.durable.set_result(None)
        if not goes_on:
            self._committing = bool(self._arrivals)
            if self._committing:
                self._thread.submit(self._commit, loop)
