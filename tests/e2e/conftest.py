# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole house for the browser's tests: `restante up` in a fresh data folder, and one Chromium for all."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.e2e.furniture import Furniture, furnish
from tests.e2e.volunteer import Volunteer
from tests.e2e.writer import PlainWriter, Writer

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The house is one, so its tests run in one worker; all of them drive a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("house"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class House:
    """Gate, desk and worker, running; and what they said."""

    home: Path
    gate: str
    desk: str
    process: "subprocess.Popen[str] | None" = None
    said: list[str] = field(default_factory=list)
    welcome: str = ""
    listener: threading.Thread | None = None

    def start(self) -> None:
        """Start everything and wait until it says so."""
        environment = {
            **os.environ,
            "RESTANTE_HOME": str(self.home),
            "RESTANTE_GATE_PORT": self.gate.rsplit(":", 1)[1],
            "RESTANTE_DESK_PORT": self.desk.rsplit(":", 1)[1],
            "PYTHONUNBUFFERED": "1",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "restante", "up"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout
        for line in self.process.stdout:
            self.said.append(line)
            if found := re.search(r"password, once: (\S+)", line):
                self.welcome = found.group(1)
            if line.startswith("Ctrl-C"):
                self.listener = threading.Thread(target=self._listen, daemon=True)
                self.listener.start()
                return
        raise AssertionError("".join(self.said))

    def _listen(self) -> None:
        assert self.process
        assert self.process.stdout
        self.said.extend(self.process.stdout)

    def stop(self) -> int:
        """As Ctrl-C does."""
        assert self.process
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(30)
        if self.listener:
            self.listener.join(10)
        if self.process.stdout:
            self.process.stdout.close()
        return status


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One demonstration group for all tests of the session."""
    home = tmp_path_factory.mktemp("house") / "var"
    started = House(home, f"http://127.0.0.1:{free_port()}", f"http://127.0.0.1:{free_port()}")
    started.start()
    yield started
    assert started.stop() == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a module: playwright keeps a loop running in its thread, which others must not meet."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Fresh browsers, each without a past; closed after the test."""
    opened: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(**options)  # type: ignore[arg-type]  # playwright's own keyword arguments
        context.set_default_timeout(20_000)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def writer(house: House, new_context: Callable[..., BrowserContext]) -> Writer:
    """Somebody on a phone who knows nothing of us."""
    return Writer(new_context(viewport={"width": 360, "height": 740}, locale="ru-RU").new_page(), house.gate)


@pytest.fixture
def plain_writer(house: House, new_context: Callable[..., BrowserContext]) -> PlainWriter:
    """Somebody whose browser runs no script at all."""
    return PlainWriter(new_context(java_script_enabled=False, locale="ru-RU").new_page(), house.gate)


@pytest.fixture(scope="module")
def alice_state(house: House, browser: Browser) -> str:
    """The coordinator has set a password by the one-time link; what her browser remembers, as a file."""
    path = house.home.parent / "alice.json"
    if path.exists():
        return str(path)
    context = browser.new_context(locale="ru-RU")
    context.set_default_timeout(20_000)
    volunteer = Volunteer(context.new_page(), house.desk)
    volunteer.accepts_the_welcome(house.welcome)
    context.storage_state(path=path)
    context.close()
    return str(path)


@pytest.fixture
def alice(house: House, alice_state: str, new_context: Callable[..., BrowserContext]) -> Volunteer:
    """The coordinator, signed in."""
    volunteer = Volunteer(new_context(storage_state=alice_state, locale="ru-RU").new_page(), house.desk)
    volunteer.speaks("ru")
    return volunteer


@pytest.fixture(scope="module")
def furniture(
    house: House, browser: Browser, alice_state: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furniture]:
    """The house in the middle of its work."""
    context = browser.new_context(locale="ru-RU", storage_state=alice_state)
    context.set_default_timeout(20_000)
    yield furnish(house.gate, Volunteer(context.new_page(), house.desk), tmp_path_factory.mktemp("paper"))
    context.close()
