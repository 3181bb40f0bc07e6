# SPDX-License-Identifier: AGPL-3.0-or-later
"""A gate as a process: what it loads, when it answers, what it weighs while strangers lean on it, and being killed."""

import asyncio
import contextlib
import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from restante.calls.client import GateClient
from restante.edition.keys import load_call_key
from restante.seal.envelope import LARGEST

from .conftest import Organisation

ROOT = Path(__file__).parents[2]
FORBIDDEN = ("django", "PIL", "typst", "httpx", "cv2", "restante.seal.letter_open", "restante.site", "restante.paper",
             "restante.rules", "restante.cases", "restante.desk")  # fmt: skip


def test_a_gate_loads_nothing_that_opens_letters_or_draws_pages() -> None:
    script = f"import sys, restante.gate.server, restante.cli.gate; print([n for n in {FORBIDDEN} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT / "src")
    assert done.stdout.strip() == "[]"


@dataclass
class Process:
    """A gate process that answers."""

    home: Path
    port: int
    child: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def resident(self) -> int:
        """Bytes of memory, by the kernel's account."""
        status = Path(f"/proc/{self.child.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) * 1024  # type: ignore[index]


Start = Callable[..., Process]


@pytest.fixture
def start(organisation: Organisation, tmp_path: Path) -> Iterator[Start]:
    """Starts gates over `home`, with `before` (a tracer) in front of the command; each is ended after the test."""
    running: list[subprocess.Popen[bytes]] = []

    def begin(*before: str) -> Process:
        home = tmp_path / "gate"
        home.mkdir(exist_ok=True)
        (home / "root.json").write_bytes(organisation.root)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [*before, sys.executable, "-m", "tests.gate.serving", "--home", str(home), "--port", str(port)]
        environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        running.append(child)
        process = Process(home, port, child)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                if httpx.get(process.url + "/health", timeout=5).status_code == 200:
                    return process
            except httpx.TransportError:
                assert child.poll() is None, "the gate ended"
        raise AssertionError("the gate does not answer")

    yield begin
    for child in running:
        if child.poll() is None:
            child.terminate()
            child.wait(30)


@pytest.fixture
def publish(organisation: Organisation, tmp_path: Path) -> Callable[[Process], GateClient]:
    """An edition for the process, and the desk's client."""

    def bring(process: Process) -> GateClient:
        desk = GateClient(process.url, load_call_key(organisation.keys))
        desk.publish(organisation.publish(tmp_path / "edition"))
        return desk

    return bring


def test_each_201_follows_an_fdatasync_that_began_after_the_body_had_ended(
    start: Start, publish: Callable[[Process], GateClient], organisation: Organisation, tmp_path: Path
) -> None:
    assert shutil.which("strace"), "deploy/install-test-tools.sh installs strace"
    log = tmp_path / "strace.log"
    calls = "trace=fsync,fdatasync,recvfrom,read,sendto,write,writev,sendmsg"
    process = start("strace", "-D", "-f", "-ttt", "-s", "16", "-e", calls, "-o", str(log))
    publish(process).close()
    marks = []
    for number in range(5):
        with socket.create_connection(("127.0.0.1", process.port)) as line:
            envelope = organisation.envelope(number)
            line.sendall(f"POST /letterbox HTTP/1.1\r\nHost: x\r\nContent-Length: {len(envelope)}\r\n\r\n".encode())
            line.sendall(envelope[:-1])
            before = time.time()
            line.sendall(envelope[-1:])
            assert line.recv(4096).startswith(b"HTTP/1.1 201")
            marks.append((before, time.time()))
    process.child.terminate()
    process.child.wait(30)
    begun = re.finditer(r"^\d+ +([0-9.]+) (?:fsync|fdatasync)\(", log.read_text(), re.MULTILINE)
    syncs = [float(found[1]) for found in begun]
    for body_end, answered in marks:
        assert [began for began in syncs if body_end <= began <= answered]


async def lean(port: int, content: bytes, *, head: bytes = b"", length: int | None = None) -> bytes:
    """One connection that sends `content` of a body of `length` and waits for what comes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    size = len(content) if length is None else length
    writer.write(head or b"POST /letterbox HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % size)
    try:
        for at in range(0, len(content), 1 << 16):
            writer.write(content[at : at + (1 << 16)])
            await writer.drain()
        return await reader.read(64)
    except ConnectionError:
        return b""
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def besiege(process: Process, organisation: Organisation) -> tuple[list[bytes], bytes, int]:
    """200 bodies of 9 MiB at once and 200 that stop in the middle; then an honest letter."""
    nine, honest = bytes(9 << 20), organisation.envelope(7)
    beginning = organisation.envelope(1)[:16] + bytes(300_000)
    slow = [asyncio.create_task(lean(process.port, beginning, length=LARGEST)) for _ in range(100)]
    slow += [asyncio.create_task(lean(process.port, b"RSTL", length=33_920)) for _ in range(100)]
    large = [asyncio.create_task(lean(process.port, nine)) for _ in range(200)]
    answer = await lean(process.port, honest)
    peak = process.resident()
    while any(not one.done() for one in large):
        await asyncio.wait(large, timeout=0.1)
        peak = max(peak, process.resident())
    again = await lean(process.port, organisation.envelope(8))
    for task in slow:
        task.cancel()
    await asyncio.gather(*slow, return_exceptions=True)
    assert answer.startswith(b"HTTP/1.1 201"), answer
    return [one.result() for one in large], again, peak


def test_200_bodies_of_9_mib_and_200_slow_ones_cost_64_mib_at_most_and_an_honest_letter_gets_in(
    start: Start, publish: Callable[[Process], GateClient], organisation: Organisation
) -> None:
    process = start()
    desk = publish(process)
    assert httpx.post(process.url + "/letterbox", content=organisation.envelope(0)).status_code == 201
    before = process.resident()
    large, again, peak = asyncio.run(besiege(process, organisation))
    assert {answer[:12] for answer in large} <= {b"HTTP/1.1 413", b""}
    assert again.startswith(b"HTTP/1.1 201")
    assert peak - before <= 64 << 20, f"{(peak - before) >> 20} MiB"
    assert len(desk.list_envelopes()) == 3
    desk.close()


async def send_letters(process: Process, envelopes: list[bytes]) -> set[str]:
    """The hashes for which the gate said "accepted"."""

    async def one(envelope: bytes) -> str:
        answer = await lean(process.port, envelope)
        return hashlib.sha256(envelope).hexdigest() if answer.startswith(b"HTTP/1.1 201") else ""

    tasks = [asyncio.create_task(one(envelope)) for envelope in envelopes]
    while sum(task.done() for task in tasks) < len(tasks) // 2:
        await asyncio.wait([task for task in tasks if not task.done()], return_when=asyncio.FIRST_COMPLETED)
    process.child.kill()
    return {name for name in await asyncio.gather(*tasks) if name}


@pytest.mark.faults
def test_every_letter_that_was_accepted_survives_a_kill(
    start: Start, publish: Callable[[Process], GateClient], organisation: Organisation
) -> None:
    process = start()
    publish(process).close()
    accepted = asyncio.run(send_letters(process, [organisation.envelope(number) for number in range(60)]))
    process.child.wait(30)
    desk = GateClient(start().url, load_call_key(organisation.keys))
    kept = {one.sha256 for one in desk.list_envelopes()}
    desk.close()
    assert accepted
    assert accepted <= kept


def test_a_second_gate_on_the_same_folder_is_refused(start: Start) -> None:
    process = start()
    program = [sys.executable, "-c", "from restante.cli import main; main()"]
    done = subprocess.run(
        [*program, "gate", "serve", "--home", str(process.home), "--port", "0"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT / "src",
    )
    assert (done.returncode, done.stderr.count("\n")) == (5, 1)
    assert "runs" in done.stderr
