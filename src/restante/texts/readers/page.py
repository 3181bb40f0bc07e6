# SPDX-License-Identifier: AGPL-3.0-or-later
"""The plain page of another library: what stands around its title is taken apart into fields, the rest is the text.

Layout (AMuseWiki's, as text tools give it): library and rights; author, title and date in one line or several; where
it was retrieved; the host; then the title again as a heading, author and date below it, and the text. Or all that last.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from restante.texts.readers.dates import find_date, read_date
from restante.texts.readers.heads import same
from restante.texts.readers.page_words import (
    HOST,
    MIRROR,
    RIGHTS,
    Retrieved,
    read_label,
    read_retrieved,
    read_translators,
    split_authors,
)
from restante.texts.readers.reading import Head
from restante.texts.records import Author, Provenance

MOST_LINES: Final = 14  # before the title
_LONGEST: Final = 400
_EDGE: Final = 60
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>")
_HEADING: Final = re.compile(r"^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with something in it, as people read it; `at` is its place in the file."""

    at: int
    text: str
    heading: bool = False


@dataclass(slots=True)
class Found:
    """What the lines said so far, and which of them are no part of the text."""

    title: str = ""
    subtitle: str = ""
    authors: list[str] = field(default_factory=list)
    translators: list[str] = field(default_factory=list)
    written: str = ""
    topics: list[str] = field(default_factory=list)
    source: list[str] = field(default_factory=list)
    origin: Provenance = field(default_factory=Provenance)
    used: set[int] = field(default_factory=set)
    signs: set[str] = field(default_factory=set)

    @property
    def head(self) -> Head:
        """As a head."""
        return Head(
            title=self.title,
            subtitle=self.subtitle,
            authors=tuple(Author(name) for name in self.authors),
            translators=tuple(Author(name) for name in self.translators),
            written=self.written,
            topics=tuple(self.topics),
            provenance=replace(self.origin, source=" ".join(self.source)),
        )


def lines_of(text: str) -> list[Line]:
    """The first and the last lines of a text file that hold something, marks of markup taken off."""
    found = []
    raws = [(at, raw) for at, raw in enumerate(text.split("\n")) if raw.strip()]
    ends = raws if len(raws) <= 2 * _EDGE else raws[:_EDGE] + raws[-_EDGE:]
    for at, raw in ends:
        heading = _HEADING.match(raw)
        plain = html.unescape(_TAG.sub("", heading.group(1) if heading else raw))
        plain = re.sub(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)", "", plain)
        if plain.strip():
            found.append(Line(at, " ".join(plain.split()), bool(heading)))
    return found


def recognise(lines: Sequence[Line]) -> Found | None:
    """The fields of such a page, or None for anything else."""
    return _from_the_top(lines) or _from_the_end(lines)


def _from_the_top(lines: Sequence[Line]) -> Found | None:
    place = next((number for number, line in enumerate(lines[: MOST_LINES + 1]) if line.heading), None)
    if place is None:
        place = _repeated(lines)
    if place is None or any(len(line.text) > _LONGEST for line in lines[:place]):
        return None
    found = Found(title=lines[place].text, used={lines[place].at})
    labelled = 0
    while place + labelled + 1 < len(lines) and _read_labelled(lines[place + labelled + 1], found):
        labelled += 1
    below = list(lines[place + labelled + 1 : place + labelled + 5])
    for line in lines[:place]:
        _read(line, found, [each.text for each in below])
    if not _enough(found):
        return None
    _read_below(below, found)
    return found


def _read_labelled(line: Line, found: Found) -> bool:
    """A line "Author: …" below the title; two of them are a sign."""
    told = read_label(line.text)
    if told is None or len(line.text) > _LONGEST:
        return False
    name, said = told
    if name == "author":
        found.authors = found.authors or split_authors(said)
    elif name == "translator":
        found.translators += split_authors(said)
    elif name == "date":
        found.written = found.written or read_date(said)
    elif name == "topics":
        found.topics += [each for each in re.split(r"\s*[,;]\s*", said) if each]
    elif name in {"source", "notes"}:
        retrieved = read_retrieved(said) if name == "source" else None
        _read_retrieved(retrieved, found) if retrieved else found.source.append(said)
    found.signs |= {"labels"} if "label" in found.signs else {"label"}
    found.used.add(line.at)
    return True


def _repeated(lines: Sequence[Line]) -> int | None:
    """Without a heading: the first line that an earlier one holds and that is followed by what follows a title."""
    for number, line in enumerate(lines[1 : MOST_LINES + 1], 1):
        held = any(line.text in each.text and not same(line.text, each.text) for each in lines[:number])
        if held and len(line.text) > 3 and not HOST.fullmatch(line.text) and not read_date(line.text):
            return number
    return None


