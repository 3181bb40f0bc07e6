# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys, envelopes sealed to them, and a gate that lives in memory."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pytest

from restante.desk.intake.opening import Opener
from restante.errors import Unavailable
from restante.seal.envelope import LetterKey, seal_letter
from restante.seal.keys import letter_key_of
from restante.seal.letter import Letter, ReplyTo

ORGANISATION = bytes(range(16))
TODAY = date(2026, 3, 2)
SEED = b"s" * 32
REPLY_TO = ReplyTo(letter_key_of(b"r" * 32, ORGANISATION, TODAY, TODAY).public, b"t" * 32)


class CutOff(Unavailable):
    """The machine died here, as far as this process can tell."""

    code = "cut-off"
    text = "Cut off."


@dataclass(frozen=True)
class Line:
    """A line of the list."""

    id: str
    size: int
    sha256: str


@dataclass
class MemoryGate:
    """A gate's letterbox; `cut_off_at` names the call at which the line breaks, before or after it took effect."""

    envelopes: dict[str, bytes] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    fetched: list[str] = field(default_factory=list)
    lies: dict[str, bytes] = field(default_factory=dict)
    withheld: set[str] = field(default_factory=set)
    cut_off_after: int = 1000
    cut_off_at: str = ""

    def drop_in(self, *sealed: bytes) -> None:
        self.envelopes.update({hashlib.sha256(envelope).hexdigest(): envelope for envelope in sealed})

    def list_envelopes(self, *, include_acknowledged: bool = False) -> list[Line]:
        self._cut("list")
        return [
            Line(f"id-{digest}", len(sealed), digest)
            for digest, sealed in self.envelopes.items()
            if include_acknowledged or digest not in self.acknowledged
        ]

    def fetch(self, sizes: Mapping[str, int]) -> Iterator[tuple[str, bytes]]:
        for envelope in sizes:
            self._cut("fetch")
            if len(self.fetched) == self.cut_off_after:
                raise CutOff
            digest = envelope.removeprefix("id-")
            self.fetched.append(digest)
            if digest not in self.withheld:
                yield envelope, self.lies.get(digest, self.envelopes[digest])

    def acknowledge(self, sha256s: Sequence[str]) -> None:
        self._cut("before acknowledging")
        self.acknowledged |= set(sha256s)
        self._cut("after acknowledging")

    def _cut(self, place: str) -> None:
        if self.cut_off_at == place:
            raise CutOff


@pytest.fixture
def key() -> LetterKey:
    return letter_key_of(SEED, ORGANISATION, TODAY, date(2026, 3, 16))


@pytest.fixture
def opener(key: LetterKey) -> Opener:
    return Opener({key.key_id: SEED}, ORGANISATION)


@pytest.fixture
def seal(key: LetterKey) -> Callable[..., bytes]:
    def seal_one(number: int = 1, *pictures: bytes, **changes: object) -> bytes:
        fields: dict[str, object] = {
            "id": f"{number:032x}",
            "person": "azat-miftakhov",
            "lang": "ru",
            "text": f"Письмо {number}",
            "sign": "Аня",
            "reply": REPLY_TO,
            "corrects": None,
            "created": TODAY,
        }
        letter = Letter(**{**fields, **changes})  # type: ignore[arg-type]  # a table of changes
        return seal_letter(letter, pictures, key, ORGANISATION)

    return seal_one


@pytest.fixture
def gate() -> MemoryGate:
    return MemoryGate()
