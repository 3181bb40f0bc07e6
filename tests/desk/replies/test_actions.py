# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a scan to a delivered reply: right letter or none, and what is covered is gone for good."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from restante.desk.access import store
from restante.desk.letters.models import Letter
from restante.desk.letters.states import State
from restante.desk.replies import actions, delivering, queries
from restante.desk.replies.models import Page, Reply, Scan
from restante.desk.replies.reading import Reader
from tests.personas import Desk

from .conftest import as_jpeg, as_pdf, empty_page, number_of, sheet

Post = Callable[..., Any]


def read(desk: Desk, *files: bytes, direct_to: Letter | None = None) -> list[Reply]:
    actions.upload_scans(desk.bob, files, direct_to)
    actions.read_waiting_scans()
    return list(queries.open_replies(desk.bob))


@pytest.fixture
def confirmed(desk: Desk, posted: Post) -> Reply:
    letter = posted()
    [reply] = read(desk, as_pdf([sheet(number_of(letter))]))
    return actions.match_reply(desk.bob, reply.pk, letter)


def test_pages_of_two_letters_in_one_file_sort_themselves(desk: Desk, posted: Post) -> None:
    first, second = posted(), posted()
    pages = [sheet(number_of(first), 180), sheet(number_of(second)), sheet(number_of(first))]
    replies = read(desk, as_pdf(pages))
    assert {(reply.letter_id, reply.pages.count(), reply.state) for reply in replies} == {
        (first.pk, 2, Reply.State.PROPOSED),
        (second.pk, 1, Reply.State.PROPOSED),
    }


def test_a_photograph_and_a_scan_of_one_reply_come_together(desk: Desk, posted: Post) -> None:
    letter = posted()
    replies = read(desk, as_pdf([sheet(number_of(letter))]), as_jpeg(sheet(number_of(letter), 90)))
    assert [(reply.letter_id, reply.pages.count()) for reply in replies] == [(letter.pk, 2)]


def test_a_number_that_was_never_printed_matches_nothing(desk: Desk, posted: Post) -> None:
    posted()
    [reply] = read(desk, as_pdf([sheet("4827193560")]))
    assert (reply.letter, reply.state) == (None, Reply.State.UNMATCHED)


def test_pages_without_a_number_are_guessed_to_nobody_and_joined_by_a_volunteer(desk: Desk, posted: Post) -> None:
    letter = posted()
    replies = read(desk, as_pdf([sheet(number_of(letter)), empty_page(), empty_page()]))
    loose = next(reply for reply in replies if reply.letter is None)
    assert loose.pages.count() == 2
    neighbour = queries.neighbour_of(desk.bob, loose)
    assert neighbour is not None
    joined = actions.join_replies(desk.bob, loose.pk, neighbour.pk)
    assert [page.place for page in joined.pages.order_by("place")] == [1, 2, 3]


def test_a_page_of_somebody_else_is_split_off(desk: Desk, posted: Post) -> None:
    letter = posted()
    [reply] = read(desk, as_jpeg(empty_page()), direct_to=letter)
    [only] = reply.pages.all()
    fresh = actions.split_off(desk.bob, only.pk)
    assert fresh.letter is None
    assert Reply.objects.get(pk=reply.pk).state == Reply.State.DROPPED


def test_a_file_that_cannot_be_read_says_so_and_stops_nobody(desk: Desk, posted: Post) -> None:
    letter = posted()
    replies = read(desk, b"not a scan at all", as_pdf([sheet(number_of(letter))]))
    assert len(replies) == 1
    failed = Scan.objects.get(state=Scan.State.FAILED)
    assert failed.error == "scan-refused"
    actions.drop_scan(desk.bob, failed)
    assert not list(queries.unread_scans(desk.bob))


