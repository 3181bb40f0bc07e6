# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is new in a case, whole, for somebody who follows it in a reader of feeds and opens no page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup, escape

from restante.cases.records import Claim
from restante.cases.terms import label
from restante.site.case_view import CaseView
from restante.site.case_words import say_claim, say_origins
from restante.site.catalogue import catalogue, long_date
from restante.site.records import say

NEWEST: Final = 20
_NO_XML: Final = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Told:
    """One entry; `html` is complete and needs no page. Nothing in it is more than XML can hold."""

    name: str
    anchor: str
    title: str
    day: date
    html: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", _NO_XML.sub("", self.title))
        object.__setattr__(self, "html", _NO_XML.sub("", self.html))


def case_entries(view: CaseView, today: date, lang: str) -> Iterator[Told]:
    """Every correction, the newest events with what is said of them, and the claims that were decided last."""
    facts = view.facts_as_of or today
    yield from _corrections(view, lang)
    undated = [one for one in view.events if one.when is None]
    for event in [*(one for one in reversed(view.events) if one.when), *undated][:NEWEST]:
        told = Markup("").join(_claim(view, claim, lang) for claim in view.claims.get(f"event:{event.id}", ()))
        text = say(event.text, lang)
        state = "" if event.state == "held" else f" ({label('event_state', event.state, lang)})"
        title = f"{long_date(event.when, lang)}: {text}{state}" if event.when else f"{text}{state}"
        place = Markup("<p>{}</p>").format(say(event.place, lang)) if event.place else Markup("")
        html = Markup("<p>{}</p>{}{}").format(title, place, told)
        yield Told(f"event/{event.id}", f"event-{event.id}", title, event.changed or facts, html)
    decided = sorted(
        ((claim.decided, claim.id, claim) for claim in view.case.claims if claim.decided), key=lambda one: one[:2]
    )
    for day, name, claim in reversed(decided[-NEWEST:]):
        yield Told(f"claim/{name}", name, say_claim(claim, lang), day, _claim(view, claim, lang))


def _corrections(view: CaseView, lang: str) -> Iterator[Told]:
    _ = catalogue(lang).gettext
    for one in sorted(view.case.corrections, key=lambda one: (one.day, one.id), reverse=True):
        kind, what, why = label("correction_kind", one.kind, lang), say(one.what, lang), say(one.why, lang)
        html = Markup("<p>{} {}</p><p>{} {}</p>").format(_("It said:"), what, _("Why it changed:"), why)
        yield Told(f"correction/{one.id}", f"correction-{one.id}", f"{kind}: {what}", one.day, html)


def _claim(view: CaseView, claim: Claim, lang: str) -> Markup:
    standing = view.standing[claim.id]
    status = label("claim_status", standing.status, lang)
    speaker = say(claim.says, lang) or label("role", claim.role, lang)
    by = f"{speaker} · {status} · {say_origins(standing, lang)}"
    quoted = Markup("").join(
        Markup("<blockquote>“{}” ({})</blockquote>").format(one.quotation, _source(view, one.source))
        for one in claim.citations
        if one.quotation
    )
    return Markup("<p>{}<br>{}</p>{}").format(escape(say_claim(claim, lang)), by, quoted)


def _source(view: CaseView, name: str) -> str:
    source = view.sources[name]
    return " ".join(part for part in (source.publisher or source.title, source.url) if part)
