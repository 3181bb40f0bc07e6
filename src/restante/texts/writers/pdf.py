# SPDX-License-Identifier: AGPL-3.0-or-later
"""A book as PDF by Typst: tagged, PDF/UA-1 and PDF/A-2a at once; the same records give the same bytes.

Faces are ours alone, the date is the text's, and Typst gets the words as JSON.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import typst

from restante.errors import BadInput
from restante.paper.press.faces import load_fonts
from restante.texts.records import Book, Text
from restante.texts.typography import typeset_document, typeset_words
from restante.texts.writers.about import changed_on, facts_of, makers_of, names_of, series_of
from restante.texts.writers.bounds import check_bounds
from restante.texts.writers.escaping import web_address
from restante.texts.writers.plan import plan_of
from restante.texts.writers.printing import FACES, check_type, name_of, with_type
from restante.texts.writers.setting import Data, Setter, tongue_of
from restante.texts.writers.tongues import direction_of
from restante.texts.writers.words import say, say_day, spoken

_STANDARDS: Final = ["ua-1", "a-2a"]
_LONG: Final = 9_000
"""Characters from which a single text has a title page of its own; about five pages."""
_MOST_NAMED: Final = 30


class BookNotSet(BadInput):
    """Typst refused what we composed: a fault of ours, but one text's, and an edition goes on without that file."""

    code = "book-not-set"
    text = "The typesetter refuses something in {id}: there is no PDF of it. Its other formats are not affected."


@dataclass(frozen=True, slots=True)
class PageShape:
    """A page in millimetres, and the size of its type in points."""

    width: float
    height: float
    inside: float
    outside: float
    top: float
    bottom: float
    size: float

    @property
    def measure(self) -> float:
        """How long a line is."""
        return self.width - self.inside - self.outside

    @property
    def depth(self) -> float:
        """How high the words stand."""
        return self.height - self.top - self.bottom


SHAPES: Final[Mapping[str, PageShape]] = {
    "a5": PageShape(148, 210, 18, 15, 18, 20, 10.5),
    "a6": PageShape(105, 148, 13, 10, 13, 14.5, 8.6),
}


def write_pdf(book: Book, *, library: str = "") -> bytes:
    """Pages of A5 for a screen and for a printer. Raises TooLongToWrite, TooDeepToWrite, NoTypeFor."""
    return set_pages(book, SHAPES["a5"], library, tagged=True)


def set_pages(book: Book, shape: PageShape, library: str, *, tagged: bool) -> bytes:
    """The pages one after another; tags and standards are for what is read on a screen, not for folding."""
    check_bounds(book, "pdf")
    missing = check_type(book)
    pictures: dict[str, bytes] = {}
    job = _job(book, shape, library, missing, pictures)
    sources = {**_templates(), **pictures, "job.json": json.dumps(job, ensure_ascii=False).encode()}
    options: dict[str, Any] = {"pdf_standards": _STANDARDS} if tagged else {"pdf_tags": False}
    try:
        made = typst.compile(
            sources, format="pdf", font_paths=load_fonts(), ignore_system_fonts=True, timestamp=0, **options
        )
    except RuntimeError:  # TypstError among them
        raise BookNotSet(id=book.id) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # Rust's, of a class that cannot be imported
            raise
        raise BookNotSet(id=book.id) from None
    if not isinstance(made, bytes):
        raise BookNotSet(id=book.id)
    return made


@cache
def _templates() -> Mapping[str, bytes]:
    folder = files("restante.texts.writers") / "typst"
    found = {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.name.endswith(".typ")}
    return {("main.typ" if name == "book.typ" else name): data for name, data in found.items()}


def _job(
    book: Book, shape: PageShape, library: str, missing: tuple[str, ...], pictures: dict[str, bytes]
) -> dict[str, Any]:
    titles: dict[str, str] = {}
    texts = [_text(book, at, shape, library, pictures, titles) for at in range(len(book.texts))]
    if missing and texts:
        named = ", ".join(name_of(one) for one in missing[:_MOST_NAMED])
        texts[-1]["facts"].append([say(book.lang, "unprintable"), named + (", …" if missing[_MOST_NAMED:] else ""), ""])
    length = sum(len(json.dumps(one["blocks"])) for one in texts)
    headings = len(titles)
    long = not book.is_single or length > _LONG
    lang, region = tongue_of(book.lang)
    title = with_type(typeset_words(book.title, book.lang)) or "—"
    day = changed_on(book)
    return {
        "page": {name: getattr(shape, name) for name in PageShape.__slots__},
        "faces": FACES,
        "title": title,
        "head": _short(", ".join([title] if not book.is_single else [*_first_maker(book), title])),
        "authors": [with_type(one.name) for one in makers_of(book)],
        "topics": list(dict.fromkeys(with_type(topic.name) for text in book.texts for topic in text.topics)),
        "description": with_type(book.texts[0].teaser) if book.is_single else "",
        "lang": lang,
        "region": region,
        "own": spoken(book.lang),
        "day": [day.year, day.month, day.day],
        "single": book.is_single,
        "title-page": long,
        "contents": say(book.lang, "contents") if long and headings > 2 else None,
        "depth": 2,
        "titles": titles,
        "texts": texts,
    }


def _text(
    book: Book, at: int, shape: PageShape, library: str, pictures: dict[str, bytes], titles: dict[str, str]
) -> dict[str, Any]:
    text = book.texts[at]
    told = typeset_document(text.document, text.lang)
    plan, prefix = plan_of(told), f"t{at + 1}-"
    top = 1 if book.is_single else 2
    setter = Setter(
        told, plan, text.lang, prefix, with_type, pictures, shape.measure, shape.depth * 0.8, top_level=top - 1
    )
    title = with_type(typeset_words(text.title, text.lang)) or "—"
    if not book.is_single:
        titles[f"{prefix}title"] = title
    lang, region = tongue_of(text.lang)
    blocks = setter.blocks(told.blocks)
    titles.update(setter.titles)
    return {
        "key": f"{prefix}title",
        "title": title,
        **{name: with_type(said) for name, said in _names(text).items()},
        "lang": lang,
        "region": region,
        "own": spoken(text.lang),
        "rtl": bool(direction_of(text.lang)),
        "top": top,
        "blocks": blocks,
        "rest": setter.unset_notes(),
        "notes": say(text.lang, "notes"),
        "unreferenced": say(text.lang, "unreferenced"),
        "about": say(text.lang, "about"),
        "facts": _facts(text, library),
    }


def _names(text: Text) -> dict[str, str]:
    translators = f"{say(text.lang, 'translator')}: {names_of(text.translators)}" if text.translators else ""
    return {
        "subtitle": typeset_words(text.subtitle, text.lang),
        "authors": names_of(text.authors),
        "translators": translators,
        "written": say_day(text.lang, text.written),
        "series": series_of(text),
    }


def _facts(text: Text, library: str) -> Data:
    return [[fact.name, with_type(fact.said), web_address(fact.said) or ""] for fact in facts_of(text, library)]


def _first_maker(book: Book) -> list[str]:
    return [with_type(one.name) for one in makers_of(book)[:1]]


def _short(words: str) -> str:
    return words if len(words) <= 60 else words[:59].rsplit(" ", 1)[0] + " …"
