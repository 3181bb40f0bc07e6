# SPDX-License-Identifier: AGPL-3.0-or-later
"""How likely characters are as words: which of several readings of the same bytes a person could have written.

Russian letters by their share in running text; letters of neighbours a little rarer. Natural words hold one script,
begin with capitals if they hold any, and consist of letters.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from restante.texts.readers.languages import guess_language

_RUSSIAN: Final = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"
_SHARES: Final = (
    10.97, 8.45, 8.01, 7.35, 6.70, 6.26, 5.47, 4.73, 4.54, 4.40, 3.49, 3.21, 2.98, 2.81, 2.62, 2.01, 1.90, 1.74, 1.70,
    1.65, 1.59, 1.44, 1.21, 0.97, 0.94, 0.73, 0.64, 0.48, 0.36, 0.32, 0.26, 0.04, 0.04,
)  # fmt: skip
_NEIGHBOURS: Final = "іїєґў"
_LATIN: Final[Mapping[str, str]] = {
    "fr": "éèêëàâçïîôûùüÿœæ", "de": "äöüßé", "es": "áéíóúñü", "pt": "áâãàçéêíóôõúü", "it": "àèéìòù", "pl": "ąćęłńóśźżé",
    "cs": "áčďéěíňóřšťúůýž", "hu": "áéíóöőúüű", "ro": "ăâîșțşţ", "sv": "åäöæøé", "tr": "çğıöşüâî", "hr": "čćđšž",
    "lt": "ąčęėįšųūž", "nl": "éëïèöüáóúê", "fi": "äöå",
}  # fmt: skip
"""Letters that one text has together."""
_SIGNS: Final = set("«»„“”’‘–—…•№§©°·\u00a0\u00ad€£")
_JOINING: Final = set("’–—\u00ad\u00a0·")
_SIGN: Final = re.compile(r"[^\x00-\x7f\w]|[\x80-\x9f]")
_WORD: Final = re.compile(r"[^\W\d_]+")
_LIKELY: Final = {
    letter: math.log(share / 100) for letter, share in zip(_RUSSIAN, _SHARES, strict=True)
} | dict.fromkeys(_NEIGHBOURS, math.log(0.012))
_UNLIKELY: Final = math.log(0.00002)
_ODD: Final = -14.0


def likelihood(text: str) -> tuple[float, int]:
    """The log likelihood of the characters beyond ASCII together, and how many there are."""
    total, count = 0.0, 0
    latin: Counter[str] = Counter()
    for found in _WORD.finditer(text):
        word = found.group()
        if word.isascii():
            continue
        if any("\u0400" <= letter <= "\u04ff" for letter in word):
            total += _cyrillic(word)
        else:
            letters = [letter for letter in word.lower() if not letter.isascii()]
            latin.update(letters)
            total += _ODD * max(len(letters) - max(1, len(word) // 2), 0) - 4.0 * _capitals_inside(word)
        count += sum(1 for letter in word if not letter.isascii())
    for sign in _SIGN.finditer(text):
        within = _is_letter(text, sign.start() - 1) and _is_letter(text, sign.end())
        total += -3.0 if sign.group() in _SIGNS and (not within or sign.group() in _JOINING) else _ODD
        count += 1
    if latin:
        said = guess_language([text])
        sets = (_LATIN[said],) if said in _LATIN else tuple(_LATIN.values())
        total += max(sum(n * (-3.0 if letter in own else -9.0) for letter, n in latin.items()) for own in sets)
    return total, count


def _cyrillic(word: str) -> float:
    beyond = [letter for letter in word if "\u0400" <= letter <= "\u04ff"]
    score = sum(_LIKELY.get(letter.lower(), _UNLIKELY) for letter in beyond)
    return score + _ODD * (len(word) - len(beyond)) - 4.0 * _capitals_inside(word)  # two scripts in one word


def _is_letter(text: str, at: int) -> bool:
    return 0 <= at < len(text) and text[at].isalpha()


def _capitals_inside(word: str) -> int:
    """Capitals after small letters; a word all in capitals has none."""
    return sum(1 for before, after in pairwise(word) if before.islower() and after.isupper())
