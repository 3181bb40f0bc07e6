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
from restante.seal.record import Status


def _(text: str) -> str:
    return text


LANGUAGES = {"ru": "Русский", "en": "English"}
STATUS_WORDS = {
    Status.ACCEPTED: _("the letter reached the volunteers"),
    Status.APPROVED: _("checked; it waits to be printed or sent"),
    Status.RETURNED_FOR_CORRECTION: _("came back to you to be corrected"),
    Status.DECLINED: _("could not be sent on"),
    Status.PRINTED: _("printed"),
    Status.POSTED: _("posted"),
    Status.SENT_ELECTRONICALLY: _("sent through the prison's electronic service"),
    Status.CAME_BACK: _("the envelope came back"),
    Status.REPLY_ARRIVED: _("a reply has come"),
    Status.HELD: _("set aside for a while; a volunteer decides"),
    Status.WITH_TRANSLATOR: _("with a translator"),
    Status.LOST: _("lost on its way"),
}
_HERE = Path(__file__).parent
_PAGES = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_PAGES.filters["base64"] = lambda data: b64encode(data).decode()


@cache
def translator(lang: str) -> Callable[[str], str]:
    """English where there is no catalogue."""
    found: NullTranslations = translation("gate", _HERE / "locale", [lang], fallback=True)
    return found.gettext


def stream_page(template: str, lang: str, **values: object) -> Iterator[str]:
    """The page in pieces: a reader's pictures need not be in memory together."""
    values |= {"lang": lang, "languages": LANGUAGES, "_": translator(lang), "said": STATUS_WORDS}
    return _PAGES.get_template(template).generate(**values)


def error_page(error: RestanteError, path: str) -> str:
    """In the language of the address, or in both; a gate without an edition has no style."""
    chosen = [lang for lang in LANGUAGES if f"/{lang}/" in path] or LANGUAGES
    sentences = [(lang, error.message(translator(lang)), translator(lang)("To the front page")) for lang in chosen]
    published = not isinstance(error, NothingPublished)
    return _PAGES.get_template("error.html").render(sentences=sentences, published=published)
