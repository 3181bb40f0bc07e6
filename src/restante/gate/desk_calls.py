# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the desk may ask of a gate. Offers of an edition come unsigned: its own signatures speak for them."""

import asyncio
import hmac

from restante.calls import wire
from restante.calls.errors import PublicationRefused
from restante.calls.receiving import EditionArrivals, MailArrivals
from restante.calls.signature import content_digest, verify_call
from restante.edition.headers import OCTETS, headers_for
from restante.gate.answers import Answer, Receive, Scope, json_answer
from restante.gate.bodies import Body, content_length
from restante.gate.errors import MethodRefused, NotHere
from restante.gate.state import Gate

_MOST_JSON = 6 << 20


async def answer_call(  # noqa: PLR0911 -- one return for each call
    gate: Gate, scope: Scope, headers: dict[bytes, bytes], receive: Receive
) -> Answer:
    """One call; the address says which."""
    method, path = scope["method"], scope["path"].removeprefix("/calls/")
    match method, path.split("/", 1):
        case "POST", ["edition"]:
            offer = wire.read_edition_offer(await _read(gate, headers, receive, None))
            missing = await asyncio.to_thread(gate.editions.offer, offer)
            if not missing:
                await asyncio.to_thread(gate.serve_newest)
            return json_answer(200, wire.still_missing(missing))
        case "PUT", ["edition", file]:
            return await _take_file(gate, gate.editions, file, headers, receive, None)
    known, now = gate.published, gate.config.clock()
    given = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers.items()}
    digest = verify_call(known.call_key, method, _urls(gate, scope, headers), given, now, gate.calls_seen)
    match method, path.split("/", 1):
        case "GET", ["letterbox"]:
            acknowledged, after = wire.read_page(scope["query_string"])
            rows = await gate.letterbox.ask(lambda box: box.list_waiting(after, acknowledged=acknowledged))
            return json_answer(200, wire.envelope_list(rows))
        case "GET", ["letterbox", envelopes]:
            ids = wire.read_ids(envelopes)
            framed = wire.frame(await gate.letterbox.ask(lambda box: box.fetch(ids)))
            return Answer(200, framed, headers_for("reading", OCTETS))
        case "POST", ["acknowledge"]:
            hashes = wire.read_hashes(await _read(gate, headers, receive, digest))
            today = gate.config.today()
            hidden = await gate.letterbox.ask(lambda box: box.acknowledge(today, hashes))
            return json_answer(200, {"acknowledged": hidden})
        case "POST", ["mail"]:
            latest, files = wire.read_mail_offer(await _read(gate, headers, receive, digest))
            missing = await asyncio.to_thread(gate.mails.offer, latest, files, known.mail_key, known.organisation)
            return json_answer(200, wire.still_missing(missing))
        case "PUT", ["mail", file]:
            return await _take_file(gate, gate.mails, file, headers, receive, digest)
        case _, ["letterbox" | "acknowledge" | "mail" | "edition", *_]:
            raise MethodRefused(allowed="GET, POST")
    raise NotHere


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
        await asyncio.to_thread(arrivals.keep, asked, body.sealed())
    finally:
        body.close()
    return json_answer(200, {"kept": body.sha256.hex()})


async def _read(gate: Gate, headers: dict[bytes, bytes], receive: Receive, digest: str | None) -> bytes:
    body = await gate.bodies.read(receive, content_length(headers, _MOST_JSON))
    try:
        _demand_digest(body, digest)
        return body.read()
    finally:
        body.close()


def _demand_digest(body: Body, digest: str | None) -> None:
    if digest is not None and not hmac.compare_digest(digest, content_digest(body.sha256)):
        raise PublicationRefused(reason="the body is not the one that was signed")


def _urls(gate: Gate, scope: Scope, headers: dict[bytes, bytes]) -> list[str]:
    """The addresses that a call may be signed for: the configured ones, or on loopback whatever Host says."""
    query = scope["query_string"].decode("latin-1")
    target = scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
    host = headers.get(b"host", b"").decode("latin-1")
    return [url.rstrip("/") + target for url in gate.config.urls or (f"http://{host}", f"https://{host}")]
