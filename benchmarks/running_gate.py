# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real gate process with an edition of its own, for the benchmarks that talk to it over loopback."""

import os
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from restante.calls.client import GateClient
from restante.edition import keys as edition_keys
from restante.edition.format import encode_json
from restante.edition.sign import publish_edition
from restante.seal.envelope import MAGIC, OVERHEAD, LetterKey, LetterKeys, letter_keys_to_json
from restante.seal.keys import new_letter_key

ROOT = Path(__file__).parent.parent
TEXT_ENVELOPE = 32_768 + OVERHEAD
PAGE = b"<!DOCTYPE html>\n<html lang=en><title>A page</title>\n" + b"<p>" + b"Words of an ordinary page. " * 300


@dataclass
class RunningGate:
    """Where it listens, and the key that letters are sealed to."""

    port: int
    home: Path
    letter_key: LetterKey
    seed: bytes = b""
    organisation: bytes = b""
    pid: int = 0

    def cpu_seconds(self) -> float:
        """What the process has used so far, by the kernel's account."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def keys(self) -> Path:
        """The organisation's keys, the call key among them."""
        return self.home.parent / "keys"

    def envelopes(self, count: int) -> list[bytes]:
        """Right by all that a gate can see: header and length; the rest is random, as a seal is."""
        head = MAGIC + b"\x01" + self.letter_key.key_id
        return [head + os.urandom(TEXT_ENVELOPE - len(head)) for _ in range(count)]


@contextmanager
def running_gate() -> Iterator[RunningGate]:
    """One gate as an operator starts it; its disk is the one of the temporary folder."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("RESTANTE_BENCH_DIR")) as folder:
        home, keys = Path(folder) / "gate", Path(folder) / "keys"
        now = datetime.now(UTC)
        names = {"ru": "Мера", "en": "Measure"}
        organisation = edition_keys.create_organisation_keys(keys, names, demonstration=False, now=now)
        letter_key, seed = new_letter_key(organisation, now.date() - timedelta(1), now.date() + timedelta(7))
        home.mkdir()
        (home / "root.json").write_bytes(edition_keys.read_roots(keys)[0])
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [sys.executable, "-c", "from restante.cli import main; main()", "gate", "serve"]
        with subprocess.Popen(
            [*command, "--home", str(home), "--port", str(port)], cwd=ROOT / "src", stdout=subprocess.DEVNULL
        ) as gate:
            try:
                _wait_for(port)
                files = {
                    "index.html": PAGE,
                    "restante/letter-keys.json": letter_keys_to_json(LetterKeys(organisation, (letter_key,))),
                    "restante/call-key.json": edition_keys.public_key_file(keys, "call"),
                    "restante/mail-key.json": edition_keys.public_key_file(keys, "mail"),
                    "restante/directory.json": encode_json({"people": [], "rulebooks": {}}),
                }
                edition = Path(folder) / "edition"
                publish_edition(files, keys, edition, edition_keys.load_edition_keys(keys), now)
                with GateClient(f"http://127.0.0.1:{port}", edition_keys.load_call_key(keys)) as desk:
                    desk.publish(edition)
                yield RunningGate(port, home, letter_key, seed, organisation, gate.pid)
            finally:
                gate.terminate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            httpx.get(f"http://127.0.0.1:{port}/health", timeout=5)
        except httpx.TransportError:
            continue
        return
    raise SystemExit("the gate does not answer")


def post_letters(port: int, envelopes: list[bytes], clients: int) -> list[float]:
    """Every envelope once, from `clients` connections that each wait for their answer; gives the seconds of each.

    Plain sockets and prepared bytes: the load shares the machine with the gate and should take little of it.
    """
    head = b"POST /letterbox HTTP/1.1\r\nHost: gate\r\nContent-Length: %d\r\n\r\n"
    waiting = iter([head % len(envelope) + envelope for envelope in envelopes])
    took: list[float] = []
    lines = selectors.DefaultSelector()
    for _, request in zip(range(clients), waiting, strict=False):
        line = socket.create_connection(("127.0.0.1", port))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines.register(line, selectors.EVENT_READ, [time.perf_counter()])
        line.sendall(request)
    while lines.get_map():
        for key, _ in lines.select():
            line = key.fileobj
            assert isinstance(line, socket.socket)
            answer = line.recv(4096)
            while b"}" not in answer:
                answer += line.recv(4096)
            assert answer.startswith(b"HTTP/1.1 201"), answer
            took.append(time.perf_counter() - key.data[0])
            if (request := next(waiting, None)) is None:
                lines.unregister(line)
                line.close()
            else:
                key.data[0] = time.perf_counter()
                line.sendall(request)
    return took


def percentile(values: list[float], part: float) -> float:
    """The value that `part` of them do not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]
