# SPDX-License-Identifier: AGPL-3.0-or-later
"""The gate as an ASGI application: one table of routes and the one place where an error becomes an answer.

Plain ASGI without a framework: every header that leaves is written here or in `answers`; nothing is to be switched off.
"""

import asyncio
import logging
import re
from pathlib import Path
from typing import Any

from restante.calls.errors import CallRefused, CallReplayed, ClockSkewed, NotAsked, PublicationRefused
from restante.errors import RestanteError
from restante.gate.answers import (
    HSTS,
    Answer,
    Receive,
    Scope,
    Send,
    html_answer,
    json_answer,
    send_and_drain,
    send_answer,
)
from restante.gate.bodies import content_length
from restante.gate.config import GateConfig
from restante.gate.desk_calls import answer_call
from restante.gate.errors import GateError, MethodRefused, NotHere, NothingPublished
from restante.gate.plain import answer_plain
from restante.gate.served import Variant
from restante.gate.state import Gate
from restante.gate.words import error_page
from restante.seal.envelope import ENVELOPE_SIZES, LARGEST, check_envelope
from restante.seal.errors import EnvelopeRefused, MailNotAuthentic, WrongSize

_LOG = logging.getLogger("restante.gate")
_DRAINED = 16 << 20
_MAIL = re.compile(r"/mail/(latest\.json|[0-9]{1,12}/[0-9a-f]{4}\.bin|blobs/[0-9a-f]{32})")
_READ_AT_ONCE = 256 << 10
_STATUS = {
    CallRefused: 401,
    ClockSkewed: 401,
    CallReplayed: 401,
    NotAsked: 404,
    PublicationRefused: 422,
    MailNotAuthentic: 422,
}


