# SPDX-License-Identifier: AGPL-3.0-or-later
"""A text with all that is known of it, frozen and public; and several of them as one book."""

from dataclasses import dataclass, field
from datetime import date

from restante.texts.document import Document


@dataclass(frozen=True, slots=True)
class Author:
    """As printed, and as sorted ("Kropotkin, Peter"); `id` is the address of the author's list."""

    name: str
    sort: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject by its address and its name in the text's language."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a text comes from: every field is what the page or file says, none is inferred.

    "Retrieved on 26 January 2022 from a translation of revdia.org" is `retrieved` and `translation_of`. `rights` is
    what the page says of rights ("Anti-Copyright"): a statement, never read as a licence.
    """

    library: str = ""
    mirror: bool = False
    host: str = ""
    url: str = ""
    retrieved: date | None = None
    retrieved_from: str = ""
    translation_of: str = ""
    source: str = ""
    rights: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """What changed in public, and when; never who."""

    day: date
    what: str


@dataclass(frozen=True, slots=True)
class Text:
    """One text in one language. `work` links translations; `written` is YYYY, YYYY-MM or YYYY-MM-DD."""

    id: str
    title: str
    lang: str
    document: Document
    subtitle: str = ""
    authors: tuple[Author, ...] = ()
    translators: tuple[Author, ...] = ()
    written: str = ""
    published: date | None = None
    """The day it entered this library."""
    work: str = ""
    topics: tuple[Topic, ...] = ()
    series: str = ""
    series_number: str = ""
    teaser: str = ""
    place: str = ""
    people: tuple[str, ...] = ()
    """Slugs of the persons it is about."""
    provenance: Provenance = field(default_factory=Provenance)
    revisions: tuple[Revision, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What stays of a text that was taken out: its address, the day, and a reason that may be read by all."""

    id: str
    title: str
    lang: str
    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Book:
    """What a writer writes: one text, or a reader's own choice of several under a title of his own."""

    id: str
    title: str
    lang: str
    texts: tuple[Text, ...]

    @property
    def is_single(self) -> bool:
        """Whether title page and metadata are those of the one text."""
        return len(self.texts) == 1


def book_of(text: Text) -> Book:
    """A text alone."""
    return Book(id=text.id, title=text.title, lang=text.lang, texts=(text,))
