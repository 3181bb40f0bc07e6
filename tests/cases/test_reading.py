# SPDX-License-Identifier: AGPL-3.0-or-later
"""The own format: one spelling for one case, and nothing that is lost without a word."""

import hashlib
import json
from dataclasses import fields, replace
from datetime import date
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.cases.codec import CaseFileRefused, TwiceTheSame, UnknownCode, UnknownKey, UnknownReference
from restante.cases.dates import PartialDate, on_day, read_date
from restante.cases.reading import LARGEST, check_case, read_case_file
from restante.cases.records import (
    Action,
    ActionOutcome,
    Capture,
    Case,
    CaseFile,
    Charge,
    Citation,
    Claim,
    ClaimLink,
    Correction,
    CustodyPeriod,
    Document,
    Event,
    Name,
    Participant,
    Proceeding,
    Recognition,
    Source,
)
from restante.cases.terms import codes
from restante.cases.writing import canonical, case_json, digest_of, file_json, state_json

SMALL: dict[str, Any] = {
    "format": "restante-case/1",
    "person": "ines-arbo",
    "claims": [
        {
            "id": "c1",
            "section": "happened",
            "text": {"en": "Detained.", "ru": "Задержана."},
            "says": {"en": "Lawyer"},
            "role": "lawyer",
            "subject": "event:e1",
            "field": "date",
            "value": "2019-02",
            "value_kind": "date",
            "citations": [{"source": "s1", "quotation": "was detained in February"}],
        }
    ],
    "sources": [{"id": "s1", "title": "Daily", "published": "2019-02-13"}],
    "events": [{"id": "e1", "kind": "arrest", "when": "2019-02", "text": {"en": "Arrest"}, "claims": ["c1"]}],
    "hidden": {"claim:c1": "two_keys"},
    "notes": {"claim:c1": "ask her lawyer"},
}


def read(value: object) -> CaseFile:
    return read_case_file(json.dumps(value, ensure_ascii=False).encode())


def test_a_small_file_is_read_whole() -> None:
    file = read(SMALL)
    assert file.case.events[0].when == read_date("2019-02")
    assert file.hidden == {"claim:c1": "two_keys"}
    assert file.notes == {"claim:c1": "ask her lawyer"}
    assert file.case.claims[0].citations[0].stance == "says"
    assert json.loads(file_json(file)) == SMALL


def test_public_json_has_no_place_for_what_is_hidden() -> None:
    assert set(json.loads(case_json(read(SMALL).case))) == set(SMALL) - {"hidden", "notes"}


def changed(path: str, value: object) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(SMALL))
    *way, last = path.split(".")
    at: Any = copy
    for step in way:
        at = at[int(step)] if step.isdigit() else at[step]
    at[int(last) if last.isdigit() else last] = value
    return copy


@pytest.mark.parametrize(
    ("path", "value", "error", "said"),
    [
        ("claims.0.colour", "red", UnknownKey, "case.claims[0].colour"),
        ("secret", "x", UnknownKey, "case.secret"),
        ("claims.0.status", "certain", UnknownCode, "claim:c1.status"),
        ("claims.0.role", "boss", UnknownCode, "'boss'"),
        ("events.0.kind", "party", UnknownCode, "event_kind"),
        ("hidden", {"claim:c1": "maybe"}, UnknownCode, "visibility"),
        ("hidden", {"claim:c9": "team"}, UnknownReference, "claim:c9"),
        ("claims.0.subject", "event:e9", UnknownReference, "e9"),
        ("claims.0.subject", "weather", CaseFileRefused, "claim:c1.subject"),
        ("events.0.claims", ["c9"], UnknownReference, "c9"),
        ("claims.0.citations.0.source", "s9", UnknownReference, "s9"),
        ("claims.0.citations.0.capture", "k9", UnknownReference, "k9"),
        ("links", [{"start": "c1", "relation": "repeats", "end": "c9"}], UnknownReference, "c9"),
        ("links", [{"start": "c1", "relation": "likes", "end": "c1"}], UnknownCode, "relation"),
        ("events.0.when", "soon", CaseFileRefused, "case.events[0].when"),
        ("claims.0.decided", "2019-2-1", CaseFileRefused, "decided"),
        ("claims.0.section", "gossip", CaseFileRefused, "section"),
        ("claims.0.text", "Detained.", CaseFileRefused, "text"),
        ("claims.0.text", {}, CaseFileRefused, "text"),
        ("claims.0.value", 7, CaseFileRefused, "value"),
        ("events.0.sequence", True, CaseFileRefused, "sequence"),
        ("events.0.sequence", "1", CaseFileRefused, "sequence"),
        ("claims.0.id", "c 1", CaseFileRefused, "id has"),
        ("claims.0.id", "", CaseFileRefused, "id has"),
        ("claims", {}, CaseFileRefused, "brackets"),
        ("claims.0", "c1", CaseFileRefused, "braces"),
        ("notes", [], CaseFileRefused, "notes"),
        ("format", "restante-case/9", CaseFileRefused, "restante-case/1"),
        ("claims.0.value", "a\u0000b", CaseFileRefused, "control"),
    ],
)
def test_what_would_be_lost_or_misread_is_refused_by_name(
    path: str, value: object, error: type[CaseFileRefused], said: str
) -> None:
    with pytest.raises(error) as refused:
        read(changed(path, value))
    assert said in str(refused.value)


