# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the evidence of a case carries: origins counted, differences shown, slips found. Nothing here chooses a side."""

from restante.cases.evidence.checking import checks
from restante.cases.evidence.comparing import Difference, differences
from restante.cases.evidence.counting import LADDER, Evidence, Standing, ceiling, origins, standing
from restante.cases.evidence.finding import Finding, finding_codes

__all__ = [
    "LADDER",
    "Difference",
    "Evidence",
    "Finding",
    "Standing",
    "ceiling",
    "checks",
    "differences",
    "finding_codes",
    "origins",
    "standing",
]
