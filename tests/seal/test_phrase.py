# SPDX-License-Identifier: AGPL-3.0-or-later
"""Twelve words and back, whatever way people type them; a slip is named by its place and never by the word."""

import hashlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.seal import xwing
from restante.seal.errors import MixedLanguages, PhraseRefused, UnknownWord, WrongChecksum, WrongCount
from restante.seal.phrase import (
    LANGUAGES,
    derive_from_form,
    derive_writer,
    list_of,
    new_entropy,
    parse_phrase,
    split_words,
    suggest_word,
    words_of,
)
from tests.seal.conftest import ORGANISATION
from tests.seal.vectors import load_vectors

ENTROPY = st.binary(min_size=16, max_size=16)
FEW = settings(max_examples=60, deadline=None)


@FEW
@given(
    entropy=ENTROPY, lang=st.sampled_from(LANGUAGES), separator=st.sampled_from([" ", "\n", ", ", " 7. ", "-", "\t—"])
)
def test_words_give_their_entropy_back(entropy: bytes, lang: str, separator: str) -> None:
    words = words_of(entropy, lang)
    assert len(words) == 12
    assert parse_phrase(separator.join(words)) == entropy
    assert parse_phrase(separator.join(word[:4].upper() for word in words)) == entropy


@FEW
@given(entropy=ENTROPY, lang=st.sampled_from(LANGUAGES), at=st.integers(0, 11), other=st.integers(0, 2047))
def test_another_word_is_seen_15_times_in_16(entropy: bytes, lang: str, at: int, other: int) -> None:
    words = words_of(entropy, lang)
    words[at] = list_of(lang)[other]
    try:
        assert words_of(parse_phrase(" ".join(words)), lang) == words
    except WrongChecksum:
        assert words != words_of(entropy, lang)


def test_the_checksum_is_four_bits() -> None:
    words = words_of(bytes(16), "en")[:11]
    right = 0
    for word in list_of("en"):
        try:
            parse_phrase(" ".join([*words, word]))
        except WrongChecksum:
            continue
        right += 1
    assert right == 2048 // 16


@pytest.mark.parametrize("vector", load_vectors("phrase")["derive"], ids=lambda vector: vector["entropy"][:8])
def test_words_and_keys_are_those_of_the_vectors(vector: dict[str, Any]) -> None:
    entropy = bytes.fromhex(vector["entropy"])
    for lang in LANGUAGES:
        assert words_of(entropy, lang) == vector[lang]
    writer = derive_writer(entropy, bytes.fromhex(vector["organisation"]))
    assert (writer.reply_seed.hex(), writer.tag.hex()) == (vector["reply_seed"], vector["tag"])
    assert hashlib.sha256(writer.reply_public).hexdigest() == vector["reply_public_sha256"]
    assert writer.reply_public == xwing.public_of(writer.reply_seed)


@pytest.mark.parametrize("vector", load_vectors("phrase")["forms"], ids=lambda vector: vector["seed"][:8])
def test_a_form_sent_twice_is_one_letter_under_one_phrase(vector: dict[str, str]) -> None:
    letter, entropy = derive_from_form(bytes.fromhex(vector["seed"]))
    assert (letter, entropy.hex()) == (vector["letter"], vector["entropy"])


@pytest.mark.parametrize("case", load_vectors("phrase")["parse"], ids=lambda case: case["name"])
def test_phrases_are_judged_as_the_vectors_say(case: dict[str, Any]) -> None:
    if case["expect"] == "parsed":
        assert parse_phrase(case["text"]).hex() == case["entropy"]
        return
    with pytest.raises(PhraseRefused) as refused:
        parse_phrase(case["text"])
    assert (refused.value.code, refused.value.fields) == (case["expect"], case.get("fields", {}))
    assert getattr(refused.value, "suggestion", None) == case.get("suggestion")
    assert getattr(refused.value, "position", None) == case.get("fields", {}).get("position")


