# SPDX-License-Identifier: AGPL-3.0-or-later
"""An edition takes the last one's place: what is the same is kept, what is gone is gone, and death does no harm."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from restante.edition import exchange
from restante.edition.content import Content, StoredFile
from restante.edition.keys import create_organisation_keys, load_edition_keys, read_roots
from restante.edition.placing import StoredFileDiffers
from restante.edition.sign import export_edition, publish_edition
from restante.edition.verify import verify_edition


class Desk:
    """Keys and an edition in a folder, signed a day later each time."""

    def __init__(self, home: Path, now: datetime) -> None:
        self.keys_dir, self.edition, self.now = home / "keys", home / "edition", now
        create_organisation_keys(self.keys_dir, {"ru": "Г", "en": "G"}, demonstration=True, now=now)

    def publish(self, files: Mapping[str, Content]) -> None:
        publish_edition(files, self.keys_dir, self.edition, load_edition_keys(self.keys_dir), self.now)
        self.now += timedelta(days=1)

    def is_authentic(self) -> bool:
        return verify_edition(self.edition, read_roots(self.keys_dir)[0], self.now).authentic

    def inode(self, path: str) -> int:
        return (self.edition / path).stat().st_ino


@pytest.fixture
def desk(tmp_path: Path, now: datetime) -> Desk:
    return Desk(tmp_path / "home", now)


def stored(path: Path) -> StoredFile:
    data = path.read_bytes()
    return StoredFile(str(path), len(data), hashlib.sha256(data).hexdigest())


def anything_of(home: Path, needle: bytes) -> list[str]:
    return [str(path) for path in home.rglob("*") if path.is_file() and needle in path.read_bytes()]


def test_what_is_the_same_is_not_written_again(desk: Desk) -> None:
    desk.publish({"a/same.html": b"same", "changed.html": b"1"})
    before = desk.inode("a/same.html")
    for round_ in range(2, 5):
        desk.publish({"a/same.html": b"same", "changed.html": str(round_).encode()})
        assert (desk.inode("a/same.html"), desk.is_authentic()) == (before, True)


def test_what_was_withdrawn_is_nowhere_on_the_disk(desk: Desk, tmp_path: Path) -> None:
    desk.publish({"texts/secret.html": b"the words that endanger", "index.html": b"1"})
    desk.publish({"index.html": b"2"})
    assert anything_of(tmp_path, b"the words that endanger") == []
    assert not (desk.edition / "texts").exists()


def test_a_name_may_become_a_folder_and_a_folder_a_name(desk: Desk) -> None:
    desk.publish({"x": b"file", "y/z": b"below"})
    desk.publish({"x/w": b"below", "y": b"file"})
    desk.publish({"x": b"file", "y/z": b"below"})
    assert desk.is_authentic()


def test_what_strangers_put_or_took_is_mended_by_the_second_edition(desk: Desk) -> None:
    desk.publish({"a.html": b"a", "b/c.html": b"c"})
    for number in range(2):
        (desk.edition / f"stray{number}").mkdir()
        (desk.edition / f"stray{number}" / "x").touch()
        (desk.edition / "b" / "c.html").unlink()
        (desk.edition / "b" / "link").symlink_to("/etc/passwd")
        desk.publish({"a.html": str(number).encode(), "b/c.html": b"c"})
        desk.publish({"a.html": str(number).encode() * 2, "b/c.html": b"c"})
        assert desk.is_authentic()


def test_a_stored_file_is_linked_and_need_not_be_in_memory(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "page").write_bytes(b"x" * 3_000_000)
    desk.publish({"page.bin": stored(tmp_path / "page")})
    assert (desk.edition / "page.bin").samefile(tmp_path / "page")
    assert desk.is_authentic()


def test_a_stored_file_may_lie_in_the_edition_that_is_replaced(desk: Desk) -> None:
    desk.publish({"a.html": b"a", "b.html": b"b"})
    for round_ in range(3):
        desk.publish({"a.html": stored(desk.edition / "a.html"), f"{round_}.html": b"b"})
        assert desk.is_authentic()


@pytest.mark.parametrize("damage", ["other", "longer", "gone", "folder", "link"])
def test_a_stored_file_that_changed_is_never_signed(desk: Desk, tmp_path: Path, damage: str) -> None:
    desk.publish({"index.html": b"1"})
    page = tmp_path / "page"
    page.write_bytes(b"right")
    content = stored(page)
    page.unlink()
    if damage == "other":
        page.write_bytes(b"wrong")
    elif damage == "longer":
        page.write_bytes(b"right and more")
    elif damage == "folder":
        page.mkdir()
    elif damage == "link":
        (tmp_path / "elsewhere").write_bytes(b"right")
        page.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoredFileDiffers):
        desk.publish({"index.html": b"2", "page.bin": content})
    assert (desk.is_authentic(), (desk.edition / "index.html").read_bytes()) == (True, b"1")
    desk.publish({"index.html": b"3"})
    assert desk.is_authentic()


def test_where_there_are_no_links_files_are_copied(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "no links on this disk")

    monkeypatch.setattr(os, "link", refuse)
    (tmp_path / "page").write_bytes(b"page")
    for number in range(3):
        desk.publish({"index.html": str(number).encode(), "page.bin": stored(tmp_path / "page")})
        assert desk.is_authentic()
    assert sorted(path.name for path in desk.edition.parent.iterdir()) == ["edition", "keys"]


def test_where_names_cannot_be_exchanged_two_renames_do_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "_exchange_at_once", lambda fresh, place: False)
    for number in range(3):
        desk.publish({"index.html": str(number).encode()})
        assert desk.is_authentic()


def test_a_manifest_that_outgrows_its_shards_is_cut_anew(desk: Desk) -> None:
    few = {f"t/{number}.html": b"x" for number in range(40)}
    many = {f"t/{number}.html": b"x" for number in range(200)}
    desk.publish(few)
    before = desk.inode("t/7.html")
    desk.publish(many)
    assert (len(list((desk.edition / "restante/manifest").iterdir())), desk.is_authentic()) == (4, True)
    desk.publish(few)
    assert (desk.inode("t/7.html"), desk.is_authentic()) == (before, True)


def test_a_damaged_manifest_is_no_ground_to_build_on(desk: Desk) -> None:
    desk.publish({"index.html": b"1"})
    for folder in (desk.edition, desk.edition.with_name(".edition.restante-twin")):
        (folder / "restante/manifest/000.json").unlink()
        (folder / "restante/manifest/000.json").write_bytes(b"{}")
    desk.publish({"index.html": b"2"})
    assert desk.is_authentic()


def test_a_copy_given_away_shares_no_file_with_the_desk(desk: Desk, tmp_path: Path) -> None:
    desk.publish({"index.html": b"1", "same.html": b"same"})
    export_edition(desk.edition, tmp_path / "out")
    desk.publish({"index.html": b"2", "same.html": b"same"})
    export_edition(desk.edition, tmp_path / "out")
    for path in desk.edition.rglob("*"):
        if path.is_file():
            assert not path.samefile(tmp_path / "out" / path.relative_to(desk.edition))
    assert verify_edition(tmp_path / "out", read_roots(desk.keys_dir)[0], desk.now).authentic


@pytest.mark.faults
@pytest.mark.parametrize("way", ["at-once", "by-renames"])
@pytest.mark.parametrize("kind", ["first twin", "next", "dates", "pull"])
def test_killed_at_any_touch_of_the_disk_the_old_edition_stands_or_the_new(
    desk: Desk, tmp_path: Path, kind: str, way: str
) -> None:
    desk.publish({"index.html": b"old", "gone/page.html": b"gone", "same.html": b"same"})
    if kind == "first twin":
        subprocess.run(["rm", "-r", desk.edition.with_name(".edition.restante-twin")], check=True)
    if kind == "pull":
        shutil.copytree(desk.edition, tmp_path / "older")
        desk.publish({"index.html": b"new", "same.html": b"same"})
        desk.edition.rename(desk.edition.with_name("newer"))
        (tmp_path / "older").rename(desk.edition)
    script = Path(__file__).with_name("killed_signing.py")
    done = subprocess.run(
        [sys.executable, script, desk.edition.parent, tmp_path / "place", kind, way],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["broken"] == []
    assert result["touches"] > 20
    assert len(result["seen"]) == 2  # both the old and the new were met
