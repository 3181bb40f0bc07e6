# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the check says, how grave it is, and that it never says a letter's own words."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.rules import Draft, Level, check_letter, facilities, gravest, load_book
from restante.rules.rule import MOST_PLACES
from restante.rules.verdict import group_thousands

GREETING = "Здравствуйте, Иван! Как ваши дела?"


def rules_found(facility: str, draft: Draft) -> set[str]:
    return {finding.rule for finding in check_letter(load_book(facility), draft)}


def test_an_ordinary_letter_has_no_finding() -> None:
    assert check_letter(load_book("ru/sizo"), Draft(GREETING, "ru", sign="Лена")) == []


def test_over_a_channels_limit_is_a_stop_for_that_channel_only() -> None:
    book, draft = load_book("uk/prison"), Draft("Hello", "en", pictures=5)
    assert gravest(check_letter(book, replace(draft, channel="uk/email-a-prisoner"))) is Level.STOP
    assert gravest(check_letter(book, draft)) is Level.WARN
    assert gravest(check_letter(book, replace(draft, channel="uk/paper"))) is None


def test_an_unknown_channel_is_asked_as_if_none_were_chosen() -> None:
    book, draft = load_book("uk/prison"), Draft("Hello", "en", pictures=5, channel="uk/pigeon")
    assert check_letter(book, draft) == check_letter(book, replace(draft, channel=None))


def test_what_press_counted_is_said_as_a_fact_and_the_estimate_as_a_fear() -> None:
    book, draft = load_book("uk/prison"), Draft("word " * 2000, "en", channel="uk/paper")
    counted = check_letter(book, replace(draft, pages=3))
    feared = check_letter(book, draft)
    assert counted[0].say("en").startswith("A letter on paper: this makes 3 pages; at most 2 may go.")
    assert feared[0].say("en").startswith("A letter on paper: this may make up to ")
    assert check_letter(book, replace(draft, pages=2)) == []


def test_a_fact_without_a_source_says_so() -> None:
    (finding,) = check_letter(load_book("ru"), Draft("Привет. " * 400, "ru", channel="ru/fsin-pismo"))
    assert finding.verified is False
    assert finding.say("ru").endswith("источника мы не нашли.")
    assert finding.say("en").endswith("no source for it.")


def test_a_language_without_texts_gets_english() -> None:
    (finding,) = check_letter(load_book("us/nc"), Draft("Hello", "en"))
    assert finding.say("tr") == finding.say("en") == "The letter is not signed."


def test_gravest_findings_come_first() -> None:
    found = check_letter(load_book("us/pa"), Draft("Hi 😀", "en", pictures=30))
    assert [finding.level for finding in found] == [Level.STOP, Level.WARN, Level.ADVICE]


def test_a_rule_marks_no_more_places_than_help() -> None:
    found = check_letter(load_book("ru"), Draft("война hello 😀 " * 500, "ru"))
    for rule in {finding.rule for finding in found}:
        assert sum(finding.rule == rule for finding in found) <= 3 * MOST_PLACES


@pytest.mark.parametrize(
    ("claim", "facility", "sign", "finding"),
    [
        ("a full name passes", "us/nc", "Jane Doe", None),
        ("a hyphen and an apostrophe make no initial", "us/nc", "Anne-Marie O’Neil", None),
        ("a middle initial is an initial", "us/nc", "Jane Q. Doe", "Initial"),
        ("a double initial too", "us/nc", "J.-P. Doe", "initial"),
        ("other alphabets have names as well", "us/nc", "Лена Ж.", "initial"),
        ("a name in Hebrew is a name", "us/nc", "אסתר כהן", None),
        ("punctuation is no name", "us/nc", "— . —", "not signed"),
        ("one name is too little", "us/nc", "Jane", "in full"),
        ("a pen name is enough in Russia", "ru/sizo", "К.", None),
    ],
)
def test_signatures(claim: str, facility: str, sign: str, finding: str | None) -> None:
    text = GREETING if facility.startswith("ru") else "Hello"
    found = [
        one.say("en") for one in check_letter(load_book(facility), Draft(text, "en" if text == "Hello" else "ru", sign))
    ]
    assert len(found) == (finding is not None), claim
    assert all((finding or "").lower() in said.lower() for said in found)


@pytest.mark.parametrize(
    ("line", "is_box"),
    [
        ("P.O. Box 12", True),
        ("PO BOX 12", True),
        ("p.o.box 12", True),
        ("Post Office Box 9", True),
        ("а/я 44", True),
        ("Абонентский ящик 44", True),
        ("Epo Boxley", False),
        ("12 Poe Box Lane", False),
        ("ул. Майская, 4", False),
    ],
)
def test_a_return_address_with_a_box(line: str, *, is_box: bool) -> None:
    draft = Draft("Hello", "en", return_address=("Letters Group", line))
    assert ("uk.sender" in rules_found("uk/prison", draft)) is is_box


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.one_of(st.characters(), st.sampled_from("война 😀\u200b\n{}")), max_size=120),
    st.sampled_from(facilities()),
)
def test_marks_lie_in_the_text_and_no_remark_repeats_it(text: str, facility: str) -> None:
    draft = Draft(text, "ru", sign="{sign}", wants_reply=True, pictures=1)
    for finding in check_letter(load_book(facility), draft):
        assert finding.where is None or 0 <= finding.where[0] < finding.where[1] <= len(text)
        assert "{" not in finding.say("ru") + finding.say("en")


def test_thousands_are_parted_so_that_both_languages_read_them() -> None:
    assert [group_thousands(number) for number in (40, 999, 2500, 1234567)] == [
        "40",
        "999",
        "2\u202f500",
        "1\u202f234\u202f567",
    ]
