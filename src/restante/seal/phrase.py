# SPDX-License-Identifier: AGPL-3.0-or-later
"""The writer's twelve words: 128 bits and a 4-bit checksum, and the two keys that they derive.

Entropy is uniform and 128 bits long, so there is no slow key derivation to wait for (docs/decisions/0103).
"""

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from restante.seal import xwing
from restante.seal.errors import MixedLanguages, UnknownWord, WrongChecksum, WrongCount

LANGUAGES = ("en", "ru")
ENTROPY_LENGTH = 16
WORDS_IN_PHRASE = 12
WORDS_IN_LIST = 2048
BEGINNING = 4
LONGEST_INPUT = 4096

_BITS = 11
_CHECKSUM_BITS = 4


@dataclass(frozen=True, slots=True)
class Writer:
    """What a phrase derives: the seed that opens replies, its public half, and the key that finds them."""

    reply_seed: bytes = field(repr=False)
    reply_public: bytes = field(repr=False)
    tag: bytes = field(repr=False)


def new_entropy() -> bytes:
    """128 random bits."""
    return secrets.token_bytes(ENTROPY_LENGTH)


@cache
def list_of(lang: str) -> tuple[str, ...]:
    """The 2,048 words of a language, in the order that gives them their numbers."""
    words = files("restante.seal").joinpath("words", f"{lang}.txt").read_text("utf-8").split()
    return tuple(words)


def words_of(entropy: bytes, lang: str) -> list[str]:
    """Twelve words; the same entropy has other words in each language and derives the same keys."""
    number = int.from_bytes(entropy) << _CHECKSUM_BITS | _checksum_of(entropy)
    words = list_of(lang)
    shifts = range(_BITS * (WORDS_IN_PHRASE - 1), -1, -_BITS)
    return [words[number >> shift & WORDS_IN_LIST - 1] for shift in shifts]


def parse_phrase(text: str) -> bytes:
    """Entropy from words as people type them: any separators and case, ё or е, beginnings of four letters or more."""
    typed = split_words(text)
    if len(typed) != WORDS_IN_PHRASE:
        raise WrongCount(len(typed))
    number, language = 0, None
    for position, word in enumerate(typed, 1):
        found = _find_word(word)
        if found is None:
            raise UnknownWord(position, suggest_word(word))
        lang, index = found
        if lang != (language or lang):
            raise MixedLanguages(position)
        language = lang
        number = number << _BITS | index
    entropy = (number >> _CHECKSUM_BITS).to_bytes(ENTROPY_LENGTH)
    if number & (1 << _CHECKSUM_BITS) - 1 != _checksum_of(entropy):
        raise WrongChecksum
    return entropy


def split_words(text: str) -> list[str]:
    """Words in their plain form: NFKC, lower case, no accents or invisible marks, ё as е."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST_INPUT]).lower().replace("ё", "е")
    categories = ((mark, unicodedata.category(mark)) for mark in folded)
    letters = "".join(mark if kind[0] == "L" else " " for mark, kind in categories if kind not in {"Mn", "Cf"})
    return letters.split()


def suggest_word(word: str) -> str | None:
    """The listed word that a mistyped one was most likely meant to be; none when nothing is near."""
    best, best_cost = None, 3
    for lang in LANGUAGES:
        for candidate in list_of(lang):
            cost = 1 if candidate[:BEGINNING] == word[:BEGINNING] else _distance(word, candidate, best_cost)
            if cost < best_cost:
                best, best_cost = candidate, cost
    return best


def derive_writer(entropy: bytes, organisation: bytes) -> Writer:
    """The keys for one organisation: the same words given to two organisations cannot be linked."""
    reply_seed = _derive(entropy, organisation, b"restante reply seed v1", 32)
    tag = _derive(entropy, organisation, b"restante mail tag v1", 32)
    return Writer(reply_seed, xwing.public_of(reply_seed), tag)


def derive_from_form(seed: bytes) -> tuple[str, bytes]:
    """Letter id and entropy from the plain form's hidden seed, so that a form sent twice is one letter."""
    letter_id = _derive(seed, b"", b"restante form letter v1", 16).hex()
    return letter_id, _derive(seed, b"", b"restante form phrase v1", ENTROPY_LENGTH)


def _derive(secret: bytes, salt: bytes, label: bytes, length: int) -> bytes:
    if len(secret) != ENTROPY_LENGTH:
        raise ValueError("a phrase and a form's seed are 16 bytes")
    return HKDF(SHA256(), length, salt, label).derive(secret)


def _checksum_of(entropy: bytes) -> int:
    return hashlib.sha256(b"restante phrase v1" + entropy).digest()[0] >> (8 - _CHECKSUM_BITS)


@cache
def _beginnings() -> dict[str, tuple[str, int, str]]:
    return {word[:BEGINNING]: (lang, index, word) for lang in LANGUAGES for index, word in enumerate(list_of(lang))}


def _find_word(typed: str) -> tuple[str, int] | None:
    entry = _beginnings().get(typed[:BEGINNING])
    if entry is None or not entry[2].startswith(typed):
        return None
    return entry[0], entry[1]


def _distance(left: str, right: str, limit: int) -> int:
    """Edits between two words, a swap of neighbours counting as one; `limit` when there are as many or more."""
    if abs(len(left) - len(right)) >= limit:
        return limit
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, row, above = row, [i], before
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) >= limit:
            return limit
    return min(row[-1], limit)
