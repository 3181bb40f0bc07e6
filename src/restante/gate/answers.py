# SPDX-License-Identifier: AGPL-3.0-or-later
"""What leaves the gate: the headers of each kind of page (research: security D.1) and the sending itself.

No Server, no Set-Cookie, no time of a file. Referrer-Policy is no-referrer even on forms: there is no session whose
protection could look at Origin.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

Headers = list[tuple[bytes, bytes]]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

_LOCKED = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_TYPES = "require-trusted-types-for 'script'; trusted-types 'none'"
_READING = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'"
CSP = {
    "reading": f"{_READING}; {_LOCKED}",
    "script": f"{_READING}; script-src 'self'; connect-src 'self'; {_LOCKED}; {_TYPES}",
    "letter": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
    f"connect-src 'self'; {_LOCKED}; {_TYPES}",
    "plain": f"{_READING}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "plain-read": "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    # a PDF viewer obeys the fetch directives of the PDF's own answer, so files get the locks only
    "file": _LOCKED,
}
_FEATURES = (
    "accelerometer autoplay camera display-capture encrypted-media fullscreen geolocation gyroscope magnetometer "
    "microphone midi payment picture-in-picture publickey-credentials-get screen-wake-lock usb web-share "
    "xr-spatial-tracking"
)
EVERYWHERE: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-embedder-policy", b"require-corp"),
    (b"origin-agent-cluster", b"?1"),
    (b"permissions-policy", ", ".join(f"{feature}=()" for feature in _FEATURES.split()).encode()),
]
HTML = "text/html; charset=utf-8"
HSTS = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")
NO_STORE = (b"cache-control", b"no-store")
CACHED = (b"cache-control", b"public, max-age=300")
NO_INDEX = (b"x-robots-tag", b"noindex")


def headers_for(page: str, media_type: str, *, cached: bool = False) -> Headers:
    """All headers but the length, for a page of a kind in CSP."""
    kind = [(b"content-type", media_type.encode()), (b"content-security-policy", CSP[page].encode())]
    return [*kind, *EVERYWHERE, *([CACHED] if cached else [NO_STORE, NO_INDEX])]


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    status: int
    body: bytes
    headers: Headers


def json_answer(status: int, document: object, extra: Headers | None = None) -> Answer:
    """What machines read: the letter page's script and the desk."""
    body = json.dumps(document, ensure_ascii=False).encode()
    return Answer(status, body, [*headers_for("reading", "application/json"), *(extra or [])])


def html_answer(status: int, page: str, kind: str = "plain") -> Answer:
    """A page made for one request; never kept by anybody."""
    return Answer(status, page.encode(), headers_for(kind, HTML))


async def send_answer(answer: Answer, send: Send, *, close: bool = False) -> None:
    """Start and body; the server drops the body of an answer to HEAD."""
    headers = [*answer.headers, (b"content-length", b"%d" % len(answer.body))]
    if close:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body, "more_body": close})


async def send_and_drain(answer: Answer, receive: Receive, send: Send, most: int) -> None:
    """Answers, then throws away what still comes: closed at once, a client would see a reset and not the answer."""
    await send_answer(answer, send, close=True)
    left = most
    while left > 0:
        message = await receive()
        if message["type"] != "http.request" or not message["more_body"]:
            break
        left -= len(message["body"])
    await send({"type": "http.response.body", "body": b"", "more_body": False})
