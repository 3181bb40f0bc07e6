# SPDX-License-Identifier: AGPL-3.0-or-later
"""A site with keys that open, a small gate that counts what it is sent, and a browser that lets nothing else out."""

import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

import build_hook
from restante.site import build_site
from tests.site.sample import working_site

CHROMIUM = "/usr/bin/chromium"
PATIENCE = 20_000  # a machine that runs several browsers at once is slow, not wrong
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
]
TYPES = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
    "json": "application/json",
}


@pytest.fixture(scope="session", autouse=True)
def _catalogues() -> None:
    build_hook.compile_catalogues()


@dataclass
class Gate:
    """What a gate does for these tests: serves files and keeps what was posted. `answer` is the letterbox's mood."""

    files: dict[str, bytes]
    address: str = ""
    answer: int = 201
    posts: list[tuple[str, bytes]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def gate() -> Iterator[Gate]:
    """On a free port of the loopback."""
    state = Gate(dict(build_site(working_site())))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(state))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    state.address = f"http://127.0.0.1:{server.server_port}"
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


def _handler(state: Gate) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0].lstrip("/")
            state.asked.append(path)
            data = state.files.get(path)
            kind = TYPES.get(path.rpartition(".")[2], "application/octet-stream")
            self._answer(404 if data is None else 200, kind, data or b"")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.posts.append((self.path, body))
            told = {"accepted": hashlib.sha256(body).hexdigest()}
            self._answer(state.answer, "application/json", json.dumps(told).encode())

        def _answer(self, status: int, kind: str, data: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            return

    return Handler


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a module: playwright keeps a loop running in its thread, which other tests must not meet."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A phone's page; an error in a script of ours fails the test."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    yield page
    context.close()
    assert broken == []
