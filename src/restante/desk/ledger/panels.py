# SPDX-License-Identifier: AGPL-3.0-or-later
"""The panel of duties on the home page: red when one is late."""

from typing import Any

from restante.desk.ledger.queries import duties_for
from restante.desk.ui.panels import Panel


def duties_panel(volunteer: Any) -> Panel | None:
    """Shown as soon as the desk has done anything by itself."""
    duties = duties_for(volunteer)
    if not duties:
        return None
    late = [each for each in duties if each.late]
    return Panel("ledger/duties.html", {"duties": duties, "late": len(late)})
