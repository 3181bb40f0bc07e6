# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates as people write them in a dozen languages; a date that could be two days is none."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

_MONTHS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december"),
    "ru": ("январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр"),
    "uk": ("січ", "лют", "берез", "квіт", "трав", "черв", "лип", "серп", "верес", "жовт", "листопад", "груд"),
    "be": ("студзен", "лют", "сакавік", "красавік", "ма", "чэрвен", "ліпен", "жні", "верас", "кастрычнік",
           "лістапад", "снеж"),
    "de": ("januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
           "dezember"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre"),
    "it": ("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre",
           "novembre", "dicembre"),
    "pt": ("janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro",
           "novembro", "dezembro"),
    "pl": ("stycz", "lut", "mar", "kwie", "maj", "czerw", "lip", "sierp", "wrze", "paździer", "listopad", "grud"),
    "nl": ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
           "november", "december"),
    "cs": ("led", "únor", "březn", "dub", "květ", "červ", "červen", "srp", "září", "říj", "listopad", "prosin"),
    "sv": ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober",
           "november", "december"),
    "tr": ("ocak", "şubat", "mart", "nisan", "mayıs", "haziran", "temmuz", "ağustos", "eylül", "ekim", "kasım",
           "aralık"),
    "fi": ("tammiku", "helmiku", "maalisku", "huhtiku", "toukoku", "kesäku", "heinäku", "eloku", "syysku", "lokaku",
           "marrasku", "jouluku"),
}  # fmt: skip
_STEMS: Final = {"ru", "uk", "be", "pl", "cs", "fi"}
"""Languages whose months are given by stems, since they are declined."""
_ENDS: Final = {
    "ru": "|ь|я|а|е|й|ю", "uk": "|ень|ня|ні|ий|ого|ому|а|і", "be": "|ь|я|а|ы|і|ага|вень|ўня|ень|ня",
    "pl": "|eń|nia|y|ego|zec|ca|iec|cień|tnia|j|a|wiec|wca|ień|ń|sień|śnia|nik|nika|zień|dzień|dnia",
    "cs": "|en|na|a|or|ora|ez|ezna|ec|ce|e|ad|adu", "fi": "u|un|uta|uussa|n|ussa",
}  # fmt: skip
_SHORT: Final = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mar", "apr", "", "jun", "jul", "aug", "sep sept", "oct", "nov", "dec"), 1
    )
    for name in names.split()
}
_NAME: Final = r"[^\W\d_]{2,14}\.?"
_DAY: Final = r"(?P<day>\d{1,2})(?:\s*(?:<sup>)?\s*(?:st|nd|rd|th|er|º|°|ª|\.|-го|-е)\s*(?:</sup>)?)?"
_YEAR: Final = r"(?P<year>1[0-9]{3}|20[0-9]{2})"
_SHAPES: Final = tuple(
    re.compile(rf"(?<![\w.-]){shape}(?:\s*(?:г\.?|года|року|г\.|р\.))?(?!\w|[-./]\d)", re.IGNORECASE)
    for shape in (
        rf"{_YEAR}-(?P<month>\d{{2}})-(?P<day>\d{{2}})",
        rf"{_DAY},?\s+(?:of\s+|de\s+|d[’'])?(?P<name>{_NAME}),?\s+(?:de[l]?\s+)?{_YEAR}",
        rf"(?P<name>{_NAME})\s+{_DAY},?\s+{_YEAR}",
        rf"{_YEAR}\s+(?P<name>{_NAME})\s+(?P<day>\d{{1,2}})",
        rf"(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}",
        rf"(?P<one>\d{{1,2}})/(?P<two>\d{{1,2}})/{_YEAR}",
        rf"{_YEAR}-(?P<month>\d{{2}})",
        rf"(?P<name>{_NAME}),?\s+(?:de[l]?\s+)?{_YEAR}",
        rf"{_YEAR}",
    )
)


def month_number(name: str) -> int:
    """1 to 12, or 0 for what is no month in any language known here."""
    name = name.lower().rstrip(".").replace("’", "'")
    if name in _SHORT:
        return _SHORT[name]
    for lang, months in _MONTHS.items():
        for number, month in enumerate(months, 1):
            if name == month or (lang in _STEMS and re.fullmatch(f"{month}(?:{_ENDS[lang]})", name)):
                return number
    return 0


def find_date(text: str) -> tuple[str, int, int] | None:
    """The first and fullest date in a line: YYYY, YYYY-MM or YYYY-MM-DD, and where it stands."""
    for shape in _SHAPES:
        for found in shape.finditer(text):
            if value := _value(found.groupdict()):
                return value, found.start(), found.end()
    return None


def read_date(text: str) -> str:
    """The date that a line consists of, else ""."""
    text = text.strip()
    found = find_date(text)
    if not found:
        return ""
    value, start, end = found
    return value if not re.search(r"\w", text[:start] + text[end:]) else ""


def read_day(text: str) -> date | None:
    """A whole day, else None."""
    value = read_date(text)
    return date.fromisoformat(value) if len(value) == 10 else None


def _value(parts: Mapping[str, str | None]) -> str:
    year = parts["year"]
    month = int(parts.get("month") or 0)
    if name := parts.get("name"):
        month = month_number(name)
        if not month:
            return ""
    day = int(parts.get("day") or 0)
    if parts.get("one"):
        one, two = int(parts["one"] or 0), int(parts["two"] or 0)
        if one <= 12 and two <= 12 and one != two:
            return ""  # which is the month depends on the country
        month, day = (one, two) if one <= 12 else (two, one)
    if not month:
        return f"{year}" if not parts.get("month") else ""
    try:
        whole = date(int(year or 0), month, day or 1)
    except ValueError:
        return ""
    return whole.isoformat() if day else whole.isoformat()[:7]
