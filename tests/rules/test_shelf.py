# SPDX-License-Identifier: AGPL-3.0-or-later
"""Books are found, inherit, and are refused with the file and the key where they do not read."""

from datetime import date
from pathlib import Path

import pytest

from restante.rules import BookRefused, UnknownFacility, facilities, load_book
from restante.rules.shelf import BOOKS, read_book
from restante.rules.verdict import LANGUAGES

WHOLE = """
[book]
names = { ru = "А", en = "A" }
[[channel]]
id = "xx/paper"
kind = "paper"
names = { ru = "Бумага", en = "Paper" }
[[rule]]
id = "xx.address"
kind = "address"
order = ["name", "lines"]
name_parts = ["name"]
source = "invented"
checked = 2026-11-23
[[rule]]
id = "xx.marks"
kind = "marks"
reply_sheet = true
number = true
code = true
source = "invented"
checked = 2026-11-23
[[rule]]
id = "xx.printing"
kind = "printing"
single_sided = false
blank_paper = true
source = "invented"
checked = 2026-11-23
"""
CHILD = """
[book]
names = { ru = "Б", en = "B" }
inherits = "xx"
"""


def shelve(folder: Path, base: str, child: str = CHILD) -> Path:
    (folder / "xx").mkdir()
    (folder / "xx" / "base.toml").write_text(base, encoding="utf-8")
    (folder / "xx" / "jail.toml").write_text(child, encoding="utf-8")
    return folder


def test_the_countries_that_are_promised_are_on_the_shelf() -> None:
    promised = {"any", "ru", "ru/sizo", "ru/ik", "uk/prison", "us", "us/federal", "us/nc", "us/pa"}
    assert promised <= set(facilities())


@pytest.mark.parametrize("facility", facilities())
def test_every_rule_has_an_id_a_source_and_a_day(facility: str) -> None:
    book = load_book(facility)
    for rule in book.rules:
        assert rule.id.startswith(f"{book.country}.")
        assert len(rule.source) > 10
        assert date(2026, 11, 23) <= rule.checked
        assert book.rule(rule.id) is rule


@pytest.mark.parametrize("facility", facilities())
def test_every_message_and_reason_speaks_every_language(facility: str) -> None:
    for rule in load_book(facility).rules:
        for texts in (*rule.MESSAGES.values(), *([rule.because] if rule.because else [])):
            assert set(texts) == set(LANGUAGES), rule.id


def test_an_id_means_one_rule_in_all_books() -> None:
    seen: dict[str, object] = {}
    for facility in facilities():
        for rule in load_book(facility).rules:
            assert seen.setdefault(rule.id, rule) == rule


@pytest.mark.parametrize(
    "name",
    [
        "",
        "xx",
        "ru/none",
        "../ru",
        "ru/../../etc",
        "ru/sizo/x",
        "RU/sizo",
        "ru/sizo\n",
        "/etc/passwd",
        "ru/" + "a" * 999,
    ],
)
def test_an_unknown_name_is_refused_without_touching_other_files(name: str) -> None:
    with pytest.raises(UnknownFacility) as refusal:
        load_book(name)
    assert len(refusal.value.message()) < 140


def test_a_facility_has_what_its_country_has(tmp_path: Path) -> None:
    book = read_book("xx/jail", shelve(tmp_path, WHOLE))
    assert book.facility == "xx/jail"
    assert book.country == "xx"
    assert book.names["en"] == "B"
    assert [rule.id for rule in book.rules] == ["xx.address", "xx.marks", "xx.printing"]
    assert (book.reply_sheet, book.number, book.code, book.single_sided, book.blank_paper) == (
        True,
        True,
        True,
        False,
        True,
    )


def test_a_facility_replaces_a_rule_by_naming_it(tmp_path: Path) -> None:
    child = (
        CHILD
        + 'without = ["xx.marks"]\n'
        + WHOLE[WHOLE.index('[[rule]]\nid = "xx.marks"') : WHOLE.index('[[rule]]\nid = "xx.printing"')]
    )
    child = child.replace('id = "xx.marks"', 'id = "xx.jail.marks"').replace("code = true", "code = false")
    assert read_book("xx/jail", shelve(tmp_path, WHOLE, child)).code is False


