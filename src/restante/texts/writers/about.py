# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is known of a text, in the order in which every format tells it; nothing here is inferred."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from restante.texts.records import Author, Book, Text
from restante.texts.writers.words import say, say_day

_NO_DAY: Final = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Fact:
    """A name in the book's own words, and what is said; `lang` where that is not in the book's language."""

    name: str
    said: str
    lang: str = ""


def facts_of(text: Text, library: str = "") -> tuple[Fact, ...]:
    """All that the end of a text says of it; `library` is the address where this group keeps its texts."""
    told, lang = text.provenance, text.lang
    mirrored = say(lang, "mirror", library=told.library) if told.library and told.mirror else told.library
    found = [
        ("author" if len(text.authors) == 1 else "authors", names_of(text.authors)),
        ("translator", names_of(text.translators)),
        ("written", say_day(lang, text.written)),
        ("place", text.place),
        ("topics", ", ".join(topic.name for topic in text.topics)),
        ("series", series_of(text)),
        ("library", mirrored),
        ("host", told.host),
        ("url", told.url),
        ("retrieved", _retrieved(text)),
        ("source", told.source),
        ("provenance_notes", told.notes),
        ("rights", told.rights),
        ("published", say_day(lang, text.published) if text.published else ""),
        ("revisions", "; ".join(f"{say_day(lang, one.day)}: {one.what}" for one in text.revisions)),
        ("as_of", say_day(lang, day) if (day := state_of(text)) else ""),
        ("kept_at", library),
    ]
    return tuple(Fact(say(lang, key), said) for key, said in found if said)


def names_of(people: Sequence[Author]) -> str:
    """As they are printed, in the order given."""
    return ", ".join(one.name for one in people)


def series_of(text: Text) -> str:
    """The series and the number in it."""
    return " ".join(part for part in (text.series, text.series_number) if part)


def state_of(text: Text) -> date | None:
    """The day of which the text is: of its last public change, or else the day it came here."""
    days = [one.day for one in text.revisions] + [day for day in (text.published,) if day]
    return max(days, default=text.provenance.retrieved)


def changed_on(book: Book) -> date:
    """A day for formats that must have one; never the clock's, so the same book gives the same bytes."""
    return max((day for text in book.texts if (day := state_of(text))), default=_NO_DAY)


def makers_of(book: Book) -> tuple[Author, ...]:
    """Every author of the book once."""
    return tuple(dict.fromkeys(author for text in book.texts for author in text.authors))


def _retrieved(text: Text) -> str:
    told, lang = text.provenance, text.lang
    parts = [
        say(lang, "retrieved_day", day=say_day(lang, told.retrieved)) if told.retrieved else "",
        say(lang, "retrieved_from", place=told.retrieved_from) if told.retrieved_from else "",
        say(lang, "translation_of", place=told.translation_of) if told.translation_of else "",
    ]
    return " ".join(part for part in parts if part)
