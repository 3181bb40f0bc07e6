# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's half of a call: always dials out, follows no redirect, believes no length, and sorts every failure.

Unavailable means that trying again later is right; BadInput and NotAuthentic mean that it is not.
"""

import base64
import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from socket import SHUT_RDWR, socket
from threading import Timer
from types import TracebackType
from typing import Any, Self

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from restante.calls.errors import CallRefused, ClockSkewed, GateAnswerUnusable, GateRefused, GateUnreachable
from restante.calls.signature import sign_call
from restante.edition.format import METADATA
from restante.seal.envelope import LARGEST

MOST_JSON = 4 << 20
MOST_REFUSAL = 4096
MOST_ROUNDS = 1000
MOST_LISTED = 200_000  # in one round; the rest comes in the next
LARGEST_NUMBER = 2**53 - 1
SLOWEST = 16 << 10  # bytes a second, over the whole answer: a gate that drips holds up every other gate's letters
PATIENCE = 120  # seconds, whatever the size
FETCHED_AT_ONCE = 2 << 20
FRAME = 4  # bytes of length before each envelope in the answer
_HEX = {"id": re.compile(r"[0-9a-f]{32}"), "sha256": re.compile(r"[0-9a-f]{64}")}
_TIMEOUT = httpx.Timeout(60, connect=30)

MailFile = bytes | Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Listed:
    """An envelope that waits at the gate."""

    id: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Health:
    """What a gate says of itself; `clock_skew` is positive when the desk's clock is ahead."""

    edition: int | None
    free_bytes: int
    waiting: int
    clock_skew: float


