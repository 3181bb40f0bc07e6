# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates as lists write them. What may be two days is not one of them: it is said, and stays as it was written."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from restante.cases.dates import DateRefused, PartialDate, read_date

_MONTHS: Final = {
    stem: number
    for number, stems in enumerate(
        ("jan янв січ", "feb фев лют", "mar мар бер", "apr апр кві", "may май мая тра", "jun июн чер", "jul июл лип",
         "aug авг сер", "sep сен вер", "oct окт жов", "nov ноя лис", "dec дек гру"), 1)
    for stem in stems.split()
}  # fmt: skip
_NOTHING: Final = {
    "?",
    "??",
    "-",
    "—",
    "–",
    "n/a",
    "na",
    "none",
    "null",
    "unknown",
    "неизвестно",
    "нет данных",
    "н/д",
    "tbd",
}
_ABOUT: Final = re.compile(r"^(?:~|c\.|ca\.?|circa|about|around|approx\.?|около|ок\.|примерно)\s*")
_TAIL: Final = re.compile(r"\s*(?:года|год|г\.?|р\.|y\.)$")
_NUMBERS: Final = re.compile(r"(\d{1,4})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{1,4})$")
_WORDS: Final = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?[\s.-]+(?:of\s+)?)?([^\W\d_]{3,})\.?[\s,-]+(\d{4})$")
_AMERICAN: Final = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$")
_EPOCH: Final = date(1899, 12, 30)


class Doubt(ValueError):
    """`code` says why the text is no date; it never leaves this package."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_dirty(written: str, order: str = "", *, serials: bool = False) -> PartialDate | None:
    """None for an empty cell. `order` is 'dmy', 'mdy', 'ymd' or '' (not known); raises Doubt."""
    text = " ".join(written.replace("\u00a0", " ").split()).casefold()
    if not text:
        return None
    if text in _NOTHING:
        raise Doubt("date-unknown")
    text, about = _ABOUT.subn("", text)
    text = _TAIL.sub("", text)
    doubtful = text.endswith("?")
    text = text.rstrip("? ")
    mark = "%" if about and doubtful else "~" if about else "?" if doubtful else ""
    text = re.sub(r"[ t]\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?(?:z|[+-]\d\d:?\d\d)?$", "", text)
    try:
        return read_date(_edtf(text, order, serials) + mark)
    except DateRefused:
        raise Doubt("date-impossible" if any(sign.isdigit() for sign in text) else "date-unread") from None


def _edtf(text: str, order: str, serials: bool) -> str:
    for form, write in _FORMS:
        if found := form.fullmatch(text):
            return write(found)
    if found := _NUMBERS.fullmatch(text):
        return _numbers(found[1], found[3], found[4], found[2], order)
    if re.fullmatch(r"\d{5}", text):
        if not serials:
            raise Doubt("date-serial")
        return (_EPOCH + timedelta(days=int(text))).isoformat()
    raise Doubt("date-unread")


def _numbers(first: str, second: str, third: str, sign: str, order: str) -> str:
    if len(first) == 4:
        return _day(int(first), int(second), int(third))
    if len(third) != 4:
        raise Doubt("date-century")
    year, left, right = int(third), int(first), int(second)
    if not year:
        raise Doubt("date-unknown")
    if order in {"dmy", "mdy"}:
        return _day(year, left, right) if order == "mdy" else _day(year, right, left)
    if sign == "." or left > 12 or left == right:
        return _day(year, right, left)
    if right > 12:
        return _day(year, left, right)
    raise Doubt("date-ambiguous")


def _month(word: str) -> int:
    try:
        return _MONTHS[word[:3]]
    except KeyError:
        raise Doubt("date-unread") from None


def _day(year: int, month: int, day: int) -> str:
    """Zeros stand for what was not known: 2019-00-00 is 2019."""
    if not year:
        raise Doubt("date-unknown")
    if not month:
        return f"{year:04d}"
    return f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day else "")


_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = tuple(
    (re.compile(form), write)
    for form, write in (
        (r"(\d{4})", lambda found: _day(int(found[1]), 0, 0)),
        (r"(\d{3})0(?:s|-е|-х|-ые)", lambda found: f"{found[1]}0/{found[1]}9"),
        (r"(\d{4})\s*(?:[-–—/]|or|или)\s*(\d{4})", lambda found: f"{found[1]}/{found[2]}"),
        (r"(\d{4})[-/.](\d{1,2})", lambda found: _day(int(found[1]), int(found[2]), 0)),
        (r"(\d{1,2})[-/.](\d{4})", lambda found: _day(int(found[2]), int(found[1]), 0)),
        (_WORDS.pattern, lambda found: _day(int(found[3]), _month(found[2]), int(found[1] or 0))),
        (_AMERICAN.pattern, lambda found: _day(int(found[3]), _month(found[1]), int(found[2]))),
        (r"(\d{4})(\d{2})(\d{2})", lambda found: _day(int(found[1]), int(found[2]), int(found[3]))),
    )
)
