# SPDX-License-Identifier: AGPL-3.0-or-later
"""A desk for every test: its own folder, an unlocked store, cheap hashing, a database on disk as in life, people."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from restante.desk.access import store
from restante.desk.access.passwords import DeskArgon2Hasher
from tests.personas import Desk, make_desk


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A file: threads that share a database in memory lock each other out at once, which SQLite on disk does not."""
    path = tmp_path_factory.mktemp("database") / "test.sqlite3"
    connections["default"].settings_dict["TEST"]["NAME"] = str(path)


@pytest.fixture(autouse=True)
def desk_home(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of its own, and the cheapest hashing."""
    settings.RESTANTE = replace(settings.RESTANTE, home=tmp_path, demonstration=False)
    monkeypatch.setattr(DeskArgon2Hasher, "memory_cost", 8)
    monkeypatch.setattr(DeskArgon2Hasher, "time_cost", 1)
    monkeypatch.setattr(store, "ARGON2", {"time_cost": 1, "memory_cost": 16, "parallelism": 1})
    (tmp_path / "desk").mkdir(exist_ok=True)
    store.unlock(bytes(32))
    yield tmp_path
    store._key = None


@pytest.fixture
def desk(db: None) -> Desk:
    """Alice coordinates, Bob and Beth volunteer, Azat is written to."""
    return make_desk()


@pytest.fixture
def sign_in() -> Callable[[Any], Client]:
    """A browser in which this volunteer has given both proofs."""

    def come_in(volunteer: Any) -> Client:
        client = Client()
        client.force_login(volunteer)
        session = client.session
        session["since"] = session["seen"] = session["confirmed"] = int(time.time())
        session.save()
        return client

    return come_in
