# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante edition` as a mirror keeper types it: words, exit statuses and the last line of JSON."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from restante.cli.edition import command
from restante.config import Config, write_config
from restante.edition.keys import create_organisation_keys, load_edition_keys, read_roots, replace_keys
from restante.edition.sign import NoEdition, NotOurEdition, go_on_from, publish_edition, refresh_dates

NAMES = {"ru": "Передача", "en": "Parcel"}
TOMORROW = datetime.now(UTC) + timedelta(days=1)


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


def test_a_new_desk_goes_on_from_a_copy_of_the_last_edition(tmp_path: Path) -> None:
    """Its own edition is gone with the disk: an edition 1 of its own would be an older one to everybody."""
    home, environment = tmp_path / "home", {**os.environ, "RESTANTE_HOME": str(tmp_path / "home")}

    def run(*words: str | Path) -> tuple[int, str]:
        command = [sys.executable, "-m", "restante", *map(str, words)]
        done = subprocess.run(
            command, env={**environment, "RESTANTE_GATE_PORT": "1"}, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    run("demo")
    (tmp_path / "restante.json").write_bytes((home / "keys" / "roots" / "1.root.json").read_bytes())
    run("edition", "build", "-o", tmp_path / "copy")
    replace_keys(home / "keys", ["publisher", "snapshot", "timestamp"], datetime.now(UTC))
    shutil.rmtree(home / "edition")
    status, said = run("edition", "build", "-o", tmp_path / "alone")
    assert (status, "Edition 1 is new" in said, "--previous" in said) == (0, True, True)
    (tmp_path / "forged").mkdir()
    status, said = run("edition", "build", "-o", tmp_path / "new", "--previous", tmp_path / "forged")
    assert (status, "is no whole copy of an edition of this organisation" in said) == (2, True)
    assert not (tmp_path / "new").exists()
    assert "Edition 2 is new" in run("edition", "build", "-o", tmp_path / "new", "--previous", tmp_path / "copy")[1]
    pinned = ("--root", tmp_path / "restante.json", "--previous", tmp_path / "copy")
    assert [run("edition", "verify", tmp_path / name, *pinned)[0] for name in ("alone", "new")] == [4, 0]


@pytest.mark.parametrize("part", ["timestamp.json", "1.snapshot.json", "1.targets.json"])
def test_dates_of_an_edition_that_is_not_whole_are_not_renewed(home: Path, part: str) -> None:
    damaged = home / "edition" / "metadata" / part
    damaged.unlink()
    with pytest.raises(NoEdition) as refused:
        refresh_dates(home / "edition", read_roots(home / "keys"), load_edition_keys(home / "keys"), TOMORROW)
    assert refused.value.exit_status == 5
    assert "edition build" in str(refused.value)


def test_an_edition_of_strangers_is_no_copy_of_ours(home: Path, root: Path, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger"
    create_organisation_keys(stranger, NAMES, demonstration=False, now=datetime.now(UTC))
    publish_edition({}, stranger, tmp_path / "theirs", load_edition_keys(stranger), datetime.now(UTC))
    before = (home / "edition" / "metadata" / "timestamp.json").read_bytes()
    with pytest.raises(NotOurEdition):
        go_on_from(tmp_path / "theirs", home / "edition", root.read_bytes())
    assert (home / "edition" / "metadata" / "timestamp.json").read_bytes() == before


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
