# SPDX-License-Identifier: AGPL-3.0-or-later
"""The gate as plain ASGI: one table of routes, and the one place where an error becomes an answer."""

import asyncio
import logging
import re

from restante.calls import wire
from restante.calls.errors import CallRefused, CallUnreadable, NotAsked
from restante.calls.published import mail_file
from restante.edition.headers import Headers, transport_headers
from restante.errors import RestanteError
from restante.gate.answers import Answer, Receive, Scope, Send, html_answer, json_answer, send_answer, send_file
from restante.gate.bodies import content_length
from restante.gate.desk_calls import answer_call
from restante.gate.errors import GateError, GateFault, MethodRefused, NotHere, NothingPublished
from restante.gate.plain import answer_plain
from restante.gate.state import Gate
from restante.gate.words import error_page
from restante.seal.envelope import ENVELOPE_SIZES, LARGEST, check_envelope
from restante.seal.errors import WrongSize

_LOG = logging.getLogger("restante.gate")
_MAIL = re.compile(r"/mail/(latest\.json|[0-9]{1,12}/[0-9a-f]{4}\.bin|blobs/[0-9a-f]{32})")
_STATUS: dict[type[RestanteError], int] = {NotAsked: 404, CallUnreadable: 400}
_ONCE = frozenset((b"host", b"content-length", b"content-type", b"content-digest", b"signature", b"signature-input"))


class Application(Gate):
    """A gate that answers."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        headers = dict(scope["headers"])
        extra = transport_headers(self.config.urls, headers.get(b"host", b"")) if self.config.urls else []
        try:
            answer = await self._route(scope, headers, receive, send, extra)
        except RestanteError as error:
            answer = _refusal(scope["path"], error)
        except Exception as error:  # noqa: BLE001 -- the outermost door: a stranger gets one sentence, the log one class name
            _LOG.error("%s on %s", type(error).__name__, _route_name(scope["path"]))
            answer = _refusal(scope["path"], GateFault())
        if answer is None:
            return
        has_body = headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers
        await send_answer(answer, send, extra, receive if has_body and answer.status >= 400 else None)

    async def _route(
        self, scope: Scope, headers: dict[bytes, bytes], receive: Receive, send: Send, extra: Headers
    ) -> Answer | None:
        path, method = scope["path"], scope["method"]
        if sum(name in _ONCE for name, _ in scope["headers"]) != len(_ONCE & headers.keys()):
            raise GateError  # a proxy in front may have believed the first of two, and this gate would the last
        if path == "/letterbox":
            _demand(method, "POST")
            return await self._take_envelope(content_length(headers, LARGEST), receive)
        if path.startswith("/plain/"):
            return await answer_plain(self, scope, headers, receive, send)
        if path.startswith("/calls/"):
            return await answer_call(self, scope, headers, receive)
        _demand(method, "GET", "HEAD")
        if self.served is not None and (page := self.served.pages.get(path)) is not None:
            variant = page.variant_for(headers)
        elif (mail := _MAIL.fullmatch(path)) is not None:
            try:
                variant = mail_file(self.config.home / "mail" / mail[1])
            except FileNotFoundError:
                raise NotHere from None
        elif path == "/health":
            return await self._health()
        else:
            raise NotHere if self.served else NothingPublished
        await send_file(variant, method, headers.get(b"if-none-match", b""), send, extra)
        return None

    async def _take_envelope(self, length: int, receive: Receive) -> Answer:
        """Read, checked by its first sixteen bytes, and durable; the answer is its SHA-256."""
        keys = self.published.key_ids(self.config.today())
        if length not in ENVELOPE_SIZES:
            raise WrongSize(length=length)
        self.letterbox.demand_room(length + self.bodies.expected)
        body = await self.bodies.read(receive, length, lambda head: check_envelope(head, length, keys))
        try:
            await self.letterbox.drop(body.sha256, length, body.read)
        finally:
            body.close()
        return json_answer(201, {"accepted": body.sha256.hex()})

    async def _health(self) -> Answer:
        waiting = await self.letterbox.ask(lambda envelopes: envelopes.waiting())
        number = self.served.number if self.served else None
        return json_answer(200, wire.health(number, self.letterbox.free(), waiting))

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
            await self.letterbox.tidy()
            await asyncio.sleep(86_400 - self.config.clock() % 86_400)


def _demand(method: str, *allowed: str) -> None:
    if method not in allowed:
        raise MethodRefused(allowed=", ".join(allowed))


def _route_name(path: str) -> str:
    return "/" + path.split("/")[1] if path.startswith(("/plain/", "/calls/", "/letterbox", "/mail/")) else "/"


def _refusal(path: str, error: RestanteError) -> Answer:
    status = getattr(error, "status", 401 if isinstance(error, CallRefused) else _STATUS.get(type(error), 422))
    if path.startswith(("/letterbox", "/calls/", "/mail/", "/health")):
        numbers = {name: value for name, value in error.fields.items() if isinstance(value, int)}
        answer = json_answer(status, {"code": error.code, "message": error.message(), **numbers})
    else:
        answer = html_answer(status, error_page(error, path), "reading")
    if "allowed" in error.fields:
        answer.headers.append((b"allow", str(error.fields["allowed"]).encode()))
    return answer
