# SPDX-License-Identifier: AGPL-3.0-or-later
"""The inside of an envelope: what goes in comes out, and whatever is not exactly an inside is refused by its layer."""

import hashlib
import struct
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.errors import RestanteError
from restante.seal import xwing
from restante.seal.errors import EmptyLetter, ForbiddenCharacter, LetterRefused, LetterTooLong, PicturesTooLarge
from restante.seal.letter import (
    BUCKETS,
    LONGEST_JSON,
    MOST_PICTURES,
    Letter,
    ReplyTo,
    decode_inside,
    decode_letter,
    encode_inside,
    encode_letter,
)
from tests.seal.vectors import inside_of, load_vectors

FEW = settings(max_examples=40, deadline=None)
REPLY = ReplyTo(xwing.public_of(bytes(32)), bytes(32))
LETTER = Letter("0f" * 16, "azat", "ru", "Привет", "Аня", REPLY, None, date(2026, 11, 23))
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=400)
SIGN = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=200)
HEX = st.binary(min_size=16, max_size=16).map(bytes.hex)
LETTERS = st.builds(
    Letter,
    id=HEX,
    person=st.from_regex(r"[a-z0-9-]{1,64}", fullmatch=True),
    lang=st.sampled_from(["ru", "en", "uk", "be", "kaz"]),
    text=TEXT.map(lambda text: "." + text),
    sign=SIGN,
    reply=st.sampled_from([None, REPLY]),
    corrects=st.none() | HEX,
    created=st.dates(date(2000, 1, 1), date(2999, 12, 31)),
)


@FEW
@given(letter=LETTERS, pictures=st.lists(st.binary(min_size=1, max_size=50), max_size=MOST_PICTURES))
def test_what_goes_in_comes_out(letter: Letter, pictures: list[bytes]) -> None:
    inside = encode_inside(letter, pictures)
    assert decode_inside(inside) == (letter, pictures)
    assert len(inside) == (BUCKETS[1] if pictures else BUCKETS[0])


@FEW
@given(letter=LETTERS)
def test_json_has_one_spelling(letter: Letter) -> None:
    assert decode_letter(encode_letter(letter)) == letter


@pytest.mark.parametrize("case", load_vectors("inside")["cases"], ids=lambda case: case["name"])
def test_insides_are_judged_as_the_vectors_say(case: dict[str, Any]) -> None:
    inside = inside_of(case)
    assert hashlib.sha256(inside).hexdigest() == case["sha256"]
    outcome, fields = "opened", {}
    try:
        decode_inside(inside)
    except RestanteError as error:
        outcome, fields = error.code, error.fields
    assert (outcome, fields) == (case["expect"], case.get("fields", {}))


@pytest.mark.parametrize(("bucket", "size"), list(pairwise(BUCKETS[1:])))
def test_pictures_raise_the_bucket_at_its_very_end(bucket: int, size: int) -> None:
    room = bucket - 12 - len(encode_letter(LETTER))
    assert len(encode_inside(LETTER, [bytes([1]) * room])) == bucket
    assert len(encode_inside(LETTER, [bytes([1]) * (room + 1)])) == size


def test_the_largest_bucket_is_the_largest() -> None:
    room = BUCKETS[-1] - 12 - len(encode_letter(LETTER))
    inside = encode_inside(LETTER, [bytes([1]) * room])
    assert decode_inside(inside)[1] == [bytes([1]) * room]
    with pytest.raises(PicturesTooLarge) as refused:
        encode_inside(LETTER, [bytes([1]) * (room + 1)])
    assert refused.value.message() == "The pictures are too many or too large: at most 16, 8 MB together."


def test_words_have_a_limit_of_their_own() -> None:
    room = LONGEST_JSON - len(encode_letter(replace(LETTER, text="")))
    assert len(encode_inside(replace(LETTER, text="a" * room))) == BUCKETS[0]
    with pytest.raises(LetterTooLong) as refused:
        encode_inside(replace(LETTER, text="a" * (room + 3)), [b"picture"])
    assert refused.value.fields == {"over": 3}


