# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mailroom as a volunteer clicks through it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from django.utils.html import escape

from restante.desk.ledger.models import Entry
from restante.desk.letters import actions as letters
from restante.desk.letters import queries as letter_queries
from restante.desk.letters.models import Letter
from restante.desk.letters.states import State
from restante.desk.mailroom import views
from restante.desk.mailroom.forms import CostForm
from restante.desk.mailroom.models import PrintRun
from restante.desk.people.queries import envelope_of
from tests.personas import Desk


@pytest.fixture
def bob(desk: Desk, sign_in: Callable[[Any], Client]) -> Client:
    return sign_in(desk.bob)


def approve(desk: Desk, channel: str = "ru/paper", **told: Any) -> Any:
    letter = desk.receive(**told)
    letters.take(letter.pk, desk.bob)
    letters.approve(letter.pk, desk.bob, channel)
    return letter


def test_from_the_button_to_the_post(desk: Desk, bob: Client) -> None:
    letter = approve(desk)
    assert "1 approved letter waits for paper" in bob.get("/mailroom/").content.decode()
    answer = bob.post("/mailroom/start", follow=True)
    run = PrintRun.objects.get()
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == f"/mailroom/runs/{run.pk}/"
    for file in run.files.all():
        address = f"/mailroom/runs/{run.pk}/files/{file.pk}/{file.name}"
        assert address in page
        got = bob.get(address)
        assert got.content.startswith(b"%PDF")
        assert "attachment" in got["Content-Disposition"]
    bob.post(f"/mailroom/runs/{run.pk}/reprint", {"first": 1, "last": 1})
    assert run.files.count() == 6
    bob.post(f"/mailroom/runs/{run.pk}/posted", {"cost": "34,5", "currency": "rub"})
    bob.post(f"/mailroom/runs/{run.pk}/posted", {"cost": "34.50", "currency": "rub"})
    posted = Letter.objects.get(pk=letter.pk)
    assert (posted.state, str(posted.cost), posted.currency) == (State.POSTED, "34.50", "RUB")
    bob.post(f"/mailroom/runs/{run.pk}/close")
    assert bob.get(f"/mailroom/runs/{run.pk}/").status_code == 200
    assert run.files.count() == 0


def test_nothing_approved_is_one_clear_sentence(bob: Client) -> None:
    answer = bob.post("/mailroom/start")
    assert answer.status_code in {409, 422}
    assert "No approved letter waits for paper" in answer.content.decode()


def test_only_ticked_letters_are_posted(desk: Desk, bob: Client) -> None:
    approve(desk)
    approve(desk)
    bob.post("/mailroom/start")
    run = PrintRun.objects.get()
    bob.post(f"/mailroom/runs/{run.pk}/posted", {"positions": ["2"], "ticked": "1"})
    assert [place.letter.state for place in run.letters.order_by("position")] == [State.PRINTED, State.POSTED]


def test_a_letter_that_came_back_is_sent_again(desk: Desk, bob: Client) -> None:
    letter = approve(desk)
    bob.post("/mailroom/start")
    run = PrintRun.objects.get()
    bob.post(f"/mailroom/runs/{run.pk}/posted")
    for fate in ("came_back", "again"):
        assert bob.post(f"/mailroom/letters/{letter.pk}/fate", {"fate": fate}).status_code == 302
    assert Letter.objects.get(pk=letter.pk).state == State.APPROVED


def test_what_came_back_is_told_on_the_letters_own_page(desk: Desk, bob: Client) -> None:
    letter = approve(desk)
    bob.post("/mailroom/start")
    bob.post(f"/mailroom/runs/{PrintRun.objects.get().pk}/posted")
    address = f"/mailroom/letters/{letter.pk}/fate"
    assert f'action="{address}"' in bob.get(f"/letters/{letter.pk}/").content.decode()
    answer = bob.post(address, {"fate": "came_back", "why": "moved", "back": "letter"})
    assert answer["Location"] == f"/letters/{letter.pk}/"
    assert letter.reasons.get().state == State.CAME_BACK
    assert not letter.numbers.filter(is_open=True).exists()


