# SPDX-License-Identifier: AGPL-3.0-or-later
"""Blobs: replies, returned letters and long histories, one AES-256-GCM key each, in files of seven sizes."""

import secrets
import struct
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from restante.seal.errors import BlobRefused, BlobTooLarge

BLOB_SIZES: tuple[int, ...] = tuple(2**power for power in range(18, 25))  # 256 KiB to 16 MiB, docs/decisions/0105
NAME_LENGTH = 16
KEY_LENGTH = 32
MOST_PARTS = 512

Part = tuple[str, bytes]

_NONCE = bytes(12)  # each key seals one blob, once
_TAG_LENGTH = 16


def seal_blob(
    parts: Sequence[Part], *, name: bytes | None = None, key: bytes | None = None
) -> tuple[str, bytes, bytes]:
    """Name, key and bytes; a part is a media type and its content. Name and key are random unless given."""
    name = name or secrets.token_bytes(NAME_LENGTH)
    key = key or secrets.token_bytes(KEY_LENGTH)
    packed = b"".join(
        struct.pack(">BI", len(media_type), len(content)) + media_type.encode("ascii") + content
        for media_type, content in parts
    )
    plain = struct.pack(">IH", len(packed), len(parts)) + packed
    if len(parts) > MOST_PARTS or len(plain) + _TAG_LENGTH > BLOB_SIZES[-1]:
        raise BlobTooLarge(length=len(packed), most=BLOB_SIZES[-1])
    size = next(size for size in BLOB_SIZES if len(plain) + _TAG_LENGTH <= size)
    padded = plain + bytes(size - _TAG_LENGTH - len(plain))
    return name.hex(), key, AESGCM(key).encrypt(_NONCE, padded, _bound_to(name))


def open_blob(blob: bytes, key: bytes, name: str) -> list[Part]:
    """The parts of a blob, which opens under its own name only."""
    if len(blob) not in BLOB_SIZES:
        raise BlobRefused
    try:
        plain = AESGCM(key).decrypt(_NONCE, blob, _bound_to(bytes.fromhex(name)))
    except (InvalidTag, ValueError):
        raise BlobRefused from None
    length, count = struct.unpack_from(">IH", plain)
    end = 6 + length
    if end > len(plain) or plain.count(0, end) != len(plain) - end:
        raise BlobRefused
    return _split_parts(plain, end, count)


def _split_parts(plain: bytes, end: int, count: int) -> list[Part]:
    parts: list[Part] = []
    at = 6
    for _ in range(count):
        if end - at < 5:
            raise BlobRefused
        type_length, length = struct.unpack_from(">BI", plain, at)
        at += 5
        if type_length + length > end - at:
            raise BlobRefused
        media_type = plain[at : at + type_length]
        if not media_type.isascii():
            raise BlobRefused
        parts.append((media_type.decode("ascii"), plain[at + type_length : at + type_length + length]))
        at += type_length + length
    if at != end:
        raise BlobRefused
    return parts


def _bound_to(name: bytes) -> bytes:
    return b"restante blob v1\x00" + name
