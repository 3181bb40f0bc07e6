# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words by their beginnings: Russian inflects at the end, so `войн*` finds every case of «война», ё read as е.

One pass over the text and a look-up by the first two letters, so that the time grows with the length alone.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

# letters, digits and combining marks of the alphabets that stems are written in; \w differs between Python and browsers
WORD_CLASS: Final = (
    "0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0300-\u036f\u0400-\u0481\u0483-\u0487\u048a-\u052f"
)
LONGEST_WORD: Final = 64  # of a longer one the beginning is read
_WORD = re.compile(f"[{WORD_CLASS}]+")
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487]")


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word and where it stands."""

    folded: str
    start: int
    end: int


def fold(word: str) -> str:
    """Lower case, ё as е, accents gone: «Вёл», «вел» and «ве́л» are one; й stays й."""
    lowered = unicodedata.normalize("NFC", word.lower())
    decomposed = unicodedata.normalize("NFD", lowered.replace("й", "\ue000").replace("ё", "е"))
    return _MARKS.sub("", decomposed).replace("\ue000", "й")


def words_of(text: str) -> Iterator[Word]:
    """Every word of the text in order."""
    for found in _WORD.finditer(text):
        yield Word(fold(found.group()[:LONGEST_WORD]), found.start(), found.end())


@dataclass(frozen=True, slots=True)
class Pattern:
    """`войн*` a beginning, `сво` a whole word, `уголовн* дел*` neighbours."""

    parts: tuple[str, ...]

    def matches(self, words: list[Word], at: int) -> bool:
        """Whether these words stand here, one after the other."""
        if at + len(self.parts) > len(words):
            return False
        return all(_fits(part, words[at + offset].folded) for offset, part in enumerate(self.parts))


def parse_pattern(text: str) -> Pattern:
    """From the notation of the books."""
    return Pattern(tuple(text.split()))


def _fits(part: str, word: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part


Index = Mapping[str, tuple[Pattern, ...]]


def index_patterns(patterns: Iterable[str]) -> Index:
    """Patterns by the first two letters of their first word; a book refuses beginnings shorter than that."""
    table: dict[str, list[Pattern]] = {}
    for text in patterns:
        pattern = parse_pattern(text)
        table.setdefault(pattern.parts[0][:2], []).append(pattern)
    return {key: tuple(found) for key, found in table.items()}


def find_patterns(words: list[Word], stems: Index, innocent: Index) -> Iterator[tuple[int, int]]:
    """Places where a stem stands and no innocent pattern does, as offsets in the text."""
    for at, word in enumerate(words):
        key = word.folded[:2]
        lengths = [len(pattern.parts) for pattern in stems.get(key, ()) if pattern.matches(words, at)]
        if lengths and not any(pattern.matches(words, at) for pattern in innocent.get(key, ())):
            yield word.start, words[at + max(lengths) - 1].end
