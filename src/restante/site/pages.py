# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each page of the site from its template; links are relative, so that a folder on a stick works as a server does."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from restante.cases.records import Claim
from restante.site.case_files import files_of
from restante.site.case_pages import case_filters, case_pages
from restante.site.case_view import CaseView
from restante.site.catalogue import catalogue, long_date
from restante.site.directory import letter_data, read_data
from restante.site.phrases import editor_phrases, phrases_from, reader_phrases
from restante.site.prints import prints_of
from restante.site.records import ENDONYMS, LANGUAGES, PublicPerson, PublicSite, facts_of, say
from restante.site.text_words import text_filters

TEMPLATES = Path(__file__).parent / "templates"

READING_POLICY = "default-src 'none'; {scripts}style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
SCRIPTS = "script-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'; "
LETTER_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


_LAST_OF_PLANES = "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))


@dataclass(frozen=True, slots=True)
class Page:
    """One kind of page: its template, its place below a language's folder, and the policy it asks of the browser."""

    template: str
    path: str
    policy: str


_UNSAFE = re.compile("[<>&\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff" + _LAST_OF_PLANES + "]")

QUIET = READING_POLICY.format(scripts="")
WITH_SCRIPT = READING_POLICY.format(scripts=SCRIPTS)

PAGES = (
    Page("front.html", "index.html", WITH_SCRIPT),
    Page("people.html", "people.html", WITH_SCRIPT),
    Page("write.html", "write.html", LETTER_POLICY),
    Page("read.html", "read.html", LETTER_POLICY),
    Page("about.html", "about.html", QUIET),
    Page("help.html", "help.html", QUIET),
)


def build_pages(site: PublicSite, views: Mapping[str, CaseView]) -> Iterator[tuple[str, bytes]]:
    """Every page in every language, and the one page that asks for the language."""
    yield "index.html", render_page(site, "languages.html", "en", "index.html", {"policy": QUIET})
    least_first = sorted(site.people, key=lambda person: (person.attention, say(person.names, "en"), person.slug))
    for lang in LANGUAGES:
        shared = {
            "people": [person for person in least_first if person.can_write],
            "others": [person for person in least_first if not person.can_write],
        }
        for page in PAGES:
            more = {"policy": page.policy, **shared, **_data_for(site, page, lang)}
            yield f"{lang}/{page.path}", render_page(site, page.template, lang, f"{lang}/{page.path}", more)
        for person in site.people:
            yield from person_pages(site, person, views[person.slug], lang)


def person_pages(site: PublicSite, person: PublicPerson, view: CaseView, lang: str) -> Iterator[tuple[str, bytes]]:
    """Everything about one person in one language: the page, what is too long for it, and the small one to embed."""

    def render(template: str, path: str, more: Mapping[str, Any]) -> bytes:
        return render_page(site, template, lang, path, {"policy": QUIET, **more})

    yield from case_pages(person, view, lang, _person(site, person, view, lang), render)
    embed = f"{lang}/people/{person.slug}-embed.html"
    yield embed, render("embed.html", embed, {"person": person, "view": view, "home": f"{person.slug}.html"})


def _data_for(site: PublicSite, page: Page, lang: str) -> dict[str, Any]:
    if page.template == "write.html":
        return {"data": as_block(letter_data(site, lang, editor_phrases(_texts(lang))))}
    if page.template == "read.html":
        return {"data": as_block(read_data(site, lang, reader_phrases(_texts(lang))))}
    return {}


def _texts(lang: str) -> Callable[[str], str]:
    return lambda name: _environment(lang).get_template(name).render()


def page_words(lang: str, template: str) -> dict[str, str]:
    """What a page's script says, from its template of `name = text` lines."""
    return phrases_from(_texts(lang)(template))


def as_block(data: Mapping[str, Any]) -> Markup:
    """JSON that can stand inside a `<script type="application/json">`: no character there can end the block."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Markup(_UNSAFE.sub(_escaped, text))  # noqa: S704 - no character is left that HTML reads


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    return f"\\u{ord(character):04x}" if character in "<>&" else json.dumps(character)[1:-1]


def _person(site: PublicSite, person: PublicPerson, view: CaseView, lang: str) -> dict[str, Any]:
    return {
        "sources": [(view.numbers[source.id], source) for source in view.case.sources],
        "numbers": view.numbers,
        "spoken": {source.id: source.lang for source in view.case.sources},
        "who": _by_speaker(view.told, "who", lang),
        "happened": tuple(claim for claim in view.told if claim.section == "happened"),
        "write": _by_speaker(view.told, "write", lang),
        "limits": _limits(site, person, lang),
        "files": files_of(person, view),
        "appeals": {},
        **prints_of(site, person),
    }


def _by_speaker(claims: tuple[Claim, ...], section: str, lang: str) -> list[tuple[str, list[Claim]]]:
    """Neighbouring claims of one speaker stand together, under the name of who says them."""
    groups: list[tuple[str, list[Claim]]] = []
    for claim in claims:
        if claim.section != section:
            continue
        speaker = say(claim.says, lang)
        if groups and groups[-1][0] == speaker:
            groups[-1][1].append(claim)
        else:
            groups.append((speaker, [claim]))
    return groups


def _limits(site: PublicSite, person: PublicPerson, lang: str) -> list[str]:
    book = site.rulebooks.get(person.facility or "", {})
    limits = book.get("limits", {})
    return [str(sentence) for sentence in limits.get(lang, [])] if isinstance(limits, Mapping) else []


def render_page(site: PublicSite, template: str, lang: str, path: str, more: Mapping[str, Any]) -> bytes:
    """One page at its path; `more` is what its template asks for besides, and wins over what every page has."""
    root = "../" * path.count("/")
    inside = path.partition("/")[2] if path.startswith(tuple(f"{known}/" for known in LANGUAGES)) else path
    every: dict[str, Any] = {
        "site": site,
        "lang": lang,
        "root": root,
        "path": path,
        "inside": inside,
        "least_shown": any(person.attention for person in site.people),
        "languages": [(known, ENDONYMS[known], f"{root}{known}/{inside}") for known in LANGUAGES],
    }
    text = _environment(lang).get_template(template).render({**every, **more})
    return (text.rstrip() + "\n").encode()


def _sayer(lang: str) -> Callable[..., Markup]:
    """As the extension's own, but each sentence is looked up once: twenty stand on each of very many pages."""
    find = catalogue(lang).gettext
    plain = cache(lambda text: Markup(find(text)) % {})  # noqa: S704 - our own catalogue

    def said(text: str, **fields: object) -> Markup:
        return Markup(find(text)) % fields if fields else plain(text)  # noqa: S704 - fields are escaped

    return said


@cache
def _environment(lang: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html",), default=True, disabled_extensions=("txt",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(catalogue(lang), newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    environment.globals["_"] = _sayer(lang)
    environment.filters["say"] = lambda text: say(text, lang)
    environment.filters["facts"] = facts_of
    environment.filters["day"] = lambda day: long_date(day, lang)
    environment.filters.update(case_filters(lang))
    environment.filters.update(text_filters(lang))
    return environment
