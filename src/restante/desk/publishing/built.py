# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the desk keeps what it has built of texts: files by the key that they were made under, and the edition before.

Everything here can be deleted at any time; the next edition is then built anew, to the same bytes.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from restante.config import Config
from restante.edition.content import Content, StoredFile, listing_of
from restante.edition.manifest import list_all, read_shards
from restante.edition.placing import mend_files
from restante.site.workshop import Make, Workshop, shape_digest

FORMAT: Final = 2
Listed = dict[str, tuple[int, str, int]]
"""By name: length, SHA-256, and when the file was last written, in nanoseconds."""


@contextmanager
def workshop_of(config: Config) -> Iterator[Workshop]:
    """For one build; what nobody asked for in it is thrown away afterwards."""
    place, edition = config.desk_dir / "built", config.edition_dir
    shelf = _Shelf(place)
    shards = read_shards(edition) or {}
    listed = list_all(shards) if shards else {}

    def before(path: str) -> bytes | None:
        data = _read_if_there(edition / path) if path in listed else None
        return data if data is not None and listing_of(data) == listed[path] else None

    def stands(path: str) -> Content | None:
        found = listed.get(path)
        return None if found is None else StoredFile(f"{edition}/{path}", *found)

    try:
        yield Workshop(shelf.keep, shelf.known.__contains__, stands, before, _index_folder(place / "search"))
        shelf.close()
    finally:
        _mend(config, shelf)


def _index_folder(place: Path) -> Path:
    """Of this code; what other code left there may hold words that were withdrawn since."""
    ours = place / shape_digest()[:16]
    for old in place.iterdir() if place.is_dir() else ():
        if old != ours:
            shutil.rmtree(old, ignore_errors=True)
    return ours


def _mend(config: Config, shelf: "_Shelf") -> None:
    """What was spoilt on the shelf was spoilt in the edition too, where that is the same file."""
    if shelf.spoiled and (shards := read_shards(config.edition_dir)):
        spoilt = {path: one for path, one in list_all(shards).items() if one[1] in shelf.spoiled}
        mend_files(config.edition_dir, {path: StoredFile(shelf.path_of(one[1]), *one) for path, one in spoilt.items()})


def forget_built(config: Config) -> None:
    """All of it; the next build makes everything anew."""
    shutil.rmtree(config.desk_dir / "built", ignore_errors=True)


def _read_if_there(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


class _Shelf:
    """Files named by their SHA-256, and one index from keys to them."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.index = place / "index.json"
        self.journal = place / "made.jsonl"
        """What was made since the index was written: a build that is cut off goes on there."""
        self.files = str(place / "files")
        self.known: dict[str, Listed] = self._read()
        self.asked: dict[str, Listed] = {}
        self.fresh = False
        self.spoiled: set[str] = set()
        """Hashes of files that were changed by somebody; the edition may hold the same files as links."""

    def keep(self, key: str, make: Make) -> Mapping[str, Content]:
        """What is there under the key and whole, or is made now."""
        listed = self.known.get(key)
        whole = None if listed is None else [self._is_whole(*one) for one in listed.values()]  # each is looked at
        if listed is None or whole is None or not all(whole):
            listed = {name: self._store(data) for name, data in make().items()}
            self._note(key, listed)
            self.fresh = True
        self.asked[key] = listed
        return {name: StoredFile(self.path_of(sha), length, sha) for name, (length, sha, _) in listed.items()}

    def close(self) -> None:
        """Remember what was asked for; files that no key names go."""
        if not self.fresh and self.asked.keys() == self.known.keys():
            return
        told = json.dumps({f"keys {FORMAT}": self.asked}, separators=(",", ":"))
        self.place.mkdir(parents=True, exist_ok=True)
        fresh = self.index.with_suffix(".new")
        fresh.write_text(told, "utf-8")
        fresh.replace(self.index)
        self.journal.unlink(missing_ok=True)
        named = {sha for listed in self.asked.values() for _, sha, _ in listed.values()}
        gone = {sha for key, listed in self.known.items() if key not in self.asked for _, sha, _ in listed.values()}
        for sha in gone - named:
            Path(self.path_of(sha)).unlink(missing_ok=True)

    def _read(self) -> dict[str, Listed]:
        """Of the index and the journal; where either cannot be understood, nothing of either counts."""
        try:
            told = json.loads(self.index.read_bytes())[f"keys {FORMAT}"] if self.index.exists() else {}
            keys = {**told, **dict(map(json.loads, self._journalled()))}
            return {
                key: {name: (int(length), str(sha), int(written)) for name, (length, sha, written) in listed.items()}
                for key, listed in keys.items()
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            shutil.rmtree(self.files, ignore_errors=True)
            self.journal.unlink(missing_ok=True)
            return {}

    def _journalled(self) -> list[bytes]:
        """Its whole lines; one at which a build was cut off goes."""
        if not self.journal.exists():
            return []
        whole = self.journal.read_bytes().rpartition(b"\n")[:2]
        self.journal.write_bytes(b"".join(whole))
        return whole[0].splitlines()

    def _note(self, key: str, listed: Listed) -> None:
        self.place.mkdir(parents=True, exist_ok=True)
        with self.journal.open("a", encoding="utf-8") as journal:
            journal.write(json.dumps([key, listed], separators=(",", ":")) + "\n")

    def _is_whole(self, length: int, sha: str, written: int) -> bool:
        """Its size and time tell; where the time is another one, as after a restore, its bytes do."""
        try:
            now = os.stat(self.path_of(sha))  # noqa: PTH116 - for 200,000 files a path of its own costs as much again
        except OSError:
            return False
        if (now.st_size, now.st_mtime_ns) == (length, written):
            return True
        path = Path(self.path_of(sha))
        if listing_of(path.read_bytes()) == (length, sha):
            os.utime(path, ns=(written, written))
            return True
        self.spoiled.add(sha)
        path.unlink()
        return False

    def _store(self, data: bytes) -> tuple[int, str, int]:
        length, sha = listing_of(data)
        path = Path(self.path_of(sha))
        if not path.is_file() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(".new")
            fresh.write_bytes(data)
            fresh.replace(path)
        return length, sha, path.stat().st_mtime_ns

    def path_of(self, sha: str) -> str:
        """Where the file with this hash is, or would be."""
        return f"{self.files}/{sha[:2]}/{sha}"
