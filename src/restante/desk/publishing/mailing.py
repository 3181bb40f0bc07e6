# SPDX-License-Identifier: AGPL-3.0-or-later
"""The writers' mail: what became of each letter by day, and parcels; sealed anew, sent to every gate at fixed times."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet

from restante.config import Config
from restante.desk.access import store
from restante.desk.ledger.actions import stand_in_line
from restante.desk.letters.models import Letter, Move, Reason
from restante.desk.letters.states import State
from restante.desk.letters.words import reason_text, reply_to_of, words_of
from restante.desk.publishing.models import MailNumber, Parcel
from restante.desk.replies.actions import forget_images
from restante.desk.replies.models import Reply
from restante.desk.replies.queries import images_of
from restante.edition.keys import load_mail_signer, read_organisation
from restante.seal.blob import BLOB_SIZES
from restante.seal.errors import BlobTooLarge
from restante.seal.letter import ReplyTo
from restante.seal.mail import LetterStatus, Status, WriterMail, publish_mail, seal_blob
from restante.seal.mail import Parcel as SealedParcel

log = logging.getLogger("restante.desk.work")
KEPT: Final = timedelta(days=365)
MOST_LETTERS: Final = (
    1000  # of one phrase, the newest; a record counts in two bytes, and one writer stops nobody's mail
)
ROOM_FOR_PICTURES: Final = BLOB_SIZES[-1] - 2**17  # beside words and reason
MailFile = bytes | Callable[[], bytes]

SAID: Final[Mapping[str, Status]] = {
    State.ARRIVED: Status.ACCEPTED,
    State.WITH_TRANSLATOR: Status.WITH_TRANSLATOR,
    State.HELD: Status.HELD,
    State.APPROVED: Status.APPROVED,
    State.RETURNED: Status.RETURNED_FOR_CORRECTION,
    State.DECLINED: Status.DECLINED,
    State.PRINTED: Status.PRINTED,
    State.POSTED: Status.POSTED,
    State.SENT: Status.SENT_ELECTRONICALLY,
    State.CAME_BACK: Status.CAME_BACK,
    State.LOST: Status.LOST,
    State.REPLIED: Status.REPLY_ARRIVED,
}
"""What a writer is told of a state. That a letter is in a run, or was read by the group, is the desk's own business."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One number and its files by path under mail/; parcels are read only if a gate lacks them."""

    number: int
    files: Mapping[str, MailFile]


def make_publication(config: Config, today: date, above: int = 0) -> Publication:
    """Seal every record anew under a number that no gate has seen. Raises StoreLocked."""
    wrap_parcels(today)
    number = next_number(above)
    organisation = read_organisation(config.keys_dir)
    sign = load_mail_signer(config.keys_dir)
    files: dict[str, MailFile] = dict(publish_mail(collect_writers(today), number, today, organisation, sign))
    for name, blob in _live_parcels(today).values_list("name", "blob"):
        files[f"blobs/{name}"] = partial(store.read_sealed, blob)
    return Publication(number, files)


def next_number(above: int = 0) -> int:
    """Raised and committed before anything is sealed with it; `above` is what a gate already holds."""
    with transaction.atomic():
        row, _ = MailNumber.objects.select_for_update().get_or_create(pk=True)
        row.number = max(row.number, above) + 1
        row.save(update_fields=["number"])
    return row.number


def collect_writers(today: date) -> list[WriterMail]:
    """One record a phrase; several letters may stand under it. Letters with nothing new for a year are left out."""
    parcels: dict[str, list[SealedParcel]] = {}
    for parcel in _live_parcels(today):
        parcels.setdefault(parcel.letter_id, []).append(_sealed_parcel(parcel))
    moves = Prefetch("moves", Move.objects.filter(undone=False).order_by("pk"))
    rows = Letter.objects.filter(wants_reply=True, state_day__gte=today - KEPT).exclude(sealed_reply=b"")
    found: dict[bytes, tuple[ReplyTo, list[LetterStatus], list[SealedParcel]]] = {}
    for letter in rows.order_by("arrived", "pk").prefetch_related(moves).iterator(chunk_size=500):
        reply_to = reply_to_of(letter)
        if reply_to is None:
            continue
        _, statuses, waiting = found.setdefault(reply_to.tag, (reply_to, [], []))
        statuses.append(LetterStatus(letter.pk, _days(letter.moves.all())))
        waiting.extend(parcels.get(letter.pk, ()))
    return [
        WriterMail(tag, reply_to.public, tuple(statuses[-MOST_LETTERS:]), tuple(waiting[-MOST_LETTERS:]))
        for tag, (reply_to, statuses, waiting) in found.items()
    ]


def _days(moves: Iterable[Move]) -> tuple[tuple[date, Status], ...]:
    """The way of a letter as its writer reads it: coming back to the check is no second arrival."""
    told: list[tuple[date, Status]] = []
    for move in moves:
        status = SAID.get(State(move.state))
        again = status is Status.ACCEPTED and any(said is Status.ACCEPTED for _, said in told)
        if status is not None and not again and (move.day, status) not in told:
            told.append((move.day, status))
    return tuple(told)


