# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cuts the endings off a folded word by the tables in `stems/`, which `browser/src/search/stem.ts` reads as well.

A table is a list of steps; a step takes the longest of its endings that stands in its region of the word and leaves
enough of it, and may ask that an earlier step did something or did not. Decision 1001 says why not a library.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from restante.site.search.words import fold

TABLES: Final = Path(__file__).parent / "stems"
TABLE_LANGUAGES: Final = ("ru", "uk", "be", "en")
SHORTEST: Final = 4
"""Shorter words are left as they are."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What replaces an ending, the letters one of which must stand before it, and how much of the word must stay."""

    to: str
    after: str
    keep: int


@dataclass(frozen=True, slots=True)
class Step:
    """One round over the endings. `region` counts the vowels that stand wholly before it."""

    name: str
    unless: tuple[str, ...]
    only: tuple[str, ...]
    region: int
    endings: Mapping[str, Ending]
    longest: int


@dataclass(frozen=True, slots=True)
class Table:
    """All that is known of a language."""

    vowels: frozenset[str]
    steps: Sequence[Step]
    irregular: Mapping[str, str]
    fold: Mapping[int, str]
    last_vowel: Mapping[str, str]


@cache
def table_of(lang: str) -> Table | None:
    """The table of a language, or none: then words are compared as they are."""
    if lang not in TABLE_LANGUAGES:
        return None
    data = json.loads((TABLES / f"{lang}.json").read_text("utf-8"))
    return Table(
        vowels=frozenset(data["vowels"]),
        steps=tuple(_step(one) for one in data["steps"]),
        irregular={fold(word): stem for stem, words in data["irregular"].items() for word in words.split()},
        fold=str.maketrans(data.get("fold", {})),
        last_vowel=data.get("last_vowel", {}),
    )


def _step(data: Mapping[str, Any]) -> Step:
    endings = {
        ending: Ending(group.get("to", ""), group.get("after", ""), group.get("keep", 2))
        for group in data["endings"]
        for ending in group["of"].split()
    }
    return Step(
        name=data["name"],
        unless=tuple(data.get("unless", ())),
        only=tuple(data.get("only", ())),
        region=data.get("region", 1),
        endings=endings,
        longest=max(map(len, endings)),
    )


def stem(word: str, lang: str) -> str:
    """The part of a folded word that its forms share, by the table of the language, or of the word's own letters."""
    table = table_of(_tongue(word, lang))
    if table is None or len(word) < SHORTEST:
        return word
    if word in table.irregular:
        return table.irregular[word]
    done: set[str] = set()
    for step in table.steps:
        if done.intersection(step.unless) or (step.only and not done.intersection(step.only)):
            continue
        shorter = _cut(word, step, _region(word, step.region, table.vowels))
        if shorter is not None:
            done.add(step.name)
            word = shorter
    return _settle(word, table)


def _tongue(word: str, lang: str) -> str:
    """A Latin word in a Russian text is most likely English, a Cyrillic one in an English text Russian."""
    first = word[:1]
    if "a" <= first <= "z":
        return "en" if lang in {"ru", "uk", "be"} else lang
    return "ru" if lang == "en" and "а" <= first <= "я" else lang


def _region(word: str, vowels_before: int, vowels: frozenset[str]) -> int:
    """Where endings may begin: after so many groups of vowels, each but the first with the consonant after it."""
    at = 0
    for count in range(vowels_before):
        while at < len(word) and word[at] not in vowels:
            at += 1
        if count:
            while at < len(word) and word[at] in vowels:
                at += 1
        at += 1
    return at


def _cut(word: str, step: Step, region: int) -> str | None:
    for length in range(min(step.longest, len(word)), 0, -1):
        at = len(word) - length
        if at < region:
            continue
        ending = step.endings.get(word[at:])
        if ending is None or at < ending.keep or (ending.after and word[at - 1] not in ending.after):
            continue
        return word[:at] + ending.to
    return None


def _settle(word: str, table: Table) -> str:
    """Letters that change from form to form become one."""
    for at in range(len(word) - 1, 0, -1):
        if word[at] in table.vowels:
            word = word[:at] + table.last_vowel.get(word[at], word[at]) + word[at + 1 :]
            break
    return word.translate(table.fold)
