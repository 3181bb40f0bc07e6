# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first panel of the home page: the next letter, what is in hand, and how long the queue is."""

from typing import Any

from restante.desk.access import store
from restante.desk.letters import queries
from restante.desk.ui.panels import Panel


def queue_panel(volunteer: Any) -> Panel:
    """Three queries, however long the queue is."""
    counts = queries.count_queue(volunteer)
    in_hand = list(queries.taken_by(volunteer)[:5])
    return Panel("letters/queue.html", {"counts": counts, "in_hand": in_hand, "open": store.is_unlocked()})
