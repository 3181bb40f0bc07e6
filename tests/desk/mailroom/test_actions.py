# SPDX-License-Identifier: AGPL-3.0-or-later
"""A run from start to end: numbers stay, nothing is lost, and files live only as long as somebody needs them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from restante.desk.access import store
from restante.desk.ledger.models import Entry
from restante.desk.letters import actions as letters
from restante.desk.letters.models import Letter, Number
from restante.desk.letters.states import State
from restante.desk.letters.words import reason_text
from restante.desk.mailroom import actions, queries
from restante.desk.mailroom.jobs import letter_job
from restante.desk.mailroom.models import PrintRun
from restante.desk.people.models import Person
from restante.numbers import is_number
from restante.paper.press import press_run
from tests.personas import Desk


@pytest.fixture
def approved(desk: Desk) -> Callable[..., Any]:
    def approve(channel: str = "ru/paper", **told: Any) -> Any:
        letter = desk.receive(**told)
        letters.take(letter.pk, desk.bob)
        letters.approve(letter.pk, desk.bob, channel)
        return letter

    return approve


@pytest.fixture
def run(desk: Desk, approved: Callable[..., Any]) -> PrintRun:
    for number in range(3):
        approved(text=f"Письмо {number}.\n\nДо свидания.")
    started, _ = actions.start_run(desk.bob)
    return actions.typeset_run(started)


def state_of(letter: Any) -> str:
    return str(Letter.objects.get(pk=letter.pk).state)


def test_a_run_takes_every_approved_letter_for_paper_and_numbers_it(desk: Desk, run: PrintRun) -> None:
    assert run.state == PrintRun.State.READY
    assert [state_of(letter) for letter in desk.letters] == [State.PRINTED] * 3
    numbers = list(Number.objects.values_list("number", flat=True))
    assert len(set(numbers)) == 3
    assert all(is_number(number) for number in numbers)


def test_files_by_paper_are_sealed_in_the_store_and_open_as_pdf(desk: Desk, run: PrintRun) -> None:
    files = {file.name: file for file in run.files.all()}
    assert set(files) == {"letters.pdf", "envelopes-dl.pdf", "checklist.pdf"}
    assert actions.fetch_file(desk.bob, files["letters.pdf"]).startswith(b"%PDF")
    raw = b"".join(path.read_bytes() for path in store._config().desk_dir.rglob("store/??/*"))
    assert b"%PDF" not in raw
    assert Entry.objects.filter(verb="run.file_fetched").count() == 1


def test_an_electronic_letter_stays_out_of_a_run(desk: Desk, approved: Callable[..., Any]) -> None:
    electronic, paper = approved("ru/fsin-pismo"), approved()
    actions.start_run(desk.bob)
    assert state_of(electronic) == State.APPROVED
    assert state_of(paper) == State.IN_RUN


def test_a_letter_that_cannot_be_printed_does_not_keep_the_others(desk: Desk, approved: Callable[..., Any]) -> None:
    fit, unfit = approved(), approved()
    homeless = Person.objects.create(slug="nowhere", name_en="Nowhere")
    type(unfit).objects.filter(pk=unfit.pk).update(person=homeless)
    started, left_out = actions.start_run(desk.bob)
    assert left_out == [unfit.pk]
    assert state_of(unfit) == State.APPROVED
    assert started.letters.get().letter_id == fit.pk


def test_an_approved_letter_is_printed_without_what_no_face_has(desk: Desk, approved: Callable[..., Any]) -> None:
    letter = approved(text="Ὦ Азат \U00013080\U0001f600!")
    started, left_out = actions.start_run(desk.bob)
    assert left_out == []
    assert letter_job(started.letters.get().letter, None).paragraphs == ("Ὦ Азат!",)
    assert letter.pk == started.letters.get().letter_id


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_checklist_calls_a_place_by_its_name(desk: Desk, approved: Callable[..., Any], lang: str) -> None:
    letter = approved()
    place = letter.person.facility
    assert letter_job(letter, None, lang).place == place.name_in(lang) != place.rulebook


def test_two_volunteers_cannot_put_one_letter_into_two_runs(desk: Desk, approved: Callable[..., Any]) -> None:
    approved()
    actions.start_run(desk.bob)
    with pytest.raises(actions.NothingApproved):
        actions.start_run(desk.beth)


def test_a_reprint_keeps_numbers_and_places(desk: Desk, run: PrintRun) -> None:
    before = set(Number.objects.values_list("number", "letter_id"))
    made = actions.reprint(desk.bob, run, 2, 3)
    assert {file.name for file in made} == {"2-3-letters.pdf", "2-3-envelopes-dl.pdf", "2-3-checklist.pdf"}
    assert set(Number.objects.values_list("number", "letter_id")) == before
    again = actions.reprint(desk.bob, run, 2, 3)
    assert run.files.filter(first=2).count() == len(again)


@pytest.mark.parametrize(("first", "last"), [(0, 1), (1, 4), (3, 2)])
def test_a_reprint_outside_the_run_is_refused(desk: Desk, run: PrintRun, first: int, last: int) -> None:
    with pytest.raises(actions.OutsideRun):
        actions.reprint(desk.bob, run, first, last)


def test_single_letters_are_posted_with_their_cost_and_the_rest_after(desk: Desk, run: PrintRun) -> None:
    assert actions.mark_posted(desk.bob, run, [2], Decimal("34.50"), "RUB") == 1
    with pytest.raises(actions.StillUnposted):
        actions.close_run(desk.bob, run)
    assert actions.mark_posted(desk.bob, run) == 2
    second = run.letters.get(position=2).letter
    assert (second.state, second.cost, second.currency) == (State.POSTED, Decimal("34.50"), "RUB")


def test_closing_a_run_deletes_its_files_from_the_disk(desk: Desk, run: PrintRun) -> None:
    blobs = list(run.files.values_list("blob", flat=True))
    actions.mark_posted(desk.bob, run)
    actions.close_run(desk.bob, run)
    assert not set(blobs) & set(store.sealed_names())
    assert queries.run_for(desk.bob, run.pk).state == PrintRun.State.CLOSED


def test_a_run_that_was_given_up_gives_its_letters_back(desk: Desk, approved: Callable[..., Any]) -> None:
    letter = approved()
    started, _ = actions.start_run(desk.bob)
    actions.cancel_run(desk.bob, started)
    assert state_of(letter) == State.APPROVED
    assert not Number.objects.filter(is_open=True).exists()
    actions.start_run(desk.bob)
    assert state_of(letter) == State.IN_RUN


def test_a_letter_that_came_back_goes_out_again_under_a_new_number(desk: Desk, run: PrintRun) -> None:
    letter = desk.letters[0]
    old = Number.objects.get(letter=letter).number
    actions.mark_posted(desk.bob, run)
    actions.tell_fate(desk.bob, letter.pk, "came_back", "the person was moved")
    assert [reason_text(reason) for reason in letter.reasons.all()] == ["the person was moved"]
    actions.tell_fate(desk.bob, letter.pk, "again")
    second, _ = actions.start_run(desk.bob)
    assert second.letters.get().letter_id == letter.pk
    assert Number.objects.get(letter=letter, is_open=True).number != old


def test_a_long_run_waits_for_the_worker(desk: Desk, approved: Callable[..., Any]) -> None:
    approved()
    started, _ = actions.start_run(desk.bob)
    assert actions.typeset_waiting_runs() == 1
    assert queries.run_for(desk.bob, started.pk).state == PrintRun.State.READY
    assert actions.typeset_waiting_runs() == 0


def test_an_operator_sees_pages_of_the_channels_size_and_the_price(desk: Desk, approved: Callable[..., Any]) -> None:
    letter = approved("ru/fsin-pismo", text="Слово за словом. " * 400, sign="Соседка")
    found = queries.transcript_for(desk.bob, letter.pk)
    size = found.channel.page_chars
    assert size is not None
    assert len(found.pages) > 1
    assert all(len(page) <= size for page in found.pages)
    assert "".join(found.pages).endswith("Соседка")
    assert found.price is not None
    actions.mark_sent(desk.bob, letter.pk, found.price, found.currency)
    assert state_of(letter) == State.SENT


def test_a_transcript_shows_no_letter_that_is_not_approved_for_a_service(
    desk: Desk, approved: Callable[..., Any]
) -> None:
    for letter in (desk.receive(), approved("ru/paper")):
        with pytest.raises(Letter.DoesNotExist):
            queries.transcript_for(desk.bob, letter.pk)


def test_a_run_that_somebody_is_typesetting_is_left_to_them(desk: Desk, approved: Callable[..., Any]) -> None:
    approved()
    run, _ = actions.start_run(desk.alice)
    seen: list[str] = []

    def press_once(*given: Any) -> Any:
        seen.append(actions.typeset_run(PrintRun.objects.get(pk=run.pk)).state)
        return press_run(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(actions, "press_run", press_once)
        assert actions.typeset_run(run).state == PrintRun.State.READY
    assert seen == [PrintRun.State.PREPARING]
    assert run.files.filter(name="letters.pdf").count() == 1
    assert PrintRun.objects.get().claimed_until is None


def test_a_claim_that_a_stopped_machine_left_runs_out(desk: Desk, approved: Callable[..., Any]) -> None:
    approved()
    run, _ = actions.start_run(desk.alice)
    PrintRun.objects.update(claimed_until=timezone.now() + actions.CLAIM)
    actions.typeset_waiting_runs()
    assert queries.run_for(desk.bob, run.pk).state == PrintRun.State.PREPARING
    PrintRun.objects.update(claimed_until=timezone.now())
    actions.typeset_waiting_runs()
    assert queries.run_for(desk.bob, run.pk).state == PrintRun.State.READY


def test_a_desk_that_is_locked_while_typesetting_leaves_no_claim(desk: Desk, approved: Callable[..., Any]) -> None:
    approved()
    run, _ = actions.start_run(desk.alice)
    store.lock()
    with pytest.raises(store.StoreLocked):
        actions.typeset_run(run)
    assert PrintRun.objects.get().claimed_until is None


def test_a_run_that_page_and_worker_typeset_at_once_is_typeset_once(desk: Desk, approved: Callable[..., Any]) -> None:
    approved()
    run, _ = actions.start_run(desk.alice)
    same = PrintRun.objects.get(pk=run.pk)
    actions.typeset_run(run)
    files = list(run.files.values_list("pk", flat=True))
    assert actions.typeset_run(same).state == PrintRun.State.READY
    assert list(run.files.values_list("pk", flat=True)) == files


def test_a_letter_of_a_run_given_up_is_unposted_only_in_its_new_run(desk: Desk, approved: Callable[..., Any]) -> None:
    approved()
    first, _ = actions.start_run(desk.bob)
    actions.cancel_run(desk.bob, first)
    second, _ = actions.start_run(desk.bob)
    told = {run.pk: (run.size, run.unposted) for run in queries.runs(desk.bob)}
    assert told == {second.pk: (1, 1), first.pk: (1, 0)}


def test_a_run_takes_the_oldest_letters_and_leaves_the_others_for_the_next(
    desk: Desk, approved: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_LETTERS", 2)
    letters = [approved() for _ in range(3)]
    run, _ = actions.start_run(desk.bob)
    assert [place.letter_id for place in run.letters.all()] == [letter.pk for letter in letters[:2]]
    assert state_of(letters[2]) == State.APPROVED