def _from_the_end(lines: Sequence[Line]) -> Found | None:
    """The same lines as a last page, after a text that begins with its title."""
    tail = lines[-10:]
    start = next((n for n, line in enumerate(tail) if MIRROR.search(line.text) or _is_rights(line.text)), None)
    if start is None or not HOST.fullmatch(tail[-1].text) or len(lines) < 12:
        return None
    title = lines[0].text
    if not any(same(line.text, title) or title in line.text for line in tail[start:]):
        return None
    found = Found(title=title, used={lines[0].at})
    below = list(lines[1:5])
    for line in tail[start:]:
        _read(line, found, [each.text for each in below])
    _read_below(below, found)
    return found if _enough(found) else None


def _enough(found: Found) -> bool:
    """One sign may be chance."""
    return len(found.signs - {"label"}) >= 2 and bool(found.signs & {"library", "retrieved", "host"})


def _read(line: Line, found: Found, below: Sequence[str]) -> None:
    """One line around the title; every line is used up, and what nobody understands goes into the source."""
    text = line.text
    found.used.add(line.at)
    if host := HOST.fullmatch(text):
        found.signs.add("host")
        url = text if host.group(2) else ""
        found.origin = replace(found.origin, host=host.group(1).lower(), url=_address(url))
    elif retrieved := read_retrieved(text):
        _read_retrieved(retrieved, found)
    elif who := read_translators(text):
        found.translators += split_authors(who)
    elif MIRROR.search(text) or _is_rights(text):
        _read_library(text, found)
    elif not _read_title(text, found):
        _read_other(text, found, below)


def _read_retrieved(retrieved: Retrieved, found: Found) -> None:
    found.signs.add("retrieved")
    found.origin = replace(
        found.origin,
        retrieved=retrieved.day,
        retrieved_from=retrieved.origin,
        translation_of=retrieved.translation_of,
    )
    _read_rest(retrieved.rest, found)


def _read_library(text: str, found: Found) -> None:
    """“The Library (Mirror) Anti-Copyright”, whole or in parts."""
    mirror = MIRROR.search(text)
    rights = RIGHTS.search(text)
    name = text[: min(each.start() for each in (mirror, rights) if each)].strip(" ,.–—-")
    after = text[mirror.end() :] if mirror else text[rights.start() :] if rights else ""
    found.signs |= ({"library"} if mirror or name else set()) | ({"rights"} if rights else set())
    found.origin = replace(
        found.origin,
        library=found.origin.library or name,
        mirror=found.origin.mirror or bool(mirror),
        rights=found.origin.rights or after.strip(),
    )


def _read_title(text: str, found: Found) -> bool:
    """“Author Title 17 February 2019”, or the title alone."""
    if same(text, found.title):
        return True
    places = [each.start() for each in re.finditer(re.escape(found.title), text, re.IGNORECASE)]
    if not places:
        return False
    at = places[-1]
    found.signs.add("title")
    found.authors = found.authors or split_authors(text[:at])
    rest = text[at + len(found.title) :].strip(" ,.–—-:")
    if day := find_date(rest):
        found.written = found.written or day[0]
        rest = f"{rest[: day[1]]} {rest[day[2] :]}".strip(" ,.–—-:")
    found.subtitle = found.subtitle or " ".join(rest.split())
    return True


def _read_other(text: str, found: Found, below: Sequence[str]) -> None:
    if day := read_date(text):
        found.written = found.written or day
    elif any(same(text, each) for each in below) and len(text) <= 200:
        found.authors = found.authors or split_authors(text)
    elif not found.origin.library and not found.signs:
        found.origin = replace(found.origin, library=text)
    else:
        found.source.append(text)


def _read_rest(text: str, found: Found) -> None:
    """What follows "Retrieved on … from …" in the same line."""
    for sentence in re.split(r"(?<=\.)\s+(?=[^\W\d_a-zа-яё])", text):
        if who := read_translators(sentence):
            found.translators += split_authors(who)
        elif sentence.strip():
            found.source.append(sentence.strip())


def _read_below(below: Sequence[Line], found: Found) -> None:
    """Subtitle, author and date under the heading: used up where they say what is known, or stand before a date."""
    dated = next((n for n, line in enumerate(below[:4]) if read_date(line.text)), None)
    for number, line in enumerate(below):
        known = [*found.authors, ", ".join(found.authors), found.subtitle, found.title]
        if number == dated:
            found.written = found.written or read_date(line.text)
        elif any(same(line.text, each) for each in known) or _same_people(line.text, found.authors):
            pass
        elif dated is not None and number < dated and len(line.text) <= 200 and not line.text.endswith((".", "…")):
            if found.authors or "title" in found.signs:
                found.subtitle = found.subtitle or line.text
            else:
                found.authors = split_authors(line.text)
        else:
            return
        found.used.add(line.at)


def _same_people(text: str, authors: Sequence[str]) -> bool:
    return bool(authors) and sorted(each.casefold() for each in split_authors(text)) == sorted(
        each.casefold() for each in authors
    )


def _is_rights(text: str) -> bool:
    """Rights at the end of a short line; a sentence about copyright is none."""
    return bool(RIGHTS.search(text)) and len(text.split()) <= 12


def _address(url: str) -> str:
    return url if not url or "://" in url else f"https://{url}"
