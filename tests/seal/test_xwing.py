# SPDX-License-Identifier: AGPL-3.0-or-later
"""Python's X-Wing is the draft's, its HPKE is RFC 9180's, and a seal holds for one purpose and organisation only."""

from typing import Any

import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA3_256, SHA256, SHAKE256, Hash
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.seal import xwing
from tests.seal.conftest import ORGANISATION
from tests.seal.vectors import load_vectors

SEED = bytes(range(32))
FEW = settings(max_examples=20, deadline=None)


def shared_secret_of(seed: bytes, encapsulated: bytes) -> bytes:
    """The draft's decapsulation (5.4) over the library's two halves, since the library shows no shared secret."""
    shake = Hash(SHAKE256(96))
    shake.update(seed)
    expanded = shake.finalize()
    x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
    lattice = MLKEM768PrivateKey.from_seed_bytes(expanded[:64]).decapsulate(encapsulated[:1088])
    curve = x25519.exchange(X25519PublicKey.from_public_bytes(encapsulated[1088:]))
    combined = Hash(SHA3_256())
    combined.update(
        lattice + curve + encapsulated[1088:] + x25519.public_key().public_bytes_raw() + rb"\./" + rb"/^" + b"\\"
    )
    return combined.finalize()


@pytest.mark.parametrize("vector", load_vectors("xwing")["vectors"], ids=lambda vector: vector["sk"][:8])
def test_a_seed_is_expanded_as_the_draft_says(vector: dict[str, str]) -> None:
    assert xwing.public_of(bytes.fromhex(vector["sk"])).hex() == vector["pk"]
    secret = shared_secret_of(bytes.fromhex(vector["sk"]), bytes.fromhex(vector["ct"]))
    assert secret.hex() == vector["ss"]


def test_the_library_seals_with_the_drafts_combiner() -> None:
    """HPKE's schedule is run here by hand over the draft's shared secret, and opens what the library sealed."""
    suite = b"HPKE" + (0x647A).to_bytes(2) + (1).to_bytes(2) + (2).to_bytes(2)

    def extract(salt: bytes, label: bytes, secret: bytes) -> bytes:
        mac = HMAC(salt or bytes(32), SHA256())
        mac.update(b"HPKE-v1" + suite + label + secret)
        return mac.finalize()

    def expand(key: bytes, label: bytes, context: bytes, length: int) -> bytes:
        info = length.to_bytes(2) + b"HPKE-v1" + suite + label + context
        return HKDFExpand(SHA256(), length, info).derive(key)

    info = xwing.info_for("letter", ORGANISATION)
    sealed = xwing.seal_to(xwing.public_of(SEED), b"a letter", info)
    context = b"\x00" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    secret = extract(shared_secret_of(SEED, sealed[:1120]), b"secret", b"")
    key, nonce = expand(secret, b"key", context, 32), expand(secret, b"base_nonce", context, 12)
    assert AESGCM(key).decrypt(nonce, sealed[1120:], b"") == b"a letter"


def test_the_librarys_hpke_opens_what_rfc_9180_sealed() -> None:
    (vector,) = load_vectors("hpke")["vectors"]
    field: dict[str, Any] = {name: bytes.fromhex(value) for name, value in vector.items()}
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
    key = X25519PrivateKey.from_private_bytes(field["skRm"])
    opened = openssl.hpke._decrypt_with_aad(suite, field["enc"] + field["ct"], key, field["info"], field["aad"])
    assert opened == field["pt"]


@FEW
@given(plaintext=st.binary(max_size=200))
def test_what_is_sealed_opens_and_is_1136_bytes_longer(plaintext: bytes) -> None:
    info = xwing.info_for("letter", ORGANISATION)
    sealed = xwing.seal_to(xwing.public_of(SEED), plaintext, info)
    assert len(sealed) == len(plaintext) + xwing.KEM_LENGTH + xwing.TAG_LENGTH
    assert xwing.open_with(SEED, sealed, info) == plaintext


def test_info_is_these_bytes() -> None:
    assert xwing.info_for("letter", ORGANISATION) == b"restante letter v1\x00" + ORGANISATION


@pytest.mark.parametrize("length", [0, 15, 17])
def test_an_organisation_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(xwing.SealError):
        xwing.info_for("letter", bytes(length))


def test_a_seal_holds_for_one_info_and_one_key() -> None:
    sealed = xwing.seal_to(xwing.public_of(SEED), b"words", b"this")
    for seed, info in ((SEED, b"that"), (bytes(32), b"this")):
        with pytest.raises(xwing.SealError):
            xwing.open_with(seed, sealed, info)


@pytest.mark.parametrize("length", [0, 1119, 1120, 1135])
def test_a_seal_cut_short_is_refused(length: int) -> None:
    sealed = xwing.seal_to(xwing.public_of(SEED), b"", b"")
    with pytest.raises(xwing.SealError):
        xwing.open_with(SEED, sealed[:length], b"")


BAD_KEYS = {
    "none": b"",
    "a byte short": xwing.public_of(SEED)[:-1],
    "a byte long": xwing.public_of(SEED) + b"\x00",
    "coefficients beyond the modulus": b"\xff" * 1184 + xwing.public_of(SEED)[1184:],
    "a point of low order": xwing.public_of(SEED)[:1184] + bytes(32),
}


@pytest.mark.parametrize("public", BAD_KEYS.values(), ids=BAD_KEYS)
def test_nothing_is_sealed_to_a_key_that_is_none(public: bytes) -> None:
    with pytest.raises(xwing.SealError):
        xwing.seal_to(public, b"words", b"")


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_seed_has_32_bytes(length: int) -> None:
    with pytest.raises(xwing.SealError):
        xwing.public_of(bytes(length))
