# SPDX-License-Identifier: AGPL-3.0-or-later
"""The replies room as a volunteer clicks through it, without any script."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from restante.desk.letters.models import Letter
from restante.desk.letters.states import State
from restante.desk.replies import actions
from restante.desk.replies.models import Page, Reply, Scan
from restante.numbers import group
from tests.personas import Desk

from .conftest import as_jpeg, as_pdf, empty_page, number_of, sheet


@pytest.fixture
def bob(desk: Desk, sign_in: Callable[[Any], Client]) -> Client:
    return sign_in(desk.bob)


def upload(client: Client, *files: bytes, **more: str) -> None:
    scans = [SimpleUploadedFile(f"scan of a person {place}.pdf", data) for place, data in enumerate(files)]
    assert client.post("/replies/upload", {"files": scans, **more}).status_code == 302


def test_from_the_upload_to_the_delivery(desk: Desk, bob: Client, posted: Callable[..., Any]) -> None:
    letter = posted()
    upload(bob, as_pdf([sheet(number_of(letter), 180)]))
    assert "pages so far" in bob.get("/replies/").content.decode()
    actions.read_waiting_scans()
    reply, page = Reply.objects.get(), Page.objects.get()
    assert f"/replies/{reply.pk}/" in bob.get("/replies/").content.decode()
    shown = bob.get(f"/replies/{reply.pk}/").content.decode()
    assert "Соседка" in shown
    assert f"/replies/pages/{page.pk}/image.jpg" in shown
    assert bob.get(f"/replies/pages/{page.pk}/image.jpg").content.startswith(b"\xff\xd8")
    bob.post(f"/replies/{reply.pk}/match", {"letter": letter.pk})
    box = {"cover-0-left": "10", "cover-0-top": "20,5", "cover-0-width": "30", "cover-0-height": "5"}
    bob.post(f"/replies/pages/{page.pk}/", box)
    assert Page.objects.get().covers == [pytest.approx([0.1, 0.205, 0.3, 0.05])]
    assert 'value="20.5"' in bob.get(f"/replies/pages/{page.pk}/").content.decode()
    bob.post(f"/replies/pages/{page.pk}/", {**box, "cover-0-remove": "on"})
    assert Page.objects.get().covers == []
    bob.post(f"/replies/{reply.pk}/deliver")
    assert Letter.objects.get(pk=letter.pk).state == State.REPLIED
    assert bob.get(f"/replies/{reply.pk}/").status_code == 200


def test_a_large_upload_is_taken_and_its_name_is_kept_nowhere(desk: Desk, bob: Client) -> None:
    upload(bob, b"%PDF-1.7" + bytes(5 * 2**20))
    assert Scan.objects.get().size == 5 * 2**20 + 8
    assert not any("person" in str(value) for row in Scan.objects.values() for value in row.values())


def test_an_upload_without_its_token_is_refused(desk: Desk, sign_in: Callable[[Any], Client]) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = sign_in(desk.bob).cookies
    answer = strict.post("/replies/upload", {"files": [SimpleUploadedFile("a.pdf", b"%PDF")]})
    assert answer.status_code == 403
    assert Scan.objects.count() == 0


def test_an_empty_form_is_one_clear_sentence(bob: Client) -> None:
    answer = bob.post("/replies/upload", {})
    assert "Choose at least one file" in answer.content.decode()


def test_loose_pages_are_found_a_letter_by_search(desk: Desk, bob: Client, posted: Callable[..., Any]) -> None:
    letter = posted()
    upload(bob, as_jpeg(empty_page()))
    actions.read_waiting_scans()
    reply = Reply.objects.get()
    assert letter.pk in bob.post(f"/replies/{reply.pk}/", {"q": "соседка"}).content.decode()
    assert letter.pk not in bob.post(f"/replies/{reply.pk}/", {"q": "другой"}).content.decode()
    bob.post(f"/replies/{reply.pk}/match", {"letter": letter.pk})
    assert Reply.objects.get().state == Reply.State.CONFIRMED


def test_pages_are_turned_left_out_and_split_off(desk: Desk, bob: Client, posted: Callable[..., Any]) -> None:
    upload(bob, as_pdf([empty_page(), empty_page()]), letter=posted().pk)
    actions.read_waiting_scans()
    first, second = Page.objects.order_by("index")
    bob.post(f"/replies/pages/{first.pk}/turn")
    bob.post(f"/replies/pages/{first.pk}/leave")
    bob.post(f"/replies/pages/{second.pk}/split")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.turn, first.left_out) == (90, True)
    assert second.reply_id != first.reply_id


def test_a_stranger_sees_no_page(desk: Desk, posted: Callable[..., Any]) -> None:
    actions.upload_scans(desk.bob, [as_jpeg(empty_page())], posted())
    actions.read_waiting_scans()
    page = Page.objects.get()
    assert Client().get(f"/replies/pages/{page.pk}/image.jpg").status_code == 302


@pytest.mark.parametrize("change", ["covered", "turned"])
def test_marks_on_a_page_that_a_colleague_changed_meanwhile_uncover_nothing(
    desk: Desk, bob: Client, posted: Callable[..., Any], change: str
) -> None:
    upload(bob, as_jpeg(empty_page()), letter=posted().pk)
    actions.read_waiting_scans()
    pk = Page.objects.get().pk

    def mark(left: int) -> int:
        box = {"left": left, "top": 10, "width": 20, "height": 5}
        fields = {f"cover-0-{side}": str(part) for side, part in box.items()}
        return bob.post(f"/replies/pages/{pk}/", {"seen": seen, **fields}).status_code

    [seen] = re.findall(r'name="seen" value="([0-9a-f]{64})"', bob.get(f"/replies/pages/{pk}/").content.decode())
    if change == "covered":
        actions.mark_page(pk, [[0.5, 0.5, 0.2, 0.2]], None)
    else:
        actions.turn_page(pk)
    kept = Page.objects.get().covers
    assert (mark(10), Page.objects.get().covers) == (409, kept)
    [seen] = re.findall(r'name="seen" value="([0-9a-f]{64})"', bob.get(f"/replies/pages/{pk}/").content.decode())
    assert mark(30) == 302
    assert [cover[0] for cover in Page.objects.get().covers] == [0.3]


def test_a_delivered_reply_takes_no_more_changes(desk: Desk, bob: Client, posted: Callable[..., Any]) -> None:
    upload(bob, as_jpeg(empty_page()), letter=posted().pk)
    actions.read_waiting_scans()
    reply, page = Reply.objects.get(), Page.objects.get()
    bob.post(f"/replies/{reply.pk}/deliver")
    for path in (f"pages/{page.pk}/turn", f"pages/{page.pk}/leave", f"{reply.pk}/drop", f"{reply.pk}/unmatch"):
        assert bob.post(f"/replies/{path}").status_code in {409, 422}


def test_a_reply_that_came_as_a_file_is_uploaded_on_its_letters_page(
    desk: Desk, bob: Client, posted: Callable[..., Any]
) -> None:
    letter = posted()
    page = bob.get(f"/letters/{letter.pk}/").content.decode()
    assert f'<input type="hidden" name="letter" value="{letter.pk}">' in page
    upload(bob, as_pdf([empty_page()]), letter=letter.pk)
    actions.read_waiting_scans()
    reply = Reply.objects.get()
    assert (reply.letter_id, reply.state) == (letter.pk, Reply.State.CONFIRMED)


def test_letters_alike_are_told_apart_by_their_printed_numbers(
    desk: Desk, bob: Client, posted: Callable[..., Any]
) -> None:
    letters = [posted(), posted()]
    upload(bob, as_pdf([empty_page()]))
    actions.read_waiting_scans()
    page = bob.get(f"/replies/{Reply.objects.get().pk}/").content.decode()
    for letter in letters:
        assert group(number_of(letter)) in page
    assert page.index("/image.jpg") < page.index('name="letter"')  # first the page, then the choice
