# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the desk keeps of its builds may be lost, cut, changed or poisoned: the edition is the same and holds."""

import json
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from restante.config import Config
from restante.desk.library import actions
from restante.desk.publishing.building import sign_new_edition
from restante.desk.publishing.built import workshop_of
from restante.edition.content import Content, StoredFile
from restante.edition.keys import read_roots
from restante.edition.manifest import list_all, read_shards
from restante.edition.verify import verify_edition
from restante.site import PublicSite, build_contents
from restante.site.workshop import Workshop
from restante.texts.arriving import arrival_of
from restante.texts.readers.muse import read_muse
from tests.personas import Desk

PDF = "texts/first.pdf"


def publish_text(desk: Desk, title: str) -> None:
    read = read_muse(f"#title {title}\n#lang en\n#author A. Writer\n\nWords of {title}.\n")
    version = actions.bring_text(arrival_of(read, "a.muse"), title * 3, desk.alice).version
    actions.publish_text(version.pk, desk.bob)


def problems(config: Config) -> list[Any]:
    return list(verify_edition(config.edition_dir, read_roots(config.keys_dir)[0]).problems)


def listed(config: Config) -> dict[str, tuple[int, str]]:
    shards = read_shards(config.edition_dir)
    assert shards
    return list_all(shards)


def kept_file(config: Config, path: str) -> Path:
    sha = listed(config)[path][1]
    return config.desk_dir / "built" / "files" / sha[:2] / sha


@pytest.fixture
def library(desk: Desk, public_azat: Any, config: Config) -> Config:
    publish_text(desk, "First")
    sign_new_edition(config)
    return config


def test_a_file_that_was_changed_in_place_is_made_anew_everywhere(library: Config, desk: Desk) -> None:
    before = (library.edition_dir / PDF).read_bytes()
    with kept_file(library, PDF).open("r+b") as kept:
        kept.write(b"poison")
    assert problems(library)  # the edition's own file is the same one on the disk
    publish_text(desk, "Second")
    sign_new_edition(library)
    assert problems(library) == []
    assert (library.edition_dir / PDF).read_bytes() == before == kept_file(library, PDF).read_bytes()
    publish_text(desk, "Third")  # the twin, which becomes the edition now, is whole as well
    sign_new_edition(library)
    assert problems(library) == []


def test_a_file_exchanged_for_another_is_never_signed(library: Config, desk: Desk) -> None:
    kept = kept_file(library, PDF)
    fresh = kept.with_suffix(".evil")
    fresh.write_bytes(b"x" * kept.stat().st_size)
    fresh.replace(kept)
    publish_text(desk, "Second")
    sign_new_edition(library)
    assert problems(library) == []
    assert (library.edition_dir / PDF).read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("lost", ["", "files", "index.json", "search"])
def test_any_part_of_it_may_be_deleted(library: Config, desk: Desk, lost: str) -> None:
    place = library.desk_dir / "built" / lost
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink()
    before = listed(library)[PDF]
    publish_text(desk, "Second")
    sign_new_edition(library)
    assert problems(library) == []
    assert listed(library)[PDF] == before


@pytest.mark.parametrize(
    "told",
    [b"[]", b'{"keys 2": []}', b'{"keys 2": {"a": {"b": [1]}}}', b"\xff" * 9],
)
def test_a_broken_index_is_forgotten(library: Config, desk: Desk, told: bytes) -> None:
    (library.desk_dir / "built" / "index.json").write_bytes(told)
    publish_text(desk, "Second")
    sign_new_edition(library)
    assert problems(library) == []


def test_what_is_deleted_in_the_midst_of_a_build_is_built_again(
    library: Config, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def build_and_lose(site: PublicSite, workshop: Workshop) -> Mapping[str, Content]:
        made = build_contents(site, workshop)
        calls.append(sum(isinstance(one, StoredFile) for one in made.values()))
        if len(calls) == 1:
            shutil.rmtree(library.desk_dir / "built")
        return made

    monkeypatch.setattr("restante.desk.publishing.building.build_contents", build_and_lose)
    publish_text(desk, "Second")
    sign_new_edition(library)
    assert len(calls) == 2
    assert calls[0] > 7
    assert problems(library) == []


def test_a_build_that_was_cut_off_goes_on_where_it_was(tmp_path: Path) -> None:
    made: list[str] = []

    def make(name: str) -> Mapping[str, bytes]:
        made.append(name)
        return {".html": name.encode()}

    def build_and_stop() -> None:
        with workshop_of(config) as workshop:
            for name in ("first", "second"):
                workshop.keep(f"key {name}", partial(make, name))
            raise KeyboardInterrupt

    config = Config(home=tmp_path)
    with pytest.raises(KeyboardInterrupt):
        build_and_stop()
    journal = config.desk_dir / "built" / "made.jsonl"
    journal.write_text(journal.read_text("utf-8") + '["key thi', "utf-8")
    with workshop_of(config) as workshop:
        for name in ("first", "third"):
            workshop.keep(f"key {name}", partial(make, name))
    assert made == ["first", "second", "third"]
    files = [path for path in (config.desk_dir / "built" / "files").rglob("*") if path.is_file()]
    assert sorted(path.read_text("utf-8") for path in files) == ["first", "third"]  # nobody asked for the second
    assert not journal.exists()


def test_a_journal_that_cannot_be_understood_is_forgotten(library: Config, desk: Desk) -> None:
    (library.desk_dir / "built" / "made.jsonl").write_text("[]\n[]\n", "utf-8")
    publish_text(desk, "Second")
    sign_new_edition(library)
    assert problems(library) == []


def test_a_restored_file_with_another_time_stays(library: Config, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for kept in (library.desk_dir / "built" / "files").rglob("*"):
        if kept.is_file():
            data = kept.read_bytes()
            kept.unlink()
            kept.write_bytes(data)
    index = json.loads((library.desk_dir / "built" / "index.json").read_bytes())
    publish_text(desk, "Second")
    sign_new_edition(library)
    again = json.loads((library.desk_dir / "built" / "index.json").read_bytes())
    texts = [key for key, told in index["keys 2"].items() if ".pdf" in told]
    assert texts
    assert all(again["keys 2"][key] == index["keys 2"][key] for key in texts)
    assert problems(library) == []
