# SPDX-License-Identifier: AGPL-3.0-or-later
"""Posters and cards to spread a person's page. The press draws them; this module knows their words and their places.

A QR code needs a whole address: that of the first gate in the address book. Without one there is no poster.
"""

import json
from collections.abc import Iterator
from functools import lru_cache

from restante.paper.press.poster import make_card, make_poster
from restante.site.catalogue import catalogue, long_date
from restante.site.records import LANGUAGES, PublicPerson, PublicSite, say

CLAIMS_ON_POSTER = 3
DRAWN_AT_ONCE = 512  # kept in memory: the desk asks often whether anything has changed, and most often nothing has


def prints_of(site: PublicSite, person: PublicPerson) -> dict[str, str | None]:
    """Where a person's poster and card lie, seen from that person's page, and the card's whole address for links."""
    address = first_address(site)
    return {
        "poster": f"{person.slug}-poster.pdf" if address and person.can_write else None,
        "card": f"{person.slug}-card.png",
        "address": address,
    }


def build_prints(site: PublicSite) -> Iterator[tuple[str, bytes]]:
    """A card for every person in each language, and a poster for those who can be written to."""
    address = first_address(site)
    for lang in LANGUAGES:
        for person in site.people:
            place = f"{lang}/people/{person.slug}"
            name, about, notice = say(person.names, lang), say(person.about, lang), _notice(site, person, lang)
            yield f"{place}-card.png", _card(name, about, notice, lang)
            if address and person.can_write:
                url = f"{address}{lang}/write.html#{person.slug}"
                facts = long_date(person.facts_as_of, lang) or None
                yield f"{place}-poster.pdf", _poster(name, _lines(person, lang), url, lang, notice, facts)


def first_address(site: PublicSite) -> str | None:
    """The first gate of the address book, ending in a slash."""
    book = json.loads(site.addresses_json)
    for gate in book.get("gates", []):
        url = str(gate.get("url", ""))
        if url:
            return url if url.endswith("/") else f"{url}/"
    return None


def _lines(person: PublicPerson, lang: str) -> tuple[str, ...]:
    """Who it is, what one speaker says to have happened (with that speaker's name), and why to write."""
    _ = catalogue(lang).gettext
    told = [claim for claim in person.case.claims if claim.section == "happened" and claim.says]
    speaker = say(told[0].says, lang) if told else ""
    claims = [say(claim.text, lang) for claim in told if say(claim.says, lang) == speaker][:CLAIMS_ON_POSTER]
    heading = [_("According to %(speaker)s:") % {"speaker": speaker}] if claims else []
    return (say(person.about, lang), *heading, *claims, _("A letter tells a person in prison: you are not alone."))


def _notice(site: PublicSite, person: PublicPerson, lang: str) -> str | None:
    _ = catalogue(lang).gettext
    if person.invented:
        return _("This person is invented, to show how the site works.")
    if site.demonstration:
        return _("This is a demonstration. Nothing written here reaches a prison.")
    return None


@lru_cache(DRAWN_AT_ONCE)
def _card(name: str, about: str, notice: str | None, lang: str) -> bytes:
    return make_card(name=name, line=about, notice=notice, lang=lang)


@lru_cache(DRAWN_AT_ONCE)
def _poster(name: str, lines: tuple[str, ...], url: str, lang: str, notice: str | None, facts: str | None) -> bytes:
    _ = catalogue(lang).gettext
    invitation = _("Write a letter: no account, no e-mail.")
    return make_poster(
        name=name, lines=lines, invitation=invitation, url=url, lang=lang, notice=notice, facts_as_of=facts
    )
