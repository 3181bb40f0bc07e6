# SPDX-License-Identifier: AGPL-3.0-or-later
"""The queue as volunteers see it, and what each page costs when there are many letters."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from restante.desk.ledger.models import Entry
from restante.desk.letters import queries
from restante.desk.letters.models import Letter
from restante.desk.letters.states import State
from tests.personas import DAY, Desk

SignIn = Callable[[Any], Client]
MOST_QUERIES = 15


def test_the_next_letter_is_approved_and_the_one_after_comes(desk: Desk, sign_in: SignIn) -> None:
    first, second = desk.receive(), desk.receive()
    client = sign_in(desk.bob)
    assert client.post("/letters/next").headers["Location"] == f"/letters/{first.pk}/"
    page = client.get(f"/letters/{first.pk}/").content.decode()
    assert "Сегодня идёт снег" in page
    answer = client.post(f"/letters/{first.pk}/approve", {"channel": "ru/paper"})
    assert answer.headers["Location"] == f"/letters/{second.pk}/"
    page = client.get(f"/letters/{second.pk}/").content.decode()
    assert f"/letters/{first.pk}/undo" in page
    assert client.post(f"/letters/{first.pk}/undo").headers["Location"] == f"/letters/{first.pk}/"
    assert Letter.objects.get(pk=first.pk).state == State.ARRIVED


def test_approving_twice_approves_once(desk: Desk, sign_in: SignIn) -> None:
    letter, client = desk.receive(), sign_in(desk.bob)
    client.post("/letters/next")
    for _ in range(2):
        assert (
            client.post(f"/letters/{letter.pk}/approve", {"channel": "ru/paper"}).headers["Location"]
            == f"/letters/{letter.pk}/"
        )
    assert letter.moves.filter(state=State.APPROVED).count() == 1


def test_what_paper_cannot_carry_is_left_out_only_by_somebodys_decision(desk: Desk, sign_in: SignIn) -> None:
    letter, client = desk.receive(text="Привет \U0001f600!"), sign_in(desk.bob)
    client.post("/letters/next")
    client.post(f"/letters/{letter.pk}/approve", {"channel": "ru/paper"})
    assert Letter.objects.get(pk=letter.pk).state == State.ARRIVED
    assert 'name="without"' in client.get(f"/letters/{letter.pk}/").content.decode()
    client.post(f"/letters/{letter.pk}/approve", {"channel": "ru/paper", "without": "yes"})
    assert Letter.objects.get(pk=letter.pk).state == State.APPROVED


def test_a_channel_that_does_not_reach_the_person_is_not_accepted(desk: Desk, sign_in: SignIn) -> None:
    letter, client = desk.receive(), sign_in(desk.bob)
    client.post("/letters/next")
    client.post(f"/letters/{letter.pk}/approve", {"channel": "us/federal-paper"})
    assert Letter.objects.get().state == State.ARRIVED


def test_two_volunteers_one_letter(desk: Desk, sign_in: SignIn) -> None:
    letter = desk.receive()
    bob, beth = sign_in(desk.bob), sign_in(desk.beth)
    bob.post(f"/letters/{letter.pk}/take")
    assert beth.post(f"/letters/{letter.pk}/take").status_code == 409
    page = beth.get(f"/letters/{letter.pk}/").content.decode()
    assert "Bob is working on this letter." in page
    assert "снег" not in page
    assert beth.post(f"/letters/{letter.pk}/approve", {"channel": "ru/paper"}).status_code == 409
    assert beth.post(f"/letters/{letter.pk}/decline", {"reason": "why"}).status_code == 409
    assert Letter.objects.get().state == State.ARRIVED


def test_a_letter_is_declined_with_or_without_words_and_never_with_words_left_out(desk: Desk, sign_in: SignIn) -> None:
    first, second, third = desk.receive(), desk.receive(), desk.receive()
    client = sign_in(desk.bob)
    for letter, reason, status in ((first, "", 302), (second, "Not by us.", 302), (third, "x" * 2001, 409)):
        client.post(f"/letters/{letter.pk}/take")
        assert client.post(f"/letters/{letter.pk}/decline", {"reason": reason}).status_code == status
    found = [(letter.state, letter.reasons.count()) for letter in Letter.objects.order_by("arrived", "pk")]
    assert sorted(found) == [(State.ARRIVED, 0), (State.DECLINED, 0), (State.DECLINED, 1)]


def test_pictures_are_for_whoever_holds_the_letter(desk: Desk, sign_in: SignIn) -> None:
    letter = desk.receive(b"\x89PNG picture")
    bob, beth = sign_in(desk.bob), sign_in(desk.beth)
    bob.post(f"/letters/{letter.pk}/take")
    answer = bob.get(f"/letters/{letter.pk}/picture/0")
    assert (answer.content, answer.headers["Content-Type"]) == (b"\x89PNG picture", "image/png")
    assert answer.headers["Cache-Control"] == "no-store"
    assert beth.get(f"/letters/{letter.pk}/picture/0").status_code == 404
    assert bob.get(f"/letters/{letter.pk}/picture/1").status_code == 404


def test_a_letter_with_a_reason_goes_back_and_the_reason_stays_closed_to_others(desk: Desk, sign_in: SignIn) -> None:
    letter, client = desk.receive(), sign_in(desk.bob)
    client.post("/letters/next")
    client.post(f"/letters/{letter.pk}/return", {"reason": "Please leave out the diagnosis."})
    assert Letter.objects.get().state == State.RETURNED
    assert "diagnosis" in sign_in(desk.alice).get(f"/letters/{letter.pk}/").content.decode()
    assert "diagnosis" not in sign_in(desk.beth).get(f"/letters/{letter.pk}/").content.decode()


def test_what_would_not_print_is_named(desk: Desk, sign_in: SignIn) -> None:
    letter, client = desk.receive(text="Привет 😀"), sign_in(desk.bob)
    client.post("/letters/next")
    assert "GRINNING FACE" in client.get(f"/letters/{letter.pk}/").content.decode()


def test_a_letters_words_are_shown_as_words_and_not_as_html(desk: Desk, sign_in: SignIn) -> None:
    letter, client = desk.receive(text="<script>alert(1)</script>", sign="<b>x</b>"), sign_in(desk.bob)
    client.post("/letters/next")
    page = client.get(f"/letters/{letter.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


def test_a_letter_to_the_group_is_read_in_its_own_list(desk: Desk, sign_in: SignIn) -> None:
    letter, client = desk.receive(person="desk"), sign_in(desk.bob)
    assert letter.pk[:6] in client.get("/letters/list/group").content.decode()
    client.post(f"/letters/{letter.pk}/take")
    client.post(f"/letters/{letter.pk}/read")
    assert Letter.objects.get().state == State.READ


@pytest.fixture
def crowd(desk: Desk) -> Desk:
    """A hundred thousand letters, most of them long posted."""
    model = desk.receive()
    columns = [field.column for field in Letter._meta.concrete_fields]
    told = {
        "id": "printf('f%031x', n)",
        "envelope_sha256": "printf('%064x', n)",
        "state": "CASE WHEN n % 100 < 15 THEN 'arrived' WHEN n % 100 < 20 THEN 'approved' ELSE 'posted' END",
    }
    values = ", ".join(told.get(column, f'"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 100000) "  # noqa: S608
            f"INSERT INTO letters_letter ({names}) SELECT {values} FROM letters_letter, numbers WHERE id = %s",
            [model.pk],
        )
    return desk


PAGES = ("/", "/letters/", "/letters/list/approved", "/letters/list/posted", "/people/", "/people/of/azat/")


def test_every_page_costs_few_queries_at_a_hundred_thousand_letters(crowd: Desk, sign_in: SignIn) -> None:
    client = sign_in(crowd.bob)
    client.post("/letters/next")
    taken = Letter.objects.exclude(taken_by=None).get()
    for path in (*PAGES, f"/letters/{taken.pk}/"):
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        assert len(queries) <= MOST_QUERIES, path


def test_a_page_of_a_list_does_not_cost_more_with_more_letters(desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.bob)
    desk.receive()
    with CaptureQueriesContext(connection) as few:
        client.get("/letters/")
    for _ in range(20):
        desk.receive()
    with CaptureQueriesContext(connection) as many:
        client.get("/letters/")
    assert len(many) <= len(few)
    assert Letter.objects.filter(arrived=DAY).count() == 21


def test_a_list_goes_on_page_by_page_the_oldest_first(desk: Desk, sign_in: SignIn, monkeypatch: Any) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    letters = [desk.receive().pk for _ in range(5)]
    client = sign_in(desk.bob)
    pages = [client.get(f"/letters/?page={page}") for page in range(4)]
    assert [[letter.pk for letter in page.context["letters"]] for page in pages] == [
        letters[:2],
        letters[2:4],
        letters[4:],
        [],
    ]
    assert [page.context["older"] for page in pages] == [1, 2, None, None]
    assert [page.context["newer"] for page in pages] == [None, 0, 1, 2]
    assert [letter.pk for letter in client.get("/letters/?page=odd").context["letters"]] == letters[:2]


def test_whoever_finds_out_the_addressee_chooses_among_all_names(desk: Desk, sign_in: SignIn) -> None:
    letter, client = desk.receive(person="nobody-known"), sign_in(desk.bob)
    client.post(f"/letters/{letter.pk}/take")
    assert '<option value="azat">Azat</option>' in client.get(f"/letters/{letter.pk}/").content.decode()
    client.post(f"/letters/{letter.pk}/address", {"person": "azat"})
    assert Letter.objects.get().person == desk.azat


def test_a_coordinator_who_reads_a_letter_without_taking_it_leaves_a_line(desk: Desk, sign_in: SignIn) -> None:
    letter = desk.receive()
    for volunteer, lines in ((desk.bob, 0), (desk.alice, 1)):
        sign_in(volunteer).get(f"/letters/{letter.pk}/")
        assert Entry.objects.filter(verb="letter.read", object_id=letter.pk).count() == lines
    client = sign_in(desk.alice)
    client.post(f"/letters/{letter.pk}/take")
    client.get(f"/letters/{letter.pk}/")
    assert Entry.objects.filter(verb="letter.read").count() == 1
