# SPDX-License-Identifier: AGPL-3.0-or-later
"""A desk that believes nothing of what a gate answers, and knows when trying again is right."""

import json
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from restante.calls.client import MOST_JSON, SLOWEST, GateClient
from restante.calls.errors import CallRefused, ClockSkewed, GateAnswerUnusable, GateRefused, GateUnreachable
from restante.errors import RestanteError

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
Handler = Callable[[httpx.Request], httpx.Response]


def streamed(handler: Handler) -> httpx.MockTransport:
    """As over a network: nothing is read before the client reads it."""

    def answer(request: httpx.Request) -> httpx.Response:
        given = handler(request)
        stream = httpx.ByteStream(given.content) if given.is_stream_consumed or given.is_closed else given.stream
        return httpx.Response(given.status_code, headers=given.headers, stream=stream)

    return httpx.MockTransport(answer)


def client(handler: Handler) -> GateClient:
    return GateClient("https://gate.example.org", KEY, name="one", transport=streamed(handler))


class Endless(httpx.SyncByteStream):
    def __iter__(self) -> Iterator[bytes]:
        while True:
            yield bytes(65536)


def broken(_: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused")


ENTRY = {"id": "a" * 32, "sha256": "b" * 64, "size": 33920}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (broken, GateUnreachable),
        (lambda _: httpx.Response(503, json={"code": "gate-busy"}), GateUnreachable),
        (lambda _: httpx.Response(502, text="<html>"), GateUnreachable),
        (lambda _: httpx.Response(404, text="another server"), GateUnreachable),
        (lambda _: httpx.Response(302, headers={"location": "https://elsewhere/"}), GateAnswerUnusable),
        (lambda _: httpx.Response(200, stream=Endless()), GateAnswerUnusable),
        (lambda _: httpx.Response(200, text="{"), GateAnswerUnusable),
        (lambda _: httpx.Response(200, text="[" * 100_000), GateAnswerUnusable),
        (lambda _: httpx.Response(200, text='{"envelopes": [], "envelopes": []}'), GateAnswerUnusable),
        (lambda _: httpx.Response(200, json=[]), GateAnswerUnusable),
        (lambda _: httpx.Response(200, json={"envelopes": {}}), GateAnswerUnusable),
        (lambda _: httpx.Response(200, json={"envelopes": [ENTRY | {"id": "../../x"}]}), GateAnswerUnusable),
        (lambda _: httpx.Response(200, json={"envelopes": [ENTRY | {"size": "1"}]}), GateAnswerUnusable),
        (lambda _: httpx.Response(200, json={"envelopes": [{}]}), GateAnswerUnusable),
        (lambda _: httpx.Response(401, json={"code": "call-refused"}), CallRefused),
        (
            lambda _: httpx.Response(401, json={"code": "clock-skewed", "seconds": 3600, "message": "ahead"}),
            ClockSkewed,
        ),
        (lambda _: httpx.Response(422, json={"code": "publication-refused"}), GateRefused),
        (lambda _: httpx.Response(400, text="x" * 1000), GateRefused),
    ],
)
def test_every_failure_is_sorted(answer: Handler, error: type[RestanteError]) -> None:
    with pytest.raises(RestanteError) as raised:
        client(answer).list_envelopes()
    assert type(raised.value) is error
    assert len(raised.value.message()) < 200


def test_an_honest_list_is_read_to_its_end() -> None:
    pages = [[ENTRY], [ENTRY | {"id": "c" * 32}], []]
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url.query))
        return httpx.Response(200, json={"envelopes": pages[len(asked) - 1]})

    assert [one.id for one in client(answer).list_envelopes(include_acknowledged=True)] == ["a" * 32, "c" * 32]
    assert len(asked) == 3


def test_a_list_that_repeats_itself_ends() -> None:
    assert len(client(lambda _: httpx.Response(200, json={"envelopes": [ENTRY]})).list_envelopes()) == 1


def test_an_envelope_that_does_not_end_is_cut_off() -> None:
    with pytest.raises(GateAnswerUnusable):
        list(client(lambda _: httpx.Response(200, stream=Endless())).fetch({"a" * 32: 100}))


