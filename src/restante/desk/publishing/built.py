# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the desk keeps what it has built of texts: files by the key that they were made under, and the edition before.

Everything here can be deleted at any time; the next edition is then built anew, to the same bytes.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from restante.config import Config
from restante.edition.content import Content, StoredFile
from restante.edition.manifest import list_all, read_shards
from restante.site.workshop import Make, Workshop

FORMAT: Final = 1
Listed = dict[str, tuple[int, str]]


@contextmanager
def workshop_of(config: Config) -> Iterator[Workshop]:
    """For one build; what nobody asked for in it is thrown away afterwards."""
    place = config.desk_dir / "built"
    shelf = _Shelf(place)
    shards = read_shards(config.edition_dir) or {}
    listed = list_all(shards) if shards else {}

    def before(path: str) -> bytes | None:
        return (config.edition_dir / path).read_bytes() if path in listed else None

    def stands(path: str) -> Content | None:
        found = listed.get(path)
        return None if found is None else StoredFile(str(config.edition_dir / path), *found)

    yield Workshop(shelf.keep, stands, before, place / "search")
    shelf.close()


class _Shelf:
    """Files named by their SHA-256, and one index from keys to them."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.index = place / "index.json"
        self.known: dict[str, Listed] = self._read()
        self.asked: dict[str, Listed] = {}
        self.fresh = False

    def keep(self, key: str, make: Make) -> Mapping[str, Content]:
        """A build that is cut off leaves files without an index: the next one makes them again."""
        listed = self.known.get(key)
        if listed is None or not all(self._path(sha).is_file() for _, sha in listed.values()):
            listed = {name: self._store(data) for name, data in make().items()}
            self.fresh = True
        self.asked[key] = listed
        return {name: StoredFile(str(self._path(sha)), length, sha) for name, (length, sha) in listed.items()}

    def close(self) -> None:
        """Remember what was asked for; files that no key names go."""
        if not self.fresh and self.asked.keys() == self.known.keys():
            return
        told = json.dumps({f"keys {FORMAT}": self.asked}, separators=(",", ":"))
        self.place.mkdir(parents=True, exist_ok=True)
        fresh = self.index.with_suffix(".new")
        fresh.write_text(told, "utf-8")
        fresh.replace(self.index)
        named = {sha for listed in self.asked.values() for _, sha in listed.values()}
        gone = {sha for key, listed in self.known.items() if key not in self.asked for _, sha in listed.values()}
        for sha in gone - named:
            self._path(sha).unlink(missing_ok=True)

    def _read(self) -> dict[str, Listed]:
        try:
            told = json.loads(self.index.read_bytes())
            keys: dict[str, Listed] = told[f"keys {FORMAT}"]
        except (OSError, ValueError, KeyError, TypeError):
            shutil.rmtree(self.place / "files", ignore_errors=True)
            return {}
        return {key: {name: (length, sha) for name, (length, sha) in listed.items()} for key, listed in keys.items()}

    def _store(self, data: bytes) -> tuple[int, str]:
        sha = hashlib.sha256(data).hexdigest()
        path = self._path(sha)
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(".new")
            fresh.write_bytes(data)
            fresh.replace(path)
        return len(data), sha

    def _path(self, sha: str) -> Path:
        return self.place / "files" / sha[:2] / sha
