# SPDX-License-Identifier: AGPL-3.0-or-later
"""The gates of the settings as clients, and the opener with today's keys; the desk always dials out."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from restante.calls.client import GateClient
from restante.config import Config
from restante.desk.intake.opening import Opener
from restante.edition.keys import load_call_key, read_organisation
from restante.edition.letter_keys import load_letter_seeds

TOR_TUNNEL: Final = "http://127.0.0.1:9080"  # Tor's HTTPTunnelPort, as docs/how-to/a-gate-on-a-vps.md sets it


@contextmanager
def open_gates(config: Config) -> Iterator[list[tuple[str, GateClient]]]:
    """A client for each gate, in the order of the settings; connections end with the block."""
    key = load_call_key(config.keys_dir)
    with ExitStack() as stack:
        yield [
            (name, stack.enter_context(GateClient(url, key, name=name, proxy=proxy_for(url))))
            for name, url in config.gates
        ]


def proxy_for(url: str) -> str | None:
    """Onion addresses go through Tor; everything else goes straight."""
    return TOR_TUNNEL if (urlsplit(url).hostname or "").endswith(".onion") else None


def make_opener(config: Config, today: date) -> Opener:
    """Knows every key that may still open a letter today, and no older one."""
    return Opener(load_letter_seeds(config.keys_dir, today), read_organisation(config.keys_dir))
