# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a gate allows when nobody says otherwise, written once more by hand: docs and the threat model quote it."""

from dataclasses import asdict
from datetime import date
from pathlib import Path

from restante.gate import answers, desk_calls, forms, letterbox, plain, server
from restante.gate.config import GateConfig
from restante.seal.envelope import LARGEST

MIB = 1 << 20


def test_a_gate_keeps_8_gib_leaves_256_mib_and_hears_256_bodies_for_two_minutes() -> None:
    config = asdict(GateConfig(home=Path()))
    told = {name: config[name] for name in ("quota", "reserve", "bodies_at_once", "body_seconds", "stall_seconds")}
    assert told == {
        "quota": 8192 * MIB,
        "reserve": 256 * MIB,
        "bodies_at_once": 256,
        "body_seconds": 120,
        "stall_seconds": 20,
    }
    assert (config["urls"], config["loopback"]) == ((), True)


def test_the_day_is_utcs() -> None:
    assert GateConfig(home=Path(), clock=lambda: 86_399.9).today() == date(1970, 1, 1)
    assert GateConfig(home=Path(), clock=lambda: 86_400).today() == date(1970, 1, 2)


def test_how_much_and_how_long_a_stranger_may_keep_the_gate_busy() -> None:
    assert (server.SILENT_SECONDS, server.TAKING_SECONDS) == (30, 60)
    assert (server.MOST_HEAD, server.MOST_SILENT, server.MOST_FILES) == (65_536, 512, 8192)
    assert (answers.DRAINED, answers.DRAIN_SECONDS) == (16 * MIB, 30)
    assert (forms.MOST_FIELDS, plain.LARGEST_FORM, plain.READING_SECONDS) == (40, LARGEST + 65_536, 600)
    assert (letterbox.BATCH_ROWS, letterbox.BATCH_BYTES) == (32, 8 * MIB)
    assert desk_calls._MOST_JSON == 6 * MIB
