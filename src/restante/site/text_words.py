# SPDX-License-Identifier: AGPL-3.0-or-later
"""How lists of texts speak: names of languages in themselves, formats, sizes, and dates as far as they are known."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from markupsafe import Markup

from restante.cases.dates import DateRefused, read_date
from restante.site.catalogue import catalogue, say_date
from restante.texts.writers.tongues import tongue

TONGUES: Final[Mapping[str, str]] = {
    "ar": "العربية", "be": "Беларуская", "cs": "Čeština", "de": "Deutsch", "el": "Ελληνικά", "en": "English",
    "es": "Español", "et": "Eesti", "fa": "فارسی", "fi": "Suomi", "fr": "Français", "he": "עברית", "hr": "Hrvatski",
    "hu": "Magyar", "hy": "Հայերեն", "it": "Italiano", "ja": "日本語", "ka": "ქართული", "kk": "Қазақ тілі",
    "ky": "Кыргызча", "lt": "Lietuvių", "lv": "Latviešu", "nl": "Nederlands", "pl": "Polski", "pt": "Português",
    "ro": "Română", "ru": "Русский", "sk": "Slovenčina", "sr": "Српски", "sv": "Svenska", "tr": "Türkçe",
    "tt": "Татарча", "uk": "Українська", "zh": "中文",
}  # fmt: skip
_KILO: Final = 1_000


def tongue_of(lang: str) -> str:
    """A language as its speakers call it; its code where nobody here knows."""
    return TONGUES.get(lang, lang)


def text_filters(lang: str) -> dict[str, Callable[..., Any]]:
    """What templates of texts ask of a word."""
    _ = catalogue(lang).gettext
    kinds = {
        "authors": _("By author"), "topics": _("By topic"), "years": _("By year"), "languages": _("By language"),
        "places": _("By place"),
    }  # fmt: skip
    formats = {
        "epub": _("EPUB, for reading apps"), "pdf": _("PDF, to read on paper"),
        "booklet": _("A5 booklet, to print and fold"),
        "booklet-a6": _("A6 booklet, to print and fold"), "txt": _("Plain text"), "md": _("Markdown"),
    }  # fmt: skip
    kilobytes = _("kB")
    return {
        "text_kind": kinds.__getitem__,
        "text_format": formats.__getitem__,
        "tongue": tongue_of,
        "tongue_attrs": lambda spoken: Markup(tongue(spoken)),  # noqa: S704 - attributes that the writer escapes
        "filesize": lambda size: f"{max(1, round(size / _KILO))}\u00a0{kilobytes}",
        "written": lambda day: _written(day, lang),
    }


def _written(day: str, lang: str) -> str:
    try:
        return say_date(read_date(day), lang) if day else ""
    except DateRefused:
        return day
