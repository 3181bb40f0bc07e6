# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists of claims as researchers keep them: everything arrives, nothing is invented, no side is chosen."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from restante.cases.claim_course import subject_and_field
from restante.cases.claim_speakers import connection_code, speaker_code
from restante.cases.codec import CaseFileRefused, UnknownCode, UnknownKey, UnknownReference
from restante.cases.custody import days_between
from restante.cases.dates import read_date
from restante.cases.evidence import checks, differences, standing
from restante.cases.evidence.wording import guilt_in
from restante.cases.reading import read_case_file
from restante.cases.records import CaseFile
from restante.cases.terms import label
from restante.cases.writing import canonical, digest_of, file_json


def row(name: str, told: str, value: object, quote: str = "So it was said.", **more: object) -> dict[str, object]:
    return {
        "id": name,
        "field": told,
        "value": value,
        "source": "daily-1",
        "quote": quote,
        "quote_language": "en",
        "said_by": "reporter",
        **more,
    }


def day(text: str, **more: object) -> dict[str, object]:
    return {"edtf": text, "precision": "day", **more}


def listed() -> dict[str, Any]:
    """An invented case of a woman taken twice."""
    return {
        "_meta": {"what": "invented"},
        "sources": [
            {
                "id": "daily-1",
                "url": "https://daily.example/1",
                "publisher": "Daily",
                "published": "2021-03-05",
                "language": "en",
                "material_type": "newspaper write-up",
                "connection": "third party: reporter, present",
                "copy_of": "wire story 7",
                "relays": ["Wire"],
                "date_note": "day inferred",
            },
            {"id": "card", "publisher": "Union", "published": "undated", "connection": "human rights NGO"},
        ],
        "claims": [
            row("c01", "event:first-detention/date", day("2021-03-01", note="morning")),
            row("c02", "event:first-detention/date", day("2021-03-03"), said_by="lawyer A. Orme, through reporter"),
            row("c03", "event:first-detention/date", day("2020"), ""),
            row("c04", "event:crowd/number-detained", 12, trap="counted twice"),
            row("c05", "charge:window/article", "CC 214", source="card", said_by="Union"),
            row("c06", "charge:window/article", "CC 213(2)", relation="reclassified_from c05"),
            row("c07", "verdict-1/term", "P6Y", said_by="judge, through reporter"),
            row("c08", "verdict-1/prison-part", "P0Y", note="silent on it"),
            row("c09", "witness:nemo/death", day("2022-01-02"), visibility="restricted"),
            row("c10", "person/custody-since", day("2021-03-01")),
            row("c11", "proceeding:window/resumed", day("2021-03-02")),
            row("c12", "weather:court/rain", "heavy"),
            row("c13", "event:first-detention/date", {"edtf": "2021", "precision": "year", "approximate": True}),
        ],
        "links": [{"from": "c01", "relation": "contradicts", "to": "c02", "why": "first or third of March"}],
        "computed": [
            {"check": "weekday", "date": "2021-03-01", "is": "Monday"},
            {"check": "days", "from": "2021-03-01", "to": "2021-03-31", "days": 30, "note": "unbroken"},
            {"check": "weekday", "date": "2021-03-02", "is": "Friday"},
            {"check": "moon", "phase": "full"},
        ],
        "name_variants": [{"lang": "ru", "name": "Инес Арбо"}, {"lang": "en", "name": "Ines Arbo", "seen_in": "card"}],
    }


def read(value: object) -> CaseFile:
    return read_case_file(json.dumps(value).encode())


def leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for inside in value.values():
            yield from leaves(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from leaves(inside)
    else:
        yield str(value)


def everything(file: CaseFile) -> str:
    return json.dumps(json.loads(file_json(file)), ensure_ascii=False)


def test_every_word_of_the_list_arrives_somewhere() -> None:
    source = listed()
    computed = {"weekday", "days", "Monday", "Friday", "30", "2021-03-31", "2021-03-02"}
    told = everything(read(source))
    mapped = {"third party: reporter, present", "newspaper write-up", "reclassified_from c05", "True", "restricted"}
    lost = [leaf for leaf in leaves(source) if leaf not in told and leaf not in computed | mapped | {"day", "year"}]
    assert lost == []


def test_claims_are_of_their_events_with_the_speaker_named() -> None:
    file = read(listed())
    claims = {claim.id: claim for claim in file.case.claims}
    assert (claims["c02"].subject, claims["c02"].field, claims["c02"].role) == (
        "event:first-detention",
        "date",
        "lawyer",
    )
    assert claims["c02"].says == {"en": "lawyer A. Orme, through reporter"}
    assert claims["c01"].says == {"en": "Daily, reporter"}
    assert claims["c01"].role == "journalist_present"
    assert (claims["c04"].value, claims["c04"].value_kind) == ("12", "number")
    assert (claims["c07"].value_kind, claims["c13"].value) == ("span", "2021~")
    assert claims["c12"].subject == "person"
    assert claims["c05"].role == "ngo"
    assert file.notes["claim:c04"].endswith("trap: counted twice")
    assert "note: morning" in file.notes["claim:c01"]


def test_an_event_holds_every_quoted_date_and_chooses_none() -> None:
    events = {event.id: event for event in read(listed()).case.events}
    first = events["first-detention"]
    assert str(first.when) == "2020-01-01/2022-12-31"
    assert (first.kind, first.state, first.claims) == ("arrest", "held", ("c01", "c02", "c03", "c13"))
    assert events["crowd"].state == "unknown"
    assert events["witness-nemo-death"].kind == "witness_death"
    without = listed()
    without["claims"] = [one for one in without["claims"] if one["id"] not in {"c13", "c02"}]
    without["links"] = []
    assert read(without).case.events[1].when == read_date("2021-03-01")


def test_a_charge_knows_what_it_was_before() -> None:
    charges = {charge.id: charge for charge in read(listed()).case.charges}
    assert (charges["window"].article.article, charges["window"].article.part) == ("213", "2")
    before = charges[charges["window"].reclassified_from]
    assert (before.article.article, before.outcome) == ("214", "reclassified")


def test_two_articles_that_nobody_replaced_are_both_shown() -> None:
    contested = listed()
    del contested["claims"][5]["relation"]
    file = read(contested)
    (charge,) = file.case.charges
    assert charge.article.article == "CC 213(2) / CC 214"
    assert file.marks["charge:window"] == "charge-contested"
    assert [one.kind for one in differences(file.case) if one.subject == "charge:window"] == ["offered"]


def test_custody_says_no_more_than_the_list() -> None:
    (period,) = read(listed()).case.custody
    assert (period.start, period.end, period.ongoing) == (read_date("2021-03-01"), None, False)


def test_what_may_not_be_shown_is_hidden_and_what_is_wrong_marked() -> None:
    file = read(listed())
    assert file.hidden == {"claim:c03": "team", "claim:c09": "two_keys"}
    assert file.marks == {"claim:c03": "citation-without-quotation", "computed:2": "computed-differs"}


def test_a_silence_is_no_denial() -> None:
    file = read(listed())
    silent = next(claim for claim in file.case.claims if claim.id == "c08")
    assert silent.citations[0].stance == "silent"
    assert "nothing-from-silence" not in {finding.code for finding in checks(file)}


def test_a_source_keeps_what_it_relays_and_what_is_not_mapped_is_noted() -> None:
    sources = {source.id: source for source in read(listed()).case.sources}
    daily = sources["daily-1"]
    assert (daily.material, daily.connection, daily.relays, daily.origin) == (
        "news",
        "journalist_present",
        ("Wire",),
        "wire story 7",
    )
    assert sources["card"].published is None
    assert "published: undated" in read(listed()).notes["source:card"]
    assert "date_note: day inferred" in read(listed()).notes["source:daily-1"]


def test_the_order_of_the_list_changes_nothing() -> None:
    turned = listed()
    for table in ("sources", "claims", "links"):
        turned[table].reverse()
    one, other = read(listed()), read(turned)
    assert one.case == other.case
    assert digest_of(one.case) == digest_of(other.case)


@pytest.mark.parametrize(
    ("table", "at", "change", "error"),
    [
        ("links", 0, {"relation": "hates"}, UnknownCode),
        ("links", 0, {"to": "c99"}, UnknownReference),
        ("claims", 0, {"source": "nobody"}, UnknownReference),
        ("claims", 0, {"visibility": "perhaps"}, UnknownCode),
        ("claims", 0, {"value": ["a"]}, CaseFileRefused),
        ("claims", 0, {"value": {"edtf": "soon"}}, CaseFileRefused),
        ("claims", 0, {"quote": 7}, CaseFileRefused),
        ("claims", 0, {"id": "c02"}, CaseFileRefused),
        ("sources", 0, {"relays": "Wire"}, CaseFileRefused),
        ("computed", 0, {"date": "soon"}, CaseFileRefused),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(
    table: str, at: int, change: dict[str, object], error: type[CaseFileRefused]
) -> None:
    bad = listed()
    bad[table][at].update(change)
    with pytest.raises(error):
        read(bad)


def test_an_unknown_table_is_refused_and_an_unknown_key_is_noted() -> None:
    with pytest.raises(UnknownKey, match="gossip"):
        read({**listed(), "gossip": []})
    with_more = listed()
    with_more["claims"][0]["mood"] = {"of": "judge"}
    assert 'mood: {"of": "judge"}' in read(with_more).notes["claim:c01"]


@pytest.mark.parametrize(
    ("said_by", "connection", "code"),
    [
        ("victim, through reporter", "", "victim"),
        ("V. Orlow, Public Monitoring Commission (saw it)", "", "monitor"),
        ("co-defendants, through defence lawyer", "", "co_accused"),
        ("prosecution, through HRW", "ngo", "prosecutor"),
        ("social network users, through Union", "ngo", "unknown"),
        ("Union", "ngo", "ngo"),
        ("court press service", "", "court_press"),
        ("reporter", "journalist_present", "journalist_present"),
        ("reporter", "", "journalist_relaying"),
        ("", "ngo", "unknown"),
    ],
)
def test_the_first_speaker_counts_and_what_no_rule_knows_stays_unknown(
    said_by: str, connection: str, code: str
) -> None:
    assert speaker_code(said_by, connection) == code


def test_connections_are_read_by_their_words() -> None:
    assert connection_code("third party: aggregator") == "aggregator"
    assert connection_code("a cousin of the editor") == ""


def test_fields_become_subjects() -> None:
    assert subject_and_field("hearing:2020-10-13/date") == ("event:hearing-2020-10-13", "date")
    assert subject_and_field("witness/count") == ("person", "witness-count")
    assert subject_and_field("event:torture/method/other-detainee") == ("event:torture", "method-other-detainee")


@pytest.fixture(scope="module")
def known(shared: Path) -> tuple[dict[str, Any], CaseFile]:
    data = (shared / "data" / "miftakhov_claims_fixture.json").read_bytes()
    return json.loads(data), read_case_file(data)


@pytest.mark.shared
def test_the_known_list_arrives_whole(known: tuple[dict[str, Any], CaseFile]) -> None:
    source, file = known
    case = file.case
    assert (len(case.sources), len(case.claims), len(case.links), len(case.names)) == (23, 50, 18, 6)
    told = everything(file)
    for claim in source["claims"]:
        for key in ("quote", "note", "trap", "said_by", "quote_missing", "quote_elided"):
            assert json.dumps(claim.get(key, ""), ensure_ascii=False)[1:-1] in told
    for link in source["links"]:
        assert json.dumps(link["why"], ensure_ascii=False)[1:-1] in told
    assert read_case_file(file_json(file)) == file
    assert canonical(case) == case


@pytest.mark.shared
def test_its_restricted_claim_is_hidden_and_its_missing_quotation_marked(
    known: tuple[dict[str, Any], CaseFile],
) -> None:
    _, file = known
    assert file.hidden == {"claim:c35": "two_keys", "claim:c19": "team"}
    assert file.marks == {"claim:c19": "citation-without-quotation"}


@pytest.mark.shared
def test_what_it_computed_is_computed_again(known: tuple[dict[str, Any], CaseFile]) -> None:
    source, _ = known
    for one in source["computed"]:
        if one["check"] == "weekday":
            assert label("weekday", str(date.fromisoformat(one["date"]).isoweekday()), "en") == one["is"]
        else:
            assert days_between(*(date.fromisoformat(one[key]) for key in ("from", "to"))) == one["days"]


@pytest.mark.shared
def test_every_contradiction_of_it_is_shown_with_both_sides(known: tuple[dict[str, Any], CaseFile]) -> None:
    source, file = known
    found = differences(file.case)
    contradictions = [link for link in source["links"] if link["relation"] == "contradicts"]
    for link in contradictions:
        pair = {link["from"], link["to"]}
        (one,) = [each for each in found if pair <= set(each.claims)]
        assert one.kind == "known"
        assert not any(pair <= set(group) for group in one.groups)
        assert link["why"] in [(told.note or {}).get("en") for told in one.links]
    assert sum(len(one.links) for one in found) == len(contradictions)


@pytest.mark.shared
def test_its_two_wrong_weekdays_are_found_and_the_right_ones_are_not(known: tuple[dict[str, Any], CaseFile]) -> None:
    _, file = known
    found = [(one.key, one.code) for one in checks(file, date(2026, 1, 1))]
    assert found == [
        ("claim:c12", "weekday-against-others"),
        ("claim:c19", "no-quotation"),
        ("claim:c36", "weekday-differs"),
        ("claim:c40", "served-is-imposed"),
    ]


@pytest.mark.shared
def test_nothing_in_it_is_established_and_nobody_is_called_guilty(known: tuple[dict[str, Any], CaseFile]) -> None:
    _, file = known
    ceilings = {name: one.ceiling for name, one in standing(file.case).items()}
    assert {name for name, ceiling in ceilings.items() if ceiling != "alleged"} == {"c06"}
    assert not any(guilt_in(text) for claim in file.case.claims for text in claim.text.values())
    dates = {event.id: str(event.when) for event in file.case.events}
    assert dates["release-1"] == "2019-02-07/2019-02-12"
