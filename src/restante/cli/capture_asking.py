# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `restante capture` asks of servers, from the editor's own machine: a page on its way, a time stamp."""

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from restante.errors import BadInput, Unavailable

if TYPE_CHECKING:
    import httpx

    from restante.cases.captures import Exchange

LARGEST: Final = 32 * 2**20
MOST_SECONDS: Final = 120.0
MOST_HOPS: Final = 10
AGENT: Final = "Mozilla/5.0 (compatible; restante capture)"


class NoAddress(BadInput):
    """Only pages of the web are fetched, and no password travels into an archive."""

    code = "capture-address"
    text = (
        "That is no address that can be kept. Give one with http:// or https:// and without a name or password in it."
    )


class NotFetched(Unavailable):
    """Nothing was written."""

    code = "capture-not-fetched"
    text = "The page was not kept: {reason}. Nothing was written."


class NotStamped(Unavailable):
    """Nothing was written."""

    code = "capture-not-stamped"
    text = "The authority gave no time stamp: {reason}. Nothing was written."


def ask_authority(url: str, question: bytes) -> bytes:
    """Its answer as it came, bounded in size and time."""
    import httpx

    from restante.cases.captures.stamps import MOST_STAMP

    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    until = time.monotonic() + MOST_SECONDS
    answered = bytearray()
    try:
        with (
            httpx.Client(timeout=httpx.Timeout(30), headers={"User-Agent": AGENT}, follow_redirects=False) as client,
            client.stream("POST", url, content=question, headers=headers) as answer,
        ):
            for piece in answer.iter_bytes(2**14):
                answered += piece
                if len(answered) > MOST_STAMP or time.monotonic() > until:
                    raise NotStamped(reason="it sent no time stamp but something else, without an end")
            status = answer.status_code
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise NotStamped(reason=f"it did not answer ({type(error).__name__})") from None
    if status != 200:
        raise NotStamped(reason=f"it answered {status}")
    return bytes(answered)


def exchanges(url: str, user_agent: str) -> "list[Exchange]":
    """Every hop of the way to the page; each is asked for and kept."""
    import httpx

    until = time.monotonic() + MOST_SECONDS
    kept: list[Exchange] = []
    headers = {"User-Agent": user_agent, "Accept": "text/html,application/pdf,*/*;q=0.8", "Accept-Encoding": "gzip"}
    try:
        with httpx.Client(timeout=httpx.Timeout(30), headers=headers, follow_redirects=False) as client:
            while len(kept) < MOST_HOPS:
                judge(url)
                with client.stream("GET", url) as answer:
                    kept.append(_exchange(answer, until, sum(len(one.body) for one in kept)))
                    following = answer.next_request
                if following is None:
                    break
                url = str(following.url)
            else:
                raise NotFetched(reason=f"it was sent on more than {MOST_HOPS} times")
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise NotFetched(reason=f"{urlsplit(url).hostname} did not answer ({type(error).__name__})") from None
    if not 200 <= kept[-1].status < 300:
        raise NotFetched(reason=f"the server answered {kept[-1].status}")
    return kept


def judge(url: str) -> None:
    """Raises NoAddress."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise NoAddress from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise NoAddress


def _exchange(answer: "httpx.Response", until: float, before: int) -> "Exchange":
    from restante.cases.captures import Exchange

    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    body = bytearray()
    for piece in answer.iter_raw(2**16):
        body += piece
        if before + len(body) > LARGEST:
            raise NotFetched(reason=f"it is larger than {LARGEST // 2**20} MiB")
        if time.monotonic() > until:
            raise NotFetched(reason=f"it took longer than {MOST_SECONDS:.0f} seconds")
    asked = answer.request
    return Exchange(
        url=str(asked.url),
        moment=moment,
        asked=_headers(asked.headers),
        status=answer.status_code,
        reason=answer.reason_phrase,
        answered=_headers(answer.headers),
        body=bytes(body),
        path=asked.url.raw_path.decode("ascii"),
    )


def _headers(headers: "httpx.Headers") -> list[tuple[str, str]]:
    return [(key.decode("latin-1"), value.decode("latin-1")) for key, value in headers.raw]
