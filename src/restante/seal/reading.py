# SPDX-License-Identifier: AGPL-3.0-or-later
"""Python's twin of the reading page: twelve words, their record, their parcels; the caller's `read` brings bytes."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from restante.seal.blob import Part, open_blob
from restante.seal.errors import BlobRefused
from restante.seal.mail import WriterMail, find_record, shard_for, unfold_history, verify_latest
from restante.seal.phrase import derive_writer, parse_phrase
from restante.seal.record import LetterStatus, Parcel, Status

IMAGES = frozenset(("image/jpeg", "image/png"))
STATUS_WORDS = {
    Status.ACCEPTED: "the letter reached the volunteers",
    Status.APPROVED: "checked; it waits to be printed or sent",
    Status.RETURNED_FOR_CORRECTION: "came back to you to be corrected",
    Status.DECLINED: "could not be sent on",
    Status.PRINTED: "printed",
    Status.POSTED: "posted",
    Status.SENT_ELECTRONICALLY: "sent through the prison's electronic service",
    Status.CAME_BACK: "the envelope came back",
    Status.REPLY_ARRIVED: "a reply has come",
    Status.HELD: "set aside for a while; a volunteer decides",
    Status.WITH_TRANSLATOR: "with a translator",
    Status.LOST: "lost on its way",
}
MONTHS = "January February March April May June July August September October November December"
LETTER_WITH_REASON = ("letter", "person", "text", "sign", "reason")
REASON_ONLY = ("letter", "status", "reason")
Read = Callable[[str], bytes]
"""Gives a file of the mail by its path, or raises FileNotFoundError."""


@dataclass(frozen=True, slots=True)
class Found:
    """What lies under a phrase; `mail` is None when there is nothing yet."""

    entropy: bytes = field(repr=False)
    mail: WriterMail | None
    day: date | None

    def letters(self) -> list[tuple[int, LetterStatus]]:
        """As the page shows them, each under its number by age."""
        return in_reading_order(self.mail) if self.mail else []


@dataclass(frozen=True, slots=True)
class Opened:
    """A parcel: its pictures, or what is told of a returned letter; both are empty if it is damaged or not here."""

    parcel: Parcel
    images: tuple[Part, ...]
    returned: dict[str, str]

    @property
    def declined(self) -> bool:
        """It holds a reason and no letter: there is nothing to correct."""
        return self.returned.get("status") == Status.DECLINED


def look_up(read: Read, mail_key: bytes, organisation: bytes, phrase: str) -> Found:
    """The record of these words. Raises PhraseRefused, MailNotAuthentic."""
    entropy = parse_phrase(phrase)
    try:
        latest = verify_latest(read("latest.json"), mail_key, organisation)
    except FileNotFoundError:
        return Found(entropy, None, None)
    writer = derive_writer(entropy, organisation)
    mail = find_record(read(shard_for(writer.tag, latest)), writer, latest, organisation)
    if mail is not None:
        for parcel in mail.parcels:
            if parcel.kind == "history":
                mail = unfold_history(mail, _open(read, parcel))
                break
    return Found(entropy, mail, latest.day)


def day_in_words(day: date, months: str) -> str:
    """`17 February 2019`, by the names of the months in a language: no machine's locale changes a page."""
    return f"{day.day} {months.split()[day.month - 1]} {day.year}"


def in_reading_order(mail: WriterMail) -> list[tuple[int, LetterStatus]]:
    """Every letter under its number by age: answered ones, then those to be corrected, then by the newest day."""
    answered = {parcel.letter for parcel in mail.parcels if parcel.kind == "reply"}

    def place(numbered: tuple[int, LetterStatus]) -> tuple[bool, bool, date, int]:
        number, letter = numbered
        returned = any(status is Status.RETURNED_FOR_CORRECTION for _, status in letter.days[-1:])
        newest = max((day for day, _ in letter.days), default=date.min)
        return letter.letter in answered, returned, newest, number

    return sorted(enumerate(mail.statuses, 1), key=place, reverse=True)


def open_parcels(read: Read, found: Found, letter: LetterStatus) -> Iterator[Opened]:
    """Of one letter; one at a time, newest first, so that only one is in memory."""
    parcels = [] if found.mail is None else found.mail.parcels
    waiting = [parcel for parcel in parcels if parcel.kind != "history" and parcel.letter == letter.letter]
    for parcel in sorted(waiting, key=lambda one: one.day, reverse=True):
        try:
            parts = _open(read, parcel)
            images = tuple(part for part in parts if part[0] in IMAGES)
            yield Opened(parcel, images, _returned(parts) if parcel.kind == "returned" else {})
        except (BlobRefused, FileNotFoundError):
            yield Opened(parcel, (), {})


def _open(read: Read, parcel: Parcel) -> list[Part]:
    return open_blob(read(f"blobs/{parcel.name}"), parcel.key, parcel.name)


def _returned(parts: list[Part]) -> dict[str, str]:
    for media_type, content in parts:
        if media_type == "application/json":
            try:
                told = json.loads(content)
                names = REASON_ONLY if told.get("status") == Status.DECLINED else LETTER_WITH_REASON
                return {name: str(told[name]) for name in names}
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                raise BlobRefused from None
    raise BlobRefused
