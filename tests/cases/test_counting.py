# SPDX-License-Identifier: AGPL-3.0-or-later
"""Origins are counted, not links, and no status stands above its evidence."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.cases.evidence import LADDER, ceiling, origins, standing
from restante.cases.records import Case, ClaimLink, Document
from restante.cases.terms import codes
from tests.cases.telling import capture, case, cite, claim, source


def test_four_links_that_relay_one_post_are_one_origin() -> None:
    sites = tuple(source(f"site{number}", relays=("Support group",)) for number in range(4))
    one = claim("c1", *(cite(site.id) for site in sites))
    assert len(origins(one, case(one, sources=sites))) == 1
    assert standing(case(one, sources=sites))["c1"].links == 4


def test_two_papers_that_report_for_themselves_are_two() -> None:
    one = claim("c1", cite("north"), cite("south"), role="journalist_present")
    assert ceiling(one, case(one)) == "corroborated"


def test_relaying_counts_through_a_source_of_the_case() -> None:
    sources = (source("wire"), source("north", relays=("wire",)), source("south", relays=("north",)))
    one = claim("c1", *(cite(each.id) for each in sources), role="journalist_relaying")
    assert len(origins(one, case(one, sources=sources))) == 1


def test_one_origin_and_one_publisher_count_once() -> None:
    copied = (source("north", origin="Release 7"), source("south", origin="release  7"))
    one = claim("c1", cite("north"), cite("south"))
    assert len(origins(one, case(one, sources=copied))) == 1
    twice = (source("monday", "Daily"), source("friday", "daily"))
    two = claim("c1", cite("monday"), cite("friday"), role="journalist_relaying")
    assert len(origins(two, case(two, sources=twice))) == 1


def test_five_papers_with_the_word_of_one_lawyer_are_one_origin() -> None:
    lawyer = {"en": "Lawyer B. Orme"}
    one = claim("c1", *(cite(f"paper{number}") for number in range(5)), role="lawyer", says=lawyer)
    again = claim("c2", cite("paper9"), role="lawyer", says={"en": "lawyer b. orme"})
    whole = case(one, again, links=(ClaimLink("c2", "corroborates", "c1"),))
    assert len(origins(one, whole)) == 1


def test_two_stories_of_one_outlet_with_two_speakers_are_two() -> None:
    sources = (source("monday", "Daily"), source("friday", "Daily"))
    lawyer = claim("c1", cite("monday"), role="lawyer", value="2", kind="number")
    doctor = claim("c2", cite("friday"), role="doctor", value="2", kind="number")
    assert len(origins(lawyer, case(lawyer, doctor, sources=sources))) == 2
    same_story = replace(doctor, citations=(cite("monday"),))
    assert len(origins(lawyer, case(lawyer, same_story, sources=sources))) == 1


@pytest.mark.parametrize("turned", [False, True])
def test_a_repetition_counts_once_in_either_direction(turned: bool) -> None:
    one = claim("c1", cite("north"), role="witness", value="2", kind="number")
    other = claim("c2", cite("south"), role="doctor", value="2", kind="number")
    link = ClaimLink("c2", "repeats", "c1") if turned else ClaimLink("c1", "repeats", "c2")
    assert len(origins(one, case(one, other))) == 2
    assert len(origins(one, case(one, other, links=(link,)))) == 1


def test_what_is_not_quoted_or_denies_counts_for_nothing() -> None:
    one = claim("c1", cite("north"), cite("south", ""), cite("west", stance="denies"), cite("east", stance="silent"))
    assert origins(one, case(one)) == {"north"}


def test_the_accusing_side_is_one_origin() -> None:
    told = [
        claim(role, cite(role), role=role, value="led it", kind="text", field="role")
        for role in ("judge", "prosecutor", "secret_witness")
    ]
    assert len(origins(told[0], case(*told))) == 1


def test_a_paper_in_hand_establishes_what_an_office_did_and_not_what_a_person_did() -> None:
    act = (source("act", material="court_record"),)
    term = claim("c1", cite("act", capture="k1"), field="term", role="judge")
    deed = claim("c2", cite("act", capture="k1"), field="act", role="judge")
    held = case(term, deed, sources=act, captures=(capture("k1", "act"),))
    assert ceiling(term, held) == "established"
    assert ceiling(deed, held) == "alleged"
    assert ceiling(term, replace(held, captures=())) == "alleged"


def test_a_medical_paper_in_hand_corroborates() -> None:
    one = claim("c1", cite("paper", capture="k1"), role="victim", field="fact")
    held = case(one, sources=(source("paper", material="medical_paper"),), captures=(capture("k1", "paper"),))
    assert ceiling(one, held) == "corroborated"
    assert standing(held)["c1"].documents == 1
    act = replace(held, documents=(Document("d1", {"en": "Act"}, "court_act", "k1"),))
    assert ceiling(one, act) == "established"


def test_an_admission_by_the_side_it_hurts_establishes() -> None:
    one = claim("c1", cite("north"), attribution="official_admits", field="fact")
    assert ceiling(one, case(one)) == "established"
    assert ceiling(replace(one, citations=(cite("north", ""),)), case(one)) == "alleged"
    accused = replace(one, field="role", role="prosecutor")
    assert ceiling(accused, case(accused)) == "alleged"


def test_a_claim_that_has_fallen_supports_nothing() -> None:
    one = claim("c1", cite("north"), role="journalist_present")
    other = claim("c2", cite("south"), role="journalist_present", status="retracted")
    link = (ClaimLink("c2", "corroborates", "c1"),)
    assert ceiling(one, case(one, other, links=link)) == "alleged"


def test_a_claim_that_is_being_edited_is_judged_as_it_is_now() -> None:
    one = claim("c1", cite("north"), cite("south"), role="journalist_present")
    assert len(origins(replace(one, citations=one.citations[:1]), case(one))) == 1


@st.composite
def cases(draw: st.DrawFn) -> Case:
    names = [f"s{number}" for number in range(draw(st.integers(1, 5)))]
    some = st.sampled_from
    sources = tuple(
        source(
            name,
            draw(some(["Daily", "Weekly", "Wire"])),
            material=draw(some(["", "news", "court_record", "medical_paper"])),
            origin=draw(some(["", "", "release"])),
            relays=tuple(draw(st.lists(some([*names, "TASS"]), max_size=2, unique=True))),
        )
        for name in names
    )
    claims = tuple(
        claim(
            f"c{number}",
            *(
                cite(
                    draw(some(names)),
                    draw(some(["It was so.", ""])),
                    stance=draw(some(codes("stance"))),
                    capture=draw(some(["", "k1"])),
                )
                for _ in range(draw(st.integers(0, 3)))
            ),
            role=draw(some(codes("role"))),
            field=draw(some(["date", "role", ""])),
            value=draw(some(["", "2019", "2020"])),
            kind="date",
            status=draw(some(codes("claim_status"))),
            attribution=draw(some(["", "official_admits", "no_answer"])),
            says=draw(some([None, {"en": "A"}, {"en": "B"}])),
        )
        for number in range(draw(st.integers(1, 5)))
    )
    ends = some([one.id for one in claims])
    links = tuple(
        ClaimLink(draw(ends), draw(some(codes("relation"))), draw(ends)) for _ in range(draw(st.integers(0, 4)))
    )
    return Case("p", claims=claims, sources=sources, links=links, captures=(capture("k1", names[0]),))


@settings(max_examples=80)
@given(cases())
def test_no_status_stands_above_its_evidence(whole: Case) -> None:
    for one in whole.claims:
        found = standing(whole)[one.id]
        if found.status in LADDER:
            assert LADDER.index(found.status) <= LADDER.index(found.ceiling)
        else:
            assert found.status == one.status
        quoted = [each for each in one.citations if each.quotation and each.stance == "says"]
        if not quoted:
            assert found.ceiling == "alleged"
        if found.ceiling == "corroborated":
            assert found.origins > 1 or found.documents
        if found.ceiling == "established":
            assert found.documents or one.attribution == "official_admits"
        assert found.origins <= found.links


@settings(max_examples=60)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_records_makes_no_difference(whole: Case, shuffle: object) -> None:
    shuffled = {}
    for name in ("claims", "sources", "links"):
        records = list(getattr(whole, name))
        shuffle.shuffle(records)  # type: ignore[attr-defined]  # hypothesis's random
        shuffled[name] = tuple(records)
    assert standing(replace(whole, **shuffled)) == standing(whole)


@settings(max_examples=40)
@given(cases())
def test_taking_evidence_away_raises_nothing(whole: Case) -> None:
    for one in whole.claims:
        if one.citations:
            less = replace(one, citations=one.citations[1:])
            poorer = replace(whole, claims=tuple(less if each.id == one.id else each for each in whole.claims))
            assert LADDER.index(ceiling(less, poorer)) <= LADDER.index(ceiling(one, whole))
