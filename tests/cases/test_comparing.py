# SPDX-License-Identifier: AGPL-3.0-or-later
"""Differences: both sides are shown, none is chosen, and what can be one fact is left alone."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.cases.evidence import differences
from restante.cases.records import Claim, ClaimLink, ValueKind
from tests.cases.telling import case, cite, claim


def told(name: str, value: str, kind: ValueKind = "date", field: str = "date", **more: object) -> Claim:
    return claim(name, cite(f"s-{name}"), value=value, kind=kind, field=field, **more)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [("2019-02-07", "2019-02-12", "date"), ("11", "12", "number"), ("P6Y", "P5Y9M", "span")],
)
def test_values_that_cannot_both_be_true_are_offered(one: str, other: str, kind: ValueKind) -> None:
    (found,) = differences(case(told("c1", one, kind), told("c2", other, kind)))
    assert (found.kind, found.groups) == ("offered", (("c1",), ("c2",)))


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [("2019", "2019-02-07", "date"), ("11", "11.0", "number"), ("P1Y", "P12M", "span"), ("2019", "hm", "date")],
)
def test_values_that_may_be_one_fact_are_not(one: str, other: str, kind: ValueKind) -> None:
    assert differences(case(told("c1", one, kind), told("c2", other, kind))) == ()


def test_other_words_are_offered_softly_and_in_an_exclusive_field_as_a_difference() -> None:
    (soft,) = differences(case(told("c1", "hours", "text", "gap"), told("c2", "at once", "text", "gap")))
    assert soft.kind == "words"
    (hard,) = differences(case(told("c1", "judge", "text", "court"), told("c2", "other", "text", "court")))
    assert hard.kind == "offered"


def test_a_linked_contradiction_is_known_and_brings_its_reason() -> None:
    link = ClaimLink("c1", "contradicts", "c2", {"en": "who threw"})
    pair = told("c1", "threw", "text", "act"), told("c2", "watched", "text", "role")
    (found,) = differences(case(*pair, links=(link,)))
    assert (found.kind, found.links, found.claims) == ("known", (link,), ("c1", "c2"))


@pytest.mark.parametrize("relation", ["refines", "corrects", "supersedes", "misreads", "translates", "repeats"])
@pytest.mark.parametrize("turned", [False, True])
def test_a_pair_that_editors_explained_is_taken_out(relation: str, turned: bool) -> None:
    link = ClaimLink("c2", relation, "c1") if turned else ClaimLink("c1", relation, "c2")
    assert differences(case(told("c1", "2019-02-07"), told("c2", "2019-02-12"), links=(link,))) == ()


def test_claims_of_one_value_stand_on_one_side() -> None:
    whole = case(told("c1", "2019-02-07"), told("c2", "2019-02-12"), told("c3", "2019-02-07"))
    assert differences(whole)[0].groups == (("c1", "c3"), ("c2",))


def test_what_refines_a_side_stands_with_it() -> None:
    links = (ClaimLink("c1", "refines", "c2"),)
    whole = case(told("c1", "2018-01-30/2018-01-31"), told("c2", "2018-01-31"), told("c3", "2018-01-13"), links=links)
    assert differences(whole)[0].groups == (("c1", "c2"), ("c3",))


def test_a_silent_source_contradicts_nobody() -> None:
    silent = replace(told("c2", "P0Y", "span"), citations=(cite("s2", stance="silent"),))
    assert differences(case(told("c1", "P2Y", "span"), silent)) == ()


def test_different_fields_and_retracted_claims_are_no_difference() -> None:
    assert differences(case(told("c1", "2019"), told("c2", "2020", field="until"))) == ()
    assert differences(case(told("c1", "2019"), told("c2", "2020", status="retracted"))) == ()


@settings(max_examples=50)
@given(
    st.lists(st.sampled_from(["2019", "2019-02", "2019-02-07", "2019-02-12", "2020~"]), min_size=1, max_size=6),
    st.randoms(use_true_random=False),
)
def test_the_order_makes_no_difference_and_no_side_is_lost(values: list[str], shuffle: object) -> None:
    claims = [told(f"c{number}", value) for number, value in enumerate(values)]
    before = differences(case(*claims))
    shuffle.shuffle(claims)  # type: ignore[attr-defined]  # hypothesis's random
    assert differences(case(*claims)) == before
    for found in before:
        assert len(found.groups) > 1
        assert len(set(found.claims)) == len(found.claims)
