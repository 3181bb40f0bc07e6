# SPDX-License-Identifier: AGPL-3.0-or-later
"""A body has its length, its time and its place, and none of it is left when one of them runs out."""

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from restante.gate import bodies
from restante.gate.bodies import IN_MEMORY, Body, BodyReader, content_length
from restante.gate.errors import GateBusy, GateError, LengthMissing, TooLarge, TooSlow

Receive = Callable[[], Any]


def sends(*chunks: bytes, pause: float = 0, end: bool = True) -> Receive:
    """A client that sends these chunks, and then no more: at the end of the body, or before it."""
    left = list(chunks)

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(pause)
        if not left:
            await asyncio.Event().wait()
        chunk = left.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(left) or not end}

    return receive


def reader(spool: Path, places: int = 4, body_seconds: float = 30, stall_seconds: float = 30) -> BodyReader:
    return BodyReader(spool, places, body_seconds, stall_seconds)


def read(receive: Receive, length: int, spool: Path, **told: Any) -> Body:
    return asyncio.run(reader(spool).read(receive, length, **told))


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("length", [1, 16, IN_MEMORY, IN_MEMORY + 1, 5 * IN_MEMORY])
def test_a_body_is_read_as_it_was_sent(length: int, private: bool, tmp_path: Path) -> None:
    data = bytes(number % 251 for number in range(length))
    chunks = [data[start : start + 40_000] for start in range(0, length, 40_000)]
    body = read(sends(*chunks), length, tmp_path, private=private)
    assert body.read() == data
    assert body.sha256 == hashlib.sha256(data).digest()
    body.file.seek(0)
    assert (body.file.read() == data) is not private
    assert list(tmp_path.iterdir()) == []
    body.close()


def test_a_client_that_goes_away_was_too_slow(tmp_path: Path) -> None:
    async def gone() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    with pytest.raises(TooSlow):
        read(gone, 5, tmp_path)


@pytest.mark.parametrize(("sent", "error"), [(b"hell", TooSlow), (b"hello!", TooLarge)])
def test_a_body_of_another_length_than_it_said_is_refused(sent: bytes, error: type[GateError], tmp_path: Path) -> None:
    with pytest.raises(error):
        read(sends(sent), 5, tmp_path)


def test_the_first_sixteen_bytes_are_looked_at_once_and_before_the_rest(tmp_path: Path) -> None:
    seen: list[bytes] = []
    data = bytes(range(40))
    read(sends(data[:10], data[10:15], data[15:20], data[20:]), 40, tmp_path, check=seen.append).close()
    assert seen == [data[:16]]

    def refuse(_head: bytes) -> None:
        raise TooLarge

    with pytest.raises(TooLarge):
        read(sends(data[:16], end=False), 1 << 20, tmp_path, check=refuse)


def test_who_stalls_is_put_out_and_gives_the_place_back(tmp_path: Path) -> None:
    async def run() -> None:
        bounded = reader(tmp_path, stall_seconds=0.4)
        with pytest.raises(TooSlow):
            await bounded.read(sends(b"hel", end=False), 5)
        assert bounded.expected == 0
        (await bounded.read(sends(*[b"x"] * 8, pause=0.06), 8)).close()  # slowly, but never stalling

    asyncio.run(run())


def test_who_dribbles_is_put_out_when_the_time_of_a_body_is_over(tmp_path: Path) -> None:
    async def run() -> None:
        bounded = reader(tmp_path, body_seconds=0.1)
        with pytest.raises(TooSlow):
            await bounded.read(sends(*[b"x"] * 100, pause=0.01), 100)

    asyncio.run(run())


def test_a_large_body_has_the_time_that_its_length_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SLOWEST_LARGE", 100)

    async def run() -> None:
        (await reader(tmp_path, body_seconds=0.05).read(sends(*[b"x" * 50] * 4, pause=0.05), 200)).close()

    asyncio.run(run())


def test_when_all_places_are_taken_the_slowest_gives_way_and_never_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        bounded = reader(tmp_path, places=2)
        slow = asyncio.create_task(bounded.read(sends(b"x", end=False), 1000))
        quick = asyncio.create_task(bounded.read(sends(b"x" * 900, end=False), 1000))
        await asyncio.sleep(0.05)
        assert bounded.expected == 2000
        with pytest.raises(GateBusy):  # both are new
            await bounded.read(sends(b"hello"), 5)
        monkeypatch.setattr(bodies, "SAFE_SECONDS", 0.01)
        (await bounded.read(sends(b"hello"), 5)).close()
        with pytest.raises(GateBusy):
            await slow
        assert not quick.done()
        assert bounded.expected == 1000
        quick.cancel()
        await asyncio.gather(quick, return_exceptions=True)
        assert bounded.expected == 0

    asyncio.run(run())


LENGTHS: dict[str, tuple[dict[bytes, bytes], type[GateError]]] = {
    "none": ({}, LengthMissing),
    "empty": ({b"content-length": b""}, LengthMissing),
    "below 0": ({b"content-length": b"-1"}, LengthMissing),
    "with chunks": ({b"content-length": b"5", b"transfer-encoding": b"chunked"}, LengthMissing),
    "one more": ({b"content-length": b"11"}, TooLarge),
    "a number without end": ({b"content-length": b"9" * 5000}, TooLarge),
}


@pytest.mark.parametrize("name", LENGTHS)
def test_a_length_that_is_refused(name: str) -> None:
    headers, error = LENGTHS[name]
    with pytest.raises(error):
        content_length(headers, 10)


@pytest.mark.parametrize("told", [b"0", b"10", b"010"])
def test_a_length_that_is_taken(told: bytes) -> None:
    assert content_length({b"content-length": told}, 10) == int(told)


def test_what_an_unusual_connection_may_cost() -> None:
    """256 bodies in memory are 16 MiB; the slowest of the largest letters has four minutes."""
    assert (IN_MEMORY, bodies.SLOWEST_LARGE, bodies.SAFE_SECONDS) == (65_536, 32_768, 5)
