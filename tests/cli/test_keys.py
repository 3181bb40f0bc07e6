# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante keys` as three people type it: a ceremony, a renewal, a lost stick, an arrest, a seized desk."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from restante.cli.keys import command
from restante.config import Config, write_config
from restante.desk.founding import found_group
from restante.edition.keys import (
    WrongPassphrase,
    create_organisation_keys,
    load_edition_keys,
    public_key_file,
    read_roots,
)
from restante.edition.sign import go_on_from, publish_edition
from restante.edition.verify import known_of, verify_edition

NAMES = {"ru": "Передача", "en": "Parcel"}
PHRASES = {key: f"six random words for {key}" for key in ("root-1", "root-2", "root-3", "publisher")}


def say(*words: str | Path, answers: str = "") -> Result:
    return CliRunner().invoke(command, [str(word) for word in words], input=answers)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A group that still has every key in one folder."""
    home = tmp_path / "home"
    monkeypatch.setenv("RESTANTE_HOME", str(home))
    create_organisation_keys(home / "keys", NAMES, demonstration=False, now=datetime.now(UTC))
    write_config(Config(home=home, name=NAMES))
    return home


@pytest.fixture
def sticks(tmp_path: Path) -> dict[str, Path]:
    places = {key: tmp_path / "media" / key for key in PHRASES}
    for place in places.values():
        place.mkdir(parents=True)
    return places


@pytest.fixture
def answers(tmp_path: Path, sticks: dict[str, Path]) -> Path:
    people = {"root-1": "Анна", "root-2": "Борис", "root-3": "Вера", "publisher": "Анна"}
    holders = [{"key": k, "person": people[k], "stick": str(sticks[k]), "passphrase": PHRASES[k]} for k in PHRASES]
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({"names": NAMES, "holders": holders}), "utf-8")
    return path


def test_a_group_hands_its_keys_over_and_none_stays_on_the_disk(
    home: Path, answers: Path, sticks: dict[str, Path], tmp_path: Path
) -> None:
    first = read_roots(home / "keys")
    result = say("ceremony", "--answers", answers, "--sheet", tmp_path / "sheet.pdf", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout.splitlines()[-1])
    assert [one["key"] for one in told["held"]] == list(PHRASES)
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert not [key for key in PHRASES if (home / "keys" / f"{key}.json").exists()]
    assert read_roots(home / "keys") == first
    for key, stick in sticks.items():
        assert sorted(path.name for path in stick.iterdir()) == [f"{key}.json", "root.json"]
        assert b"ENCRYPTED" in (stick / f"{key}.json").read_bytes()
        assert (stick / "root.json").read_bytes() == first[0]


def test_the_questions_of_a_ceremony_found_a_group_that_init_takes_over(
    sticks: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ["Передача", "Parcel"]
    for at, (key, stick) in enumerate(sticks.items()):
        said += [f"holder {at}", str(stick), "short", "short", PHRASES[key], PHRASES[key]]
    result = say("ceremony", "--desk", tmp_path / "desk", answers="\n".join([*said, "y", ""]))
    assert result.exit_code == 0, result.output
    assert PHRASES["root-1"] not in result.output
    assert sorted(path.stem for path in (tmp_path / "desk").glob("*.json")) == ["call", "mail", "snapshot", "timestamp"]
    monkeypatch.setattr("restante.desk.founding.setup_django", _stop)
    with pytest.raises(_StopError):
        found_group(
            tmp_path / "group", name=NAMES, coordinator="anna", lang="ru", store_passphrase="x", keys=tmp_path / "desk"
        )
    assert read_roots(tmp_path / "group" / "keys") == read_roots(tmp_path / "desk")
    stick = sticks["publisher"] / "publisher.json"
    keys = load_edition_keys(tmp_path / "group" / "keys", publisher=stick, passphrase=PHRASES["publisher"].encode())
    assert keys.publisher is not None


class _StopError(Exception):
    pass


def _stop(_place: Path) -> None:
    raise _StopError


def _same_stick(document: Any) -> None:
    document["holders"][1]["stick"] = document["holders"][0]["stick"]


SPOILT: dict[str, Callable[[Any], object]] = {
    "two keys on one stick": _same_stick,
    "a short passphrase": lambda d: d["holders"][0].update(passphrase="secret"),
    "one passphrase for two": lambda d: d["holders"][0].update(passphrase=d["holders"][1]["passphrase"]),
    "one person with two root keys": lambda d: d["holders"][0].update(person="Борис"),
    "a key without a holder": lambda d: d["holders"].pop(),
    "a stick that is not there": lambda d: d["holders"][2].update(stick="/nowhere/at/all"),
    "a passphrase that is no text": lambda d: d["holders"][2].update(passphrase=7),
    "a nameless holder": lambda d: d["holders"][2].update(person="  "),
}


@pytest.mark.parametrize("sentence", SPOILT)
def test_a_ceremony_refuses_before_anything_is_written(
    sentence: str, home: Path, answers: Path, sticks: dict[str, Path]
) -> None:
    document = json.loads(answers.read_bytes())
    SPOILT[sentence](document)
    answers.write_text(json.dumps(document))
    before = {path: path.read_bytes() for path in (home / "keys").rglob("*.json")}
    result = say("ceremony", "--answers", answers)
    assert getattr(result.exception, "exit_status", None) == 2, result.output
    assert {path: path.read_bytes() for path in (home / "keys").rglob("*.json")} == before
    assert not [path for stick in sticks.values() for path in stick.iterdir()]


def test_two_holders_renew_the_root_for_a_year(home: Path, answers: Path, sticks: dict[str, Path]) -> None:
    say("ceremony", "--answers", answers)
    said = f"{PHRASES['root-1']}\n{PHRASES['root-3']}\n"
    result = say("rotate", "--stick", sticks["root-1"], "--stick", sticks["root-3"], answers=said)
    assert result.exit_code == 0, result.output
    assert len(read_roots(home / "keys")) == 2
    shown = say("show", "--stick", sticks["root-2"], "--json")
    told = json.loads(shown.stdout.splitlines()[-1])
    assert told["roots"] == 2
    assert told["days_left"] >= 364
    mine = next(one for one in told["keys"] if one["key"] == "root-2")
    assert (mine["sealed"], mine["named"]) == (True, True)


def test_one_holder_alone_renews_nothing(home: Path, answers: Path, sticks: dict[str, Path]) -> None:
    say("ceremony", "--answers", answers)
    result = say("rotate", "--stick", sticks["root-1"], answers=f"{PHRASES['root-1']}\n")
    assert "two" in str(result.exception) or "2 of the three" in str(result.exception)
    assert len(read_roots(home / "keys")) == 1


def test_the_desk_is_seized_and_its_keeper_arrested(
    home: Path, answers: Path, sticks: dict[str, Path], tmp_path: Path
) -> None:
    """He had the desk, the publisher's stick and root-3; two others and any mirror are enough."""
    keys = load_edition_keys(home / "keys")
    files = {"index.html": b"<!doctype html>", "restante/call-key.json": public_key_file(home / "keys", "call")}
    publish_edition(files, home / "keys", tmp_path / "mirror", keys, datetime.now(UTC))
    root = read_roots(home / "keys")[0]
    say("ceremony", "--answers", answers)
    (tmp_path / "root.json").write_bytes(root)
    for name in ("new-3", "new-p"):
        (tmp_path / name).mkdir()
    lost = ("root-3", "publisher", "snapshot", "timestamp", "mail", "call")
    new = "another six words for it\nanother six words for it\n"
    result = say(
        "replace", "--yes", "--keys", tmp_path / "fresh", "--from-copy", tmp_path / "mirror", "--root",
        tmp_path / "root.json", *(word for name in lost for word in ("--lost", name)), "--stick", sticks["root-1"],
        "--stick", sticks["root-2"], "--to", f"root-3={tmp_path / 'new-3'}", "--to", f"publisher={tmp_path / 'new-p'}",
        answers=f"{new}{new}{PHRASES['root-1']}\n{PHRASES['root-2']}\n",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    fresh = load_edition_keys(
        tmp_path / "fresh", publisher=tmp_path / "new-p" / "publisher.json", passphrase=b"another six words for it"
    )
    seen, new = known_of(tmp_path / "mirror"), tmp_path / "edition"
    above = go_on_from(tmp_path / "mirror", new, root)
    files["index.html"] = b"<!doctype html>2"
    publish_edition(files, tmp_path / "fresh", new, fresh, datetime.now(UTC), above=above)
    verdict = verify_edition(new, root, None, seen)
    assert (verdict.authentic, verdict.number) == (True, 2)
    shown = say("show", "--keys", tmp_path / "fresh", "--stick", sticks["root-3"], "--stick", tmp_path / "new-3")
    assert "REPLACED" in shown.output
    jailed = [sticks["root-3"], sticks["root-1"]]
    said = f"{PHRASES['root-1']}\n{PHRASES['root-3']}\n"
    result = say("rotate", "--keys", tmp_path / "fresh", *(w for s in jailed for w in ("--stick", s)), answers=said)
    assert "replaced in an earlier root" in str(result.exception)


def test_a_forged_copy_does_not_say_who_holds_the_keys(home: Path, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger"
    create_organisation_keys(stranger, NAMES, demonstration=False, now=datetime.now(UTC))
    publish_edition({}, stranger, tmp_path / "copy", load_edition_keys(stranger), datetime.now(UTC))
    (tmp_path / "root.json").write_bytes(read_roots(home / "keys")[0])
    result = say("replace", "--yes", "--lost", "call", "--keys", tmp_path / "fresh", "--from-copy", tmp_path / "copy",
                 "--root", tmp_path / "root.json")  # fmt: skip
    assert "another organisation" in str(result.exception)
    assert not (tmp_path / "fresh").exists()


def test_a_lost_key_is_replaced_in_the_data_folder(home: Path) -> None:
    (home / "keys" / "root-2.json").unlink()
    result = say("replace", "--lost", "root-2", "--no-passphrase", "--yes")
    assert result.exit_code == 0, result.output
    assert len(read_roots(home / "keys")) == 2


def test_a_stolen_call_key_is_replaced_without_a_new_root(home: Path) -> None:
    before = (home / "keys" / "call.json").read_bytes()
    assert say("replace", "--lost", "call", "--yes").exit_code == 0
    assert (home / "keys" / "call.json").read_bytes() != before
    assert len(read_roots(home / "keys")) == 1


def test_a_publishers_key_gets_a_passphrase_and_is_asked_for_it(home: Path) -> None:
    result = say("replace", "--lost", "publisher", "--yes", answers="correct horse\ncorrect horse\n")
    assert result.exit_code == 0, result.output
    with pytest.raises(WrongPassphrase):
        load_edition_keys(home / "keys")
    assert load_edition_keys(home / "keys", passphrase=b"correct horse").publisher is not None


def test_a_key_is_sealed_before_it_goes_onto_its_stick(home: Path) -> None:
    result = say("seal", "publisher", answers="correct horse\ncorrect horse\n")
    assert result.exit_code == 0, result.output
    assert load_edition_keys(home / "keys", passphrase=b"correct horse").publisher is not None
    with pytest.raises(WrongPassphrase):
        load_edition_keys(home / "keys")


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_empty_sheet_is_three_pages(lang: str, tmp_path: Path) -> None:
    import pypdfium2

    assert say("sheet", "-o", tmp_path / "a.pdf", "--lang", lang).exit_code == 0
    say("sheet", "-o", tmp_path / "b.pdf", "--lang", lang)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as sheet:
        assert len(sheet) == 3
