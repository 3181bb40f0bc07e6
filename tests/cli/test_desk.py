# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's commands as an operator runs them: clear lines and exit statuses, never a traceback."""

import contextlib
import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration whose gate is switched off."""
    place = tmp_path_factory.mktemp("desk") / "home"
    assert run(place, "demo").returncode == 0
    return place


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobody = free.getsockname()[1]
    environment = {**os.environ, "RESTANTE_HOME": str(home), "RESTANTE_GATE_PORT": str(nobody)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, "-m", "restante", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )


def test_work_with_a_gate_away_says_which_duties_failed_and_that_nothing_is_lost(home: Path) -> None:
    done = run(home, "desk", "work", "--once")
    assert done.returncode == 5
    assert "fetch" in done.stderr
    assert "Traceback" not in done.stderr


def test_fetching_from_a_gate_away_names_it(home: Path) -> None:
    done = run(home, "letterbox", "fetch")
    assert done.returncode == 5
    assert "here" in done.stderr
    assert "gate-unreachable" in done.stdout


def test_lock_says_what_it_did(home: Path) -> None:
    done = run(home, "desk", "lock")
    assert done.returncode == 0
    assert "Locked" in done.stderr


def test_a_desk_without_its_key_fetches_nothing_and_says_that_a_key_is_needed(home: Path) -> None:
    key = home / "keys" / "store.key"
    aside = key.rename(home / "keys" / "store.aside")
    try:
        done = run(home, "letterbox", "fetch")
    finally:
        aside.rename(key)
    assert done.returncode == 6
    assert "passphrase" in done.stderr


@pytest.mark.parametrize(
    "command", [("desk",), ("desk", "serve"), ("desk", "work"), ("desk", "lock"), ("letterbox", "fetch")]
)
def test_every_command_has_help(command: tuple[str, ...], tmp_path: Path) -> None:
    done = run(tmp_path, *command, "--help")
    assert done.returncode == 0
    assert "Usage:" in done.stdout


def test_a_folder_without_a_group_is_told_so(tmp_path: Path) -> None:
    done = run(tmp_path, "desk", "work", "--once")
    assert done.returncode == 2
    assert "restante demo" in done.stderr


@pytest.mark.parametrize(
    ("coordinator", "passphrase", "says"),
    [
        ("anna", "too short", "14 to 1024 characters"),
        ("", "long enough a passphrase", "sign-in name"),
        ("a" * 65, "long enough a passphrase", "sign-in name"),
        ("an\u200bna", "long enough a passphrase", "sign-in name"),
    ],
)
def test_a_founding_that_is_refused_leaves_an_empty_folder_for_the_next_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, coordinator: str, passphrase: str, says: str
) -> None:
    """Keys and settings without a coordinator would look like a group, and the second try would be refused."""
    monkeypatch.setenv("RESTANTE_STORE_PASSPHRASE", passphrase)
    group = ("init", "--name-ru", "Группа", "--name-en", "Group", "--coordinator", coordinator)
    done = run(tmp_path / "home", *group)
    assert (done.returncode, says in done.stderr) == (2, True), done.stderr
    assert not (tmp_path / "home").exists() or not list((tmp_path / "home").iterdir())


def test_a_group_is_founded_after_a_founding_that_was_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    group = ("init", "--name-ru", "Группа", "--name-en", "Group", "--coordinator", " anna ")
    monkeypatch.setenv("RESTANTE_STORE_PASSPHRASE", "too short")
    assert run(tmp_path / "home", *group).returncode == 2
    monkeypatch.setenv("RESTANTE_STORE_PASSPHRASE", "long enough a passphrase")
    done = run(tmp_path / "home", *group)
    assert done.returncode == 0, done.stderr
    with contextlib.closing(sqlite3.connect(tmp_path / "home" / "desk" / "desk.sqlite3")) as database:
        assert database.execute("SELECT name FROM access_volunteer").fetchall() == [("anna",)]
