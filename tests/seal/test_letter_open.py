# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever was sealed opens, and every changed envelope is refused with the error that names what is wrong."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.errors import RestanteError
from restante.seal.envelope import ENVELOPE_SIZES, HEADER_LENGTH, EnvelopeRefused, LetterKey, seal_letter
from restante.seal.errors import CannotOpen, UnknownKey
from restante.seal.letter import Letter, encode_letter
from restante.seal.letter_open import open_envelope
from tests.seal.conftest import MONDAY, ORGANISATION
from tests.seal.vectors import change_envelope, load_vectors

LETTER = Letter("0f" * 16, "azat", "ru", "Привет", "", None, None, MONDAY)
FEW = settings(max_examples=40, deadline=None)


@pytest.mark.parametrize("case", load_vectors("envelope")["cases"], ids=lambda case: case["name"])
def test_envelopes_are_judged_as_the_vectors_say(case: dict[str, Any]) -> None:
    vectors = load_vectors("envelope")
    seeds = {bytes.fromhex(key_id): bytes.fromhex(seed) for key_id, seed in vectors["seeds"].items()}
    outcome = "opened"
    try:
        letter, pictures = open_envelope(change_envelope(vectors, case), seeds, bytes.fromhex(vectors["organisation"]))
    except RestanteError as error:
        outcome = error.code
    else:
        assert json.loads(encode_letter(letter)) == vectors["letter"]
        assert pictures == []
    assert outcome == case["expect"]


@pytest.mark.parametrize("pictures", [[], [b"one"], [b"one", bytes(600_000)]], ids=["words", "a picture", "two"])
def test_what_is_sealed_opens(letter_key: tuple[LetterKey, bytes], pictures: list[bytes]) -> None:
    key, seed = letter_key
    envelope = seal_letter(LETTER, pictures, key, ORGANISATION)
    assert len(envelope) in ENVELOPE_SIZES
    assert open_envelope(envelope, {b"x" * 11: bytes(32), key.key_id: seed}, ORGANISATION) == (LETTER, pictures)


def test_the_same_letter_is_never_sealed_to_the_same_bytes(letter_key: tuple[LetterKey, bytes]) -> None:
    one, two = (seal_letter(LETTER, [], letter_key[0], ORGANISATION) for _ in range(2))
    assert one[:HEADER_LENGTH] == two[:HEADER_LENGTH]
    assert one[HEADER_LENGTH:] != two[HEADER_LENGTH:]


@pytest.fixture(scope="module")
def sealed(letter_key: tuple[LetterKey, bytes]) -> bytes:
    """One honest envelope."""
    return seal_letter(LETTER, [], letter_key[0], ORGANISATION)


@FEW
@given(at=st.integers(0, 33919), bit=st.integers(0, 7))
def test_no_bit_can_be_flipped(letter_key: tuple[LetterKey, bytes], sealed: bytes, at: int, bit: int) -> None:
    changed = bytearray(sealed)
    changed[at] ^= 1 << bit
    with pytest.raises(EnvelopeRefused):
        open_envelope(bytes(changed), {letter_key[0].key_id: letter_key[1]}, ORGANISATION)


@FEW
@given(length=st.integers(0, 33919))
def test_no_byte_can_be_cut(letter_key: tuple[LetterKey, bytes], sealed: bytes, length: int) -> None:
    with pytest.raises(EnvelopeRefused):
        open_envelope(sealed[:length], {letter_key[0].key_id: letter_key[1]}, ORGANISATION)


def test_another_organisation_cannot_take_it_for_its_own(letter_key: tuple[LetterKey, bytes], sealed: bytes) -> None:
    with pytest.raises(CannotOpen):
        open_envelope(sealed, {letter_key[0].key_id: letter_key[1]}, bytes(16))


def test_a_destroyed_key_is_unknown(letter_key: tuple[LetterKey, bytes], sealed: bytes) -> None:
    with pytest.raises(UnknownKey):
        open_envelope(sealed, {}, ORGANISATION)