def test_many_envelopes_are_fetched_in_few_calls_that_each_fit() -> None:
    stored = {f"{number:032x}": bytes([number]) * 700_000 for number in range(1, 6)}
    stored["f" * 32] = bytes(3 << 20)
    asked: list[list[str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path.removeprefix("/calls/letterbox/").split(","))
        return httpx.Response(200, content=b"".join(len(stored[i]).to_bytes(4) + stored[i] for i in asked[-1]))

    assert dict(client(answer).fetch({envelope: len(sealed) for envelope, sealed in stored.items()})) == stored
    assert [len(call) for call in asked] == [2, 2, 1, 1]


@pytest.mark.parametrize(
    ("content", "given"),
    {
        "the first is gone, the second here": (bytes(4) + b"\0\0\0\2ok", ["b"]),
        "an answer that ends early": (b"\0\0\0\2ok", ["a"]),
        "an answer that is cut": (b"\0\0\0\2ok\0\0\0\2o", ["a"]),
        "another length than the list's": (b"\0\0\0\3okk\0\0\0\1o", []),
        "nothing": (b"", []),
    }.values(),
)
def test_what_a_gate_does_not_give_is_left_out(content: bytes, given: list[str]) -> None:
    fetched = client(lambda _: httpx.Response(200, content=content)).fetch({"a" * 32: 2, "b" * 32: 2})
    assert list(fetched) == [(letter * 32, b"ok") for letter in given]


def test_many_acknowledgements_go_in_several_calls() -> None:
    sizes: list[int] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sizes.append(len(json.loads(request.content)["sha256"]))
        return httpx.Response(200, json={"acknowledged": 0})

    client(answer).acknowledge(["a" * 64] * 25_000)
    assert sizes == [10_000, 10_000, 5_000]


@pytest.mark.parametrize("path", ["../keys/call.json", "/etc/passwd", "metadata/../../x", "nowhere.html"])
def test_a_gate_cannot_ask_for_other_files_of_the_desk(tmp_path: Path, path: str) -> None:
    (tmp_path / "edition" / "metadata").mkdir(parents=True)
    missing = [{"path": path, "length": 1, "sha256": "b" * 64}]
    with pytest.raises(GateAnswerUnusable):
        client(lambda _: httpx.Response(200, json={"missing": missing})).publish(tmp_path / "edition")


def test_a_gate_that_asks_for_ever_is_left() -> None:
    missing = [{"path": "blobs/" + "a" * 32, "length": 1, "sha256": ""}]
    with pytest.raises(GateAnswerUnusable):
        client(lambda _: httpx.Response(200, json={"missing": missing})).publish_mail(
            {"latest.json": b"{}", "blobs/" + "a" * 32: lambda: b"x"}
        )


def test_health_tells_the_skew_of_the_clocks() -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        body = {"ok": True, "edition": 3, "free_bytes": 1 << 30, "waiting": 10}
        return httpx.Response(200, json=body, headers={"date": "Thu, 01 Jan 2026 00:00:00 GMT"})

    gate = GateClient("https://gate.example.org", KEY, transport=streamed(answer), clock=lambda: 1_767_225_600.0 + 90)
    health = gate.health()
    assert (health.edition, health.waiting, health.clock_skew) == (3, 10, 90)


@pytest.mark.parametrize(
    "told",
    [
        {"edition": 10**30},
        {"edition": -1},
        {"edition": True},
        {"edition": "7"},
        {"free_bytes": 1e999},
        {"waiting": 2**63},
        {"waiting": None},
    ],
)
def test_a_gate_that_lies_about_its_numbers_stops_nothing(told: dict[str, object]) -> None:
    body = json.dumps({"edition": 1, "free_bytes": 1, "waiting": 0} | told)
    date = {"date": "Mon, 02 Mar 2026 00:00:00 GMT"}
    with pytest.raises(GateAnswerUnusable):
        client(lambda _: httpx.Response(200, text=body, headers=date)).health()


@pytest.mark.parametrize("path", ["null\0byte", "half\ud800", "restante", "../keys/mail.json", "/etc/passwd"])
def test_a_gate_that_asks_for_an_odd_path_stops_nothing(tmp_path: Path, path: str) -> None:
    (tmp_path / "metadata").mkdir()
    (tmp_path / "restante").mkdir()
    answer = json.dumps({"missing": [{"path": path, "length": 1, "sha256": "a" * 64}]})
    with pytest.raises(GateAnswerUnusable):
        client(lambda _: httpx.Response(200, text=answer)).publish(tmp_path)
    with pytest.raises(GateAnswerUnusable):
        client(lambda _: httpx.Response(200, text=answer)).publish_mail({"latest.json": b"{}"})


def test_a_list_without_end_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("restante.calls.client.MOST_LISTED", 10)
    asked: list[int] = []

    def answer(_: httpx.Request) -> httpx.Response:
        asked.append(1)
        names = (f"{len(asked):016x}{place:016x}" for place in range(4))
        return httpx.Response(200, json={"envelopes": [ENTRY | {"id": name} for name in names]})

    assert len(client(answer).list_envelopes()) == 10
    assert len(asked) == 3


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"])
def test_a_gate_that_drips_is_hung_up_on(monkeypatch: pytest.MonkeyPatch, head: bytes) -> None:
    monkeypatch.setattr("restante.calls.client.PATIENCE", -MOST_JSON / SLOWEST + 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listening, ThreadPoolExecutor(1) as gate:
        listening.settimeout(10)
        over = Event()

        def drip() -> None:
            connection, _ = listening.accept()
            with connection, suppress(OSError):
                connection.sendall(head)
                while not over.wait(0.02):
                    connection.sendall(b"a")

        gate.submit(drip)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        try:
            with GateClient(url, KEY) as dripped, pytest.raises(GateUnreachable):
                dripped.health()
        finally:
            over.set()
