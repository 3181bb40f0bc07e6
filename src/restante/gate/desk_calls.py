# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the desk may ask of a gate. Offers of an edition come unsigned: its own signatures speak for them."""

import asyncio
import hmac
from contextlib import nullcontext

from restante.calls.errors import PublicationRefused
from restante.calls.receiving import EditionArrivals, MailArrivals
from restante.calls.signature import content_digest, verify_call
from restante.edition.headers import OCTETS, headers_for
from restante.gate.answers import Answer, Receive, Scope, json_answer
from restante.gate.bodies import Body, content_length
from restante.gate.errors import MethodRefused, NotHere
from restante.gate.state import Gate

_MOST_JSON = 6 << 20


async def answer_call(gate: Gate, scope: Scope, headers: dict[bytes, bytes], receive: Receive) -> Answer:
    """One call; the address says which."""
    method, (place, _, rest) = scope["method"], scope["path"].removeprefix("/calls/").partition("/")
    digest = None if place == "edition" and method in {"POST", "PUT"} else _verify(gate, scope, headers)
    match method, place, bool(rest):
        case "GET", "letterbox", False:
            return json_answer(200, await gate.answering.list_waiting(scope["query_string"]))
        case "GET", "letterbox", True:
            return Answer(200, await gate.answering.fetch(rest), headers_for("reading", OCTETS))
        case "PUT", "edition", True:
            return await _take_file(gate, gate.editions, rest, headers, receive, digest)
        case "PUT", "mail", True:
            return await _take_file(gate, gate.mails, rest, headers, receive, digest)
        case "POST", "edition" | "mail" | "acknowledge", False:
            return await _take(gate, place, headers, receive, digest)
        case _, "letterbox" | "acknowledge" | "mail" | "edition", _:
            raise MethodRefused(allowed="GET, POST, PUT")
    raise NotHere


def _verify(gate: Gate, scope: Scope, headers: dict[bytes, bytes]) -> str:
    """The digest that the body must have. On loopback, without `--url`, Host says where the desk dialled."""
    query = scope["query_string"].decode("latin-1")
    target = scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
    given = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers.items()}
    host = given.get("host", "")
    urls = [url.rstrip("/") + target for url in gate.config.urls or (f"http://{host}", f"https://{host}")]
    return verify_call(gate.published.call_key, scope["method"], urls, given, gate.config.clock(), gate.calls_seen)


async def _take_file(
    gate: Gate,
    arrivals: EditionArrivals | MailArrivals,
    path: str,
    headers: dict[bytes, bytes],
    receive: Receive,
    digest: str | None,
) -> Answer:
    """Only what the last offer lacks, and no longer than it says."""
    asked = arrivals.asked(path)
    length = content_length(headers, asked.length)
    gate.letterbox.demand_disk(length)
    body = await gate.bodies.read(receive, length)
    try:
        _demand_digest(body, digest)
        if asked.sha256 and (length, body.sha256.hex()) != (asked.length, asked.sha256):
            raise PublicationRefused(reason=f"{path} is not the file that was signed")
        await asyncio.to_thread(arrivals.keep, asked, body.file)
    finally:
        body.close()
    return json_answer(200, {"kept": body.sha256.hex()})


async def _take(gate: Gate, place: str, headers: dict[bytes, bytes], receive: Receive, digest: str | None) -> Answer:
    body = await gate.bodies.read(receive, content_length(headers, _MOST_JSON))
    try:
        _demand_digest(body, digest)
        async with gate.offers if digest is None else nullcontext():
            return json_answer(200, await gate.answering.take(place, body.read(), gate.served))
    finally:
        body.close()


def _demand_digest(body: Body, digest: str | None) -> None:
    if digest is not None and not hmac.compare_digest(digest, content_digest(body.sha256)):
        raise PublicationRefused(reason="the body is not the one that was signed")
