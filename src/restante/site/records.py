# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the desk hands over to be made public, frozen; nothing here is read from a setting or a clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from restante.cases.records import Case, Text2
from restante.texts.records import Text, Withdrawn
from restante.texts.writers import FORMATS

LANGUAGES = ("ru", "en")
NO_CASE = Case(person="")
ENDONYMS: Mapping[str, str] = {"ru": "Русский", "en": "English"}


@dataclass(frozen=True, slots=True)
class PublicPerson:
    """Somebody who may be named in public. `attention` is a bucket, 0 for those written to least, never a count."""

    slug: str
    names: Text2
    about: Text2
    facts_as_of: date | None = None
    case: Case = NO_CASE
    facility: str | None = None
    facility_name: Text2 = field(default_factory=dict)
    country: str = ""
    channels: tuple[str, ...] = ()
    can_write: bool = True
    invented: bool = False
    demonstration_note: Text2 | None = None
    attention: int = 0
    languages: tuple[str, ...] = ()
    name_forms: tuple[str, ...] = ()
    """Other spellings by which somebody may look for this person."""


@dataclass(frozen=True, slots=True)
class TextCard:
    """What lists show of a published text: `head` is the text without its words, which `PublicSite.open_text` brings.

    `digest` changes with anything of the text: what was built from it before may be kept under it.
    """

    head: Text
    digest: str
    words: int


def nothing_kept(text_id: str) -> Text:
    """A library without words."""
    raise LookupError(text_id)


@dataclass(frozen=True, slots=True)
class PublicSite:
    """Everything an edition shows. `rulebooks` are compiled ones, by facility id as the persons name them."""

    name: Text2
    organisation: str
    day: date
    people: tuple[PublicPerson, ...] = ()
    demonstration: bool = False
    number: int | None = None
    """Left out where only the signatures know it."""
    rulebooks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    letter_keys_json: bytes = b"{}"
    call_key_json: bytes = b"{}"
    mail_key_json: bytes = b"{}"
    addresses_json: bytes = b"{}"
    root_json: bytes = b""
    """The first root, which verify.html pins."""
    formats: tuple[str, ...] = tuple(name for name in FORMATS if name != "html")
    """What each text is written as beside its page."""
    texts: tuple[TextCard, ...] = ()
    """In order of their ids."""
    withdrawn: tuple[Withdrawn, ...] = ()
    open_text: Callable[[str], Text] = field(default=nothing_kept, compare=False)
    """One text whole, by its id: a library of 25,000 does not stand in memory."""


def facts_of(person: PublicPerson) -> date | None:
    """The day of the case's facts, else of what is told of the person."""
    return person.case.facts_as_of or person.facts_as_of


def say(text: Text2 | None, lang: str) -> str:
    """The text in this language, or in the first one that there is: a missing translation must not hide a person."""
    if not text:
        return ""
    return text.get(lang) or next((text[known] for known in LANGUAGES if text.get(known)), next(iter(text.values())))
