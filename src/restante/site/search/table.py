# SPDX-License-Identifier: AGPL-3.0-or-later
"""The inverted table of one language: for each term the pages it is in; kept between builds, changed page by page."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
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
    slots: NDArray[np.int32]
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
        weights = owners << _LEVEL_BITS | LEVELS - self.levels[at]
        counts = self.pages[wanted]
        first = shown_first(counts)
        lighter = np.cumsum(np.bincount(weights, minlength=len(wanted) << _LEVEL_BITS).reshape(-1, 1 << _LEVEL_BITS), 1)
        enough = np.argmax(lighter >= first[:, np.newaxis], axis=1)  # the weight at which so many are reached
        near = weights & (1 << _LEVEL_BITS) - 1 <= enough[owners]
        order = weights[near] << _SLOT_BITS | self.slots[at[near]]
        order.sort()
        owned = order >> _LEVEL_BITS + _SLOT_BITS
        begins = np.searchsorted(owned, np.arange(len(wanted)))
        chosen = np.arange(len(order)) - begins[owned] < first[owned]
        return order[chosen] & _SLOT, owned[chosen]

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
        return np.unique(self.owners_of(np.flatnonzero(np.isin(self.slots, np.fromiter(slots, dtype=np.int32)))))

    def owners_of(self, at: NDArray[np.int64]) -> NDArray[np.int64]:
        """The terms that these entries belong to."""
        return np.searchsorted(self.begins, at, side="right") - 1

    def places_for(self, owners: NDArray[np.int64], slots: NDArray[np.int32]) -> NDArray[np.int64]:
        """Before which entries these pages of these terms would stand; owners in order."""
        places = np.zeros(len(owners), dtype=np.int64)
        if not len(self.slots):
            return places
        firsts = np.flatnonzero(np.diff(owners, prepend=-1)).tolist()
        for first, last in pairwise([*firsts, len(owners)]):
            begin, end = self.begins[owners[first] : owners[first] + 2]
            places[first:last] = begin + np.searchsorted(self.slots[begin:end], slots[first:last])
        return places


EMPTY: Final = Table((), np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.uint8))


def changed(table: Table, gone: Iterable[int], come: Mapping[int, Read], vocabulary: Vocabulary) -> Table:
    """The table without some pages and with others, which is what a table made anew would be."""
    terms, old, new = _merged(table.terms, vocabulary.terms)
    left = np.flatnonzero(np.isin(table.slots, np.fromiter(gone, dtype=np.int32)))
    counts = np.zeros(len(terms), dtype=np.int64)
    counts[old] = table.pages - np.bincount(table.owners_of(left), minlength=len(table.terms))
    stays = Table(terms, _begins(counts), np.delete(table.slots, left), np.delete(table.levels, left))
    read = [(new[page.terms] << _SLOT_BITS | slot, page.levels) for slot, page in come.items()]
    key = np.concatenate([*(keys for keys, _ in read), np.zeros(0, np.int64)])
    level = np.concatenate([*(levels for _, levels in read), np.zeros(0, np.uint8)])
    order = np.argsort(key, kind="stable")
    owners, slots = key[order] >> _SLOT_BITS, (key[order] & _SLOT).astype(np.int32)
    at = stays.places_for(owners, slots)
    counts += np.bincount(owners, minlength=len(terms))
    return _tidy(terms, counts, np.insert(stays.slots, at, slots), np.insert(stays.levels, at, level[order]))


def _merged(old: Sequence[str], new: Sequence[str]) -> tuple[list[str], NDArray[np.int64], NDArray[np.int64]]:
    """Both lists as one in order, and where each word of either now stands."""
    known = set(old)
    added = sorted(term for term in new if term not in known)
    terms = sorted([*old, *added])
    moved = np.array([bisect_left(old, term) for term in added], dtype=np.int64)
    stood = np.arange(len(old))
    place = np.fromiter((bisect_left(terms, term) for term in new), np.int64, len(new))
    return terms, stood + np.searchsorted(moved, stood, side="right"), place


def _begins(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int64)


def _tidy(
    terms: Sequence[str], counts: NDArray[np.int64], slots: NDArray[np.int32], levels: NDArray[np.uint8]
) -> Table:
    """Terms that no page has any more go."""
    left = counts > 0
    kept = terms if left.all() else [term for term, has in zip(terms, left.tolist(), strict=True) if has]
    return Table(kept, _begins(counts[left]), slots, levels)