def test_a_missing_key_is_named() -> None:
    without = changed("claims.0.says", {"en": "x"})
    del without["claims"][0]["text"]
    with pytest.raises(CaseFileRefused, match=r"claims\[0\]\.text: this key is needed"):
        read(without)


def test_an_id_and_a_key_stand_once() -> None:
    with pytest.raises(TwiceTheSame, match="'c1'"):
        read(changed("claims", [SMALL["claims"][0]] * 2))
    with pytest.raises(TwiceTheSame, match="'person'"):
        read_case_file(b'{"format":"restante-case/1","person":"a","person":"b"}')


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe{",
        b'{"format":"restante-case/1","person":1.5}',
        b'{"format":"restante-case/1","version":NaN,"person":"a"}',
        b'{"format":"restante-case/1","person":"a","version":' + b"9" * 5000 + b"}",
        b'{"format":"restante-case/1","person":"\\ud800"}',
        b"[" * 100_000,
        b'{"a":' * 50 + b"1" + b"}" * 50,
        b" " * (LARGEST + 1),
        b'{"claims":1,"sources":2}',
        b'{"claims":[1],"sources":[]}',
    ],
)
def test_rubbish_is_refused_and_nothing_else_happens(data: bytes) -> None:
    with pytest.raises(CaseFileRefused):
        read_case_file(data)


@settings(max_examples=150)
@given(st.data())
def test_a_file_with_one_thing_replaced_is_read_or_refused(data: st.DataObject) -> None:
    paths = [
        "claims",
        "claims.0",
        "claims.0.citations",
        "claims.0.text",
        "sources",
        "events.0.when",
        "hidden",
        "person",
    ]
    junk = st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=6,
    )
    try:
        read(changed(data.draw(st.sampled_from(paths)), data.draw(junk)))
    except CaseFileRefused:
        return


names = st.text("abcdefghij-0123456789", min_size=1, max_size=6)
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
texts = st.dictionaries(st.sampled_from(["en", "ru", "tt"]), words, min_size=1, max_size=2)
days = st.dates(date(1950, 1, 1), date(2100, 1, 1))
LISTS: dict[type, dict[str, str]] = {
    Claim: {"status": "claim_status", "role": "role", "attribution": "attribution"},
    Citation: {"stance": "stance"},
    ClaimLink: {"relation": "relation"},
    Source: {"material": "material", "connection": "role"},
    Name: {"kind": "name_kind"},
    Event: {"kind": "event_kind", "state": "event_state"},
    Participant: {"role": "participant_role"},
    Proceeding: {"stage": "stage"},
    Charge: {"outcome": "charge_outcome"},
    CustodyPeriod: {"kind": "custody_kind", "end_reason": "end_reason"},
    Recognition: {"status": "recognition_status"},
    Action: {"kind": "action_kind"},
    ActionOutcome: {"outcome": "action_outcome"},
    Document: {"kind": "document_kind"},
    Correction: {"kind": "correction_kind"},
}
NOT_DRAWN = {"subject", "claims", "capture", "translation_of", "proceeding", "reclassified_from", "relays", "sequence"}


PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: words,
    int: st.integers(0, 99),
    bool: st.booleans(),
    date: days,
    PartialDate: days.map(on_day) | days.map(lambda day: read_date(day.isoformat()[:7] + "~")),
}


def of_type(hint: Any) -> st.SearchStrategy[Any]:
    inside = get_args(hint)
    if get_origin(hint) is tuple:
        return st.lists(of_type(inside[0]), max_size=2).map(tuple)
    if type(None) in inside:
        return st.none() | of_type(next(one for one in inside if one is not type(None)))
    if inside:
        return st.sampled_from(inside) if isinstance(inside[0], str) else texts
    return PLAIN[hint] if hint in PLAIN else record(hint)


