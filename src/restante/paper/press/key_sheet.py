# SPDX-License-Identifier: AGPL-3.0-or-later
"""The paper sheet of a key ceremony, to be printed empty before it or filled in after it; it holds no secret."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from restante.paper.press.faces import TEXT_FACES
from restante.paper.press.key_words import KEY_WORDS
from restante.paper.press.poster import printed
from restante.paper.press.typesetting import typeset

KEYS = ("root-1", "root-2", "root-3", "publisher")


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key's box; what is empty is a line to write on."""

    key: str
    person: str = ""
    fingerprint: str = ""


EMPTY = tuple(KeyRow(key) for key in KEYS)


def make_key_sheet(
    lang: str,
    *,
    group: str = "",
    organisation: str = "",
    signed: str = "",
    expires: str = "",
    rows: Sequence[KeyRow] = EMPTY,
) -> bytes:
    """A tagged PDF of three A4 pages: the course, the holders, what to do when a key or a person is missing."""
    words: Mapping[str, Any] = KEY_WORDS.get(lang, KEY_WORDS["en"])
    grouped = " ".join(organisation[at : at + 4] for at in range(0, len(organisation), 4))
    facts = zip(words["facts"], (printed(group), grouped, signed, expires), strict=True)
    holders = [
        {"key": row.key, "person": printed(row.person), "fingerprint": row.fingerprint, "day": signed} for row in rows
    ]
    data = {**words, "faces": TEXT_FACES, "lang": lang, "facts": [list(fact) for fact in facts], "holders": holders}
    return typeset("keys.typ", data, tagged=True)
