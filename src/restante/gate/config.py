# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything a gate is told: frozen, passed as one value; tests give their own clock and smaller limits."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class GateConfig:
    """`urls` are the public addresses the desk dials; calls signed for any other address are refused."""

    home: Path
    urls: tuple[str, ...] = ()
    loopback: bool = True
    clock: Callable[[], float] = time.time
    quota: int = 8 << 30
    reserve: int = 256 << 20
    bodies_at_once: int = 256
    body_seconds: float = 120
    stall_seconds: float = 20

    def today(self) -> date:
        """The only time that is ever stored."""
        return datetime.fromtimestamp(self.clock(), UTC).date()
