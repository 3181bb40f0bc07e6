# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a writer finds with twelve words, and what nobody finds."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from restante.config import Config
from restante.desk.access import store
from restante.desk.letters import actions as letters
from restante.desk.letters import journey
from restante.desk.letters.models import Letter
from restante.desk.publishing import mailing, retention
from restante.desk.publishing.mailing import Publication, make_publication, next_number
from restante.desk.publishing.models import Parcel
from restante.desk.replies import actions as replies
from restante.desk.replies.delivering import deliver_reply
from restante.desk.replies.models import Page, Reply, Scan
from restante.edition.keys import load_mail_signer, load_signer, read_organisation
from restante.seal.mail import Status, WriterMail, find_record, open_blob, shard_for, verify_latest
from restante.seal.phrase import Writer, derive_writer
from tests.desk.replies.conftest import as_jpeg, empty_page
from tests.personas import Desk

from .conftest import reply_to


def today() -> date:
    return timezone.now().date()


def content(publication: Publication, path: str) -> bytes:
    file = publication.files[path]
    return file if isinstance(file, bytes) else file()


def look_up(publication: Publication, writer: Writer, config: Config) -> WriterMail | None:
    organisation = read_organisation(config.keys_dir)
    public = bytes.fromhex(load_signer(config.keys_dir, "mail").public_key.keyval["public"])
    latest = verify_latest(content(publication, "latest.json"), public, organisation)
    return find_record(content(publication, shard_for(writer.tag, latest)), writer, latest, organisation)


def statuses(mail: WriterMail | None) -> list[list[Status]]:
    assert mail is not None
    return [[said for _, said in status.days] for status in mail.statuses]


def test_a_letter_that_reached_the_desk_is_accepted(desk: Desk, config: Config, writer: Writer) -> None:
    desk.receive(reply=reply_to(writer))
    assert statuses(look_up(make_publication(config, today()), writer, config)) == [[Status.ACCEPTED]]


def test_a_stranger_finds_nothing(desk: Desk, config: Config, writer: Writer) -> None:
    desk.receive(reply=reply_to(writer))
    stranger = derive_writer(b"x" * 16, read_organisation(config.keys_dir))
    assert look_up(make_publication(config, today()), stranger, config) is None


def test_the_whole_way_is_told_without_the_desks_own_steps(desk: Desk, config: Config, writer: Writer) -> None:
    letter = desk.receive(reply=reply_to(writer))
    letters.take(letter.pk, desk.bob)
    letters.hold(letter.pk, desk.bob)
    letters.take(letter.pk, desk.bob)
    letters.resume(letter.pk, desk.bob)
    letters.approve(letter.pk, desk.bob, "ru/paper")
    letters.undo_approval(letter.pk, desk.bob)
    letters.approve(letter.pk, desk.bob, "ru/paper")
    journey.start_run([letter.pk], desk.bob)
    journey.mark_printed([letter.pk], desk.bob)
    journey.mark_posted([letter.pk], desk.bob)
    found = statuses(look_up(make_publication(config, today()), writer, config))
    assert found == [[Status.ACCEPTED, Status.HELD, Status.APPROVED, Status.PRINTED, Status.POSTED]]


def test_letters_of_one_phrase_stand_together(desk: Desk, config: Config, writer: Writer) -> None:
    for _ in range(2):
        desk.receive(reply=reply_to(writer))
    desk.receive(reply=None)
    assert statuses(look_up(make_publication(config, today()), writer, config)) == [[Status.ACCEPTED]] * 2


def test_a_returned_letter_goes_back_whole_with_the_reason(desk: Desk, config: Config, writer: Writer) -> None:
    letter = desk.receive(reply=reply_to(writer), text="Слишком длинно", sign="Соседка")
    letters.take(letter.pk, desk.bob)
    letters.return_for_correction(letter.pk, desk.bob, "Пожалуйста, короче.")
    publication = make_publication(config, today())
    mail = look_up(publication, writer, config)
    assert mail is not None
    [parcel] = mail.parcels
    [(media_type, told)] = open_blob(content(publication, f"blobs/{parcel.name}"), parcel.key, parcel.name)
    assert (parcel.kind, parcel.letter, media_type) == ("returned", letter.pk, "application/json")
    assert json.loads(told) == {
        "version": 1,
        "letter": letter.pk,
        "status": "returned_for_correction",
        "person": "azat",
        "lang": "ru",
        "text": "Слишком длинно",
        "sign": "Соседка",
        "reason": "Пожалуйста, короче.",
    }
    make_publication(config, today())
    assert Parcel.objects.count() == 1


