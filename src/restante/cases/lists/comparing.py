# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a list says now against what it said: new, changed field by field, no longer there, there again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

FALL_SHARE: Final = 10
FALL_ROWS: Final = 5

Said = Mapping[str, Mapping[str, str]]
"""Row id -> field -> value."""


@dataclass(frozen=True, slots=True)
class Change:
    """`before` or `after` is empty where the field was not said."""

    row: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Differences:
    """Ids in the order of the lists; `changes` by row and field."""

    added: tuple[str, ...]
    gone: tuple[str, ...]
    kept: tuple[str, ...]
    changes: tuple[Change, ...]
    fell: bool
    """More than a tenth of the list, and at least five rows, left at once: sooner an accident than so many releases."""


def compare(before: Said, after: Said) -> Differences:
    """`before` is what stood on the list at its last import."""
    gone = tuple(row for row in before if row not in after)
    changes = tuple(
        Change(row, field, before[row].get(field, ""), after[row].get(field, ""))
        for row in after
        if row in before
        for field in sorted({*before[row], *after[row]})
        if before[row].get(field, "") != after[row].get(field, "")
    )
    touched = {change.row for change in changes}
    return Differences(
        added=tuple(row for row in after if row not in before),
        gone=gone,
        kept=tuple(row for row in after if row in before and row not in touched),
        changes=changes,
        fell=len(gone) >= FALL_ROWS and len(gone) * FALL_SHARE > len(before),
    )
