# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records: statuses and parcels in 912 bytes, or a history blob that keeps its name while nothing changes."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.seal.blob import BLOB_SIZES, open_blob
from restante.seal.errors import BlobRefused
from restante.seal.record import (
    INSIDE_LENGTH,
    LetterStatus,
    Parcel,
    Status,
    WriterMail,
    decode_record,
    encode_record,
    fold_history,
    unfold_history,
)
from tests.seal.vectors import load_vectors

TAG, PUBLIC = bytes(32), bytes(1216)
DAY = date(2026, 11, 23)
DAYS = st.dates(date(2020, 1, 1), date(2020, 1, 1) + timedelta(days=65535))
HEX = st.binary(min_size=16, max_size=16).map(bytes.hex)
STATUSES = st.lists(
    st.builds(LetterStatus, HEX, st.lists(st.tuples(DAYS, st.sampled_from(Status)), max_size=6).map(tuple)),
    max_size=5,
    unique_by=lambda status: status.letter,
)
FEW = settings(max_examples=40, deadline=None)


@st.composite
def mails(draw: st.DrawFn) -> WriterMail:
    """Mail whose parcels belong to its letters."""
    statuses = draw(STATUSES)
    letters = [status.letter for status in statuses] or [""]
    parcel = st.builds(
        Parcel,
        kind=st.sampled_from(["reply", "returned", "history"]),
        day=DAYS,
        letter=st.sampled_from([*letters, ""]),
        name=HEX,
        key=st.binary(min_size=32, max_size=32),
        size=st.sampled_from(BLOB_SIZES),
        pages=st.integers(0, 65535),
    )
    return WriterMail(TAG, PUBLIC, tuple(statuses), tuple(draw(st.lists(parcel, max_size=4))))


@FEW
@given(mail=mails(), zeros=st.integers(0, 100))
def test_what_is_encoded_decodes(mail: WriterMail, zeros: int) -> None:
    assert decode_record(encode_record(mail) + bytes(zeros), TAG, PUBLIC) == mail


@FEW
@given(mail=mails(), data=st.data())
def test_a_record_cut_anywhere_is_refused(mail: WriterMail, data: st.DataObject) -> None:
    body = encode_record(mail)
    with pytest.raises(BlobRefused):
        decode_record(body[: data.draw(st.integers(0, len(body) - 1))], TAG, PUBLIC)


@pytest.mark.parametrize("record", load_vectors("mail")["records"][:2], ids=["replies", "every status"])
def test_bytes_are_those_of_the_vectors(record: dict[str, Any]) -> None:
    mail = decode_record(bytes.fromhex(record["body"]), TAG, PUBLIC)
    read = [
        {"letter": status.letter, "days": [[day.isoformat(), state] for day, state in status.days]}
        for status in mail.statuses
    ]
    assert read == record["mail"]["statuses"]
    assert encode_record(mail).hex() == record["body"]


def test_a_parcel_may_belong_to_a_letter_without_status() -> None:
    parcel = Parcel("reply", DAY, "11" * 16, "22" * 16, bytes(32), BLOB_SIZES[0], 3)
    decoded = decode_record(encode_record(WriterMail(TAG, PUBLIC, (), (parcel, parcel))), TAG, PUBLIC)
    assert decoded.parcels == (parcel, parcel)
    assert decoded.statuses == (LetterStatus("11" * 16, ()),)


MALFORMED = {
    "another version": b"\x02" + bytes(4),
    "something after the end": b"\x01" + bytes(4) + b"\x01",
    "an unknown status": b"\x01\x00\x01\x00\x00" + bytes(16) + b"\x00\x01" + b"\x00\x00\x0c",
    "an unknown kind": b"\x01\x00\x00\x00\x01" + b"\x03\x00\x00\xff\xff" + bytes(48) + b"\x00\x00\x00",
    "a letter that is not there": b"\x01\x00\x00\x00\x01" + b"\x00\x00\x00\x00\x00" + bytes(48) + b"\x00\x00\x00",
    "an unknown size": b"\x01\x00\x00\x00\x01" + b"\x00\x00\x00\xff\xff" + bytes(48) + b"\x07\x00\x00",
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_record_is_refused(body: bytes) -> None:
    with pytest.raises(BlobRefused):
        decode_record(body, TAG, PUBLIC)


def mail_of(letters: int, days: int = 1) -> WriterMail:
    """Letters posted on consecutive days."""
    steps = tuple((DAY + timedelta(days=day), Status.POSTED) for day in range(days))
    return WriterMail(TAG, PUBLIC, tuple(LetterStatus(f"{place:032x}", steps) for place in range(letters)))


def test_a_record_is_filled_to_its_last_byte_before_it_is_folded() -> None:
    # 5 bytes of head, 18 for a letter, 3 for each of its days
    full = mail_of(1, 296)
    assert len(encode_record(full)) == 911
    inside, history = fold_history(full, DAY)
    assert (len(inside), history) == (INSIDE_LENGTH, None)
    assert decode_record(inside, TAG, PUBLIC) == full
    over = mail_of(1, 297)
    assert len(encode_record(over)) == 914
    assert fold_history(over, DAY)[1] is not None


def test_nothing_is_lost_when_a_history_is_folded() -> None:
    long = mail_of(200, 3)
    inside, history = fold_history(long, DAY)
    assert history is not None
    (parcel,) = decode_record(inside, TAG, PUBLIC).parcels
    assert (parcel.kind, parcel.name, parcel.size) == ("history", history[0], len(history[1]))
    assert parcel.day == DAY + timedelta(days=2)
    assert unfold_history(WriterMail(TAG, PUBLIC, ()), open_blob(history[1], parcel.key, parcel.name)) == long


def test_a_history_keeps_its_blob_until_it_changes() -> None:
    _, one = fold_history(mail_of(50), DAY)
    _, same = fold_history(mail_of(50), DAY + timedelta(days=1))
    _, more = fold_history(mail_of(51), DAY)
    _, other = fold_history(replace(mail_of(50), tag=bytes([1]) * 32), DAY)
    assert one is not None
    assert one == same
    assert len({one, more, other}) == 3


def test_a_blob_without_history_is_refused() -> None:
    with pytest.raises(BlobRefused):
        unfold_history(mail_of(1), [("text/plain", b"")])


def test_every_status_has_its_byte_for_ever() -> None:
    assert [str(status) for status in Status] == [
        "accepted",
        "approved",
        "returned_for_correction",
        "declined",
        "printed",
        "posted",
        "sent_electronically",
        "came_back",
        "reply_arrived",
        "held",
        "with_translator",
        "lost",
    ]
