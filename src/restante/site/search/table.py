# SPDX-License-Identifier: AGPL-3.0-or-later
"""The inverted table of one language: for each term the pages it is in; kept between builds, changed page by page."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from restante.site.search.analysis import LEVELS, Read, Vocabulary
from restante.site.search.layout import shown_first

_SLOT_BITS: Final = 32
_SLOT: Final = (1 << _SLOT_BITS) - 1
_LEVEL_BITS: Final = 4


@dataclass(frozen=True, slots=True)
class Table:
    """`slots[begins[n]:begins[n + 1]]` are the pages of `terms[n]`, in order; terms are in order too."""

    terms: Sequence[str]
    begins: NDArray[np.int64]
    slots: NDArray[np.int64]
    levels: NDArray[np.uint8]

    @property
    def pages(self) -> NDArray[np.int64]:
        """How many pages each term is in."""
        return np.diff(self.begins)

    def entries_of(self, wanted: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the entries of these terms stand, term after term, and which of `wanted` each belongs to."""
        counts = self.pages[wanted]
        owners = np.repeat(np.arange(len(wanted)), counts)
        first = np.repeat(self.begins[wanted] - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
        return first + np.arange(len(owners)), owners

    def best_of(self, wanted: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The pages shown with a passage, best first: their numbers, and which of `wanted` each belongs to."""
        at, owners = self.entries_of(wanted)
        order = (owners << _LEVEL_BITS | LEVELS - self.levels[at]) << _SLOT_BITS | self.slots[at]
        order.sort()
        counts = self.pages[wanted]
        rank = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
        chosen = order[rank < np.repeat(shown_first(counts), counts)]
        return chosen & _SLOT, chosen >> _LEVEL_BITS + _SLOT_BITS

    def shown_with(self, terms: Iterable[str]) -> dict[str, list[int]]:
        """The pages that a passage is kept of, best first, by term; none for a term that is not here."""
        known = [(term, at) for term in terms if (at := self._place(term)) is not None]
        slots, owners = self.best_of(np.array([at for _, at in known], dtype=np.int64))
        ends = np.searchsorted(owners, np.arange(len(known) + 1)).tolist()
        found = slots.tolist()
        return {term: found[ends[n] : ends[n + 1]] for n, (term, _) in enumerate(known)}

    def _place(self, term: str) -> int | None:
        at = bisect_left(self.terms, term)
        return at if at < len(self.terms) and self.terms[at] == term else None

    def terms_in(self, slots: Iterable[int]) -> NDArray[np.int64]:
        """The terms of these pages."""
        found = np.flatnonzero(np.isin(self.slots, np.fromiter(slots, dtype=np.int64)))
        return np.unique(np.searchsorted(self.begins, found, side="right") - 1)


EMPTY: Final = Table((), np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0, np.uint8))


def changed(table: Table, gone: Iterable[int], come: Mapping[int, Read], vocabulary: Vocabulary) -> Table:
    """The table without some pages and with others, which is what a table made anew would be."""
    stays = ~np.isin(table.slots, np.fromiter(gone, dtype=np.int64))
    owners = np.repeat(np.arange(len(table.terms)), table.pages)[stays]
    terms, old, new = _merged(table.terms, vocabulary.terms)
    read = [(new[page.terms], slot, page.levels) for slot, page in come.items()]
    keys = [(found << _SLOT_BITS) | slot for found, slot, _ in read]
    levels = [part for _, _, part in read]
    key = np.concatenate([*keys, np.zeros(0, np.int64)])
    level = np.concatenate([*levels, np.zeros(0, np.uint8)])
    order = np.argsort(key, kind="stable")
    key, level = key[order], level[order]
    before = (old[owners] << _SLOT_BITS) | table.slots[stays]
    at = np.searchsorted(before, key)
    return _tidy(terms, np.insert(before, at, key), np.insert(table.levels[stays], at, level))


def _merged(old: Sequence[str], new: Sequence[str]) -> tuple[list[str], NDArray[np.int64], NDArray[np.int64]]:
    """Both lists as one in order, and where each word of either now stands."""
    known = set(old)
    terms = sorted([*old, *(term for term in new if term not in known)])
    place = {term: at for at, term in enumerate(terms)}
    return (
        terms,
        np.fromiter((place[term] for term in old), np.int64, len(old)),
        np.fromiter((place[term] for term in new), np.int64, len(new)),
    )


def _tidy(terms: Sequence[str], keys: NDArray[np.int64], levels: NDArray[np.uint8]) -> Table:
    """Terms that no page has any more go."""
    counts = np.bincount(keys >> _SLOT_BITS, minlength=len(terms))
    left = counts > 0
    kept = terms if left.all() else [term for term, has in zip(terms, left.tolist(), strict=True) if has]
    begins = np.concatenate(([0], np.cumsum(counts[left]))).astype(np.int64)
    return Table(kept, begins, keys & _SLOT, levels)