def record(kind: type) -> st.SearchStrategy[Any]:
    """Any record of this type whose codes are of their lists and that names no other."""
    given_: dict[str, st.SearchStrategy[Any]] = {}
    for one in fields(kind):
        if one.name in LISTS.get(kind, {}):
            given_[one.name] = st.sampled_from(codes(LISTS[kind][one.name]))
        elif one.name == "id":
            given_[one.name] = names
        elif kind is Citation and one.name == "source":
            given_[one.name] = st.just("s1")
        elif one.name == "source" or one.name in NOT_DRAWN:
            if one.name == "proceeding" and kind is Charge:
                given_[one.name] = st.just("")
        else:
            given_[one.name] = of_type(get_type_hints(kind)[one.name])
    return st.builds(kind, **given_)


def some(kind: type, most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(record(kind), max_size=most, unique_by=lambda one: getattr(one, "id", id(one))).map(tuple)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    claims = draw(some(Claim))
    links = ()
    if claims:
        ends = st.sampled_from([claim.id for claim in claims])
        relations = st.sampled_from(codes("relation"))
        links = draw(st.lists(st.builds(ClaimLink, ends, relations, ends, st.none() | texts), max_size=2).map(tuple))
    return Case(
        person=draw(names),
        names=draw(some(Name)),
        claims=claims,
        links=links,
        sources=(Source("s1", "Daily"), *(one for one in draw(some(Source)) if one.id != "s1")),
        captures=tuple(
            Capture(name, "s1", "2024-01-01T00:00:00Z", "0" * 64, "text/html", 9)
            for name in draw(st.lists(names, max_size=2, unique=True))
        ),
        events=draw(some(Event)),
        proceedings=draw(some(Proceeding)),
        charges=draw(some(Charge)),
        custody=draw(some(CustodyPeriod)),
        recognitions=draw(some(Recognition)),
        actions=draw(some(Action, 2)),
        documents=draw(some(Document)),
        corrections=draw(some(Correction)),
        facts_as_of=draw(st.none() | days),
        version=draw(st.integers(0, 9)),
        digest=draw(st.sampled_from(["", "f" * 64])),
    )


@settings(max_examples=60)
@given(cases(), st.dictionaries(names, words, max_size=2))
def test_what_is_written_is_read_again_and_written_the_same(whole: Case, notes: dict[str, str]) -> None:
    file = CaseFile(whole, notes=notes)
    written = file_json(file)
    again = read_case_file(written)
    assert again == CaseFile(canonical(whole), notes=notes)
    assert file_json(again) == written
    assert case_json(again.case) == case_json(whole)


@settings(max_examples=40)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_records_changes_no_byte(whole: Case, shuffle: Any) -> None:
    shuffled = {}
    for name in ("links", "sources", "captures", "events", "charges", "custody", "documents", "corrections"):
        records = list(getattr(whole, name))
        shuffle.shuffle(records)
        shuffled[name] = tuple(records)
    happened = [claim for claim in whole.claims if claim.section == "happened"]
    told = [claim for claim in whole.claims if claim.section != "happened"]
    shuffle.shuffle(happened)
    other = replace(whole, claims=(*happened, *told), **shuffled)
    assert case_json(other) == case_json(whole)
    assert digest_of(other) == digest_of(whole)


def test_the_digest_names_the_facts_and_not_their_publishing() -> None:
    whole = read(SMALL).case
    published = replace(whole, version=7, digest="x", facts_as_of=date(2024, 1, 1))
    assert digest_of(published) == digest_of(whole)
    assert hashlib.sha256(state_json(published)).hexdigest() == digest_of(whole)
    changed_event = replace(whole.events[0], state="cancelled")
    assert digest_of(replace(whole, events=(changed_event,))) != digest_of(whole)


def test_sentences_keep_the_order_in_which_they_are_told() -> None:
    one = Claim("z", "who", {"en": "First."})
    other = Claim("a", "who", {"en": "Second."})
    assert [claim.id for claim in canonical(Case("p", claims=(one, other))).claims] == ["z", "a"]


def test_a_case_that_was_never_a_file_is_checked_the_same_way() -> None:
    with pytest.raises(UnknownCode):
        check_case(Case("p", events=(Event("e1", "party", None, {"en": "x"}),)))
