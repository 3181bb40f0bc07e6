# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is carried to a new gate, and what the desk remembers of it."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from restante.calls.bundle import BundleExists, write_bundle
from restante.cli.gate import command, is_loopback
from restante.config import Config, ConfigRefused, load, write_config
from restante.edition.keys import create_organisation_keys, read_roots

NAMES = {"ru": "Переписка", "en": "Post"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    write_config(Config(home=folder, name=NAMES))
    create_organisation_keys(folder / "keys", NAMES, demonstration=False, now=datetime.now(UTC))
    return folder


def test_a_bundle_is_the_first_root_and_one_page(home: Path, tmp_path: Path) -> None:
    folder = write_bundle(tmp_path / "bundle", "https://letters.example.org", home / "keys")
    root = (folder / "root.json").read_bytes()
    page = (folder / "INSTALL.txt").read_text()
    assert root == read_roots(home / "keys")[0]
    assert hashlib.sha256(root).hexdigest() in page
    assert "--url https://letters.example.org" in page
    assert {file.name for file in folder.iterdir()} == {"root.json", "INSTALL.txt"}
    with pytest.raises(BundleExists):
        write_bundle(folder, "https://letters.example.org", home / "keys")


def test_adding_a_gate_records_it_in_the_settings(home: Path, tmp_path: Path) -> None:
    arguments = ["add", "vps", "https://letters.example.org/", "--home", str(home), "-o", str(tmp_path / "b")]
    done = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    assert load(home).gates == (("vps", "https://letters.example.org"),)


@pytest.mark.parametrize("url", ["http://letters.example.org", "ftp://x", "https://a@b", "https://x/path"])
def test_an_address_that_no_desk_could_dial_writes_nothing(home: Path, tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigRefused):
        CliRunner().invoke(
            command, ["add", "vps", url, "--home", str(home), "-o", str(tmp_path / "b")], catch_exceptions=False
        )
    assert load(home).gates == ()
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("gate", False)],  # noqa: S104 -- asked about, not listened on
)
def test_only_this_machine_is_loopback(host: str, *, loopback: bool) -> None:
    assert is_loopback(host) is loopback
