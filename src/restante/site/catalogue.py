# SPDX-License-Identifier: AGPL-3.0-or-later
"""The site's words in each language, and dates as people write them; English stands in the code itself."""

from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from restante.cases.dates import PartialDate, Precision, read_date

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


MONTHS_ALONE = {
    "en": MONTHS["en"],
    "ru": (
        "январь", "февраль", "март", "апрель", "май", "июнь",
        "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
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
        return say_date(day, lang)
    return f"{day.day} {_months(lang)[day.month - 1]} {day.year}"


def say_date(day: PartialDate, lang: str) -> str:
    """As people say it, and no more than is known: `February 2019`, `about 2018`, `night of 30–31 January 2018`."""
    if day.precision is Precision.SPAN:
        start, _, end = day.text.partition("/")
        return _span(read_date(start), read_date(end), lang)
    if lang == "ru":
        plain = f"около {_point(day, lang, of=True)}" if day.about else _point(day, lang)
        return f"{plain} (под вопросом)" if day.doubtful else plain
    plain = f"about {_point(day, lang)}" if day.about else _point(day, lang)
    return f"{plain} (doubtful)" if day.doubtful else plain


def _span(start: PartialDate, end: PartialDate, lang: str) -> str:
    """Two days side by side are the night between them; anything wider is a time in which it happened."""
    if start.is_exact and end.is_exact:
        one_month = (start.first.year, start.first.month) == (end.first.year, end.first.month)
        first, last = long_date(start.first, lang), long_date(end.first, lang)
        begun = str(start.first.day) if one_month else first
        if (end.first - start.first).days == 1:
            night = f"{begun}–{last}" if one_month else f"{begun} – {last}"
            return f"ночь с {begun} на {last}" if lang == "ru" else f"night of {night}"
        return f"между {begun} и {last}" if lang == "ru" else f"between {begun} and {last}"
    if lang == "ru":
        return f"не раньше {_bound(start, lang)} и не позже {_bound(end, lang)}"
    return f"between {say_date(start, lang)} and {say_date(end, lang)}"


def _bound(day: PartialDate, lang: str) -> str:
    about = "примерно " if day.about else ""
    return f"{about}{_point(day, lang, of=True)}{' (под вопросом)' if day.doubtful else ''}"


def _point(day: PartialDate, lang: str, *, of: bool = False) -> str:
    """`of` is the Russian genitive, as after «около»."""
    year = int(day.text[:4])
    months = MONTHS if of else MONTHS_ALONE
    if day.precision is Precision.DAY:
        return f"{int(day.text[8:10])} {_months(lang)[int(day.text[5:7]) - 1]} {year}"
    if day.precision is Precision.MONTH:
        return f"{months.get(lang, MONTHS['en'])[int(day.text[5:7]) - 1]} {year}"
    if lang == "ru":
        return f"{year} {'года' if of else 'год'}"
    return str(year)


def _months(lang: str) -> tuple[str, ...]:
    return MONTHS.get(lang, MONTHS["en"])
