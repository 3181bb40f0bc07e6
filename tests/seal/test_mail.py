# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mail: everyone finds his own record and nobody another's; shards do not overflow; nothing unsigned is read."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from restante.errors import BrokenPromise
from restante.seal import mail as mail_module
from restante.seal import xwing
from restante.seal.errors import MailNotAuthentic
from restante.seal.mail import (
    RECORD_LENGTH,
    RECORDS_A_SHARD,
    SHARD_LENGTH,
    Latest,
    LetterStatus,
    Parcel,
    Status,
    WriterMail,
    find_record,
    open_blob,
    publish_mail,
    shard_for,
    shard_path,
    slot_of,
    unfold_history,
    verify_latest,
)
from restante.seal.phrase import Writer, derive_writer
from tests.seal.conftest import MONDAY, ORGANISATION
from tests.seal.vectors import load_vectors

SIGNER = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = SIGNER.public_key().public_bytes_raw()
WRITERS = [derive_writer(number.to_bytes(16), ORGANISATION) for number in range(40)]


def mail_for(writer: Writer, letters: int = 1) -> WriterMail:
    """So many letters that reached the desk."""
    statuses = (LetterStatus(f"{place:032x}", ((MONDAY, Status.ACCEPTED),)) for place in range(letters))
    return WriterMail(writer.tag, writer.reply_public, tuple(statuses))


@pytest.fixture(scope="module")
def published() -> dict[str, bytes]:
    """40 writers, the first with a history too long for a record."""
    mails = [mail_for(WRITERS[0], 60), *(mail_for(writer) for writer in WRITERS[1:])]
    return publish_mail(mails, 7, MONDAY, ORGANISATION, SIGNER.sign)


@pytest.fixture(scope="module")
def latest(published: dict[str, bytes]) -> Latest:
    """Its signed summary."""
    return verify_latest(published["latest.json"], PUBLIC, ORGANISATION)


def test_everyone_finds_his_own_record(published: dict[str, bytes], latest: Latest) -> None:
    for writer in WRITERS[1:]:
        shard = published[shard_for(writer.tag, latest)]
        assert find_record(shard, writer, latest, ORGANISATION) == mail_for(writer)


def test_a_writer_whose_key_is_none_keeps_nobody_elses_mail_back() -> None:
    broken = WriterMail(b"b" * 32, bytes(1216), mail_for(WRITERS[0], 60).statuses)
    files = publish_mail([broken, mail_for(WRITERS[1])], 7, MONDAY, ORGANISATION, SIGNER.sign)
    latest = verify_latest(files["latest.json"], PUBLIC, ORGANISATION)
    found = find_record(files[shard_for(WRITERS[1].tag, latest)], WRITERS[1], latest, ORGANISATION)
    assert found is not None
    assert not [path for path in files if path.startswith("blobs/")]


def test_a_stranger_finds_nothing_yet(published: dict[str, bytes], latest: Latest) -> None:
    stranger = derive_writer(b"\xff" * 16, ORGANISATION)
    assert find_record(published[shard_for(stranger.tag, latest)], stranger, latest, ORGANISATION) is None


def test_a_long_history_comes_whole(published: dict[str, bytes], latest: Latest) -> None:
    found = find_record(published[shard_for(WRITERS[0].tag, latest)], WRITERS[0], latest, ORGANISATION)
    assert found is not None
    (parcel,) = found.parcels
    parts = open_blob(published[f"blobs/{parcel.name}"], parcel.key, parcel.name)
    assert unfold_history(found, parts) == mail_for(WRITERS[0], 60)


def test_files_are_shards_of_64_records_a_summary_and_histories(published: dict[str, bytes], latest: Latest) -> None:
    shards = [shard_path(7, place) for place in range(2)]
    blobs = [path for path in published if path.startswith("blobs/")]
    assert len(blobs) == 1
    assert set(published) == {"latest.json", *shards, *blobs}
    assert shards == ["7/0000.bin", "7/0001.bin"]
    for path, digest in zip(shards, latest.shards, strict=True):
        assert len(published[path]) == SHARD_LENGTH == 132096
        assert hashlib.sha256(published[path]).digest() == digest
        slots = [published[path][at : at + 16] for at in range(0, SHARD_LENGTH, 16 + RECORD_LENGTH)]
        assert slots == sorted(set(slots))
        assert len(slots) == RECORDS_A_SHARD


