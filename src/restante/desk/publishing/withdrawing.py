# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking a delivered reply out of the mail. The next publication lacks it; the replies room has it back, as delivered.

What somebody fetched before that stays fetched: docs/threat-model.md.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from restante.desk.access import store
from restante.desk.access.models import Volunteer
from restante.desk.ledger.actions import record, stand_in_line
from restante.desk.ledger.verbs import add_verbs
from restante.desk.letters import journey
from restante.desk.publishing.models import Parcel
from restante.desk.replies.models import Page, Reply
from restante.errors import BadInput
from restante.seal.blob import open_blob
from restante.seal.errors import BlobRefused

add_verbs({"reply.withdrawn": _("withdrew reply {object} from letter {letter}")})


class NotInTheMail(BadInput):
    """Somebody was faster, or the page was old."""

    code = "reply-not-in-mail"
    text = gettext_noop("This reply is not in the mail any more.")


def withdraw_reply(volunteer: Volunteer, pk: int) -> Reply:
    """Its pages wait again, matched to nobody. What was covered stays so: only the covered images still exist."""
    with transaction.atomic():
        stand_in_line()
        reply = Reply.objects.select_for_update().get(pk=pk)
        if reply.state != Reply.State.DELIVERED or reply.letter_id is None:
            raise NotInTheMail
        letter_id, parcel = reply.letter_id, Parcel.objects.filter(reply=reply).first()
        pages = list(reply.pages.filter(left_out=False).order_by("place", "pk"))
        images = _delivered_images(pages, parcel)
        _put_back(reply, pages, images)
        if parcel is not None:
            parcel.delete()
        journey.take_reply_back(letter_id, volunteer)
        record(volunteer, "reply.withdrawn", "reply", pk, letter=letter_id, pages=len(images))
    for name in [page.final for page in pages if page.final] + ([parcel.blob] if parcel else []):
        store.delete_sealed(name)
    return reply


def _delivered_images(pages: list[Page], parcel: Parcel | None) -> list[bytes]:
    """From the parcel, or before there is one from the store; none if they are damaged, which must not stop anybody."""
    try:
        if parcel is None:
            found = [store.read_sealed(page.final) for page in pages if page.final]
        else:
            key = store.open_bytes(bytes(parcel.sealed_key), f"parcel {parcel.name}")
            found = [data for _type, data in open_blob(store.read_sealed(parcel.blob), key, parcel.name)]
    except (store.SealedDamaged, BlobRefused):
        return []
    return found if len(found) == len(pages) else []


def _put_back(reply: Reply, pages: list[Page], images: list[bytes]) -> None:
    """Nobody guesses whose it is a second time; without its images there is nothing left to match."""
    reply.pages.filter(left_out=True).delete()
    for page, image in zip(pages, images, strict=False):
        name = store.write_sealed(image)
        Page.objects.filter(pk=page.pk).update(image=name, final="", turn=0, crop=[], covers=[])
    reply.state = Reply.State.UNMATCHED if images else Reply.State.DROPPED
    reply.letter, reply.delivered_day = None, None
    reply.save(update_fields=["state", "letter", "delivered_day"])
