# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mail: every writer's record sealed anew among fresh decoys, in shards that anyone may fetch whole.

A server that answered "is there something for X" could be asked for everybody; a file of 64 slots cannot.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from restante.errors import BrokenPromise
from restante.seal import xwing
from restante.seal.blob import BLOB_SIZES, Part, open_blob, seal_blob
from restante.seal.errors import BlobRefused, MailNotAuthentic
from restante.seal.phrase import Writer
from restante.seal.record import (
    INSIDE_LENGTH,
    LetterStatus,
    Parcel,
    Status,
    WriterMail,
    decode_record,
    fold_history,
    unfold_history,
)

__all__ = [
    "BLOB_SIZES",
    "RECORDS_A_SHARD",
    "RECORD_LENGTH",
    "SHARD_LENGTH",
    "SLOT_LENGTH",
    "Latest",
    "LetterStatus",
    "Parcel",
    "Part",
    "Status",
    "WriterMail",
    "find_record",
    "open_blob",
    "publish_mail",
    "seal_blob",
    "shard_for",
    "shard_path",
    "slot_of",
    "unfold_history",
    "verify_latest",
]

SLOT_LENGTH = 16
RECORD_LENGTH = 2048
RECORDS_A_SHARD = 64
SHARD_LENGTH = RECORDS_A_SHARD * (SLOT_LENGTH + RECORD_LENGTH)

_SIGNED = b"restante mail v1\x00"
_MOST_SHARDS = 16384
_MOST_DOUBLINGS = 16
_LATEST_LIMIT = 2 * 1024**2


@dataclass(frozen=True, slots=True)
class Latest:
    """What `latest.json` says once its signature held; `spread` decides which slot lies in which shard."""

    organisation: bytes
    number: int
    day: date
    records: int
    spread: bytes
    shards: tuple[bytes, ...]


def publish_mail(
    writers: Sequence[WriterMail], number: int, day: date, organisation: bytes, sign: Callable[[bytes], bytes]
) -> dict[str, bytes]:
    """Every file of one publication by its path under `mail/`; histories that outgrew their record come as blobs."""
    files: dict[str, bytes] = {}
    live: dict[bytes, bytes] = {}
    info = _record_info(organisation, number)
    for mail in _merge_writers(writers):
        inside, history = fold_history(mail, day)
        try:
            live[slot_of(mail.tag, number)] = xwing.seal_to(mail.public, inside, info)
        except xwing.SealError:
            continue  # no key, so nobody waits under it, and everybody else does
        if history is not None:
            files[f"blobs/{history[0]}"] = history[1]
    spread, shards = _spread_over_shards(live)
    contents = [_fill_shard(slots, info) for slots in shards]
    files |= {shard_path(number, place): content for place, content in enumerate(contents)}
    signed = {
        "version": 1,
        "organisation": organisation.hex(),
        "number": number,
        "day": day.isoformat(),
        "records": len(contents) * RECORDS_A_SHARD,
        "spread": spread.hex(),
        "shards": [hashlib.sha256(content).hexdigest() for content in contents],
    }
    payload = json.dumps(signed, sort_keys=True, separators=(",", ":"))
    signature = base64.b64encode(sign(_SIGNED + payload.encode())).decode("ascii")
    files["latest.json"] = json.dumps({"signed": payload, "signature": signature}).encode()
    return files


def verify_latest(data: bytes, public_key: bytes, organisation: bytes | None = None) -> Latest:
    """Check the mail key's Ed25519 signature over the exact bytes of `signed`, and only then read them."""
    if len(data) > _LATEST_LIMIT:
        raise MailNotAuthentic(reason="length")
    try:
        document = json.loads(data)
        payload = document["signed"].encode()
        signature = base64.b64decode(document["signature"], validate=True)
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, _SIGNED + payload)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error):
        raise MailNotAuthentic(reason="format") from None
    except InvalidSignature:
        raise MailNotAuthentic(reason="signature") from None
    latest = _read_latest(payload)
    if organisation is not None and latest.organisation != organisation:
        raise MailNotAuthentic(reason="organisation")
    return latest


def shard_for(tag: bytes, latest: Latest) -> str:
    """The path, under `mail/`, of the one shard that can hold this writer's record."""
    return shard_path(latest.number, _shard_index(slot_of(tag, latest.number), latest.spread, len(latest.shards)))


def shard_path(number: int, place: int) -> str:
    """Where a shard lies under `mail/`."""
    return f"{number}/{place:04x}.bin"


def slot_of(tag: bytes, number: int) -> bytes:
    """The record's name in this publication; without the tag key no two publications' names can be linked."""
    return hmac.digest(tag, struct.pack(">Q", number), "sha256")[:SLOT_LENGTH]


