# SPDX-License-Identifier: AGPL-3.0-or-later
"""What spreads a person's page: card, posters, leaflet, letters to office-holders. The press draws them; this module
knows their words and their places.

A QR code needs a whole address: that of the first gate in the address book. Without one there is no poster.
"""

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Literal

from restante.cases.evidence import differences
from restante.cases.records import Action, Case, Claim, Section
from restante.paper.press.appeal import Appeal, appeal_text, make_appeals
from restante.paper.press.leaflet import Leaflet, Told, make_leaflet
from restante.paper.press.poster import make_card, make_poster
from restante.site.catalogue import catalogue, long_date
from restante.site.records import LANGUAGES, PublicPerson, PublicSite, facts_of, say

CLAIMS_ON_POSTER = 3
WORDS_ON_POSTER = 900  # characters of claims: more cannot be read from where people stop
WORDS_ON_A_SIDE = {"who": 700, "happened": 1_400}
DRAWN_AT_ONCE = 512  # kept in memory: the desk asks often whether anything has changed, and most often nothing has
FALLEN = frozenset(("refuted", "retracted", "superseded", "withheld"))


def prints_of(site: PublicSite, person: PublicPerson) -> dict[str, Any]:
    """Where a person's prints lie, seen from that person's page, and the card's whole address for links.

    `appeals` holds for each action that asks for a letter now the names of the PDF and of the text.
    """
    address = first_address(site)
    reachable = bool(address and person.can_write)
    return {
        "poster": f"{person.slug}-poster.pdf" if reachable else None,
        "poster_a3": f"{person.slug}-poster-a3.pdf" if reachable else None,
        "leaflet": f"{person.slug}-leaflet.pdf" if reachable else None,
        "card": f"{person.slug}-card.png",
        "address": address,
        "appeals": {
            action.id: (f"{person.slug}-appeal-{action.id}.pdf", f"{person.slug}-appeal-{action.id}.txt")
            for action in _open_appeals(site, person)
        },
    }


def build_prints(site: PublicSite) -> Iterator[tuple[str, bytes]]:
    """For every person in each language a card and letters to office-holders; posters for whom letters reach."""
    address = first_address(site)
    for person in site.people:
        settled = _settled(person.case)
        for lang in LANGUAGES:
            place = f"{lang}/people/{person.slug}"
            name, about, notice = say(person.names, lang), say(person.about, lang), _notice(site, person, lang)
            facts = long_date(facts_of(person), lang) or None
            yield f"{place}-card.png", _card(name, about, notice, facts, lang)
            for action in _open_appeals(site, person):
                appeals = _appeals(person, action)
                yield f"{place}-appeal-{action.id}.pdf", _appeal(appeals, name, notice, lang)
                yield f"{place}-appeal-{action.id}.txt", appeal_text(appeals, notice=notice)
            if address and person.can_write:
                url = f"{address}{lang}/write.html#{person.slug}"
                lines = _lines(person, settled, lang)
                yield f"{place}-poster.pdf", _poster(name, lines, url, lang, notice, facts, "a4")
                yield f"{place}-poster-a3.pdf", _poster(name, lines, url, lang, notice, facts, "a3")
                yield f"{place}-leaflet.pdf", _drawn_leaflet(_leaflet(person, settled, url, lang, notice))


def first_address(site: PublicSite) -> str | None:
    """The first gate of the address book, ending in a slash."""
    book = json.loads(site.addresses_json)
    for gate in book.get("gates", []):
        url = str(gate.get("url", ""))
        if url:
            return url if url.endswith("/") else f"{url}/"
    return None


def _settled(case: Case) -> tuple[Claim, ...]:
    """Claims that paper may carry alone: paper has no room for the other side, and cannot be corrected."""
    told_otherwise = {
        claim for difference in differences(case) if difference.kind != "words" for claim in difference.claims
    }
    return tuple(
        claim
        for claim in case.claims
        if claim.says and claim.status not in FALLEN | {"disputed"} and claim.id not in told_otherwise
    )


def _lines(person: PublicPerson, settled: tuple[Claim, ...], lang: str) -> tuple[str, ...]:
    """Who it is, what one speaker says to have happened (with that speaker's name), and why to write."""
    _ = catalogue(lang).gettext
    told = [claim for claim in settled if claim.section == "happened"]
    speaker = say(told[0].says, lang) if told else ""
    claims = [say(claim.text, lang) for claim in told if say(claim.says, lang) == speaker][:CLAIMS_ON_POSTER]
    claims = list(_as_many_as_fit(claims, WORDS_ON_POSTER))
    heading = [_("According to %(speaker)s:") % {"speaker": speaker}] if claims else []
    return (say(person.about, lang), *heading, *claims, _("A letter tells a person in prison: you are not alone."))


