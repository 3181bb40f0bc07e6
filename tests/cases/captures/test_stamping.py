# SPDX-License-Identifier: AGPL-3.0-or-later
"""A time stamp is believed for the file that it names and on the word of somebody known, and for nothing else."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.cases.captures import StampRefused, read_stamp, rfc3161
from restante.cases.captures.stamps import MOST_STAMP
from tests.cases.captures.authority import (
    NOW,
    SHA1,
    Authority,
    der,
    in_block,
    number,
    promised,
    proof,
    refusal,
    sequence,
)

FILE = b"a page as it stood"


@pytest.fixture(scope="module")
def clock() -> Authority:
    return Authority()


def why(token: bytes, data: bytes = FILE, root: bytes = b"") -> str:
    with pytest.raises(StampRefused) as refused:
        read_stamp(token, data, root)
    return str(refused.value.fields["why"])


def test_a_token_tells_when_and_by_whom(clock: Authority) -> None:
    told = read_stamp(clock.answer(FILE), FILE, clock.root)
    assert (told.kind, told.moment, told.by, told.trust) == (
        "rfc3161",
        "2026-03-02T10:20:30Z",
        "CN=Test clock",
        "named",
    )


def test_a_token_without_the_answer_around_it_is_the_same(clock: Authority) -> None:
    bare = clock.token(hashlib.sha256(FILE).digest(), NOW, None, "2.16.840.1.101.3.4.2.1")
    assert read_stamp(bare, FILE, clock.root) == read_stamp(clock.answer(FILE), FILE, clock.root)


def test_a_token_of_another_file_is_refused(clock: Authority) -> None:
    assert why(clock.answer(FILE), FILE + b".", clock.root) == "other"


def test_a_token_that_nobody_known_vouches_for_is_refused(clock: Authority) -> None:
    assert why(clock.answer(FILE)) == "root"
    assert why(clock.answer(FILE), root=Authority().root) == "root"


def test_a_token_that_brings_its_own_root_is_believed_on_its_own_word_only() -> None:
    told = read_stamp(Authority(sends_root=True).answer(FILE), FILE)
    assert told.trust == "alone"


def test_a_root_that_was_given_must_be_the_one() -> None:
    assert why(Authority(sends_root=True).answer(FILE), root=Authority().root) == "root"


def test_one_changed_bit_of_the_signature_is_refused(clock: Authority) -> None:
    token = bytearray(clock.answer(FILE))
    token[-9] ^= 1
    assert why(bytes(token), root=clock.root) == "signature"


def test_a_changed_time_is_refused(clock: Authority) -> None:
    token = clock.answer(FILE).replace(b"20260302102030Z", b"20250302102030Z")
    assert why(token, root=clock.root) in {"signature", "expired"}
    token = clock.answer(FILE).replace(b"20260302102030Z", b"20260302102031Z")
    assert why(token, root=clock.root) == "signature"


def test_a_certificate_holds_at_the_time_of_the_stamp_and_need_not_hold_now() -> None:
    clock = Authority(valid_days=60)
    assert read_stamp(clock.answer(FILE), FILE, clock.root).trust == "named"
    assert why(clock.answer(FILE, at=NOW + timedelta(days=90)), root=clock.root) == "expired"


def test_a_certificate_for_web_pages_stamps_nothing() -> None:
    clock = Authority(purpose=ExtendedKeyUsageOID.SERVER_AUTH)
    assert why(clock.answer(FILE), root=clock.root) == "purpose"


def test_a_time_to_come_is_refused(clock: Authority) -> None:
    assert why(clock.answer(FILE, at=datetime.now(UTC) + timedelta(days=3)), root=clock.root) == "future"


def test_a_hash_that_is_broken_is_refused(clock: Authority) -> None:
    digest = hashlib.sha1(FILE, usedforsecurity=False).digest()
    assert why(clock.answer(FILE, hashed_by=SHA1, digest=digest), root=clock.root) == "hash"


def test_an_authority_that_says_no_is_no_stamp(clock: Authority) -> None:
    assert why(refusal(), root=clock.root) == "not-granted"


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        (b"", "empty"),
        (b"\x30" * (MOST_STAMP + 1), "large"),
        (b"<html>Not found</html>", "unknown"),
        (sequence(sequence(number(0))), "unknown"),
        (sequence(sequence(number(0)), der(0x30, b"\x05\x00")), "unknown"),
    ],
)
def test_what_is_no_time_stamp_is_refused(token: bytes, reason: str) -> None:
    assert why(token) == reason


def test_a_root_that_is_no_certificate_is_named_as_the_fault(clock: Authority) -> None:
    assert why(clock.answer(FILE), root=b"-----BEGIN nothing") == "certificate"
    assert why(clock.answer(FILE), root=b"\xff\xd8\xff") == "certificate"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_token_cut_or_bent_anywhere_is_refused_or_still_the_same(clock: Authority, data: st.DataObject) -> None:
    token = bytearray(clock.answer(FILE))
    at = data.draw(st.integers(0, len(token) - 1))
    token[at] ^= 1 << data.draw(st.integers(0, 7))
    cut = bytes(token[: data.draw(st.sampled_from([at, len(token)]))])
    try:
        told = read_stamp(cut, FILE, clock.root)
    except StampRefused:
        return
    assert told.moment == "2026-03-02T10:20:30Z"


def test_the_question_tells_nothing_but_the_hash_and_the_answer_must_be_to_it(clock: Authority) -> None:
    asked, nonce = rfc3161.ask(FILE)
    assert hashlib.sha256(FILE).digest() in asked
    assert FILE not in asked
    assert rfc3161.read_token(clock.answer(FILE, nonce=nonce), FILE, clock.root, nonce).trust == "named"
    with pytest.raises(StampRefused, match="another question"):
        rfc3161.read_token(clock.answer(FILE, nonce=nonce + 1), FILE, clock.root, nonce)


def test_a_proof_leads_to_the_lowest_block_and_its_merkle_root() -> None:
    told = read_stamp(proof(FILE, in_block(800_000), promised("https://calendar.example"), in_block(799_999)), FILE)
    merkle = hashlib.sha256(hashlib.sha256(FILE).digest() + b"abc").digest()[::-1].hex()
    assert (told.kind, told.moment, told.trust) == ("opentimestamps", "", "block")
    assert told.by == f"Bitcoin block 799999, Merkle root {merkle}"


def test_a_promise_is_told_as_a_promise() -> None:
    told = read_stamp(proof(FILE, promised("https://calendar.example")), FILE)
    assert (told.trust, told.by) == ("pending", "https://calendar.example")


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        (proof(FILE + b".", in_block(1)), "other"),
        (proof(FILE, in_block(1)) + b"\x00", "cut"),
        (proof(FILE, in_block(1))[:-1], "cut"),
        (proof(FILE, in_block(1)).replace(b"\x01\x08", b"\x01\x02", 1), "hash"),
        (proof(FILE, in_block(1), steps=b"\x67"), "steps"),
        (proof(FILE, b"\x11" * 8 + b"\x00"), "steps"),
        (proof(FILE, in_block(1), steps=b"\xf3" * 20), "steps"),
        (proof(FILE, in_block(1), steps=b"\x08" * 5000), "steps"),
        (proof(FILE, *[in_block(1)] * 70), "steps"),
        (proof(FILE, in_block(1), steps=b"\xff" * 500), "steps"),
    ],
)
def test_a_proof_of_another_file_or_without_an_end_is_refused(token: bytes, reason: str) -> None:
    assert why(token) == reason
