# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every write of replies: upload, reading, matching, shaping pages. Only a volunteer's word matches or delivers."""

from collections.abc import Callable, Sequence
from contextlib import closing

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from restante.desk.access import store
from restante.desk.access.models import Volunteer
from restante.desk.ledger.actions import record, stand_in_line
from restante.desk.ledger.verbs import add_verbs
from restante.desk.letters.models import Letter, Number
from restante.desk.letters.moving import today
from restante.desk.replies.models import Page, Reply, Scan
from restante.desk.replies.picturing import (
    MOST_BOXES,
    BoxRefused,
    check_box,
    turn_box,
)
from restante.desk.replies.queries import marks_of
from restante.desk.replies.reading import Reader, ReaderMissing
from restante.errors import BadInput, RestanteError
from restante.paper.scan import Reading

READER = "scan"
LARGEST_FILE = 128 * 2**20
add_verbs(
    {
        "scan.uploaded": _("uploaded scans, files: {files}"),
        "scan.read": _("read scan {object}, pages: {pages}"),
        "scan.failed": _("could not read scan {object}: {code}"),
        "scan.again": _("had scan {object} read again"),
        "scan.dropped": _("dropped scan {object}"),
        "reply.matched": _("matched reply {object} to letter {letter}"),
        "reply.unmatched": _("took reply {object} from its letter"),
        "reply.joined": _("joined reply {object} to reply {other}"),
        "reply.dropped": _("dropped reply {object}"),
    }
)


class NothingUploaded(BadInput):
    """A form without a file."""

    code = "scan-nothing"
    text = "Choose at least one file."


class FileTooLarge(BadInput):
    """More than memory should hold."""

    code = "scan-file-too-large"
    text = "A file may have at most {megabytes} MB; split the scan."


class ReplyClosed(BadInput):
    """Delivered or dropped meanwhile."""

    code = "reply-closed"
    text = "This reply was already delivered or dropped."


class PageChanged(BadInput):
    """What a colleague covered must not come uncovered because an older page was sent."""

    code = "page-changed"
    text = "Somebody changed this page while you marked it. Open it again: what they covered has stayed covered."


OPEN = (Reply.State.UNMATCHED, Reply.State.PROPOSED, Reply.State.CONFIRMED)


