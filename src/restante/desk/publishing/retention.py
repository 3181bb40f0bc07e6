# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is past its time goes: replies after a year, words of letters ninety days after nothing more happens to them."""

import time
from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from restante.desk.access import store
from restante.desk.access.actions import forget_past_sign_ins
from restante.desk.cases.models import Capture
from restante.desk.ledger.actions import record
from restante.desk.ledger.verbs import add_verbs
from restante.desk.letters import journey
from restante.desk.letters.models import Letter, Picture
from restante.desk.letters.states import State
from restante.desk.lists.models import Upload
from restante.desk.mailroom.models import RunFile
from restante.desk.publishing.mailing import KEPT
from restante.desk.publishing.models import Parcel
from restante.desk.replies.actions import forget_images
from restante.desk.replies.models import Page, Reply, Scan

WORDS_KEPT: Final = timedelta(days=90)
CLOSED: Final = (State.RETURNED, State.DECLINED, State.POSTED, State.SENT, State.REPLIED, State.LOST, State.READ)
BATCH: Final = 200
ACTOR: Final = "retention"
add_verbs(
    {
        "letter.erased": _("erased the words of letter {object}"),
        "parcel.erased": _("erased a parcel of letter {object}"),
        "store.swept": _("swept {count} leftovers out of the store"),
    }
)


def erase_what_is_past(today: date) -> None:
    """Safe to repeat and to break off: each step stands by itself."""
    erase_words(today)
    erase_parcels(today)
    erase_pages(today)
    sweep_store()
    forget_past_sign_ins(timezone.now())


def erase_words(today: date) -> int:
    """Words, signature and pictures of letters that were closed long ago; days and numbers stay."""
    past = Letter.objects.filter(state__in=CLOSED, state_day__lt=today - WORDS_KEPT).exclude(sealed_text=b"")
    pks = list(past.values_list("pk", flat=True)[:BATCH])
    journey.erase_words(pks, ACTOR)
    return len(pks)


def erase_parcels(today: date) -> int:
    """Replies and returned letters that lay in the mail for a year."""
    past = list(Parcel.objects.filter(day__lt=today - KEPT)[:BATCH])
    for parcel in past:
        with transaction.atomic():
            parcel.delete()
            record(ACTOR, "parcel.erased", "letter", parcel.letter_id)
        store.delete_sealed(parcel.blob)
    return len(past)


def erase_pages(today: date) -> int:
    """Images of delivered replies that lie in a parcel, or that nobody was to be given, a year ago."""
    done = Q(parcel__isnull=False) | Q(delivered_day__lt=today - KEPT)
    waiting = Page.objects.exclude(final="").values("reply")
    left = list(Reply.objects.filter(done, state=Reply.State.DELIVERED, pk__in=waiting)[:BATCH])
    for reply in left:
        forget_images(reply)
    return len(left)


def sweep_store() -> int:
    """Files that no row mentions: leftovers of a machine that stopped between writing a file and its row.

    Files younger than a day are left alone: the row of one being written now is not there yet.
    """
    names = set(store.sealed_names())
    for rows in (
        Picture.objects.values_list("blob", flat=True),
        RunFile.objects.values_list("blob", flat=True),
        Scan.objects.values_list("blob", flat=True),
        Page.objects.values_list("image", flat=True),
        Page.objects.values_list("final", flat=True),
        Parcel.objects.values_list("blob", flat=True),
        Upload.objects.values_list("blob", flat=True),
        Upload.objects.values_list("table", flat=True),
        Capture.objects.values_list("blob", flat=True),
    ):
        names -= set(rows)
    swept = [name for name in names if _is_old(name)]
    for name in swept:
        store.delete_sealed(name)
    if swept:
        record(ACTOR, "store.swept", "store", "", count=len(swept))
    return len(swept)


def _is_old(name: str) -> bool:
    path = settings.RESTANTE.desk_dir / "store" / name[:2] / name
    return bool(path.exists() and time.time() - path.stat().st_mtime > 86_400)
