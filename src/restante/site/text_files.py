# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every text of a library in every format: what stands is kept, the rest is made by as many processes as pay."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from restante.edition.content import Content
from restante.site.crew import make_all
from restante.site.records import NO_CASE, PublicSite, TextCard, nothing_kept
from restante.site.text_pages import (
    FOLDER,
    WITHDRAWN,
    Around,
    Other,
    make_text,
    page_of,
    withdrawn_file,
    withdrawn_page,
)
from restante.site.workshop import Workshop, key_of
from restante.texts.document import Link, nodes_of
from restante.texts.records import Text

_PAGE_SECONDS: Final = 0.002
_FILE_SECONDS: Final = 0.02
"""What an ordinary text takes of one processor (`benchmarks/edition.py`)."""
_HEAVY: Final = 20_000
"""Words of a text that may take hundreds of megabytes to typeset."""


@dataclass(frozen=True, slots=True)
class _Order:
    """All that another process needs to make one text."""

    text: Text
    words: int
    around: Around
    linked: frozenset[str]


def text_files(site: PublicSite, workshop: Workshop) -> Iterator[tuple[str, Content]]:
    """Every text in every format, and a page in the place of each that was withdrawn."""
    keyed = [(card, around, _key(site, card, around)) for card, around in _surroundings(site)]
    missing = {card.head.id: (card, around) for card, around, key in keyed if not workshop.has(key)}
    make = partial(_make, _frame(site))
    seconds = _PAGE_SECONDS + _FILE_SECONDS * len(site.formats)
    made = make_all(make, _orders(site, missing.values()), seconds, len(missing), lambda order: order.words < _HEAVY)

    def take(card: TextCard, around: Around) -> Mapping[str, bytes]:
        if card.head.id not in missing:  # it was there, and is spoilt
            return make(*_orders(site, [(card, around)]))[1]
        return next(files for name, files in made if name == card.head.id)

    for card, around, key in keyed:
        for suffix, content in workshop.keep(key, partial(take, card, around)).items():
            yield f"{FOLDER}/{card.head.id}{suffix}", content
    for gone in site.withdrawn:
        yield page_of(gone.id), withdrawn_page(site, gone)
    yield WITHDRAWN, withdrawn_file(site.withdrawn)


def works_of(cards: tuple[TextCard, ...]) -> Mapping[str, tuple[Other, ...]]:
    """Every work with its translations; texts that name no work stand alone."""
    found: dict[str, tuple[Other, ...]] = {}
    for card in cards:
        if card.head.work:
            one = Other(card.head.id, card.head.lang, card.head.title)
            found[card.head.work] = (*found.get(card.head.work, ()), one)
    return found


def _surroundings(site: PublicSite) -> Iterator[tuple[TextCard, Around]]:
    works = works_of(site.texts)
    people = {one.slug: (place, replace(one, case=NO_CASE)) for place, one in enumerate(site.people)}
    for card in site.texts:
        named = sorted(people[slug] for slug in set(card.head.people) if slug in people)
        yield card, Around(works.get(card.head.work, ()), tuple(one for _, one in named))


def _frame(site: PublicSite) -> PublicSite:
    """What is the same on every text's page; one card tells that there is a library."""
    return replace(site, people=(), texts=site.texts[:1], withdrawn=(), rulebooks={}, open_text=nothing_kept)


def _orders(site: PublicSite, wanted: Iterable[tuple[TextCard, Around]]) -> Iterator[_Order]:
    known = {card.head.id for card in site.texts}
    for card, around in wanted:
        text = site.open_text(card.head.id)
        links = (node.target for node in nodes_of(text.document) if isinstance(node, Link))
        linked = {link.removeprefix("text:") for link in links if link.startswith("text:")}
        yield _Order(text, card.words, around, frozenset(linked & known))


def _make(frame: PublicSite, order: _Order) -> tuple[str, Mapping[str, bytes]]:
    return order.text.id, make_text(frame, order.text, order.around, order.linked)


def _key(site: PublicSite, card: TextCard, around: Around) -> str:
    others = [f"{other.id} {other.lang} {other.title}" for other in around.others]
    people = [f"{one.slug} {one.can_write} {sorted(one.names.items())}" for one in around.people]
    told = (repr(sorted(site.name.items())), str(site.demonstration))
    return key_of("text", card.head.id, card.digest, *site.formats, *told, *others, *people)
