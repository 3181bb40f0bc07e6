# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names folded so that spellings of one name meet: only ever to suggest, for two people may bear one name."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_LATIN: Final = dict(
    zip(
        "абвгдезийклмнопрстуфхцчшщъыьэюяіїєґў",
        re.split(" ", "a b v g d e z i i k l m n o p r s t u f kh ts ch sh shch  y  e iu ia i i ie g u"),
        strict=True,
    )
) | {"ж": "zh"}
_SAME_SOUND: Final = (
    ("shch", "sch"), ("kh", "h"), ("yo", "e"), ("jo", "e"), ("yu", "iu"), ("ju", "iu"), ("ya", "ia"), ("ja", "ia"),
    ("ye", "e"), ("je", "e"), ("ie", "e"), ("zh", "j"), ("ts", "c"), ("tz", "c"), ("x", "ks"), ("w", "v"),
    ("y", "i"), ("ii", "i"),
)  # fmt: skip
_WORD: Final = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Small letters, ё as е, no accents over Latin letters, no signs: words in their order."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    bare = (unicodedata.normalize("NFD", sign)[0] if sign < "\u0370" else sign for sign in plain)
    return " ".join(_WORD.findall("".join(bare)))


def name_key(text: str) -> str:
    """One key for 'Фёдоров Пётр', 'Пётр Федоров' and 'Petr Fedorov'; a patronymic stays and keeps people apart."""
    return " ".join(sorted(_sound(word) for word in fold(text).split()))


def may_be_one(left: str, right: str) -> bool:
    """Whether one name's words are among the other's, two at least: a patronymic is often left out."""
    here, there = set(name_key(left).split()), set(name_key(right).split())
    return bool(here) and (here == there or (min(len(here), len(there)) >= 2 and (here <= there or there <= here)))


def _sound(word: str) -> str:
    told = "".join(_LATIN.get(sign, sign) for sign in word)
    for written, heard in _SAME_SOUND:
        told = told.replace(written, heard)
    return told


_KINDS: Final = {
    "ик": "ik", "ik": "ik", "исправительная": "ik", "колония": "ik", "colony": "ik", "sizo": "sizo", "сизо": "sizo",
    "изолятор": "sizo", "кп": "kp", "поселение": "kp", "лиу": "liu", "вк": "vk", "т": "prison", "тюрьма": "prison",
    "турма": "prison", "prison": "prison", "jail": "prison", "hmp": "prison", "hmyoi": "prison", "yoi": "prison",
    "penitentiary": "prison", "ovd": "ovd", "овд": "ovd", "опк": "opk", "пк": "ik", "ik-": "ik",
}  # fmt: skip
_EMPTY: Final = frozenset(
    re.split(
        " ",
        "фку фбу гу фсин россии уфсин гуфсин по no n the of service facility institution hm his her majesty s fci"
        " fpc usp служба следственный учреждение области обл область край края республика республики г город"
        " correctional строгого общего особого режима centre center and",
    )
)
_NUMBER: Final = re.compile(r"(\d+)(?:st|nd|rd|th|й|я|ая|ой)?$")
_GLUED: Final = re.compile(r"(?<=[^\W\d_])[\s-]*(?:№|#|no\.?\s|n°)?\s*(?=\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spelling:
    """What tells places apart in any of their spellings."""

    kinds: frozenset[str]
    numbers: frozenset[str]
    words: frozenset[str]

    @property
    def key(self) -> str:
        """For looking up: kinds, numbers and words, each in order."""
        return " / ".join(" ".join(sorted(part)) for part in (self.kinds, self.numbers, self.words))


def spell(text: str) -> Spelling:
    """'ФКУ ИК №17' and 'ик-17' are one; so are 'Leeds (HMP)' and 'HMP Leeds'."""
    kinds, numbers, words = set(), set(), set()
    for word in fold(_GLUED.sub(" ", text.replace("№", " ").replace("#", " "))).split():
        if found := _NUMBER.match(word):
            numbers.add(found[1].lstrip("0") or "0")
        elif word in _KINDS:
            kinds.add(_KINDS[word])
        elif word not in _EMPTY:
            words.add(_sound(word))
    return Spelling(frozenset(kinds), frozenset(numbers), frozenset(words))


def may_be_one_place(left: Spelling, right: Spelling) -> bool:
    """Same number, or same words where there is none; nothing that either says is denied by the other."""
    if left.numbers != right.numbers or (left.kinds and right.kinds and not left.kinds & right.kinds):
        return False
    if left.numbers:
        return bool(left.kinds & right.kinds or left.words & right.words) and (
            left.words <= right.words or right.words <= left.words
        )
    return bool(left.words) and left.words == right.words


def families(spellings: list[str]) -> tuple[tuple[str, ...], ...]:
    """Groups of two or more spellings that may be one place, each in the order in which they stand."""
    by_key: dict[tuple[frozenset[str], str], list[str]] = {}
    for text in dict.fromkeys(spellings):
        told = spell(text)
        rest = "" if told.numbers and not told.words else " ".join(sorted(told.words))
        by_key.setdefault((told.numbers, rest), []).append(text)
    groups = []
    for members in by_key.values():
        kinds = {kind for text in members for kind in spell(text).kinds}
        if len(members) < 2:
            continue
        if len(kinds) <= 1:
            groups.append(tuple(members))
            continue
        for kind in sorted(kinds):
            alike = tuple(text for text in members if kind in spell(text).kinds)
            if len(alike) > 1:
                groups.append(alike)
    return tuple(groups)
