# SPDX-License-Identifier: AGPL-3.0-or-later
"""Envelopes are refused before cryptography, keys are chosen by their days, and the file of keys is what it says."""

import base64
import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from restante.seal.envelope import (
    BUCKETS,
    ENVELOPE_SIZES,
    LARGEST,
    OVERHEAD,
    EnvelopeRefused,
    LetterKey,
    LetterKeys,
    check_envelope,
    key_id_of,
    letter_keys_from_json,
    letter_keys_to_json,
    newest_key,
    seal_letter,
)
from restante.seal.errors import (
    KeysNotBegun,
    KeysRefused,
    KeysTooOld,
    NotAnEnvelope,
    UnknownKey,
    UnknownVersion,
    WrongSize,
)
from restante.seal.keys import letter_key_of, new_letter_key
from restante.seal.letter import Letter
from tests.seal.conftest import MONDAY, ORGANISATION

KEY_ID = b"elevenbytes"
HEAD = b"RSTL\x01" + KEY_ID
LETTER = Letter("0f" * 16, "azat", "ru", "Привет", "", None, None, MONDAY)


def test_the_sizes_are_the_buckets_and_1152_bytes() -> None:
    assert OVERHEAD == 1152
    assert ENVELOPE_SIZES == (33920, 525440, 1049728, 2098304, 4195456, 8389760)
    assert LARGEST == 8389760
    assert BUCKETS == (32768, 524288, 1048576, 2097152, 4194304, 8388608)


@pytest.mark.parametrize("size", ENVELOPE_SIZES)
def test_a_right_head_and_length_pass(size: int) -> None:
    check_envelope(HEAD, size, {KEY_ID})
    check_envelope(HEAD + b"more", size, [KEY_ID])


REFUSED: dict[str, tuple[bytes, int, type[EnvelopeRefused], str]] = {
    "nothing": (b"", 0, NotAnEnvelope, "This file is not a sealed letter."),
    "a head cut short": (HEAD[:15], 33920, NotAnEnvelope, "This file is not a sealed letter."),
    "other magic": (b"RSTM" + HEAD[4:], 33920, NotAnEnvelope, "This file is not a sealed letter."),
    "an older version": (
        b"RSTL\x00" + KEY_ID,
        33920,
        UnknownVersion,
        "This letter was sealed in a format (version 0) that is not known here. Load the page again.",
    ),
    "a byte short": (
        HEAD,
        33919,
        WrongSize,
        "A sealed letter is never 33919 bytes long: the file was cut off or changed on its way.",
    ),
    "a bucket without overhead": (
        HEAD,
        32768,
        WrongSize,
        "A sealed letter is never 32768 bytes long: the file was cut off or changed on its way.",
    ),
    "another key": (
        HEAD[:-1] + b"!",
        33920,
        UnknownKey,
        "This letter was sealed for another organisation, or too long ago. Load the page again and send anew.",
    ),
}


