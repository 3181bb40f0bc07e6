# SPDX-License-Identifier: AGPL-3.0-or-later
"""An organisation with keys, its editions, and gates that really listen, on a port of their own in a thread."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn

from restante.calls.client import GateClient
from restante.edition import keys as edition_keys
from restante.edition.format import encode_json
from restante.edition.sign import publish_edition
from restante.gate.app import Application
from restante.gate.config import GateConfig
from restante.gate.server import SETTINGS
from restante.seal.envelope import LetterKeys, letter_keys_to_json, seal_letter
from restante.seal.keys import new_letter_key
from restante.seal.letter import Letter, ReplyTo
from restante.seal.phrase import derive_writer

NAMES = {"ru": "Переписка", "en": "Post"}
PAGE = b"<!DOCTYPE html><title>x</title><p>" + b"words of a page " * 100
SCRIPTED = b"<!DOCTYPE html><title>x</title><script src='static/people.js'></script>"


def directory(organisation: bytes, *, demonstration: bool) -> bytes:
    people = [
        {"slug": slug, "names": {"ru": ru, "en": en}, "about": {"en": "a teacher"}, "attention": attention}
        for slug, ru, en, attention in (("vera", "Вера Лис", "Vera Lis", 2), ("ivan", "Иван Бор", "Ivan Bor", 0))
    ]
    book = {
        "names": {"en": "A prison"},
        "limits": {"en": ["At most 2,500 characters."], "ru": ["Не больше 2500 знаков."]},
    }
    return encode_json(
        {
            "version": 1,
            "organisation": organisation.hex(),
            "demonstration": demonstration,
            "people": people,
            "rulebooks": {"ru/sizo": book},
        }
    )


@dataclass
class Organisation:
    """Keys in a folder, and the number of the day's editions."""

    folder: Path
    demonstration: bool = False
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        self.keys = self.folder / "keys"
        self.id = edition_keys.create_organisation_keys(
            self.keys, NAMES, demonstration=self.demonstration, now=self.now
        )
        today = self.now.date()
        self.letter_key, self.seed = new_letter_key(self.id, today - timedelta(1), today + timedelta(7))

    @property
    def root(self) -> bytes:
        return edition_keys.read_roots(self.keys)[0]

    def publish(self, out: Path, **extra: bytes) -> Path:
        """Signs the next edition into `out`; `extra` maps a path with `_` for `/` to its bytes."""
        files = {
            "index.html": PAGE,
            "ru/index.html": PAGE,
            "en/people.html": SCRIPTED,
            "en/write.html": SCRIPTED,
            "static/site.css": b"p { margin: 0 } " * 50,
            "en/poster.pdf": b"%PDF-1.7",
            "restante/letter-keys.json": letter_keys_to_json(LetterKeys(self.id, (self.letter_key,))),
            "restante/call-key.json": edition_keys.public_key_file(self.keys, "call"),
            "restante/mail-key.json": edition_keys.public_key_file(self.keys, "mail"),
            "restante/addresses.json": edition_keys.addresses_file(self.id, [], self.now.date()),
            "restante/directory.json": directory(self.id, demonstration=self.demonstration),
            **{path.replace("_", "/"): data for path, data in extra.items()},
        }
        keys = edition_keys.load_edition_keys(self.keys)
        publish_edition(files, self.keys, out, keys, self.now)
        return out

    def letter(self, text: str = "Hello", entropy: bytes = bytes(16), number: int = 1) -> Letter:
        writer = derive_writer(entropy, self.id)
        reply = ReplyTo(writer.reply_public, writer.tag)
        return Letter(f"{number:032x}", "vera", "en", text, "A friend", reply, None, self.now.date())

    def envelope(self, number: int = 1, pictures: tuple[bytes, ...] = ()) -> bytes:
        return seal_letter(self.letter(number=number), pictures, self.letter_key, self.id)


@pytest.fixture
def organisation(tmp_path: Path) -> Organisation:
    return Organisation(tmp_path / "organisation")


@dataclass
class Listening:
    """A gate that listens; `client` is a visitor's, `desk` the desk's."""

    home: Path
    url: str
    app: Application
    client: httpx.Client
    desk: GateClient


@pytest.fixture
def open_gate(tmp_path: Path) -> Iterator[Callable[..., Listening]]:
    """Opens gates: `open_gate(organisation, quota=…)`; each closes after the test."""
    closing: list[Callable[[], None]] = []

    def open_one(organisation: Organisation, *, home: str = "gate", **settings: object) -> Listening:
        folder = tmp_path / home
        folder.mkdir(exist_ok=True)
        (folder / "root.json").write_bytes(organisation.root)
        app = Application(replace(GateConfig(home=folder, reserve=0), **settings))  # type: ignore[arg-type]
        listening = socket.create_server(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(app, **SETTINGS))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        client = httpx.Client(base_url=url, timeout=30)
        desk = GateClient(url, edition_keys.load_call_key(organisation.keys), clock=app.config.clock)

        def close() -> None:
            client.close()
            desk.close()
            server.should_exit = True
            thread.join()
            listening.close()

        closing.append(close)
        return Listening(folder, url, app, client, desk)

    yield open_one
    for close in closing:
        close()


@pytest.fixture
def gate(open_gate: Callable[..., Listening], organisation: Organisation, tmp_path: Path) -> Listening:
    """A gate with an edition."""
    opened = open_gate(organisation)
    opened.desk.publish(organisation.publish(tmp_path / "edition"))
    return opened


TODAY = date(2026, 1, 2)
