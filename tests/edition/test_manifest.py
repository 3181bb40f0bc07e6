# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two manifests differ in what their lists differ in, however they are cut into shards."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.edition.format import Malformed, shard_path, write_manifest
from restante.edition.manifest import compare_listings, compare_manifests, list_all, read_shards, relist

LISTINGS = st.dictionaries(
    st.from_regex(r"[a-c]{1,3}\.(html|pdf)", fullmatch=True),
    st.tuples(st.integers(0, 3), st.sampled_from(["0" * 64, "f" * 64])),
    max_size=12,
)
MANY = {f"fill/{number}": (1, "0" * 64) for number in range(200)}


@settings(max_examples=60)
@given(LISTINGS, LISTINGS, st.booleans(), st.booleans())
def test_shards_tell_what_the_lists_tell(
    old: dict[str, tuple[int, str]], new: dict[str, tuple[int, str]], old_many: bool, new_many: bool
) -> None:
    old, new = {**old, **(MANY if old_many else {})}, {**new, **(MANY if new_many else {})}
    assert compare_manifests(write_manifest(old), write_manifest(new)) == compare_listings(old, new)


@settings(max_examples=30)
@given(LISTINGS, LISTINGS)
def test_the_changes_lead_from_the_old_to_the_new(
    old: dict[str, tuple[int, str]], new: dict[str, tuple[int, str]]
) -> None:
    changes = compare_listings(old, new)
    kept = {path: listed for path, listed in old.items() if path not in changes.gone}
    assert {**kept, **changes.added, **changes.changed} == new
    assert not changes.added.keys() & changes.changed.keys()


def test_one_entry_is_relisted_and_no_other_shard_touched() -> None:
    before = write_manifest(MANY)
    after = relist(before, "fill/7", (2, "f" * 64))
    assert list_all(after) == {**MANY, "fill/7": (2, "f" * 64)}
    assert sum(before[path] != after[path] for path in before) == 1


def write(folder: Path, shards: dict[str, bytes]) -> None:
    for path, data in shards.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def test_shards_are_read_as_they_lie(tmp_path: Path) -> None:
    write(tmp_path, write_manifest(MANY))
    assert read_shards(tmp_path) == write_manifest(MANY)


@pytest.mark.parametrize("damage", ["none", "one less", "one more", "another name", "a link"])
def test_an_odd_folder_of_shards_is_no_manifest(tmp_path: Path, damage: str) -> None:
    shards = {} if damage == "none" else write_manifest(MANY)
    write(tmp_path, shards)
    if damage == "one less":
        (tmp_path / shard_path(0)).unlink()
    elif damage == "one more":
        (tmp_path / shard_path(len(shards))).write_bytes(b"")
    elif damage == "another name":
        (tmp_path / shard_path(0)).rename(tmp_path / "restante/manifest/x")
    elif damage == "a link":
        (tmp_path / shard_path(0)).unlink()
        (tmp_path / shard_path(0)).symlink_to(shard_path(1))
    assert read_shards(tmp_path) is None


def test_shards_that_nobody_wrote_are_malformed() -> None:
    with pytest.raises(Malformed):
        compare_manifests({shard_path(0): b"{}"}, write_manifest({"a": (1, "0" * 64)}))
