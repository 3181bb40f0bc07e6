# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one edition has and another has not, by their signed lists; no page is read for it."""

import os
from dataclasses import dataclass
from pathlib import Path

from restante.edition.chain import Broken, Chain, follow_chain
from restante.edition.format import MANIFEST, METADATA, Malformed
from restante.edition.manifest import Listed, compare_listings
from restante.edition.verify import NoSuchCopy
from restante.edition.withdrawn import WITHDRAWN, Tombstone, read_withdrawn
from restante.errors import NotAuthentic


class NoWholeList(NotAuthentic):
    """Without signatures that hold, a list is anybody's."""

    code = "no-whole-list"
    text = "{folder} cannot be compared: {reason}"


@dataclass(frozen=True, slots=True)
class Difference:
    """Sorted paths; `withdrawn` are those that went with a word why, `removed` those that went without."""

    numbers: tuple[int, int]
    same_organisation: bool
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    withdrawn: tuple[str, ...]
    stones: tuple[Tombstone, ...]


def compare_editions(old: Path, new: Path) -> Difference:
    """From the old one to the new one."""
    before, after = _read(old), _read(new)
    changes = compare_listings(_content(before), _content(after))
    stones = read_stones(new)
    withdrawn, removed = split_gone(changes.gone, stones)
    return Difference(
        numbers=(before.known.targets, after.known.targets),
        same_organisation=before.organisation == after.organisation,
        added=tuple(sorted(changes.added)),
        changed=tuple(sorted(changes.changed)),
        removed=removed,
        withdrawn=withdrawn,
        stones=stones,
    )


def read_stones(folder: Path) -> tuple[Tombstone, ...]:
    """The tombstones of a copy; none where there is no such file, or no readable one."""
    try:
        return read_withdrawn((folder / WITHDRAWN).read_bytes())
    except (OSError, Malformed):
        return ()


def split_gone(gone: set[str], stones: tuple[Tombstone, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Paths that a tombstone speaks for, and the rest."""
    withdrawn = {path for path in gone if any(stone.covers(path) for stone in stones)}
    return tuple(sorted(withdrawn)), tuple(sorted(gone - withdrawn))


def _read(folder: Path) -> Chain:
    try:
        here = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        raise NoSuchCopy(folder=folder) from None
    try:
        return follow_chain(here, None)
    except Broken as broken:
        raise NoWholeList(folder=folder, reason=broken.problem.say()) from None
    finally:
        os.close(here)


def _content(chain: Chain) -> dict[str, Listed]:
    signed = (f"{METADATA}/", f"{MANIFEST}/")
    return {path: listed for path, listed in chain.files.items() if not path.startswith(signed)}
