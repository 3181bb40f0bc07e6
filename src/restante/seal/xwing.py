# SPDX-License-Identifier: AGPL-3.0-or-later
"""HPKE (RFC 9180) in base mode with the X-Wing KEM (0x647a), HKDF-SHA256 and AES-256-GCM.

A private key is its 32-byte seed: SHAKE-256 makes of it 64 bytes for ML-KEM-768 and 32 for X25519
(draft-connolly-cfrg-xwing-kem, section 5.2).
"""

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

SEED_LENGTH = 32
PUBLIC_LENGTH = 1216
KEM_LENGTH = 1120
TAG_LENGTH = 16
ORGANISATION_LENGTH = 16

_MLKEM_PUBLIC_LENGTH = 1184
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class SealError(ValueError):
    """A public key that is none, or a seal that does not hold; callers say it in their own words."""


def info_for(purpose: str, organisation: bytes) -> bytes:
    """HPKE's `info`: what is sealed for one purpose, version or organisation opens for no other."""
    if len(organisation) != ORGANISATION_LENGTH:
        raise SealError
    return b"restante " + purpose.encode("ascii") + b" v1\x00" + organisation


def public_of(seed: bytes) -> bytes:
    """The public key that belongs to a seed."""
    mlkem, x25519 = _expand(seed)
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def seal_to(public: bytes, plaintext: bytes, info: bytes) -> bytes:
    """Encapsulated key, ciphertext and tag: 1,136 bytes more than the plaintext."""
    try:
        key = MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC_LENGTH]),
            X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC_LENGTH:]),
        )
        return _SUITE.encrypt(plaintext, key, info)
    except ValueError as error:
        raise SealError from error


def open_with(seed: bytes, sealed: bytes, info: bytes) -> bytes:
    """The plaintext, or `SealError`: there is no telling which bit was changed."""
    mlkem, x25519 = _expand(seed)
    try:
        return _SUITE.decrypt(sealed, MLKEM768X25519PrivateKey(mlkem, x25519), info)
    except (InvalidTag, ValueError) as error:
        raise SealError from error


def _expand(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    if len(seed) != SEED_LENGTH:
        raise SealError
    expanded = hashlib.shake_256(seed).digest(96)
    return MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])