def test_the_summary_says_no_more_than_it_must(published: dict[str, bytes], latest: Latest) -> None:
    document = json.loads(published["latest.json"])
    assert set(document) == {"signed", "signature"}
    assert set(json.loads(document["signed"])) == {
        "version", "organisation", "number", "day", "records", "spread", "shards",
    }  # fmt: skip
    assert (latest.organisation, latest.number, latest.day, latest.records) == (ORGANISATION, 7, MONDAY, 128)


@pytest.mark.parametrize(("live", "records"), [(0, 64), (1, 64), (32, 64), (33, 128), (64, 128), (65, 256)], ids=str)
def test_there_are_twice_as_many_records_as_writers(monkeypatch: pytest.MonkeyPatch, live: int, records: int) -> None:
    monkeypatch.setattr(mail_module, "_fill_shard", lambda _slots, _info: bytes(SHARD_LENGTH))
    monkeypatch.setattr(xwing, "seal_to", lambda *_: bytes(RECORD_LENGTH))
    mails = [WriterMail(number.to_bytes(32), b"", ()) for number in range(live)]
    files = publish_mail(mails, 1, MONDAY, ORGANISATION, SIGNER.sign)
    assert verify_latest(files["latest.json"], PUBLIC).records == records


def test_a_shard_that_would_overflow_doubles_them(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = mail_module._shard_index
    tried = []

    def crowded(slot: bytes, spread: bytes, shards: int) -> int:
        tried.append((spread, shards))
        return 0 if shards < 8 else honest(slot, spread, shards)

    monkeypatch.setattr(mail_module, "_shard_index", crowded)
    spread, shards = mail_module._spread_over_shards({number.to_bytes(16): b"" for number in range(100)})
    assert len(shards) == 8
    assert sum(map(len, shards)) == 100
    assert {count for _, count in tried} == {4, 8}
    assert len({used for used, _ in tried}) == 2
    assert tried[-1][0] == spread


def test_doubling_ends_in_an_error_and_not_in_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_module, "_shard_index", lambda *_: 0)
    monkeypatch.setattr(mail_module, "_MOST_DOUBLINGS", 3)
    with pytest.raises(BrokenPromise):
        mail_module._spread_over_shards({number.to_bytes(16): b"" for number in range(65)})


def test_exactly_64_records_fill_a_shard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_module, "_shard_index", lambda *_: 0)
    _, shards = mail_module._spread_over_shards({number.to_bytes(16): b"" for number in range(64)})
    assert len(shards) == 2
    assert len(mail_module._fill_shard(dict.fromkeys(shards[0], bytes(RECORD_LENGTH)), b"")) == SHARD_LENGTH


def test_two_publications_share_no_slot_and_no_record(published: dict[str, bytes]) -> None:
    again = publish_mail([mail_for(writer) for writer in WRITERS], 8, MONDAY, ORGANISATION, SIGNER.sign)
    same = publish_mail([mail_for(writer) for writer in WRITERS], 7, MONDAY, ORGANISATION, SIGNER.sign)
    step = 16 + RECORD_LENGTH

    def pieces(files: dict[str, bytes], start: int, length: int) -> set[bytes]:
        shards = [content for path, content in files.items() if path.endswith(".bin")]
        return {shard[at + start : at + start + length] for shard in shards for at in range(0, SHARD_LENGTH, step)}

    assert not pieces(published, 0, 16) & pieces(again, 0, 16)
    assert not pieces(published, 16, RECORD_LENGTH) & pieces(same, 16, RECORD_LENGTH)
    assert len(pieces(published, 0, 16) & pieces(same, 0, 16)) == len(WRITERS)


def test_a_slot_is_the_first_half_of_an_hmac() -> None:
    expected = hmac.digest(b"k" * 32, (258).to_bytes(8), "sha256")[:16]
    assert slot_of(b"k" * 32, 258) == expected


def test_letters_under_one_phrase_share_a_record() -> None:
    writer = WRITERS[3]
    parcel = Parcel("reply", MONDAY, "22" * 16, "33" * 16, bytes(32), 262144)
    one = WriterMail(writer.tag, writer.reply_public, (LetterStatus("11" * 16, ((MONDAY, Status.POSTED),)),))
    two = WriterMail(writer.tag, writer.reply_public, (LetterStatus("22" * 16, ()),), (parcel,))
    forged = WriterMail(writer.tag, WRITERS[4].reply_public, (LetterStatus("44" * 16, ()),))
    files = publish_mail([one, two, forged], 1, MONDAY, ORGANISATION, SIGNER.sign)
    found = find_record(files["1/0000.bin"], writer, verify_latest(files["latest.json"], PUBLIC), ORGANISATION)
    assert found is not None
    assert found.statuses == (*one.statuses, *two.statuses, *forged.statuses)
    assert found.parcels == (parcel,)