def wrap_parcels(today: date) -> int:
    """A parcel for every delivered reply, returned letter, and reason of a declined one, that has none yet."""
    made = 0
    # the day: a parcel that was erased after its year must not be made again, empty
    delivered = Reply.objects.filter(state=Reply.State.DELIVERED, parcel=None, delivered_day__gte=today - KEPT)
    for reply in delivered.select_related("letter"):
        if reply.letter is not None and reply.letter.wants_reply:
            made += _wrap_or_say(partial(_wrap_reply, reply, reply.letter, today))
    for letter in _explained(today):
        made += _wrap_or_say(partial(_wrap_returned, letter, today))
    return made


def _explained(today: date) -> QuerySet[Letter]:
    """Letters that are not sent on, whose writers have something to read; declining without words tells only that."""
    returned = Q(state=State.RETURNED) & ~Q(sealed_text=b"")
    declined = Q(
        state=State.DECLINED, wants_reply=True, pk__in=Reason.objects.filter(state=State.DECLINED).values("letter")
    )
    waiting = Letter.objects.filter(returned | declined, state_day__gte=today - KEPT)
    return waiting.exclude(parcels__kind=Parcel.Kind.RETURNED).prefetch_related("pictures", "reasons")


def _wrap_or_say(wrap: Callable[[], None]) -> int:
    """One parcel that cannot be made, of a lost file for instance, keeps nobody else's mail back."""
    try:
        wrap()
    except (BlobTooLarge, store.SealedDamaged) as error:
        log.warning("a parcel is left out of the mail: %s", error.code)
        return 0
    return 1


def _wrap_reply(reply: Reply, letter: Letter, today: date) -> None:
    images = images_of(reply)
    _wrap(Parcel.Kind.REPLY, letter, images, len(images), today, reply)
    forget_images(reply)


def _wrap_returned(letter: Letter, today: date) -> None:
    parts = _declined_parts(letter) if letter.state == State.DECLINED else _returned_parts(letter)
    _wrap(Parcel.Kind.RETURNED, letter, parts, 1, today)


def _wrap(
    kind: Parcel.Kind,
    letter: Letter,
    parts: list[tuple[str, bytes]],
    pages: int,
    today: date,
    reply: Reply | None = None,
) -> None:
    name, key, blob = seal_blob(parts)
    kept = store.write_sealed(blob)
    with transaction.atomic():
        stand_in_line()
        if _still_waits(letter, reply):
            Parcel.objects.create(
                letter=letter,
                kind=kind,
                reply=reply,
                day=today,
                name=name,
                sealed_key=store.seal_bytes(key, f"parcel {name}"),
                size=len(blob),
                pages=pages,
                blob=kept,
            )
            return
    store.delete_sealed(kept)  # withdrawn, or wrapped by another worker, while it was being sealed


def _still_waits(letter: Letter, reply: Reply | None) -> bool:
    if reply is None:
        return not Parcel.objects.filter(letter=letter, kind=Parcel.Kind.RETURNED).exists()
    delivered = Reply.objects.filter(pk=reply.pk, letter=letter, state=Reply.State.DELIVERED, parcel=None)
    return delivered.exists()


def _returned_parts(letter: Letter) -> list[tuple[str, bytes]]:
    """The letter whole, with the reason, and its pictures as far as they fit: what the editor opens again.

    Encoded anew, pictures may be several times the size that the writer's envelope allowed.
    """
    words = words_of(letter)
    told = {
        **_told_of(letter),
        "person": words.slug,
        "lang": letter.lang,
        "text": words.text,
        "sign": words.sign,
    }
    parts, room = [_as_json(told)], ROOM_FOR_PICTURES
    for picture in letter.pictures.all():
        image = store.read_sealed(picture.blob)
        room -= len(image)
        if room < 0:
            break
        parts.append((picture.media_type, image))
    return parts


def _declined_parts(letter: Letter) -> list[tuple[str, bytes]]:
    """The reason alone: the writer has nothing to correct, and words that need not travel again do not."""
    return [_as_json(_told_of(letter))]


def _told_of(letter: Letter) -> dict[str, str | int]:
    """What every parcel of this kind says; the format is in docs/reference/envelope.md."""
    reason = letter.reasons.filter(state=letter.state).last()
    text = reason_text(reason) if isinstance(reason, Reason) else ""
    return {"version": 1, "letter": letter.pk, "status": SAID[letter.state].value, "reason": text}


def _as_json(told: Mapping[str, str | int]) -> tuple[str, bytes]:
    return "application/json", json.dumps(told, ensure_ascii=False).encode()


def _live_parcels(today: date) -> QuerySet[Parcel]:
    return Parcel.objects.filter(day__gte=today - KEPT).order_by("pk")


def _sealed_parcel(parcel: Parcel) -> SealedParcel:
    key = store.open_bytes(bytes(parcel.sealed_key), f"parcel {parcel.name}")
    kind = "reply" if parcel.kind == Parcel.Kind.REPLY else "returned"
    return SealedParcel(kind, parcel.day, parcel.letter_id, parcel.name, key, parcel.size, parcel.pages)  # type: ignore[arg-type]
