# SPDX-License-Identifier: AGPL-3.0-or-later
"""A desk here, a gate there: two data folders and only a URL between them, every part a process as in life."""

import base64
import contextlib
import json
import os
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from restante.seal.envelope import letter_keys_from_json, newest_key, seal_letter
from restante.seal.letter import Letter, ReplyTo
from restante.seal.mail import Status, WriterMail, find_record, shard_for, verify_latest
from restante.seal.phrase import Writer, derive_writer

TODAY = datetime.now(UTC).date()


class Gate:
    """Its own folder, in which the desk's operator put one file."""

    def __init__(self, folder: Path, root: bytes) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.folder, self.url = folder, f"http://127.0.0.1:{self.port}"
        folder.mkdir()
        (folder / "root.json").write_bytes(root)

    @contextmanager
    def serving(self) -> Iterator[None]:
        command = [sys.executable, "-m", "restante", "gate", "serve", "--home", str(self.folder)]
        with subprocess.Popen(
            [*command, "--port", str(self.port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            try:
                self._wait()
                yield
            finally:
                process.kill()

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                httpx.get(f"{self.url}/health", timeout=5)
            except httpx.HTTPError:
                continue
            return
        raise TimeoutError


class DeskFolder:
    """The desk's data folder, driven by commands only."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, 1

    def run(self, *arguments: str, fails: bool = False) -> str:
        environment = {**os.environ, "RESTANTE_HOME": str(self.home), "RESTANTE_GATE_PORT": str(self.port)}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        done = subprocess.run(
            [sys.executable, "-m", "restante", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert (done.returncode != 0) == fails, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("founded") / "home"
    DeskFolder(home).run("demo")
    return home


@pytest.fixture
def desk_folder(founded: Path, tmp_path: Path) -> DeskFolder:
    home = tmp_path / "home"
    shutil.copytree(founded, home)
    shutil.rmtree(home / "gate")
    return DeskFolder(home)


def root_of(desk_folder: DeskFolder) -> bytes:
    return (desk_folder.home / "keys" / "roots" / "1.root.json").read_bytes()


def send_letter(url: str) -> tuple[str, Writer]:
    """As a browser does it, from nothing but what the gate serves."""
    keys = letter_keys_from_json(httpx.get(f"{url}/restante/letter-keys.json").content)
    writer = derive_writer(secrets.token_bytes(16), keys.organisation)
    letter = Letter(
        id=secrets.token_hex(16),
        person="azat-miftakhov",
        lang="ru",
        text="Здравствуйте!",
        sign="Аня",
        reply=ReplyTo(writer.reply_public, writer.tag),
        corrects=None,
        created=TODAY,
    )
    envelope = seal_letter(letter, [], newest_key(keys, TODAY), keys.organisation)
    answer = httpx.post(f"{url}/letterbox", content=envelope, headers={"Content-Type": "application/octet-stream"})
    assert answer.status_code == 201
    return letter.id, writer


def mail_for(url: str, writer: Writer) -> WriterMail | None:
    """As the reading page does it."""
    public = base64.b64decode(json.loads(httpx.get(f"{url}/restante/mail-key.json").content)["public"])
    latest = verify_latest(httpx.get(f"{url}/mail/latest.json").content, public)
    shard = httpx.get(f"{url}/mail/{shard_for(writer.tag, latest)}").content
    return find_record(shard, writer, latest, latest.organisation)


def work_until_accepted(desk_folder: DeskFolder, url: str, writer: Writer, letter_id: str) -> None:
    for _ in range(12):  # mail goes out every five seconds in a demonstration, and one round takes two or three
        desk_folder.run("desk", "work", "--once")
        found = mail_for(url, writer)
        if found is not None:
            [status] = found.statuses
            assert (status.letter, [said for _, said in status.days]) == (letter_id, [Status.ACCEPTED])
            return
    raise AssertionError


@pytest.mark.timeout(300)
def test_only_a_url_is_between_them_and_a_seized_gate_is_replaced(desk_folder: DeskFolder, tmp_path: Path) -> None:
    first = Gate(tmp_path / "first", root_of(desk_folder))
    desk_folder.port = first.port
    with first.serving():
        desk_folder.run("desk", "work", "--once")
        letter_id, writer = send_letter(first.url)
        assert "1 new letters" in desk_folder.run("letterbox", "fetch")
        assert "0 new letters" in desk_folder.run("letterbox", "fetch")
        assert "1 known already" in desk_folder.run("letterbox", "fetch", "--again")
        work_until_accepted(desk_folder, first.url, writer, letter_id)
    secrets_there = b"".join(path.read_bytes() for path in first.folder.rglob("*") if path.is_file())
    assert b"PRIVATE KEY" not in secrets_there
    second = Gate(tmp_path / "second", root_of(desk_folder))
    desk_folder.port = second.port
    with second.serving():
        desk_folder.run("desk", "work", "--once")
        work_until_accepted(desk_folder, second.url, writer, letter_id)


def back_up(home: Path, stick: Path, escrow: Path) -> None:
    """docs/how-to/back-up-the-desk.md, step by step."""
    (stick / "desk").mkdir(parents=True)
    with (
        contextlib.closing(sqlite3.connect(home / "desk" / "desk.sqlite3")) as live,
        contextlib.closing(sqlite3.connect(stick / "desk" / "desk.sqlite3")) as copy,
    ):
        live.backup(copy)
    shutil.copytree(home / "desk" / "store", stick / "desk" / "store")
    for name in ("desk/store-key.json", "desk/store-check", "restante.toml"):
        if (home / name).exists():
            shutil.copy(home / name, stick / name)
    shutil.copytree(home / "keys", stick / "keys", ignore=shutil.ignore_patterns("letter", "escrow"))
    shutil.copytree(home / "keys" / "escrow", escrow)


@pytest.mark.timeout(300)
def test_a_desk_whose_disk_is_lost_comes_back_by_the_how_to(desk_folder: DeskFolder, tmp_path: Path) -> None:
    stick, escrow = tmp_path / "stick", tmp_path / "escrow"
    gate = Gate(tmp_path / "gate", root_of(desk_folder))
    desk_folder.port = gate.port
    with gate.serving():
        desk_folder.run("desk", "work", "--once")
        back_up(desk_folder.home, stick, escrow)
        send_letter(gate.url)
        assert "1 new letters" in desk_folder.run("letterbox", "fetch")
        toml = desk_folder.home / "restante.toml"
        toml.write_text(toml.read_text().replace('ru = "', 'ru = "Новая ', 1))
        desk_folder.run("edition", "build", "-o", str(tmp_path / "copy"))
        desk_folder.run("edition", "renew")
        held = httpx.get(f"{gate.url}/health").json()["edition"]
        shutil.rmtree(desk_folder.home)
        shutil.copytree(stick, desk_folder.home)
        for place in ("letter", "escrow"):
            shutil.copytree(escrow, desk_folder.home / "keys" / place)
        assert "1 new letters" in desk_folder.run("letterbox", "fetch", "--again")
        built = desk_folder.run("edition", "build", "-o", str(tmp_path / "copy"), "--json")
        assert json.loads(built.splitlines()[-1])["number"] == held + 1


@pytest.mark.timeout(300)
def test_a_real_group_follows_the_how_to_with_the_publishers_key_on_a_stick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESTANTE_STORE_PASSPHRASE", "seven words that nobody would ever guess here")
    desk, stick, bundle = DeskFolder(tmp_path / "home"), tmp_path / "publisher.json", tmp_path / "gate-vps"
    desk.run("init", "--name-ru", "Передача", "--name-en", "Parcel", "--coordinator", "alice")
    (desk.home / "keys" / "publisher.json").replace(stick)
    gate = Gate(tmp_path / "gate", b"")
    desk.run("gate", "add", "vps", gate.url, "-o", str(bundle))
    shutil.copy(bundle / "root.json", gate.folder / "root.json")
    with gate.serving():
        assert httpx.get(f"{gate.url}/health").json()["ok"] is False
        desk.run("edition", "build", "-o", str(tmp_path / "copy"), "--publisher", str(stick))
        desk.run("desk", "work", "--once", fails=True)  # locked: it publishes, and leaves letters and mail alone
        health = httpx.get(f"{gate.url}/health").json()
        assert (health["ok"], health["edition"]) == (True, 1)
        letter_id, _ = send_letter(gate.url)
        assert letter_id
        assert httpx.get(f"{gate.url}/health").json()["waiting"] > 0
