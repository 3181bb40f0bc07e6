# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the desk may ask of a gate. Offers of an edition come unsigned: its own signatures speak for them."""

import asyncio
import base64
import binascii
import hmac
import json
import re
from typing import Any
from urllib.parse import parse_qs

from restante.calls.errors import PublicationRefused
from restante.calls.receiving import EditionArrivals, MailArrivals, Missing
from restante.calls.signature import content_digest, verify_call
from restante.gate.answers import Answer, Receive, Scope, headers_for, json_answer
from restante.gate.bodies import Body, content_length
from restante.gate.errors import GateError, MethodRefused, NotHere
from restante.gate.served import compress
from restante.gate.state import Gate

_MOST_JSON = 6 << 20
_ID = re.compile(r"[0-9a-f]{32}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


async def answer_call(  # noqa: PLR0911 -- one return for each call
    gate: Gate, scope: Scope, headers: dict[bytes, bytes], receive: Receive
) -> Answer:
    """One call; the address says which."""
    method, path = scope["method"], scope["path"].removeprefix("/calls/")
    match method, path.split("/", 1):
        case "POST", ["edition"]:
            return await _offer_edition(gate, headers, receive)
        case "PUT", ["edition", file]:
            return await _take_file(gate, gate.editions, file, headers, receive)
    digest = verify_call(
        gate.published.call_key,
        method,
        _urls(gate, scope, headers),
        _text(headers),
        gate.config.clock(),
        gate.calls_seen,
    )
    body = b""
    if method == "PUT" and path.startswith("mail/"):
        return await _take_file(gate, gate.mails, path.removeprefix("mail/"), headers, receive, digest)
    if method == "POST":
        body = await _read_json_bytes(gate, headers, receive, digest)
    match method, path.split("/", 1):
        case "GET", ["letterbox"]:
            return await _list(gate, scope)
        case "GET", ["letterbox", envelopes]:
            return await _fetch(gate, envelopes.split(","))
        case "POST", ["acknowledge"]:
            hashes = _hashes(_json(body).get("sha256"))
            return json_answer(200, {"acknowledged": await asyncio.wrap_future(gate.letterbox.acknowledge(hashes))})
        case "POST", ["mail"]:
            return await _offer_mail(gate, _json(body))
        case _, ["letterbox" | "acknowledge" | "mail" | "edition", *_]:
            raise MethodRefused(allowed="GET, POST")
    raise NotHere


async def _list(gate: Gate, scope: Scope) -> Answer:
    query = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=4)
    after = query.get("after", [""])[0]
    if after and not _ID.fullmatch(after):
        raise NotHere
    listing = gate.letterbox.list_waiting(acknowledged=query.get("acknowledged") == ["1"], after=after)
    found = await asyncio.wrap_future(listing)
    return json_answer(200, {"envelopes": [{"id": e.id, "sha256": e.sha256, "size": e.size} for e in found]})


async def _fetch(gate: Gate, envelopes: list[str]) -> Answer:
    if not all(map(_ID.fullmatch, envelopes)):
        raise NotHere
    found = await asyncio.wrap_future(gate.letterbox.fetch(envelopes))
    framed = b"".join(len(sealed).to_bytes(4) + sealed for sealed in found)
    return Answer(200, framed, headers_for("reading", "application/octet-stream"))


async def _offer_edition(gate: Gate, headers: dict[bytes, bytes], receive: Receive) -> Answer:
    given = _json(await _read_json_bytes(gate, headers, receive, None)).get("metadata")
    if not isinstance(given, dict) or not given:
        raise PublicationRefused(reason="no metadata")
    metadata = {str(name): _base64(data) for name, data in given.items()}
    missing = await asyncio.to_thread(gate.editions.offer, metadata, compress)
    if not missing:
        await asyncio.to_thread(gate.serve_newest)
    return _still_missing(missing)


async def _offer_mail(gate: Gate, given: dict[str, Any]) -> Answer:
    files = given.get("files")
    if not isinstance(files, list) or not all(isinstance(path, str) for path in files):
        raise PublicationRefused(reason="no files")
    latest = _base64(given.get("latest"))
    known = gate.published
    return _still_missing(await asyncio.to_thread(gate.mails.offer, latest, files, known.mail_key, known.organisation))


def _still_missing(missing: list[Missing]) -> Answer:
    listed = [{"path": file.path, "length": file.length, "sha256": file.sha256} for file in missing]
    return json_answer(200, {"missing": listed, "published": not missing})


async def _take_file(
    gate: Gate,
    arrivals: EditionArrivals | MailArrivals,
    path: str,
    headers: dict[bytes, bytes],
    receive: Receive,
    digest: str | None = None,
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


async def _read_json_bytes(gate: Gate, headers: dict[bytes, bytes], receive: Receive, digest: str | None) -> bytes:
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


def _text(headers: dict[bytes, bytes]) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in headers.items()}


def _json(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise GateError from None
    if not isinstance(document, dict):
        raise GateError
    return document


def _hashes(given: object) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(h, str) and _SHA256.fullmatch(h) for h in given):
        raise GateError
    return given


def _base64(given: object) -> bytes:
    try:
        return base64.b64decode(str(given), validate=True)
    except binascii.Error:
        raise GateError from None
