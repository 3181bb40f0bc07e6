# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much of a case stands on the person's page itself, and what moves to pages of quotations beside it.

A page that a telephone must load over a bad line stays below `HEAVIEST`: first the quotations move, then the claims.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from markupsafe import Markup, escape

from restante.cases.records import Action, Claim, Text2
from restante.cases.terms import label
from restante.site.case_view import CaseView, field_label
from restante.site.case_words import say_article, say_claim, say_days, say_origins, say_stay
from restante.site.records import LANGUAGES, PublicPerson, say

HEAVIEST: Final = 145_000
CLAIM_FRAME: Final = 420
"""Bytes that a claim's markup takes beside its texts, by experience; only where a page is cut depends on it."""
LINE_FRAME: Final = 110
"""The same for a claim or an event in one line."""

Render = Callable[[str, str, Mapping[str, Any]], bytes]
Part = list[tuple[str, tuple[Claim, ...]]]


def case_pages(
    person: PublicPerson, view: CaseView, lang: str, more: Mapping[str, Any], render: Render
) -> Iterator[tuple[str, bytes]]:
    """The person's page, and where it would be too heavy the pages of claims that it leads to."""
    folder = f"{lang}/people"
    page = f"{person.slug}.html"
    shared = {**more, "view": view, "person": person, "home": ""}
    whole = b""
    if _weight(view, lang) <= HEAVIEST:
        whole = render("person.html", f"{folder}/{page}", {**shared, "level": "whole", "places": {}})
    if whole and len(whole) <= HEAVIEST:
        yield f"{folder}/{page}", whole
        return
    parts = list(_parts(view, lang))
    names = [f"{person.slug}-claims{'' if at == 1 else f'-{at}'}.html" for at in range(1, len(parts) + 1)]
    places = {
        claim.id: f"{name}#{claim.id}"
        for name, part in zip(names, parts, strict=True)
        for _, claims in part
        for claim in claims
    }
    for level in ("brief", "events") if _brief_weight(view, lang) <= HEAVIEST else ("events",):
        found = render("person.html", f"{folder}/{page}", {**shared, "level": level, "places": places})
        if len(found) <= HEAVIEST:
            break
    yield f"{folder}/{page}", found
    for name, part in zip(names, parts, strict=True):
        beside = {**shared, "home": page, "part": part, "pages": names}
        yield f"{folder}/{name}", render("case_claims.html", f"{folder}/{name}", beside)


def case_filters(lang: str) -> dict[str, Callable[..., Any]]:
    """What the templates say of records, in this language."""

    return {
        "spoken": lambda text: _in_its_language(text, say(text, lang), lang),
        "claim": lambda one: _in_its_language(one.text, say_claim(one, lang), lang),
        "field": lambda name: _in_its_language(field_label(name), say(field_label(name), lang), lang),
        "term": lambda code, name: label(name, code, lang),
        "origins": lambda standing: say_origins(standing, lang),
        "days": lambda days: say_days(days, lang),
        "stay": lambda line: say_stay(line, lang),
        "article": lambda article: say_article(article, lang),
        "letter_lang": _letter_lang,
    }


def _in_its_language(text: Text2 | None, told: str, lang: str) -> Markup:
    """A text that there is in another language only says so to a screen reader."""
    if not text or text.get(lang):
        return escape(told)
    code = next((code for code in (*LANGUAGES, *text) if text.get(code)), lang)
    return Markup('<span lang="{}">{}</span>').format(code, told)


def _letter_lang(letter: Text2, action: Action) -> str:
    """A letter is shown in the language of whoever shall read it."""
    return next((one.lang for one in action.targets if letter.get(one.lang)), next(iter(letter)))


def _weight(view: CaseView, lang: str) -> int:
    return sum(_claim_weight(claim, lang) for claim in view.case.claims)


def _brief_weight(view: CaseView, lang: str) -> int:
    texts = [say(claim.text, lang) + say(claim.says, lang) for claim in view.case.claims]
    texts += [say(event.text, lang) for event in view.events]
    return LINE_FRAME * len(texts) + sum(len(text.encode()) for text in texts)


def _claim_weight(claim: Claim, lang: str) -> int:
    texts = [say(claim.text, lang), say(claim.says, lang)]
    texts += [one.quotation + (one.translation or {}).get(lang, "") for one in claim.citations]
    return CLAIM_FRAME + sum(len(text.encode()) for text in texts)


def _parts(view: CaseView, lang: str) -> Iterator[Part]:
    """Claims in the order of the page, cut between two subjects, or within one that is too long for a page."""
    order = [f"event:{event.id}" for event in view.events]
    order += sorted(subject for subject in view.claims if subject not in order)
    part: Part = []
    weight = 0
    for subject in order:
        here: list[Claim] = []
        for claim in view.claims.get(subject, ()):
            weight += _claim_weight(claim, lang)
            if weight > HEAVIEST * 0.8 and (part or here):
                if here:
                    part.append((subject, tuple(here)))
                yield part
                part, here, weight = [], [], _claim_weight(claim, lang)
            here.append(claim)
        if here:
            part.append((subject, tuple(here)))
    if part:
        yield part
