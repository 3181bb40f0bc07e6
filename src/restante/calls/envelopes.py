# SPDX-License-Identifier: AGPL-3.0-or-later
"""The envelopes that wait at a gate for the desk's calls: one SQLite file, rows with a random id and a day.

docs/decisions/0501 tells why the journal is TRUNCATE and not WAL.
"""

import secrets
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

KEPT_AFTER_ACKNOWLEDGEMENT = timedelta(days=7)
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
INSERT = "INSERT INTO envelope (id, sha256, size, arrived, sealed) VALUES {} ON CONFLICT (sha256) DO NOTHING"

T = TypeVar("T")


class Envelopes:
    """For one thread at a time. Each method is one transaction, durable when it returns, or undone."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.executescript(PRAGMAS)
        self._db.execute(SCHEMA)

    def add(self, day: date, arrivals: Iterable[tuple[bytes, int, bytes]]) -> int:
        """SHA-256, size and sealed bytes of each; gives the bytes that were not here before.

        One statement for all rows: SQLite works on all of them without asking for Python's lock between.
        """
        values = [(secrets.token_bytes(16), sha256, size, day.isoformat(), sealed) for sha256, size, sealed in arrivals]
        query = INSERT.format(", ".join(["(?, ?, ?, ?, ?)"] * len(values))) + " RETURNING size"
        flat = [value for row in values for value in row]
        return self._transact(lambda: sum(int(size) for (size,) in self._db.execute(query, flat).fetchall()))

    def list_waiting(self, after: str, *, acknowledged: bool) -> list[tuple[str, str, int]]:
        """Id, SHA-256 and size, in the order of the random ids, which tells nothing about the order of arrival."""
        where = "" if acknowledged else "AND acknowledged IS NULL"
        query = f"SELECT id, sha256, size FROM envelope WHERE id > ? {where} ORDER BY id LIMIT {LISTED_AT_ONCE}"  # noqa: S608 -- two constants
        rows = self._db.execute(query, (bytes.fromhex(after),)).fetchall()
        return [(row_id.hex(), sha256.hex(), size) for row_id, sha256, size in rows]

    def fetch(self, envelopes: Sequence[str]) -> list[bytes]:
        """The sealed bytes, acknowledged or not, empty for what is not here; ends early when much was read."""
        found: list[bytes] = []
        for envelope in envelopes:
            row = self._db.execute("SELECT sealed FROM envelope WHERE id = ?", (bytes.fromhex(envelope),)).fetchone()
            found.append(row[0] if row else b"")
            if sum(map(len, found)) >= FETCHED_AT_ONCE:
                break
        return found

    def acknowledge(self, day: date, hashes: Sequence[str]) -> int:
        """Hides what the desk has; repeating it changes nothing, not even the day."""
        hide = "UPDATE envelope SET acknowledged = ? WHERE sha256 = ? AND acknowledged IS NULL"
        rows = [(day.isoformat(), bytes.fromhex(sha256)) for sha256 in hashes]
        return self._transact(lambda: self._db.executemany(hide, rows).rowcount)

    def waiting(self) -> int:
        """How many the desk has not acknowledged."""
        return self._number("SELECT count(*) FROM envelope WHERE acknowledged IS NULL")

    def stored(self) -> int:
        """Bytes, of the acknowledged ones too."""
        return self._number("SELECT coalesce(sum(size), 0) FROM envelope")

    def tidy(self, today: date) -> int:
        """What was acknowledged seven days ago is deleted and overwritten; gives its bytes."""
        until = (today - KEPT_AFTER_ACKNOWLEDGEMENT).isoformat()

        def delete() -> int:
            gone = self._number("SELECT coalesce(sum(size), 0) FROM envelope WHERE acknowledged <= ?", until)
            self._db.execute("DELETE FROM envelope WHERE acknowledged <= ?", (until,))
            return gone

        return self._transact(delete)

    def close(self) -> None:
        """Leaves no journal."""
        self._db.close()

    def _number(self, query: str, *values: str) -> int:
        return int(self._db.execute(query, values).fetchone()[0])

    def _transact(self, change: Callable[[], T]) -> T:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            changed = change()
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        return changed
