# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words that a page may quote but not say itself: of guilt, of a source's heat, of a release, by their beginnings."""

import re
from typing import Final

from restante.cases.evidence.weekdays import fold

_WORD = re.compile(r"[^\W\d_]+(?:[-'ʼ’][^\W\d_]+)*")

_GUILT: Final = (
    *(
        "terrorist*",
        "extremist*",
        "criminal",
        "criminals",
        "guilty",
        "murderer*",
        "offender*",
        "perpetrator*",
        "bandit*",
    ),
    *("hooligan", "hooligans", "vandal", "vandals", "arsonist*", "bomber*", "traitor*", "spy", "spies", "saboteur*"),
    *("террорист", "террориста", "террористу", "террористом", "террористе", "террористы", "террористка", "террористов"),
    *("экстремист", "экстремиста", "экстремистом", "экстремистка", "экстремисты", "преступник*", "преступниц*"),
    *("виновен", "виновна", "виновны", "виновный", "виновного", "виновная", "виновник*", "убийц*", "бандит*"),
    *("хулиган", "хулигана", "хулиганы", "хулиганом", "вандал", "вандала", "поджигател*", "подрывник*", "предател*"),
    *(
        "изменник*",
        "шпион",
        "шпиона",
        "шпионом",
        "диверсант*",
        "злоумышленник*",
        "терорист*",
        "злочин*",
        "винен",
        "винна",
    ),
)
_NOT_GUILT: Final = (
    *("not guilty", "criminal case*", "criminal code*", "criminal proceeding*", "criminal law*", "criminal charge*"),
    *("criminal court*", "criminal procedure*", "criminal investigation*", "criminal record*", "преступност*"),
    *("list of terrorists and extremists", "list of terrorists", "list of extremists", "не виновен", "не виновна"),
    *("спис* террористов и экстремистов", "перечн* террористов и экстремистов", "перечень террористов и экстремистов"),
    *("спис* террористов", "перечн* террористов", "перечень террористов"),
)
_HEAT: Final = (
    *("brutal*", "heinous", "notorious*", "barbaric", "monstrous", "infamous", "so-called", "outrageous*", "shameful*"),
    *("bloodthirsty", "fanatic*", "vile", "heroic*", "regime", "butcher*", "thug", "thugs", "cynical*", "savage*"),
    *("зверск*", "зверств*", "чудовищн*", "пресловут*", "одиозн*", "кровав*", "позорн*", "подл*", "так называем*"),
    *(
        "циничн*",
        "беспредел*",
        "палач*",
        "изверг*",
        "героическ*",
        "фанатик*",
        "негодя*",
        "мерзавц*",
        "гнусн*",
        "варварск*",
    ),
)
_RELEASE: Final = (
    *("released", "release", "releases", "freed", "free", "liberated", "liberty", "discharged"),
    *(
        "освобод*",
        "освобожд*",
        "отпущен*",
        "отпусти*",
        "вышел",
        "вышла",
        "на свобод*",
        "на волю",
        "на воле",
        "выпусти*",
    ),
    *("звільн*", "звільнен*", "відпусти*", "freigelassen*", "entlassen*", "freilass*", "libere*", "remis en liberte"),
    *("liberad*", "liberacion", "libertad", "libertado", "вызвал*", "вызвален*"),
)
_SILENCE: Final = (
    *("no longer listed", "no longer on the list", "not on the list", "not listed", "removed from the list"),
    *("disappeared from the list", "dropped from the list", "missing from the list", "no longer appears"),
    *(
        "нет в списк*",
        "нет в перечн*",
        "исчез из списк*",
        "исчез* из перечн*",
        "пропал* из списк*",
        "больше не значится",
    ),
    *(
        "не значится",
        "исключен* из списк*",
        "убран* из списк*",
        "удален* из списк*",
        "зник* зі списк*",
        "більше не значиться",
    ),
)


Patterns = dict[str, tuple[tuple[str, ...], ...]]


def _compiled(patterns: tuple[str, ...]) -> Patterns:
    """By the first two letters, the longest first."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for pattern in patterns:
        parts = tuple(fold(part.rstrip("*")) + "*" * part.endswith("*") for part in pattern.split())
        table.setdefault(parts[0][:2], []).append(parts)
    return {key: tuple(sorted(found, key=len, reverse=True)) for key, found in table.items()}


_GUILT_TABLE: Final = _compiled(_GUILT)
_INNOCENT_TABLE: Final = _compiled(_NOT_GUILT)
_HEAT_TABLE: Final = _compiled(_HEAT)
_RELEASE_TABLE: Final = _compiled(_RELEASE)
_SILENCE_TABLE: Final = _compiled(_SILENCE)


def guilt_in(text: str) -> str:
    """The first word that calls a person guilty, or nothing; a list's official name and «not guilty» do not."""
    words = _words(text)
    innocent = {at + step for at in range(len(words)) for step in range(_length(words, at, _INNOCENT_TABLE))}
    guilty = (at for at in range(len(words)) if at not in innocent and _length(words, at, _GUILT_TABLE))
    at = next(guilty, None)
    return "" if at is None else words[at]


def heat_in(text: str) -> tuple[str, ...]:
    """Words that judge: fit for a quotation, not for a page's own voice."""
    words = _words(text)
    lengths = ((at, _length(words, at, _HEAT_TABLE)) for at in range(len(words)))
    return tuple(dict.fromkeys(" ".join(words[at : at + length]) for at, length in lengths if length))


def tells_release(text: str) -> bool:
    """Whether the words say that somebody came free."""
    words = _words(text)
    return any(_length(words, at, _RELEASE_TABLE) for at in range(len(words)))


def tells_silence(text: str) -> bool:
    """Whether the words only say that a name is missing from a list."""
    words = _words(text)
    return any(_length(words, at, _SILENCE_TABLE) for at in range(len(words)))


def _words(text: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(text)]


def _length(words: list[str], at: int, table: Patterns) -> int:
    """How many words from here fit a pattern: `зверск*` is a beginning, `no longer listed` are neighbours."""
    for parts in table.get(words[at][:2], ()):
        here = words[at : at + len(parts)]
        if len(here) == len(parts) and all(map(_fits, parts, here)):
            return len(parts)
    return 0


def _fits(part: str, word: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part
