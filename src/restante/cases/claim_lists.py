# SPDX-License-Identifier: AGPL-3.0-or-later
"""A list of atomic claims as researchers keep it (sources, claims, links), read into a case file.

Nothing of it is dropped: what has no record of its own becomes a note for the team; an unknown table is refused.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from restante.cases.claim_course import CourseClaim, course_of, subject_and_field
from restante.cases.claim_speakers import connection_code, speaker_code
from restante.cases.codec import CaseFileRefused, UnknownCode, UnknownKey, UnknownReference, read_text
from restante.cases.custody import days_between
from restante.cases.dates import DateRefused, PartialDate, read_date
from restante.cases.records import Case, CaseFile, Citation, Claim, ClaimLink, Name, Source, ValueKind
from restante.cases.spans import SpanRefused, read_span
from restante.cases.terms import LANGUAGES, is_code, label
from restante.cases.writing import canonical

WITHOUT_QUOTATION: Final = "citation-without-quotation"
_TABLES: Final = {"_meta", "sources", "claims", "links", "computed", "name_variants"}
_MATERIALS: Final = {
    "newspaper write-up": "news",
    "press release from human rights organisation": "press_ngo",
    "press release of government": "press_official",
    "radio": "radio",
    "television": "tv",
    "court records": "court_record",
    "social post": "social_post",
    "book": "book",
}
_HIDDEN: Final = {"restricted": "two_keys"}


def is_claim_list(value: Mapping[str, Any]) -> bool:
    """By its tables: our own format names itself."""
    return "format" not in value and "claims" in value and "sources" in value


def read_claim_list(value: Mapping[str, Any]) -> CaseFile:
    """A case of no person yet: whoever imports it says whose it is. Raises CaseFileRefused."""
    return _Reading(value).file()


class _Row:
    """One object of a table: each key is taken once, and what is left over becomes a note."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, dict):
            raise CaseFileRefused(where=where, why="write an object in braces")
        self._left = dict(value)
        self.where = where

    def text(self, key: str, default: str | None = "") -> str:
        """A text; without a default it is needed."""
        found = self._left.pop(key, default)
        if found is None:
            raise CaseFileRefused(where=f"{self.where}.{key}", why="this key is needed")
        return read_text(found, f"{self.where}.{key}")

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        found = self._left.pop(key, [])
        if not isinstance(found, list):
            raise CaseFileRefused(where=f"{self.where}.{key}", why="write a list in brackets")
        return tuple(read_text(one, f"{self.where}.{key}") for one in found)

    def __contains__(self, key: str) -> bool:
        return key in self._left

    def day(self, key: str) -> date:
        """An exact date."""
        try:
            return date.fromisoformat(self.text(key, None))
        except ValueError:
            raise CaseFileRefused(where=f"{self.where}.{key}", why="write a date like 2019-02-07") from None

    def take(self, key: str) -> object:
        """Whatever it is."""
        return self._left.pop(key, None)

    def rest(self) -> str:
        """Everything that nobody took, as lines for a note."""
        lines = []
        for key, value in sorted(self._left.items()):
            told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
            lines.append(read_text(f"{key}: {told}", self.where))
        return "\n".join(lines)


