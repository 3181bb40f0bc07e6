# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every write of replies: upload, reading, matching, shaping pages. Only a volunteer's word matches or delivers."""

from collections.abc import Callable, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from restante.desk.access import store
from restante.desk.access.models import Volunteer
from restante.desk.ledger.actions import record, stand_in_line
from restante.desk.ledger.verbs import add_verbs
from restante.desk.letters import journey
from restante.desk.letters.models import Letter, Number
from restante.desk.letters.moving import today
from restante.desk.letters.states import State
from restante.desk.replies.models import Page, Reply, Scan
from restante.desk.replies.picturing import (
    LARGEST_REPLY,
    MOST_BOXES,
    QUALITY,
    BoxRefused,
    ReplyTooLarge,
    check_box,
    finish_page,
    turn_box,
)
from restante.desk.replies.queries import shape_of
from restante.errors import BadInput, RestanteError
from restante.paper.scan import Reading, read_pages
from restante.seal.blob import MOST_PARTS

READER = "scan"
LARGEST_FILE = 128 * 2**20
QUALITIES = (QUALITY, 70, 55, 40)
add_verbs(
    {
        "scan.uploaded": _("uploaded {files} files of scans"),
        "scan.read": _("read {pages} pages of scan {object}"),
        "scan.failed": _("could not read scan {object}: {code}"),
        "scan.dropped": _("dropped scan {object}"),
        "reply.matched": _("matched reply {object} to letter {letter}"),
        "reply.unmatched": _("took reply {object} from its letter"),
        "reply.joined": _("joined reply {object} to reply {other}"),
        "reply.delivered": _("delivered reply {object}, {pages} pages, {covers} places covered"),
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


class ReplyChanged(BadInput):
    """Somebody else was at it while it was being burnt in."""

    code = "reply-changed"
    text = "Somebody changed this reply at the same moment. Look at its pages, then deliver it again."


class NotMatched(BadInput):
    """Nobody has said whose it is."""

    code = "reply-not-matched"
    text = "Say first which letter this reply answers."


class NoPages(BadInput):
    """Every page was left out."""

    code = "reply-no-pages"
    text = "Every page of this reply is left out; drop it, or take a page back in."


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
    for scan in waiting:
        try:
            read_scan(scan)
        except store.StoreLocked:
            raise
        except RestanteError as error:
            with transaction.atomic():
                waits = Scan.objects.filter(pk=scan.pk, state=Scan.State.WAITING)
                if waits.update(state=Scan.State.FAILED, error=error.code):
                    record(READER, "scan.failed", "scan", scan.pk, code=error.code)
    return len(waiting)


def read_scan(scan: Scan, report: Callable[[int], None] | None = None) -> int:
    """All pages of a file in one commit, so that a machine that stops in the middle starts the file anew."""
    open_numbers = dict(Number.objects.filter(is_open=True).values_list("number", "letter_id"))
    found: list[tuple[Reading, str]] = []
    for reading, page in read_pages(store.read_sealed(scan.blob), f"scan-{scan.pk}", open_numbers.keys()):
        found.append((reading, store.write_sealed(page.jpeg())))
        Scan.objects.filter(pk=scan.pk).update(pages_read=len(found))
        if report is not None:
            report(len(found))
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
def mark_page(page_pk: int, covers: Sequence[Sequence[float]], crop: Sequence[float] | None) -> Page:
    """What to cover, and which part to keep."""
    if len(covers) > MOST_BOXES:
        raise BoxRefused(most=MOST_BOXES)
    page = _open_page(page_pk)
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


def deliver_reply(volunteer: Volunteer, pk: int) -> Reply:
    """Burn in, seal, and let it go with the next mail. The untouched images are deleted: nothing can be uncovered.

    Burning in takes seconds. Whoever covered, turned or moved a page meanwhile must see it done: then nothing goes.
    """
    reply = Reply.objects.prefetch_related("pages").get(pk=pk)
    if reply.state not in OPEN:
        raise ReplyClosed
    if reply.state != Reply.State.CONFIRMED or reply.letter_id is None:
        raise NotMatched
    seen = list(reply.pages.order_by("place", "pk"))
    pages = [page for page in seen if not page.left_out]
    if not pages:
        raise NoPages
    finals = {page.pk: store.write_sealed(data) for page, data in zip(pages, finish_pages(pages), strict=True)}
    try:
        originals = _close_delivered(volunteer, reply, seen, finals)
    except BadInput:
        for blob in finals.values():
            store.delete_sealed(blob)
        raise
    for name in originals:
        store.delete_sealed(name)
    return Reply.objects.get(pk=pk)


def _close_delivered(
    volunteer: Volunteer, reply: Reply, seen: Sequence[Page], finals: Mapping[int, str]
) -> Sequence[str]:
    """The transaction of a delivery; returns the untouched images, to be deleted after it."""
    with transaction.atomic():
        reply, letter_id = _open_reply(reply.pk), reply.letter_id
        now = reply.pages.select_for_update().order_by("place", "pk")
        if list(map(_looks, now)) != list(map(_looks, seen)) or reply.letter_id != letter_id:
            raise ReplyChanged
        for page_pk, blob in finals.items():
            Page.objects.filter(pk=page_pk).update(final=blob)
        reply.pages.update(image="")
        reply.state, reply.delivered_day = Reply.State.DELIVERED, today()
        reply.save(update_fields=["state", "delivered_day"])
        _tell_letter(volunteer, str(reply.letter_id))
        covers = sum(len(page.covers) for page in seen if page.pk in finals)
        record(volunteer, "reply.delivered", "reply", reply.pk, pages=len(finals), covers=covers)
    return [page.image for page in seen if page.image]


def _looks(page: Page) -> tuple[object, ...]:
    return page.pk, page.place, page.image, page.turn, page.covers, page.crop, page.left_out


def finish_pages(pages: Sequence[Page]) -> list[bytes]:
    """As good as fits into one parcel."""
    if len(pages) > MOST_PARTS:
        raise ReplyTooLarge
    for quality in QUALITIES:
        made = [finish_page(store.read_sealed(page.image), page.turn, *shape_of(page), quality) for page in pages]
        if sum(map(len, made)) <= LARGEST_REPLY:
            return made
    raise ReplyTooLarge


def _tell_letter(volunteer: Volunteer, letter_id: str) -> None:
    """A reply proves that the letter was posted, whether or not somebody had marked it."""
    if Letter.objects.get(pk=letter_id).state == State.PRINTED:
        journey.mark_posted([letter_id], volunteer)
    journey.mark_reply_arrived(letter_id, volunteer)


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