def _leaflet(person: PublicPerson, settled: tuple[Claim, ...], url: str, lang: str, notice: str | None) -> Leaflet:
    _ = catalogue(lang).gettext
    who, happened = _by_speaker(settled, "who", lang), _by_speaker(settled, "happened", lang)
    is_whole = sum(len(group.claims) for group in happened) == sum(c.section == "happened" for c in person.case.claims)
    remarks = () if is_whole else (_("There is more on the page, and every side where sources differ."),)
    shown = {sentence for group in (*who, *happened) for sentence in group.claims}
    cited = {one.source for claim in settled if say(claim.text, lang) in shown for one in claim.citations}
    sources = dict.fromkeys(
        ", ".join(part for part in (one.publisher or one.title, long_date(one.published, lang)) if part)
        for one in person.case.sources
        if one.id in cited
    )
    return Leaflet(
        name=say(person.names, lang),
        about=say(person.about, lang),
        who=who,
        heading=_("What is said to have happened"),
        happened=happened,
        remarks=remarks,
        sources=(f"{_('Sources')}: {'; '.join(sources)}.",) if sources else (),
        invitation=_("Write a letter: no account, no e-mail."),
        url=url,
        lang=lang,
        notice=notice,
        facts_as_of=long_date(facts_of(person), lang) or None,
    )


def _by_speaker(claims: tuple[Claim, ...], section: Section, lang: str) -> tuple[Told, ...]:
    """In the order of the page, as many as one side of a leaflet holds."""
    _ = catalogue(lang).gettext
    told = [claim for claim in claims if claim.section == section]
    fitting = set(_as_many_as_fit((say(claim.text, lang) for claim in told), WORDS_ON_A_SIDE[section]))
    groups: dict[str, list[str]] = {}
    for claim in told:
        if say(claim.text, lang) in fitting:
            groups.setdefault(say(claim.says, lang), []).append(say(claim.text, lang))
    return tuple(
        Told(_("According to %(speaker)s:") % {"speaker": speaker}, tuple(sentences))
        for speaker, sentences in groups.items()
    )


def _as_many_as_fit(sentences: Iterable[str], most: int) -> Iterator[str]:
    """Whole sentences up to so many characters; one that is too long is passed over, never cut."""
    for sentence in sentences:
        if len(sentence) <= most:
            most -= len(sentence)
            yield sentence


def _open_appeals(site: PublicSite, person: PublicPerson) -> Iterator[Action]:
    """Letters that may be sent on the edition's day: one to an office that has decided would be in vain."""
    for action in person.case.actions:
        is_over = action.closes is not None and action.closes < site.day
        if action.kind == "letter" and action.letter and action.targets and not is_over:
            yield action


def _appeals(person: PublicPerson, action: Action) -> tuple[Appeal, ...]:
    letter, facts = action.letter or {}, facts_of(person)
    return tuple(
        Appeal(
            name=target.name,
            office=say(target.office, target.lang),
            address=target.address,
            salutation=say(target.salutation, target.lang),
            text=say(letter, target.lang),
            lang=target.lang,
            day=facts.isoformat() if facts else None,
        )
        for target in action.targets
    )


def _notice(site: PublicSite, person: PublicPerson, lang: str) -> str | None:
    _ = catalogue(lang).gettext
    if person.invented:
        return _("This person is invented, to show how the site works.")
    if site.demonstration:
        return _("This is a demonstration. Nothing written here reaches a prison.")
    return None


@lru_cache(DRAWN_AT_ONCE)
def _card(name: str, about: str, notice: str | None, facts: str | None, lang: str) -> bytes:
    return make_card(name=name, line=about, notice=notice, facts_as_of=facts, lang=lang)


@lru_cache(DRAWN_AT_ONCE)
def _poster(
    name: str,
    lines: tuple[str, ...],
    url: str,
    lang: str,
    notice: str | None,
    facts: str | None,
    paper: Literal["a4", "a3"],
) -> bytes:
    _ = catalogue(lang).gettext
    invitation = _("Write a letter: no account, no e-mail.")
    return make_poster(
        name=name, lines=lines, invitation=invitation, url=url, lang=lang, notice=notice, facts_as_of=facts, paper=paper
    )


@lru_cache(DRAWN_AT_ONCE)
def _drawn_leaflet(leaflet: Leaflet) -> bytes:
    return make_leaflet(leaflet)


@lru_cache(DRAWN_AT_ONCE)
def _appeal(appeals: tuple[Appeal, ...], title: str, notice: str | None, lang: str) -> bytes:
    return make_appeals(appeals, title=title, notice=notice, lang=lang)