class _Reading:
    """One file on its way in."""

    def __init__(self, value: Mapping[str, Any]) -> None:
        for key in value:
            if key not in _TABLES:
                raise UnknownKey(where=key[:80])
        self._tables = {
            name: self._rows(value, name) for name in ("sources", "claims", "links", "computed", "name_variants")
        }
        self.notes: dict[str, str] = {}
        self.hidden: dict[str, str] = {}
        self.marks: dict[str, str] = {}
        if "_meta" in value:
            self._note("case", _Row(value["_meta"], "_meta").rest())

    def file(self) -> CaseFile:
        """Everything that the file says."""
        names = tuple(self._name(row) for row in self._tables["name_variants"])
        sources = {source.id: source for source in map(self._source, self._tables["sources"])}
        read = [self._claim(row, sources) for row in self._tables["claims"]]
        links = tuple(self._link(row) for row in self._tables["links"])
        for number, row in enumerate(self._tables["computed"]):
            self._compute(row, number)
        course = course_of(read)
        self.marks.update(course.marks)
        case = Case(
            person="",
            names=names,
            claims=tuple(one.claim for one in read),
            links=links,
            sources=tuple(sources.values()),
            events=course.events,
            proceedings=course.proceedings,
            charges=course.charges,
            custody=course.custody,
        )
        return CaseFile(canonical(case), self.hidden, self.notes, self.marks)

    def _rows(self, value: Mapping[str, Any], name: str) -> list[_Row]:
        found = value.get(name, [])
        if not isinstance(found, list):
            raise CaseFileRefused(where=name, why="write a list in brackets")
        return [_Row(one, f"{name}[{number}]") for number, one in enumerate(found)]

    def _note(self, key: str, text: str) -> None:
        if text:
            self.notes[key] = f"{self.notes[key]}\n{text}" if key in self.notes else text

    def _name(self, row: _Row) -> Name:
        text, lang = row.text("name", None), row.text("lang", None)
        self._note("case", "\n".join(f"name {text}: {line}" for line in row.rest().splitlines()))
        cyrillic = any("\u0400" <= letter <= "\u04ff" for letter in text)
        return Name(text, lang, "Cyrl" if cyrillic else "Latn" if text.isascii() else "")

    def _source(self, row: _Row) -> Source:
        name = row.text("id", None)
        key = f"source:{name}"
        publisher, published = row.text("publisher"), row.text("published")
        when = self._day(published)
        if published and when is None:
            self._note(key, f"published: {published}")
        material, connection = row.text("material_type"), row.text("connection")
        if material not in _MATERIALS and material:
            self._note(key, f"material_type: {material}")
        if connection:
            self._note(key, f"connection: {connection}")
        source = Source(
            id=name,
            title=row.text("title") or f"{publisher}, {published}".strip(", ") or name,
            author=row.text("author"),
            published=when,
            publisher=publisher,
            url=row.text("url"),
            lang=row.text("language") or "en",
            material=_MATERIALS.get(material, ""),
            connection=connection_code(connection),
            origin=row.text("copy_of"),
            relays=row.texts("relays"),
        )
        self._note(key, row.rest())
        return source

    def _claim(self, row: _Row, sources: Mapping[str, Source]) -> CourseClaim:
        name, told_field, source = row.text("id", None), row.text("field", None), row.text("source")
        key = f"claim:{name}"
        if source and source not in sources:
            raise UnknownReference(where=f"{row.where}.source", name=source[:80])
        subject, field = subject_and_field(told_field)
        self._note(key, f"field: {told_field}")
        value, kind = self._value(row, key)
        quotation, lang, said_by = row.text("quote"), row.text("quote_language"), row.text("said_by")
        self._visibility(row, key)
        relation = row.text("relation")
        if relation:
            self._note(key, f"relation: {relation}")
        rest = row.rest()
        self._note(key, rest)
        if not quotation.strip():
            self.marks[key] = WITHOUT_QUOTATION
            self.hidden.setdefault(key, "team")
        stance = "silent" if any(line.startswith("note: silent") for line in rest.splitlines()) else "says"
        citation = Citation(source, quotation, lang=lang, stance=stance)
        says = _says(said_by, sources.get(source))
        claim = Claim(
            id=name,
            section="happened",
            text=_text(field, value),
            citations=(citation,) if source else (),
            says={"en": says} if says else None,
            role=speaker_code(said_by, sources[source].connection if source else ""),
            subject=subject,
            field=field,
            value=value,
            value_kind=kind,
        )
        return CourseClaim(
            claim, relation.removeprefix("reclassified_from ") if "reclassified_from " in relation else ""
        )

    def _visibility(self, row: _Row, key: str) -> None:
        told = row.text("visibility")
        code = _HIDDEN.get(told, told)
        if not code:
            return
        if not is_code("visibility", code):
            raise UnknownCode(where=f"{row.where}.visibility", list="visibility", term=told[:40])
        self.hidden[key] = code

    def _value(self, row: _Row, key: str) -> tuple[str, ValueKind]:
        found = row.take("value")
        if found is None:
            return "", ""
        if isinstance(found, bool):
            return ("yes" if found else "no"), "text"
        if isinstance(found, int):
            return str(found), "number"
        if isinstance(found, dict):
            return self._date(_Row(found, f"{row.where}.value"), key), "date"
        text = read_text(found, f"{row.where}.value")
        try:
            return str(read_span(text)), "span"
        except SpanRefused:
            return text, "text"

    def _date(self, row: _Row, key: str) -> str:
        text = row.text("edtf", None)
        if row.take("approximate") is True and not text.endswith(("~", "%")):
            text += "~"
        try:
            found = read_date(text)
        except DateRefused as refused:
            raise CaseFileRefused(where=row.where, why=str(refused)) from None
        row.take("precision")
        self._note(key, row.rest())
        return str(found)

    def _day(self, text: str) -> PartialDate | None:
        try:
            return read_date(text) if text else None
        except DateRefused:
            return None

    def _link(self, row: _Row) -> ClaimLink:
        start, relation, end, why = (row.text(name, None) for name in ("from", "relation", "to", "why"))
        if not is_code("relation", relation):
            raise UnknownCode(where=f"{row.where}.relation", list="relation", term=relation[:40])
        self._note(f"claim:{start}", row.rest())
        return ClaimLink(start, relation, end, {"en": why})

    def _compute(self, row: _Row, number: int) -> None:
        """What the file computed itself is computed again; a result that differs is marked, not taken over."""
        check = row.text("check", None)
        key = f"computed:{number}"
        days = {name: row.day(name) for name in ("date", "from", "to") if name in row}
        if check == "weekday" and "date" in days:
            agrees = label("weekday", str(days["date"].isoweekday()), "en") == row.text("is")
        elif check == "days" and {"from", "to"} <= days.keys():
            agrees = days_between(days["from"], days["to"]) == row.take("days")
        else:
            self._note("case", f"computed: {check}\n{row.rest()}".strip())
            return
        self._note("case", row.rest())
        if not agrees:
            self.marks[key] = "computed-differs"


def _says(said_by: str, source: Source | None) -> str:
    """A speaker who is only `reporter` is the reporter of somebody."""
    if said_by in {"reporter", "aggregator"} and source is not None and source.publisher:
        return f"{source.publisher}, {said_by}"
    return said_by


def _text(field: str, value: str) -> dict[str, str]:
    """A neutral sentence of field and value; the words of the source stay in the quotation."""
    known = is_code("claim_field", field)
    words = field.replace("-", " ").capitalize()
    return {lang: f"{label('claim_field', field, lang) if known else words}: {value or '?'}" for lang in LANGUAGES}