class Application(Gate):
    """A gate that answers."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if scope["type"] != "http":
            return
        published = self.served
        page = published.pages.get(scope["path"]) if published else None
        if page is not None and scope["method"] in {"GET", "HEAD"}:
            headers = dict(scope["headers"])
            await self._send_file(scope, headers, page.variant_for(headers), send)
            return
        await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        try:
            answer = await self._route(scope, headers, receive, send)
        except RestanteError as error:
            answer = _refusal(scope["path"], error)
        except Exception as error:  # noqa: BLE001 -- the outermost door: a stranger gets one sentence, the log one class name
            _LOG.error("%s on %s", type(error).__name__, _route_name(scope["path"]))
            answer = json_answer(500, {"code": "gate-fault", "message": "The gate failed. Nothing was kept."})
        if answer is None:
            return
        answer = self._with_transport_headers(answer, headers)
        has_body = headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers
        if has_body and answer.status >= 400:
            await send_and_drain(answer, receive, send, _DRAINED)
            return
        await send_answer(answer, send)

    async def _route(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive, send: Send) -> Answer | None:
        path, method = scope["path"], scope["method"]
        if path == "/letterbox":
            _demand(method, "POST")
            return await self._take_envelope(headers, receive)
        if path.startswith("/plain/"):
            return await answer_plain(self, scope, headers, receive, send)
        if path.startswith("/calls/"):
            return await answer_call(self, scope, headers, receive)
        _demand(method, "GET", "HEAD")
        if path == "/health":
            return await self._health()
        if (mail := _MAIL.fullmatch(path)) is not None:
            await self._send_mail(self.config.home / "mail" / mail[1], scope, headers, send)
            return None
        if self.served is None:
            raise NothingPublished
        raise NotHere

    async def _take_envelope(self, headers: dict[bytes, bytes], receive: Receive) -> Answer:
        return json_answer(201, {"accepted": await self.accept(content_length(headers, LARGEST), receive)})

    async def accept(self, length: int, receive: Receive) -> str:
        """An envelope read, checked by its first sixteen bytes, and durable; gives its SHA-256."""
        keys = self.published.key_ids
        if length not in ENVELOPE_SIZES:
            raise WrongSize(length=length)
        self.letterbox.demand_room(length + self.bodies.expected)
        body = await self.bodies.read(receive, length, lambda head: check_envelope(head, length, keys))
        try:
            await asyncio.wrap_future(self.letterbox.drop(body.sha256, length, body.sealed()))
        finally:
            body.close()
        return body.sha256.hex()

    async def _health(self) -> Answer:
        published = self.served
        waiting = await asyncio.wrap_future(self.letterbox.waiting())
        return json_answer(
            200,
            {
                "ok": published is not None,
                "edition": published.number if published else None,
                "free_bytes": self.letterbox.free() >> 28 << 28,
                "waiting": -(-waiting // 10) * 10,
            },
        )

    async def _send_mail(self, file: Path, scope: Scope, headers: dict[bytes, bytes], send: Send) -> None:
        try:
            length = file.stat().st_size
        except FileNotFoundError:
            raise NotHere from None
        await self._send_file(scope, headers, Variant.of_mail(file, length), send)

    async def _send_file(self, scope: Scope, headers: dict[bytes, bytes], variant: Variant, send: Send) -> None:
        finished = variant.headers + self._transport_headers(headers)
        if variant.etag and variant.etag in headers.get(b"if-none-match", b""):
            kept = [header for header in finished if header[0] not in {b"content-length", b"content-encoding"}]
            await send({"type": "http.response.start", "status": 304, "headers": kept})
            await send({"type": "http.response.body"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": finished})
        if variant.body is not None or scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": variant.body or b""})
            return
        with variant.file.open("rb") as stream:
            left = variant.length
            while left > 0:
                chunk = await asyncio.to_thread(stream.read, min(left, _READ_AT_ONCE))
                left -= len(chunk) or left
                await send({"type": "http.response.body", "body": chunk, "more_body": left > 0})

    def _transport_headers(self, headers: dict[bytes, bytes]) -> list[tuple[bytes, bytes]]:
        """HSTS on the clearnet TLS host only; Onion-Location everywhere but on the onion itself."""
        if not self.config.urls:
            return []
        host = headers.get(b"host", b"").decode("latin-1").rsplit(":", 1)[0].lower()
        extra = [HSTS] if host in self.config.tls_hosts else []
        if self.config.onion and not host.endswith(".onion"):
            extra.append((b"onion-location", self.config.onion.encode()))
        return extra

    def _with_transport_headers(self, answer: Answer, headers: dict[bytes, bytes]) -> Answer:
        return Answer(answer.status, answer.body, [*answer.headers, *self._transport_headers(headers)])

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            await asyncio.to_thread(self.editions.load)
            await asyncio.to_thread(self.serve_newest)
        except RestanteError as error:
            _LOG.error("what was served before is not served again: %s", error.code)
        nightly = asyncio.create_task(self._tidy_nightly())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        nightly.cancel()
        await asyncio.to_thread(self.letterbox.close)
        await send({"type": "lifespan.shutdown.complete"})

    async def _tidy_nightly(self) -> None:
        while True:
            await asyncio.wrap_future(self.letterbox.tidy())
            await asyncio.sleep(86_400 - self.config.clock() % 86_400)


def make_app(config: GateConfig) -> Application:
    """An ASGI application; its lifespan loads the edition and closes the letterbox."""
    return Application(config)


def _demand(method: str, *allowed: str) -> None:
    if method not in allowed:
        raise MethodRefused(allowed=", ".join(allowed))


def _route_name(path: str) -> str:
    return "/" + path.split("/")[1] if path.startswith(("/plain/", "/calls/", "/letterbox", "/mail/")) else "/"


def _refusal(path: str, error: RestanteError) -> Answer:
    status = error.status if isinstance(error, GateError) else _STATUS.get(type(error), 400)
    status = 422 if isinstance(error, EnvelopeRefused) else status
    extra = [(b"allow", str(error.fields["allowed"]).encode())] if isinstance(error, MethodRefused) else []
    if path.startswith(("/letterbox", "/calls/", "/mail/")):
        return json_answer(status, {"code": error.code, "message": error.message(), **_numbers(error)}, extra)
    page = html_answer(status, error_page(error), "reading")
    return Answer(page.status, page.body, page.headers + extra)


def _numbers(error: RestanteError) -> dict[str, Any]:
    return {name: value for name, value in error.fields.items() if isinstance(value, int)}
