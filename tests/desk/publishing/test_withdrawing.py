# SPDX-License-Identifier: AGPL-3.0-or-later
"""A reply that was delivered by mistake: gone from the next mail, back in the room, and delivered to whom it is for."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from restante.calls.receiving import MailArrivals
from restante.config import Config
from restante.desk.access import store
from restante.desk.ledger.models import Entry
from restante.desk.letters import actions as letters
from restante.desk.letters import journey
from restante.desk.letters.models import Letter
from restante.desk.letters.states import State
from restante.desk.publishing import mailing
from restante.desk.publishing.mailing import Publication, make_publication
from restante.desk.publishing.models import Parcel
from restante.desk.publishing.withdrawing import NotInTheMail, withdraw_reply
from restante.desk.replies import actions as replies
from restante.desk.replies.delivering import deliver_reply
from restante.desk.replies.models import Page, Reply
from restante.edition.keys import load_signer, read_organisation
from restante.seal.mail import Status, open_blob
from restante.seal.phrase import Writer, derive_writer
from tests.desk.replies.conftest import as_jpeg, empty_page
from tests.personas import Desk

from .conftest import reply_to
from .test_mailing import content, look_up, statuses, today

SignIn = Callable[[Any], Client]


def post(desk: Desk, writer: Writer) -> Any:
    """A letter that is on its way."""
    letter = desk.receive(reply=reply_to(writer))
    letters.take(letter.pk, desk.bob)
    letters.approve(letter.pk, desk.bob, "ru/paper")
    journey.start_run([letter.pk], desk.bob)
    journey.mark_printed([letter.pk], desk.bob)
    journey.mark_posted([letter.pk], desk.bob)
    return letter


@pytest.fixture
def answered(desk: Desk, writer: Writer) -> Any:
    """Its reply of two pages, one of them covered, and an empty back that was left out."""
    letter = post(desk, writer)
    replies.upload_scans(desk.bob, [as_jpeg(empty_page())], letter)
    replies.read_waiting_scans()
    [reply] = Reply.objects.all()
    first = Page.objects.get()
    for place in (2, 3):
        blob = store.write_sealed(as_jpeg(empty_page()))
        Page.objects.create(scan=first.scan, index=place, reply=reply, place=place, image=blob)
    replies.mark_page(first.pk, [(0.1, 0.1, 0.5, 0.2)], None)
    replies.leave_out(Page.objects.get(place=3).pk, left_out=True)
    deliver_reply(desk.bob, reply.pk)
    return letter


def serve(arrivals: MailArrivals, publication: Publication, config: Config) -> None:
    """What a gate does with a publication."""
    key = bytes.fromhex(load_signer(config.keys_dir, "mail").public_key.keyval["public"])
    latest, organisation = content(publication, "latest.json"), read_organisation(config.keys_dir)
    for file in arrivals.offer(latest, list(publication.files), key, organisation):
        arrivals.keep(arrivals.asked(file.path), content(publication, file.path))
    assert arrivals.offer(latest, list(publication.files), key, organisation) == []


def test_the_next_mail_holds_neither_the_reply_nor_its_blob_and_gates_delete_it(
    desk: Desk, answered: Any, config: Config, writer: Writer, tmp_path: Path
) -> None:
    gate = MailArrivals(tmp_path / "gate")
    before = make_publication(config, today())
    serve(gate, before, config)
    blob = tmp_path / "gate" / "mail" / "blobs" / Parcel.objects.get().name
    assert blob.exists()
    withdraw_reply(desk.alice, Reply.objects.get().pk)
    after = make_publication(config, today())
    mail = look_up(after, writer, config)
    assert mail is not None
    assert mail.parcels == ()
    assert statuses(mail)[0][-1] == Status.POSTED
    assert not any(path.startswith("blobs/") for path in after.files)
    for publication in (after, make_publication(config, today())):
        serve(gate, publication, config)
    assert not blob.exists()


@pytest.mark.parametrize("published", [True, False])
def test_the_pages_come_back_as_delivered_and_go_to_whom_they_are_for(
    *, desk: Desk, answered: Any, config: Config, published: bool
) -> None:
    if published:
        make_publication(config, today())
    owner = derive_writer(b"o" * 16, read_organisation(config.keys_dir))
    other = post(desk, owner)
    reply = withdraw_reply(desk.alice, Reply.objects.get().pk)
    assert (reply.state, reply.letter_id) == (Reply.State.UNMATCHED, None)
    assert [(page.place, page.covers, page.final) for page in reply.pages.all()] == [(1, [], ""), (2, [], "")]
    assert Parcel.objects.count() == 0
    assert len(list(store.sealed_names())) == 2
    replies.match_reply(desk.bob, reply.pk, other)
    deliver_reply(desk.bob, reply.pk)
    publication = make_publication(config, today())
    mail = look_up(publication, owner, config)
    assert mail is not None
    [parcel] = mail.parcels
    assert len(open_blob(content(publication, f"blobs/{parcel.name}"), parcel.key, parcel.name)) == 2
    told = [Letter.objects.get(pk=letter.pk).state for letter in (answered, other)]
    assert told == [State.POSTED, State.REPLIED]


def test_another_reply_to_the_same_letter_stays(desk: Desk, answered: Any, config: Config, writer: Writer) -> None:
    replies.upload_scans(desk.bob, [as_jpeg(empty_page())], answered)
    replies.read_waiting_scans()
    second = Reply.objects.latest("pk")
    deliver_reply(desk.bob, second.pk)
    withdraw_reply(desk.alice, second.pk)
    mail = look_up(make_publication(config, today()), writer, config)
    assert mail is not None
    assert [parcel.kind for parcel in mail.parcels] == ["reply"]
    assert statuses(mail)[0][-1] == Status.REPLY_ARRIVED


def test_a_reply_withdrawn_while_the_mail_is_made_does_not_slip_into_it(
    desk: Desk, answered: Any, config: Config, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = mailing.seal_blob

    def withdraw_meanwhile(parts: Any) -> Any:
        withdraw_reply(desk.alice, Reply.objects.get().pk)
        return original(parts)

    monkeypatch.setattr(mailing, "seal_blob", withdraw_meanwhile)
    mail = look_up(make_publication(config, today()), writer, config)
    assert mail is not None
    assert mail.parcels == ()
    assert Reply.objects.get().state == Reply.State.UNMATCHED


def test_a_damaged_parcel_is_withdrawn_all_the_same(desk: Desk, answered: Any, config: Config) -> None:
    make_publication(config, today())
    store.delete_sealed(Parcel.objects.get().blob)
    assert withdraw_reply(desk.alice, Reply.objects.get().pk).state == Reply.State.DROPPED
    assert Parcel.objects.count() == 0


def test_what_is_not_in_the_mail_is_not_withdrawn(desk: Desk, answered: Any, config: Config) -> None:
    pk = Reply.objects.get().pk
    withdraw_reply(desk.alice, pk)
    with pytest.raises(NotInTheMail):
        withdraw_reply(desk.alice, pk)
    assert Entry.objects.filter(verb="reply.withdrawn", object_id=str(pk)).count() == 1


def test_withdrawing_is_a_coordinators_step_on_the_letters_page(
    desk: Desk, answered: Any, config: Config, sign_in: SignIn
) -> None:
    pk = Reply.objects.get().pk
    alice, bob = sign_in(desk.alice), sign_in(desk.bob)
    path = f"/publishing/replies/{pk}/withdraw"
    assert path not in bob.get(f"/letters/{answered.pk}/").content.decode()
    assert bob.post(path).status_code in {403, 404}
    assert f"/letters/{answered.pk}/" in alice.get("/publishing/").content.decode()
    assert f"/letters/{answered.pk}/" not in bob.get("/publishing/").content.decode()
    page = alice.get(f"/letters/{answered.pk}/").content.decode()
    assert path in page
    assert "that cannot be undone" in page
    assert alice.post(path).headers["Location"] == f"/replies/{pk}/"
    assert alice.get(f"/replies/{pk}/").status_code == 200
    assert path not in alice.get(f"/letters/{answered.pk}/").content.decode()
