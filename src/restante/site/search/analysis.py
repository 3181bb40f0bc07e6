# SPDX-License-Identifier: AGPL-3.0-or-later
"""One page read: its terms, how much it is about each, and where each stands first.

The weight of a term in a page depends on that page alone (BM25's part of the term's frequency, against a fixed length
instead of the library's mean), so that a new text changes no number in another one's entries.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from restante.site.search.records import Searchable
from restante.site.search.stem import stem
from restante.site.search.words import LONGEST, WORD, fold, words_in

LEVELS: Final = 15
USUAL_LENGTH: Final = 1000
TITLE, BY = 8, 4
"""A word of the title counts as so many of the text, and so does one of the author's name."""
_K1, _B = 1.2, 0.5
BEFORE, AFTER = 30, 55
"""Characters of a passage on either side of the word that was looked for, give or take a word."""


@dataclass(slots=True)
class Vocabulary:
    """Terms of one language by number, in the order in which they were met, and every spelling that leads to one."""

    lang: str
    terms: list[str] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)
    _spellings: dict[str, int] = field(default_factory=dict)

    def number(self, spelling: str) -> int:
        """Of the term that this word is a form of."""
        known = self._spellings.get(spelling)
        if known is None:
            term = stem(fold(spelling), self.lang)
            known = self._numbers.setdefault(term, len(self.terms))
            if known == len(self.terms):
                self.terms.append(term)
            self._spellings[spelling] = known
        return known

    def term(self, spelling: str) -> str:
        """The term that this word is a form of."""
        return self.terms[self.number(spelling)]

    def numbers(self, spellings: list[str]) -> NDArray[np.int32]:
        """Of many."""
        known = self._spellings
        return np.array([known[one] if one in known else self.number(one) for one in spellings], dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Read:
    """The terms of a page, each once, and its weight from 1 to `LEVELS`."""

    terms: NDArray[np.int32]
    levels: NDArray[np.uint8]


def read_page(page: Searchable, vocabulary: Vocabulary) -> Read:
    """Its title, author and text, weighed."""
    parts = ((page.running(), 1), (page.title, TITLE), (page.by, BY))
    numbers = [vocabulary.numbers(words_in(text)) for text, _ in parts]
    weights = [np.full(len(found), weight) for found, (_, weight) in zip(numbers, parts, strict=True)]
    terms, where = np.unique(np.concatenate(numbers), return_inverse=True)
    times = np.bincount(where, weights=np.concatenate(weights), minlength=len(terms))
    share = times / (times + _K1 * (1 - _B + _B * len(numbers[0]) / USUAL_LENGTH))
    levels = np.clip(np.ceil(share * LEVELS), 1, LEVELS).astype(np.uint8)
    return Read(terms.astype(np.int32), levels)


class PageRead:
    """Passages of one page around its words; it is read for them once more, since few of its words are asked for."""

    def __init__(self, page: Searchable, vocabulary: Vocabulary) -> None:
        self._text = page.running()
        self._vocabulary = vocabulary
        self._by_letter: dict[str, dict[str, tuple[int, int]]] = {}
        for found in WORD.finditer(self._text):
            word = found[0]
            self._by_letter.setdefault(word[0].lower(), {}).setdefault(word, found.span())

    def around(self, term: str) -> str:
        """The first form of this term, or the beginning of the text where only title or author have it.

        Forms that begin with the term's own letter come first, so that not every word need be stemmed.
        """
        groups = [self._by_letter.get(term[:1], {}), *self._by_letter.values()]
        for group in groups:
            for word, place in group.items():
                if self._vocabulary.term(word) == term:
                    return passage(self._text, *place)
        return opening(self._text)


def opening(text: str) -> str:
    """The first words."""
    return passage(text, 0, BEFORE)


def passage(text: str, start: int, end: int) -> str:
    """Some words before and after, cut between words; the sign of an omission stands where text is left out."""
    end = min(end, start + LONGEST)
    first, last = max(0, start - BEFORE), min(len(text), end + AFTER)
    if first:
        first = text.find(" ", first, start) + 1 or start
    if last < len(text):
        gap = text.rfind(" ", end, last)
        last = gap if gap > 0 else last
    return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"
