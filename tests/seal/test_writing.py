# SPDX-License-Identifier: AGPL-3.0-or-later
"""A form without a script becomes one letter and one phrase: the same form the same ones, a changed one others."""

import pytest

from restante.seal.letter import Letter
from restante.seal.phrase import derive_writer, words_of
from restante.seal.writing import NobodyChosen, NotAPicture, SeedRefused, write_letter
from tests.seal.conftest import MONDAY, ORGANISATION

ATTENTION = {"azat": 2, "vera": 0, "ivan": 0, "olga": 1}
JPEG = b"\xff\xd8\xff picture"


def write(*pictures: bytes, lang: str = "ru", **told: str) -> tuple[Letter, bytes]:
    fields = {"seed": "0f" * 16, "person": "azat", "text": " Привет \n", "sign": " Аня ", **told}
    return write_letter(fields, pictures, lang, ATTENTION, ORGANISATION, MONDAY)


def test_the_letter_is_what_the_form_says() -> None:
    letter, entropy = write(corrects="ab" * 16)
    writer = derive_writer(entropy, ORGANISATION)
    assert (letter.person, letter.lang, letter.text, letter.sign) == ("azat", "ru", "Привет", "Аня")
    assert (letter.corrects, letter.created) == ("ab" * 16, MONDAY)
    assert letter.reply is not None
    assert (letter.reply.public, letter.reply.tag) == (writer.reply_public, writer.tag)
    assert write()[0].corrects is None
    assert write(reply="no")[0].reply is None


def test_whoever_knows_nobody_writes_to_one_of_those_written_to_least() -> None:
    chosen = {write(person="-", seed=f"{number:032x}")[0].person for number in range(30)}
    assert chosen == {"vera", "ivan"}


def test_a_letter_may_go_to_the_group() -> None:
    assert write(person="desk")[0].person == "desk"


@pytest.mark.parametrize("person", ["", "nobody", "-"])
def test_a_letter_to_nobody_is_refused(person: str) -> None:
    attention = {} if person == "-" else ATTENTION
    with pytest.raises(NobodyChosen):
        write_letter({"seed": "0f" * 16, "person": person}, [], "ru", attention, ORGANISATION, MONDAY)


def test_the_same_form_is_the_same_letter_and_any_change_another() -> None:
    first, entropy = write()
    assert write() == (first, entropy)
    others = [write(text="Пока"), write(lang="en"), write(JPEG), write(seed="0e" * 16), write(sign="Оля")]
    assert len({entropy, *(each for _, each in others)}) == 6
    assert len({first.id, *(letter.id for letter, _ in others)}) == 6


def test_words_that_one_has_already_stay_the_words() -> None:
    entropy = bytes(range(16))
    assert write(words=" ".join(words_of(entropy, "ru")))[1] == entropy


@pytest.mark.parametrize("seed", ["", "0f" * 15, "0F" * 16, "0f" * 17, "zz" * 16])
def test_a_form_without_its_seed_is_refused(seed: str) -> None:
    with pytest.raises(SeedRefused):
        write(seed=seed)


REFUSED: dict[str, list[bytes]] = {"another file": [b"GIF89a"], "one of two": [JPEG, b"%PDF"], "seventeen": [JPEG] * 17}


@pytest.mark.parametrize("pictures", REFUSED.values(), ids=REFUSED)
def test_other_files_or_too_many_are_refused(pictures: list[bytes]) -> None:
    with pytest.raises(NotAPicture) as refused:
        write(*pictures)
    assert refused.value.fields == {"most": 16}


def test_sixteen_pictures_of_both_kinds_are_taken() -> None:
    assert write(*[JPEG, b"\x89PNG\r\n\x1a\n"] * 8)[0].person == "azat"


def test_what_a_form_leaves_out_is_empty() -> None:
    fields = {"seed": "0f" * 16, "person": "azat"}
    letter, _ = write_letter(fields, [], "en", ATTENTION, ORGANISATION, MONDAY)
    assert (letter.text, letter.sign) == ("", "")
