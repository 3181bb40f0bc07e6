# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealed letters accepted over HTTP, each durable before its 201, against bare SQLite writing the same rows in groups.

The peers have no network, no parsing and no hashing: 64 rows a transaction, synchronous=FULL. `sqlite` is SQLite as it
comes, one table and a WAL, overwriting and compacting nothing; `sqlite_own_form` has the tables of the letterbox.
"""

import argparse
import hashlib
import json
import os
import secrets
import sqlite3
import tempfile
import time
from pathlib import Path

from running_gate import percentile, post_letters, running_gate

from restante.calls import envelopes

CLAIM = "letters accepted durably at 64 clients: at least 60 % of raw SQLite group commit, p99 at most 50 ms"
CLIENTS = 64
PLAIN = """
PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
CREATE TABLE letter (
    id BLOB PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE, size INTEGER NOT NULL, arrived TEXT NOT NULL, acknowledged TEXT,
    sealed BLOB NOT NULL
);
"""
INSERT_PLAIN = "INSERT INTO letter (id, sha256, size, arrived, sealed) VALUES (?, ?, ?, ?, ?)"
FORMS = {"sqlite": PLAIN, "sqlite_own_form": envelopes.STORAGE + envelopes.JOURNAL + envelopes.SCHEMA}


def measure_gate(letters: int) -> dict[str, float]:
    """Letters a second and the slowest hundredth, at 64 connections."""
    with running_gate() as gate:
        post_letters(gate.port, gate.envelopes(300), CLIENTS)
        envelopes = gate.envelopes(letters)
        began, used = time.perf_counter(), gate.cpu_seconds()
        took = post_letters(gate.port, envelopes, CLIENTS)
        seconds, used = time.perf_counter() - began, gate.cpu_seconds() - used
    return {
        "cpu_ms_per_letter": round(used / letters * 1000, 3),
        "letters_per_second": round(letters / seconds, 1),
        "p50_ms": round(percentile(took, 0.5) * 1000, 2),
        "p99_ms": round(percentile(took, 0.99) * 1000, 2),
    }


def measure_sqlite(rows: int, form: str = PLAIN) -> dict[str, float]:
    """Rows a second, 64 a transaction; PLAIN is SQLite as it comes, the other form the letterbox's own."""
    bodies = [os.urandom(33_920) for _ in range(256)]
    with tempfile.TemporaryDirectory(dir=os.environ.get("RESTANTE_BENCH_DIR")) as folder:
        db = sqlite3.connect(Path(folder) / "raw.sqlite3", isolation_level=None)
        db.executescript(form)
        began, used = time.perf_counter(), time.process_time()
        for start in range(0, rows, CLIENTS):
            db.execute("BEGIN IMMEDIATE")
            first = secrets.randbits(62)
            for number in range(start, min(start + CLIENTS, rows)):
                body, place = bodies[number % 256], first + number - start
                row = (secrets.token_bytes(16), hashlib.sha256(str(number).encode()).digest(), len(body), "2026-01-01")
                if form == PLAIN:
                    db.execute(INSERT_PLAIN, (*row, body))
                else:
                    db.execute(envelopes.INSERT.format("(?, ?, ?, ?, ?)"), (*row, place))
                    db.execute(envelopes.INSERT_SEALED.format("(?, ?)"), (place, body))
            db.execute("COMMIT")
        seconds, used = time.perf_counter() - began, time.process_time() - used
        db.close()
    return {"rows_per_second": round(rows / seconds, 1), "cpu_ms_per_row": round(used / rows * 1000, 3)}


def main() -> None:
    """Prints a table, and last the one object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short run, under 40 seconds")
    parser.add_argument("--json", action="store_true", help="only the last line")
    options = parser.parse_args()
    letters = 5_000 if options.quick else 40_000
    runs = {name: [measure_sqlite(letters, form)] for name, form in FORMS.items()}
    ours = measure_gate(letters)
    for name, form in FORMS.items():  # before and after, since a shared disk has moods
        runs[name].append(measure_sqlite(letters, form))
    peers = {
        name: {field: round(sum(one[field] for one in raw) / 2, 3) for field in raw[0]} for name, raw in runs.items()
    }
    ratio = {name: round(ours["letters_per_second"] / peer["rows_per_second"], 3) for name, peer in peers.items()}
    if not options.json:
        rate = ours["letters_per_second"]
        print(f"gate            {rate:>9} letters/s   p50 {ours['p50_ms']} ms   p99 {ours['p99_ms']} ms")
        for name, peer in peers.items():
            print(f"{name:15} {peer['rows_per_second']:>9} rows/s      the gate reaches {ratio[name]:.0%}")
    print(json.dumps({"claim": CLAIM, "ours": ours, "peers": peers, "ratio": ratio}))


if __name__ == "__main__":
    main()
