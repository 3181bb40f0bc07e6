# SPDX-License-Identifier: AGPL-3.0-or-later
"""A calendar that telephones follow: it must be well formed, and never say more than the sources do."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.cases.dates import read_date
from restante.cases.exports import case_calendar
from restante.cases.exports.lines import escape, fold
from restante.cases.exports.zones import known_zone
from restante.cases.records import Case, Claim
from tests.cases.exports.sample import CASE, DAY, hearing

Event = dict[str, str]


def read(data: bytes) -> tuple[dict[str, str], dict[str, Event]]:
    """Strictly: CRLF everywhere, no line above 75 octets, every part closed; events by the id in their UID."""
    assert data.endswith(b"\r\n")
    assert data.replace(b"\r\n", b"").count(b"\n") == data.replace(b"\r\n", b"").count(b"\r") == 0
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    calendar: dict[str, str] = {}
    events: dict[str, Event] = {}
    open_parts: list[tuple[str, dict[str, str]]] = []
    for line in data.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]:
        name, colon, value = line.partition(":")
        assert colon
        if name == "BEGIN":
            open_parts.append((value, calendar if value == "VCALENDAR" else {}))
        elif name == "END":
            part, fields = open_parts.pop()
            assert part == value
            if part == "VEVENT":
                assert {"UID", "DTSTAMP", "SEQUENCE", "STATUS", "SUMMARY"} <= fields.keys()
                assert fields["UID"] not in events
                events[fields["UID"]] = fields
        else:
            assert name not in open_parts[-1][1]
            open_parts[-1][1][name] = value
    assert not open_parts
    assert calendar["VERSION"] == "2.0"
    return calendar, events


def calendar_of(*events: object) -> dict[str, Event]:
    return read(case_calendar(Case("ivan", events=events), "Ivan", "en", DAY))[1]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("planned", "TENTATIVE"),
        ("unknown", "TENTATIVE"),
        ("postponed", "TENTATIVE"),
        ("confirmed", "CONFIRMED"),
        ("held", "CONFIRMED"),
        ("cancelled", "CANCELLED"),
    ],
)
def test_a_hearing_has_the_status_of_its_state(state: str, status: str) -> None:
    (event,) = calendar_of(hearing("h", "2026-04-01", state)).values()
    assert event["STATUS"] == status


def test_a_postponed_hearing_keeps_its_address_and_raises_its_sequence() -> None:
    planned = hearing("h", "2026-04-01", "planned", uid="h@ivan", sequence=0, changed=date(2026, 1, 1))
    later = replace(planned, when=read_date("2026-04-09"), state="postponed", sequence=1, changed=date(2026, 1, 5))
    before, after = calendar_of(planned)["h@ivan"], calendar_of(later)["h@ivan"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == ("0", "1")
    assert (before["DTSTART;VALUE=DATE"], after["DTSTART;VALUE=DATE"]) == ("20260401", "20260409")
    assert after["DTEND;VALUE=DATE"] == "20260410"
    assert before["DTSTAMP"] < after["DTSTAMP"] == "20260105T000000Z"


@pytest.mark.parametrize(
    ("when", "told"), [(None, "Put off; no new date is known."), ("2026-05", "known only as 2026-05.")]
)
def test_a_hearing_put_off_without_a_new_day_stays_where_it_was_told_and_says_so(when: str | None, told: str) -> None:
    day = Claim("c1", "happened", {"en": "Set for 1 April."}, subject="event:h", field="date", value="2026-04-01")
    later = hearing("h", when, "postponed", uid="h@ivan", sequence=4, time="10:00", zone="Europe/Moscow")
    case = Case("ivan", claims=(replace(day, value_kind="date"),), events=(later,))
    (event,) = read(case_calendar(case, "Ivan", "en", DAY))[1].values()
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("h@ivan", "4", "TENTATIVE")
    assert event["DTSTART;TZID=Europe/Moscow"] == "20260401T100000"
    assert event["SUMMARY"].endswith("(postponed)")
    assert told in event["DESCRIPTION"].replace("\\;", ";")


@pytest.mark.parametrize("when", ["0001-01-01", "0987-06-05", "1900-01-01", "2100-12-31", "9999-12-31"])
def test_the_ends_of_time_stop_no_calendar(when: str) -> None:
    far = hearing("far", when, time="10:00", zone="Europe/Berlin")
    near = hearing("near", "2026-07-01", time="10:00", zone="Europe/Berlin")
    data = case_calendar(Case("ivan", events=(far, near)), "Ivan", "en", DAY)
    events = read(data)[1]
    starts = [value for name, value in events["far@ivan.restante"].items() if name.startswith("DTSTART")]
    assert starts[0][:8] == when.replace("-", "")
    assert events["near@ivan.restante"]["DTSTART;TZID=Europe/Berlin"] == "20260701T100000"
    assert len(data) < 8_000


@pytest.mark.parametrize("name", ["Europe/../Moscow", "../etc/passwd", "Europe", "Europe/", "Europe/Nowhere", "a/b\0"])
def test_what_is_no_zone_is_none(name: str) -> None:
    assert known_zone(name) is None


def test_an_event_without_an_address_gets_one_that_stays_when_its_facts_change() -> None:
    one, other = hearing("h", "2026-04-01"), hearing("h", "2027-01-01", "cancelled")
    assert list(calendar_of(one)) == list(calendar_of(other)) == ["h@ivan.restante"]


def test_only_exact_days_are_in_the_calendar_and_it_says_how_many_are_not() -> None:
    calendar, events = read(case_calendar(CASE, "Ivan Tverdov", "en", DAY))
    assert [uid.partition("@")[0] for uid in events] == ["e1", "e2", "e3", "kept", "e7"]
    assert "Left out because no exact day is known: 3." in calendar["X-WR-CALDESC"]
    assert "Facts as of 2026-02-20." in calendar["X-WR-CALDESC"]


def test_an_event_that_was_withdrawn_is_gone() -> None:
    left = replace(CASE, events=tuple(event for event in CASE.events if event.id != "e2"))
    data = case_calendar(left, "Ivan", "en", DAY)
    assert b"e2@" not in data
    assert b"VTIMEZONE" not in data  # nor is its zone left behind


def test_a_time_stands_only_in_a_zone_that_is_carried_along() -> None:
    data = case_calendar(CASE, "Ivan", "en", DAY)
    events = read(data)[1]
    assert events["e2@ivan-tverdov.restante"]["DTSTART;TZID=Europe/Moscow"] == "20260402T103000"
    assert b"TZID:Europe/Moscow\r\n" in data
    assert b"TZOFFSETTO:+0300\r\n" in data
    unknown = events["e7@ivan-tverdov.restante"]
    assert unknown["DTSTART;VALUE=DATE"] == "20260407"
    assert "Time as announced: 09:00 (their time)." in unknown["DESCRIPTION"]


def test_the_changes_of_summer_time_are_carried_along() -> None:
    berlin = hearing("h", "2026-07-01", time="10:00", zone="Europe/Berlin")
    data = case_calendar(Case("i", events=(berlin,)), "I", "de", DAY).replace(b"\r\n", b"\n")
    assert b"BEGIN:DAYLIGHT\nDTSTART:20260329T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nTZNAME:CEST\n" in data
    assert b"BEGIN:STANDARD\nDTSTART:20261025T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nTZNAME:CET\n" in data


def test_an_event_says_of_what_day_its_facts_are_and_who_says_them() -> None:
    (first, *_) = read(case_calendar(CASE, "Ivan", "ru", DAY))[1].values()
    assert "Сведения на 2026-02-20." in first["DESCRIPTION"]
    assert "По сообщениям: The Paper\\; A blog." in first["DESCRIPTION"]
    assert "Даты указаны так" in first["DESCRIPTION"]


def test_the_same_case_gives_the_same_bytes_whatever_the_order_of_its_events() -> None:
    turned = replace(CASE, events=CASE.events[::-1])
    assert case_calendar(CASE, "Ivan", "en", DAY) == case_calendar(turned, "Ivan", "en", DAY)


@settings(max_examples=60)
@given(st.text(max_size=120))
def test_no_text_breaks_a_line_or_opens_another(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    folded = fold(f"SUMMARY:{escape(text)}")
    read_lines = folded.replace(b"\r\n ", b"").split(b"\r\n")
    assert len(read_lines) == 2
    for line in folded.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
