# SPDX-License-Identifier: AGPL-3.0-or-later
"""The gate's pages in words: templates beside this file, gettext catalogues of the domain `gate`."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from restante.errors import RestanteError
from restante.gate.errors import NothingPublished
from restante.seal.letter import MOST_PICTURES
from restante.seal.reading import MONTHS, STATUS_WORDS, day_in_words
from restante.seal.writing import ANYONE

LANGUAGES = {"ru": "Русский", "en": "English"}
_HERE = Path(__file__).parent
_PAGES = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_PAGES.globals |= {"said": STATUS_WORDS, "anyone": ANYONE, "most_pictures": MOST_PICTURES, "months": MONTHS}
_PAGES.filters |= {"base64": lambda data: b64encode(data).decode(), "in_words": day_in_words}


@cache
def translator(lang: str) -> Callable[[str], str]:
    """English where there is no catalogue."""
    found: NullTranslations = translation("gate", _HERE / "locale", [lang], fallback=True)
    return found.gettext


def stream_page(template: str, lang: str, **values: object) -> Iterator[str]:
    """The page in pieces: a reader's pictures need not be in memory together."""
    values = {"published": True, "lang": lang, "languages": LANGUAGES, "_": translator(lang), **values}
    return _PAGES.get_template(template).generate(**values)


def error_page(error: RestanteError, path: str) -> str:
    """In the language of the address, or in both; a gate without an edition has no style."""
    chosen = [lang for lang in LANGUAGES if f"/{lang}/" in path] or LANGUAGES
    sentences = [(lang, error.message(translator(lang)), translator(lang)("To the front page")) for lang in chosen]
    published = not isinstance(error, NothingPublished)
    return "".join(stream_page("error.html", sentences[0][0], sentences=sentences, published=published))
