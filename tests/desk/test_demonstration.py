# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the demonstration says of a real person is in the article it names; everybody else is invented and says so."""

import re
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from restante.rules import load_book

TOLD = tomllib.loads(files("restante.desk.demonstration").joinpath("people.toml").read_text("utf-8"))
AZAT = "azat-miftakhov"


def plain(text: str) -> str:
    """Line ends and the shape of quotation marks are the printer's, not the author's."""
    return re.sub(r"\s+", " ", text.translate(str.maketrans("’‘“”", "''\"\""))).lower()


@pytest.mark.shared
def test_every_quotation_about_him_stands_in_the_article(shared: Path) -> None:
    article = plain((shared / "texts" / "who-is-azat-miftakhov.txt").read_text("utf-8"))
    quotations = [plain(sentence["quotation"]) for sentence in TOLD["sentence"] if sentence["person"] == AZAT]
    assert len(quotations) > 3
    assert [quotation for quotation in quotations if quotation not in article] == []


def test_only_he_is_real_and_his_page_is_of_the_articles_day() -> None:
    people = {person["slug"]: person for person in TOLD["person"]}
    assert [slug for slug, person in people.items() if not person["invented"]] == [AZAT]
    assert people[AZAT]["facts_as_of"] == date(2019, 2, 17)
    for source in TOLD["source"]:
        assert source["person"] == AZAT or "не существует" in source["publisher"]
    for table in ("custody", "action"):
        assert AZAT not in {row["person"] for row in TOLD[table]}, "the article tells of neither"
    for slug, person in people.items():
        if slug != AZAT:
            assert person["about_en"].startswith("An invented person")
            assert person["about_ru"].startswith("Выдуманный человек")


def test_each_sentence_is_the_articles_and_each_event_is_told_by_one() -> None:
    told = [sentence for sentence in TOLD["sentence"] if sentence["person"] == AZAT]
    article = next(source for source in TOLD["source"] if source["person"] == AZAT)
    assert {sentence["source"] for sentence in told} == {article["id"]}
    assert all(article["author"] in sentence.get("says_en", article["author"]) for sentence in told)
    events = {event["id"] for event in TOLD["event"] if event["person"] == AZAT}
    assert {sentence["event"] for sentence in told if sentence["section"] == "happened"} == events


def test_nobody_is_held_in_a_place_that_exists() -> None:
    places = {place["slug"]: place for place in TOLD["facility"]}
    assert all(
        "does not exist" in place["name_en"] and "не существует" in place["name_ru"] for place in places.values()
    )
    countries = [load_book(places[person["facility"]]["rulebook"]).country for person in TOLD["person"]]
    assert sorted(countries) == ["ru", "ru", "uk", "us"]
