# SPDX-License-Identifier: AGPL-3.0-or-later
"""A desk that came back from a backup has numbers that gates left behind long ago."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from restante.config import Config
from restante.desk.publishing.actions import publish_now
from restante.desk.publishing.building import sign_new_edition
from restante.desk.publishing.outside import edition_to_exceed
from restante.edition.keys import create_organisation_keys, load_edition_keys, read_roots
from restante.edition.sign import publish_edition
from restante.edition.verify import known_of, verify_edition
from tests.personas import Desk


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder that a gate would serve, and its address."""
    folder = tmp_path / "served"
    folder.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def config(config: Config, gate: tuple[Path, str], settings: LazySettings) -> Config:
    settings.RESTANTE = replace(config, gates=(("one", gate[1]),))
    found: Config = settings.RESTANTE
    return found


def test_in_ordinary_life_no_gate_is_ahead(desk: Desk, config: Config, gate: tuple[Path, str]) -> None:
    assert edition_to_exceed(config) is None
    sign_new_edition(config)
    shutil.copytree(config.edition_dir, gate[0], dirs_exist_ok=True)
    assert edition_to_exceed(config) is None


def test_a_restored_desk_publishes_above_what_a_gate_holds(desk: Desk, config: Config, gate: tuple[Path, str]) -> None:
    sign_new_edition(config)
    backup = config.home / "backup"
    shutil.copytree(config.edition_dir, backup)
    for place in ("SIZO-1", "SIZO-2"):
        desk.azat.is_public, desk.azat.ground, desk.azat.about_en = True, "own_word", place
        desk.azat.save()
        sign_new_edition(config)
    shutil.copytree(config.edition_dir, gate[0], dirs_exist_ok=True)
    shutil.rmtree(config.edition_dir)
    backup.replace(config.edition_dir)
    seen = known_of(gate[0])
    assert publish_now("test", config).number == 4
    verdict = verify_edition(config.edition_dir, read_roots(config.keys_dir)[0], known=seen)
    assert (verdict.authentic, verdict.number, verdict.problems) == (True, 4, ())
    assert edition_to_exceed(config) is None


def test_a_gate_cannot_drive_the_numbers_up(desk: Desk, config: Config, gate: tuple[Path, str], tmp_path: Path) -> None:
    sign_new_edition(config)
    others, now = tmp_path / "others", datetime.now(UTC)
    create_organisation_keys(others, {"ru": "Другие", "en": "Others"}, demonstration=False, now=now)
    forged = tmp_path / "forged"
    publish_edition({"index.html": b"x"}, others, forged, load_edition_keys(others), now, above=9_000_000)
    shutil.copytree(forged, gate[0], dirs_exist_ok=True)
    assert edition_to_exceed(config) is None
    (gate[0] / "metadata" / "timestamp.json").write_bytes(b"{" * 10_000)
    assert edition_to_exceed(config) is None