def find_record(shard: bytes, writer: Writer, latest: Latest, organisation: bytes) -> WriterMail | None:
    """The writer's mail, or None: nothing yet. A shard that was changed is refused before it is searched."""
    slot = slot_of(writer.tag, latest.number)
    expected = latest.shards[_shard_index(slot, latest.spread, len(latest.shards))]
    if len(shard) != SHARD_LENGTH or hashlib.sha256(shard).digest() != expected:
        raise MailNotAuthentic(reason="shard")
    if latest.organisation != organisation:
        raise MailNotAuthentic(reason="organisation")
    for at in range(0, SHARD_LENGTH, SLOT_LENGTH + RECORD_LENGTH):
        if shard[at : at + SLOT_LENGTH] == slot:
            sealed = shard[at + SLOT_LENGTH : at + SLOT_LENGTH + RECORD_LENGTH]
            return _open_record(sealed, writer, latest)
    return None


def _open_record(sealed: bytes, writer: Writer, latest: Latest) -> WriterMail:
    try:
        inside = xwing.open_with(writer.reply_seed, sealed, _record_info(latest.organisation, latest.number))
        return decode_record(inside, writer.tag, writer.reply_public)
    except (xwing.SealError, BlobRefused):
        raise MailNotAuthentic(reason="record") from None


def _merge_writers(writers: Iterable[WriterMail]) -> list[WriterMail]:
    """One record for each tag. A phrase derives tag and key together, so the first key is the only honest one."""
    merged: dict[bytes, WriterMail] = {}
    for mail in writers:
        first = merged.setdefault(mail.tag, mail)
        if first is not mail:
            merged[mail.tag] = WriterMail(
                mail.tag, first.public, (*first.statuses, *mail.statuses), (*first.parcels, *mail.parcels)
            )
    return list(merged.values())


def _spread_over_shards(live: dict[bytes, bytes]) -> tuple[bytes, list[dict[bytes, bytes]]]:
    """Doubled until no shard overflows; a spread drawn anew each time leaves nobody a tag to aim with."""
    records = max(RECORDS_A_SHARD, 1 << (2 * len(live) - 1).bit_length()) if live else RECORDS_A_SHARD
    for _ in range(_MOST_DOUBLINGS):
        spread = secrets.token_bytes(16)
        shards: list[dict[bytes, bytes]] = [{} for _ in range(records // RECORDS_A_SHARD)]
        for slot, sealed in live.items():
            shards[_shard_index(slot, spread, len(shards))][slot] = sealed
        if max(map(len, shards)) <= RECORDS_A_SHARD:
            return spread, shards
        records *= 2
    raise BrokenPromise


def _shard_index(slot: bytes, spread: bytes, shards: int) -> int:
    return int.from_bytes(hashlib.sha256(spread + slot).digest()[:4]) % shards


def _fill_shard(live: dict[bytes, bytes], info: bytes) -> bytes:
    """Decoys are seals to a key that nobody keeps: ML-KEM's ciphertexts are not uniform, random bytes would show."""
    slots = dict(live)
    nobody = xwing.public_of(secrets.token_bytes(xwing.SEED_LENGTH))
    while len(slots) < RECORDS_A_SHARD:
        slots[secrets.token_bytes(SLOT_LENGTH)] = xwing.seal_to(nobody, bytes(INSIDE_LENGTH), info)
    return b"".join(slot + sealed for slot, sealed in sorted(slots.items()))


def _record_info(organisation: bytes, number: int) -> bytes:
    return xwing.info_for("mail record", organisation) + struct.pack(">Q", number)


def _read_latest(payload: bytes) -> Latest:
    try:
        signed = cast("dict[str, object]", json.loads(payload))
        number, records, hashes = signed["number"], signed["records"], signed["shards"]
        if signed["version"] != 1 or not isinstance(number, int) or not isinstance(hashes, list):
            raise MailNotAuthentic(reason="format")
        if not 1 <= len(hashes) <= _MOST_SHARDS or records != len(hashes) * RECORDS_A_SHARD:
            raise MailNotAuthentic(reason="format")
        latest = Latest(
            organisation=bytes.fromhex(str(signed["organisation"])),
            number=number,
            day=date.fromisoformat(str(signed["day"])),
            records=len(hashes) * RECORDS_A_SHARD,
            spread=bytes.fromhex(str(signed["spread"])),
            shards=tuple(bytes.fromhex(str(digest)) for digest in hashes),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise MailNotAuthentic(reason="format") from None
    lengths = [len(latest.organisation), len(latest.spread), *map(len, latest.shards)]
    if not 0 <= latest.number < 2**53 or lengths != [16, 16] + [32] * len(latest.shards):
        raise MailNotAuthentic(reason="format")
    return latest
