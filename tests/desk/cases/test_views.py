# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences about a person: each names who says so and where."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from restante.desk.cases.models import Citation, Sentence, Source
from tests.personas import Desk

SignIn = Callable[[Any], Client]
FORM = {
    "section": "happened",
    "text_en": "He was arrested.",
    "says_en": "A. Author",
    "source_title": "A newspaper",
    "source_url": "https://example.org/article",
    "quotation": "was arrested",
}


def test_four_answers_make_a_sentence_with_its_source(desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.alice)
    assert client.post("/cases/of/azat/add", FORM).status_code == 302
    citation = Citation.objects.get()
    assert (citation.source.title, citation.quotation) == ("A newspaper", "was arrested")
    known = {**FORM, "source_title": "", "source": citation.source.pk, "text_en": "He was held."}
    client.post("/cases/of/azat/add", known)
    assert list(Sentence.objects.order_by("order").values_list("order", flat=True)) == [1, 2]
    assert Source.objects.count() == 1
    page = sign_in(desk.bob).get("/cases/of/azat/").content.decode()
    assert page.index("He was arrested.") < page.index("He was held.")


def test_how_a_source_came_to_us_is_told_in_each_language(desk: Desk, sign_in: SignIn) -> None:
    notes = {"source_note_ru": "Перевод с английского.", "source_note_en": "A translation from Russian."}
    sign_in(desk.alice).post("/cases/of/azat/add", {**FORM, **notes})
    source = Source.objects.get()
    assert (source.note_ru, source.note_en) == tuple(notes.values())


MISSING = {"who says so": "says_en", "the source": "source_title", "the text": "text_en"}


@pytest.mark.parametrize("what", MISSING)
def test_a_sentence_is_not_taken_without(what: str, desk: Desk, sign_in: SignIn) -> None:
    answer = sign_in(desk.alice).post("/cases/of/azat/add", {**FORM, MISSING[what]: ""})
    assert answer.status_code == 422
    assert Sentence.objects.count() == 0


def test_a_link_is_https_or_http_and_nothing_that_runs(desk: Desk, sign_in: SignIn) -> None:
    answer = sign_in(desk.alice).post("/cases/of/azat/add", {**FORM, "source_url": "javascript:alert(1)"})
    assert answer.status_code == 422


def test_a_correction_keeps_the_citation_and_a_removal_is_in_the_ledger(desk: Desk, sign_in: SignIn) -> None:
    from restante.desk.ledger.models import Entry

    client = sign_in(desk.alice)
    client.post("/cases/of/azat/add", FORM)
    sentence = Sentence.objects.get()
    corrected = {**FORM, "text_en": "He was detained.", "source_title": "", "source": Source.objects.get().pk}
    client.post(f"/cases/{sentence.pk}/", corrected)
    assert Sentence.objects.get().text_en == "He was detained."
    assert Citation.objects.count() == 1
    client.post(f"/cases/{sentence.pk}/remove")
    assert Sentence.objects.count() == 0
    assert Entry.objects.filter(verb="sentence.removed", fields={"person": "azat"}).exists()
