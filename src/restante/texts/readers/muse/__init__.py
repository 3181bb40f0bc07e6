# SPDX-License-Identifier: AGPL-3.0-or-later
"""Muse as AMuseWiki's libraries write it (Text::Amuse 1.83), read by our own reader: no file stops it, no word is lost.

Pandoc's reader gives up on an empty header line and drops notes that nobody refers to (research of its version 3.9).
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from restante.texts.document import Document, Inlines, words_of
from restante.texts.document import Paragraph as _Paragraph
from restante.texts.readers.muse.blocks import Body
from restante.texts.readers.muse.head import names_in, split_head
from restante.texts.readers.muse.inline import Words
from restante.texts.readers.muse.lines import INCLUDE
from restante.texts.readers.reading import Caution, CautionKind, Head, Reading
from restante.texts.readers.tally import Tally
from restante.texts.records import Author, Provenance

COMMENTS: Final = CautionKind("muse-comments", "Comments left out, as no part of the text: {count}.")
LINKS: Final = CautionKind("muse-links", "Links into another site, of which only the words were kept: {count}.")
PICTURES: Final = CautionKind("muse-pictures", "Pictures that the file names and does not bring: {names}.")
MISSING: Final = CautionKind("muse-include", "Parts that the file includes and does not bring: {names}.")
OPEN: Final = CautionKind("muse-open", "Tags never closed: {count}. Each was closed where its part of the text ends.")
FLAT: Final = CautionKind("muse-flat", "Parts deeper in each other than any page shows: {count}. They were read flat.")

_RTL: Final = frozenset({"ar", "fa", "he", "ps", "ur", "yi", "ckb", "ku-arab"})
_TAB: Final = 4
_KNOWN: Final = frozenset(
    [
        "title",
        "subtitle",
        "author",
        "authors",
        "sortauthors",
        "lang",
        "date",
        "notes",
        "source",
        "rights",
        "seriesname",
        "seriesnumber",
        "teaser",
        "sorttopics",
        "topics",
        "uid",
        "translator",
        "translators",
        "deleted",
    ]
)
_MONTHLESS: Final = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


def read_muse(text: str, include: Callable[[str], str | None] | None = None) -> Reading:
    """A Muse text. `include` gives the text of a file that `#include` names, or None; without it none is read."""
    tally = Tally()
    lines = _lines_of(text, tally)
    directives, start = split_head(lines)
    lang = _first(directives, "lang").strip().lower()
    lines, missing = _included(lines[start:], include, tally)
    first = Body(lines, rtl=lang in _RTL)
    first.read()
    body = Body(lines, rtl=lang in _RTL, found=first.defined)
    document = Document(body.read(), tuple(body.notes))
    return Reading("muse", _head_of(directives, lang), document, (*_cautions(body, missing), *tally.cautions()))


def _included(
    lines: list[str], include: Callable[[str], str | None] | None, tally: Tally
) -> tuple[list[str], list[str]]:
    """Lines with what `include` gives for every `#include`, never for one within it; and the names not given."""
    told, missing = list[str](), list[str]()
    for line in lines:
        match = INCLUDE.fullmatch(line)
        if match is None:
            told.append(line)
        elif (text := include(match[1]) if include else None) is None:
            missing.append(match[1])
        else:
            given = _lines_of(text, tally)
            told.extend(part for part in given if INCLUDE.fullmatch(part) is None)
            missing.extend(match[1] for part in given if (match := INCLUDE.fullmatch(part)) is not None)
    return told, missing


def _lines_of(text: str, tally: Tally) -> list[str]:
    """Lines without their ends, tabs as four spaces, as Text::Amuse has them; a title may end on a terminal."""
    plain = tally.clean_typed(text.removeprefix("\ufeff"))
    return [line.replace("\t", " " * _TAB).rstrip(" ") for line in plain.split("\n")]


def _cautions(body: Body, missing: list[str]) -> tuple[Caution, ...]:
    said = [
        (body.comments, COMMENTS(count=body.comments)),
        (body.words.dropped_links, LINKS(count=body.words.dropped_links)),
        (len(body.words.pictures), PICTURES(names=", ".join(dict.fromkeys(body.words.pictures)))),
        (len(missing), MISSING(names=", ".join(dict.fromkeys(missing)))),
        (body.open_ends, OPEN(count=body.open_ends)),
        (body.flattened + body.words.flattened, FLAT(count=body.flattened + body.words.flattened)),
    ]
    return tuple(caution for count, caution in said if count)


def _first(directives: Mapping[str, str], *names: str) -> str:
    """The value of the first of these directives that has one; names count in any case."""
    lower = {name.lower(): value for name, value in reversed(tuple(directives.items()))}
    return next((lower[name] for name in names if lower.get(name)), "")


def _plain(value: str) -> str:
    """A value without its marks."""
    inner: Inlines = Words(lambda _series, _number: None).read(value)
    return " ".join("".join(words_of(Document((_Paragraph(inner),)))).split())


def _head_of(directives: Mapping[str, str], lang: str) -> Head:
    written = _first(directives, "date").strip()
    dated = _MONTHLESS.fullmatch(written) is not None
    marks = {name.lower(): value for name, value in directives.items()}
    extra = [(name, value) for name, value in directives.items() if name.lower() not in _KNOWN and value]
    return Head(
        title=_plain(_first(directives, "title")),
        subtitle=_plain(_first(directives, "subtitle")),
        lang=lang,
        authors=_authors(_plain(_first(directives, "author", "authors")), _plain(_first(directives, "sortauthors"))),
        translators=tuple(Author(name) for name in names_in(_plain(_first(directives, "translator", "translators")))),
        written=written if dated else "",
        work=_first(directives, "uid").strip(),
        topics=names_in(_plain(_first(directives, "sorttopics", "topics"))),
        series=_plain(_first(directives, "seriesname")),
        series_number=_plain(_first(directives, "seriesnumber")),
        teaser=_plain(_first(directives, "teaser")),
        notes=_plain(_first(directives, "notes")),
        provenance=Provenance(source=_plain(_first(directives, "source")), rights=_plain(_first(directives, "rights"))),
        withdrawn=marks.get("deleted"),
        extra=tuple(extra if dated or not written else [*extra, ("date", written)]),
    )


def _authors(printed: str, sorted_by: str) -> tuple[Author, ...]:
    """As printed; `SORTauthors` is how they are listed, and who they are one by one when one line prints several."""
    listed = names_in(sorted_by) or names_in(printed)
    if len(listed) == 1:
        return (Author(printed or listed[0], sort=listed[0] if printed and printed != listed[0] else ""),)
    return tuple(Author(name) for name in listed)
