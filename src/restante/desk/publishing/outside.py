# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which numbers gates have seen: a desk restored from a backup goes on above them, or its news is refused as old.

Only our own signatures count, or a gate could drive the numbers up.
"""

import time
from collections.abc import Callable
from typing import Final

import httpx

from restante.config import Config
from restante.desk.intake.gates import proxy_for
from restante.edition.keys import load_signer, read_organisation, read_roots
from restante.edition.verify import known_of, vouched_numbers
from restante.errors import NotAuthentic
from restante.seal.mail import verify_latest

MOST_LATEST: Final = 2 << 20  # as much as verify_latest reads: a large group has thousands of shards
PATIENCE: Final = 120  # seconds for a whole answer: one that drips would hold up every gate's mail
_TIMEOUT: Final = httpx.Timeout(30, connect=10)

_asked: set[str] = set()


class _Silent(Exception):
    """This gate says nothing of use now."""


def mail_to_exceed(config: Config) -> int:
    """The greatest number of a publication of the mail at any gate. Each gate is asked once a process."""
    greatest = 0
    for _name, url in config.gates:
        if url not in _asked:
            try:
                latest = _reader(url)("mail/latest.json", MOST_LATEST)
            except _Silent:
                continue
            _asked.add(url)
            greatest = max(greatest, _mail_number(latest, config))
    return greatest


def edition_to_exceed(config: Config) -> int | None:
    """The greatest number of an edition at any gate, if a gate is ahead of this desk; None in ordinary life."""
    ours = known_of(config.edition_dir)
    last = (0, 0) if ours is None else (ours.timestamp, ours.targets)
    ahead = []
    for _name, url in config.gates:
        try:
            numbers = vouched_numbers(read_roots(config.keys_dir)[-1], _reader(url))
        except _Silent:
            continue
        if numbers is not None and (numbers[0] > last[0] or numbers[1] > last[1]):
            ahead.append(numbers[1])
    return max(ahead, default=None)


def _reader(url: str) -> Callable[[str, int], bytes]:
    def read(path: str, most: int) -> bytes:
        try:
            with (
                httpx.Client(proxy=proxy_for(url), timeout=_TIMEOUT, trust_env=False) as client,
                client.stream("GET", f"{url}/{path}", headers={"Accept-Encoding": "identity"}) as answer,
            ):
                data, end = bytearray(), time.monotonic() + PATIENCE
                for part in answer.iter_raw(65_536):
                    data += part
                    if len(data) > most or time.monotonic() > end:
                        raise _Silent
        except httpx.HTTPError:
            raise _Silent from None
        if answer.status_code != httpx.codes.OK:
            return b""
        return bytes(data)

    return read


def _mail_number(latest: bytes, config: Config) -> int:
    public = bytes.fromhex(load_signer(config.keys_dir, "mail").public_key.keyval["public"])
    try:
        return verify_latest(latest, public, read_organisation(config.keys_dir)).number
    except NotAuthentic:
        return 0
