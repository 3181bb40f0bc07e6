# SPDX-License-Identifier: AGPL-3.0-or-later
"""Blobs: parts come back as they went in, in one of seven sizes, under their own name and key only."""

import base64
import hashlib
import struct
from itertools import pairwise

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.seal.blob import BLOB_SIZES, MOST_PARTS, open_blob, seal_blob
from restante.seal.errors import BlobRefused, BlobTooLarge
from tests.seal.vectors import load_vectors

TYPES = st.text(st.characters(codec="ascii"), max_size=40)
FEW = settings(max_examples=15, deadline=None)
KEY = bytes(range(32))
NAME = "00" * 16


@FEW
@given(parts=st.lists(st.tuples(TYPES, st.binary(max_size=100)), max_size=20))
def test_parts_come_back_as_they_went_in(parts: list[tuple[str, bytes]]) -> None:
    name, key, blob = seal_blob(parts)
    assert len(blob) == BLOB_SIZES[0]
    assert open_blob(blob, key, name) == parts


def test_sizes_are_powers_of_two_from_256_kib_to_16_mib() -> None:
    assert BLOB_SIZES == (262144, 524288, 1048576, 2097152, 4194304, 8388608, 16777216)


@pytest.mark.parametrize(("size", "following"), list(pairwise(BLOB_SIZES[:4])))
def test_a_bucket_is_filled_to_its_end(size: int, following: int) -> None:
    room = size - 16 - 6 - 5
    for length, expected in ((room, size), (room + 1, following)):
        name, key, blob = seal_blob([("", bytes(length))])
        assert len(blob) == expected
        assert open_blob(blob, key, name) == [("", bytes(length))]


def test_what_fits_no_bucket_is_refused() -> None:
    with pytest.raises(BlobTooLarge) as refused:
        seal_blob([("", bytes(BLOB_SIZES[-1]))])
    assert refused.value.fields == {"length": BLOB_SIZES[-1] + 5, "most": BLOB_SIZES[-1]}
    with pytest.raises(BlobTooLarge):
        seal_blob([("", b"")] * (MOST_PARTS + 1))
    assert len(seal_blob([("", b"")] * MOST_PARTS)[2]) == BLOB_SIZES[0]


def test_names_and_keys_are_new_each_time() -> None:
    (name, key, blob), (other, another, second) = (seal_blob([]) for _ in range(2))
    assert len({name, other}) == len({key, another}) == len({blob, second}) == 2
    assert (len(name), len(key)) == (32, 32)


def test_a_blob_is_that_of_the_vector() -> None:
    vector = load_vectors("mail")["blob"]
    parts = [(media_type, base64.b64decode(content)) for media_type, content in vector["parts"]]
    name, key = bytes.fromhex(vector["name"]), bytes.fromhex(vector["key"])
    _, _, blob = seal_blob(parts, name=name, key=key)
    assert (len(blob), hashlib.sha256(blob).hexdigest()) == (vector["length"], vector["sha256"])


def test_a_blob_opens_under_its_own_name_and_key_only() -> None:
    name, key, blob = seal_blob([("text/plain", b"x")])
    wrong = [
        (blob, key, NAME),
        (blob, KEY, name),
        (blob, key, "no hex"),
        (blob, key[:5], name),
        (blob[:-1], key, name),
        (blob + b"\0", key, name),
        (b"", key, name),
        (bytes([blob[0] ^ 1]) + blob[1:], key, name),
        (blob[:-1] + bytes([blob[-1] ^ 1]), key, name),
        (blob + blob, key, name),
    ]
    for data, with_key, under in wrong:
        with pytest.raises(BlobRefused):
            open_blob(data, with_key, under)


def sealed_as_it_is(plain: bytes) -> bytes:
    """A blob whose inside is exactly this, zeros after it."""
    padded = plain.ljust(BLOB_SIZES[0] - 16, b"\0")
    return AESGCM(KEY).encrypt(bytes(12), padded, b"restante blob v1\x00" + bytes(16))


PART = struct.pack(">BI", 1, 2) + b"tab"
INSIDES = {
    "a length beyond the bucket": struct.pack(">IH", BLOB_SIZES[0] - 16 - 5, 0),
    "padding that is not zero": struct.pack(">IH", 0, 0) + b"\x01",
    "a part more than counted": struct.pack(">IH", 16, 1) + PART + PART,
    "a part fewer than counted": struct.pack(">IH", 8, 2) + PART,
    "a part's head cut short": struct.pack(">IH", 4, 1) + PART[:4],
    "a part longer than the whole": struct.pack(">IH", 7, 1) + PART[:7],
    "a media type that is not ASCII": struct.pack(">IH", 8, 1) + struct.pack(">BI", 1, 2) + b"\xffab",
}


@pytest.mark.parametrize("plain", INSIDES.values(), ids=INSIDES)
def test_a_malformed_inside_is_refused(plain: bytes) -> None:
    with pytest.raises(BlobRefused):
        open_blob(sealed_as_it_is(plain), KEY, NAME)


def test_a_well_formed_inside_is_not() -> None:
    assert open_blob(sealed_as_it_is(struct.pack(">IH", 8, 1) + PART), KEY, NAME) == [("t", b"ab")]
