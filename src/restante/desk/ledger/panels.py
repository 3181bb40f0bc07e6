# SPDX-License-Identifier: AGPL-3.0-or-later
"""On the home page: the panel of duties, red when one is late, and the warning when the chain is broken."""

from typing import Any

from restante.desk.ledger.queries import broken_line_for, duties_for
from restante.desk.ui.panels import Panel


def broken_panel(volunteer: Any) -> Panel | None:
    """For coordinators, until a check finds the chain whole again."""
    head = broken_line_for(volunteer)
    if head is None or head.broken is None:
        return None
    return Panel("ledger/broken.html", {"head": head, "before": head.broken + 1})


def duties_panel(volunteer: Any) -> Panel | None:
    """Shown as soon as the desk has done anything by itself."""
    duties = duties_for(volunteer)
    if not duties:
        return None
    late = [each for each in duties if each.late]
    return Panel("ledger/duties.html", {"duties": duties, "late": len(late)})
