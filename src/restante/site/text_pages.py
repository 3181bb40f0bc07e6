# SPDX-License-Identifier: AGPL-3.0-or-later
"""A text as a page and as files for readers, printers and folders; and what stands in the place of a withdrawn one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from markupsafe import Markup

from restante.edition.format import encode_json
from restante.errors import BadInput
from restante.site.pages import QUIET, render_page
from restante.site.records import LANGUAGES, PublicPerson, PublicSite, say
from restante.texts.naming import id_of
from restante.texts.records import Author, Text, Withdrawn, book_of
from restante.texts.writers import FORMATS, write_about, write_book, write_fragment
from restante.texts.writers.pictures import Shown

FOLDER: Final = "texts"
WITHDRAWN: Final = "restante/withdrawn.json"


@dataclass(frozen=True, slots=True)
class Other:
    """The same work in another language."""

    id: str
    lang: str
    title: str


@dataclass(frozen=True, slots=True)
class Around:
    """What the page of a text shows beside the text."""

    others: tuple[Other, ...]
    people: tuple[PublicPerson, ...]


def page_of(text_id: str) -> str:
    """The page's path."""
    return f"{FOLDER}/{text_id}.html"


def file_of(text_id: str, form: str) -> str:
    """The path of a file in a format."""
    return f"{FOLDER}/{text_id}{FORMATS[form].suffix}"


def author_id(author: Author) -> str:
    """The address of an author's list."""
    return author.id or id_of(author.name, "author")


def frame_of(lang: str) -> str:
    """The language of the page around a text: its own where the site speaks it, else English."""
    return lang if lang in LANGUAGES else "en"


def withdrawn_file(withdrawn: tuple[Withdrawn, ...]) -> bytes:
    """What a mirror obeys and a program reads: addresses that are gone, since when and why."""
    told = [
        {"day": one.day.isoformat(), "id": one.id, "lang": one.lang, "reason": one.reason, "title": one.title}
        for one in withdrawn
    ]
    return encode_json({"texts": told, "version": 1})


def make_text(site: PublicSite, text: Text, around: Around, linked: frozenset[str]) -> Mapping[str, bytes]:
    """Outputs by suffix; `linked` are the texts that its links find here.

    A format that cannot hold this text (too long, no type for its letters) is left out.
    """
    made: dict[str, bytes] = {}
    for form in site.formats:
        try:
            made[FORMATS[form].suffix] = write_book(book_of(text), form, library=say(site.name, frame_of(text.lang)))
        except BadInput:
            continue
    offered = [form for form in site.formats if FORMATS[form].suffix in made]
    pictures: dict[str, bytes] = {}
    made[".html"] = _page(
        site, text, around, linked, offered, {form: len(made[FORMATS[form].suffix]) for form in offered}, pictures
    )
    return {**made, **{f"-{name}": data for name, data in pictures.items()}}


def _page(
    site: PublicSite,
    text: Text,
    around: Around,
    linked: frozenset[str],
    offered: list[str],
    sizes: Mapping[str, int],
    pictures: dict[str, bytes],
) -> bytes:
    def address(shown: Shown) -> str:
        pictures[shown.name] = shown.data
        return f"{text.id}-{shown.name}"

    body = write_fragment(text, address, lambda name: f"{name}.html" if name in linked else None)
    more: dict[str, Any] = {
        "policy": QUIET,
        "text": text,
        "body": Markup(body),  # noqa: S704 - our writer escapes every word of the text
        "about": Markup(write_about(text)),  # noqa: S704 - as above
        "files": [(form, file_of(text.id, form).rpartition("/")[2], sizes[form]) for form in offered],
        "authors": [(author.name, author_id(author)) for author in text.authors],
        "others": [other for other in around.others if other.id != text.id],
        "people": around.people,
        "languages": [],
    }
    return render_page(site, "text.html", frame_of(text.lang), page_of(text.id), more)


def withdrawn_page(site: PublicSite, gone: Withdrawn) -> bytes:
    more = {"policy": QUIET, "gone": gone, "languages": []}
    return render_page(site, "text_withdrawn.html", frame_of(gone.lang), page_of(gone.id), more)


def without_words(text: Text) -> Text:
    """The head of a text, as cards have it."""
    return replace(text, document=replace(text.document, blocks=(), notes=(), pictures={}))
