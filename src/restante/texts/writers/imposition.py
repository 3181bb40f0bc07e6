# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which page stands where on which sheet, so that a folded and stapled pile reads in order. Arithmetic alone.

A signature is one pile that is folded together: its outermost leaf carries its first two and its last two pages.
"""

from dataclasses import dataclass
from typing import Final

PAGES_PER_LEAF: Final = 4
"""A leaf is folded once: two pages on its front, two on its back."""
MOST_LEAVES: Final = 15
"""What a long stapler goes through, and what still folds without springing open: 60 pages of 80 g paper."""

Side = tuple[int | None, ...]
"""Pages from 0 as they stand on one side of a sheet, left to right and then down; None is blank."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of A4, both sides; the back as it is seen when the sheet is turned like the page of a book."""

    front: Side
    back: Side
    signature: int
    depth: int
    """How many leaves of its signature lie outside of it, for creep."""


def leaves_in_signatures(pages: int, step: int = 1, most: int = MOST_LEAVES) -> tuple[int, ...]:
    """Leaves of each signature: as few signatures as may be, as even as may be, each a multiple of `step`."""
    if pages < 1:
        return ()
    leaves = -(-pages // PAGES_PER_LEAF)
    units = -(-leaves // step)
    most_units = max(1, most // step)
    count = -(-units // most_units)
    return tuple((units // count + (1 if at < units % count else 0)) * step for at in range(count))


def impose_on_a4_across(pages: int, most: int = MOST_LEAVES) -> tuple[Sheet, ...]:
    """Two pages of A5 a side: each sheet is one leaf."""
    found: list[Sheet] = []
    first = 0
    for signature, leaves in enumerate(leaves_in_signatures(pages, 1, most)):
        for leaf in range(leaves):
            front, back = _leaf(first, leaves, leaf, pages)
            found.append(Sheet(front, back, signature, leaf))
        first += leaves * PAGES_PER_LEAF
    return tuple(found)


def impose_on_a4_in_halves(pages: int, most: int = MOST_LEAVES) -> tuple[Sheet, ...]:
    """Four pages of A6 a side: the sheet is cut across, and the lower pile laid into the upper, which then reads on."""
    found: list[Sheet] = []
    first = 0
    for signature, leaves in enumerate(leaves_in_signatures(pages, 2, most)):
        half = leaves // 2
        for leaf in range(half):
            upper = _leaf(first, leaves, leaf, pages)
            lower = _leaf(first, leaves, half + leaf, pages)
            found.append(Sheet(upper[0] + lower[0], upper[1] + lower[1], signature, leaf))
        first += leaves * PAGES_PER_LEAF
    return tuple(found)


def _leaf(first: int, leaves: int, leaf: int, pages: int) -> tuple[Side, Side]:
    """Front and back of a leaf, the outermost being 0: the last page stands beside the first."""
    last = first + leaves * PAGES_PER_LEAF - 1
    front = (last - 2 * leaf, first + 2 * leaf)
    back = (first + 2 * leaf + 1, last - 2 * leaf - 1)
    return _there(front, pages), _there(back, pages)


def _there(side: tuple[int, int], pages: int) -> Side:
    return tuple(page if page < pages else None for page in side)
