# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading what strangers send: bounded in size, memory, number and time, so that slow ones cannot starve an honest one.

A body beyond 64 KiB goes to an unlinked file in the gate's own home; a plain form is encrypted there under a key
that exists only in memory, since it is not sealed yet.
"""

import asyncio
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from restante.gate.answers import Receive
from restante.gate.errors import GateBusy, GateFull, LengthMissing, TooLarge, TooSlow

IN_MEMORY = 64 << 10
SLOWEST_LARGE = 32 << 10  # bytes a second that a body must keep up once it is too large for `body_seconds`
SAFE_SECONDS = 5  # nobody is put out before this


@dataclass(slots=True, eq=False)
class _Place:
    began: float
    length: int
    timeout: asyncio.Timeout
    received: int = 0
    evicted: bool = False


@dataclass(slots=True)
class Body:
    """A whole body. The file was never linked, or is still in memory, so closing is deleting."""

    file: SpooledTemporaryFile[bytes]
    cipher: Cipher[modes.CTR] | None
    sha256: bytes = b""

    def read(self) -> bytes:
        """All of it, in the clear."""
        self.file.seek(0)
        data = self.file.read()
        return data if self.cipher is None else self.cipher.decryptor().update(data)

    def close(self) -> None:
        """Nothing is left of it."""
        self.file.close()


class BodyReader:
    """Hands out the places. When all are taken, the one that has made the least of its time gives way."""

    def __init__(self, spool: Path, places: int, body_seconds: float, stall_seconds: float) -> None:
        self._spool, self._places = spool, places
        self._body_seconds, self._stall_seconds = body_seconds, stall_seconds
        self._taken: set[_Place] = set()

    @property
    def expected(self) -> int:
        """Bytes that are still on their way: they will need room too."""
        return sum(place.length for place in self._taken)

    async def read(
        self, receive: Receive, length: int, check: Callable[[bytes], None] = lambda _: None, *, private: bool = False
    ) -> Body:
        """The body of exactly `length` bytes. `check` sees the first bytes as soon as sixteen are there."""
        place = _Place(asyncio.get_running_loop().time(), length, asyncio.timeout(None))
        self._take(place)
        file = SpooledTemporaryFile(IN_MEMORY, dir=str(self._spool))  # noqa: SIM115 -- closed by its Body
        body = Body(file, None)
        if private:
            body.cipher = Cipher(algorithms.AES(secrets.token_bytes(32)), modes.CTR(secrets.token_bytes(16)))
        try:
            async with place.timeout:
                await self._fill(receive, body, place, check)
        except BaseException as error:
            body.close()
            if isinstance(error, TimeoutError):
                raise GateBusy if place.evicted else TooSlow from None
            if isinstance(error, OSError):
                raise GateFull from None
            raise
        finally:
            self._taken.discard(place)
        return body

    async def _fill(self, receive: Receive, body: Body, place: _Place, check: Callable[[bytes], None]) -> None:
        loop, hashed, head = asyncio.get_running_loop(), hashlib.sha256(), b""
        end = place.began + max(self._body_seconds, place.length / SLOWEST_LARGE)
        writer = body.cipher.encryptor() if body.cipher else None
        more = True
        while more:
            if not place.evicted:
                place.timeout.reschedule(min(end, loop.time() + self._stall_seconds))
            message = await receive()
            if message["type"] != "http.request":
                raise TooSlow
            chunk, more = message["body"], message["more_body"]
            place.received += len(chunk)
            if place.received > place.length:
                raise TooLarge
            if len(head) < 16 <= len(head := (head + chunk)[:16]):
                check(head)
            hashed.update(chunk)
            body.file.write(chunk if writer is None else writer.update(chunk))
        if place.received != place.length:
            raise TooSlow
        body.sha256 = hashed.digest()

    def _take(self, place: _Place) -> None:
        if len(self._taken) >= self._places:
            now = asyncio.get_running_loop().time()
            old = [other for other in self._taken if now - other.began >= SAFE_SECONDS and not other.evicted]
            if not old:
                raise GateBusy
            slowest = min(old, key=lambda other: other.received / other.length / (now - other.began))
            slowest.evicted = True
            slowest.timeout.reschedule(now)
            self._taken.discard(slowest)
        self._taken.add(place)


def content_length(headers: dict[bytes, bytes], most: int) -> int:
    """Content-Length, required and bounded; a chunked body is refused because nobody can bound it."""
    given = headers.get(b"content-length", b"")
    if not given.isdigit() or b"transfer-encoding" in headers:
        raise LengthMissing
    if len(given) > 12 or int(given) > most:
        raise TooLarge
    return int(given)
