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
_LOOKS_LIKE: Final = dict(zip("aceopxyikmtbh", "асеорхуікмтвн", strict=True))
"""Latin letters that a keyboard left in the wrong layout puts into Cyrillic words unseen."""
_UNSEEN: Final = re.compile(r"[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_INITIALS_AT_LEAST: Final = 3


def tidy(text: str) -> str:
    """One space where there were several or odd ones; nothing that cannot be seen, nothing that turns text round."""
    return " ".join(_UNSEEN.sub("", text).split())


def fold(text: str) -> str:
    """Small letters, ё as е, no accents over Latin letters, no signs: words in their order, each of one script."""
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold().replace("ё", "е")
    bare = (unicodedata.normalize("NFD", sign)[0] if sign < "\u0370" else sign for sign in plain)
    return " ".join(_of_one_script(word) for word in _WORD.findall("".join(bare)))


def short_name(text: str) -> str:
    """A short name for a list out of its file's: small Latin letters, digits and hyphens."""
    told = "".join(_LATIN.get(sign, sign) for sign in fold(text))
    return re.sub(r"[^a-z0-9]+", "-", told).strip("-")[:64].strip("-") or "list"


def mixes_scripts(text: str) -> bool:
    """Whether a word has letters of two scripts that look alike: Иванoв with a Latin o."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return any(_of_one_script(word) != word for word in _WORD.findall(plain))


def _of_one_script(word: str) -> str:
    latin = [sign for sign in word if "a" <= sign <= "z"]
    if not latin or not any("\u0400" <= sign <= "\u04ff" for sign in word):
        return word
    if all(sign in _LOOKS_LIKE for sign in latin):
        return "".join(_LOOKS_LIKE.get(sign, sign) for sign in word)
    back = {cyrillic: sign for sign, cyrillic in _LOOKS_LIKE.items()}
    return "".join(back.get(sign, sign) for sign in word)


def name_key(text: str) -> str:
    """One key for 'Фёдоров Пётр', 'Пётр Федоров' and 'Petr Fedorov'; a patronymic stays and keeps people apart."""
    return " ".join(sorted(_sound(word) for word in fold(text).split()))


def may_be_one(left: str, right: str) -> bool:
    """Whether one name's words are among the other's, two at least: a patronymic is often left out, or an initial."""
    here, there = set(name_key(left).split()), set(name_key(right).split())
    if here == there or (min(len(here), len(there)) >= 2 and (here <= there or there <= here)):
        return bool(here)
    fewer, more = sorted((here, there), key=lambda words: sum(map(len, words)))
    short = {word for word in fewer if len(word) == 1}
    rest = more - fewer
    return (
        bool(short)
        and any(len(word) >= _INITIALS_AT_LEAST for word in fewer & more)
        and fewer - short <= more
        and all(any(word.startswith(letter) for word in rest) for letter in short - more)
    )


def pairs_of(name: str) -> tuple[str, ...]:
    """Keys under which a name meets others with one more word or one less: its words two by two."""
    words = sorted({word for word in name_key(name).split() if len(word) > 1})[:6]
    return tuple(f"{one} {other}" for at, one in enumerate(words) for other in words[at + 1 :])


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
