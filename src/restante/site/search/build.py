# SPDX-License-Identifier: AGPL-3.0-or-later
"""The index of an edition, whole, or as far as it changed since the build before."""

import hashlib
import json
import shutil
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from restante.site.search.analysis import PageRead, Vocabulary, opening, read_page
from restante.site.search.kept import Kept, load_kept, save_kept
from restante.site.search.layout import (
    GROUP_BITS,
    LAST,
    name_of,
    piece_bits,
    pieces_of,
    placed,
    slots_of,
)
from restante.site.search.pieces import (
    Card,
    Passages,
    brief_of,
    packed,
    read_words,
    swap_of,
    write_group,
    write_head,
    write_lists,
    write_words,
)
from restante.site.search.records import Searchable
from restante.site.search.table import EMPTY, Table, changed

FOLDER: Final = "search"
LONGEST_NAME: Final = 160
"""Characters of a title, or of authors, that a result shows."""
Before = Callable[[str], bytes | None]
"""The bytes of a path in the edition that the kept state belongs to, or None."""


def build_search(
    pages: Iterable[Searchable], kept: Path | None = None, before: Before | None = None
) -> Iterator[tuple[str, bytes | None]]:
    """Every path of the index. None instead of bytes: the file of the edition before stands as it is.

    The same pages give the same index with and without `kept`, a folder that only this function writes to.
    """
    tongues: dict[str, dict[str, Searchable]] = {}
    for page in pages:
        once = isinstance(page.words, Iterator)
        tongues.setdefault(page.tongue, {})[page.path] = replace(page, words=tuple(page.words)) if once else page
    for lang in sorted(tongues):
        past = None
        if kept and before:
            past = load_kept(kept / lang, before(path_of(name_of(lang, "head"))))
        work = _Tongue(lang, tongues[lang], past, before or (lambda _: None))
        yield from work.files()
        if kept:
            save_kept(kept / lang, work.state())
    for folder in kept.iterdir() if kept and kept.is_dir() else ():
        if folder.name not in tongues:  # its last text was withdrawn, and its words go too
            shutil.rmtree(folder)


def path_of(name: str) -> str:
    """The file of a piece in the edition."""
    return f"{FOLDER}/{name}.js"


