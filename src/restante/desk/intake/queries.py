# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every reading of the quarantine, on behalf of a volunteer; the sealed bytes themselves are shown to nobody."""

from django.db.models import QuerySet

from restante.desk.access.models import Volunteer
from restante.desk.intake.models import Quarantine


def in_quarantine(_volunteer: Volunteer) -> QuerySet[Quarantine]:
    """What waits for a decision, the newest first."""
    return Quarantine.objects.filter(state=Quarantine.State.WAITING).defer("envelope")


def count_in_quarantine(volunteer: Volunteer) -> int:
    """For the home page."""
    return in_quarantine(volunteer).count()
