# SPDX-License-Identifier: AGPL-3.0-or-later
"""Delivering a reply: covers are burnt into the pixels, at once or, for many pages, by the worker.

While a reply is being sealed nobody changes it, so what goes out is what the volunteer saw.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from restante.desk.access import store
from restante.desk.access.models import Volunteer
from restante.desk.ledger.actions import record, stand_in_line
from restante.desk.ledger.verbs import add_verbs
from restante.desk.letters import journey
from restante.desk.letters.models import Letter
from restante.desk.letters.moving import today
from restante.desk.letters.states import State
from restante.desk.replies.actions import OPEN, ReplyClosed
from restante.desk.replies.models import Page, Reply
from restante.desk.replies.picturing import LARGEST_REPLY, QUALITY, ReplyTooLarge, finish_page
from restante.desk.replies.queries import digest_of, looks_of, shape_of
from restante.errors import BadInput, RestanteError
from restante.seal.blob import MOST_PARTS

AT_ONCE: Final = 10  # pages: under a second while the volunteer's page loads, two if they do not fit at first
QUALITIES: Final = (QUALITY, 70, 55, 40)
SEALER: Final = "scan"
DONE: Final = (Reply.State.SEALING, Reply.State.DELIVERED)
add_verbs(
    {
        "reply.delivered": _("delivered reply {object}, pages: {pages}, places covered: {covers}"),
        "reply.undelivered": _("could not seal reply {object}: {code}"),
    }
)


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


def deliver_reply(volunteer: Volunteer, pk: int, *, seen: str = "") -> Reply:
    """Burn in, seal, and let it go with the next mail; a second click finds it done. Many pages wait for the worker.

    `seen` is the digest of what the volunteer looked at: raises ReplyChanged if another page came, or a cover went.
    """
    reply = Reply.objects.get(pk=pk)
    if reply.state in DONE:
        return reply
    if reply.state not in OPEN:
        raise ReplyClosed
    if reply.state != Reply.State.CONFIRMED or reply.letter_id is None:
        raise NotMatched
    count = reply.pages.filter(left_out=False).count()
    if count == 0:
        raise NoPages
    if count > MOST_PARTS:
        raise ReplyTooLarge
    try:
        if count > AT_ONCE:
            _hand_to_worker(volunteer, reply, seen)
        else:
            _burn_in(volunteer, reply, seen)
    except (ReplyClosed, store.SealedDamaged):  # its images go when it is done
        reply.refresh_from_db()
        if reply.state not in DONE:
            raise
    return Reply.objects.get(pk=pk)


def seal_waiting_replies() -> int:
    """The duty. One that cannot be sealed says why and waits for a volunteer again; nothing of it is lost."""
    waiting = Reply.objects.filter(state=Reply.State.SEALING).select_related("delivered_by")
    for reply in waiting:
        try:
            _burn_in(reply.delivered_by or SEALER, reply)
        except store.StoreLocked:
            raise
        except RestanteError as error:
            with suppress(ReplyClosed):  # another worker was faster
                _give_back(reply.pk, error.code)
    return len(waiting)


def _hand_to_worker(volunteer: Volunteer, reply: Reply, seen: str) -> None:
    with transaction.atomic():
        locked = _lock(reply.pk, (Reply.State.CONFIRMED,))
        _demand_seen(locked, list(locked.pages.order_by("place", "pk")), seen)
        locked.state, locked.delivered_by, locked.error = Reply.State.SEALING, volunteer, ""
        locked.save(update_fields=["state", "delivered_by", "error"])


@transaction.atomic
def _give_back(pk: int, code: str) -> None:
    reply = _lock(pk, (Reply.State.SEALING,))
    reply.state, reply.error = Reply.State.CONFIRMED, code
    reply.save(update_fields=["state", "error"])
    record(SEALER, "reply.undelivered", "reply", pk, code=code)


def _demand_seen(reply: Reply, pages: Sequence[Page], seen: str) -> None:
    if seen and seen != digest_of(reply, pages):
        raise ReplyChanged


def _burn_in(actor: Volunteer | str, reply: Reply, told: str = "") -> None:
    """The untouched images are deleted: nothing can be uncovered.

    This takes a moment. Whoever covered, turned or moved a page meanwhile must see it done: then nothing goes.
    """
    seen = list(reply.pages.order_by("place", "pk"))
    _demand_seen(reply, seen, told)
    pages = [page for page in seen if not page.left_out]
    finals = {page.pk: store.write_sealed(data) for page, data in zip(pages, finish_pages(pages), strict=True)}
    try:
        originals = _close_delivered(actor, reply, seen, finals)
    except BadInput:
        for blob in finals.values():
            store.delete_sealed(blob)
        raise
    for name in originals:
        store.delete_sealed(name)


def _close_delivered(
    actor: Volunteer | str, before: Reply, seen: Sequence[Page], finals: Mapping[int, str]
) -> Sequence[str]:
    """The transaction of a delivery; returns the untouched images, to be deleted after it."""
    with transaction.atomic():
        reply = _lock(before.pk, (*OPEN, Reply.State.SEALING))
        now = reply.pages.select_for_update().order_by("place", "pk")
        same = (reply.state, reply.letter_id) == (before.state, before.letter_id)
        if not same or list(map(looks_of, now)) != list(map(looks_of, seen)):
            raise ReplyChanged
        for page_pk, blob in finals.items():
            Page.objects.filter(pk=page_pk).update(final=blob)
        reply.pages.update(image="")
        reply.state, reply.delivered_day, reply.error = Reply.State.DELIVERED, today(), ""
        reply.save(update_fields=["state", "delivered_day", "error"])
        _tell_letter(actor, str(reply.letter_id))
        covers = sum(len(page.covers) for page in seen if page.pk in finals)
        record(actor, "reply.delivered", "reply", reply.pk, pages=len(finals), covers=covers)
    return [page.image for page in seen if page.image]


def _lock(pk: int, states: Sequence[str]) -> Reply:
    stand_in_line()
    reply = Reply.objects.select_for_update().get(pk=pk)
    if reply.state not in states:
        raise ReplyClosed
    return reply


def finish_pages(pages: Sequence[Page]) -> list[bytes]:
    """As good as fits into one parcel."""
    for quality in QUALITIES:
        made = []
        for page in pages:
            made.append(finish_page(store.read_sealed(page.image), page.turn, *shape_of(page), quality))
            if sum(map(len, made)) > LARGEST_REPLY:
                break
        else:
            return made
    raise ReplyTooLarge


def _tell_letter(actor: Volunteer | str, letter_id: str) -> None:
    """A reply proves that the letter was posted, whether or not somebody had marked it."""
    if Letter.objects.get(pk=letter_id).state == State.PRINTED:
        journey.mark_posted([letter_id], actor)
    journey.mark_reply_arrived(letter_id, actor)
