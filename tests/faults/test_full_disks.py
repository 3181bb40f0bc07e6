# SPDX-License-Identifier: AGPL-3.0-or-later
"""A disk that takes nothing more, at the gate and at the desk: an honest no, nothing lost, and on it goes afterwards.

The kernel plays the full disk: RLIMIT_FSIZE lets no file of the process grow beyond a size, for any user.
"""

import hashlib
import os
import resource
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from PIL import Image

from restante.calls.client import GateClient
from restante.edition.keys import load_call_key
from restante.seal.envelope import LetterKeys, letter_keys_from_json, newest_key, seal_letter
from restante.seal.letter import Letter

FULL = 200_000  # less than one photograph, more than a note of what failed


class Group:
    """A demonstration group with a gate that runs; the desk's commands run one by one."""

    def __init__(self, home: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.home = home
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {**os.environ, "RESTANTE_HOME": str(home), "RESTANTE_GATE_PORT": str(self.port)}
        assert self.run("demo").returncode == 0
        command = [sys.executable, "-m", "restante", "gate", "serve"]
        self.gate = subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL)
        self._await()
        assert self.run("desk", "work", "--once").returncode == 0
        self.client = GateClient(self.url, load_call_key(home / "keys"))

    def run(self, *arguments: str, largest_file: int | None = None) -> subprocess.CompletedProcess[str]:
        """One command; `largest_file` is how large a file may become while it runs."""
        limiting = "import resource, runpy, sys; n = int(sys.argv[1]); "
        limiting += "resource.setrlimit(resource.RLIMIT_FSIZE, (n, resource.RLIM_INFINITY)); "
        limiting += "sys.argv[:] = ['restante', *sys.argv[2:]]; runpy.run_module('restante', run_name='__main__')"
        start = ["-m", "restante"] if largest_file is None else ["-c", limiting, str(largest_file)]
        command = [sys.executable, *start, *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def fill_gates_disk(self, most: int) -> None:
        resource.prlimit(self.gate.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

    def envelope(self, number: int, *pictures: bytes) -> bytes:
        keys: LetterKeys = letter_keys_from_json((self.home / "edition/restante/letter-keys.json").read_bytes())
        today = datetime.now(UTC).date()
        letter = Letter(f"{number:032x}", "azat-miftakhov", "ru", "Письмо на полный диск.", "Аня", None, None, today)
        return seal_letter(letter, pictures, newest_key(keys, today), keys.organisation)

    def drop(self, envelope: bytes) -> httpx.Response:
        return httpx.post(f"{self.url}/letterbox", content=envelope, timeout=30)

    def waiting(self) -> set[str]:
        return {one.sha256 for one in self.client.list_envelopes()}

    def _await(self) -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                httpx.get(f"{self.url}/health", timeout=5)
            except httpx.TransportError:
                assert self.gate.poll() is None, "the gate ended"
            else:
                return
        raise AssertionError("the gate does not answer")


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Group]:
    group = Group(tmp_path / "var")
    yield group
    group.client.close()
    group.gate.terminate()
    group.gate.wait(30)


@pytest.fixture
def photograph(tmp_path: Path) -> bytes:
    """Noise does not compress: about 300 kB whichever way it is encoded."""
    path = tmp_path / "noise.jpg"
    Image.effect_noise((900, 700), 90).convert("RGB").save(path, quality=85)
    return path.read_bytes()


def hashes(*envelopes: bytes) -> set[str]:
    return {hashlib.sha256(envelope).hexdigest() for envelope in envelopes}


def test_a_gate_whose_disk_is_full_says_no_keeps_what_it_took_and_takes_again_when_there_is_room(
    group: Group, photograph: bytes
) -> None:
    first, text, large = group.envelope(1), group.envelope(2), group.envelope(3, photograph)
    assert group.drop(first).status_code == 201
    group.fill_gates_disk((group.home / "gate/letterbox.sqlite3").stat().st_size)
    refused = [group.drop(text), group.drop(large)]
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(503, "gate-full")] * 2
    assert all("another gate" in answer.json()["message"] for answer in refused)
    assert group.waiting() == hashes(first)
    group.fill_gates_disk(resource.RLIM_INFINITY)
    assert [group.drop(text).status_code, group.drop(large).status_code] == [201, 201]
    assert group.waiting() == hashes(first, text, large)


def test_a_desk_whose_disk_is_full_acknowledges_nothing_says_so_and_takes_every_letter_later(
    group: Group, photograph: bytes
) -> None:
    envelopes = [group.envelope(number, photograph) for number in (1, 2)]
    assert {group.drop(envelope).status_code for envelope in envelopes} == {201}
    database_file = group.home / "desk/desk.sqlite3"
    fetched = group.run("letterbox", "fetch", largest_file=FULL)
    assert (fetched.returncode, fetched.stderr.count("\n")) == (5, 1), fetched.stderr
    assert group.waiting() == hashes(*envelopes)
    worked = group.run("desk", "work", "--once", largest_file=FULL)
    assert worked.returncode == 5
    with sqlite3.connect(database_file) as database:
        [noted] = database.execute("SELECT last_error_code FROM ledger_duty WHERE name = 'fetch'").fetchone()
    database.close()
    assert noted == "machine-failed", "the home page of the desk shows this"
    assert group.waiting() == hashes(*envelopes)
    again = group.run("letterbox", "fetch")
    assert again.returncode == 0
    assert "2 new letters" in again.stdout
    assert group.waiting() == set()
