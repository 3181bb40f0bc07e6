# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the evidence of a case carries: origins counted, differences shown, slips found. Nothing here chooses a side."""

from restante.cases.evidence.comparing import Difference, differences
from restante.cases.evidence.counting import Evidence, Standing, ceiling, origins, standing

__all__ = ["Difference", "Evidence", "Standing", "ceiling", "differences", "origins", "standing"]
