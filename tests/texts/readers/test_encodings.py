# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bytes to characters: what is proved, what is guessed and told, and what is asked."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.texts.readers.encodings import KNOWN, decode
from restante.texts.readers.refusals import EncodingUnclear, NotInEncoding, UnknownEncoding

RUSSIAN = "Письмо из колонии пришло через полгода. Никто не знал, жив ли он, и никто не отвечал на запросы адвоката."
UKRAINIAN = "Лист із колонії прийшов за півроку. Ніхто не знав, чи він живий, і ніхто не відповідав; її звали Ганна."
BELARUSIAN = "Ліст з калоніі прыйшоў праз паўгода. Ніхто не ведаў, ці жывы ён, і ніхто не адказваў на запыты."
GERMAN = "Der Brief kam erst nach einem halben Jahr. Größe, Übel, höflich, Mädchen und Straße; niemand wußte etwas."
POLISH = "List przyszedł dopiero po pół roku. Nikt nie wiedział, czy żyje, ani też gdzie są jego książki i źródła."
FRENCH = "La lettre est arrivée après six mois. Personne ne savait s'il était encore vivant, ni où il était enfermé."

WRITTEN = [
    *((RUSSIAN, kind) for kind in ("windows-1251", "koi8-r", "cp866", "iso-8859-5", "mac-cyrillic")),
    *((RUSSIAN.upper(), kind) for kind in ("windows-1251", "koi8-r", "cp866")),
    *((UKRAINIAN, kind) for kind in ("windows-1251", "koi8-u", "iso-8859-5")),
    (BELARUSIAN, "windows-1251"),
    (GERMAN, "windows-1252"),
    (GERMAN, "iso-8859-1"),
    (POLISH, "windows-1250"),
    (POLISH, "iso-8859-2"),
    (FRENCH, "windows-1252"),
]


@pytest.mark.parametrize(("text", "kind"), WRITTEN, ids=lambda each: each[:24])
def test_old_encodings_are_told_by_their_letters_and_said_to_be_guessed(text: str, kind: str) -> None:
    found = decode(text.encode(kind), "letter.txt")
    assert found.text == text
    assert found.confidence < 1
    assert [each.code for each in found.warnings] == ["encoding-guessed"]


@pytest.mark.parametrize("kind", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_proved_by_its_bytes_with_or_without_a_mark(kind: str) -> None:
    found = decode(RUSSIAN.encode(kind), "letter.txt")
    assert (found.text, found.confidence, found.warnings) == (RUSSIAN, 1.0, ())


def test_english_in_utf_16_without_a_mark_is_no_english_with_holes() -> None:
    assert decode("A letter, and an answer.".encode("utf-16-be"), "x").text == "A letter, and an answer."


@pytest.mark.parametrize("text", ["Да", "naïve", "ул. 5"])
def test_too_few_letters_are_asked_about_not_guessed(text: str) -> None:
    with pytest.raises(EncodingUnclear) as refused:
        decode(f"abc {text} def".encode("windows-1251", "replace").replace(b"?", b"\xef"), "x.txt")
    assert "windows-1251" in refused.value.message()


def test_what_a_person_says_is_done() -> None:
    assert decode("Да".encode("koi8-r"), "x", "KOI8-R").text == "Да"
    assert decode("\ufeffДа".encode("utf-16-le"), "x", "utf-16").text == "Да"


@pytest.mark.parametrize("wrong", ["zip", "rot13", "base64", "utf-7", "klingon", "idna", "unicode_escape"])
def test_codecs_that_are_no_encodings_of_text_are_refused(wrong: str) -> None:
    with pytest.raises(UnknownEncoding):
        decode(b"abc", "x", wrong)


def test_bytes_impossible_in_the_encoding_said_are_named_by_place() -> None:
    with pytest.raises(NotInEncoding) as refused:
        decode(b"ab\xff", "x", "utf-8")
    assert refused.value.fields["position"] == 2


def test_lines_of_two_encodings_are_each_read_in_their_own_and_counted() -> None:
    data = f"{RUSSIAN}\n".encode() * 6 + f"{RUSSIAN}\n".encode("windows-1251") * 2
    found = decode(data, "x")
    assert found.text == f"{RUSSIAN}\n" * 8
    assert [(each.code, each.fields["lines"]) for each in found.warnings] == [("encodings-mixed", 2)]


@pytest.mark.parametrize("text", ["Слова, которые кто-то написал.", "Первая строка.\n\nСлова, которые кто-то написал."])
def test_a_file_cut_through_a_letter_loses_that_letter_and_no_line(text: str) -> None:
    data = text.encode()
    for end in range(len(data) // 2, len(data)):
        found = decode(data[:end], "cut.txt")
        assert found.encoding == "utf-8"
        assert found.text.rstrip("\ufffd") == data[:end].decode("utf-8", "ignore")
        assert [one.code for one in found.warnings] == ["bytes-replaced"] * ("\ufffd" in found.text)


def test_a_line_with_a_damaged_letter_is_no_line_of_another_encoding() -> None:
    data = "Слова, которые кто-то написал.\n".encode()
    broken = data[:20] + b"\xff" + data[21:]
    old = "Эта строка пришла из другого файла, постарше.\n".encode("cp1251")
    found = decode(data * 9 + broken + old, "a.txt")
    assert found.text == data.decode() * 9 + broken.decode("utf-8", "replace") + old.decode("cp1251")
    assert [one.code for one in found.warnings] == ["encodings-mixed", "bytes-replaced"]


def test_a_few_broken_bytes_in_unicode_are_shown_as_holes_and_counted() -> None:
    found = decode(f"{RUSSIAN}\n".encode() * 5 + b"x\xff\n", "x")
    assert found.text.count("\ufffd") == 1
    assert [each.code for each in found.warnings] == ["bytes-replaced"]


@given(st.text(alphabet="абвгдежзийклмнопрстуфхцчшщъыьэюя ", min_size=1, max_size=300), st.sampled_from(KNOWN[2:]))
@settings(max_examples=60, deadline=None)
def test_no_guess_loses_a_byte_in_silence(text: str, kind: str) -> None:
    try:
        data = text.encode(kind)
        found = decode(data, "x")
    except (UnicodeEncodeError, EncodingUnclear):
        return
    assert "\ufffd" not in found.text or any(each.code == "bytes-replaced" for each in found.warnings)
    assert found.confidence == 1 or found.warnings


@given(st.binary(max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_characters_or_a_question(data: bytes) -> None:
    with contextlib.suppress(EncodingUnclear):
        assert decode(data, "x").text or len(data) <= 3  # a mark alone
