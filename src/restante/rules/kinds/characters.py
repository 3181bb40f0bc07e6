# SPDX-License-Identifier: AGPL-3.0-or-later
"""Characters that a censor or a printer stumbles over: emoji, invisible marks, and what looks like a cipher."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar, Self

from restante.rules.channel import Channel
from restante.rules.counting import WHITE
from restante.rules.draft import Draft
from restante.rules.rule import MOST_PLACES, Rule, Sentences
from restante.rules.toml_table import Table
from restante.rules.verdict import Finding

LONGEST_WORD = 60
MOST_DIGITS = 12  # a telephone number has eleven, and is nobody's cipher
EMOJI = "\u2600-\u27bf\U0001f000-\U0001faff"
EMOJI_TAIL = EMOJI + "\u200d\ufe0e\ufe0f\u20e3\U000e0020-\U000e007f"
HIDDEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
)
_ODD = re.compile(f"(?P<emoji>[{EMOJI}][{EMOJI_TAIL}]*)|(?P<hidden>[{HIDDEN}]+)")
_UNBROKEN = re.compile(f"[^{WHITE}]+")
_DIGITS = re.compile("[0-9]+")


@dataclass(frozen=True, kw_only=True)
class Characters(Rule):
    """Never about style: only what stops a letter or vanishes from the paper."""

    KIND: ClassVar[str] = "characters"
    MEANS: ClassVar[str] = "Emoji, invisible characters and what a censor may take for a cipher."
    KEYS: ClassVar[Mapping[str, str]] = {
        "emoji": "true to mark emoji",
        "hidden": "true to mark invisible and control characters",
        "cipher": f"true to mark words over {LONGEST_WORD} characters and numbers over {MOST_DIGITS - 1} digits",
    }
    MESSAGES: ClassVar[Sentences] = {
        "emoji": {
            "ru": "Эмодзи могут не напечататься: лучше сказать словами.",
            "en": "Emoji may not print: better to say it in words.",
        },
        "hidden": {
            "ru": "Здесь невидимые знаки: на бумаге их не будет, а цензор может принять их за тайнопись.",
            "en": "Invisible characters: they will not be on the paper, and a censor may take them for secret writing.",
        },
        "cipher": {
            "ru": "Длинный ряд знаков без пробелов: цензор может принять его за шифр.",
            "en": "A long row of characters without a space: a censor may take it for a cipher.",
        },
    }

    emoji: bool = False
    hidden: bool = False
    cipher: bool = False

    @classmethod
    def parse(cls, table: Table, head: Mapping[str, Any]) -> Self:
        flags: dict[str, Any] = {name: table.flag(name, default=False) for name in cls.MESSAGES}
        return cls(**head, **flags)

    def check(self, draft: Draft, _channels: Iterable[Channel], /) -> Iterator[Finding]:
        for name in ("emoji", "hidden"):
            if getattr(self, name):
                odd = (found.span() for found in _ODD.finditer(draft.text) if found.lastgroup == name)
                for where in islice(odd, MOST_PLACES):
                    yield self.find(name, where=where)
        if self.cipher:
            for where in islice(_long_rows(draft.text), MOST_PLACES):
                yield self.find("cipher", where=where)

    def compile(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.MESSAGES}


def _long_rows(text: str) -> Iterator[tuple[int, int]]:
    for word in _UNBROKEN.finditer(text):
        if len(word.group()) > LONGEST_WORD:
            yield word.span()
            continue
        for digits in _DIGITS.finditer(text, word.start(), word.end()):
            if len(digits.group()) >= MOST_DIGITS:
                yield digits.span()