def resigned(change: dict[str, Any], sign: Callable[[bytes], bytes] = SIGNER.sign) -> bytes:
    """A summary with something else in it, signed again."""
    signed = {
        "version": 1,
        "organisation": ORGANISATION.hex(),
        "number": 1,
        "day": "2026-11-23",
        "records": 64,
        "spread": "00" * 16,
        "shards": ["00" * 32],
    }
    payload = json.dumps(signed | change)
    signature = base64.b64encode(sign(b"restante mail v1\x00" + payload.encode())).decode()
    return json.dumps({"signed": payload, "signature": signature}).encode()


def test_a_summary_signed_by_the_mail_key_is_read() -> None:
    assert verify_latest(resigned({}), PUBLIC, ORGANISATION) == Latest(
        ORGANISATION, 1, date(2026, 11, 23), 64, bytes(16), (bytes(32),)
    )


WRONG_SUMMARIES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "format"),
    "a list": (b"[]", "format"),
    "no signature": (b'{"signed":"{}"}', "format"),
    "a signature that is no base64": (b'{"signed":"{}","signature":"?"}', "format"),
    "deep nesting": (b"[" * 100_000, "format"),
    "too long to be read": (b" " * (2 * 1024**2 + 1), "length"),
    "signed by another key": (resigned({}, Ed25519PrivateKey.generate().sign), "signature"),
    "a signature without our prefix": (resigned({}, lambda data: SIGNER.sign(data[17:])), "signature"),
    "version 2": (resigned({"version": 2}), "format"),
    "a number that is a text": (resigned({"number": "1"}), "format"),
    "a negative number": (resigned({"number": -1}), "format"),
    "a number that JavaScript cannot hold": (resigned({"number": 2**53}), "format"),
    "a day that is none": (resigned({"day": "soon"}), "format"),
    "no shards": (resigned({"shards": [], "records": 0}), "format"),
    "shards that are no list": (resigned({"shards": 1}), "format"),
    "a short hash": (resigned({"shards": ["00"]}), "format"),
    "another count": (resigned({"records": 128}), "format"),
    "a short spread": (resigned({"spread": "00"}), "format"),
    "a short organisation": (resigned({"organisation": "00"}), "format"),
    "another organisation": (resigned({"organisation": "ff" * 16}), "organisation"),
}


@pytest.mark.parametrize(("data", "reason"), WRONG_SUMMARIES.values(), ids=WRONG_SUMMARIES)
def test_no_other_summary_is_read(data: bytes, reason: str) -> None:
    with pytest.raises(MailNotAuthentic) as refused:
        verify_latest(data, PUBLIC, ORGANISATION)
    assert refused.value.fields == {"reason": reason}
    assert refused.value.exit_status == 4


def test_a_shard_that_was_changed_is_refused(published: dict[str, bytes], latest: Latest) -> None:
    shard = published[shard_for(WRITERS[1].tag, latest)]
    for changed in (shard[:-1], shard + b"\0", shard[:-1] + bytes([shard[-1] ^ 1]), b""):
        with pytest.raises(MailNotAuthentic) as refused:
            find_record(changed, WRITERS[1], latest, ORGANISATION)
        assert refused.value.fields == {"reason": "shard"}
    with pytest.raises(MailNotAuthentic) as refused:
        find_record(shard, WRITERS[1], latest, bytes(16))
    assert refused.value.fields == {"reason": "organisation"}


def test_a_record_sealed_to_somebody_else_is_refused(published: dict[str, bytes], latest: Latest) -> None:
    thief = Writer(WRITERS[2].reply_seed, WRITERS[2].reply_public, WRITERS[1].tag)
    with pytest.raises(MailNotAuthentic) as refused:
        find_record(published[shard_for(thief.tag, latest)], thief, latest, ORGANISATION)
    assert refused.value.fields == {"reason": "record"}


def test_the_vectors_are_read() -> None:
    vectors = load_vectors("mail")
    organisation = bytes.fromhex(vectors["organisation"])
    latest = verify_latest(vectors["latest"].encode(), bytes.fromhex(vectors["mail_key"]), organisation)
    shard = base64.b64decode(vectors["shard"])
    for record in vectors["records"]:
        writer = derive_writer(bytes.fromhex(record["entropy"]), organisation)
        assert slot_of(writer.tag, latest.number).hex() == record["slot"]
        assert shard_for(writer.tag, latest) == "5/0000.bin"
        found = find_record(shard, writer, latest, organisation)
        assert (found is None) == (record["mail"] is None)
