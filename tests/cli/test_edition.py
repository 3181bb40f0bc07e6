# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante edition` as a mirror keeper types it: words, exit statuses and the last line of JSON."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from restante.cli.edition import command
from restante.config import Config, write_config
from restante.edition.keys import create_organisation_keys, load_edition_keys, replace_keys
from restante.edition.sign import publish_edition

NAMES = {"ru": "Передача", "en": "Parcel"}


def say(*words: str | Path) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    config = Config(home=home, name=NAMES, demonstration=True)
    write_config(config)
    monkeypatch.setenv("RESTANTE_HOME", str(home))
    now = datetime.now(UTC)
    create_organisation_keys(config.keys_dir, NAMES, demonstration=True, now=now)
    keys = load_edition_keys(config.keys_dir)
    publish_edition({"index.html": b"<!doctype html>"}, config.keys_dir, config.edition_dir, keys, now)
    return home


def test_what_is_built_with_the_key_on_its_stick_is_what_the_worker_sends(tmp_path: Path) -> None:
    home, stick = tmp_path / "home", tmp_path / "stick.json"
    environment = {**os.environ, "RESTANTE_HOME": str(home), "RESTANTE_GATE_PORT": "1"}

    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "restante", *words], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("demo")
    (home / "keys" / "publisher.json").replace(stick)
    toml = home / "restante.toml"
    toml.write_text(toml.read_text().replace('ru = "', 'ru = "Новая ', 1))
    assert "Edition 2 is new" in run("edition", "build", "-o", str(tmp_path / "out"), "--publisher", str(stick))
    with sqlite3.connect(home / "desk" / "desk.sqlite3") as database:
        assert database.execute("SELECT number FROM publishing_editionrecord").fetchall() == [(2,)]
    database.close()


@pytest.fixture
def root(home: Path, tmp_path: Path) -> Path:
    assert say("root", "-o", tmp_path / "root.json").exit_code == 0
    return tmp_path / "root.json"


def test_an_authentic_copy_ends_with_status_0(home: Path, root: Path) -> None:
    result = say("verify", home / "edition", "--root", root)
    assert result.exit_code == 0
    assert "AUTHENTIC: edition 1 of Parcel / Передача" in result.output
    assert "demonstration" in result.output


def test_the_last_line_is_one_object(home: Path, root: Path) -> None:
    result = say("verify", home / "edition", "--root", root, "--json")
    verdict = json.loads(result.stdout.splitlines()[-1])
    assert (verdict["authentic"], verdict["age_days"], verdict["problems"]) == (True, 0, [])


def test_a_copy_past_its_date_ends_with_status_3_and_is_still_authentic(home: Path, root: Path) -> None:
    result = say("verify", home / "edition", "--root", root, "--at", "2099-01-01", "--json")
    verdict = json.loads(result.stdout.splitlines()[-1])
    assert (result.exit_code, verdict["authentic"], verdict["expired"]) == (3, True, True)
    assert "past its date" in say("verify", home / "edition", "--root", root, "--at", "2099-01-01").output


def test_a_forged_copy_ends_with_status_4_and_names_the_file(home: Path, root: Path) -> None:
    (home / "edition" / "index.html").write_bytes(b"forged")
    result = say("verify", home / "edition", "--root", root, "--json")
    verdict = json.loads(result.stdout.splitlines()[-1])
    assert (result.exit_code, verdict["authentic"]) == (4, False)
    assert [(problem["kind"], problem["path"]) for problem in verdict["problems"]] == [("changed", "index.html")]
    assert "index.html is not the file that was signed." in say("verify", home / "edition", "--root", root).output


def test_without_a_root_it_says_what_was_not_checked(home: Path) -> None:
    result = say("verify", home / "edition")
    assert result.exit_code == 4
    assert "Only consistency was checked" in result.output
    assert "AUTHENTIC" not in result.output


def test_an_older_edition_than_the_copy_one_had_is_refused(home: Path, root: Path, tmp_path: Path) -> None:
    shutil.copytree(home / "edition", tmp_path / "older")
    keys = load_edition_keys(home / "keys")
    publish_edition({"index.html": b"2"}, home / "keys", home / "edition", keys, datetime.now(UTC))
    result = say("verify", tmp_path / "older", "--root", root, "--previous", home / "edition")
    assert result.exit_code == 4
    assert "older than what was seen here before" in result.output
    assert say("verify", home / "edition", "--root", root, "--previous", tmp_path / "older").exit_code == 0


def test_a_broken_copy_is_nothing_to_compare_with(home: Path, root: Path, tmp_path: Path) -> None:
    result = say("verify", home / "edition", "--root", root, "--previous", tmp_path)
    assert "is no whole copy of an edition" in str(result.exception)


def test_broken_signatures_end_the_inquiry(home: Path, root: Path) -> None:
    (home / "edition" / "metadata" / "timestamp.json").write_bytes(b"{}")
    assert "nothing else was looked at" in say("verify", home / "edition", "--root", root).output


@pytest.mark.parametrize("at", ["yesterday", "2026-13-01", "23.11.2026", "9" * 30, ""])
def test_a_date_that_is_none_is_refused(at: str, home: Path, root: Path) -> None:
    result = CliRunner().invoke(command, ["verify", str(home / "edition"), "--root", str(root), "--at", at])
    assert result.exit_code != 0
    assert "is not a date" in str(result.exception)


def test_the_command_itself_answers_a_wrong_root_with_a_line_and_a_status(home: Path, tmp_path: Path) -> None:
    (tmp_path / "not-a-root").write_bytes(b"{}")
    done = subprocess.run(
        [sys.executable, "-m", "restante", "edition", "verify", home / "edition", "--root", tmp_path / "not-a-root"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("restante: This is not the root of an organisation")


def test_the_root_to_pin_stays_the_first(home: Path, root: Path) -> None:
    first = root.read_bytes()
    replace_keys(home / "keys", [], datetime.now(UTC))
    say("root", "-o", root)
    assert root.read_bytes() == first


def test_a_root_that_cannot_be_written_is_one_line(home: Path, tmp_path: Path) -> None:
    result = say("root", "-o", tmp_path / "nowhere" / "root.json")
    assert "cannot be written" in str(result.exception)


def test_a_mirror_elsewhere_verifies_with_its_mail_beside_it(home: Path, root: Path, tmp_path: Path) -> None:
    shutil.copytree(home / "edition", tmp_path / "mirror")
    (tmp_path / "mirror" / "mail").mkdir()
    (tmp_path / "mirror" / "mail" / "latest.json").write_bytes(b"{}")
    result = say("verify", tmp_path / "mirror", "--root", root)
    assert result.exit_code == 0
    assert "mail/ is a publication of its own" in result.output
