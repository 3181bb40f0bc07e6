# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates as lists write them. What may be two days is not one of them: it is said, and stays as it was written."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from restante.cases.dates import DateRefused, PartialDate, read_date
from restante.cases.lists.spelling import tidy

_MONTHS: Final = {
    stem: number
    for number, stems in enumerate(
        ("jan янв січ сту", "feb фев лют", "mar мар бер сак", "apr апр кві кра", "may май мая мае тра",
         "jun июн чер чэр",
         "jul июл лип ліп", "aug авг сер жні", "sep сен вер", "oct окт жов кас", "nov ноя лис ліс", "dec дек гру сне"),
        1)
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
    "нет",
    "не известно",
    "не указано",
    "невядома",
    "невідомо",
}
_ABOUT: Final = re.compile(
    r"^(?:~|c\.|ca\.?|c(?=\s*\d{4}$)|circa|about|around|approx\.?|около|ок\.|примерно|приблизно|каля)\s*"
)
_SINCE: Final = re.compile(
    r"^(?:с|в|in|у|c(?=.*[гр]\.?$)|з|since|from|от|арестован[аы]?|задержан[аы]?|род\.?)\s+(?=\S)"
)
_PART: Final = re.compile(
    r"^(?:в\s+)?(?:начал[оеа]|середин[аеы]|кон(?:ец|це|ца)|первая половина|вторая половина|early|mid|late|пачатак|канец"
    r"|початок|кінець|the (?:beginning|end) of)[\s-]+"
)
_TAIL: Final = re.compile(r"\s*(?:года|годы|году|год|гг?\.?|г\.\s*р\.?|рр?\.|року|рік|y\.|г\.н\.э\.)$")
_SEASONS: Final = {
    "весна": (3, 5), "весной": (3, 5), "весны": (3, 5), "вясна": (3, 5), "навесні": (3, 5), "spring": (3, 5),
    "лето": (6, 8), "летом": (6, 8), "лета": (6, 8), "літо": (6, 8), "влітку": (6, 8), "summer": (6, 8),
    "осень": (9, 11), "осенью": (9, 11), "осени": (9, 11), "восень": (9, 11), "осінь": (9, 11), "восени": (9, 11),
    "autumn": (9, 11), "fall": (9, 11),
    "зима": (), "зимой": (), "зимы": (), "зіма": (), "взимку": (), "winter": (),
}  # fmt: skip
"""Months of a season; a winter lies in two years, and nobody says in which."""
_SEASON: Final = re.compile(r"(?:(?:in|в)\s+(?:the\s+)?)?([^\W\d_]+)(?:\s+of)?\s+(\d{4})$")
_SPAN: Final = re.compile(r"(.*\d)\s*(?:\s-\s|[–—]|(?<=\d{4})-(?=\d\d?\.)|\s(?:по|до|to|till|until)\s)\s*(.*\d)$")
_DAYS: Final = re.compile(r"(\d{1,2})\s*[-–—]\s*(\d{1,2})([\s.]+(?:[^\W\d_]{3,}|\d{1,2})[\s.]+\d{4})$")
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
    text = tidy(written).casefold().lstrip("'")
    if not text:
        return None
    if text in _NOTHING or not any(sign.isalnum() for sign in text):
        raise Doubt("date-unknown")
    try:
        return read_date(_marked(text, order, serials))
    except DateRefused:
        raise Doubt("date-impossible" if any(sign.isdigit() for sign in text) else "date-unread") from None


def _marked(text: str, order: str, serials: bool) -> str:
    """As EDTF, with the marks of what is about so or doubtful."""
    text = _SINCE.sub("", text)
    text, about = _ABOUT.subn("", text)
    text = _PART.sub("", _TAIL.sub("", text))
    doubtful = text.endswith(("?", "(?)"))
    text = text.rstrip("?() ")
    text = re.sub(r"[ t]\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?(?:z|[+-]\d\d:?\d\d)?$", "", text)
    mark = "%" if about and doubtful else "~" if about else "?" if doubtful else ""
    told = _edtf(_TAIL.sub("", text), order, serials)
    return "/".join(part + mark for part in told.split("/"))


def _edtf(text: str, order: str, serials: bool) -> str:
    if (found := _SEASON.fullmatch(text)) and found[1] in _SEASONS:
        return _season(found[1], found[2])
    for form, write in _FORMS:
        if found := form.fullmatch(text):
            return write(found)
    if found := _NUMBERS.fullmatch(text):
        return _numbers(found[1], found[3], found[4], found[2], order)
    if found := _DAYS.fullmatch(text):
        return f"{_edtf(found[1] + found[3], order, serials)}/{_edtf(found[2] + found[3], order, serials)}"
    if (found := _SPAN.fullmatch(text)) and not _SPAN.fullmatch(found[1]):
        parts = [_edtf(_TAIL.sub("", found[side].strip()), order, serials) for side in (1, 2)]
        if not any("/" in part for part in parts):
            return "/".join(parts)
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text):
        if not serials:
            raise Doubt("date-serial")
        return (_EPOCH + timedelta(days=int(text[:5]))).isoformat()
    raise Doubt("date-unread")


def _season(word: str, year: str) -> str:
    if not (months := _SEASONS[word]):
        raise Doubt("date-winter")
    return f"{year}-{months[0]:02d}/{year}-{months[1]:02d}"


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
