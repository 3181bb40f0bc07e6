# SPDX-License-Identifier: AGPL-3.0-or-later
"""What leaves the gate: whole answers and files, each with every header of restante.edition.headers."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from restante.calls.published import Variant
from restante.edition.headers import HTML, JSON, Headers, headers_for

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

CHUNK = 64 << 10
DRAINED, DRAIN_SECONDS = 16 << 20, 30


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    status: int
    body: bytes
    headers: Headers


def json_answer(status: int, document: object) -> Answer:
    """What machines read: the letter page's script and the desk."""
    return Answer(status, json.dumps(document, ensure_ascii=False).encode(), headers_for("reading", JSON))


def html_answer(status: int, page: str, kind: str = "plain") -> Answer:
    """A page made for one request; never kept by anybody."""
    return Answer(status, page.encode(), headers_for(kind, HTML))


async def send_answer(answer: Answer, send: Send, extra: Headers, drain: Receive | None) -> None:
    """With `drain`, what still comes is thrown away: closed at once, a client would see a reset and not the answer."""
    headers = [*answer.headers, *extra, (b"content-length", b"%d" % len(answer.body))]
    headers += [(b"connection", b"close")] if drain else []
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body, "more_body": drain is not None})
    if drain is not None:
        left = DRAINED
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                while left > 0 and (message := await drain())["type"] == "http.request" and message["more_body"]:
                    left -= len(message["body"])
        await send({"type": "http.response.body"})


async def send_file(variant: Variant, method: str, known: bytes, send: Send, extra: Headers) -> None:
    """`known` is If-None-Match."""
    headers = variant.headers + extra
    if variant.etag and variant.etag in known:
        headers = [header for header in headers if header[0] not in {b"content-length", b"content-encoding"}]
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body"})
    elif variant.body is not None or method == "HEAD":
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": variant.body or b""})
    else:
        with await asyncio.to_thread(variant.file.open, "rb") as stream:
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            while chunk := await asyncio.to_thread(stream.read, CHUNK):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body"})
