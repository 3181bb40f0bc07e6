# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of a case: four answers begin it, a decision shows it, a correction and a withdrawal are told."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from restante.desk.cases.models import Citation, Claim, Correction, Event
from tests.personas import Desk

SignIn = Callable[[Any], Client]
ENTRY = {
    "when": "1 февраля 2019 г.",
    "what": "He was arrested.",
    "link": "https://example.org/article",
    "quotation": "was arrested",
}


@pytest.fixture
def claim(desk: Desk, sign_in: SignIn) -> Claim:
    assert sign_in(desk.bob).post("/cases/of/azat/", ENTRY).status_code == 302
    return Claim.objects.get()


def test_four_answers_make_an_event_and_a_claim_with_its_source(claim: Claim) -> None:
    citation = Citation.objects.get()
    assert (citation.quotation, citation.source.url) == ("was arrested", ENTRY["link"])
    assert (claim.value, claim.subject, claim.visibility) == ("2019-02-01", Event.objects.get().handle, "team")


@pytest.mark.parametrize("field", ["what", "link", "quotation"])
def test_an_entry_is_not_taken_without(field: str, desk: Desk, sign_in: SignIn) -> None:
    assert sign_in(desk.bob).post("/cases/of/azat/", {**ENTRY, field: ""}).status_code == 422


def test_a_link_is_https_or_http_and_nothing_that_runs(desk: Desk, sign_in: SignIn) -> None:
    assert sign_in(desk.bob).post("/cases/of/azat/", {**ENTRY, "link": "javascript:alert(1)"}).status_code == 422


def test_a_coordinator_shows_corrects_and_withdraws_a_claim(claim: Claim, desk: Desk, sign_in: SignIn) -> None:
    client, page = sign_in(desk.alice), f"/cases/of/azat/claims/{claim.key}/"
    assert client.post(f"{page}decide", {"publication": "source_attributed", "status": "alleged"}).status_code == 302
    words = {"text_en": "He was detained.", "says_en": "A newspaper", "why_en": "Arrested was too much."}
    assert client.post(f"{page}wording", words).status_code == 302
    assert Correction.objects.get().what["en"].startswith("He was arrested.")
    assert client.post(f"{page}withdraw", {"why_en": "The newspaper took it back."}).status_code == 302
    assert Correction.objects.count() == 2
    assert client.get(page).status_code == 200
    assert client.get("/cases/of/azat/").status_code == 200


def test_a_volunteer_decides_nothing(claim: Claim, desk: Desk, sign_in: SignIn) -> None:
    told = {"publication": "source_attributed", "status": "alleged"}
    sign_in(desk.bob).post(f"/cases/of/azat/claims/{claim.key}/decide", told)
    claim.refresh_from_db()
    assert claim.publication == "draft"
