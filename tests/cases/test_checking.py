# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a machine can see in a case: each slip is found, and its honest neighbour is left alone."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from restante.cases.dates import read_date
from restante.cases.evidence import Finding, checks
from restante.cases.evidence.weekdays import weekdays_in
from restante.cases.records import (
    Action,
    Charge,
    ClaimLink,
    CustodyPeriod,
    Event,
    LawArticle,
    Proceeding,
)
from tests.cases.telling import case, cite, claim, source

TODAY = date(2024, 6, 1)


def found(findings: Iterable[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def of_quotation(quotation: str, value: str = "", published: str = "2019-02-13", others: str = "") -> list[str]:
    one = claim("c1", cite("s1", quotation), value=value, kind="date" if value else "")
    more = (claim("c2", cite("s2"), value=others, kind="date"),) if others else ()
    return found(checks(case(one, *more, sources=(source("s1", published=published),))))


@pytest.mark.parametrize(
    "quotation",
    [
        "the hearing on Monday, October 13, 2020",
        "в понедельник, 13 октября 2020 года",
        "у понеділок, 13 жовтня 2020 року",
        "у панядзелак, 13 кастрычніка 2020",
        "am Montag, dem 13. Oktober 2020",
        "le lundi 13 octobre 2020",
        "el lunes 13 de octubre de 2020",
        "segunda-feira, 13 de outubro de 2020",
        "lunedì 13 ottobre 2020",
        "w poniedziałek 13 października 2020",
        "13.10.2020 (понедельник)",
        "2020-10-13, Monday",
        "on 13 October 2020, a Monday",
        "Monday the 13th of October 2020",
    ],
)
def test_a_weekday_that_disagrees_with_its_date_is_found(quotation: str) -> None:
    assert of_quotation(quotation) == ["weekday-differs"]
    assert "weekday-differs" not in of_quotation(quotation.replace("13", "12"))


def test_a_date_without_a_year_takes_it_from_the_value_or_the_article() -> None:
    assert of_quotation("on Monday, October 13", value="2020-10-13") == ["weekday-differs"]
    assert of_quotation("on Monday, January 18", published="2021-01-18") == []
    assert of_quotation("on Monday, January 18", published="2022-01-18") == ["weekday-differs"]


def test_each_weekday_goes_with_its_own_date() -> None:
    two = "On Thursday, 7 February 2019, he was let go; on Tuesday, 12 February 2019, he was seen."
    assert of_quotation(two) == []
    pairs = weekdays_in("во вторник заседание, а в пятницу, 15 мая 2020, отпустили")
    assert [pair.mentioned is None for pair in pairs] == [True, False]


def test_may_and_march_in_running_text_are_no_dates() -> None:
    assert [pair.mentioned for pair in weekdays_in("On Monday 5 people may march")] == [None]


def test_a_weekday_alone_is_the_last_one_before_the_article() -> None:
    assert of_quotation("released him on Tuesday", value="2019-02-12") == []
    assert of_quotation("released him on Tuesday", value="2019-02-07") == ["weekday-against-value"]
    assert of_quotation("released him on Tuesday", "2019-02-12", others="2019-02-07") == ["weekday-against-others"]
    assert of_quotation("released him on Tuesday", "2019-02-07", published="2019-02") == []


def test_a_night_to_the_next_day_is_not_one_day() -> None:
    assert of_quotation("В ночь на 31 января разбили окно", value="2018-01-31") == ["night-as-day"]
    assert of_quotation("В ночь на 31 января разбили окно", value="2018-01-30/2018-01-31") == []


def test_no_quotation_no_citation() -> None:
    assert found(checks(case(claim("c1", cite("s1", " "))))) == ["no-quotation"]
    assert found(checks(case(claim("c1")))) == ["no-source"]
    assert found(checks(case(claim("c1", cite("s1", "", stance="silent"))))) == []
    assert found(checks(case(claim("c1", cite("s1", "so " * 300))))) == ["long-quotation"]


def test_time_served_is_not_the_term_imposed() -> None:
    term = claim("c1", cite("s1"), value="P6Y", kind="span", field="term")
    served = claim("c2", cite("s2"), value="P72M", kind="span", field="served")
    assert [(one.key, one.code) for one in checks(case(term, served))] == [("claim:c2", "served-is-imposed")]
    assert found(checks(case(term, replace(served, value="P5Y9M")))) == []


def test_a_term_of_nothing_may_be_a_silence() -> None:
    nothing = claim("c1", cite("s1"), value="P0Y", kind="span", field="prison-part")
    assert found(checks(case(nothing))) == ["nothing-from-silence"]
    silent = replace(nothing, citations=(cite("s1", stance="silent"),))
    assert found(checks(case(silent))) == []


@pytest.mark.parametrize(
    ("text", "quotation"),
    [
        ("He was released.", "His name is no longer on the list."),
        ("Освобождён в мае.", "Он больше не значится в перечне."),
        ("Его отпустили.", "Имя исчезло, его нет в списке."),
    ],
)
def test_a_release_is_not_read_from_a_silence(text: str, quotation: str) -> None:
    one = claim("c1", cite("s1", quotation), text={"ru": text}, field="status")
    assert found(checks(case(one))) == ["release-from-silence"]
    honest = replace(one, text={"en": "No longer on the list since May.", "ru": "С мая нет в списке."})
    assert found(checks(case(honest))) == []
    told = replace(one, citations=(cite("s1", "Он освобождён и больше не значится в перечне."),))
    assert found(checks(case(told))) == []


def test_a_release_from_sources_that_are_silent_is_found() -> None:
    one = claim("c1", cite("s1", stance="silent"), subject="event:e1")
    whole = case(one, events=(Event("e1", "release", None, {"en": "Release"}),))
    assert found(checks(whole)) == ["release-from-silence"]


@pytest.mark.parametrize(
    "text",
    [
        "The terrorist was taken away.",
        "Преступника увезли.",
        "Он виновен.",
        "Террориста увезли.",
        "The guilty man left.",
    ],
)
def test_guilt_is_never_said_in_our_own_voice(text: str) -> None:
    voiced = replace(claim("c1", cite("s1")), text={"ru": text}, says=None)
    assert "guilt-in-own-voice" in found(checks(case(voiced)))
    said = replace(voiced, says={"en": "the prosecutor"})
    assert found(checks(case(said))) == []
    event = Event("e1", "verdict", None, {"en": text}, claims=("c1",))
    assert "guilt-in-own-voice" in found(checks(case(said, events=(event,))))
    thread = Proceeding("p1", {"en": text})
    assert "guilt-in-own-voice" in found(checks(case(said, proceedings=(thread,))))


@pytest.mark.parametrize(
    "text",
    [
        "A criminal case was opened under the Criminal Code.",
        "He pleaded not guilty.",
        "Суд признал, что он не виновен.",
        "Внесён в перечень террористов и экстремистов.",
        "Дело о хулиганстве и о терроризме.",
    ],
)
def test_names_of_laws_lists_and_crimes_are_no_guilt(text: str) -> None:
    voiced = replace(claim("c1", cite("s1")), text={"ru": text}, says=None)
    assert found(checks(case(voiced))) == ["nobody-says"]


def test_the_heat_of_a_source_stays_in_the_quotation() -> None:
    own = replace(claim("c1", cite("s1", "a brutal search")), text={"en": "A brutal, notorious search."}, says=None)
    assert found(checks(case(own))) == ["adjective-of-source", "heated-word", "nobody-says"]
    assert found(checks(case(replace(own, says={"en": "his mother"})))) == []


def test_a_status_above_its_evidence_is_found() -> None:
    high = claim("c1", cite("s1"), status="established")
    assert found(checks(case(high))) == ["status-above-evidence"]
    assert "«утверждается»" in checks(case(high))[0].say("ru")


def test_refuted_needs_an_established_claim_against_it() -> None:
    one = claim("c1", cite("s1"), status="refuted")
    other = claim("c2", cite("s2"), attribution="official_admits", field="other")
    assert found(checks(case(one))) == ["refuted-without-ground"]
    assert found(checks(case(one, other, links=(ClaimLink("c1", "contradicts", "c2", {"en": "x"}),)))) == []


def test_a_contradiction_wants_its_reason() -> None:
    pair = claim("c1", cite("s1")), claim("c2", cite("s2"))
    assert found(checks(case(*pair, links=(ClaimLink("c1", "contradicts", "c2"),)))) == ["contradiction-without-reason"]


def test_a_value_that_cannot_be_read_is_found() -> None:
    for kind in ("date", "span", "number"):
        one = claim("c1", cite("s1"), value="about six", kind=kind)  # type: ignore[arg-type]  # the three kinds
        assert found(checks(case(one))) == ["value-unreadable"]


def period(name: str, start: str, end: str, **more: object) -> CustodyPeriod:
    return CustodyPeriod(name, "unknown", read_date(start), read_date(end), **more)  # type: ignore[arg-type]


def test_periods_that_overlap_undeclared_or_end_before_they_begin_are_found() -> None:
    two = period("a", "2019", "2021-01-01"), period("b", "2020-06-01", "2022")
    assert found(checks(case(custody=two))) == ["custody-overlap"]
    assert found(checks(case(custody=(two[0], replace(two[1], concurrent=True))))) == []
    assert found(checks(case(custody=(period("a", "2019-02-07", "2019-02-01"),)))) == ["end-before-start"]
    assert found(checks(case(custody=(period("a", "2019-02-07", "2019-02"),)))) == []


def test_charges_and_actions_that_end_before_they_begin_are_found() -> None:
    charge = Charge("k", "", LawArticle("", "CC", "1"), read_date("2020"), read_date("2019"))
    action = Action("a", "letter", {"en": "Write."}, opens=date(2024, 2, 1), closes=date(2024, 1, 1))
    assert found(checks(case(charges=(charge,), actions=(action,)))) == ["end-before-start"] * 2


def test_what_was_planned_for_a_day_that_is_over_is_found_when_the_day_is_known() -> None:
    one = claim("c1", cite("s1"), subject="event:e1")
    planned = case(one, events=(Event("e1", "hearing", read_date("2024-05-01"), {"en": "x"}, state="planned"),))
    assert found(checks(planned, TODAY)) == ["planned-in-the-past"]
    assert found(checks(planned)) == []
    assert found(checks(planned, date(2024, 5, 1))) == []
    held = case(one, events=(Event("e1", "hearing", read_date("2024-07"), {"en": "x"}),))
    assert found(checks(held, TODAY)) == ["held-in-the-future"]


def test_an_event_that_nobody_tells_and_a_source_twice_are_found() -> None:
    events = (Event("e1", "hearing", None, {"en": "x"}),)
    twins = (source("s1", url="https://a.example/x/"), source("s2", url="http://a.example/x"))
    assert found(checks(case(sources=twins, events=events))) == ["event-without-claim", "source-twice"]


def test_the_order_of_records_makes_no_difference() -> None:
    one, other = claim("c1", cite("s1", "")), claim("c2", cite("s2", "on Monday, October 13, 2020"))
    assert checks(case(one, other)) == checks(case(other, one))
