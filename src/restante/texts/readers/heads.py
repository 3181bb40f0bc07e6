# SPDX-License-Identifier: AGPL-3.0-or-later
"""Metadata of a file, by whatever names formats and people give it, as a head; names nobody knows go into `extra`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from restante.texts.document import Document, Heading, Paragraph, words_of
from restante.texts.readers import cautions
from restante.texts.readers.dates import find_date, read_date, read_day
from restante.texts.readers.languages import guess_language
from restante.texts.readers.places import prune_places, words
from restante.texts.readers.reading import Caution, Form, Head, Reading
from restante.texts.readers.tally import Tally
from restante.texts.readers.tree_inlines import words_below
from restante.texts.records import Author, Provenance

LONGEST_VALUE: Final = 4_000
Meta = Mapping[str, Sequence[str]]
_NAMES: Final[Mapping[str, str]] = {
    name: field
    for field, names in {
        "title": "title dc.title dcterms.title",
        "subtitle": "subtitle",
        "authors": "author authors creator dc.creator dcterms.creator dc:creator",
        "translators": "translator translators",
        "written": "date dc.date dcterms.date dcterms.created written",
        "lang": "lang language dc.language dcterms.language",
        "topics": "topics keywords tags subject subjects topic category categories dc.subject sorttopics",
        "series": "series seriesname collection",
        "series_number": "series_number series-number seriesnumber number",
        "teaser": "teaser abstract description summary dc.description",
        "place": "place location",
        "notes": "notes note",
        "work": "work uid",
        "withdrawn": "withdrawn deleted",
    }.items()
    for name in names.split()
}
_PROVENANCE: Final[Mapping[str, str]] = {
    name: field
    for field, names in {
        "library": "library",
        "host": "host",
        "url": "url canonical",
        "retrieved_from": "retrieved_from retrieved-from",
        "translation_of": "translation_of translation-of",
        "source": "source dc.source",
        "rights": "rights license licence copyright dc.rights",
        "notes": "provenance_notes provenance-notes",
    }.items()
    for name in names.split()
}
_LISTS: Final = {"authors", "translators", "topics"}
_NOT_AT_ALL: Final = {"viewport", "generator", "charset", "toc-title", "nocite", "link-citations", "theme-color"}
_LANG: Final = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z0-9]{2,8}))*")
_NO_LANG: Final = {"zxx", "und", "none", "mul"}
_BETWEEN: Final = re.compile(r"\s*;\s*|\s*\|\s*")
_YES: Final = {"true", "yes", "1", "да", "так"}


def meta_values(meta: Mapping[str, Any]) -> dict[str, list[str]]:
    """Pandoc's metadata, each name in small letters with its values as strings."""
    found: dict[str, list[str]] = {}
    for name, node in meta.items():
        values = [" ".join(value.split())[:LONGEST_VALUE] for value in _values(node)]
        found.setdefault(name.lower(), []).extend(value for value in values if value)
    return found


def _values(node: Any) -> list[str]:
    kind, held = node if isinstance(node, tuple) else ("", None)
    match kind:
        case "MetaList":
            return [value for each in held for value in _values(each)]
        case "MetaMap":
            return [value for name in ("name", "text", "literal") if name in held for value in _values(held[name])]
        case "MetaBool":
            return ["true" if held else "false"]
        case "MetaString":
            return [str(held)]
        case "MetaInlines" | "MetaBlocks":
            return ["".join(words_below(held))]
    return []


def head_of(meta: Meta, tally: Tally) -> tuple[Head, tuple[Caution, ...]]:
    """The head that these values make, and what was unclear about them."""
    plain: dict[str, str] = {}
    many: dict[str, list[str]] = {name: [] for name in _LISTS}
    origin: dict[str, str] = {}
    extra: list[tuple[str, str]] = []
    for name, raw in meta.items():
        values = [tally.clean(value).strip() for value in raw]
        field = _NAMES.get(name, "")
        if field in _LISTS:
            many[field] += _listed(field, values)
        elif field:
            plain.setdefault(field, "; ".join(values))
        elif name in _PROVENANCE:
            origin.setdefault(_PROVENANCE[name], "; ".join(values))
        elif name not in _NOT_AT_ALL and name not in {"retrieved", "mirror"}:
            extra += [(name, value) for value in values]
    written, unclear = _date(plain.get("written", ""))
    retrieved, also = _date("; ".join(meta.get("retrieved", ())))
    head = Head(
        title=plain.get("title", ""),
        subtitle=plain.get("subtitle", ""),
        series=plain.get("series", ""),
        series_number=plain.get("series_number", ""),
        teaser=plain.get("teaser", ""),
        place=plain.get("place", ""),
        notes=plain.get("notes", ""),
        work=plain.get("work", ""),
        lang=_language(plain.get("lang", "")),
        authors=tuple(Author(name) for name in _once(many["authors"])),
        translators=tuple(Author(name) for name in _once(many["translators"])),
        written=written,
        topics=tuple(_once(many["topics"])),
        withdrawn=_withdrawn(plain),
        provenance=Provenance(
            **origin,
            mirror="".join(meta.get("mirror", ())).lower() in _YES,
            retrieved=read_day(retrieved),
        ),
        extra=tuple(extra[:200]),
    )
    return head, (cautions.DATE_UNCLEAR(),) if unclear or also else ()