def test_a_reading_that_was_cut_off_starts_anew(desk: Desk, posted: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = posted()
    actions.upload_scans(desk.bob, [as_pdf([sheet(number_of(letter)), empty_page()])])

    def cut_off(_pages: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Reader() as reader:
        actions.read_scan(Scan.objects.get(), reader, cut_off)
    assert Page.objects.count() == 0
    actions.read_waiting_scans()
    assert Page.objects.count() == 2


def test_nothing_is_delivered_before_a_volunteer_confirms(desk: Desk, posted: Post) -> None:
    [reply] = read(desk, as_pdf([sheet(number_of(posted()))]))
    with pytest.raises(delivering.NotMatched):
        delivering.deliver_reply(desk.bob, reply.pk)


def test_a_delivered_reply_moves_its_letter_and_leaves_no_untouched_image(desk: Desk, confirmed: Reply) -> None:
    before = set(confirmed.pages.values_list("image", flat=True))
    delivering.deliver_reply(desk.bob, confirmed.pk)
    assert confirmed.letter is not None
    assert Letter.objects.get(pk=confirmed.letter.pk).state == State.REPLIED
    assert not before & set(store.sealed_names())
    [(media_type, image)] = queries.images_of(confirmed)
    assert media_type == "image/jpeg"
    assert Image.open(io.BytesIO(image)).getexif() == {}


def test_a_covered_place_is_black_in_what_is_delivered_and_a_crop_cuts(desk: Desk, confirmed: Reply) -> None:
    [page] = confirmed.pages.all()
    actions.mark_page(page.pk, [[0.1, 0.3, 0.6, 0.2]], [0.0, 0.25, 1.0, 0.5])
    delivering.deliver_reply(desk.bob, confirmed.pk)
    [(_, image)] = queries.images_of(confirmed)
    shown = Image.open(io.BytesIO(image)).convert("L")
    assert shown.height < 0.6 * shown.width * 297 / 210
    across, down = shown.size
    inside = [shown.getpixel((int(x * across), int(y * down))) for x in (0.15, 0.4, 0.65) for y in (0.15, 0.3, 0.45)]
    assert max(inside) < 30  # type: ignore[type-var]  # grey has one channel


@pytest.mark.parametrize("change", ["cover", "join", "unmatch"])
def test_what_a_colleague_changes_while_a_reply_is_burnt_in_is_never_passed_over(
    desk: Desk, posted: Post, confirmed: Reply, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    [page] = confirmed.pages.all()
    [other] = [each for each in read(desk, as_jpeg(empty_page()), direct_to=posted()) if each.pk != confirmed.pk]
    finish = delivering.finish_pages

    def slowly(pages: list[Page]) -> list[bytes]:
        made = finish(pages)
        if change == "cover":
            actions.mark_page(page.pk, [[0.1, 0.3, 0.6, 0.2]], None)
        elif change == "join":
            actions.join_replies(desk.beth, other.pk, confirmed.pk)
        else:
            actions.unmatch_reply(desk.beth, confirmed.pk)
        return made

    kept = set(store.sealed_names())
    monkeypatch.setattr(delivering, "finish_pages", slowly)
    with pytest.raises(delivering.ReplyChanged):
        delivering.deliver_reply(desk.bob, confirmed.pk)
    assert Reply.objects.get(pk=confirmed.pk).state in actions.OPEN
    assert set(store.sealed_names()) == kept


def test_covers_turn_with_the_page(desk: Desk, confirmed: Reply) -> None:
    [page] = confirmed.pages.all()
    actions.mark_page(page.pk, [[0.1, 0.2, 0.3, 0.1]], None)
    turned = actions.turn_page(page.pk)
    assert turned.covers == [pytest.approx([0.7, 0.1, 0.1, 0.3])]
    for _ in range(3):
        turned = actions.turn_page(page.pk)
    assert turned.covers == [pytest.approx([0.1, 0.2, 0.3, 0.1])]


@pytest.mark.parametrize("box", [[0, 0, 0, 1], [float("nan"), 0, 1, 1], [0.5, 0.5, 9, 9], [1.5, 0, 1, 1], [0, 0, 1]])
def test_a_place_that_is_not_on_the_page_is_refused(desk: Desk, confirmed: Reply, box: list[float]) -> None:
    [page] = confirmed.pages.all()
    with pytest.raises(actions.BoxRefused):
        actions.mark_page(page.pk, [box], None)


def test_a_page_left_out_is_not_delivered_and_its_image_goes_too(desk: Desk, posted: Post) -> None:
    letter = posted()
    [reply] = read(desk, as_pdf([empty_page(), empty_page()]), direct_to=letter)
    actions.leave_out(reply.pages.first().pk, left_out=True)  # type: ignore[union-attr]  # two pages
    delivering.deliver_reply(desk.bob, reply.pk)
    assert len(queries.images_of(reply)) == 1
    assert Page.objects.exclude(image="").count() == 0


def test_a_reply_with_every_page_left_out_is_not_delivered(desk: Desk, confirmed: Reply) -> None:
    [page] = confirmed.pages.all()
    actions.leave_out(page.pk, left_out=True)
    with pytest.raises(delivering.NoPages):
        delivering.deliver_reply(desk.bob, confirmed.pk)


def test_what_is_no_reply_is_dropped_with_its_images(desk: Desk, confirmed: Reply) -> None:
    actions.drop_reply(desk.bob, confirmed.pk)
    assert list(store.sealed_names()) == []


@pytest.mark.parametrize("words", ["азат", "Azat", "сосед", "СОСЕДКА азат", ""])
def test_a_letter_is_found_by_person_and_pen_name(desk: Desk, posted: Post, words: str) -> None:
    letter = posted()
    assert [found.letter.pk for found in queries.candidates_for(desk.bob, words)] == [letter.pk]


def test_a_letter_is_found_by_a_part_of_its_number_and_not_by_other_words(desk: Desk, posted: Post) -> None:
    letter = posted()
    assert [each.letter.pk for each in queries.candidates_for(desk.bob, number_of(letter)[:5])] == [letter.pk]
    assert queries.candidates_for(desk.bob, "somebody else") == []


def test_a_letter_that_is_not_out_yet_is_no_candidate(desk: Desk) -> None:
    desk.receive()
    assert queries.candidates_for(desk.bob, "") == []


def test_a_search_looks_through_letters_bit_by_bit_and_offers_the_newest(
    desk: Desk, posted: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LOOKED_AT_ONCE", 2)
    monkeypatch.setattr(queries, "MOST_CANDIDATES", 3)
    letters = [posted() for _ in range(5)]
    for age, letter in enumerate(reversed(letters)):
        Letter.objects.filter(pk=letter.pk).update(state_day=letter.state_day - timedelta(days=age))
    found = queries.candidates_for(desk.bob, "")
    assert [each.letter.pk for each in found] == [letter.pk for letter in letters[:1:-1]]
    monkeypatch.setattr(queries, "MOST_LOOKED_AT", 2)
    assert len(queries.candidates_for(desk.bob, "")) == 2
