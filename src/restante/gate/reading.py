# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the reading page does in a browser, for one request: phrase, record, blobs; nothing is kept."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from restante.gate.served import Published
from restante.seal.blob import Part, open_blob
from restante.seal.errors import BlobRefused
from restante.seal.mail import WriterMail, find_record, shard_for, unfold_history, verify_latest
from restante.seal.phrase import derive_writer, parse_phrase
from restante.seal.record import Parcel, Status


def _(text: str) -> str:
    return text


STATUS_WORDS = {
    Status.ACCEPTED: _("the letter reached the volunteers"),
    Status.APPROVED: _("checked; it waits to be printed or sent"),
    Status.RETURNED_FOR_CORRECTION: _("came back to you to be corrected"),
    Status.DECLINED: _("could not be sent on"),
    Status.PRINTED: _("printed"),
    Status.POSTED: _("posted"),
    Status.SENT_ELECTRONICALLY: _("sent through the prison's electronic service"),
    Status.CAME_BACK: _("the envelope came back"),
    Status.REPLY_ARRIVED: _("a reply has come"),
    Status.HELD: _("set aside for a while; a volunteer decides"),
    Status.WITH_TRANSLATOR: _("with a translator"),
    Status.LOST: _("lost on its way"),
}
_IMAGES = frozenset(("image/jpeg", "image/png"))


@dataclass(frozen=True, slots=True)
class Found:
    """What lies under a phrase; `mail` is None when there is nothing yet."""

    entropy: bytes = field(repr=False)
    mail: WriterMail | None
    day: date | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A parcel for the page: pictures as data addresses, or a returned letter's fields; both empty if it is damaged."""

    parcel: Parcel
    images: tuple[str, ...]
    returned: dict[str, str]


def look_up(folder: Path, published: Published, phrase: str) -> Found:
    """The record of these words in the mail that this gate carries. Raises PhraseRefused, MailNotAuthentic."""
    entropy = parse_phrase(phrase)
    latest_file = folder / "latest.json"
    if not latest_file.exists():
        return Found(entropy, None, None)
    latest = verify_latest(latest_file.read_bytes(), published.mail_key, published.organisation)
    writer = derive_writer(entropy, published.organisation)
    mail = find_record((folder / shard_for(writer.tag, latest)).read_bytes(), writer, latest, published.organisation)
    if mail is not None:
        for parcel in mail.parcels:
            if parcel.kind == "history":
                mail = unfold_history(mail, _open(folder, parcel))
                break
    return Found(entropy, mail, latest.day)


def open_parcels(folder: Path, found: Found) -> Iterator[Opened]:
    """One at a time, newest first, so that only one is in memory."""
    waiting = [] if found.mail is None else [parcel for parcel in found.mail.parcels if parcel.kind != "history"]
    for parcel in sorted(waiting, key=lambda one: one.day, reverse=True):
        try:
            parts = _open(folder, parcel)
            images = tuple(_data_address(part) for part in parts if part[0] in _IMAGES)
            yield Opened(parcel, images, _returned(parts) if parcel.kind == "returned" else {})
        except (BlobRefused, FileNotFoundError):
            yield Opened(parcel, (), {})


def _open(folder: Path, parcel: Parcel) -> list[Part]:
    return open_blob((folder / "blobs" / parcel.name).read_bytes(), parcel.key, parcel.name)


def _data_address(part: Part) -> str:
    return f"data:{part[0]};base64,{base64.b64encode(part[1]).decode()}"


def _returned(parts: list[Part]) -> dict[str, str]:
    for media_type, content in parts:
        if media_type == "application/json":
            try:
                letter = json.loads(content)
                return {name: str(letter[name]) for name in ("letter", "person", "text", "sign", "reason")}
            except (ValueError, KeyError, TypeError, RecursionError):
                raise BlobRefused from None
    raise BlobRefused
