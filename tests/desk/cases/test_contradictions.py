# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two sources that cannot both be right stand side by side, are explained once, and neither is chosen."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from restante.desk.cases import queries
from restante.desk.cases.models import Citation, Claim, ClaimLink, CustodyPeriod, Source
from tests.personas import Desk

SignIn = Callable[[Any], Client]
CASE = "/cases/of/azat/"
ENTRY = {"when": "1 Feb 2019", "what": "He was taken.", "link": "https://one.example/a", "quotation": "was taken"}
OTHER = {
    "value": "2 Feb 2019", "what": "He was taken a day later.", "link": "https://two.example/b",
    "quotation": "a day later",
}  # fmt: skip
REASON = {"why_en": "One counts the night, the other the record.", "answer": "looked at"}
MOST_QUERIES = 15


@pytest.fixture
def claim(desk: Desk, sign_in: SignIn) -> Claim:
    desk.azat.is_public, desk.azat.ground = True, "own_word"
    desk.azat.save()
    sign_in(desk.bob).post(CASE, ENTRY)
    return Claim.objects.get()


@pytest.fixture
def both(claim: Claim, desk: Desk, sign_in: SignIn) -> str:
    """The address of the contradiction, as the desk leads there."""
    answer = sign_in(desk.bob).post(f"{CASE}claims/{claim.key}/otherwise", OTHER)
    assert answer.status_code == 302
    return str(answer["Location"])


def test_another_value_of_one_field_is_offered_as_a_contradiction(both: str, desk: Desk, sign_in: SignIn) -> None:
    [found] = queries.weighed(desk.bob, desk.azat).contradictions
    assert found.kind == "offered"
    assert {side.value for side in found.sides} == {"2019-02-01", "2019-02-02"}
    page = sign_in(desk.bob).get(both).content.decode()
    assert "was taken" in page
    assert "a day later" in page
    assert "/contradictions/" in sign_in(desk.bob).get(CASE).content.decode()


def test_explaining_shows_both_sides_with_the_reason_in_one_step(both: str, desk: Desk, sign_in: SignIn) -> None:
    assert sign_in(desk.alice).post(f"{both}explain", REASON).status_code == 302
    case = queries.public_case(desk.azat)
    assert {claim.status for claim in case.claims} == {"disputed"}
    assert [link.note["en"] for link in case.links if link.note] == [REASON["why_en"]]
    assert len(case.sources) == 2


def test_a_side_without_a_quotation_stays_with_the_team_and_the_reason_is_kept(
    both: str, desk: Desk, sign_in: SignIn
) -> None:
    Citation.objects.filter(source__url=OTHER["link"]).update(quotation="")
    sign_in(desk.alice).post(f"{both}explain", REASON)
    assert len(queries.public_case(desk.azat).claims) == 1
    assert ClaimLink.objects.get().note["en"] == REASON["why_en"]
    assert queries.public_case(desk.azat).links == ()


def test_a_contradiction_is_not_shown_without_a_reason(both: str, desk: Desk, sign_in: SignIn) -> None:
    assert sign_in(desk.alice).post(f"{both}explain", {}).status_code == 422
    assert queries.public_case(desk.azat).claims == ()


def test_a_volunteer_explains_nothing_to_everybody(both: str, desk: Desk, sign_in: SignIn) -> None:
    sign_in(desk.bob).post(f"{both}explain", REASON)
    assert ClaimLink.objects.count() == 0


def test_what_retells_one_report_counts_as_one_origin(claim: Claim, desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.bob)
    told = {"quotation": "taken, says the agency", "lang": "en", "stance": "says"}
    for link in ("https://three.example/c", "https://four.example/d"):
        assert client.post(f"{CASE}claims/{claim.key}/cite", {**told, "link": link}).status_code == 302
    Source.objects.update(origin="agency")
    weight = queries.weighed(desk.bob, desk.azat).standing[claim.key]
    assert (weight.links, weight.origins) == (3, 1)
    assert "3 links, 1 origin" in client.get(f"{CASE}claims/{claim.key}/").content.decode()


def test_a_source_is_named_one_way_or_the_other(claim: Claim, desk: Desk, sign_in: SignIn) -> None:
    told = {"quotation": "x", "lang": "en", "stance": "says"}
    assert sign_in(desk.bob).post(f"{CASE}claims/{claim.key}/cite", told).status_code == 422
    again = {**told, "source": Source.objects.get().key}
    assert sign_in(desk.bob).post(f"{CASE}claims/{claim.key}/cite", again).status_code == 302
    assert (Source.objects.count(), Citation.objects.count()) == (1, 2)


def test_what_everybody_reads_gets_no_citation_or_link_note_from_a_volunteer(
    both: str, desk: Desk, sign_in: SignIn
) -> None:
    sign_in(desk.alice).post(f"{both}explain", REASON)
    link = ClaimLink.objects.get()
    told = {"quotation": "x", "lang": "en", "stance": "says", "link": "https://five.example/"}
    client, page = sign_in(desk.bob), f"{CASE}claims/{link.start.key}/"
    client.post(f"{page}cite", told)
    client.post(f"{page}link", {"relation": "contradicts", "end": link.end.key, "why_en": "I know better."})
    link.refresh_from_db()
    assert (Citation.objects.count(), link.note["en"]) == (2, REASON["why_en"])


def test_a_link_that_says_more_precise_takes_the_contradiction_away(both: str, desk: Desk, sign_in: SignIn) -> None:
    one, other = Claim.objects.order_by("pk")
    page = f"{CASE}claims/{other.key}/"
    assert sign_in(desk.bob).post(f"{page}link", {"relation": "refines", "end": one.key}).status_code == 302
    assert queries.weighed(desk.bob, desk.azat).contradictions == ()


def test_time_in_custody_is_computed_with_its_bounds(claim: Claim, desk: Desk, sign_in: SignIn) -> None:
    CustodyPeriod.objects.create(person=desk.azat, key="p1", kind="remand", start="2019-02", end="2019-03-05")
    page = sign_in(desk.bob).get(CASE).content.decode()
    assert "5–32 days" in page


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_no_page_of_a_case_asks_more_than_a_few_questions(
    lang: str, both: str, claim: Claim, desk: Desk, sign_in: SignIn
) -> None:
    desk.alice.language = lang
    desk.alice.save()
    client = sign_in(desk.alice)
    for address in (CASE, f"{CASE}claims/{claim.key}/", both):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        questions = [each["sql"] for each in asked if each["sql"].startswith("SELECT")]
        assert len(questions) <= MOST_QUERIES, (address, questions)


def test_two_that_are_not_of_this_case_are_nowhere(claim: Claim, desk: Desk, sign_in: SignIn) -> None:
    assert sign_in(desk.bob).get(f"{CASE}contradictions/{claim.key}/nothing/").status_code == 404
