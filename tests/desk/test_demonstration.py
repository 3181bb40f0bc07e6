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
    quotations = [plain(sentence["quotation"]) for sentence in TOLD["sentence"]]
    assert len(quotations) > 3
    assert [quotation for quotation in quotations if quotation not in article] == []


def test_only_he_is_real_and_his_page_is_of_the_articles_day() -> None:
    people = {person["slug"]: person for person in TOLD["person"]}
    assert [slug for slug, person in people.items() if not person["invented"]] == [AZAT]
    assert people[AZAT]["facts_as_of"] == date(2019, 2, 17)
    assert {sentence["person"] for sentence in TOLD["sentence"]} == {AZAT}
    for slug, person in people.items():
        if slug != AZAT:
            assert person["about_en"].startswith("An invented person")
            assert person["about_ru"].startswith("Выдуманный человек")


def test_each_sentence_is_the_articles_and_each_event_is_told_by_one() -> None:
    sources = {source["id"]: f"{source['author']}, {source['publisher']}" for source in TOLD["source"]}
    for sentence in TOLD["sentence"]:
        for lang in ("ru", "en"):
            assert sources[sentence["source"]] in sentence.get(f"says_{lang}", sources[sentence["source"]])
    told_of = {sentence.get("event") for sentence in TOLD["sentence"]} - {None}
    assert told_of == {event["id"] for event in TOLD["event"]}


def test_nobody_is_held_in_a_place_that_exists() -> None:
    places = {place["slug"]: place for place in TOLD["facility"]}
    assert all(
        "does not exist" in place["name_en"] and "не существует" in place["name_ru"] for place in places.values()
    )
    countries = [load_book(places[person["facility"]]["rulebook"]).country for person in TOLD["person"]]
    assert sorted(countries) == ["ru", "ru", "uk", "us"]
