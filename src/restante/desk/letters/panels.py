# SPDX-License-Identifier: AGPL-3.0-or-later
"""The home page's first panel, and the places on a letter's page where later rooms show what they can do with it."""

from collections.abc import Callable
from typing import Any

from restante.desk.access import store
from restante.desk.letters import queries
from restante.desk.letters.models import Letter
from restante.desk.ui.panels import Panel

MakeLetterPanel = Callable[[Letter], Panel | None]
_after: dict[str, tuple[int, MakeLetterPanel]] = {}


def add_letter_panel(name: str, order: int, make: MakeLetterPanel) -> None:
    """`make` returns a Panel, or None while the letter is not that far."""
    _after[name] = (order, make)


def letter_panels(letter: Letter) -> list[Panel]:
    """What comes after the check, in order."""
    made = (make(letter) for _, make in sorted(_after.values(), key=lambda each: each[0]))
    return [panel for panel in made if panel is not None]


def queue_panel(volunteer: Any) -> Panel:
    """Three queries, however long the queue is."""
    counts = queries.count_queue(volunteer)
    in_hand = list(queries.taken_by(volunteer)[:5])
    return Panel("letters/queue.html", {"counts": counts, "in_hand": in_hand, "open": store.is_unlocked()})