class GateClient:
    """One gate; `name` is what errors call it. A transport may be given in place of the network."""

    def __init__(
        self,
        url: str,
        call_key_private: Ed25519PrivateKey,
        *,
        name: str = "",
        proxy: str | None = None,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._url, self._key, self._clock = url.rstrip("/"), call_key_private, clock
        self._name = name or self._url
        self._socket: socket | None = None
        self._http = httpx.Client(
            timeout=_TIMEOUT, follow_redirects=False, proxy=proxy, transport=transport, trust_env=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connection."""
        self._http.close()

    def list_envelopes(self, include_acknowledged: bool = False) -> list[Listed]:
        """Every envelope the gate holds, in no order that tells anything."""
        found: dict[str, Listed] = {}
        for _ in range(MOST_ROUNDS):
            after = f"&after={max(found)}" if found else ""
            listing = self._ask_json("GET", f"/calls/letterbox?acknowledged={int(include_acknowledged)}{after}")
            page = [self._listed(entry) for entry in self._entries(listing, "envelopes")]
            fresh = {one.id: one for one in page if one.id not in found and (not found or one.id > max(found))}
            found |= fresh
            if not fresh or len(found) >= MOST_LISTED:
                return list(found.values())[:MOST_LISTED]
        raise self._unusable("an endless list")

    def fetch(self, sizes: Mapping[str, int]) -> Iterator[tuple[str, bytes]]:
        """Ids with their sealed bytes, many in one call; the caller compares the hashes with the list's.

        `sizes` are the list's, and bound the memory; what the gate does not give is left out.
        """
        for part in _calls_for(sizes):
            most = MOST_REFUSAL + sum(FRAME + sizes[envelope] for envelope in part)
            answer = memoryview(self._ask("GET", f"/calls/letterbox/{','.join(part)}", most=most))
            for envelope in part:
                length = int.from_bytes(answer[:FRAME])
                sealed, answer = answer[FRAME : FRAME + length], answer[FRAME + length :]
                if len(sealed) == sizes[envelope]:
                    yield envelope, bytes(sealed)

    def acknowledge(self, sha256s: list[str]) -> None:
        """Tells the gate what the desk has durably; repeating it is harmless."""
        for start in range(0, len(sha256s), 10_000):
            self._ask_json("POST", "/calls/acknowledge", {"sha256": sha256s[start : start + 10_000]})

    def publish(self, edition: Path) -> None:
        """Brings the gate to this edition; only what it lacks is sent."""
        place = edition / METADATA
        metadata = {file.name: base64.b64encode(file.read_bytes()).decode() for file in sorted(place.iterdir())}
        self._offer("/calls/edition", {"metadata": metadata}, lambda path: (edition / path).read_bytes())

    def publish_mail(self, files: Mapping[str, MailFile]) -> None:
        """Brings the gate to this mail; a value may be a function, called only if the gate lacks the file."""

        def content(path: str) -> bytes:
            file = files[path]
            return file if isinstance(file, bytes) else file()

        latest = base64.b64encode(content("latest.json")).decode()
        self._offer("/calls/mail", {"latest": latest, "files": sorted(set(files) - {"latest.json"})}, content)

    def health(self) -> Health:
        """Unsigned, so that it works before the first edition."""
        response, body = self._send("GET", "/health", b"", {}, MOST_JSON)
        answer = self._parse(body)
        try:
            date = parsedate_to_datetime(response.headers["date"]).timestamp()
            edition, free, waiting = (answer[name] for name in ("edition", "free_bytes", "waiting"))
        except (KeyError, ValueError, TypeError, OverflowError):
            raise self._unusable("health") from None
        if not (edition is None or _is_count(edition)) or not _is_count(free) or not _is_count(waiting):
            raise self._unusable("health")
        return Health(edition, free, waiting, self._clock() - date)

    def _offer(self, address: str, offer: dict[str, Any], content: Callable[[str], bytes]) -> None:
        sent: set[tuple[str, str]] = set()
        for _ in range(MOST_ROUNDS):
            answer = self._ask_json("POST", address, offer)
            missing = list(self._wanted(answer))
            if not missing:
                return
            if not sent.isdisjoint(missing):
                raise self._unusable("it asks again for what it got")
            for path, _sha256 in missing:
                try:
                    data = content(path)
                except (KeyError, OSError, ValueError):  # the last: a path with a null byte or half a character
                    raise self._unusable("it asks for a file that is not published") from None
                self._ask("PUT", f"{address}/{path}", body=data, most=MOST_JSON)
            sent.update(missing)
        raise self._unusable("it is never content")

    def _wanted(self, answer: dict[str, Any]) -> Iterator[tuple[str, str]]:
        for entry in self._entries(answer, "missing"):
            path, sha256 = entry.get("path"), entry.get("sha256")
            if not isinstance(path, str) or not isinstance(sha256, str) or ".." in path or path.startswith("/"):
                raise self._unusable("a path")
            yield path, sha256

    def _listed(self, entry: dict[str, Any]) -> Listed:
        if not all(isinstance(entry.get(name), str) and form.fullmatch(entry[name]) for name, form in _HEX.items()):
            raise self._unusable("an id")
        if type(entry.get("size")) is not int or not 0 < entry["size"] <= LARGEST:
            raise self._unusable("a size")
        return Listed(entry["id"], entry["size"], entry["sha256"])

    def _entries(self, answer: dict[str, Any], name: str) -> list[dict[str, Any]]:
        entries = answer.get(name)
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise self._unusable(name)
        return entries

    def _ask_json(self, method: str, address: str, document: object = None) -> dict[str, Any]:
        body = b"" if document is None else json.dumps(document).encode()
        return self._parse(self._ask(method, address, body=body, most=MOST_JSON))

    def _ask(self, method: str, address: str, *, body: bytes = b"", most: int) -> bytes:
        headers = sign_call(self._key, method, self._url + address, hashlib.sha256(body).digest(), self._clock())
        return self._send(method, address, body, headers, most)[1]

    def _send(
        self, method: str, address: str, body: bytes, headers: dict[str, str], most: int
    ) -> tuple[httpx.Response, bytes]:
        url = self._url + address
        headers |= {"Accept-Encoding": "identity"}
        patience = Timer(PATIENCE + (len(body) + most) / SLOWEST, self._hang_up)
        patience.daemon = True
        patience.start()
        try:
            with self._http.stream(
                method, url, content=body, headers=headers, extensions={"trace": self._note_socket}
            ) as response:
                answer = bytearray()
                for chunk in response.iter_raw():
                    answer += chunk
                    if len(answer) > most:
                        raise self._unusable("it does not end")
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise GateUnreachable(gate=self._name, reason=type(error).__name__) from None
        finally:
            patience.cancel()
        if not 200 <= response.status_code < 300:
            self._refuse(response.status_code, bytes(answer))
        return response, bytes(answer)

    def _note_socket(self, event: str, told: dict[str, Any]) -> None:
        """httpcore names each step; a connection is one that was just made, or the same as before."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._socket = told["return_value"].get_extra_info("socket")

    def _hang_up(self) -> None:
        """From another thread: httpx bounds the wait for each byte, and a head or body may drip for months."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(SHUT_RDWR)

    def _refuse(self, status: int, answer: bytes) -> None:
        try:
            said = _decode_json(answer)
        except (ValueError, RecursionError):
            said = {}
        code = said.get("code")
        if code == ClockSkewed.code and type(said.get("seconds")) is int:
            direction = "behind" if "behind" in str(said.get("message")) else "ahead"
            raise ClockSkewed(seconds=said["seconds"], direction=direction)
        if status == 401:
            raise CallRefused
        if status >= 500 or (status in {404, 408, 429} and code is None):
            raise GateUnreachable(gate=self._name, reason=str(status))
        if 300 <= status < 400 or status < 200:
            raise self._unusable(f"status {status}")
        reason = code if isinstance(code, str) and re.fullmatch(r"[a-z-]{1,40}", code) else "no reason given"
        raise GateRefused(gate=self._name, reason=reason, status=status)

    def _parse(self, body: bytes) -> dict[str, Any]:
        try:
            return _decode_json(body)
        except (ValueError, RecursionError):
            raise self._unusable("no JSON, or a key twice") from None

    def _unusable(self, reason: str) -> GateAnswerUnusable:
        return GateAnswerUnusable(gate=self._name, reason=reason)


def _is_count(told: object) -> bool:
    """A number that databases and languages with 53 bits can hold: what a gate says of itself is anything at all."""
    return type(told) is int and 0 <= told <= LARGEST_NUMBER


def _calls_for(sizes: Mapping[str, int]) -> Iterator[list[str]]:
    """Ids for one call each: what fits, or else one alone."""
    part: list[str] = []
    for envelope, size in sizes.items():
        if part and sum(sizes[one] for one in part) + size > FETCHED_AT_ONCE:
            yield part
            part = []
        part.append(envelope)
    if part:
        yield part


def _decode_json(body: bytes) -> dict[str, Any]:
    """An object in which no key stands twice: two readers of such JSON would each believe another value."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        document = dict(pairs)
        if len(document) != len(pairs):
            raise ValueError("a key stands twice")
        return document

    document = json.loads(body, object_pairs_hook=unique)
    if not isinstance(document, dict):
        raise ValueError("not an object")  # noqa: TRY004 -- one kind of error for the caller
    return document


__all__ = ["GateClient", "Health", "Listed"]