@pytest.mark.parametrize(
    ("claim", "old", "new", "where"),
    [
        ("an unknown key", "code = true", "code = true\ncolour = 1", "xx.marks.colour"),
        ("a missing switch", "code = true", "", "xx.marks.code"),
        ("a switch that is no switch", "code = true", 'code = "yes"', "xx.marks.code"),
        ("a missing source", 'code = true\nsource = "invented"', "code = true", "xx.marks.source"),
        ("a channel that is not there", "code = true", 'code = true\nchannels = ["xx/none"]', "xx.marks.channels"),
        ("a day as a text", "checked = 2026-11-23", 'checked = "2026-11-23"', "xx.address.checked"),
        ("an unknown kind", 'kind = "marks"', 'kind = "magic"', "xx.marks.kind"),
        ("an unknown level", "code = true", 'code = true\nlevel = "block"', "xx.marks.level"),
        (
            "one language missing",
            'names = { ru = "Бумага", en = "Paper" }',
            'names = { ru = "Бумага" }',
            "xx.channel[0].names",
        ),
        ("a channel of no kind", 'kind = "paper"', 'kind = "pigeon"', "kind"),
        ("two rules of one id", 'id = "xx.printing"', 'id = "xx.marks"', "xx.marks"),
        (
            "two rules where one is allowed",
            'id = "xx.printing"\nkind = "printing"\nsingle_sided = false\nblank_paper = true',
            'id = "xx.m2"\nkind = "marks"\nreply_sheet = true\nnumber = true\ncode = true',
            "xx/jail",
        ),
        ("no channel", WHOLE[WHOLE.index("[[channel]]") : WHOLE.index("[[rule]]")], "", "xx/jail"),
        ("no TOML", "[book]", "[book", "xx/base.toml"),
        ("an order without a name", 'order = ["name", "lines"]', 'order = ["lines"]', "xx.address.order"),
        (
            "a broken pattern",
            'name_parts = ["name"]',
            'name_parts = ["name"]\nregister_pattern = "("',
            "xx.address.register_pattern",
        ),
    ],
)
def test_a_careless_book_is_refused_with_the_place(tmp_path: Path, claim: str, old: str, new: str, where: str) -> None:
    assert old in WHOLE, claim
    with pytest.raises(BookRefused) as refusal:
        read_book("xx/jail", shelve(tmp_path, WHOLE.replace(old, new, 1)))
    assert where in str(refusal.value.fields["where"]), refusal.value.message()


@pytest.mark.parametrize(
    ("claim", "rule", "where"),
    [
        ("a stem of one letter", 'kind = "topic"\nnames = { ru = "а", en = "a" }\nstems = ["а*"]', "xx.new.stems"),
        ("a stem with ё", 'kind = "topic"\nnames = { ru = "а", en = "a" }\nstems = ["ёлк*"]', "xx.new.stems"),
        ("a star in the middle", 'kind = "topic"\nnames = { ru = "а", en = "a" }\nstems = ["ел*ка"]', "xx.new.stems"),
        ("an unknown language", 'kind = "language"\nlanguages = ["tlh"]\nscripts = ["Cyrl"]', "xx.new.languages"),
        ("an unknown script", 'kind = "language"\nlanguages = ["ru"]\nscripts = ["Runr"]', "xx.new.scripts"),
        ("pages of no channel", 'kind = "pages"\npages_max = 2', "xx.new.channels"),
        ("pages without a number", 'kind = "pages"\nchannels = ["xx/paper"]', "xx.new.page_chars"),
        ("no pages at all", 'kind = "pages"\nchannels = ["xx/paper"]\npages_max = 0', "xx.new.pages_max"),
        (
            "a price as a number",
            'kind = "price"\nchannels = ["xx/paper"]\nunit = "page"\namount = 55\ncurrency = "RUB"\nas_of = "2023"',
            "xx.new.amount",
        ),
        (
            "a price without a day",
            'kind = "price"\nchannels = ["xx/paper"]\nunit = "page"\namount = "55"\ncurrency = "RUB"',
            "xx.new.as_of",
        ),
        ("an unknown thing", 'kind = "enclosures"\nrefused = ["cake"]', "xx.new.refused"),
    ],
)
def test_a_careless_rule_is_refused_with_its_key(tmp_path: Path, claim: str, rule: str, where: str) -> None:
    added = f'[[rule]]\nid = "xx.new"\nsource = "invented"\nchecked = 2026-11-23\n{rule}\n'
    with pytest.raises(BookRefused) as refusal:
        read_book("xx/jail", shelve(tmp_path, WHOLE + added))
    assert refusal.value.fields["where"] == where, claim


def test_books_that_inherit_in_a_circle_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BookRefused):
        read_book("xx/jail", shelve(tmp_path, WHOLE.replace('en = "A" }', 'en = "A" }\ninherits = "xx/jail"', 1)))


def test_leaving_out_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BookRefused):
        read_book("xx/jail", shelve(tmp_path, WHOLE, CHILD + 'without = ["xx.pages"]\n'))


def test_no_file_lies_on_the_shelf_unread() -> None:
    assert len(list(BOOKS.rglob("*.toml"))) == len(facilities())