def test_an_operator_copies_pages_and_marks_them_sent(desk: Desk, bob: Client) -> None:
    first, second = approve(desk, "ru/fsin-pismo"), approve(desk, "ru/fsin-pismo")
    assert "/mailroom/channels/ru/fsin-pismo/" in bob.get("/mailroom/").content.decode()
    assert bob.get("/mailroom/channels/ru/fsin-pismo/").status_code == 200
    page = bob.get(f"/mailroom/letters/{first.pk}/transcript").content.decode()
    assert "Сегодня идёт снег" in page
    assert "data-copies" in page
    [line] = Entry.objects.filter(verb="letter.transcribed")
    assert (line.actor, line.object_id) == (desk.bob.name, first.pk)
    answer = bob.post(f"/mailroom/letters/{first.pk}/sent", {"cost": "55", "currency": "RUB"})
    assert answer["Location"] == f"/mailroom/letters/{second.pk}/transcript"
    assert Letter.objects.get(pk=first.pk).state == State.SENT


@pytest.mark.parametrize(
    "path", ["/mailroom/runs/99/", "/mailroom/channels/ru/nothing/", "/mailroom/letters/0/transcript"]
)
def test_what_is_not_there_is_not_there(bob: Client, path: str) -> None:
    assert bob.get(path).status_code == 404


def test_a_stranger_sees_no_mailroom(desk: Desk) -> None:
    assert Client().get("/mailroom/").status_code == 302
    assert Client().post("/mailroom/start").status_code in {302, 404}


def test_the_pages_speak_russian(desk: Desk, sign_in: Callable[[Any], Client]) -> None:
    desk.bob.language = "ru"
    desk.bob.save()
    approve(desk)
    assert "<h1>Отправка</h1>" in sign_in(desk.bob).get("/mailroom/").content.decode()


def test_a_long_checklist_comes_in_parts_and_every_place_says_of_how_many(
    desk: Desk, bob: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PLACES_SHOWN", 2)
    for _ in range(3):
        approve(desk)
    address = bob.post("/mailroom/start").headers["Location"]
    first, second = (bob.get(f"{address}?from={start}").content.decode() for start in (1, 3))
    assert [f"{place}/3" in first for place in (1, 2, 3)] == [True, True, False]
    assert [f"{place}/3" in second for place in (1, 2, 3)] == [False, False, True]
    assert 'href="?from=3"' in first
    assert 'href="?from=1" aria-current="page"' in first
    assert bob.get(f"{address}?from=odd").content.decode().count("/3</label>") == 2
    assert "3/3" in bob.get(f"{address}?from=99").content.decode()


def test_letters_by_paper_and_by_a_service_are_counted_apart(desk: Desk, bob: Client) -> None:
    approve(desk)
    approve(desk)
    approve(desk, "ru/fsin-pismo")
    page = bob.get("/mailroom/").content.decode()
    assert "2 approved letters wait for paper" in page
    assert "1 letter<" in page


def test_an_operator_sees_the_oldest_letters_of_a_long_queue(desk: Desk, bob: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(letter_queries, "PAGE", 2)
    first, second, third = (approve(desk, "ru/fsin-pismo").pk for _ in range(3))
    page = bob.get("/mailroom/channels/ru/fsin-pismo/").content.decode()
    assert [pk in page for pk in (first, second, third)] == [True, True, False]
    assert bob.post(f"/mailroom/letters/{first}/sent").headers["Location"].endswith(f"{second}/transcript")


def test_a_run_says_how_much_of_it_is_posted(desk: Desk, bob: Client) -> None:
    for _time in range(3):
        approve(desk)
    bob.post("/mailroom/start")
    run = PrintRun.objects.get()

    def told() -> list[str]:
        return [bob.get(f"/mailroom/{page}").content.decode() for page in ("", f"runs/{run.pk}/")]

    for page in told():
        assert "eady to print" in page
    bob.post(f"/mailroom/runs/{run.pk}/posted", {"positions": ["2"], "ticked": "1"})
    for page in told():
        assert "osted but for 2 letters" in page
        assert "eady to print" not in page
    bob.post(f"/mailroom/runs/{run.pk}/posted")
    for page in told():
        assert "ll of it is posted" in page
        assert "eady to print" not in page
    assert "/close" in told()[1]


def test_whoever_types_a_letter_into_a_service_sees_to_whom_it_goes(desk: Desk, bob: Client) -> None:
    letter = approve(desk, "ru/fsin-pismo")
    page = bob.get(f"/mailroom/letters/{letter.pk}/transcript").content.decode()
    assert letter.person is not None
    for line in envelope_of(letter.person):
        assert escape(line) in page


def test_postage_is_given_as_the_language_writes_it() -> None:
    told = {"cost": "34,50", "currency": "RUB"}
    with translation.override("ru"):
        form = CostForm(told)
        assert form.is_valid()
        assert form.cleaned_data["cost"] == Decimal("34.50")
        assert CostForm({**told, "cost": "34.50"}).is_valid()
    with translation.override("en"):
        assert not CostForm(told).is_valid()
