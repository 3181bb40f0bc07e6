# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every text of the site exists in Russian, with the same fields to be filled."""

import re
from datetime import date
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po

from restante import site
from restante.site.catalogue import long_date

HOME = Path(site.__file__).parent
FIELDS = re.compile(r"\{\w+\}|%\(\w+\)s")


def texts_in_use() -> set[str]:
    """Every text that a template or a module marks for translation."""
    found: set[str] = set()
    for source in sorted((HOME / "templates").iterdir()):
        with source.open("rb") as stream:
            found |= {str(text) for _, text, _, _ in extract("jinja2", stream, keywords={"_": None})}
    for module in ("feeds.py", "prints.py"):
        with (HOME / module).open("rb") as stream:
            found |= {str(text) for _, text, _, _ in extract("python", stream, keywords={"_": None})}
    return found


def test_the_russian_catalogue_has_every_text_and_none_that_is_no_longer_used() -> None:
    with (HOME / "locale/ru/LC_MESSAGES/site.po").open("rb") as stream:
        catalogue = read_po(stream, locale="ru")
    translated = {str(message.id): str(message.string) for message in catalogue if message.id}
    assert set(translated) == texts_in_use()
    assert [text for text, russian in translated.items() if not russian or message_fields(text, russian)] == []


def message_fields(text: str, russian: str) -> bool:
    """Whether the two differ in their fields."""
    return sorted(FIELDS.findall(text)) != sorted(FIELDS.findall(russian))


def test_dates_are_written_out_in_each_language() -> None:
    assert long_date(date(2019, 2, 17), "en") == "17 February 2019"
    assert long_date(date(2019, 2, 17), "ru") == "17 февраля 2019"
    assert long_date(None, "ru") == ""
