# SPDX-License-Identifier: AGPL-3.0-or-later
"""Weekdays and dates in a quotation: a weekday is evidence too, and it must agree with the calendar.

Read in Russian, Ukrainian, Belarusian, English, German, French, Spanish, Portuguese, Italian and Polish.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final

_WEEKDAYS: Final = (
    "monday|понедельник*|понеділ*|понеділок|панядзел*|montag*|lundi|lunes|segunda-feira|lunedi|poniedzial*",
    "tuesday|вторник*|вівтор*|аўтор*|dienstag*|mardi|martes|terca-feira|martedi|wtorek|wtorku",
    "wednesday|среда|среду|среды|среде|середа|середу|середи|серада|сераду|mittwoch*|mercredi|miercoles|quarta-feira|mercoledi|sroda|srode",
    "thursday|четверг*|четвер|четверга|чацвер*|чацвярг*|donnerstag*|jeudi|jueves|quinta-feira|giovedi|czwartek|czwartku",
    "friday|пятниц*|пʼятниц*|п'ятниц*|п’ятниц*|пятніц*|freitag*|vendredi|viernes|sexta-feira|venerdi|piatek|piatku",
    "saturday|суббот*|субот*|субот*|samstag*|sonnabend*|samedi|sabado|sabato|sobota|sobote",
    "sunday|воскресень*|неділя|неділю|неділі|нядзел*|sonntag*|dimanche|domingo|domenica|niedziela|niedziele",
)
_MONTHS: Final = (
    "january|jan|январ*|янв|січн*|січень|студзен*|januar|janner|janvier|enero|janeiro|gennaio|stycz*",
    "february|feb|феврал*|фев|лют*|februar|fevrier|febrero|fevereiro|febbraio|lut*",
    "march|mar|март*|березн*|березень|сакавік*|marz|mars|marzo|marco|marca|marzec",
    "april|apr|апрел*|апр|квітн*|квітень|красавік*|avril|abril|aprile|kwie*",
    "may|май|мая|мае|травн*|травень|траўн*|траўня|mai|mayo|maio|maggio|maj|maja",
    "june|jun|июн*|червн*|червень|чэрвен*|juni|juin|junio|junho|giugno|czerw*",
    "july|jul|июл*|липн*|липень|ліпен*|ліпеня|juli|juillet|julio|julho|luglio|lip*",
    "august|aug|август*|авг|серпн*|серпень|жнів*|жніўня|aout|agosto|sierp*",
    "september|sept|sep|сентябр*|сент|вересн*|вересень|верас*|septembre|septiembre|setembro|settembre|wrze*",
    "october|oct|октябр*|окт|жовтн*|жовтень|кастрычнік*|oktober|octobre|octubre|outubro|ottobre|pazdz*",
    "november|nov|ноябр*|ноя|листопад*|лістапад*|novembre|noviembre|novembro|listopad*",
    "december|dec|декабр*|дек|грудн*|грудень|снежан*|снежня|dezember|decembre|diciembre|dezembro|dicembre|grud*",
)
_TOKEN = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,2}\.[0-9]{2,4}|-[0-9]{2}-[0-9]{2})?|[^\W\d_]+(?:[-'ʼ’][^\W\d_]+)*")
_ORDINAL = re.compile(r"(?<=[0-9])(?:st|nd|rd|th|er|-?го|-?е|º|ª)\b", re.IGNORECASE)
_NEAR: Final = 4  # so many words may stand between a weekday and its date
_NIGHT_TO = re.compile(
    r"в\s+ночь\s+(?:с\s+\S+\s+)?на\s+[0-9]|(?:в|у)\s+ніч\s+(?:з\s+\S+\s+)?на\s+[0-9]|nacht\s+(?:zum|auf\s+den)\s",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Weekday:
    """A weekday as the quotation writes it; `number` as in ISO 8601, Monday is 1."""

    word: str
    number: int
    at: int


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A date in a quotation; without a year, `year` is 0."""

    year: int
    month: int
    day: int
    at: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A weekday, and the date beside it if there is one."""

    weekday: Weekday
    mentioned: Mentioned | None


def weekdays_in(quotation: str) -> tuple[Pair, ...]:
    """Every weekday with the nearest date that no other weekday is nearer to."""
    written = _TOKEN.findall(_ORDINAL.sub("", quotation))
    tokens = [fold(token) for token in written]
    numbers = [_number(token, _DAY_WORDS) for token in tokens]
    days = [Weekday(written[at], number, at) for at, number in enumerate(numbers) if number]
    if not days:
        return ()
    dates = list(_dates(tokens))
    near = sorted(
        ((abs(day.at - one.at), day, one) for day in days for one in dates if abs(day.at - one.at) <= _NEAR + 1),
        key=lambda each: each[0],
    )
    taken: dict[Weekday, Mentioned] = {}
    for _, day, one in near:
        if day not in taken and one not in taken.values():
            taken[day] = one
    return tuple(Pair(day, taken.get(day)) for day in days)


def date_of(mentioned: Mentioned, year: int) -> date | None:
    """The day in the calendar; `year` stands in where the quotation has none."""
    try:
        return date(mentioned.year or year, mentioned.month, mentioned.day)
    except ValueError:
        return None


def last_before(weekday: int, day: date) -> date:
    """The latest such weekday that is not after the day: what «on Tuesday» means in an article."""
    return day - timedelta(days=(day.isoweekday() - weekday) % 7)


def tells_a_night(quotation: str) -> bool:
    """«в ночь на 31 января» is the night from the 30th: as one day it loses half of what it says."""
    return _NIGHT_TO.search(quotation) is not None


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """Lower case without accents; й and ў stay letters of their own."""
    kept = word.casefold().replace("й", "\ue000").replace("ў", "\ue001").replace("ё", "е").replace("ї", "\ue002")
    bare = "".join(one for one in unicodedata.normalize("NFD", kept) if not unicodedata.combining(one))
    return bare.replace("\ue000", "й").replace("\ue001", "ў").replace("\ue002", "ї").replace("ł", "l")


def _table(lists: tuple[str, ...]) -> tuple[dict[str, int], tuple[tuple[str, int], ...]]:
    whole: dict[str, int] = {}
    beginnings = []
    for number, words in enumerate(lists, 1):
        for word in words.split("|"):
            if word.endswith("*"):
                beginnings.append((fold(word[:-1]), number))
            else:
                whole[fold(word)] = number
    return whole, tuple(beginnings)


_DAY_WORDS: Final = _table(_WEEKDAYS)
_MONTH_WORDS: Final = _table(_MONTHS)


def _number(token: str, table: tuple[dict[str, int], tuple[tuple[str, int], ...]]) -> int:
    whole, beginnings = table
    if token in whole:
        return whole[token]
    return next((number for beginning, number in beginnings if token.startswith(beginning)), 0)


def _dates(tokens: list[str]) -> Iterator[Mentioned]:
    for at, token in enumerate(tokens):
        written = _numeric(token)
        if written is not None:
            yield Mentioned(*written, at)
    for at, (one, other) in enumerate(pairwise(tokens)):
        following = tokens[at + 2] if at + 2 < len(tokens) else ""
        link = following in {"de", "of"} and at + 3 < len(tokens)
        month_first, day_first = _number(one, _MONTH_WORDS), _number(other, _MONTH_WORDS)
        year = _year(tokens[at + 3] if link else following)
        if day_first and _is_day(one):
            yield Mentioned(year, day_first, int(one), at)
        elif month_first and _is_day(other) and not (at and _is_day(tokens[at - 1])):
            yield Mentioned(year, month_first, int(other), at)
        elif other in {"de", "of"} and _is_day(one) and _number(following, _MONTH_WORDS):
            after = tokens[at + 4] if tokens[at + 3 : at + 4] in (["de"], ["of"]) and at + 4 < len(tokens) else ""
            after = after or (tokens[at + 3] if at + 3 < len(tokens) else "")
            yield Mentioned(_year(after), _number(following, _MONTH_WORDS), int(one), at)


def _is_day(token: str) -> bool:
    return token.isdecimal() and len(token) <= 2 and 1 <= int(token) <= 31


def _year(token: str) -> int:
    return int(token) if token.isdecimal() and len(token) == 4 and 1900 <= int(token) <= 2100 else 0


def _numeric(token: str) -> tuple[int, int, int] | None:
    """2019-02-07 or 07.02.2019; with slashes nobody knows which is the month."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", token):
        year, month, day = token.split("-")
    elif re.fullmatch(r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}", token):
        day, month, year = token.split(".")
    else:
        return None
    return int(year), int(month), int(day)
