# SPDX-License-Identifier: AGPL-3.0-or-later
"""A finding never blocks: `stop` says that this channel will not take the letter so, and a person still decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

LANGUAGES = ("ru", "en")
FALLBACK = "en"

Texts = Mapping[str, str]  # language → sentence
Value = int | str | Texts

UNVERIFIED: Texts = {
    "ru": "Это повторяют многие, но источника мы не нашли.",
    "en": "Many repeat this, but we have found no source for it.",
}


class Level(StrEnum):
    """In the order in which a person should read them."""

    STOP = "stop"
    WARN = "warn"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Finding:
    """`where` counts Unicode code points of the draft's text; `fields` never hold words of the letter."""

    rule: str
    kind: str
    level: Level
    where: tuple[int, int] | None = None
    fields: Mapping[str, Value] = field(default_factory=dict)
    text: Texts = field(default_factory=dict, repr=False)
    because: Texts = field(default_factory=dict, repr=False)
    verified: bool = True

    def say(self, lang: str) -> str:
        """The whole remark in the reader's language: what was found, why it matters, and whether that is certain."""
        filled = {name: _spoken(value, lang) for name, value in self.fields.items()}
        parts = [in_language(self.text, lang).format(**filled), in_language(self.because, lang)]
        if not self.verified:
            parts.append(in_language(UNVERIFIED, lang))
        return " ".join(part for part in parts if part)


def in_language(texts: Texts, lang: str) -> str:
    """The sentence in this language, or in English, or nothing."""
    return texts.get(lang) or texts.get(FALLBACK, "")


def _spoken(value: Value, lang: str) -> str:
    if isinstance(value, int):
        return group_thousands(value)
    return value if isinstance(value, str) else in_language(value, lang)


def group_thousands(number: int) -> str:
    """2 500 with a thin no-break space from four digits on, which both languages read."""
    return f"{number:,}".replace(",", "\u202f")
