# SPDX-License-Identifier: AGPL-3.0-or-later
"""The site's words in each language, and dates as people write them; English stands in the code itself."""

from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from restante.cases.dates import PartialDate

LOCALE = Path(__file__).parent / "locale"

MONTHS = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "ru": (
        "января", "февраля", "марта", "апреля", "мая", "июня",
        "июля", "августа", "сентября", "октября", "ноября", "декабря",
    ),
}  # fmt: skip


@cache
def catalogue(lang: str) -> NullTranslations:
    """The compiled catalogue, or none: then the page speaks English rather than not at all."""
    compiled = LOCALE / lang / "LC_MESSAGES" / "site.mo"
    if not compiled.exists():
        return NullTranslations()
    with compiled.open("rb") as stream:
        return GNUTranslations(stream)


def long_date(day: date | PartialDate | None, lang: str) -> str:
    """`17 February 2019`, `17 февраля 2019`: written out here, so that no machine's locale changes a page."""
    if day is None:
        return ""
    if isinstance(day, PartialDate):
        return long_date(day.first, lang) if day.is_exact else day.text
    return f"{day.day} {MONTHS.get(lang, MONTHS['en'])[day.month - 1]} {day.year}"
