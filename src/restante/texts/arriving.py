# SPDX-License-Identifier: AGPL-3.0-or-later
"""From what a reader gave to a text of the library: what nobody said stays empty, but for a title and a language."""

import re
from dataclasses import dataclass, replace
from typing import Final

from restante.texts.naming import id_of
from restante.texts.readers import Caution, Form, Reading
from restante.texts.readers.cautions import HEAD_LEFT_OUT
from restante.texts.records import Author, Text, Topic

UNKNOWN_LANGUAGE: Final = "und"
"""BCP 47: not known. No text is published with it."""
_LANG: Final = re.compile(r"(?=.{2,16}\Z)[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
"""As the desk's form takes it; a file may say anything."""
_OURS: Final = frozenset({"kept_at", "text_as_of"})
"""What an export of ours adds says nothing of the text."""
_LONGEST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Arrival:
    """A text without an address yet, and what a person should know of how it was read."""

    text: Text
    form: Form
    cautions: tuple[Caution, ...] = ()
    deleted: str | None = None
    """Why the file says that the text was deleted; None when it says no such thing."""


def arrival_of(reading: Reading, name: str) -> Arrival:
    """`name` is the file's: a title where there is no other."""
    head = reading.head
    text = Text(
        id="",
        title=head.title or name.rpartition("/")[2].rpartition(".")[0] or name,
        lang=head.lang if _LANG.fullmatch(head.lang) else UNKNOWN_LANGUAGE,
        document=reading.document,
        subtitle=head.subtitle,
        authors=with_ids(head.authors),
        translators=with_ids(head.translators),
        written=head.written,
        work=head.work,
        topics=tuple(Topic(id_of(topic, "topic"), topic) for topic in head.topics),
        series=head.series,
        series_number=head.series_number,
        teaser=head.teaser,
        place=head.place,
        provenance=replace(head.provenance, notes=head.provenance.notes or head.notes),
    )
    return Arrival(text, reading.form, (*reading.warnings, *_left_out(head.extra)), head.withdrawn)


def _left_out(extra: tuple[tuple[str, str], ...]) -> tuple[Caution, ...]:
    """What the head says and no field takes, in its own words: none is lost in silence."""
    said = "; ".join(f"{name}: {value}" for name, value in extra if value.strip() and name not in _OURS)
    return (HEAD_LEFT_OUT(said=said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"),) if said else ()


def with_ids(authors: tuple[Author, ...]) -> tuple[Author, ...]:
    """Each with an address made of the name, where it has none."""
    return tuple(replace(author, id=author.id or id_of(author.name, "author")) for author in authors)
