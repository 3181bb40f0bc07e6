# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page that asks the index. Its policy names one kind of script address, which the script itself makes."""

from collections.abc import Iterator, Sequence
from typing import Final

from restante.site.catalogue import catalogue
from restante.site.pages import READING_POLICY, render_page
from restante.site.records import LANGUAGES, PublicSite

POLICY: Final = READING_POLICY.format(
    scripts="script-src 'self'; require-trusted-types-for 'script'; trusted-types restante-search; "
)
NAMES: Final = {
    "ru": "русский", "uk": "українська", "be": "беларуская", "en": "English", "pl": "polski", "de": "Deutsch",
    "fr": "français", "es": "español", "it": "italiano", "pt": "português", "el": "ελληνικά", "tr": "Türkçe",
    "fa": "فارسی", "ar": "العربية", "ka": "ქართული", "kk": "қазақша", "cs": "čeština", "sr": "српски", "fi": "suomi",
    "sv": "svenska", "nl": "Nederlands", "lt": "lietuvių", "lv": "latviešu", "ro": "română", "he": "עברית",
    "und": "—",
}  # fmt: skip


def search_pages(
    site: PublicSite, tongues: Sequence[str], lists: Sequence[tuple[str, str]] = ()
) -> Iterator[tuple[str, bytes]]:
    """`tongues`: languages that the index has. `lists`: pages inside a language's folder to look through instead."""
    for lang in LANGUAGES:
        own_first = sorted(tongues, key=lambda tongue: (tongue != lang, tongue not in LANGUAGES, tongue))
        path = f"{lang}/search.html"
        more = {
            "policy": POLICY,
            "tongues": [(tongue, NAMES.get(tongue, tongue)) for tongue in own_first],
            "lists": [(f"{lang}/{inside}", catalogue(lang).gettext(label)) for inside, label in lists],
        }
        yield path, render_page(site, "search.html", lang, path, more)
