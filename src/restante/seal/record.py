# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one writer's record says, in bytes: where each letter stands, day by day, and what waits to be fetched.

A record has 912 bytes inside. A longer one becomes a history blob, and the record then names only that blob.
"""

import hashlib
import hmac
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal, get_args

from restante.seal.blob import BLOB_SIZES, KEY_LENGTH, NAME_LENGTH, Part, seal_blob
from restante.seal.errors import BlobRefused

INSIDE_LENGTH = 912
HISTORY_TYPE = "application/x-restante-history"

_EPOCH = date(2020, 1, 1)
_VERSION = 1
_NO_LETTER = 0xFFFF
_PARCEL = struct.Struct(f">BHH{NAME_LENGTH}s{KEY_LENGTH}sBH")

ParcelKind = Literal["reply", "returned", "history"]
_KINDS: tuple[ParcelKind, ...] = get_args(ParcelKind)


class Status(StrEnum):
    """Where a letter stands; `accepted` means that it reached the desk."""

    ACCEPTED = "accepted"
    APPROVED = "approved"
    RETURNED_FOR_CORRECTION = "returned_for_correction"
    DECLINED = "declined"
    PRINTED = "printed"
    POSTED = "posted"
    SENT_ELECTRONICALLY = "sent_electronically"
    CAME_BACK = "came_back"
    REPLY_ARRIVED = "reply_arrived"
    HELD = "held"
    WITH_TRANSLATOR = "with_translator"
    LOST = "lost"


_STATUSES = tuple(Status)  # its place here is a status's byte: new ones go to the end


@dataclass(frozen=True, slots=True)
class LetterStatus:
    """One letter's way so far."""

    letter: str
    days: tuple[tuple[date, Status], ...]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A blob that waits for the writer; `size` is the blob's length in bytes, `letter` is empty for a history."""

    kind: ParcelKind
    day: date
    letter: str
    name: str
    key: bytes = field(repr=False)
    size: int
    pages: int = 1


@dataclass(frozen=True, slots=True)
class WriterMail:
    """Everything there is for one phrase: several letters may stand under it."""

    tag: bytes = field(repr=False)
    public: bytes = field(repr=False)
    statuses: tuple[LetterStatus, ...]
    parcels: tuple[Parcel, ...] = ()


def encode_record(mail: WriterMail) -> bytes:
    """Counts and entries, unpadded; a parcel names its letter by its place among the letters."""
    letters = list(mail.statuses)
    known = {status.letter for status in letters}
    for parcel in mail.parcels:
        if parcel.letter and parcel.letter not in known:
            known.add(parcel.letter)
            letters.append(LetterStatus(parcel.letter, ()))
    places = {status.letter: place for place, status in enumerate(letters)}
    body = [struct.pack(">BHH", _VERSION, len(letters), len(mail.parcels))]
    for status in letters:
        body.append(struct.pack(">16sH", bytes.fromhex(status.letter), len(status.days)))
        body.extend(struct.pack(">HB", _day_number(day), _STATUSES.index(state)) for day, state in status.days)
    for parcel in mail.parcels:
        place = places[parcel.letter] if parcel.letter else _NO_LETTER
        body.append(
            _PARCEL.pack(
                _KINDS.index(parcel.kind),
                _day_number(parcel.day),
                place,
                bytes.fromhex(parcel.name),
                parcel.key,
                BLOB_SIZES.index(parcel.size),
                parcel.pages,
            )
        )
    return b"".join(body)


def decode_record(body: bytes, tag: bytes, public: bytes) -> WriterMail:
    """The inverse of `encode_record`, with zeros allowed after it and nothing else."""
    try:
        version, letters, parcels = struct.unpack_from(">BHH", body)
        if version != _VERSION:
            raise BlobRefused
        at = 5
        statuses = []
        for _ in range(letters):
            letter, days = struct.unpack_from(">16sH", body, at)
            at += 18
            steps = tuple(_decode_step(body, at + 3 * step) for step in range(days))
            at += 3 * days
            statuses.append(LetterStatus(letter.hex(), steps))
        waiting = tuple(_decode_parcel(body, at + _PARCEL.size * place, statuses) for place in range(parcels))
        at += _PARCEL.size * parcels
    except (struct.error, IndexError):
        raise BlobRefused from None
    if body.count(0, at) != len(body) - at:
        raise BlobRefused
    return WriterMail(tag, public, tuple(statuses), waiting)


def fold_history(mail: WriterMail, day: date) -> tuple[bytes, tuple[str, bytes] | None]:
    """912 bytes for the record, and the blob (name, bytes) that it needs when the writer's mail is longer.

    Name and key follow from the content and the tag, so that a history which did not change keeps its blob.
    """
    body = encode_record(mail)
    if len(body) <= INSIDE_LENGTH:
        return body.ljust(INSIDE_LENGTH, b"\x00"), None
    digest = hashlib.sha256(body).digest()
    name = hmac.digest(mail.tag, b"restante history name v1" + digest, "sha256")[:NAME_LENGTH]
    key = hmac.digest(mail.tag, b"restante history key v1" + digest, "sha256")
    name_hex, key, blob = seal_blob([(HISTORY_TYPE, body)], name=name, key=key)
    newest = max((step for status in mail.statuses for step, _ in status.days), default=day)
    parcel = Parcel("history", newest, "", name_hex, key, len(blob))
    pointer = WriterMail(mail.tag, mail.public, (), (parcel,))
    return encode_record(pointer).ljust(INSIDE_LENGTH, b"\x00"), (name_hex, blob)


def unfold_history(mail: WriterMail, parts: Iterable[Part]) -> WriterMail:
    """The whole mail from the parts of the history blob that a record names."""
    for media_type, body in parts:
        if media_type == HISTORY_TYPE:
            return decode_record(body, mail.tag, mail.public)
    raise BlobRefused


def _decode_step(body: bytes, at: int) -> tuple[date, Status]:
    day, state = struct.unpack_from(">HB", body, at)
    return _EPOCH + timedelta(days=day), _STATUSES[state]


def _decode_parcel(body: bytes, at: int, letters: list[LetterStatus]) -> Parcel:
    kind, day, place, name, key, size, pages = _PARCEL.unpack_from(body, at)
    letter = "" if place == _NO_LETTER else letters[place].letter
    return Parcel(_KINDS[kind], _EPOCH + timedelta(days=day), letter, name.hex(), key, BLOB_SIZES[size], pages)


def _day_number(day: date) -> int:
    return (day - _EPOCH).days
