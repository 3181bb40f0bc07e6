# SPDX-License-Identifier: AGPL-3.0-or-later
"""What another copy offers: its signed part, fetched piece by piece as the chain of trust asks for it.

So a liar is found out before he has sent more than one file that nobody vouches for.
"""

import json
from typing import Final

from restante.edition.chain import Broken, Chain, follow_chain_through
from restante.edition.format import MANIFEST, METADATA, ROOT_FIELD, SIZE_LIMITS
from restante.edition.manifest import Listed
from restante.edition.mirror import Copy, MirrorBehind, Terms
from restante.edition.sources import Faulty, Source
from restante.edition.staging import Staging
from restante.edition.tree import NotReadable
from restante.edition.verdict import Kind

MANIFEST_MOST: Final = 64 * 1024 * 1024
"""Three times what 25,000 texts need; more would fill the memory of a small machine."""
_TIMESTAMP: Final = f"{METADATA}/timestamp.json"


class Offered:
    """The signed part of what a source has, fetched piece by piece as the chain of trust asks for it."""

    def __init__(self, source: Source, copy: Copy, staging: Staging, terms: Terms) -> None:
        self.metadata: dict[str, bytes] = {}
        self._source, self._copy, self._staging, self._terms = source, copy, staging, terms
        self._shards: dict[str, Listed] = {}

    def is_the_same(self) -> bool:
        """The timestamp signs for all the rest."""
        here = self._copy.folder / _TIMESTAMP
        try:
            fetched = self._read(_TIMESTAMP, SIZE_LIMITS["timestamp"])
        except NotReadable as reason:
            if reason.kind is Kind.MISSING:
                raise Faulty("there is no edition at this address") from None
            raise Broken(reason.kind, _TIMESTAMP) from None
        return self._copy.chain is not None and here.read_bytes() == fetched

    def follow(self) -> Chain:
        """Raises Broken, Cut, Faulty or MirrorBehind unless it is authentic and no older than the copy."""
        chain = follow_chain_through(self._read, self._copy.root)
        known = None if self._copy.chain is None else self._copy.chain.known
        if known is not None:
            now = chain.known
            versions = [(now.root, known.root), (now.timestamp, known.timestamp), (now.snapshot, known.snapshot)]
            if any(offered < here for offered, here in [*versions, (now.targets, known.targets)]):
                raise MirrorBehind(address=self._source.name, offered=now.targets, here=known.targets)
        return chain

    def _read(self, path: str, limit: int) -> bytes:
        if path in self.metadata:
            return self.metadata[path]
        if self._is_root_beyond(path):
            raise NotReadable(Kind.MISSING)
        if path.startswith(f"{MANIFEST}/"):
            data = self._read_shard(path)
        else:
            data = self._own_root(path) or self._fetch(path, limit)
            self._note_shards(path, data)
        if path.startswith((f"{METADATA}/", f"{MANIFEST}/")):
            self.metadata[path] = data
        return data

    def _is_root_beyond(self, path: str) -> bool:
        """The timestamp names the newest root: asked for the next one, many hosts answer with a page of their own."""
        number = path.removeprefix(f"{METADATA}/").removesuffix(".root.json")
        if not path.endswith(".root.json") or not number.isdigit() or number == "1":
            return False
        try:
            return int(number) > int(json.loads(self.metadata[_TIMESTAMP])["signed"][ROOT_FIELD])
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            raise Broken(Kind.MALFORMED, _TIMESTAMP) from None

    def _own_root(self, path: str) -> bytes | None:
        """Roots do not change: those that are here are not fetched again."""
        name = path.removeprefix(f"{METADATA}/")
        if self._copy.chain is None or not name.endswith(".root.json") or name == "1.root.json":
            return None  # the first is asked for, since it tells whose edition is offered
        return (self._copy.folder / path).read_bytes() if path in self._copy.chain.files else None

    def _fetch(self, path: str, limit: int) -> bytes:
        parts, count = [], 0
        try:
            for data in self._source.read(path, limit):
                parts.append(data)
                count += len(data)
                if count > limit:
                    raise NotReadable(Kind.TOO_LARGE)
        except Faulty as fault:
            if fault.missing:
                raise NotReadable(Kind.MISSING) from None
            raise
        return b"".join(parts)

    def _note_shards(self, path: str, data: bytes) -> None:
        """Lengths and hashes of the manifest, still unproved: they bound what is fetched, the chain compares later."""
        if not path.endswith(".targets.json"):
            return
        try:
            targets = json.loads(data)["signed"]["targets"]
            self._shards = {
                name: (int(entry["length"]), str(entry["hashes"]["sha256"]))
                for name, entry in targets.items()
                if name.startswith(f"{MANIFEST}/")
            }
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            raise Broken(Kind.MALFORMED, path) from None

    def _read_shard(self, path: str) -> bytes:
        """The first one that is asked for brings all that differ: the targets' signature holds by then."""
        if sum(length for length, _ in self._shards.values()) > MANIFEST_MOST:
            raise NotReadable(Kind.TOO_LARGE)
        here = self._copy.files
        if not any(name in self.metadata for name in self._shards):
            lacking = [(name, listed) for name, listed in self._shards.items() if here.get(name) != listed]
            self._staging.fetch_all(
                self._source,
                lacking,
                self._terms.connections,
                lambda files, _: self._terms.tell("lists", files, len(lacking)),
            )
        listed = self._shards[path]
        return ((self._copy.folder / path) if here.get(path) == listed else self._staging.path(listed[1])).read_bytes()
