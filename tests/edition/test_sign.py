# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing: the same in, the same out; the number goes on; a folder that is no edition is never overwritten."""

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from restante.edition.format import PathRefused, organisation_of
from restante.edition.keys import KeyMissing, load_edition_keys, read_roots
from restante.edition.sign import NotAnEdition, export_edition, publish_edition, refresh_dates, sign_edition
from restante.edition.verify import known_of, read_number, verify_edition

if TYPE_CHECKING:
    from tests.edition.conftest import Copy
else:
    Copy = Any


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def sign(copy: Copy, out: Path, now: datetime) -> None:
    roots = read_roots(copy.ours.keys_dir)
    sign_edition(copy.ours.files(), out, roots, copy.ours.keys, now, copy.earlier)


def test_signing_twice_on_one_day_gives_the_same_bytes(copy: Copy, tmp_path: Path, now: datetime) -> None:
    sign(copy, tmp_path / "one", now.replace(hour=0))
    sign(copy, tmp_path / "two", now.replace(hour=23, minute=59, second=59))
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_another_day_changes_dates_and_what_names_them_only(copy: Copy, tmp_path: Path, now: datetime) -> None:
    sign(copy, tmp_path / "one", now)
    sign(copy, tmp_path / "two", now + timedelta(days=1))
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    changed = {path for path in one if one[path] != two[path]}
    assert changed == {
        "metadata/2.targets.json",
        "metadata/2.snapshot.json",
        "metadata/timestamp.json",
        "restante/edition.json",
        "restante/manifest/000.json",
    }


def test_a_changed_page_is_the_next_edition(copy: Copy, now: datetime) -> None:
    copy.ours.publish(copy.folder, now, index_html=b"3")
    assert (read_number(copy.folder), copy.verify().authentic) == (3, True)


def test_nothing_new_renews_the_dates_and_keeps_the_number(copy: Copy, now: datetime) -> None:
    later = now + timedelta(days=10)
    signed = publish_edition(
        {**copy.ours.files(), "index.html": copy.path("index.html").read_bytes()},
        copy.ours.keys_dir,
        copy.folder,
        copy.ours.keys,
        later,
    )
    verdict = copy.verify(later)
    assert (signed.number, signed.changed, verdict.authentic, verdict.age_days) == (2, False, True, 0)


def test_nothing_new_is_signed_anew_before_the_publishers_dates_run_out(copy: Copy, now: datetime) -> None:
    copy.ours.publish(copy.folder, now + timedelta(days=50), index_html=copy.path("index.html").read_bytes())
    assert read_number(copy.folder) == 3


def test_renewing_twice_a_day_changes_nothing(copy: Copy, now: datetime) -> None:
    before = contents(copy.folder)
    refresh_dates(copy.folder, read_roots(copy.ours.keys_dir), copy.ours.keys, now)
    assert contents(copy.folder) == before


def test_a_desk_without_the_publishers_key_renews_dates(copy: Copy, now: datetime) -> None:
    keys = load_edition_keys(copy.ours.keys_dir, dates_only=True)
    later = now + timedelta(days=13)
    refresh_dates(copy.folder, read_roots(copy.ours.keys_dir), keys, later)
    assert not copy.verify(later + timedelta(days=13)).expired
    with pytest.raises(KeyMissing):
        sign_edition({}, copy.folder, read_roots(copy.ours.keys_dir), keys, now, copy.folder)


def test_renewing_sweeps_what_a_crash_left_in_metadata(copy: Copy, now: datetime) -> None:
    shutil.copyfile(copy.path("metadata/timestamp.json"), copy.path("metadata/timestamp.json.new"))
    refresh_dates(copy.folder, read_roots(copy.ours.keys_dir), copy.ours.keys, now + timedelta(days=1))
    assert copy.verify(now + timedelta(days=1)).authentic


def test_an_edition_says_its_number_day_and_owner(copy: Copy) -> None:
    assert json.loads(copy.path("restante/edition.json").read_bytes()) == {
        "version": 1,
        "number": 2,
        "day": "2026-11-23",
        "organisation": organisation_of(copy.ours.root).hex(),
        "demonstration": False,
        "name": {"ru": "Передача", "en": "ours"},
    }


def test_an_exported_copy_verifies(copy: Copy, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "mirror"
    export_edition(copy.folder, out)
    assert contents(out) == contents(copy.folder)


def test_an_older_copy_is_replaced_whole(copy: Copy, tmp_path: Path) -> None:
    export_edition(copy.earlier, tmp_path / "mirror")
    (tmp_path / "mirror" / "stray").touch()
    export_edition(copy.folder, tmp_path / "mirror")
    assert contents(tmp_path / "mirror") == contents(copy.folder)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("mirror")] == ["mirror"]


def test_a_folder_with_something_else_in_it_is_left_alone(copy: Copy, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "photo.jpg").write_bytes(b"x")
    with pytest.raises(NotAnEdition):
        export_edition(copy.folder, tmp_path / "home")
    assert contents(tmp_path / "home") == {"photo.jpg": b"x"}


@pytest.mark.parametrize(
    "path", ["../x", "A.html", "metadata/x.json", "mail/x", "a//b", ".x", "x.", "é", "", "index.html/x"]
)
def test_a_path_that_some_machine_could_not_keep_is_not_signed(path: str, copy: Copy, now: datetime) -> None:
    before = contents(copy.folder)
    files = {**copy.ours.files(), path: b"x"}
    with pytest.raises(PathRefused):
        publish_edition(files, copy.ours.keys_dir, copy.folder, copy.ours.keys, now)
    assert contents(copy.folder) == before


def test_a_desk_restored_from_a_backup_goes_on_above_what_gates_hold(copy: Copy, now: datetime) -> None:
    copy.ours.publish(copy.folder, now + timedelta(days=1), index_html=b"3")
    seen = known_of(copy.folder)
    assert seen is not None
    keys_dir, keys = copy.ours.keys_dir, copy.ours.keys
    publish_edition(copy.ours.files(), keys_dir, copy.earlier, keys, now + timedelta(days=2), above=seen.targets)
    verdict = verify_edition(copy.earlier, copy.ours.root, now + timedelta(days=2), seen)
    assert (verdict.authentic, verdict.number) == (True, 4)
