# SPDX-License-Identifier: AGPL-3.0-or-later
"""Things that belong together, directly or through others: the order in which they were joined makes no difference."""

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=Hashable)


class Joined(Generic[Item]):
    """Every item begins alone."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._parents = {item: item for item in items}

    def join(self, one: Item, other: Item) -> None:
        """From now on both are in one group; an item that is none of ours joins nothing."""
        if one in self._parents and other in self._parents:
            self._parents[self._top(one)] = self._top(other)

    def groups(self) -> list[list[Item]]:
        """Every group; each item stands in one."""
        found: dict[Item, list[Item]] = {}
        for item in self._parents:
            found.setdefault(self._top(item), []).append(item)
        return list(found.values())

    def _top(self, item: Item) -> Item:
        while self._parents[item] != item:
            self._parents[item] = self._parents[self._parents[item]]
            item = self._parents[item]
        return item