def test_a_mistyped_word_is_named_by_its_place_and_never_said() -> None:
    words = words_of(bytes(range(16)), "ru")
    words[4] = "ъъъъ" + words[4]
    with pytest.raises(UnknownWord) as refused:
        parse_phrase(" ".join(words))
    assert str(refused.value) == "Word 5 is not in the list of words. Look at it again."
    assert refused.value.position == 5
    near = words_of(bytes(range(16)), "ru")
    near[2] = near[2] + "ъ"
    with pytest.raises(UnknownWord) as again:
        parse_phrase(" ".join(near))
    assert again.value.suggestion == words_of(bytes(range(16)), "ru")[2]
    assert again.value.suggestion not in str(again.value) + repr(again.value) + repr(again.value.fields)


def test_each_refusal_says_what_to_look_at() -> None:
    words = words_of(bytes(16), "ru")
    english = words_of(bytes(16), "en")
    with pytest.raises(WrongCount, match=r"A phrase has 12 words, and here are 2\."):
        parse_phrase("two words")
    with pytest.raises(MixedLanguages, match=r"Word 12 is of another language than the words before it\.") as mixed:
        parse_phrase(" ".join([*words[:11], english[11]]))
    assert mixed.value.position == 12
    with pytest.raises(WrongChecksum, match="Each word is known, but one of them is not the right one"):
        parse_phrase(" ".join([*words[:10], words[11], words[10]]))


def test_a_whole_book_is_not_read_as_a_phrase() -> None:
    with pytest.raises(WrongCount) as refused:
        parse_phrase("word " * 1_000_000)
    assert refused.value.count == 820


@pytest.mark.parametrize(
    ("typed", "words"),
    {
        "Ёлка, ЁЖ": ["елка", "еж"],
        "за\u0301мок": ["замок"],
        "при\u00adвет": ["привет"],
        "ｗｏｒｄ": ["word"],
        "1. один 2) два": ["один", "два"],
        "один_два": ["один", "два"],
        "и\u0306од": ["йод"],
        "": [],
    }.items(),
)
def test_words_are_found_as_people_write_them(typed: str, words: list[str]) -> None:
    assert split_words(typed) == words


SLIPS = {
    "two letters changed places": ("бубалик", "бублик"),
    "a letter missing at the beginning": ("ублик", "бублик"),
    "the wrong end": ("бублики", "бублик"),
    "two slips": ("бубуик", "бублик"),
    "three slips": ("дубуак", None),
    "nothing like it": ("ъъъъъъъ", None),
    "much too long": ("бублик" * 3 + "ъ", "бублик"),
}


@pytest.mark.parametrize(("typed", "meant"), SLIPS.values(), ids=SLIPS)
def test_the_nearest_word_is_suggested(typed: str, meant: str | None) -> None:
    assert "бублик" in list_of("ru")
    if meant is None:
        assert suggest_word(typed) != "бублик"
    else:
        assert suggest_word(typed) == meant


def test_new_entropy_is_new() -> None:
    assert len(new_entropy()) == 16
    assert new_entropy() != new_entropy()


@pytest.mark.parametrize("length", [0, 15, 17, 32])
def test_entropy_of_another_length_is_a_mistake_of_ours(length: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        derive_writer(bytes(length), ORGANISATION)
    with pytest.raises(ValueError, match="16 bytes"):
        derive_from_form(bytes(length))


def test_one_phrase_cannot_be_linked_across_organisations() -> None:
    here, there = (derive_writer(bytes(16), organisation) for organisation in (ORGANISATION, bytes(16)))
    assert not {here.reply_seed, here.tag} & {there.reply_seed, there.tag}
    assert here.reply_public != there.reply_public


def test_a_writers_keys_are_not_in_its_representation() -> None:
    assert repr(derive_writer(bytes(16), ORGANISATION)) == "Writer()"
