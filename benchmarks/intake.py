# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters from a gate over HTTP into the desk's database, opened by the confined child, against HPKE opening alone.

The peer opens the same envelopes in one process and does nothing with them: no network, no child, no database.
"""

import argparse
import json
import os
import resource
import secrets
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from running_gate import RunningGate, post_letters, running_gate

from restante.calls.client import GateClient
from restante.edition.keys import load_call_key
from restante.seal import xwing
from restante.seal.envelope import HEADER_LENGTH, seal_letter
from restante.seal.letter import Letter, ReplyTo

CLAIM = "envelopes fetched, opened, committed: 10,000 in 60 seconds"


def seal_letters(gate: RunningGate, count: int) -> list[bytes]:
    """Ordinary letters of a page or so, each with a reply key."""
    reply = ReplyTo(xwing.public_of(bytes(32)), bytes(32))
    today = datetime.now(UTC).date()
    text = "Здравствуйте! У нас выпал снег, и дети весь день катаются с горы. " * 20
    return [
        seal_letter(
            Letter(secrets.token_hex(16), "azat-miftakhov", "ru", text, "Аня", reply, None, today),
            [],
            gate.letter_key,
            gate.organisation,
        )
        for _ in range(count)
    ]


def measure_hpke(gate: RunningGate, envelopes: list[bytes]) -> float:
    """Envelopes a second, opened and forgotten."""
    info = xwing.info_for("letter", gate.organisation)
    began = time.perf_counter()
    for envelope in envelopes:
        xwing.open_with(gate.seed, envelope[HEADER_LENGTH:], info)
    return len(envelopes) / (time.perf_counter() - began)


def measure_intake(gate: RunningGate, envelopes: list[bytes]) -> tuple[float, float]:
    """Seconds on the wall and of the processor (desk and opener), from the gate's list to the last acknowledgement."""
    from restante.desk.access import store
    from restante.desk.intake.fetching import fetch_from_all
    from restante.desk.intake.opening import Opener

    store.unlock(bytes(32))
    post_letters(gate.port, envelopes, 16)
    opener = Opener({gate.letter_key.key_id: gate.seed}, gate.organisation)
    with GateClient(f"http://127.0.0.1:{gate.port}", load_call_key(gate.keys)) as client:
        began, worked = time.perf_counter(), processor_seconds()
        (tally,) = fetch_from_all([("gate", client)], opener, datetime.now(UTC).date())
        seconds, work = time.perf_counter() - began, processor_seconds() - worked
    if tally.letters != len(envelopes):
        raise SystemExit(f"not every letter arrived: {tally}")
    return seconds, work


def processor_seconds() -> float:
    """Of this process and of its children that ended."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def open_desk(home: Path) -> None:
    """An empty desk in this folder, its database on disk as in life."""
    os.environ["RESTANTE_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "restante.desk.settings"
    (home / "desk").mkdir()
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def main() -> None:
    """Prints two lines, and last the one object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short run, under 40 seconds")
    parser.add_argument("--json", action="store_true", help="only the last line")
    options = parser.parse_args()
    count = 1_000 if options.quick else 10_000
    with tempfile.TemporaryDirectory(dir=os.environ.get("RESTANTE_BENCH_DIR")) as folder, running_gate() as gate:
        open_desk(Path(folder))
        envelopes = seal_letters(gate, count)
        before = measure_hpke(gate, envelopes)
        seconds, work = measure_intake(gate, envelopes)
        peer = (before + measure_hpke(gate, envelopes)) / 2  # before and after, since a shared machine has moods
    ours = count / seconds
    ratio = round(ours / peer, 3)
    if not options.json:
        print(f"intake  {ours:>9.1f} letters/s, {10_000 / ours:.1f} s for 10,000")
        print(f"hpke    {peer:>9.1f} envelopes/s opened; intake reaches {ratio:.1%}")
    result = {
        "claim": CLAIM,
        "ours": {
            "letters_per_second": round(ours, 1),
            "seconds_for_10000": round(10_000 / ours, 1),
            "processor_seconds_for_10000": round(10_000 * work / count, 1),
        },
        "peers": {"hpke": {"envelopes_per_second": round(peer, 1)}},
        "ratio": {"hpke": ratio},
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
