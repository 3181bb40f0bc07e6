# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante seal` makes an envelope that opens, and says the phrase where no pipe takes it along."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from restante.seal.envelope import LetterKeys, letter_keys_to_json
from restante.seal.keys import letter_key_of
from restante.seal.letter_open import open_envelope
from restante.seal.phrase import derive_writer, parse_phrase, words_of

ORGANISATION, SEED = bytes(range(16)), bytes(range(32))
KEY = letter_key_of(SEED, ORGANISATION, date(2026, 11, 23), date(2026, 12, 6))
LETTER = {"person": "azat-miftakhov", "lang": "ru", "text": "Привет!\r\nКак вы?", "sign": "Аня", "reply": True}


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """letter-keys.json of one key."""
    path = tmp_path / "letter-keys.json"
    path.write_bytes(letter_keys_to_json(LetterKeys(ORGANISATION, (KEY,))))
    return path


def run_seal(keys: Path, letter: object, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """The command as a process, on the key's second day."""
    command = [sys.executable, "-m", "restante", "seal", "--to", str(keys), "--today", "2026-11-24", *arguments]
    return subprocess.run(command, input=json.dumps(letter).encode(), capture_output=True, check=False)


def test_the_envelope_opens_and_the_phrase_belongs_to_it(keys: Path) -> None:
    done = run_seal(keys, LETTER)
    assert done.returncode == 0
    letter, pictures = open_envelope(done.stdout, {KEY.key_id: SEED}, ORGANISATION)
    assert (letter.person, letter.lang, letter.text, letter.sign) == ("azat-miftakhov", "ru", "Привет!\nКак вы?", "Аня")
    assert (letter.corrects, letter.created, pictures) == (None, date(2026, 11, 24), [])
    writer = derive_writer(parse_phrase(done.stderr.decode()), ORGANISATION)
    assert letter.reply is not None
    assert (letter.reply.public, letter.reply.tag) == (writer.reply_public, writer.tag)


def test_a_letter_that_needs_no_reply_makes_no_phrase(keys: Path) -> None:
    done = run_seal(keys, LETTER | {"reply": False})
    assert (done.returncode, done.stderr) == (0, b"")
    assert open_envelope(done.stdout, {KEY.key_id: SEED}, ORGANISATION)[0].reply is None


def test_pictures_and_the_phrase_of_an_earlier_letter(keys: Path, tmp_path: Path) -> None:
    picture, phrase = tmp_path / "a.png", tmp_path / "phrase.txt"
    picture.write_bytes(b"\x89PNG")
    words = words_of(bytes(16), "ru")
    phrase.write_text("\n".join(words), "utf-8")
    letter = LETTER | {"pictures": [str(picture)], "corrects": "ab" * 16}
    done = run_seal(keys, letter, "--phrase-file", str(phrase))
    assert done.stderr.decode().split() == words
    opened, pictures = open_envelope(done.stdout, {KEY.key_id: SEED}, ORGANISATION)
    assert (opened.corrects, pictures) == ("ab" * 16, [b"\x89PNG"])


REFUSED = {
    "no object": ([], 2, "restante: letter.json: not a JSON object.\n"),
    "a field missing": (
        {"person": "azat"},
        2,
        "restante: letter.json: “lang” is missing or of a wrong type.\n",
    ),
    "a field unknown": (LETTER | {"to": "x"}, 2, "restante: letter.json: a field is unknown or of a wrong type.\n"),
    "pictures that are a text": (
        LETTER | {"pictures": "a.png"},
        2,
        "restante: letter.json: a field is unknown or of a wrong type.\n",
    ),
    "a picture that is not there": (
        LETTER | {"pictures": ["no-such-file"]},
        2,
        "restante: letter.json: the picture no-such-file cannot be read.\n",
    ),
    "a line of 100 kB": (LETTER | {"text": "l" * 100_000}, 2, "restante: The letter is too long by "),
    "a NUL": (LETTER | {"text": "a\0b"}, 2, "restante: Character 2 of the letter is not text (U+0000). "),
    "half a surrogate pair": (
        LETTER | {"text": "ab\ud83d"},
        2,
        "restante: Character 3 of the letter is not text (U+D83D)",
    ),
    "an empty letter": (LETTER | {"text": " "}, 2, "restante: The letter is empty.\n"),
}


@pytest.mark.parametrize(("letter", "status", "says"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_letter_is_refused_in_one_line(keys: Path, letter: object, status: int, says: str) -> None:
    done = run_seal(keys, letter)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (status, b"", 1)
    assert done.stderr.decode().startswith(says)


def test_an_old_copy_of_the_keys_is_refused(keys: Path) -> None:
    done = run_seal(keys, LETTER, "--today", "2027-01-01")
    assert (done.returncode, done.stdout) == (3, b"")
    assert "from 2026-11-23" in done.stderr.decode()
