# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tombstones: what was taken out of an edition, signed with all the rest, so that a copy can say why a page is gone."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from restante.edition.format import Malformed, encode_json

WITHDRAWN: Final = "restante/withdrawn.json"
_FIELDS: Final = {"day", "id", "lang", "reason", "title"}


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A text that is no longer published; nothing of its words but the title."""

    id: str
    lang: str
    title: str
    day: date
    reason: str

    def covers(self, path: str) -> bool:
        """Whether a file of an earlier edition was this text in one of its formats."""
        return any(path.startswith(f"texts/{self.id}{after}") for after in (".", "-", "/"))


def write_withdrawn(stones: Iterable[Tombstone]) -> bytes:
    """The file as an edition carries it, sorted by id."""
    listed = [{**asdict(stone), "day": stone.day.isoformat()} for stone in sorted(stones, key=lambda stone: stone.id)]
    return encode_json({"texts": listed, "version": 1})


def read_withdrawn(data: bytes) -> tuple[Tombstone, ...]:
    """The inverse; raises Malformed for anything else."""
    try:
        document = json.loads(data)
        entries = document["texts"]
        if document["version"] != 1 or not all(set(entry) == _FIELDS for entry in entries):
            raise Malformed(what=WITHDRAWN)
        stones = tuple(Tombstone(**{**entry, "day": date.fromisoformat(entry["day"])}) for entry in entries)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Malformed(what=WITHDRAWN) from None
    texts = [text for stone in stones for text in (stone.id, stone.lang, stone.title, stone.reason)]
    if not all(isinstance(text, str) for text in texts):
        raise Malformed(what=WITHDRAWN)
    return stones
