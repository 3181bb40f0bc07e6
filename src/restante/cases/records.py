# SPDX-License-Identifier: AGPL-3.0-or-later
"""A sentence about a person never stands alone: it carries who says it, and where that can be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Text2 = Mapping[str, str]
"""The same text in several languages, by language code."""

Section = Literal["who", "happened", "write"]
SECTIONS: tuple[Section, ...] = ("who", "happened", "write")


@dataclass(frozen=True, slots=True)
class Source:
    """Something published that can be named; `note` tells how it came to us (a translation, a copy)."""

    id: str
    title: str
    author: str = ""
    published: date | None = None
    publisher: str = ""
    url: str = ""
    retrieved: date | None = None
    note: Text2 | None = None
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class Citation:
    """The place in a source; the quotation is short, in the source's own language."""

    source: str
    quotation: str = ""
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One statement; `says` names who makes it, because the page makes none of its own."""

    id: str
    section: Section
    text: Text2
    citations: tuple[Citation, ...] = ()
    says: Text2 | None = None