@dataclass
class _Tongue:
    """One language being built."""

    lang: str
    pages: Mapping[str, Searchable]
    past: Kept | None
    before: Before
    vocabulary: Vocabulary = field(init=False)

    def __post_init__(self) -> None:
        self.vocabulary = Vocabulary(self.lang)
        self.slots = slots_of(self.pages)
        self.bits = piece_bits(len(self.pages))
        self.marks = {path: page.mark() for path, page in self.pages.items()}
        self.by_slot = {slot: self.pages[path] for path, slot in self.slots.items()}
        if self.past and self.past.bits != self.bits:
            self.past = None
        old = self.past.slots if self.past else {}
        same = {path for path in old if self._stands(path)}
        self.gone = {slot for path, slot in old.items() if path not in same}
        self.come = {slot for path, slot in self.slots.items() if path not in same}
        read = {slot: read_page(self.by_slot[slot], self.vocabulary) for slot in sorted(self.come)}
        self.table = changed(self.past.table if self.past else EMPTY, self.gone, read, self.vocabulary)
        self.split, self.places = placed(self.table.terms, self.table.pages, self.bits)
        state = hashlib.sha256(json.dumps(sorted(self.marks.items())).encode()).hexdigest()[:16]
        self.head = write_head(self.lang, len(self.pages), self.bits, self.split, state)

    def _stands(self, path: str) -> bool:
        past = self.past
        if past is None:
            return False
        return (past.slots[path], past.marks[path]) == (self.slots.get(path), self.marks.get(path))

    def state(self) -> Kept:
        """What the next build may start from."""
        digest = hashlib.sha256(self.head).hexdigest()
        return Kept(self.table, self.bits, self.split, self.slots, self.marks, digest)

    def files(self) -> Iterator[tuple[str, bytes | None]]:
        """The head, the groups of pages, the pieces of words."""
        yield path_of(name_of(self.lang, "head")), self.head
        yield from self._groups()
        yield from self._words()

    def _groups(self) -> Iterator[tuple[str, bytes | None]]:
        groups: dict[int, list[int]] = {}
        for slot in sorted(self.by_slot):
            groups.setdefault(slot >> GROUP_BITS, []).append(slot)
        touched = {slot >> GROUP_BITS for slot in self.gone | self.come}
        for number, slots in groups.items():
            whole = (self._card(slot, opening(self.by_slot[slot].running())) for slot in slots)
            data = write_group(self.lang, number, whole) if number in touched else None
            yield path_of(name_of(self.lang, "p", number)), data

    def _card(self, slot: int, first_words: str = "") -> Card:
        page = self.by_slot[slot]
        title, by = (" ".join(name.split())[:LONGEST_NAME] for name in (page.title, page.by))
        return Card(slot, page.path, title, by, page.day, page.kind, first_words)

    def _words(self) -> Iterator[tuple[str, bytes | None]]:
        lists, words = self._touched()
        terms = self._terms_of(lists | words)
        packed_lists = self._lists({number: terms[number] for number in lists})
        passages = self._shown({number: terms[number] for number in words})
        seen = {slot for told in passages.values() for _, found in told for slot, _ in found}
        cards = {slot: brief_of(self._card(slot), self.lang) for slot in seen}
        for number in range(1 << self.bits):
            data = write_lists(self.lang, number, packed_lists[number]) if number in lists else None
            yield path_of(name_of(self.lang, "l", number)), data
            data = write_words(self.lang, number, passages[number], cards) if number in words else None
            yield path_of(name_of(self.lang, "w", number)), data

    def _terms_of(self, pieces: Set[int]) -> dict[int, list[int]]:
        terms: dict[int, list[int]] = {number: [] for number in sorted(pieces)}
        wanted = np.flatnonzero(np.isin(self.places, np.fromiter(pieces, np.int64))).tolist()
        for term, number in zip(wanted, self.places[wanted].tolist(), strict=True):
            terms[number].append(term)
        return terms

    def _touched(self) -> tuple[Set[int], Set[int]]:
        """Pieces of lists and pieces of words that may differ from those of the edition before."""
        past = self.past
        if not past:
            every = set(range(1 << self.bits))
            return every, every
        moved = [
            term
            for terms in (past.table.terms, self.table.terms)
            for one in sorted(self.split ^ past.split)
            for term in _beginning_with(terms, one)
        ]
        met = _terms_met(self.table, self.come) | _terms_met(past.table, self.gone)
        new, old = (table.shown_with(sorted(met)) for table in (self.table, past.table))
        other = [term for term in met if new.get(term) != old.get(term) or not self.come.isdisjoint(new.get(term, ()))]
        return self._places_of([*moved, *met], past), self._places_of([*moved, *other], past)

    def _places_of(self, terms: Sequence[str], past: Kept) -> set[int]:
        return {*pieces_of(terms, past.split, self.bits), *pieces_of(terms, self.split, self.bits)}

    def _lists(self, pieces: Mapping[int, Sequence[int]]) -> dict[int, list[tuple[str, bytes]]]:
        wanted = np.array([term for terms in pieces.values() for term in terms], dtype=np.int64)
        if not len(wanted):
            return {number: [] for number in pieces}
        at, owners = self.table.entries_of(wanted)
        firsts = np.diff(owners, prepend=-1) > 0
        postings, begins = packed(self.table.slots[at].astype(np.int64), self.table.levels[at], firsts)
        bounds = begins[np.concatenate((np.flatnonzero(firsts), [len(at)]))].tolist()
        written = ((self.table.terms[term], postings[bounds[n] : bounds[n + 1]]) for n, term in enumerate(wanted))
        return {number: list(islice(written, len(terms))) for number, terms in pieces.items()}

    def _shown(self, pieces: Mapping[int, Sequence[int]]) -> dict[int, list[tuple[str, Passages]]]:
        wanted = np.array([term for terms in pieces.values() for term in terms], dtype=np.int64)
        if not len(wanted):
            return {number: [] for number in pieces}
        slots, shown_of = self.table.best_of(wanted)
        texts = self._passages(slots, wanted[shown_of], pieces)
        ends = np.searchsorted(shown_of, np.arange(len(wanted) + 1)).tolist()
        pairs = list(zip(slots.tolist(), texts, strict=True))
        written = ((self.table.terms[term], pairs[ends[n] : ends[n + 1]]) for n, term in enumerate(wanted))
        return {number: list(islice(written, len(terms))) for number, terms in pieces.items()}

    def _passages(
        self, slots: NDArray[np.int64], terms: NDArray[np.int64], pieces: Mapping[int, Sequence[int]]
    ) -> list[str]:
        """A passage for each pair, from the piece of the edition before where that has it, or else from the page."""
        known = self._known_passages(pieces)
        texts = [""] * len(slots)
        order = np.argsort(slots, kind="stable").tolist()
        numbers, words = slots.tolist(), terms.tolist()
        swap = swap_of(self.lang)
        page: PageRead | None = None
        opened = -1
        for one in order:
            slot, term = numbers[one], self.table.terms[words[one]]
            found = known.get((term, slot))
            if found is None:
                if page is None or opened != slot:
                    page, opened = PageRead(self.by_slot[slot], self.vocabulary), slot
                found = swap(page.around(term))
            texts[one] = found
        return texts

    def _known_passages(self, pieces: Mapping[int, Sequence[int]]) -> dict[tuple[str, int], str]:
        known: dict[tuple[str, int], str] = {}
        for number in pieces if self.past else ():
            data = self.before(path_of(name_of(self.lang, "w", number)))
            for term, slot, text in read_words(self.lang, data) if data else ():
                if slot not in self.come and slot not in self.gone:
                    known[term, slot] = text
        return known


def _terms_met(table: Table, slots: Set[int]) -> set[str]:
    return {table.terms[at] for at in table.terms_in(slots).tolist()}


def _beginning_with(terms: Sequence[str], beginning: str) -> Sequence[str]:
    first = bisect_left(terms, beginning)
    return terms[first : bisect_left(terms, beginning + LAST, first)]
