# SPDX-License-Identifier: AGPL-3.0-or-later
"""The gate's pages in words: templates beside this file, gettext catalogues of the domain `gate`."""

from collections.abc import Callable, Iterator
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from restante.errors import RestanteError

LANGUAGES = ("ru", "en")
_HERE = Path(__file__).parent
_PAGES = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@cache
def translator(lang: str) -> Callable[[str], str]:
    """English where there is no catalogue."""
    found: NullTranslations = translation("gate", _HERE / "locale", [lang], fallback=True)
    return found.gettext


def stream_page(template: str, lang: str, **values: object) -> Iterator[str]:
    """The page in pieces: a reader's pictures need not be in memory together."""
    return _PAGES.get_template(template).generate(lang=lang, languages=LANGUAGES, _=translator(lang), **values)


def make_page(template: str, lang: str, **values: object) -> str:
    """The page as one text."""
    return "".join(stream_page(template, lang, **values))


def error_page(error: RestanteError) -> str:
    """Both languages, since nobody has chosen one yet."""
    sentences = [(lang, error.message(translator(lang))) for lang in LANGUAGES]
    return _PAGES.get_template("error.html").render(sentences=sentences)
