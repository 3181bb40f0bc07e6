# SPDX-License-Identifier: AGPL-3.0-or-later
"""What two manifests differ in. Equal shards are compared as bytes and never parsed: the cost is that of the change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from restante.edition.format import (
    MANIFEST,
    SHARD_LIMIT,
    SHARDS_LIMIT,
    Malformed,
    encode_shard,
    read_shard,
    shard_of,
    shard_path,
)

Listed = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Changes:
    """Paths; `gone` and `changed` are in the old manifest, `added` and `changed` in the new one."""

    added: dict[str, Listed] = field(default_factory=dict)
    changed: dict[str, Listed] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)


def read_shards(folder: Path) -> dict[str, bytes] | None:
    """The manifest's shards of an edition of our own; None if there is no whole manifest."""
    shards: dict[str, bytes] = {}
    place = folder / MANIFEST
    try:
        names = sorted(entry.name for entry in place.iterdir())
        for name in names:
            path = place / name
            if path.is_symlink() or path.stat().st_size > SHARD_LIMIT:
                return None
            shards[f"{MANIFEST}/{name}"] = path.read_bytes()
    except OSError:
        return None
    count = len(shards)
    whole = 0 < count <= SHARDS_LIMIT and count & (count - 1) == 0
    return shards if whole and list(shards) == [shard_path(index) for index in range(count)] else None


def list_all(shards: Mapping[str, bytes]) -> dict[str, Listed]:
    """Every path with its length and hash."""
    listed: dict[str, Listed] = {}
    for index, path in enumerate(sorted(shards)):
        listed |= read_shard(shards[path], index, len(shards))
    return listed


def compare_manifests(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Changes:
    """What became of the old one's files; raises Malformed for shards that are not in the format."""
    if len(old) != len(new):
        return compare_listings(list_all(old), list_all(new))
    before: dict[str, Listed] = {}
    after: dict[str, Listed] = {}
    for index, path in enumerate(sorted(new)):
        if old.get(path) != new[path]:
            if path not in old:
                raise Malformed(what=path)
            before |= read_shard(old[path], index, len(old))
            after |= read_shard(new[path], index, len(new))
    return compare_listings(before, after)


def compare_listings(before: Mapping[str, Listed], after: Mapping[str, Listed]) -> Changes:
    """The same for listings that are at hand."""
    return Changes(
        added={path: listed for path, listed in after.items() if path not in before},
        changed={path: listed for path, listed in after.items() if before.get(path, listed) != listed},
        gone=before.keys() - after.keys(),
    )


def relist(shards: Mapping[str, bytes], path: str, listed: Listed) -> dict[str, bytes]:
    """The same manifest with another length and hash for one of its paths."""
    index = shard_of(path, len(shards))
    name = shard_path(index)
    shard = read_shard(shards[name], index, len(shards))
    return {**shards, name: encode_shard({**shard, path: listed})}
