# SPDX-License-Identifier: AGPL-3.0-or-later
"""Claim: verifying a mirror costs at most twice what hashing its files costs.

Peer `sha256`: the barest loop over the same files with the same OpenSSL: open, read, hash, close; `sha256sum` is the
coreutils' program, slower where it does not use the processor's instructions. All in one run, on a warm cache.
`--quick` takes 12,000 files instead of 220,000 (25,000 texts in nine formats, the size of a real library).
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from restante.edition.keys import create_organisation_keys, load_edition_keys, read_roots
from restante.edition.sign import publish_edition
from restante.edition.verify import verify_edition

CLAIM = "verifying a mirror runs at 50 % or more of the speed of SHA-256 over its files"
ROUNDS = 3


def make_files(count: int) -> dict[str, bytes]:
    """Nine files a text, most of a few kilobytes, one in nine as large as a small PDF."""
    chance = random.Random(1)  # noqa: S311 - the same mirror in every run
    noise = chance.randbytes(400_000)
    files = {}
    for number in range(count):
        text, form = divmod(number, 9)
        length = chance.randrange(60_000, 300_000) if form == 0 and text % 4 == 0 else chance.randrange(2_000, 24_000)
        start = chance.randrange(len(noise) - length)
        files[f"texts/{text % 256:02x}/{text}-{form}.bin"] = noise[start : start + length]
    return files


def best_of_each(*runs: Callable[[], object], rounds: int = ROUNDS) -> list[tuple[float, float]]:
    """Seconds on the wall and of the processor, in each run's least disturbed round.

    They take turns, since a shared machine has moods and the first of all reads a colder cache.
    """

    def time_one(run: Callable[[], object]) -> tuple[float, float]:
        wall, processor = time.perf_counter(), time.process_time()
        run()
        return time.perf_counter() - wall, time.process_time() - processor

    times = [[time_one(run) for run in runs] for _ in range(rounds)]
    return [min(column) for column in zip(*times, strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="restante-verify-") as scratch:
        result = measure(Path(scratch), 12_000 if options.quick else 220_000)
    if not options.json:
        ours, peer = result["ours"], result["peers"]
        print(f"{CLAIM}\n{ours}\n{peer}")
    print(json.dumps(result))


def measure(scratch: Path, count: int) -> dict[str, object]:
    """Sign a mirror of `count` files, then time both over the same bytes."""
    now = datetime.now(UTC)
    keys_dir, mirror = scratch / "keys", scratch / "mirror"
    create_organisation_keys(keys_dir, {"ru": "Мера", "en": "Measure"}, demonstration=True, now=now)
    publish_edition(make_files(count), keys_dir, mirror, load_edition_keys(keys_dir), now)
    root = read_roots(keys_dir)[0]
    paths = sorted(path for path in mirror.rglob("*") if path.is_file())
    size = sum(path.stat().st_size for path in paths)
    verdicts = []
    verified, bare = best_of_each(lambda: verdicts.append(verify_edition(mirror, root, now)), lambda: hash_bare(paths))
    if not all(verdict.authentic and verdict.files == len(paths) for verdict in verdicts):
        raise SystemExit("the mirror did not verify")
    ours = told(verified[0], size) | {"processor_seconds": round(verified[1], 3), "files": len(paths)}
    peers = {"sha256": told(bare[0], size) | {"processor_seconds": round(bare[1], 3)}}
    if (program := time_program(scratch, paths)) is not None:
        peers["sha256sum"] = told(program, size)
    ratio = {name: round(peer["seconds"] / verified[0], 3) for name, peer in peers.items()}
    return {"claim": CLAIM, "ours": ours, "peers": peers, "ratio": ratio}


def told(seconds: float, size: int) -> dict[str, float]:
    """How a time is told."""
    return {"seconds": round(seconds, 3), "megabytes_a_second": round(size / seconds / 1e6, 1)}


def hash_bare(paths: list[Path]) -> None:
    """Hash the files and keep nothing: the names are known beforehand, nothing is compared."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        state = hashlib.sha256()
        while data := os.read(descriptor, 1024 * 1024):
            state.update(data)
        state.digest()
        os.close(descriptor)


def time_program(scratch: Path, paths: list[Path]) -> float | None:
    """sha256sum, one process for as many files as a command line holds; None where it is not installed."""
    program = shutil.which("sha256sum")
    xargs = shutil.which("xargs")
    if program is None or xargs is None:
        return None
    listing = scratch / "list"
    listing.write_bytes(b"\0".join(str(path).encode() for path in paths))

    def run() -> None:
        with listing.open("rb") as names:
            subprocess.run([xargs, "-0", program], stdin=names, stdout=subprocess.DEVNULL, check=True)

    [(seconds, _)] = best_of_each(run, rounds=1)
    return seconds


if __name__ == "__main__":
    main()
