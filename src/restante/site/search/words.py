# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of a text as the index knows them; `browser/src/search/words.ts` is the twin, and both read one table of tests.

й, ї, ў and ґ are letters of their own; every other mark over a letter is dropped, and so ё is е. An apostrophe inside a
word is dropped too: п'ять, п’ять and пʼять are one word.
"""

import re
import unicodedata
from typing import Final

_JOINERS: Final = "'’ʼ‘´′`\u00ad\u0300-\u036f"
WORD: Final = re.compile(rf"[^\W_]+(?:[{_JOINERS}]+[^\W_]+)*")
LONGEST: Final = 24
"""Characters of a word that count: what is longer is no word that anybody types."""
_JOINED: Final = re.compile("['’ʼ‘´′`\u00ad]")
_KEPT: Final = str.maketrans({"й": "\ue000", "ї": "\ue001", "ў": "\ue002"})
_BACK: Final = {"\ue000": "й", "\ue001": "ї", "\ue002": "ў"}
_LETTERS: Final = {
    "ß": "ss",
    "ł": "l",
    "ø": "o",
    "æ": "ae",
    "œ": "oe",
    "đ": "d",
    "ð": "d",
    "ı": "i",
    "þ": "th",
    "ς": "σ",
}
_TIDY: Final = str.maketrans({**_BACK, **_LETTERS})


def fold(word: str) -> str:
    """Lower case, without marks and apostrophes, at most `LONGEST` characters."""
    lower = unicodedata.normalize("NFKC", _JOINED.sub("", word)).lower()
    if not lower.isascii():
        apart = unicodedata.normalize("NFD", lower.translate(_KEPT))
        lower = "".join(one for one in apart if unicodedata.category(one) != "Mn" and one != " ").translate(_TIDY)
    return lower[:LONGEST]


def words_in(text: str) -> list[str]:
    """Every word as it is written."""
    return WORD.findall(text)
