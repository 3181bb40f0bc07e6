# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing is destroyed by its age on the word of one clock: set weeks ahead, it would end every letter key and reply.

A gate tells its own time whenever it is looked after. One lying gate cannot hold the destruction up where others agree.
"""

from datetime import datetime, timedelta
from typing import Final

from restante.desk.publishing.models import GateState
from restante.errors import Unavailable

LATELY: Final = timedelta(days=2)
DOUBTED: Final = timedelta(days=1)


class ClockDoubted(Unavailable):
    """Every gate that answers has another day."""

    code = "clock-doubted"
    text = "This machine's clock is {hours} hours away from every gate's. Set it right: until then nothing is erased."


def is_clock_borne_out(now: datetime) -> bool:
    """False until a gate has told its time lately; true where no gate ever did. Raises ClockDoubted."""
    told = [(one.answered, one.clock_skew) for one in GateState.objects.exclude(clock_skew=None)]
    if not told:
        return True
    skews = [abs(skew or 0.0) for answered, skew in told if answered and abs(now - answered) < LATELY]
    if skews and min(skews) > DOUBTED.total_seconds():
        raise ClockDoubted(hours=round(min(skews) / 3600))
    return bool(skews)
