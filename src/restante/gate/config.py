# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything a gate is told: frozen, passed as one value; tests give their own clock and smaller limits."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit


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
    header_seconds: float = 30

    def today(self) -> date:
        """The only time that is ever stored."""
        return datetime.fromtimestamp(self.clock(), UTC).date()

    @property
    def onion(self) -> str | None:
        """The address for Onion-Location."""
        return next((url for url in self.urls if _host(url).endswith(".onion")), None)

    @property
    def tls_hosts(self) -> frozenset[str]:
        """Hosts on clearnet TLS, the only ones that get Strict-Transport-Security."""
        secure = (url for url in self.urls if url.startswith("https://"))
        return frozenset(host for host in map(_host, secure) if not host.endswith(".onion"))


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
