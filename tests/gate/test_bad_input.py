# SPDX-License-Identifier: AGPL-3.0-or-later
"""Envelopes that are none, through the letterbox itself: each has its own answer; and a gate whose clock is wrong."""

import socket
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from restante.seal.envelope import seal_letter, takes_until
from restante.seal.keys import new_letter_key

from .conftest import Listening, Organisation
from .test_plain import letters_in, write

HOUR = 3600.0
SPOILT: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a byte too few": (lambda envelope: envelope[:-1], "wrong-envelope-size"),
    "a byte too many": (lambda envelope: envelope + b"\0", "wrong-envelope-size"),
    "nothing": (lambda _: b"", "wrong-envelope-size"),
    "another file": (lambda envelope: b"%PDF-1.7 " + envelope[9:], "not-an-envelope"),
    "another version": (lambda envelope: envelope[:4] + b"\x02" + envelope[5:], "unknown-envelope-version"),
    "another key": (lambda envelope: envelope[:5] + bytes(11) + envelope[16:], "unknown-letter-key"),
}


@pytest.mark.parametrize(("spoil", "code"), SPOILT.values(), ids=SPOILT)
def test_what_is_wrong_with_an_envelope_is_told_by_its_code_and_a_sentence(
    gate: Listening, organisation: Organisation, spoil: Callable[[bytes], bytes], code: str
) -> None:
    answer = gate.client.post("/letterbox", content=spoil(organisation.envelope()))
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["message"].endswith((".", "."))
    assert gate.desk.list_envelopes() == []


def test_an_envelope_to_a_key_of_another_organisation_says_so(gate: Listening, organisation: Organisation) -> None:
    today = organisation.now.date()
    foreign, _ = new_letter_key(b"x" * 16, today - timedelta(1), today + timedelta(7))
    answer = gate.client.post("/letterbox", content=seal_letter(organisation.letter(), (), foreign, b"x" * 16))
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-letter-key")
    assert "another organisation" in answer.json()["message"]


@pytest.mark.parametrize("address", ["/letterbox", "/plain/en/upload"])
def test_an_envelope_to_a_key_that_the_desk_has_destroyed_is_not_accepted(
    open_gate: Callable[..., Listening], organisation: Organisation, tmp_path: Path, address: str
) -> None:
    now = [time.time()]
    gate = open_gate(organisation, clock=lambda: now[0])
    gate.desk.publish(organisation.publish(tmp_path / "edition"))

    def send(number: int) -> int:
        sealed = organisation.envelope(number)
        if address == "/letterbox":
            return int(gate.client.post(address, content=sealed).status_code)
        return int(gate.client.post(address, files={"envelope": sealed}).status_code)

    last = datetime.combine(takes_until(organisation.letter_key), datetime.max.time(), UTC)
    now[0] = last.timestamp()
    assert send(1) == 201
    now[0] += 1
    assert send(2) == 422
    assert len(gate.desk.list_envelopes()) == 1


def test_an_envelope_cut_anywhere_is_refused_and_nothing_is_kept(gate: Listening, organisation: Organisation) -> None:
    envelope = organisation.envelope()
    cuts = {*range(20), len(envelope) - 1, *range(16, len(envelope), 557)}
    codes = {gate.client.post("/letterbox", content=envelope[:cut]).json()["code"] for cut in cuts}
    assert codes == {"wrong-envelope-size"}
    assert gate.desk.list_envelopes() == []


@pytest.mark.parametrize("share", [0.0, 0.0003, 0.5, 0.9999])
def test_a_line_that_breaks_while_a_letter_is_sent_leaves_nothing(
    gate: Listening, organisation: Organisation, share: float
) -> None:
    envelope = organisation.envelope()
    with socket.create_connection(("127.0.0.1", int(gate.url.rpartition(":")[2]))) as line:
        line.sendall(b"POST /letterbox HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(envelope))
        line.sendall(envelope[: int(len(envelope) * share)])
    assert gate.client.post("/letterbox", content=organisation.envelope(2)).status_code == 201
    assert len(gate.desk.list_envelopes()) == 1


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_gate_whose_clock_is_an_hour_off_takes_and_shows_plain_letters(
    open_gate: Callable[..., Listening], organisation: Organisation, tmp_path: Path, hours: int
) -> None:
    wrong = open_gate(organisation, clock=lambda: time.time() + hours * HOUR)
    wrong.desk.publish(organisation.publish(tmp_path / "edition"))
    assert write(wrong).status_code == 201
    [(letter, _)] = letters_in(wrong, organisation)
    assert abs(letter.created - datetime.now(UTC).date()) <= timedelta(1)
    assert wrong.client.get("/plain/ru/read").status_code == 200


def test_a_plain_page_an_hour_before_midnight_seals_to_tomorrows_key(
    open_gate: Callable[..., Listening], organisation: Organisation, tmp_path: Path
) -> None:
    today = organisation.now.date()
    organisation.letter_key, organisation.seed = new_letter_key(organisation.id, today, today + timedelta(7))
    just_before = datetime(today.year, today.month, today.day, tzinfo=UTC).timestamp() - HOUR
    late = open_gate(organisation)
    late.desk.publish(organisation.publish(tmp_path / "edition"))
    right = late.app.config
    late.app.config = replace(right, clock=lambda: just_before)
    assert write(late).status_code == 201
    late.app.config = right
    assert len(letters_in(late, organisation)) == 1
