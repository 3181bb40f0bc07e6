# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a case asks people to come to, as a calendar (RFC 5545) that a telephone can follow.

Only days that are known exactly: a month or a year would fill a calendar with days that nobody named. Those left out
are counted in the calendar's description. A time stands only with a known zone, or it would move with the reader.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from restante.cases.dates import DateRefused, read_date
from restante.cases.exports.lines import escape, unite
from restante.cases.exports.zones import can_be_told, known_zone, zone_lines
from restante.cases.records import Case, Event, Text2
from restante.cases.terms import label

KINDS: Final = frozenset(
    ("remand_hearing", "hearing", "verdict", "appeal_decision", "cassation_decision", "solidarity_action")
)
"""Always in the calendar; anything else only while it is still ahead or was called off."""

STATES: Final = frozenset(("planned", "confirmed", "postponed", "cancelled"))
CALLED_OFF: Final = frozenset(("postponed", "cancelled"))
DAY_FIELDS: Final = frozenset(("date", "when"))
STATUS: Final = {"confirmed": "CONFIRMED", "held": "CONFIRMED", "cancelled": "CANCELLED"}  # the others are TENTATIVE

_TIME = re.compile(r"(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9])\Z")

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "calendar": "{name}: hearings",
        "facts": "Facts as of {day}.",
        "sources": "Dates are as the sources give them; ask the court before you travel.",
        "left_out": "Left out because no exact day is known: {count}.",
        "state": "State: {state}.",
        "said": "According to: {sources}.",
        "time": "Time as announced: {time} ({zone}).",
        "no_zone": "time zone not known",
        "new_day": "Put off; the new date is known only as {day}.",
        "no_new_day": "Put off; no new date is known.",
    },
    "ru": {
        "calendar": "{name}: заседания",
        "facts": "Сведения на {day}.",
        "sources": "Даты указаны так, как их дают источники; прежде чем ехать, уточните в суде.",
        "left_out": "Не вошли, потому что точный день неизвестен: {count}.",
        "state": "Состояние: {state}.",
        "said": "По сообщениям: {sources}.",
        "time": "Объявленное время: {time} ({zone}).",
        "no_zone": "часовой пояс неизвестен",
        "new_day": "Отложено; о новой дате известно только: {day}.",
        "no_new_day": "Отложено; новая дата неизвестна.",
    },
}


@dataclass(frozen=True, slots=True)
class _Told:
    """What every event of one calendar shares; `sources` are by the event's id."""

    name: str
    lang: str
    day: date
    facts: str
    sources: Mapping[str, list[str]]


def case_calendar(case: Case, name: str, lang: str, day: date) -> bytes:
    """`name` is the person's, for titles; `day` is the edition's, for events that do not know when they changed."""
    told = _Told(name, lang, day, _facts(case, lang, day), _said_by(case))
    wanted, shown = _dated(case)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Restante//Case calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escape(_say(lang, 'calendar', name=name))}",
        f"X-WR-CALDESC:{escape(_about(told, len(wanted) - len(shown)))}",
    ]
    years: dict[str, set[int]] = {}
    for on, event in shown:
        if _clock(event, on) is not None:
            years.setdefault(event.zone, set()).add(on.year)
    for zone in sorted(years):
        lines.extend(zone_lines(zone, years[zone]))
    for on, event in shown:
        lines.extend(_event(case, event, on, told))
    return unite([*lines, "END:VCALENDAR"])


def has_calendar(case: Case) -> bool:
    """Whether there is a day to come to: a calendar without an event is none (RFC 5545, 3.6)."""
    return bool(_dated(case)[1])


def _dated(case: Case) -> tuple[list[Event], list[tuple[date, Event]]]:
    """What people are asked to come to, and of it what has a day, in the order of days."""
    wanted = [event for event in case.events if event.kind in KINDS or event.state in STATES]
    claimed = _claimed_days(case) if any(event.state in CALLED_OFF for event in wanted) else {}
    dated = ((_day(event, claimed), event) for event in wanted)
    shown = sorted(((on, event) for on, event in dated if on), key=lambda pair: (pair[0], pair[1].time, pair[1].id))
    return wanted, shown


def _day(event: Event, claimed: Mapping[str, date]) -> date | None:
    """What was put off or called off stays on the day that was told, else it would stand unchanged where it is kept."""
    if event.when is not None and event.when.is_exact:
        return event.when.first
    return claimed.get(event.id) if event.state in CALLED_OFF else None


