# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which number a page has in the index, and which piece of the index a term stands in.

Both hang on a hash of the page's address or of the term's beginning, so that a page that comes or goes leaves the
numbers and pieces of the others alone. Terms with a common beginning stand in one piece, so that a word half typed is
asked for as a whole one is: a beginning that leads to too much is split by one more letter.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

SPARE_BITS: Final = 3
"""A page's number is one of 8 to 16 times as many as there are pages."""
PAGES_A_PIECE: Final = 1
LEAST_BITS, MOST_BITS = 2, 14
GROUP_BITS: Final = 9
"""Numbers that share a piece of the list of pages: 32 to 64 pages in a library of any size."""
LEAF: Final = 24_000
"""About so many bytes may be written for one beginning before it is split."""
_PASSAGE, _POSTING, _TERM = 200, 3, 10
END: Final = "$"
LAST: Final = "\U0010ffff"
"""Comes after every letter."""


def slots_of(paths: Iterable[str]) -> dict[str, int]:
    """A number for every page; two that would get the same one stand beside each other."""
    hashed = sorted((int.from_bytes(hashlib.sha256(path.encode()).digest()[:8]), path) for path in paths)
    space = _bits(len(hashed)) + SPARE_BITS
    slots: dict[str, int] = {}
    last = -1
    for number, path in hashed:
        last = max(number >> (64 - space), last + 1)
        slots[path] = last
    return slots


def piece_bits(pages: int) -> int:
    """Two to this power is the number of pieces."""
    return min(MOST_BITS, max(LEAST_BITS, _bits(-(-pages // PAGES_A_PIECE))))


def _bits(count: int) -> int:
    return max(0, count - 1).bit_length()


def shown_first(pages: NDArray[np.int64]) -> NDArray[np.int64]:
    """For a term in so many pages: in how many of them, its best ones, a passage is kept beside the term."""
    return np.minimum(pages, np.maximum(10, np.minimum(40, np.sqrt(pages).astype(np.int64))))


def placed(terms: Sequence[str], pages: NDArray[np.int64], bits: int) -> tuple[frozenset[str], NDArray[np.int32]]:
    """The beginnings that are split, and the piece of each term; `terms` in order, `pages` counts those of each."""
    weights = _TERM + _POSTING * pages + _PASSAGE * shown_first(pages)
    before = np.concatenate(([0], np.cumsum(weights))).tolist()
    split: set[str] = set()
    pieces = np.zeros(len(terms), dtype=np.int32)
    waiting = [("", 0, len(terms))]
    while waiting:
        beginning, at, last = waiting.pop()
        if at < last and terms[at] == beginning:
            pieces[at] = piece_of(beginning + END, bits)
            at += 1
        while at < last:
            longer = terms[at][: len(beginning) + 1]
            until = bisect_left(terms, longer + LAST, at, last)
            if until - at > 1 and before[until] - before[at] > LEAF:
                split.add(longer)
                waiting.append((longer, at, until))
            else:
                pieces[at:until] = piece_of(longer, bits)
            at = until
    return frozenset(split), pieces


def key_of(term: str, split: frozenset[str]) -> str:
    """The beginning by which a term is kept."""
    for length in range(1, len(term) + 1):
        if term[:length] not in split:
            return term[:length]
    return term + END


def piece_of(key: str, bits: int) -> int:
    """FNV-1a with its high half mixed in, over UTF-8."""
    number = 0x811C9DC5
    for byte in key.encode("utf-8", "surrogatepass"):
        number = (number ^ byte) * 0x01000193 & 0xFFFFFFFF
    return (number ^ number >> 15) & ((1 << bits) - 1)


def pieces_of(terms: Sequence[str], split: frozenset[str], bits: int) -> list[int]:
    """Of many terms."""
    known: dict[str, int] = {}
    pieces = []
    for term in terms:
        key = key_of(term, split)
        if key not in known:
            known[key] = piece_of(key, bits)
        pieces.append(known[key])
    return pieces


def shorten(split: Iterable[str]) -> str:
    """Beginnings in order, each as the count of characters shared with the one before it, and the rest."""
    written, before = [], ""
    for one in sorted(split):
        shared = next(
            (at for at, (a, b) in enumerate(zip(one, before, strict=False)) if a != b), min(len(one), len(before))
        )
        written.append(f"{shared:x}{one[shared:]}" if shared < 16 else f"f{one[15:]}")
        before = one
    return " ".join(written)


def name_of(lang: str, kind: str, number: int | None = None) -> str:
    """The address of the head, of a piece of lists (`l`) or words (`w`), or of a group of pages (`p`), in the index."""
    return f"{lang}/{kind}" if number is None else f"{lang}/{kind}{number:04x}"
