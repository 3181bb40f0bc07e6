# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every property of the lists of words that a machine can check; phrases on paper depend on their order."""

import hashlib
import re

import pytest

from restante.seal.phrase import BEGINNING, LANGUAGES, WORDS_IN_LIST, list_of

ALPHABET = {"en": "[a-z]{4,8}", "ru": "[а-я]{4,9}"}
# letters whose small or capital form looks like one of the other script
TWINS = {"en": set("aceopxykmtbh"), "ru": set("асеорхукмтвн")}
DIGESTS = {
    "en": "a849997c295df387931d654a985b1c8852a89629f5df89f2b50c54d9a5a92ad7",
    "ru": "8977cf449711b4b784a0f6712c9c01721c40eb65a3a5f2f3611396e603d0d15d",
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_list_has_2048_plain_words_in_order(lang: str) -> None:
    words = list_of(lang)
    assert len(words) == WORDS_IN_LIST
    assert list(words) == sorted(set(words))
    assert all(re.fullmatch(ALPHABET[lang], word) for word in words)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_four_letters_tell_a_word(lang: str) -> None:
    assert len({word[:BEGINNING] for word in list_of(lang)}) == WORDS_IN_LIST


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_looks_like_one_of_the_other_script(lang: str) -> None:
    assert not [word for word in list_of(lang) if set(word) <= TWINS[lang]]


def test_no_word_is_in_two_lists() -> None:
    assert not set(list_of("en")) & set(list_of("ru"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_line_has_changed_since_the_first_phrase(lang: str) -> None:
    assert hashlib.sha256("\n".join(list_of(lang)).encode()).hexdigest() == DIGESTS[lang]


@pytest.mark.parametrize(
    "word",
    [
        "abandon",
        "ability",
        "zoo",
        "wallet",
        "prison",
        "prisoner",
        "jail",
        "cell",
        "guard",
        "kill",
        "bomb",
        "gun",
        "drug",
    ],
)
def test_words_of_wallets_prisons_and_violence_are_not_in_the_english_list(word: str) -> None:
    assert word not in list_of("en")


@pytest.mark.parametrize(
    "word",
    [
        "тюрьма",
        "зона",
        "этап",
        "камера",
        "роба",
        "петух",
        "хозяин",
        "взрыв",
        "убийца",
        "оружие",
        "наркотик",
        "доза",
        "партия",
    ],
)
def test_words_of_prisons_and_violence_are_not_in_the_russian_list(word: str) -> None:
    assert word not in list_of("ru")