def upload_scans(volunteer: Volunteer, files: Sequence[bytes], direct_to: Letter | None = None) -> list[Scan]:
    """Seal the files into the store; the worker reads them. Their names are not kept: a name can tell who scanned."""
    if not files:
        raise NothingUploaded
    if any(len(data) > LARGEST_FILE for data in files):
        raise FileTooLarge(megabytes=LARGEST_FILE // 2**20)
    blobs = [(store.write_sealed(data), len(data)) for data in files]
    with transaction.atomic():
        record(volunteer, "scan.uploaded", "scan", "", files=len(files))
        return [
            Scan.objects.create(
                uploaded_by=volunteer, day=today(), place=place, blob=blob, size=size, direct_to=direct_to
            )
            for place, (blob, size) in enumerate(blobs, 1)
        ]


def read_waiting_scans() -> int:
    """The duty: files into pages, pages into replies by number. A file that cannot be read says so and stops nobody."""
    waiting = list(Scan.objects.filter(state=Scan.State.WAITING).select_related("direct_to"))
    with Reader() as reader:
        for scan in waiting:
            try:
                read_scan(scan, reader)
            except (store.StoreLocked, ReaderMissing):  # not this file's fault: it waits
                raise
            except RestanteError as error:
                with transaction.atomic():
                    waits = Scan.objects.filter(pk=scan.pk, state=Scan.State.WAITING)
                    if waits.update(state=Scan.State.FAILED, error=error.code):
                        record(READER, "scan.failed", "scan", scan.pk, code=error.code)
    return len(waiting)


def read_scan(scan: Scan, reader: Reader, report: Callable[[int], None] | None = None) -> int:
    """All pages of a file in one commit, so that a machine that stops in the middle starts the file anew."""
    open_numbers = dict(Number.objects.filter(is_open=True).values_list("number", "letter_id"))
    found: list[tuple[Reading, str]] = []
    try:
        with closing(reader.read(store.read_sealed(scan.blob), f"scan-{scan.pk}", open_numbers.keys())) as pages:
            for reading, image in pages:
                found.append((reading, store.write_sealed(image)))
                Scan.objects.filter(pk=scan.pk).update(pages_read=len(found))
                if report is not None:
                    report(len(found))
    except RestanteError:
        for _reading, image_name in found:
            store.delete_sealed(image_name)
        raise
    with transaction.atomic():
        stand_in_line()
        if Scan.objects.select_for_update().get(pk=scan.pk).state != Scan.State.WAITING:
            return 0  # another worker was faster; its pages stand, and the sweep takes these images
        if scan.direct_to is not None:
            _gather_directly(scan, scan.direct_to, found)
        else:
            _gather_by_number(scan, found, open_numbers)
        Scan.objects.filter(pk=scan.pk).update(state=Scan.State.READ, blob="", pages_read=len(found))
        record(READER, "scan.read", "scan", scan.pk, pages=len(found))
    store.delete_sealed(scan.blob)
    return len(found)


def _gather_directly(scan: Scan, letter: Letter, found: Sequence[tuple[Reading, str]]) -> None:
    reply = Reply.objects.create(letter=letter, state=Reply.State.CONFIRMED, day=today())
    for reading, image in found:
        _add_page(scan, reply, reading, image)


def _gather_by_number(scan: Scan, found: Sequence[tuple[Reading, str]], open_numbers: dict[str, str]) -> None:
    """Pages of one number are one reply. Pages without one are guessed to nobody: they stay together, unmatched."""
    loose: Reply | None = None
    for reading, image in found:
        letter_id = open_numbers.get(reading.number or "")
        if letter_id is None:
            loose = loose or Reply.objects.create(day=today())
            _add_page(scan, loose, reading, image)
            continue
        loose = None
        reply = Reply.objects.filter(letter=letter_id, state=Reply.State.PROPOSED).first()
        if reply is None:
            reply = Reply.objects.create(letter_id=letter_id, state=Reply.State.PROPOSED, day=today())
        _add_page(scan, reply, reading, image)


def _add_page(scan: Scan, reply: Reply, reading: Reading, image: str) -> None:
    Page.objects.create(
        scan=scan,
        index=reading.page,
        reply=reply,
        place=reply.pages.count() + 1,
        image=image,
        number=reading.number or "",
        doubt=reading.doubt,
    )


@transaction.atomic
def drop_scan(volunteer: Volunteer, scan: Scan) -> None:
    """A file that could not be read goes."""
    if Scan.objects.filter(pk=scan.pk, state=Scan.State.FAILED).update(state=Scan.State.READ, blob="") != 1:
        raise ReplyClosed
    record(volunteer, "scan.dropped", "scan", scan.pk)
    transaction.on_commit(lambda: store.delete_sealed(scan.blob))


@transaction.atomic
def read_again(volunteer: Volunteer, scan: Scan) -> None:
    """A file whose reader broke down or was too slow: the machine may have been at fault after all."""
    failed = Scan.objects.filter(pk=scan.pk, state=Scan.State.FAILED)
    if failed.update(state=Scan.State.WAITING, error="", pages_read=0) != 1:
        raise ReplyClosed
    record(volunteer, "scan.again", "scan", scan.pk)


@transaction.atomic
def match_reply(volunteer: Volunteer, pk: int, letter: Letter) -> Reply:
    """A volunteer says which letter it answers: the proposed one, or another."""
    reply = _open_reply(pk)
    reply.letter, reply.state = letter, Reply.State.CONFIRMED
    reply.save(update_fields=["letter", "state"])
    record(volunteer, "reply.matched", "reply", pk, letter=letter.pk)
    return reply


@transaction.atomic
def unmatch_reply(volunteer: Volunteer, pk: int) -> Reply:
    """Not this letter's after all."""
    reply = _open_reply(pk)
    reply.letter, reply.state = None, Reply.State.UNMATCHED
    reply.save(update_fields=["letter", "state"])
    record(volunteer, "reply.unmatched", "reply", pk)
    return reply


@transaction.atomic
def join_replies(volunteer: Volunteer, pk: int, other_pk: int) -> Reply:
    """Loose pages belong to the reply before them; what is left of theirs is dropped."""
    reply, other = _open_reply(pk), _open_reply(other_pk)
    after = other.pages.count()
    for place, page in enumerate(reply.pages.order_by("place", "pk"), after + 1):
        Page.objects.filter(pk=page.pk).update(reply=other, place=place)
    Reply.objects.filter(pk=pk).update(state=Reply.State.DROPPED)
    record(volunteer, "reply.joined", "reply", pk, other=other_pk)
    return other


@transaction.atomic
def split_off(volunteer: Volunteer, page_pk: int) -> Reply:
    """A page that is somebody else's becomes a reply of its own, matched to nobody."""
    page = _open_page(page_pk)
    fresh = Reply.objects.create(day=today())
    Page.objects.filter(pk=page.pk).update(reply=fresh, place=1)
    if not Page.objects.filter(reply=page.reply_id).exists():
        Reply.objects.filter(pk=page.reply_id).update(state=Reply.State.DROPPED)
    record(volunteer, "reply.unmatched", "reply", fresh.pk)
    return fresh


@transaction.atomic
def turn_page(page_pk: int) -> Page:
    """A quarter clockwise, with everything that was marked on it."""
    page = _open_page(page_pk)
    page.turn = (page.turn + 90) % 360
    page.covers = [list(turn_box(check_box(box))) for box in page.covers]
    page.crop = list(turn_box(check_box(page.crop))) if page.crop else []
    page.save(update_fields=["turn", "covers", "crop"])
    return page


@transaction.atomic
def mark_page(page_pk: int, covers: Sequence[Sequence[float]], crop: Sequence[float] | None, *, seen: str = "") -> Page:
    """What to cover, and which part to keep. `seen` is `marks_of` the page that was drawn on: raises PageChanged."""
    if len(covers) > MOST_BOXES:
        raise BoxRefused(most=MOST_BOXES)
    page = _open_page(page_pk)
    if seen and seen != marks_of(page):
        raise PageChanged
    page.covers = [list(check_box(box)) for box in covers]
    page.crop = list(check_box(crop)) if crop else []
    page.save(update_fields=["covers", "crop"])
    return page


@transaction.atomic
def leave_out(page_pk: int, *, left_out: bool) -> Page:
    """An empty back, or the prison's own form: not sent, and gone with the delivery."""
    page = _open_page(page_pk)
    page.left_out = left_out
    page.save(update_fields=["left_out"])
    return page


def drop_reply(volunteer: Volunteer, pk: int) -> None:
    """Not a reply: a calibration sheet, somebody's lunch bill. The images go."""
    with transaction.atomic():
        reply = _open_reply(pk)
        images = [page.image for page in reply.pages.all() if page.image]
        reply.pages.update(image="")
        Reply.objects.filter(pk=pk).update(state=Reply.State.DROPPED)
        record(volunteer, "reply.dropped", "reply", pk)
    for name in images:
        store.delete_sealed(name)


def forget_images(reply: Reply) -> None:
    """Once publishing has sealed the parcel: nobody at the desk needs to look at the reply again."""
    finals = [page.final for page in reply.pages.all() if page.final]
    reply.pages.update(final="")
    for name in finals:
        store.delete_sealed(name)


def _open_reply(pk: int) -> Reply:
    stand_in_line()
    reply = Reply.objects.select_for_update().get(pk=pk)
    if reply.state not in OPEN:
        raise ReplyClosed
    return reply


def _open_page(pk: int) -> Page:
    stand_in_line()
    page = Page.objects.select_for_update().get(pk=pk)
    _open_reply(page.reply_id)
    return page
