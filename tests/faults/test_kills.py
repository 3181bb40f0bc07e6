# SPDX-License-Identifier: AGPL-3.0-or-later
"""kill -9 of gate, desk and opener at random moments, and the desk's disk lost: every accepted letter is there once."""

import contextlib
import os
import random
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from restante.seal.envelope import LetterKeys, letter_keys_from_json, newest_key, seal_letter
from restante.seal.letter import Letter

LETTERS = 200
PATIENCE = 240.0


class Part:
    """One process of the house, which may be killed at any moment and is then started again."""

    def __init__(self, home: Path, port: int, *arguments: str) -> None:
        self.arguments = arguments
        self.environment = {**os.environ, "RESTANTE_HOME": str(home), "RESTANTE_GATE_PORT": str(port)}
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths = 0

    def start(self) -> None:
        # a session of its own, so that a kill takes its opener with it, as a machine's death does
        self.process = subprocess.Popen(
            [sys.executable, "-m", "restante", *self.arguments],
            env=self.environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.deaths += 1

    def revive(self) -> None:
        if self.process is None or self.process.poll() is not None:
            self.start()

    def kill_opener(self) -> bool:
        """Only the child that opens envelopes; says whether one was alive."""
        if self.process is None:
            return False
        until = time.monotonic() + 6
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                # the opener is a child of whichever thread started it
                for thread in Path(f"/proc/{self.process.pid}/task").iterdir():
                    for child in (thread / "children").read_text().split():
                        os.kill(int(child), signal.SIGKILL)
                        return True
            time.sleep(0.005)
        return False


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


@pytest.fixture
def home(tmp_path: Path, port: int) -> Path:
    """A demonstration group whose desk is about to have a bad day."""
    place = tmp_path / "var"
    subprocess.run(
        [sys.executable, "-m", "restante", "demo"],
        env={**os.environ, "RESTANTE_HOME": str(place), "RESTANTE_GATE_PORT": str(port)},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return place


@pytest.fixture
def parts(home: Path, port: int) -> Iterator[tuple[Part, Part]]:
    gate = Part(home, port, "gate", "serve", "--home", str(home / "gate"), "--port", str(port))
    worker = Part(home, port, "desk", "work")
    gate.start()
    worker.start()
    yield gate, worker
    for part in (gate, worker):
        part.kill()


def ask_until(done: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < until, what
        time.sleep(0.2)


def letter_keys(address: str) -> LetterKeys | None:
    with contextlib.suppress(httpx.HTTPError):
        answer = httpx.get(f"{address}/restante/letter-keys.json")
        if answer.status_code == 200:
            return letter_keys_from_json(answer.content)
    return None


def send(address: str, sealed: bytes) -> None:
    """As a writer's browser: the same bytes again and again until the gate says 201."""

    def accepted() -> bool:
        with contextlib.suppress(httpx.HTTPError):
            headers = {"content-type": "application/octet-stream"}
            return httpx.post(f"{address}/letterbox", content=sealed, headers=headers, timeout=20).status_code == 201
        return False

    ask_until(accepted, "a letter was never accepted")


def write_letters(address: str, keys: LetterKeys, sent: list[str], enough: threading.Event) -> None:
    """One after the other, until there are as many as the claim says and something of each kind has died."""
    today = datetime.now(UTC).date()
    while len(sent) < LETTERS or not enough.is_set():
        letter = Letter(
            id=secrets.token_hex(16),
            person="azat-miftakhov",
            lang="ru",
            text="Письмо, которое переживёт всё.",
            sign="Лена",
            reply=None,
            corrects=None,
            created=today,
        )
        send(address, seal_letter(letter, [], newest_key(keys, today), keys.organisation))
        sent.append(letter.id)


def letters_at_the_desk(database: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(database, timeout=30)) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM letters_letter")]


@pytest.mark.faults
@pytest.mark.timeout(600)
def test_every_accepted_letter_is_at_the_desk_exactly_once(
    home: Path, port: int, parts: tuple[Part, Part], tmp_path: Path
) -> None:
    gate, worker = parts
    address = f"http://127.0.0.1:{port}"
    database = home / "desk" / "desk.sqlite3"
    keys: list[LetterKeys] = []

    def published() -> bool:
        found = letter_keys(address)
        if found is not None:
            keys.append(found)
        return found is not None

    ask_until(published, "the first edition never reached the gate")
    sent: list[str] = []
    enough = threading.Event()
    writers = [
        threading.Thread(target=write_letters, args=(address, keys[0], sent, enough), daemon=True) for _ in range(4)
    ]
    for writer in writers:
        writer.start()
    bad_day(gate, worker, writers, database, tmp_path / "backup.sqlite3", enough)

    assert len(sent) >= LETTERS
    restore_yesterday(worker, database, tmp_path / "backup.sqlite3")
    fetch = [sys.executable, "-m", "restante", "letterbox", "fetch", "--again"]
    subprocess.run(fetch, env=worker.environment, check=True, stdout=subprocess.DEVNULL)

    there = letters_at_the_desk(database)
    assert sorted(there) == sorted(sent), "lost, doubled or invented"


def bad_day(
    gate: Part, worker: Part, writers: list[threading.Thread], database: Path, backup: Path, enough: threading.Event
) -> None:
    """Kill something every moment until all is written; half-way somebody makes a backup."""
    chance = random.Random()  # noqa: S311 - when to pull the plug is no secret
    openers = 0
    until = time.monotonic() + PATIENCE
    while any(writer.is_alive() for writer in writers):
        assert time.monotonic() < until, (gate.deaths, worker.deaths, openers)
        # long enough for a round to begin, short enough to end it anywhere
        time.sleep(chance.uniform(0.5, 6))
        match chance.randrange(3):
            case 0:
                gate.kill()
            case 1:
                worker.kill()
            case _:
                openers += worker.kill_opener()
        gate.revive()
        worker.revive()
        if worker.deaths == 1 and not backup.exists():
            copy_database(database, backup)
        if gate.deaths > 1 and worker.deaths > 1 and openers:
            enough.set()


def copy_database(database: Path, backup: Path) -> None:
    with contextlib.closing(sqlite3.connect(database)) as live, contextlib.closing(sqlite3.connect(backup)) as copy:
        live.backup(copy)


def restore_yesterday(worker: Part, database: Path, backup: Path) -> None:
    """The disk is gone; what is left is the copy from the middle of the day."""
    worker.kill()
    for path in database.parent.glob("desk.sqlite3*"):
        path.unlink()
    shutil.copy(backup, database)
