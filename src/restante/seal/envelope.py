# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealing a letter to the organisation's current key, and refusing what is no envelope; holds no private key.

Header: magic 4, version 1, key id 11; then HPKE's encapsulated key and ciphertext (docs/reference/envelope.md).
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from restante.seal import xwing
from restante.seal.errors import (
    EnvelopeRefused,
    KeysNotBegun,
    KeysRefused,
    KeysTooOld,
    NotAnEnvelope,
    UnknownKey,
    UnknownVersion,
    WrongSize,
)
from restante.seal.letter import BUCKETS, Letter, encode_inside
from restante.seal.xwing import KEM_LENGTH, TAG_LENGTH

__all__ = [
    "BUCKETS",
    "ENVELOPE_SIZES",
    "HEADER_LENGTH",
    "KEM_LENGTH",
    "KEY_ID_LENGTH",
    "LARGEST",
    "LETTER_PURPOSE",
    "MAGIC",
    "OPENED_FOR",
    "OVERHEAD",
    "TAG_LENGTH",
    "VERSION",
    "EnvelopeRefused",
    "LetterKey",
    "LetterKeys",
    "check_envelope",
    "key_id_of",
    "letter_keys_from_json",
    "letter_keys_to_json",
    "newest_key",
    "seal_letter",
    "takes_until",
]

MAGIC = b"RSTL"
VERSION = 1
KEY_ID_LENGTH = 11
HEADER_LENGTH = len(MAGIC) + 1 + KEY_ID_LENGTH
OVERHEAD = HEADER_LENGTH + KEM_LENGTH + TAG_LENGTH
ENVELOPE_SIZES = tuple(bucket + OVERHEAD for bucket in BUCKETS)
LARGEST = max(ENVELOPE_SIZES)
LETTER_PURPOSE = "letter"

OLDEST_KEY = timedelta(days=14)
OPENED_FOR = timedelta(weeks=5)  # after a key's last day; then its seed is destroyed
TIME_TO_FETCH = timedelta(weeks=1)
MOST_KEYS = 64
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class LetterKey:
    """A public key that pages seal to from `not_before` to `not_after`, both days included."""

    key_id: bytes
    public: bytes = field(repr=False)
    not_before: date
    not_after: date


@dataclass(frozen=True, slots=True)
class LetterKeys:
    """The organisation's keys, weeks in advance, oldest first."""

    organisation: bytes
    keys: tuple[LetterKey, ...]


def key_id_of(public: bytes, organisation: bytes) -> bytes:
    """The organisation is hashed in, so that a foreign organisation's envelope names a key that nobody here knows."""
    return hashlib.sha256(b"restante key v1" + organisation + public).digest()[:KEY_ID_LENGTH]


def check_envelope(head: bytes, length: int, known: Collection[bytes]) -> None:
    """Refuse by the first 16 bytes and the length alone, before any cryptography."""
    if len(head) < HEADER_LENGTH or head[:4] != MAGIC:
        raise NotAnEnvelope
    if head[4] != VERSION:
        raise UnknownVersion(version=head[4])
    if length not in ENVELOPE_SIZES:
        raise WrongSize(length=length)
    if bytes(head[5:HEADER_LENGTH]) not in known:
        raise UnknownKey


def takes_until(key: LetterKey) -> date:
    """The last day on which a gate takes an envelope to this key: the desk must have time to fetch and open it."""
    return key.not_after + OPENED_FOR - TIME_TO_FETCH


def seal_letter(letter: Letter, pictures: Sequence[bytes], key: LetterKey, organisation: bytes) -> bytes:
    """One envelope: exactly a bucket and the overhead long."""
    inside = encode_inside(letter, pictures)
    try:
        sealed = xwing.seal_to(key.public, inside, xwing.info_for(LETTER_PURPOSE, organisation))
    except xwing.SealError:
        raise KeysRefused(reason="public") from None
    return MAGIC + bytes([VERSION]) + key.key_id + sealed


def newest_key(keys: LetterKeys | Iterable[LetterKey], today: date) -> LetterKey:
    """The key to seal to today; a day's grace at the beginning, since today's date depends on where one is."""
    every = sorted(keys.keys if isinstance(keys, LetterKeys) else keys, key=lambda key: key.not_before)
    if not every:
        raise KeysRefused(reason="keys")
    begun = [key for key in every if key.not_before <= today] or [
        key for key in every if key.not_before <= today + timedelta(days=1)
    ]
    if not begun:
        raise KeysNotBegun(day=every[0].not_before.isoformat())
    newest = begun[-1]
    if today - newest.not_before > OLDEST_KEY or today > newest.not_after:
        raise KeysTooOld(day=newest.not_before.isoformat())
    return newest


def letter_keys_to_json(keys: LetterKeys) -> bytes:
    """letter-keys.json as it stands in an edition."""
    document = {
        "version": 1,
        "organisation": keys.organisation.hex(),
        "keys": [
            {
                "id": key.key_id.hex(),
                "public": base64.b64encode(key.public).decode("ascii"),
                "not_before": key.not_before.isoformat(),
                "not_after": key.not_after.isoformat(),
            }
            for key in keys.keys
        ],
    }
    return json.dumps(document, indent=1).encode() + b"\n"


def letter_keys_from_json(data: bytes) -> LetterKeys:
    """Read and check letter-keys.json: each id must be that of its key, so a wrong organisation shows here."""
    try:
        document = json.loads(data)
        organisation = bytes.fromhex(document["organisation"])
        if document["version"] != 1 or len(organisation) != xwing.ORGANISATION_LENGTH:
            raise KeysRefused(reason="version or organisation")
        if not 1 <= len(document["keys"]) <= MOST_KEYS:
            raise KeysRefused(reason="number of keys")
        keys = tuple(_read_key(entry, organisation) for entry in document["keys"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise KeysRefused(reason="json") from None
    return LetterKeys(organisation, tuple(sorted(keys, key=lambda key: key.not_before)))


def _read_key(entry: dict[str, str], organisation: bytes) -> LetterKey:
    try:
        public = base64.b64decode(entry["public"], validate=True)
    except binascii.Error:
        raise KeysRefused(reason="public") from None
    key_id = bytes.fromhex(entry["id"])
    if len(public) != xwing.PUBLIC_LENGTH:
        raise KeysRefused(reason="public")
    if key_id != key_id_of(public, organisation):
        raise KeysRefused(reason="id")
    days = [entry["not_before"], entry["not_after"]]
    if not all(_DAY.fullmatch(day) for day in days):
        raise KeysRefused(reason="days")
    not_before, not_after = (date.fromisoformat(day) for day in days)
    if not_after < not_before:
        raise KeysRefused(reason="days")
    return LetterKey(key_id, public, not_before, not_after)