def _claimed_days(case: Case) -> dict[str, date]:
    """The last exact day that somebody claimed for each event."""
    found: dict[str, date] = {}
    for claim in case.claims:
        kind, _, name = claim.subject.partition(":")
        if kind != "event" or claim.field not in DAY_FIELDS or claim.value_kind != "date":
            continue
        try:
            told = read_date(claim.value)
        except DateRefused:
            continue
        if told.is_exact:
            found[name] = max(told.first, found.get(name, told.first))
    return found


def _said_by(case: Case) -> dict[str, list[str]]:
    """Who tells of an event: the sources of its claims, each once, in the order of the case."""
    named = {source.id: source.publisher or source.title for source in case.sources}
    naming: dict[str, list[str]] = {}
    for event in case.events:
        for claim in event.claims:
            naming.setdefault(claim, []).append(event.id)
    found: dict[str, dict[str, None]] = {}
    for one in case.claims:
        kind, _, subject = one.subject.partition(":")
        for event_id in {*naming.get(one.id, ()), *([subject] if kind == "event" else [])}:
            said = (named[citation.source] for citation in one.citations if citation.source in named)
            found.setdefault(event_id, {}).update(dict.fromkeys(said))
    return {event_id: list(said) for event_id, said in found.items()}


def _event(case: Case, event: Event, on: date, told: _Told) -> Iterator[str]:
    stamp = f"{_digits(event.changed or told.day)}T000000Z"
    yield "BEGIN:VEVENT"
    yield f"UID:{escape(event.uid or f'{event.id}@{case.person}.restante')}"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"SEQUENCE:{event.sequence}"
    clock = _clock(event, on)
    if clock is None:
        yield f"DTSTART;VALUE=DATE:{_digits(on)}"
        if on < date.max:  # which is one day without it, too
            yield f"DTEND;VALUE=DATE:{_digits(on + timedelta(days=1))}"
        yield "TRANSP:TRANSPARENT"
    else:
        yield f"DTSTART;TZID={event.zone}:{datetime.combine(on, clock):%Y%m%dT%H%M%S}"
    yield f"STATUS:{STATUS.get(event.state, 'TENTATIVE')}"
    state = "" if event.state == "held" else f" ({label('event_state', event.state, told.lang)})"
    yield "SUMMARY:" + escape(f"{told.name}: {label('event_kind', event.kind, told.lang)}{state}")
    yield f"DESCRIPTION:{escape(_describe(event, on, told))}"
    if event.place:
        yield f"LOCATION:{escape(_text(event.place, told.lang))}"
    yield "END:VEVENT"


def _describe(event: Event, on: date, told: _Told) -> str:
    lang = told.lang
    parts = [_text(event.text, lang), _say(lang, "state", state=label("event_state", event.state, lang))]
    if event.state == "postponed" and not (event.when is not None and event.when.is_exact):
        parts.append(_say(lang, "new_day", day=str(event.when)) if event.when else _say(lang, "no_new_day"))
    if event.time and _clock(event, on) is None:
        zone = event.zone or _say(lang, "no_zone")
        parts.append(_say(lang, "time", time=event.time, zone=zone))
    said = told.sources.get(event.id, ())
    if said:
        parts.append(_say(lang, "said", sources="; ".join(said)))
    parts.extend((_say(lang, "sources"), told.facts))
    return "\n".join(part for part in parts if part)


def _about(told: _Told, left_out: int) -> str:
    more = [_say(told.lang, "left_out", count=left_out)] if left_out else []
    return " ".join([told.facts, _say(told.lang, "sources"), *more])


def _facts(case: Case, lang: str, day: date) -> str:
    return _say(lang, "facts", day=(case.facts_as_of or day).isoformat())


def _digits(day: date) -> str:
    """Not by strftime, which writes the year 987 with three digits on some machines."""
    return day.isoformat().replace("-", "")


def _clock(event: Event, on: date) -> time | None:
    """The announced time, if the zone is one that a calendar can compute with."""
    found = _TIME.match(event.time)
    if found is None or not can_be_told(on.year) or known_zone(event.zone) is None:
        return None
    return time(int(found["hour"]), int(found["minute"]))


def _text(text: Text2, lang: str) -> str:
    return text.get(lang) or text.get("en") or next(iter(text.values()), "")


def _say(lang: str, key: str, **fields: object) -> str:
    return WORDS.get(lang, WORDS["en"])[key].format(**fields)
