# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cuts the endings off a folded word by the tables in `stems/`, which `browser/src/search/stem.ts` reads as well.

A table is a list of steps; a step takes the longest of its endings that stands in its region of the word and leaves
enough of it, and may ask that an earlier step did something or did not. Decision 1020 says why not a library.
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
    """One round over the endings. `region` is 0, 1 or 2, see `_regions`."""

    name: str
    unless: tuple[str, ...]
    only: tuple[str, ...]
    region: int
    endings: Mapping[str, Ending]
    longest: int
    last: frozenset[str]


@dataclass(frozen=True, slots=True)
class Table:
    """All that is known of a language."""

    vowels: frozenset[str]
    steps: Sequence[Step]
    irregular: Mapping[str, str]
    fold: Mapping[int, str]
    last_vowel: Mapping[str, str]
    first: Mapping[str, str]


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
        first=data.get("first", {}),
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
        last=frozenset(ending[-1] for ending in endings),
    )


def stem(word: str, lang: str) -> str:
    """The part of a folded word that its forms share, by the table of the language, or of the word's own letters."""
    table = table_of(_tongue(word, lang))
    if table is None:
        return word
    if word in table.irregular:
        return table.irregular[word]
    word = table.first.get(word[:1], word[:1]) + word[1:]
    if len(word) < SHORTEST:
        return word
    regions = _regions(word, table.vowels)
    done: set[str] = set()
    for step in table.steps:
        if word[-1] not in step.last or done.intersection(step.unless):
            continue
        if step.only and not done.intersection(step.only):
            continue
        shorter = _cut(word, step, regions[step.region])
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


def _regions(word: str, vowels: frozenset[str]) -> tuple[int, int, int]:
    """Where endings may begin: anywhere, after the first vowel, or a letter after the second vowels."""
    end = len(word)
    at = 0
    while at < end and word[at] not in vowels:
        at += 1
    first = at + 1
    for vowel in (True, False, True):
        while at < end and (word[at] in vowels) is vowel:
            at += 1
    return 0, first, at + 1


def _cut(word: str, step: Step, region: int) -> str | None:
    for at in range(max(region, len(word) - step.longest), len(word)):
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
