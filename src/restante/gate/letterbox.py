# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a gate has accepted: one SQLite file, one thread, one connection; many bodies share one durable transaction.

A row has a random id and a day and nothing finer; docs/decisions/0501 tells why TRUNCATE and not WAL.
"""

import queue
import secrets
import shutil
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import IO, TypeVar

from restante.gate.errors import GateFull

KEPT_AFTER_ACKNOWLEDGEMENT = timedelta(days=7)
BATCH_ROWS, BATCH_BYTES = 128, 8 << 20
LISTED_AT_ONCE = 5000
FETCHED_AT_ONCE = 4 << 20

SCHEMA = """
CREATE TABLE IF NOT EXISTS envelope (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
    size INTEGER NOT NULL,
    arrived TEXT NOT NULL,
    acknowledged TEXT,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID
"""
PRAGMAS = """
PRAGMA auto_vacuum = FULL; PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4096;
"""
INSERT = (
    "INSERT INTO envelope (id, sha256, size, arrived, sealed) VALUES (?, ?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING"
)

T = TypeVar("T")
Question = Callable[[sqlite3.Connection], None]


@dataclass(frozen=True, slots=True)
class Listed:
    """One envelope as the desk sees it in a list."""

    id: str
    sha256: str
    size: int


@dataclass(slots=True)
class _Arrival:
    sha256: bytes
    size: int
    sealed: bytes | IO[bytes]
    future: "Future[None]"

    def read(self) -> bytes:
        if isinstance(self.sealed, bytes):
            return self.sealed
        self.sealed.seek(0)
        return self.sealed.read(self.size)


class Letterbox:
    """`drop` answers once the envelope is on the disk; everything else the desk asks goes through the same thread."""

    def __init__(self, home: Path, today: Callable[[], date], quota: int, reserve: int) -> None:
        self.spool = home / "spool"
        self.spool.mkdir(parents=True, exist_ok=True)
        self._path = home / "letterbox.sqlite3"
        self._today, self._quota, self._reserve = today, quota, reserve
        self._work: queue.SimpleQueue[_Arrival | Question] = queue.SimpleQueue()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="letterbox", daemon=True)
        self._thread.start()
        self.stored = 0
        self.stored = self._ask(lambda db: _number(db, "SELECT coalesce(sum(size), 0) FROM envelope")).result()

    def drop(self, sha256: bytes, size: int, sealed: bytes | IO[bytes]) -> "Future[None]":
        """Done when durable; the same bytes again are done at once and make no second row."""
        arrival = _Arrival(sha256, size, sealed, Future())
        arrival.future.set_running_or_notify_cancel()
        self._work.put(arrival)
        return arrival.future

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
        return shutil.disk_usage(self._path.parent).free

    def list_waiting(self, *, acknowledged: bool, after: str = "") -> "Future[list[Listed]]":
        """In the order of the random ids, which tells nothing about the order of arrival."""
        where = "" if acknowledged else "AND acknowledged IS NULL"
        query = f"SELECT id, sha256, size FROM envelope WHERE id > ? {where} ORDER BY id LIMIT {LISTED_AT_ONCE}"  # noqa: S608 -- two constants

        def read(db: sqlite3.Connection) -> list[Listed]:
            return [Listed(i.hex(), s.hex(), n) for i, s, n in db.execute(query, (bytes.fromhex(after),))]

        return self._ask(read)

    def fetch(self, envelopes: Sequence[str]) -> "Future[list[bytes]]":
        """The sealed bytes, acknowledged or not, empty for what is not here; ends early when much was read."""

        def read(db: sqlite3.Connection) -> list[bytes]:
            found: list[bytes] = []
            for envelope in envelopes:
                row = db.execute("SELECT sealed FROM envelope WHERE id = ?", (bytes.fromhex(envelope),)).fetchone()
                found.append(row[0] if row else b"")
                if sum(map(len, found)) >= FETCHED_AT_ONCE:
                    break
            return found

        return self._ask(read)

    def acknowledge(self, hashes: Sequence[str]) -> "Future[int]":
        """Hides what the desk has; repeating it changes nothing, not even the day."""
        rows = [(self._today().isoformat(), bytes.fromhex(sha256)) for sha256 in hashes]

        def write(db: sqlite3.Connection) -> int:
            db.execute("BEGIN IMMEDIATE")
            done = db.executemany(
                "UPDATE envelope SET acknowledged = ? WHERE sha256 = ? AND acknowledged IS NULL", rows
            ).rowcount
            db.execute("COMMIT")
            return done

        return self._ask(write)

    def waiting(self) -> "Future[int]":
        """How many the desk has not acknowledged."""
        return self._ask(lambda db: _number(db, "SELECT count(*) FROM envelope WHERE acknowledged IS NULL"))

    def tidy(self) -> "Future[int]":
        """The nightly duty: what was acknowledged seven days ago is deleted and overwritten."""
        until = (self._today() - KEPT_AFTER_ACKNOWLEDGEMENT).isoformat()

        def write(db: sqlite3.Connection) -> int:
            db.execute("BEGIN IMMEDIATE")
            gone = _number(db, "SELECT coalesce(sum(size), 0) FROM envelope WHERE acknowledged <= ?", until)
            db.execute("DELETE FROM envelope WHERE acknowledged <= ?", (until,))
            db.execute("COMMIT")
            self.stored -= gone
            return gone

        return self._ask(write)

    def close(self) -> None:
        """Finishes what was dropped before it, and closes the file."""
        self._work.put(self._stop)
        self._thread.join()

    def _stop(self, db: sqlite3.Connection) -> None:
        db.close()
        self._stopped = True

    def _ask(self, question: Callable[[sqlite3.Connection], T]) -> "Future[T]":
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()

        def answer(db: sqlite3.Connection) -> None:
            try:
                future.set_result(question(db))
            except sqlite3.Error as error:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                future.set_exception(error)

        self._work.put(answer)
        return future

    def _run(self) -> None:
        db = sqlite3.connect(self._path, isolation_level=None)
        db.executescript(PRAGMAS)
        db.execute(SCHEMA)
        job: _Arrival | Question | None = None
        while not self._stopped:
            job = job or self._work.get()
            if isinstance(job, _Arrival):
                batch, job = self._gather(job)
                self._commit(db, batch)
            else:
                job(db)
                job = None

    def _gather(self, first: _Arrival) -> tuple[list[_Arrival], Question | None]:
        """Every arrival that waits already shares the transaction; a question that comes between is next."""
        batch, size = [first], first.size
        while len(batch) < BATCH_ROWS and size < BATCH_BYTES and not self._work.empty():
            job = self._work.get()
            if not isinstance(job, _Arrival):
                return batch, job
            batch.append(job)
            size += job.size
        return batch, None

    def _commit(self, db: sqlite3.Connection, batch: list[_Arrival]) -> None:
        day, added = self._today().isoformat(), 0
        try:
            db.execute("BEGIN IMMEDIATE")
            for arrival in batch:
                row = (secrets.token_bytes(16), arrival.sha256, arrival.size, day, arrival.read())
                added += arrival.size * db.execute(INSERT, row).rowcount
            db.execute("COMMIT")
        except (sqlite3.Error, OSError):
            if db.in_transaction:
                db.execute("ROLLBACK")
            for arrival in batch:
                arrival.future.set_exception(GateFull())
            return
        self.stored += added
        for arrival in batch:
            arrival.future.set_result(None)


def _number(db: sqlite3.Connection, query: str, *values: str) -> int:
    return int(db.execute(query, values).fetchone()[0])
