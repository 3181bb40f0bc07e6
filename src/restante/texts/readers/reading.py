# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every reader returns: a head (whatever the file says of the text), the document, and what a person should know.

A reader never loses words in silence: what it leaves out, guesses or mends is a caution.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from restante.texts.document import Document
from restante.texts.records import Author, Provenance

Form = Literal["muse", "markdown", "docx", "odt", "html", "epub", "pdf", "page", "text"]
FORMS: Final[tuple[Form, ...]] = ("muse", "markdown", "docx", "odt", "html", "epub", "pdf", "page", "text")

MOST_TEXT: Final = 20_000_000  # bytes of a text file, or of the text inside a container
MOST_MARKED: Final = 10_000_000  # the same, where a converter reads it
MOST_FILE: Final = 100_000_000  # bytes of a container with its pictures
MOST_DEPTH: Final = 48  # blocks and inlines within each other; deeper ones are read flat, with a caution


@dataclass(frozen=True, slots=True)
class Caution:
    """Something left out, guessed or mended; fields are counts, dates and names, as with errors."""

    code: str
    text: str
    fields: Mapping[str, object] = field(default_factory=dict)

    def message(self, translate: Callable[[str], str] = str) -> str:
        """The sentence in the reader's language: `translate` is a gettext function."""
        return translate(self.text).format(**self.fields)


@dataclass(frozen=True, slots=True)
class CautionKind:
    """One sentence that a reader may say: `MACROS(count=1)` is a caution."""

    code: str
    text: str

    def __call__(self, **fields: object) -> Caution:
        return Caution(self.code, self.text, fields)


@dataclass(frozen=True, slots=True)
class Head:
    """All that `records.Text` holds but document and id, each as the file says it and empty where it says nothing."""

    title: str = ""
    subtitle: str = ""
    lang: str = ""
    lang_guessed: bool = False
    """The file did not say: letters and frequent words did."""
    authors: tuple[Author, ...] = ()
    translators: tuple[Author, ...] = ()
    written: str = ""
    """YYYY, YYYY-MM or YYYY-MM-DD."""
    work: str = ""
    topics: tuple[str, ...] = ()
    """Names, as the file has them."""
    series: str = ""
    series_number: str = ""
    teaser: str = ""
    place: str = ""
    notes: str = ""
    provenance: Provenance = field(default_factory=Provenance)
    withdrawn: str | None = None
    """Why the file says that the text is deleted; "" for a mark without a reason, None for no mark."""
    extra: tuple[tuple[str, str], ...] = ()
    """Whatever else the head of the file says, by the file's own names, in its order."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file, read."""

    form: Form
    head: Head
    document: Document
    warnings: tuple[Caution, ...] = ()
