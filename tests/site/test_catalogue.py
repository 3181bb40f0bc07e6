# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every text of the site exists in Russian, with the same fields to be filled."""

import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from restante import site
from restante.cases.dates import read_date
from restante.site.catalogue import long_date, say_date

HOME = Path(site.__file__).parent
FIELDS = re.compile(r"\{\w+\}|%\(\w+\)s")


def texts_in_use() -> set[str]:
    """Every text that a template or a module marks for translation."""
    found: set[str] = set()
    spoken = {"_": None, "ngettext": (1, 2)}
    for source in sorted((HOME / "templates").iterdir()):
        with source.open("rb") as stream:
            found |= {str(text) for _, text, _, _ in extract("jinja2", stream, keywords=spoken)}
    for source in sorted(HOME.glob("*.py")):
        with source.open("rb") as stream:
            found |= {str(text) for _, text, _, _ in extract("python", stream, keywords=spoken)}
    return found


def test_the_russian_catalogue_has_every_text_and_none_that_is_no_longer_used() -> None:
    with (HOME / "locale/ru/LC_MESSAGES/site.po").open("rb") as stream:
        catalogue = read_po(stream, locale="ru")
    translated = {str(message.id): str(message.string) for message in catalogue if message.id}
    assert set(translated) == texts_in_use()
    one_by_one = [
        (english, russian)
        for message in catalogue
        if message.id
        for english, russian in each_form(message.id, message.string)
    ]
    assert [english for english, russian in one_by_one if not russian or message_fields(english, russian)] == []


def each_form(text: object, russian: object) -> list[tuple[str, str]]:
    """A sentence that counts has two forms in English and three in Russian; all have the fields of the plural."""
    if isinstance(text, tuple) and isinstance(russian, tuple):
        return [(str(text[1]), str(form)) for form in russian]
    return [(str(text), str(russian))]


def message_fields(text: str, russian: str) -> bool:
    """Whether the two differ in their fields."""
    return sorted(FIELDS.findall(text)) != sorted(FIELDS.findall(russian))


def test_dates_are_written_out_in_each_language() -> None:
    assert long_date(date(2019, 2, 17), "en") == "17 February 2019"
    assert long_date(date(2019, 2, 17), "ru") == "17 февраля 2019"
    assert long_date(None, "ru") == ""


@pytest.mark.parametrize(
    ("written", "english", "russian"),
    [
        ("2019-02-01", "1 February 2019", "1 февраля 2019"),
        ("2019-02", "February 2019", "февраль 2019"),
        ("2018~", "about 2018", "около 2018 года"),
        ("2019-02?", "February 2019 (doubtful)", "февраль 2019 (под вопросом)"),
        ("2018-01-30/2018-01-31", "night of 30–31 January 2018", "ночь с 30 на 31 января 2018"),
        ("2019-02-07/2019-02-12", "between 7 and 12 February 2019", "между 7 и 12 февраля 2019"),
        ("2018/2019-03", "between 2018 and March 2019", "не раньше 2018 года и не позже марта 2019"),
    ],
)
def test_a_partial_date_says_no_more_than_is_known(written: str, english: str, russian: str) -> None:
    assert say_date(read_date(written), "en") == english
    assert say_date(read_date(written), "ru") == russian
