# SPDX-License-Identifier: AGPL-3.0-or-later
"""The process: uvicorn without access log, Server header, proxies' headers or WebSockets; idle heads are cut off."""

import asyncio
import fcntl
import logging
import socket
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from restante.errors import Unavailable
from restante.gate.app import make_app
from restante.gate.config import GateConfig

_RECEIVE_BUFFER = 64 << 10  # of each connection in the kernel; bounds what a read can bring at once
_HEADER_SECONDS = 30


class GateRuns(Unavailable):
    """Two processes on one letterbox would each believe in their own quota and edition."""

    code = "gate-runs"
    text = "A gate runs in {home} already."


class PatientProtocol(HttpToolsProtocol):
    """Closes a connection whose request head does not come, and reads no body before the gate wants it."""

    _head: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._head = self.loop.call_later(_HEADER_SECONDS, self.timeout_keep_alive_handler)

    def on_headers_complete(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None
        super().on_headers_complete()
        if any(name == b"content-length" and len(value) > 5 for name, value in self.headers):
            self.flow.pause_reading()  # 100,000 bytes or more; a letter without pictures comes in one read

    def connection_lost(self, exc: Exception | None) -> None:
        if self._head is not None:
            self._head.cancel()
        super().connection_lost(exc)


def serve_gate(config: GateConfig, host: str, port: int) -> None:
    """Until a signal comes; what was dropped before it is durable."""
    config.home.mkdir(parents=True, exist_ok=True)
    with (config.home / "gate.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise GateRuns(home=config.home) from None
        logging.getLogger("restante.gate").addHandler(logging.StreamHandler())
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.create_server((host, port), family=family, backlog=512) as listening:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
            uvicorn.Server(uvicorn.Config(make_app(config), **SETTINGS)).run(sockets=[listening])


SETTINGS: dict[str, Any] = {
    "http": PatientProtocol,
    "loop": "uvloop",
    "ws": "none",
    "lifespan": "on",
    "access_log": False,
    "server_header": False,
    "proxy_headers": False,
    "log_config": None,
    "timeout_keep_alive": 15,
    "timeout_graceful_shutdown": 5,
}