@pytest.mark.parametrize("kind", ["returned", "reply"])
def test_two_workers_at_the_same_parcel_make_one(
    desk: Desk, config: Config, writer: Writer, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    letter = desk.receive(reply=reply_to(writer))
    letters.take(letter.pk, desk.bob)
    if kind == "returned":
        letters.return_for_correction(letter.pk, desk.bob, "Пожалуйста, короче.")
    else:
        scan = Scan.objects.create(uploaded_by=desk.bob, day=today(), place=1, size=1, state=Scan.State.READ)
        reply = Reply.objects.create(
            letter=letter, day=today(), state=Reply.State.DELIVERED, delivered_day=today(), delivered_by=desk.bob
        )
        Page.objects.create(scan=scan, index=1, reply=reply, place=1, final=store.write_sealed(b"\xff\xd8\xff"))
    seal, busy = mailing.seal_blob, [True]

    def seal_slowly(parts: list[tuple[str, bytes]]) -> tuple[str, bytes, bytes]:
        if busy.pop() if busy else False:
            assert mailing.wrap_parcels(today()) == 1  # the other worker, from the beginning to the end
        return seal(parts)

    monkeypatch.setattr(mailing, "seal_blob", seal_slowly)
    mailing.wrap_parcels(today())
    assert Parcel.objects.count() == 1
    assert store.read_sealed(Parcel.objects.get().blob)
    assert set(store.sealed_names()) == {Parcel.objects.get().blob}


def test_of_a_declined_letter_the_reason_goes_to_its_writer_and_nothing_else(
    desk: Desk, config: Config, writer: Writer
) -> None:
    letter = desk.receive(b"picture", reply=reply_to(writer), text="Канарейка")
    letters.take(letter.pk, desk.bob)
    letters.decline(letter.pk, desk.bob, "Этому человеку мы не пишем.")
    publication = make_publication(config, today())
    mail = look_up(publication, writer, config)
    assert mail is not None
    assert statuses(mail) == [[Status.ACCEPTED, Status.DECLINED]]
    [parcel] = mail.parcels
    [(_, told)] = open_blob(content(publication, f"blobs/{parcel.name}"), parcel.key, parcel.name)
    assert (parcel.kind, parcel.letter) == ("returned", letter.pk)
    reason = "Этому человеку мы не пишем."
    assert json.loads(told) == {"version": 1, "letter": letter.pk, "status": "declined", "reason": reason}
    make_publication(config, today())
    assert Parcel.objects.count() == 1


@pytest.mark.parametrize("wants_reply", [True, False])
def test_a_letter_declined_without_words_or_way_back_has_no_parcel(
    *, desk: Desk, config: Config, writer: Writer, wants_reply: bool
) -> None:
    letter = desk.receive(reply=reply_to(writer) if wants_reply else None)
    letters.take(letter.pk, desk.bob)
    letters.decline(letter.pk, desk.bob, "" if wants_reply else "Nobody reads this.")
    make_publication(config, today())
    assert Parcel.objects.count() == 0


@pytest.fixture
def answered(desk: Desk, writer: Writer) -> Any:
    letter = desk.receive(reply=reply_to(writer))
    letters.take(letter.pk, desk.bob)
    letters.approve(letter.pk, desk.bob, "ru/paper")
    journey.start_run([letter.pk], desk.bob)
    journey.mark_printed([letter.pk], desk.bob)
    replies.upload_scans(desk.bob, [as_jpeg(empty_page()), as_jpeg(empty_page())], letter)
    replies.read_waiting_scans()
    for reply in Reply.objects.all():
        deliver_reply(desk.bob, reply.pk)
    return letter


def test_a_delivered_reply_comes_as_pictures_and_the_desk_keeps_only_the_parcel(
    answered: Any, config: Config, writer: Writer
) -> None:
    publication = make_publication(config, today())
    mail = look_up(publication, writer, config)
    assert mail is not None
    assert [parcel.kind for parcel in mail.parcels] == ["reply", "reply"]
    for parcel in mail.parcels:
        parts = open_blob(content(publication, f"blobs/{parcel.name}"), parcel.key, parcel.name)
        assert [(kind, data[:2]) for kind, data in parts] == [("image/jpeg", b"\xff\xd8")]
    assert len(list(store.sealed_names())) == 2
    assert statuses(mail)[0][-1] == Status.REPLY_ARRIVED


def test_a_reply_whose_year_is_over_does_not_come_again_empty(answered: Any, config: Config, writer: Writer) -> None:
    make_publication(config, today())
    later = today() + timedelta(days=366)
    retention.erase_what_is_past(later)
    Letter.objects.update(state_day=later)
    assert Parcel.objects.count() == 0
    found = look_up(make_publication(config, later), writer, config)
    assert found is not None
    assert found.parcels == ()


def test_images_that_a_stopped_machine_left_beside_their_parcel_go(answered: Any, config: Config) -> None:
    pages = list(Page.objects.values_list("pk", "final"))
    make_publication(config, today())
    Page.objects.filter(pk=pages[0][0]).update(final=store.write_sealed(b"left behind"))
    retention.erase_what_is_past(today())
    assert Page.objects.exclude(final="").count() == 0
    assert len(list(store.sealed_names())) == Parcel.objects.count()


def test_parcels_and_records_end_after_a_year(answered: Any, config: Config, writer: Writer) -> None:
    make_publication(config, today())
    later = today() + timedelta(days=366)
    publication = make_publication(config, later)
    assert look_up(publication, writer, config) is None
    assert not any(path.startswith("blobs/") for path in publication.files)


def test_no_number_is_used_twice_even_if_the_machine_stops_before_sealing(
    desk: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_publication(config, today()).number

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(mailing, "publish_mail", stop)
        with pytest.raises(KeyboardInterrupt):
            make_publication(config, today())
    assert make_publication(config, today()).number == first + 2


def test_a_restored_desk_goes_on_above_what_gates_hold(desk: Desk) -> None:
    assert [next_number(), next_number(above=40), next_number()] == [1, 41, 42]


def test_no_word_of_a_letter_is_in_the_files(desk: Desk, config: Config, writer: Writer) -> None:
    letter = desk.receive(reply=reply_to(writer), text="Канарейка", sign="Канарейка")
    letters.take(letter.pk, desk.bob)
    letters.return_for_correction(letter.pk, desk.bob, "Канарейка")
    publication = make_publication(config, today())
    everything = b"".join(content(publication, path) for path in publication.files)
    assert "Канарейка".encode() not in everything
    assert letter.pk.encode() not in everything
    assert bytes.fromhex(letter.pk) not in everything


def test_a_locked_desk_publishes_no_mail_and_uses_no_number(desk: Desk, config: Config) -> None:
    Letter.objects.all().delete()
    desk.receive()
    store.lock()
    with pytest.raises(store.StoreLocked):
        make_publication(config, today())
    assert load_mail_signer(config.keys_dir)


def test_pictures_that_outgrew_a_parcel_do_not_stop_everybodys_mail(
    desk: Desk, config: Config, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "ROOM_FOR_PICTURES", 2000)
    letter = desk.receive(bytes(1500), bytes(1500), reply=reply_to(writer))
    letters.take(letter.pk, desk.bob)
    letters.return_for_correction(letter.pk, desk.bob, "Shorter, please.")
    publication = make_publication(config, today())
    found = look_up(publication, writer, config)
    assert found is not None
    [parcel] = found.parcels
    parts = open_blob(content(publication, f"blobs/{parcel.name}"), parcel.key, parcel.name)
    assert [len(part) for _, part in parts[1:]] == [1500]


def test_one_lost_file_keeps_nobody_elses_mail_back(desk: Desk, config: Config, writer: Writer) -> None:
    lost = desk.receive(b"picture", reply=reply_to(derive_writer(b"l" * 16, read_organisation(config.keys_dir))))
    letters.take(lost.pk, desk.bob)
    letters.return_for_correction(lost.pk, desk.bob, "Shorter, please.")
    store.delete_sealed(lost.pictures.get().blob)
    desk.receive(reply=reply_to(writer))
    assert statuses(look_up(make_publication(config, today()), writer, config)) == [[Status.ACCEPTED]]


def test_a_writer_with_more_letters_than_a_record_counts_stops_nobody(
    desk: Desk, config: Config, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "MOST_LETTERS", 2)
    told = [desk.receive(reply=reply_to(writer)).pk for _ in range(3)]
    found = look_up(make_publication(config, today()), writer, config)
    assert found is not None
    assert [status.letter for status in found.statuses] == told[1:]
