# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a visitor and the letter page meet at a gate."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Listening, Organisation


def test_an_envelope_is_accepted_and_named_by_its_hash(gate: Listening, organisation: Organisation) -> None:
    envelope = organisation.envelope()
    answer = gate.client.post("/letterbox", content=envelope)
    assert (answer.status_code, answer.json()) == (201, {"accepted": hashlib.sha256(envelope).hexdigest()})
    listed = gate.desk.list_envelopes()
    assert [one.sha256 for one in listed] == [hashlib.sha256(envelope).hexdigest()]
    assert gate.desk.fetch(listed[0].id) == envelope
