# SPDX-License-Identifier: AGPL-3.0-or-later
"""The process: uvicorn without access log, Server header, proxies' headers or WebSockets, and patient within limits."""

import asyncio
import fcntl
import logging
import resource
import socket
import sys
from typing import Any, ClassVar

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from restante.gate.app import Application
from restante.gate.config import GateConfig
from restante.gate.errors import CannotServe

_RECEIVE_BUFFER = 64 << 10  # of each connection in the kernel; bounds what a read can bring at once
SILENT_SECONDS, TAKING_SECONDS = 30, 60
MOST_HEAD = 64 << 10
MOST_SILENT = 512  # connections that have not asked, or not whole; one more, and the oldest of them goes
MOST_FILES = 8192


class PatientProtocol(HttpToolsProtocol):
    """Ends a connection whose head does not come or is too long, or that takes no answer; reads no body unasked."""

    silent: ClassVar[dict["PatientProtocol", asyncio.TimerHandle]] = {}
    _left: float = MOST_HEAD
    _in_head = True
    _taking: asyncio.TimerHandle | None = None
    _untaken = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._be_silent()
        if len(self.silent) > MOST_SILENT:
            next(iter(self.silent)).transport.abort()

    def data_received(self, data: bytes) -> None:
        was_in_head = self._in_head
        super().data_received(data)
        if was_in_head and not self._in_head:
            return  # a body, or the answer to a short request, began in these bytes
        self._left -= len(data)
        if self._left < 0:
            self.transport.abort()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._left = True, MOST_HEAD

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._end_silence()
        super().on_headers_complete()
        lengths = [value for name, value in self.headers if name == b"content-length"]
        self._left = float("inf") if lengths else MOST_HEAD  # a chunked body is refused
        if any(len(length) > 5 for length in lengths):
            self.flow.pause_reading()  # 100,000 bytes or more; a letter without pictures comes in one read

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self.pipeline and not self.transport.is_closing():
            self._be_silent()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_silence()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._taking = self.loop.call_later(TAKING_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._taking is not None:
            self._taking.cancel()

    def _be_silent(self) -> None:
        self._end_silence()
        self.silent[self] = self.loop.call_later(SILENT_SECONDS, self._cut_off)

    def _cut_off(self) -> None:
        """Nothing whole was asked for a while; but whoever still takes the last answer is waited for."""
        untaken = self.transport.get_write_buffer_size()
        if untaken in {0, self._untaken}:
            self.transport.abort()
        else:
            self._untaken = untaken
            self._be_silent()

    def _end_silence(self) -> None:
        if (timer := self.silent.pop(self, None)) is not None:
            timer.cancel()


def serve_gate(config: GateConfig, host: str, port: int) -> None:
    """Until a signal comes; what was dropped before it is durable."""
    config.home.mkdir(parents=True, exist_ok=True)
    with (config.home / "gate.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotServe(home=config.home, reason="a gate runs there already") from None
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most if 0 < most < MOST_FILES else MOST_FILES, most))
        logging.getLogger("restante.gate").addHandler(logging.StreamHandler())
        logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # warnings are strangers' to cause
        sys.setswitchinterval(0.0003)  # else a commit that is done waits up to 5 ms for the event loop to let it say so
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.create_server((host, port), family=family, backlog=512) as listening:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
            uvicorn.Server(uvicorn.Config(Application(config), **SETTINGS)).run(sockets=[listening])


SETTINGS: dict[str, Any] = {
    "http": PatientProtocol,
    "loop": "uvloop",
    "ws": "none",
    "lifespan": "on",
    "access_log": False,
    "server_header": False,
    "proxy_headers": False,
    "log_config": None,
    "timeout_keep_alive": 86_400,  # PatientProtocol has its own
    "timeout_graceful_shutdown": 5,
}