@pytest.mark.parametrize(("head", "length", "error", "text"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_envelope_is_named(head: bytes, length: int, error: type[EnvelopeRefused], text: str) -> None:
    with pytest.raises(error) as refused:
        check_envelope(head, length, {KEY_ID})
    assert refused.value.message() == text
    assert refused.value.exit_status == 2


def test_a_key_of_another_organisation_has_another_id(letter_key: tuple[LetterKey, bytes]) -> None:
    key, seed = letter_key
    assert key_id_of(key.public, ORGANISATION) == key.key_id
    assert letter_key_of(seed, bytes(16), MONDAY, MONDAY).key_id != key.key_id


def test_two_new_keys_differ() -> None:
    (one, first), (two, second) = (new_letter_key(ORGANISATION, MONDAY, MONDAY) for _ in range(2))
    assert first != second
    assert one.key_id != two.key_id


def test_nothing_is_sealed_to_a_broken_key(letter_key: tuple[LetterKey, bytes]) -> None:
    broken = replace(letter_key[0], public=bytes(1215))
    with pytest.raises(KeysRefused) as refused:
        seal_letter(LETTER, [], broken, ORGANISATION)
    assert refused.value.fields == {"reason": "public"}


def a_key(day: date, days: int = 13) -> LetterKey:
    """Only its days matter here."""
    return LetterKey(day.isoformat().encode(), b"", day, day + timedelta(days=days))


WEEKS = [a_key(MONDAY + timedelta(weeks=week)) for week in (2, 0, 1)]
CHOICES = {
    "the first day": (0, 0),
    "the last day of the first week": (6, 0),
    "the second week": (7, 1),
    "the third week": (14, 2),
    "the last day of the last key": (27, 2),
    "a day before the first, somewhere east": (-1, 0),
}


@pytest.mark.parametrize(("after", "week"), CHOICES.values(), ids=CHOICES)
def test_the_newest_key_that_has_begun_is_chosen(after: int, week: int) -> None:
    assert newest_key(WEEKS, MONDAY + timedelta(days=after)).not_before == MONDAY + timedelta(weeks=week)


def test_a_copy_too_old_to_write_with_says_so() -> None:
    with pytest.raises(KeysTooOld) as refused:
        newest_key(WEEKS, MONDAY + timedelta(days=28))
    assert refused.value.fields == {"day": "2026-12-07"}
    assert refused.value.exit_status == 3


def test_a_key_is_too_old_after_14_days_even_if_it_says_otherwise() -> None:
    assert newest_key([a_key(MONDAY, 60)], MONDAY + timedelta(days=14))
    with pytest.raises(KeysTooOld):
        newest_key([a_key(MONDAY, 60)], MONDAY + timedelta(days=15))


def test_a_clock_that_is_behind_is_named() -> None:
    with pytest.raises(KeysNotBegun) as refused:
        newest_key(WEEKS, MONDAY - timedelta(days=2))
    assert refused.value.fields == {"day": "2026-11-23"}


def test_no_keys_at_all_are_refused() -> None:
    with pytest.raises(KeysRefused):
        newest_key([], MONDAY)


def test_the_file_of_keys_reads_as_it_was_written() -> None:
    later, _ = new_letter_key(ORGANISATION, MONDAY + timedelta(weeks=1), MONDAY + timedelta(days=20))
    sooner, _ = new_letter_key(ORGANISATION, MONDAY, MONDAY)
    written = letter_keys_to_json(LetterKeys(ORGANISATION, (later, sooner)))
    assert letter_keys_from_json(written) == LetterKeys(ORGANISATION, (sooner, later))
    assert newest_key(letter_keys_from_json(written), MONDAY) == sooner


def changed(keys: LetterKeys, change: dict[str, Any], entry: dict[str, Any]) -> bytes:
    """letter-keys.json with something else in it."""
    document = json.loads(letter_keys_to_json(keys)) | change
    if entry:
        document["keys"][0] |= entry
    return json.dumps(document).encode()


WRONG_FILES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "version 2": ({"version": 2}, {}, "version or organisation"),
    "a short organisation": ({"organisation": "00"}, {}, "version or organisation"),
    "another organisation": ({"organisation": "ff" * 16}, {}, "id"),
    "no keys": ({"keys": []}, {}, "number of keys"),
    "65 keys": ({"keys": [{}] * 65}, {}, "number of keys"),
    "keys that are no list": ({"keys": 5}, {}, "json"),
    "a key that is a number": ({"keys": [5]}, {}, "json"),
    "an id of another key": ({}, {"id": "00" * 11}, "id"),
    "an id that is no hex": ({}, {"id": "zz"}, "json"),
    "a short key": ({}, {"public": base64.b64encode(bytes(1215)).decode()}, "public"),
    "a key that is no base64": ({}, {"public": "???"}, "public"),
    "a key with something between its base64": ({}, {"public": "~" + base64.b64encode(bytes(1216)).decode()}, "public"),
    "days in the wrong order": ({}, {"not_before": "2026-12-24"}, "days"),
    "a day without dashes": ({}, {"not_before": "20261123"}, "days"),
    "a day that is none": ({}, {"not_after": "2026-13-01"}, "json"),
}


@pytest.mark.parametrize(("change", "entry", "reason"), WRONG_FILES.values(), ids=WRONG_FILES)
def test_a_malformed_file_of_keys_is_refused(
    letter_keys: LetterKeys, change: dict[str, Any], entry: dict[str, Any], reason: str
) -> None:
    with pytest.raises(KeysRefused) as refused:
        letter_keys_from_json(changed(letter_keys, change, entry))
    assert refused.value.fields == {"reason": reason}


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"nonsense", b"\xff", b"[" * 5000], ids=["none", "list", "words", "bytes", "deep"]
)
def test_what_is_no_file_of_keys_is_refused(data: bytes) -> None:
    with pytest.raises(KeysRefused):
        letter_keys_from_json(data)