@pytest.mark.parametrize("pictures", [[b"x"] * 17, [b""], [b"x", b""]], ids=["seventeen", "an empty one", "one empty"])
def test_pictures_that_cannot_be_are_refused(pictures: list[bytes]) -> None:
    with pytest.raises(PicturesTooLarge):
        encode_inside(LETTER, pictures)


def test_sixteen_pictures_are_not_too_many() -> None:
    assert decode_inside(encode_inside(LETTER, [b"x"] * 16))[1] == [b"x"] * 16


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\ufeff", "\u00a0\u2028\u2029\x1f"])
def test_a_letter_without_a_visible_mark_is_empty_unless_it_has_a_picture(text: str) -> None:
    with pytest.raises(EmptyLetter):
        encode_inside(replace(LETTER, text=text))
    assert decode_inside(encode_inside(replace(LETTER, text=text), [b"p"]))[0].text == text


@pytest.mark.parametrize(("text", "codepoint"), [("яa\0", "U+0000"), ("яa\ud800", "U+D800"), ("яa\udfffb", "U+DFFF")])
@pytest.mark.parametrize("field", ["text", "sign"])
def test_what_is_no_text_is_named_with_its_place(field: str, text: str, codepoint: str) -> None:
    with pytest.raises(ForbiddenCharacter) as refused:
        encode_inside(replace(LETTER, **{field: text}))
    assert refused.value.fields == {"position": 3, "codepoint": codepoint}
    assert refused.value.message() == f"Character 3 of the letter is not text ({codepoint}). Delete it, please."


WRONG_FIELDS: dict[str, dict[str, Any]] = {
    "id": {"id": "0F" * 16},
    "person": {"person": "Azat"},
    "lang": {"lang": "russian"},
    "corrects": {"corrects": "yes"},
    "created": {"created": date(1999, 12, 31)},
    "sign": {"sign": "a\rb"},
    "reply": {"reply": ReplyTo(bytes(1216), bytes(33))},
}


@pytest.mark.parametrize(("name", "change"), WRONG_FIELDS.items(), ids=WRONG_FIELDS)
def test_no_page_seals_what_the_desk_would_refuse(name: str, change: dict[str, Any]) -> None:
    with pytest.raises(LetterRefused) as refused:
        encode_inside(replace(LETTER, **change))
    assert refused.value.fields == {"reason": name}


def test_a_reply_key_that_nobody_can_seal_to_is_refused() -> None:
    low_order = REPLY.public[:1184] + bytes(32)
    with pytest.raises(LetterRefused) as refused:
        encode_inside(replace(LETTER, reply=ReplyTo(low_order, bytes(32))))
    assert refused.value.fields == {"reason": "reply"}


@FEW
@given(at=st.integers(0, 2000), bit=st.integers(0, 7))
def test_a_flipped_bit_is_refused_or_changes_what_is_read(at: int, bit: int) -> None:
    inside = bytearray(encode_inside(LETTER))
    inside[at] ^= 1 << bit
    try:
        letter, pictures = decode_inside(bytes(inside))
    except LetterRefused:
        return
    assert encode_inside(letter, pictures) == bytes(inside)


@FEW
@given(body=st.binary(max_size=300))
def test_noise_is_refused_in_our_own_words(body: bytes) -> None:
    with pytest.raises(LetterRefused):
        decode_letter(body)


def test_a_letters_words_are_not_in_its_representation() -> None:
    assert "Привет" not in repr(LETTER)
    assert "Аня" not in repr(LETTER)
    assert repr(bytes(32)) not in repr(REPLY)


OVERREACHING = {"a picture": [encode_letter(LETTER), b"picture"], "the letter": [encode_letter(LETTER)]}


@pytest.mark.parametrize("parts", OVERREACHING.values(), ids=OVERREACHING)
def test_a_part_that_reaches_into_the_padding_is_refused(parts: list[bytes]) -> None:
    *before, last = (struct.pack(">I", len(part)) + part for part in parts)
    for more in (1, 5, 4096):
        longer = struct.pack(">I", len(parts[-1]) + more) + last[4:]
        body = b"".join([*before, longer])
        inside = struct.pack(">I", len(body)) + body
        with pytest.raises(LetterRefused) as refused:
            decode_inside(inside.ljust(BUCKETS[len(parts) - 1], b"\0"))
        assert refused.value.fields == {"reason": "parts"}
