# SPDX-License-Identifier: AGPL-3.0-or-later
"""Typst prints missing glyphs silently; the check must know before."""

import pytest

from restante.paper.press import unprintable
from restante.paper.press.faces import printable_part

ALPHABETS = "АаЁёЯя ҖңүһӘө ЃҐґЇїЄє ЎўІі Ąćęłńóśźż Čďěňřšťůž Őű Șț Ğışç Åøæ ñ¿¡ «»„“”‘’—–…№§€₽"


@pytest.mark.parametrize("character", sorted(set(ALPHABETS)))
def test_the_letters_of_our_readers_print(character: str) -> None:
    assert unprintable(character) == []


def test_line_ends_tabs_and_soft_hyphens_need_no_glyph() -> None:
    assert unprintable("a\nb\tc\u00add") == []


def test_places_are_told_for_each_character() -> None:
    found = unprintable("🎉a🎉\u0007")
    assert [(one.character, one.positions) for one in found] == [("🎉", (0, 2)), ("\u0007", (3,))]
    assert found[0].name == "PARTY POPPER (U+1F389)"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("снег 😀, и дождь", "снег, и дождь"),
        ("снег 😀 и дождь", "снег и дождь"),
        ("снег😀и дождь", "снеги дождь"),
        ("снег 😀 😀 и", "снег и"),
        ("😀 Привет 😀", "Привет"),
        ("строка 😀\n😀 другая", "строка\nдругая"),
        ("😀", ""),
        ("  отступ 😀!", "  отступ!"),
        ("a  b", "a  b"),
    ],
)
def test_what_does_not_print_goes_with_the_space_that_led_to_it(text: str, printed: str) -> None:
    assert printable_part(text) == printed


def test_very_many_spaces_and_pictographs_are_taken_out_in_one_walk() -> None:
    assert printable_part(" 😀" * 50_000 + " " * 50_000 + "б") == "б"
