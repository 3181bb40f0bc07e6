# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of one person's case in one language, and what their templates say of its records."""

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from markupsafe import Markup, escape

from restante.cases.dates import DateRefused, PartialDate, read_date
from restante.cases.records import Action, Claim, Text2
from restante.cases.terms import label
from restante.site.case_layout import (
    HEAVIEST,
    Layout,
    claim_weight,
    cut,
    difference_weight,
    fitting,
    source_weight,
    subjects,
)
from restante.site.case_view import CaseView, field_label
from restante.site.case_words import (
    say_article,
    say_claim,
    say_days,
    say_origins,
    say_stay,
    split_claim,
)
from restante.site.catalogue import catalogue
from restante.site.records import LANGUAGES, PublicPerson, say

POINTED: Final = frozenset(("ru", "uk", "be", "kk", "fr"))

Render = Callable[[str, str, Mapping[str, Any]], bytes]
BESIDE: Final = {"claims": "case_claims.html", "differ": "case_differ.html", "sources": "case_sources.html"}


def case_pages(
    person: PublicPerson, view: CaseView, lang: str, more: Mapping[str, Any], render: Render
) -> Iterator[tuple[str, bytes]]:
    """The person's page, and where it would be too heavy the pages of claims, differences and sources beside it."""
    folder, home = f"{lang}/people", f"{person.slug}.html"
    _ = catalogue(lang).gettext
    numbered = {name: _("Source %(number)s") % {"number": number} for name, number in view.numbers.items()}
    beside: dict[str, list[tuple[str, Any]]] = {}
    page = b""
    for layout in fitting(view, lang):
        beside = _beside(person.slug, view, layout, lang)
        shared = {**more, "view": view, "person": person, "layout": layout, "home": home, "numbered": numbered}
        shared |= {"pages": {kind: [name for name, _ in parts] for kind, parts in beside.items()}}
        page_of = dict(_anchors(beside))
        page = render("person.html", f"{folder}/{home}", {**shared, "at": _links(page_of, home, home)})
        if len(page) <= HEAVIEST:
            break
    yield f"{folder}/{home}", page
    for kind, parts in beside.items():
        for name, part in parts:
            found = {**shared, "here": name, "at": _links(page_of, home, name), "part": part, "kind": kind}
            yield f"{folder}/{name}", render(BESIDE[kind], f"{folder}/{name}", found)


def _beside(slug: str, view: CaseView, layout: Layout, lang: str) -> dict[str, list[tuple[str, Any]]]:
    """Names of the pages beside the person's, and what stands on each."""
    found: dict[str, list[Any]] = {}
    if layout.claims != "whole":
        pages = cut(subjects(view), lambda one: claim_weight(one[1], lang))
        found["claims"] = [
            [(subject, [claim for _, claim in told]) for subject, told in groupby(page, lambda one: one[0])]
            for page in pages
        ]
    if not layout.differ:
        numbered = list(enumerate(view.differences, 1))
        found["differ"] = cut(numbered, lambda one: difference_weight(one[1], view, lang))
    if not layout.sources:
        sources = [(view.numbers[source.id], source) for source in view.case.sources]
        found["sources"] = cut(sources, lambda one: source_weight(one[1]))
    return {
        kind: [(f"{slug}-{kind}{'' if at == 1 else f'-{at}'}.html", part) for at, part in enumerate(parts, 1)]
        for kind, parts in found.items()
    }


def _anchors(beside: Mapping[str, list[tuple[str, Any]]]) -> Iterator[tuple[str, str]]:
    """What does not stand in full on the person's page, by anchor: the page where it does."""
    for name, part in beside.get("claims", ()):
        for _, claims in part:
            yield from ((claim.id, name) for claim in claims)
    for name, part in beside.get("differ", ()):
        yield from ((f"difference-{number}", name) for number, _ in part)
    for name, part in beside.get("sources", ()):
        yield from ((f"source-{source.id}", name) for _, source in part)


def _links(page_of: Mapping[str, str], home: str, here: str) -> Callable[[str], str]:
    """Where something stands in full: on this page, on the person's, or on one beside it."""

    def at(anchor: str) -> str:
        page = page_of.get(anchor, home)
        return f"#{anchor}" if page == here else f"{page}#{anchor}"

    return at


def case_filters(lang: str) -> dict[str, Callable[..., Any]]:
    """What the templates say of records, in this language."""
    return {
        "spoken": lambda text: _in_its_language(text, say(text, lang), lang),
        "claim": lambda one: _claim(one, lang),
        "field": lambda name: _in_its_language(field_label(name), say(field_label(name), lang), lang),
        "term": lambda code, name: label(name, code, lang),
        "origins": lambda standing: say_origins(standing, lang),
        "days": lambda days: say_days(days, lang),
        "stay": lambda line: say_stay(line, lang),
        "article": lambda article: say_article(article, lang),
        "letter_lang": _letter_lang,
        "marks": _in_marks,
        "dated": _day_of,
    }


def _day_of(moment: str) -> PartialDate | None:
    """Of a moment as archives write it; None for what is none."""
    try:
        return read_date(moment.partition("T")[0])
    except DateRefused:
        return None


def _in_its_language(text: Text2 | None, told: str, lang: str) -> Markup:
    """A text that there is in another language only says so to a screen reader."""
    if not text or text.get(lang):
        return escape(told)
    code = next((code for code in (*LANGUAGES, *text) if text.get(code)), lang)
    return Markup('<span lang="{}">{}</span>').format(code, told)


def _claim(claim: Claim, lang: str) -> Markup:
    """A value that a program kept in English says so on a page of another language."""
    if claim.text.get(lang) and lang != "en":
        before, value = split_claim(claim, lang)
        if value and claim.value_kind == "text" and value.isascii() and any(letter.isalpha() for letter in value):
            return Markup('{}<span lang="en">{}</span>').format(before, value)
    return _in_its_language(claim.text, say_claim(claim, lang), lang)


def _in_marks(quotation: str, spoken: str) -> str:
    """In the quotation marks of its own language."""
    return f"«{quotation}»" if spoken[:2] in POINTED else f"“{quotation}”"


def _letter_lang(letter: Text2, action: Action) -> str:
    """A letter is shown in the language of whoever shall read it."""
    return next((one.lang for one in action.targets if letter.get(one.lang)), next(iter(letter)))
