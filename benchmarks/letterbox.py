# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealed letters accepted over HTTP, each durable before its 201, against bare SQLite writing the same rows in groups.

The peer has no network, no parsing and no hashing: 64 rows a transaction, synchronous=FULL, the letterbox's own schema.
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


def measure_sqlite(rows: int) -> dict[str, float]:
    """Rows a second of the same table, 64 a transaction."""
    bodies = [os.urandom(33_920) for _ in range(256)]
    with tempfile.TemporaryDirectory(dir=os.environ.get("RESTANTE_BENCH_DIR")) as folder:
        db = sqlite3.connect(Path(folder) / "raw.sqlite3", isolation_level=None)
        db.executescript(envelopes.STORAGE + envelopes.JOURNAL + envelopes.SCHEMA)
        insert, insert_sealed = envelopes.INSERT.format("(?, ?, ?, ?, ?)"), envelopes.INSERT_SEALED.format("(?, ?)")
        began, used = time.perf_counter(), time.process_time()
        for start in range(0, rows, CLIENTS):
            db.execute("BEGIN IMMEDIATE")
            first = secrets.randbits(62)
            for number in range(start, min(start + CLIENTS, rows)):
                body = bodies[number % 256]
                digest = hashlib.sha256(str(number).encode()).digest()
                place = first + number - start
                db.execute(insert, (secrets.token_bytes(16), digest, len(body), "2026-01-01", place))
                db.execute(insert_sealed, (place, body))
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
    raw = [measure_sqlite(letters)]
    ours = measure_gate(letters)
    raw.append(measure_sqlite(letters))  # before and after, since a shared disk has moods
    peer = {name: round(sum(one[name] for one in raw) / 2, 3) for name in raw[0]}
    ratio = round(ours["letters_per_second"] / peer["rows_per_second"], 3)
    if not options.json:
        print(f"gate    {ours['letters_per_second']:>9} letters/s   p50 {ours['p50_ms']} ms   p99 {ours['p99_ms']} ms")
        print(f"sqlite  {peer['rows_per_second']:>9} rows/s      the gate reaches {ratio:.0%}")
    print(json.dumps({"claim": CLAIM, "ours": ours, "peers": {"sqlite": peer}, "ratio": {"sqlite": ratio}}))


if __name__ == "__main__":
    main()
