# SPDX-License-Identifier: AGPL-3.0-or-later
"""A web server on loopback that carries a folder: honest, or with a trick for some of its paths."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Trick = Callable[["Answer"], bool]
"""Answers a request in its own way; false leaves it to the honest half."""


class Answer(BaseHTTPRequestHandler):
    """Ranges and kept connections, as nginx has them."""

    protocol_version = "HTTP/1.1"
    server: "MirrorServer"

    def do_GET(self) -> None:
        with self.server.lock:
            self.server.asked.append(self.path)
        with contextlib.suppress(ConnectionError, TimeoutError):
            if self.server.trick is None or not self.server.trick(self):
                self.answer_honestly()

    def answer_honestly(self) -> None:
        path = self.server.folder / self.path.lstrip("/")
        if not path.is_file():
            self.send_body(404, b"<html>not here</html>")
            return
        data, start = path.read_bytes(), 0
        if asked := self.headers.get("Range"):
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
        if start:
            where = f"bytes {start}-{len(data) - 1}/{len(data)}"
            self.send_body(206, data[start:], {"Content-Range": where})
        else:
            self.send_body(200, data)

    def send_body(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response_only(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        with self.server.lock:
            self.server.sent += len(body)

    def send_raw(self, data: bytes) -> None:
        self.close_connection = True
        self.wfile.write(data)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """No line for any request."""


class MirrorServer(ThreadingHTTPServer):
    """Knows what it was asked for, and how many bytes of bodies it sent."""

    daemon_threads = True

    def __init__(self, folder: Path, trick: Trick | None) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.folder, self.trick = folder, trick
        self.asked: list[str] = []
        self.sent, self.lock = 0, threading.Lock()
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what half of the tests want."""


@contextlib.contextmanager
def serving(folder: Path, trick: Trick | None = None) -> Iterator[MirrorServer]:
    """A mirror of the folder for as long as the block lasts."""
    with MirrorServer(folder, trick) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()
