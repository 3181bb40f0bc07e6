# SPDX-License-Identifier: AGPL-3.0-or-later
"""Envelopes as the post office of each country reads them; the people are invented."""

from dataclasses import replace

import pytest

from restante.rules import Addressee, check_address, format_address, load_book
from restante.rules.address import to_latin

PETR = Addressee(
    name="Пётр Щукин",
    envelope_name="Щукину Петру Юрьевичу",
    birth_year=1990,
    facility_name="ФКУ СИЗО-9",
    lines=("Приморский край, г. Выдуманск", "ул. Хлебная, д. 5", "109999"),
)
JOHN = Addressee(
    name="John Smith", register_no="A1234BC", facility_name="HMP Nowhere", lines=("1 Long Lane", "Notown", "NT1 2AB")
)
JANE = Addressee(
    name="Jane Mary Doe",
    register_no="12345-678",
    facility_name="FCI Nowhere",
    lines=("P.O. Box 100", "Notown, NC 27000"),
)


@pytest.mark.parametrize(
    ("claim", "facility", "person", "posted_in", "lines"),
    [
        (
            "Russia: postcode first, the name in the dative with the year of birth",
            "ru/sizo",
            PETR,
            "ru",
            [
                "109999, Приморский край, г. Выдуманск",
                "ул. Хлебная, д. 5",
                "ФКУ СИЗО-9",
                "Кому: Щукину Петру Юрьевичу, 1990 г. р.",
            ],
        ),
        (
            "Russia from abroad: both scripts and the country",
            "ru/ik",
            PETR,
            "de",
            [
                "109999, Приморский край, г. Выдуманск",
                "ул. Хлебная, д. 5",
                "ФКУ СИЗО-9",
                "Кому: Щукину Петру Юрьевичу, 1990 г. р.",
                "109999, Primorskii krai, g. Vydumansk",
                "ul. Khlebnaia, d. 5",
                "FKU SIZO-9",
                "Petr Shchukin, born 1990",
                "РОССИЯ / RUSSIA",
            ],
        ),
        (
            "an editor's own Latin spelling stands above the table's",
            "ru/ik",
            replace(PETR, latin_name="Peter Shchukin", latin_lines=("Vydumansk",), latin_facility_name="SIZO 9"),
            "gb",
            [
                "109999, Приморский край, г. Выдуманск",
                "ул. Хлебная, д. 5",
                "ФКУ СИЗО-9",
                "Кому: Щукину Петру Юрьевичу, 1990 г. р.",
                "109999, Vydumansk",
                "SIZO 9",
                "Peter Shchukin, born 1990",
                "РОССИЯ / RUSSIA",
            ],
        ),
        (
            "without an envelope name the plain name is printed",
            "ru/sizo",
            replace(PETR, envelope_name="", birth_year=None, lines=("Выдуманск",), postcode="109999"),
            "ru",
            ["109999, Выдуманск", "ФКУ СИЗО-9", "Кому: Пётр Щукин"],
        ),
        (
            "the name is left off the envelope, and somebody passes the letter on",
            "ru/sizo",
            replace(PETR, name_on_envelope=False, care_of="адвоката Ивановой", facility_name=""),
            "ru",
            ["109999, Приморский край, г. Выдуманск", "ул. Хлебная, д. 5", "через: адвоката Ивановой"],
        ),
        (
            "United Kingdom: name and number, prison, postcode last",
            "uk/prison",
            JOHN,
            "uk",
            ["John Smith, A1234BC", "HMP Nowhere", "1 Long Lane", "Notown", "NT1 2AB"],
        ),
        (
            "a postcode at the end of the town's line gets its own line",
            "uk/prison",
            replace(JOHN, lines=("1 Long Lane", "Notown NT1 2AB")),
            "fr",
            ["John Smith, A1234BC", "HMP Nowhere", "1 Long Lane", "Notown", "NT1 2AB", "UNITED KINGDOM"],
        ),
        (
            "United States: register number beside the name, ZIP code where the town is",
            "us/federal",
            JANE,
            "us",
            ["Jane Mary Doe, #12345-678", "FCI Nowhere", "P.O. Box 100", "Notown, NC 27000"],
        ),
        (
            "a ZIP code kept apart joins the town",
            "us/federal",
            replace(JANE, lines=("P.O. Box 100", "Notown, NC"), postcode="27000"),
            "us",
            ["Jane Mary Doe, #12345-678", "FCI Nowhere", "P.O. Box 100", "Notown, NC 27000"],
        ),
        (
            "a box number is not taken for a ZIP code",
            "us/pa",
            replace(JANE, lines=("P.O. Box 33028", "Notown, FL 33733")),
            "us",
            ["Jane Mary Doe, #12345-678", "FCI Nowhere", "P.O. Box 33028", "Notown, FL 33733"],
        ),
        (
            "care of somebody",
            "any",
            replace(JANE, care_of="A. Friend"),
            "us",
            ["Jane Mary Doe, 12345-678", "c/o A. Friend", "FCI Nowhere", "P.O. Box 100", "Notown, NC 27000"],
        ),
        ("nothing is known", "any", Addressee(), "us", []),
    ],
)
def test_envelopes(claim: str, facility: str, person: Addressee, posted_in: str, lines: list[str]) -> None:
    assert format_address(load_book(facility), person, posted_in) == lines, claim


@pytest.mark.parametrize(
    ("facility", "person", "missing"),
    [
        ("ru/sizo", PETR, []),
        ("ru/sizo", Addressee(name="Пётр"), ["no-envelope-name", "no-birth-year", "no-postcode"]),
        ("uk/prison", JOHN, []),
        ("uk/prison", replace(JOHN, register_no="12345"), ["odd-register-no"]),
        ("us/federal", replace(JANE, register_no="", lines=()), ["no-register-no", "no-postcode"]),
        ("any", Addressee(), ["no-name", "no-register-no"]),
    ],
)
def test_what_an_address_lacks_is_named(facility: str, person: Addressee, missing: list[str]) -> None:
    book = load_book(facility)
    texts = {text["en"]: name for name, text in book.address.MESSAGES.items()}
    assert [texts[finding.say("en")] for finding in check_address(book, person)] == missing


def test_latin_letters_follow_the_spelling_of_passports() -> None:
    assert (
        to_latin("Щербаков Пётр, ЩИ-5, Юля, объезд, ОАО «Ёж»") == "Shcherbakov Petr, SHCHI-5, Iulia, obieezd, OAO «Ezh»"
    )
