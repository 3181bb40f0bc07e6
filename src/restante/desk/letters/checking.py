# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the volunteer sees beside the words: the rules' findings, what would not print, pages and price by channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from restante.desk.letters.models import Letter
from restante.desk.letters.words import Words
from restante.desk.people.queries import book_of
from restante.paper.press.faces import Unprintable, unprintable
from restante.rules import Channel, Draft, Finding, Rulebook, check_letter, gravest, pages_of
from restante.rules.verdict import in_language


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding in the reader's language; `number` ties it to the marked words."""

    number: int
    level: str
    rule: str
    sentence: str
    times: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; remark 0 is plain."""

    text: str
    remark: int
    level: str


@dataclass(frozen=True, slots=True)
class Way:
    """One channel that reaches the person."""

    id: str
    name: str
    kind: str
    pages: int
    price: Decimal | None
    currency: str
    as_of: str
    gravest: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Check:
    """All of it."""

    remarks: tuple[Remark, ...]
    pieces: tuple[Piece, ...]
    ways: tuple[Way, ...]
    unprintable: tuple[Unprintable, ...]
    characters: int


def check_words(letter: Letter, words: Words, lang: str, channel: str = "") -> Check:
    """Ask the rulebook about a letter; `channel` is the one looked at, or else the person's, or else the first."""
    book = book_of(letter.person.facility if letter.person else None)
    chosen = _choose(book, channel, letter)
    ways = tuple(_way(book, each, letter, words, lang, chosen) for each in book.channels.values())
    found = check_letter(book, _draft(letter, words, chosen))
    remarks, numbers = _gather(found, lang)
    odd = unprintable(words.text, letter.lang)
    lost = unprintable(f"{words.translation or words.text}\n{words.sign}", letter.lang)
    marks = [(finding, number) for finding, number in zip(found, numbers, strict=True) if finding.where is not None]
    return Check(remarks, _cut(words.text, marks, odd), ways, tuple(lost), len(words.text))


def channel_known(letter: Letter, channel: str) -> bool:
    """Whether this channel reaches the person."""
    return channel in book_of(letter.person.facility if letter.person else None).channels


def pages_by(letter: Letter, words: Words, channel: str) -> int:
    """Pages that the channel will count."""
    return pages_of(book_of(letter.person.facility if letter.person else None).channels[channel], words.text)


def loses_characters(letter: Letter, words: Words, channel: str) -> bool:
    """Whether paper would lack some of what is written; an electronic service takes any character."""
    way = book_of(letter.person.facility if letter.person else None).channels[channel]
    return way.kind == "paper" and bool(unprintable(f"{words.translation or words.text}{words.sign}", letter.lang))


def _draft(letter: Letter, words: Words, channel: str | None) -> Draft:
    return Draft(
        text=words.text,
        lang=letter.lang,
        sign=words.sign,
        pictures=letter.picture_count,
        wants_reply=letter.wants_reply,
        channel=channel,
    )


def _choose(book: Rulebook, channel: str, letter: Letter) -> str | None:
    preferred = letter.person.channel if letter.person else ""
    for wanted in (channel, letter.channel, preferred):
        if wanted in book.channels:
            return wanted
    return next(iter(book.channels), None)


def _way(book: Rulebook, channel: Channel, letter: Letter, words: Words, lang: str, chosen: str | None) -> Way:
    pages = pages_of(channel, words.text)
    price = channel.price("page")
    amount = price.amount * pages if price else None
    worst = gravest(check_letter(book, _draft(letter, words, channel.id)))
    return Way(
        id=channel.id,
        name=in_language(channel.names, lang) or channel.id,
        kind=channel.kind,
        pages=pages,
        price=amount,
        currency=price.currency if price else "",
        as_of=price.as_of if price else "",
        gravest=worst.value if worst else "",
        chosen=channel.id == chosen,
    )


def _gather(found: Sequence[Finding], lang: str) -> tuple[tuple[Remark, ...], list[int]]:
    """The same sentence about several places is read once; returns the remark's number for each finding."""
    remarks: dict[tuple[str, str], Remark] = {}
    numbers = []
    for finding in found:
        key = (finding.rule, finding.say(lang))
        before = remarks.get(key)
        number, times = (before.number, before.times) if before else (len(remarks) + 1, 0)
        remarks[key] = Remark(number, finding.level.value, finding.rule, key[1], times + 1)
        numbers.append(number)
    return tuple(remarks.values()), numbers


def _cut(text: str, marks: Sequence[tuple[Finding, int]], odd: Sequence[Unprintable]) -> tuple[Piece, ...]:
    """The text in pieces, each marked by at most one remark: the gravest that covers it."""
    owner: list[tuple[int, str]] = [(0, "")] * len(text)
    for finding, number in reversed(marks):
        if finding.where is not None:
            start, end = finding.where
            owner[start:end] = [(number, finding.level.value)] * len(owner[start:end])
    for character in odd:
        for place in character.positions:
            owner[place] = (owner[place][0], "odd")
    pieces, start = [], 0
    for at in range(1, len(text) + 1):
        if at == len(text) or owner[at] != owner[start]:
            pieces.append(Piece(text[start:at], *owner[start]))
            start = at
    return tuple(pieces)
