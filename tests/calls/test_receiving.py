# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mail at a gate when the group had to replace its mail key; the rest is seen over a socket in tests/gate."""

from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from restante.calls.errors import PublicationRefused
from restante.calls.receiving import MailArrivals
from restante.seal.mail import publish_mail

ORGANISATION = bytes(16)
STOLEN, FRESH = (Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32) for seed in (1, 2))


def bring(arrivals: MailArrivals, number: int, key: Ed25519PrivateKey) -> None:
    files = publish_mail([], number, date(2026, 3, 2), ORGANISATION, key.sign)
    latest, public = files.pop("latest.json"), key.public_key().public_bytes_raw()
    for file in arrivals.offer(latest, sorted(files), public, ORGANISATION):
        arrivals.keep(file, files[file.path])
    assert arrivals.offer(latest, sorted(files), public, ORGANISATION) == []


def test_after_its_key_was_replaced_the_mail_goes_on_whatever_number_the_thief_had_reached(tmp_path: Path) -> None:
    arrivals = MailArrivals(tmp_path)
    for number in (2**52, 2**52 + 1):
        bring(arrivals, number, STOLEN)
    for number in (7, 8):
        bring(arrivals, number, FRESH)
        assert (tmp_path / "mail" / str(number) / "0000.bin").exists()
    with pytest.raises(PublicationRefused):
        bring(arrivals, 8, FRESH)
