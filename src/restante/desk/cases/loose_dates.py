# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates as people type them, in Russian and English, made into the one form that is kept."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from restante.cases.dates import DateRefused, PartialDate, read_date

_MONTHS: Final[Mapping[str, int]] = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12, "янв": 1, "фев": 2, "мар": 3, "апр": 4, "май": 5, "мая": 5, "мае": 5, "июн": 6, "июл": 7, "авг": 8,
    "сен": 9, "окт": 10, "ноя": 11, "дек": 12,
}  # fmt: skip
_ABOUT: Final = re.compile(r"^(about|around|circa|ca?\.|approx\.?|около|примерно|приблизительно|ок\.)\s+")
_NUMBERS: Final = re.compile(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})\Z")
_WORDS: Final = re.compile(r"(?P<day>\d{1,2})?(?:st|nd|rd|th)?\s*(?P<month>[a-zа-я]{3,})\.?,?\s*(?P<year>\d{4})\Z")
_AMERICAN: Final = re.compile(r"(?P<month>[a-z]{3,})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})\Z")
_FILLER: Final = re.compile(r"\s*(\bгода\b|\bг\.|\bof\b|\bв\b|\bin\b|^on )\s*")


def date_typed(text: str) -> PartialDate | None:
    """`2019-02`, `1 февраля 2019 г.`, `Feb 2019`, `01.02.2019`, `около 2018`; nothing for nothing. Raises DateRefused.

    Digits with dots or slashes are day, month, year: the order of the languages of this desk.
    """
    plain = re.sub(r"\s+", " ", text).strip()
    if not plain:
        return None
    for form in _forms(plain):
        try:
            return read_date(form)
        except DateRefused:
            continue
    raise DateRefused(date=text)


def _forms(text: str) -> Iterator[str]:
    yield text
    low = text.lower()
    about = _ABOUT.match(low)
    if about is not None:
        low = low[about.end() :]
    low = _FILLER.sub(" ", low).strip()
    mark = "~" if about is not None else ""
    yield low + mark
    for pattern in (_NUMBERS, _AMERICAN, _WORDS):
        found = pattern.match(low)
        if found is None:
            continue
        month = found["month"]
        number = int(month) if month.isdigit() else _MONTHS.get(month[:3], 0)
        day = f"-{int(found['day']):02d}" if found["day"] else ""
        yield f"{found['year']}-{number:02d}{day}{mark}"
