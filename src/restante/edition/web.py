# SPDX-License-Identifier: AGPL-3.0-or-later
"""A copy behind http or https: no redirect is followed, no encoding accepted, no length believed, no time left open.

Every read of a connection ends by the request's own deadline, headers and handshakes included, so a server that drips
is as bounded as one that is silent. Names are looked up by the proxy where there is one.
"""

import re
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import urlsplit

import httpcore
import socksio

from restante.edition.sources import Cut, Faulty, ProxyRefused, check_address
from restante.edition.verdict import shown

PATIENCE: Final = 60.0
"""Seconds for any answer, and beyond them one for each SLOWEST bytes."""
SLOWEST: Final = 2048
_RANGE: Final = re.compile(rb"bytes ([0-9]{1,16})-[0-9]{1,16}/(?:[0-9]{1,16}|\*)")
_HEADERS: Final = (
    (b"Accept", b"*/*"),
    (b"Accept-Encoding", b"identity"),
    (b"User-Agent", b"Mozilla/5.0"),  # what says nothing: a program's own name would tell who carries mirrors
)
_PROXIES: Final = ("http", "https", "socks5", "socks5h")


class _Clock(threading.local):
    """When the request of this thread must be over."""

    until = 0.0
    opened: httpcore.NetworkStream | None = None

    def drop(self) -> None:
        """Close what this thread connected last: httpcore leaves it open when a proxy misbehaves."""
        if self.opened is not None:
            self.opened.close()

    def left(self, timeout: float | None) -> float:
        left = self.until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left if timeout is None else min(left, timeout)


class _Count:
    def __init__(self) -> None:
        self.bytes, self._lock = 0, threading.Lock()

    def add(self, count: int) -> None:
        with self._lock:
            self.bytes += count


class _Stream(httpcore.NetworkStream):
    """A connection that counts, and that knows when it must be over."""

    def __init__(self, inner: httpcore.NetworkStream, clock: _Clock, count: _Count) -> None:
        self._inner, self._clock, self._count = inner, clock, count

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._inner.read(max_bytes, self._clock.left(timeout))
        self._count.add(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._count.add(len(buffer))
        self._inner.write(buffer, self._clock.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._clock.left(timeout))
        return _Stream(inner, self._clock, self._count)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    def __init__(self, clock: _Clock, count: _Count) -> None:
        self._inner, self._clock, self._count = httpcore.SyncBackend(), clock, count

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        left = self._clock.left(timeout)
        inner = self._inner.connect_tcp(host, port, left, local_address, socket_options)
        self._clock.opened = inner
        return _Stream(inner, self._clock, self._count)


class WebSource:
    """One address; threads may read from it at the same time, each over a connection of its own."""

    def __init__(
        self,
        address: str,
        *,
        proxy: str | None = None,
        connections: int = 8,
        patience: float = PATIENCE,
        slowest: int = SLOWEST,
    ) -> None:
        self.name = check_address(address, proxy)
        self._clock, self._count = _Clock(), _Count()
        self._patience, self._slowest = patience, slowest
        self._pool = _open_pool(proxy, connections, _Backend(self._clock, self._count))

    @property
    def moved(self) -> int:
        """Bytes in both directions, headers and refused answers included."""
        return self._count.bytes

    def read(self, path: str, length: int, start: int = 0) -> Iterator[bytes]:
        """The body from `start` on; a server that knows no ranges gives all, and what was there before is passed by."""
        self._clock.until = time.monotonic() + self._patience + length / self._slowest
        wanted = ((b"Range", b"bytes=%d-" % start),) if start else ()
        try:
            with self._pool.stream("GET", f"{self.name}/{path}", headers=[*_HEADERS, *wanted]) as answer:
                passed = start if self._check(answer, path, start) else 0
                left = length + 1 - passed
                for data in answer.iter_stream():
                    fresh = data[max(0, start - passed) :]
                    passed += len(data)
                    left -= len(data)
                    if fresh:
                        yield fresh
                    if left <= 0:
                        return
        except (httpcore.TimeoutException, TimeoutError):
            self._clock.drop()
            raise Cut("it is too slow or silent", silent=True) from None
        except socksio.SOCKSError:
            self._clock.drop()
            raise Cut("the proxy does not speak SOCKS") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, OSError) as error:
            self._clock.drop()
            raise Cut(_reason(error)) from None

    def close(self) -> None:
        """Ends every connection."""
        self._pool.close()

    @staticmethod
    def _check(answer: httpcore.Response, path: str, start: int) -> bool:
        """True if the body begins at `start`, false if at the beginning."""
        headers = {name.lower(): value for name, value in answer.headers}
        if 300 <= answer.status < 400:
            place = shown(headers.get(b"location", b"").decode("latin-1")[:200])
            raise Faulty(f"it points elsewhere ({place or 'nowhere'}); if you trust that address, pull from there")
        if answer.status in (404, 410):
            raise Faulty(f"{path} is missing", missing=True)
        if answer.status == 429 or answer.status >= 500:
            raise Cut(f"it answers with status {answer.status}")
        if answer.status not in (200, 206):
            raise Faulty(f"it answers with status {answer.status} for {path}")
        if headers.get(b"content-encoding", b"identity").lower() != b"identity":
            raise Faulty(f"it sends {path} in an encoding that was not asked for")
        if answer.status == 200:
            return False
        found = _RANGE.fullmatch(headers.get(b"content-range", b""))
        if not start or found is None or int(found[1]) != start:
            raise Faulty(f"it sends another part of {path} than was asked for")
        return True


def _open_pool(proxy: str | None, connections: int, backend: httpcore.NetworkBackend) -> httpcore.ConnectionPool:
    if proxy is None:
        return httpcore.ConnectionPool(max_connections=connections, network_backend=backend)
    try:
        scheme, host = urlsplit(proxy).scheme, urlsplit(proxy).hostname
    except ValueError:
        scheme, host = "", None
    if scheme not in _PROXIES or not host:
        raise ProxyRefused(proxy=shown(proxy))
    if scheme.startswith("socks"):
        url = "socks5" + proxy.removeprefix(scheme)
        return httpcore.SOCKSProxy(url, max_connections=connections, network_backend=backend)
    return httpcore.HTTPProxy(proxy, max_connections=connections, network_backend=backend)


def _reason(error: Exception) -> str:
    if isinstance(error, httpcore.ConnectError):
        return "it cannot be reached"
    return "the connection broke off"
