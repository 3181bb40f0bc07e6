# SPDX-License-Identifier: AGPL-3.0-or-later
"""The envelopes that wait at a gate for the desk's calls: one SQLite file, rows with a random id and a day.

docs/decisions/0501 tells why the bytes lie in a table of their own, and why the journal is WAL.
"""

import os
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

KEPT_AFTER_ACKNOWLEDGEMENT = timedelta(days=7)
LISTED_AT_ONCE = 5000
FETCHED_AT_ONCE = 4 << 20

FORM = 2  # PRAGMA user_version; files of the first form have none, and their bytes in the table `envelope`
SCHEMA = f"""
CREATE TABLE IF NOT EXISTS envelope (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
    size INTEGER NOT NULL,
    arrived TEXT NOT NULL,
    acknowledged TEXT,
    place INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sealed (place INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
PRAGMA user_version = {FORM};
"""
STORAGE = """
PRAGMA page_size = 16384; PRAGMA auto_vacuum = FULL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192;
"""
JOURNAL = "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 500;"
INSERT = "INSERT INTO envelope (id, sha256, size, arrived, place) VALUES {} ON CONFLICT (sha256) DO NOTHING"
INSERT_SEALED = "INSERT INTO sealed (place, bytes) VALUES {}"
FETCH = "SELECT bytes FROM envelope JOIN sealed USING (place) WHERE id = ?"
RENEW = """
BEGIN;
INSERT INTO envelope SELECT id, sha256, size, arrived, acknowledged, row_number() OVER (ORDER BY id) FROM old.envelope;
INSERT INTO sealed SELECT place, sealed FROM envelope JOIN old.envelope USING (id);
COMMIT;
"""

T = TypeVar("T")


class Envelopes:
    """For one thread at a time. Each method is one transaction, durable when it returns, or undone."""

    def __init__(self, path: Path) -> None:
        if path.exists() and _form_of(path) < FORM:
            _renew(path)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=512)
        self._db.executescript(STORAGE + JOURNAL + SCHEMA)

    def add(self, day: date, arrivals: Iterable[tuple[bytes, int, bytes]]) -> int:
        """SHA-256, size and sealed bytes of each; gives the bytes that were not here before.

        One statement for all rows: SQLite works on all of them without asking for Python's lock between. The bytes lie
        side by side in the order of the random ids, anywhere: no number tells who came before whom.
        """
        first, arrived = secrets.randbits(62), day.isoformat()
        rows = sorted((secrets.token_bytes(16), *arrival) for arrival in arrivals)
        values = [
            value
            for place, (row_id, sha256, size, _) in enumerate(rows, first)
            for value in (row_id, sha256, size, arrived, place)
        ]
        query = INSERT.format(", ".join(["(?, ?, ?, ?, ?)"] * len(rows))) + " RETURNING place, size"

        def insert() -> int:
            sizes = dict(self._db.execute(query, values).fetchall())
            sealed = [value for place in sorted(sizes) for value in (place, rows[place - first][3])]
            if sealed:
                self._db.execute(INSERT_SEALED.format(", ".join(["(?, ?)"] * len(sizes))), sealed)
            return sum(sizes.values())

        return self._transact(insert)

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
            row = self._db.execute(FETCH, (bytes.fromhex(envelope),)).fetchone()
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
        """What was acknowledged seven days ago is deleted and overwritten, in the journal too; gives its bytes."""
        until = (today - KEPT_AFTER_ACKNOWLEDGEMENT).isoformat()
        gone = "FROM envelope WHERE acknowledged <= ?"

        def delete() -> int:
            size = self._number(f"SELECT coalesce(sum(size), 0) {gone}", until)
            self._db.execute(f"DELETE FROM sealed WHERE place IN (SELECT place {gone})", (until,))  # noqa: S608 -- a constant
            self._db.execute(f"DELETE {gone}", (until,))
            return size

        size = self._transact(delete)
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return size

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


def _form_of(path: Path) -> int:
    """Raises sqlite3.Error for a file that is no letterbox, or one of a later form."""
    with closing(sqlite3.connect(path)) as db:
        form = int(db.execute("PRAGMA user_version").fetchone()[0])
        tables = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if form > FORM:
        raise sqlite3.NotSupportedError(f"the letterbox has form {form}, and this version knows {FORM}")
    return form if tables else FORM


def _renew(path: Path) -> None:
    """A file of the first form is copied into one of this form, which then takes its name: all of it or nothing."""
    copy = path.with_suffix(".renewing")
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(copy, isolation_level=None)) as db:
        db.executescript("PRAGMA journal_mode = OFF;" + STORAGE + SCHEMA)
        db.execute("ATTACH ? AS old", (str(path),))
        db.executescript(RENEW)
    copy.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
