# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signs, or pulls, in a child that is killed at its first, second, third … touch of the disk; run by test_placing.py.

Prints one JSON object: how many touches there were, and after which of them the edition was not whole.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from restante.edition import exchange
from restante.edition.keys import load_edition_keys, read_roots
from restante.edition.mirror import Terms
from restante.edition.placing import recover_edition
from restante.edition.pull import open_copy, pull_edition
from restante.edition.sign import publish_edition, refresh_dates
from restante.edition.sources import FolderSource
from restante.edition.verify import verify_edition

NOW = datetime(2026, 11, 24, tzinfo=UTC)
TOUCHES = {"open", "os.link", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.scandir", "ctypes.dlsym"}


def run_killed(work: Callable[[], object], at: int) -> bool:
    """True if the work ended before its touch number `at`."""
    child = os.fork()
    if child == 0:
        left = [at]

        def touch(event: str, _: object) -> None:
            if event in TOUCHES:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(touch)
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def main() -> None:
    """Arguments: the world (keys, edition), a place for copies, what to do, and whether names can be exchanged."""
    world, place, kind, at_once = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4] == "at-once"
    keys_dir = world / "keys"
    keys, roots = load_edition_keys(keys_dir), read_roots(keys_dir)
    if not at_once:
        exchange._exchange_at_once = lambda fresh, place: False
    files = {"index.html": b"new", "deep/er/page.html": b"added", "same.html": b"same"}

    def work() -> None:
        if kind == "pull":
            terms = Terms(now=lambda: NOW, connections=1)
            pull_edition(FolderSource(place / "newer"), open_copy(place / "edition", roots[0]), terms)
        elif kind == "dates":
            refresh_dates(place / "edition", roots, keys, NOW)
        else:
            publish_edition(files, keys_dir, place / "edition", keys, NOW)

    numbers, broken, at = set(), [], 0
    ended = False
    while not ended:
        at += 1
        shutil.copytree(world, place)
        ended = run_killed(work, at)
        if not at_once and kind == "pull":
            open_copy(place / "edition", roots[0])
        elif not at_once:
            recover_edition(place / "edition")
        verdict = verify_edition(place / "edition", roots[0], NOW + timedelta(hours=1))
        numbers.add((verdict.number, verdict.age_days))
        work()  # whoever comes after a death finishes what it began
        after = verify_edition(place / "edition", roots[0], NOW + timedelta(hours=1))
        content = (
            {path: (place / "edition" / path).read_bytes() for path in files}
            if kind not in ("dates", "pull")
            else files
        )
        if not (verdict.authentic and after.authentic and content == files):
            broken.append([at, [f"{one.kind} {one.path}" for one in (*verdict.problems, *after.problems)]])
        shutil.rmtree(place)
    sys.stdout.write(json.dumps({"touches": at, "broken": broken, "seen": sorted(numbers)}))


if __name__ == "__main__":
    main()