def finish(form: Form, head: Head, document: Document, tally: Tally, *more: Caution) -> Reading:
    """What every reading ends with: title once, language told or guessed, places joined, cautions gathered."""
    head, document, said = tell_title(head, prune_places(document, tally))
    head, also = tell_language(head, document)
    return Reading(form, head, document, (*more, *said, *also, *tally.cautions()))


def tell_title(head: Head, document: Document) -> tuple[Head, Document, tuple[Caution, ...]]:
    """The title, told by the first heading or line where the head has none, and not said twice."""
    said: tuple[Caution, ...] = ()
    if not head.title:
        head, document, said = _title_from(head, document)
    return head, replace(document, blocks=without_title(document, head)), said


def tell_language(head: Head, document: Document) -> tuple[Head, tuple[Caution, ...]]:
    """The language, guessed by the words where the head does not say it."""
    if head.lang:
        return head, ()
    lang = guess_language(words_of(document))
    told = cautions.LANGUAGE_GUESSED(lang=lang) if lang else cautions.LANGUAGE_UNKNOWN()
    return replace(head, lang=lang, lang_guessed=bool(lang)), (told,)


def without_title(document: Document, head: Head) -> tuple[Any, ...]:
    """The blocks, without those at the beginning that only repeat the head: title, subtitle, authors, date."""
    names = [author.name for author in head.authors]
    known = [head.title, head.subtitle, ", ".join(names), *names, head.provenance.rights]
    blocks, first = document.blocks, 0
    for place, block in enumerate(blocks[:12]):
        if not isinstance(block, Heading | Paragraph):
            break
        said = words(block.inner)
        titles = [head.title] if isinstance(block, Heading) else []
        match = next((each for each in (*known, *titles) if same(said, each)), None)
        if match is None and (not head.written or read_date(said) != head.written):
            break
        if any(type(each).__name__ in {"NoteRef", "Picture", "Ruby"} for each in block.inner):
            break
        if match in known:
            known.remove(match)  # said again, it is the author's; but a heading like the title is the title
        first = place + 1
    told = any(isinstance(b, Heading | Paragraph) and same(words(b.inner), head.title) for b in blocks[:first])
    return blocks[first:] if told and first < len(blocks) else blocks


def same(one: str, other: str) -> bool:
    """The same words, whatever their case, spaces and dots."""
    plain = [re.sub(r"[\W_]+", "", each).casefold() for each in (one, other)]
    return bool(plain[0]) and plain[0] == plain[1]


def _title_from(head: Head, document: Document) -> tuple[Head, Document, tuple[Caution, ...]]:
    """A first heading is the title; a short first line is guessed to be."""
    match document.blocks[:1]:
        case [Heading(inner=inner)] if words(inner):
            return replace(head, title=words(inner)[:300]), document, ()
        case [Paragraph(inner=inner)] if 0 < len(said := words(inner)) <= 120 and not re.search(r"[.,:;]$", said):
            if len(document.blocks) > 1:
                return replace(head, title=said), document, (cautions.TITLE_GUESSED(),)
    return head, document, (cautions.TITLE_MISSING(),)


def _listed(field: str, values: list[str]) -> list[str]:
    found = [part for value in values for part in _BETWEEN.split(value)]
    if field == "topics":
        found = [part for value in found for part in re.split(r"\s*,\s*", value)]
    return [part for part in found if part]


def _once(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))[:100]


def _date(text: str) -> tuple[str, bool]:
    """The date, and whether there was something that is none."""
    if not text:
        return "", False
    value = read_date(text)
    if not value and (found := find_date(text[:200])):
        value = found[0] if re.match(r"\d{4}-\d\d-\d\dT", text) else ""
    if not value and (stamp := re.match(r"\d{4}-\d\d-\d\d(?=[T ]\d\d:)", text)):
        value = read_date(stamp.group())
    return value, not value


def _language(text: str) -> str:
    found = _LANG.fullmatch(text.strip())
    if not found or found.group(1).lower() in _NO_LANG:
        return ""
    parts = re.split(r"[-_]", text.strip())
    return "-".join([parts[0].lower(), *(each.upper() if len(each) == 2 else each for each in parts[1:])])


def _withdrawn(plain: Mapping[str, str]) -> str | None:
    told = plain.get("withdrawn")
    if told is None or told.lower() in {"false", "no"}:
        return None
    return "" if told.lower() in _YES else told
