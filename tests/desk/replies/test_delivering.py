# SPDX-License-Identifier: AGPL-3.0-or-later
"""A reply of many pages is sealed by the worker; a second click is a quiet success."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from restante.desk.access import store
from restante.desk.ledger.models import Entry
from restante.desk.letters.models import Letter
from restante.desk.letters.states import State
from restante.desk.publishing.duties import DUTIES
from restante.desk.replies import actions, delivering, picturing, queries
from restante.desk.replies.models import Page, Reply
from tests.personas import Desk

from .conftest import as_jpeg, empty_page


@pytest.fixture
def bob(desk: Desk, sign_in: Callable[[Any], Client]) -> Client:
    return sign_in(desk.bob)


def confirmed(desk: Desk, letter: Letter, pages: int = 1) -> Reply:
    """As many pages as said, whose images are one small one."""
    actions.upload_scans(desk.bob, [as_jpeg(empty_page().resize((310, 438)))], letter)
    actions.read_waiting_scans()
    reply = Reply.objects.latest("pk")
    [first] = reply.pages.all()
    image = store.read_sealed(first.image)
    for place in range(2, pages + 1):
        fields = {"scan": first.scan, "index": place, "reply": reply, "place": place}
        Page.objects.create(**fields, image=store.write_sealed(image))
    return reply


@pytest.fixture
def long(desk: Desk, posted: Callable[..., Any]) -> Reply:
    return confirmed(desk, posted(), delivering.AT_ONCE + 1)


def deliver(client: Client, reply: Reply) -> str:
    return client.post(f"/replies/{reply.pk}/deliver", follow=True).content.decode()


def test_a_long_reply_is_being_sealed_until_the_worker_has_done_it(desk: Desk, bob: Client, long: Reply) -> None:
    room = deliver(bob, long)
    assert "It is being sealed" in room
    assert 'id="sealing"' in room
    assert 'http-equiv="refresh"' in room
    shown = bob.get(f"/replies/{long.pk}/").content.decode()
    assert "Its pages are being sealed" in shown
    assert "deliver" not in shown
    assert list(queries.open_replies(desk.bob)) == []
    assert delivering.seal_waiting_replies() == 1
    long.refresh_from_db()
    assert (long.state, long.letter and long.letter.state) == (Reply.State.DELIVERED, State.REPLIED)
    assert Page.objects.exclude(image="").count() == 0
    assert len(queries.images_of(long)) == delivering.AT_ONCE + 1
    assert Entry.objects.get(verb="reply.delivered").actor == Entry.objects.filter(verb="scan.uploaded")[0].actor
    assert 'id="sealing"' not in bob.get("/replies/").content.decode()


def test_a_reply_of_few_pages_is_delivered_while_the_page_loads(desk: Desk, bob: Client, posted: Any) -> None:
    reply = confirmed(desk, posted(), 2)
    assert "Delivered: the writer finds it" in deliver(bob, reply)
    assert Reply.objects.get().state == Reply.State.DELIVERED


@pytest.mark.parametrize("pages", [2, delivering.AT_ONCE + 1])
@pytest.mark.parametrize("change", ["another page", "no cover", "another letter"])
def test_only_what_the_volunteer_looked_at_is_delivered(
    desk: Desk, bob: Client, posted: Any, change: str, pages: int
) -> None:
    reply = confirmed(desk, posted(), pages)
    page = reply.pages.all()[0].pk
    actions.mark_page(page, [[0.1, 0.1, 0.1, 0.1]], None)
    looked_at = bob.get(f"/replies/{reply.pk}/").content.decode()
    [seen] = re.findall(r'name="seen" value="([0-9a-f]{64})"', looked_at)
    if change == "another page":
        actions.join_replies(desk.beth, confirmed(desk, posted()).pk, reply.pk)
    elif change == "no cover":
        actions.mark_page(page, [], None)
    else:
        actions.match_reply(desk.beth, reply.pk, posted())
    answer = bob.post(f"/replies/{reply.pk}/deliver", {"seen": seen})
    assert (answer.status_code, Reply.objects.get(pk=reply.pk).state) == (409, Reply.State.CONFIRMED)
    looked_at = bob.get(f"/replies/{reply.pk}/").content.decode()
    [seen] = re.findall(r'name="seen" value="([0-9a-f]{64})"', looked_at)
    assert bob.post(f"/replies/{reply.pk}/deliver", {"seen": seen}).status_code == 302


@pytest.mark.parametrize("change", ["turn", "cover", "unmatch", "drop"])
def test_nobody_changes_a_reply_that_is_being_sealed(desk: Desk, long: Reply, change: str) -> None:
    delivering.deliver_reply(desk.bob, long.pk)
    page = long.pages.all()[0].pk
    deeds: dict[str, Callable[[], object]] = {
        "turn": lambda: actions.turn_page(page),
        "cover": lambda: actions.mark_page(page, [[0.1, 0.1, 0.1, 0.1]], None),
        "unmatch": lambda: actions.unmatch_reply(desk.beth, long.pk),
        "drop": lambda: actions.drop_reply(desk.beth, long.pk),
    }
    with pytest.raises(actions.ReplyClosed):
        deeds[change]()


@pytest.mark.parametrize("pages", [1, delivering.AT_ONCE + 1])
def test_a_second_click_finds_it_done(desk: Desk, bob: Client, posted: Any, pages: int) -> None:
    reply = confirmed(desk, posted(), pages)
    said = "Delivered: the writer" if pages == 1 else "It is being sealed"
    assert said in deliver(bob, reply)
    assert said in deliver(bob, reply)
    delivering.seal_waiting_replies()
    assert "Delivered: the writer finds it" in deliver(bob, reply)
    assert Entry.objects.filter(verb="reply.delivered").count() == 1


def test_a_second_click_that_comes_while_the_first_burns_in_is_no_fault_and_leaves_nothing(
    desk: Desk, posted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = confirmed(desk, posted())
    finish = delivering.finish_pages

    def slowly(pages: Any) -> list[bytes]:
        monkeypatch.setattr(delivering, "finish_pages", finish)
        delivering.deliver_reply(desk.beth, reply.pk)
        return finish(pages)

    monkeypatch.setattr(delivering, "finish_pages", slowly)
    assert delivering.deliver_reply(desk.bob, reply.pk).state == Reply.State.DELIVERED
    assert set(store.sealed_names()) == {page.final for page in reply.pages.all()}
    assert Entry.objects.filter(verb="reply.delivered").count() == 1


def test_a_reply_that_a_colleague_dropped_is_not_said_to_be_delivered(desk: Desk, posted: Any) -> None:
    reply = confirmed(desk, posted())
    actions.drop_reply(desk.beth, reply.pk)
    with pytest.raises(actions.ReplyClosed):
        delivering.deliver_reply(desk.bob, reply.pk)


def test_what_the_worker_cannot_seal_comes_back_whole_with_the_reason(
    desk: Desk, bob: Client, long: Reply, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = set(long.pages.values_list("image", flat=True))
    deliver(bob, long)
    monkeypatch.setattr(delivering, "LARGEST_REPLY", 1000)
    delivering.seal_waiting_replies()
    shown = bob.get(f"/replies/{long.pk}/").content.decode()
    assert "too many for one reply" in shown
    assert f"/replies/{long.pk}/deliver" in shown
    assert set(store.sealed_names()) == images
    monkeypatch.undo()
    deliver(bob, long)
    delivering.seal_waiting_replies()
    assert Reply.objects.get(pk=long.pk).state == Reply.State.DELIVERED


def test_a_machine_that_stops_while_it_seals_starts_anew(
    desk: Desk, long: Reply, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivering.deliver_reply(desk.bob, long.pk)
    with monkeypatch.context() as patched:
        patched.setattr(delivering, "_close_delivered", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            delivering.seal_waiting_replies()
    assert Reply.objects.get(pk=long.pk).state == Reply.State.SEALING
    delivering.seal_waiting_replies()
    assert Reply.objects.get(pk=long.pk).state == Reply.State.DELIVERED


def test_pages_too_fine_for_one_parcel_are_made_coarser_until_they_fit(
    desk: Desk, posted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = list(confirmed(desk, posted(), 3).pages.all())
    best, coarser = (
        sum(len(picturing.finish_page(store.read_sealed(page.image), 0, [], None, quality)) for page in pages)
        for quality in delivering.QUALITIES[:2]
    )
    assert coarser < best
    monkeypatch.setattr(delivering, "LARGEST_REPLY", coarser)
    assert sum(map(len, delivering.finish_pages(pages))) == coarser


def test_the_worker_has_it_among_its_duties() -> None:
    assert "replies" in {duty.name for duty in DUTIES}


def test_only_a_jpeg_of_a_scans_size_is_shown(posted: Any) -> None:
    large = empty_page().resize((picturing.LONGEST_SIDE + 1, 10))
    with pytest.raises(picturing.PageTooLarge):
        picturing.show_page(as_jpeg(large), 0)
