# SPDX-License-Identifier: AGPL-3.0-or-later
"""The library for reading apps: OPDS 1.2 (https://specs.opds.io/opds-1.2), and an Atom feed of what is new.

Addresses are relative and ids are tags of the organisation, so that a catalogue is the same on every mirror.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date
from typing import Final
from xml.etree import ElementTree as ET

from restante.edition.content import Content
from restante.site.catalogue import catalogue
from restante.site.feeds import ATOM, feed_bytes, stamp, text_element
from restante.site.records import LANGUAGES, PublicSite, TextCard, say
from restante.site.text_lists import Shelves, newest
from restante.site.text_pages import file_of, page_of
from restante.site.workshop import Workshop, key_of
from restante.texts.writers import FORMATS

DC: Final = "http://purl.org/dc/terms/"
NAVIGATION: Final = "application/atom+xml;profile=opds-catalog;kind=navigation"
ACQUISITION: Final = "application/atom+xml;profile=opds-catalog;kind=acquisition"
PAGE: Final = 200
LONG_AGO: Final = date(2000, 1, 1)


def build_catalogues(
    site: PublicSite, workshop: Workshop, shelves: Shelves, made: Container[str]
) -> Iterator[tuple[str, Content]]:
    """The root of the catalogue, its branches, and `texts.atom`, in both languages; nothing when there is no text.

    `made` has the paths of the texts' files: a text that cannot be set has no PDF, and no link to one.
    """
    if not site.texts:
        return
    updated = _updated(shelves.cards)
    branches = {kind: shelves.groups[kind] for kind in ("authors", "topics", "languages")}
    fresh = newest(site.texts, 50)
    told = {card.head.id: f"{card.head.id} {card.digest} {_offered(card, made)}" for card in site.texts}
    for lang in LANGUAGES:
        _ = catalogue(lang).gettext
        labels = {"authors": _("By author"), "topics": _("By topic"), "languages": _("By language")}
        yield f"{lang}/texts.atom", _feed(site, lang, "texts", fresh, "../", made, plain=True)
        first = [("new", _("New"), ACQUISITION), ("all", _("All titles"), ACQUISITION)]
        roots = [*first, *((kind, label, NAVIGATION) for kind, label in labels.items() if branches[kind])]
        yield f"{lang}/opds/index.xml", _navigation(site, lang, "opds", say(site.name, lang), roots, updated)
        yield f"{lang}/opds/new.xml", _feed(site, lang, "opds/new", fresh, "../../", made, title=_("New"))
        yield from _pages(site, workshop, lang, "opds/all", _("All titles"), shelves.cards, told, made)
        for kind, found in ((kind, found) for kind, found in branches.items() if found):
            leaves = [(f"{kind}/{group.id}", group.label, ACQUISITION) for group in found]
            yield f"{lang}/opds/{kind}.xml", _navigation(site, lang, f"opds/{kind}", labels[kind], leaves, updated)
            for group in found:
                yield from _pages(site, workshop, lang, f"opds/{kind}/{group.id}", group.label, group.cards, told, made)


def _pages(
    site: PublicSite,
    workshop: Workshop,
    lang: str,
    name: str,
    title: str,
    cards: Sequence[TextCard],
    told: Mapping[str, str],
    made: Container[str],
) -> Iterator[tuple[str, Content]]:
    parts = [cards[at : at + PAGE] for at in range(0, len(cards), PAGE)]
    for number, part in enumerate(parts, 1):
        path = name if number == 1 else f"{name}.{number}"
        following = f"{name.rpartition('/')[2]}.{number + 1}.xml" if number < len(parts) else ""
        up = "../" * (path.count("/") + 1)
        key = key_of("opds", lang, path, title, following, site.organisation, *(told[card.head.id] for card in part))
        kept = workshop.keep(
            key,
            lambda: {"": _feed(site, lang, path, part, up, made, title=title, following=following)},  # noqa: B023 - at once
        )
        yield f"{lang}/{path}.xml", kept[""]


def _navigation(
    site: PublicSite, lang: str, name: str, title: str, leaves: Sequence[tuple[str, str, str]], updated: date
) -> bytes:
    """`leaves`: path below `opds/` without its suffix, label, media type."""
    feed = _root(site, lang, name, title, NAVIGATION, updated)
    for path, label, media_type in leaves:
        entry = ET.SubElement(feed, "entry")
        text_element(entry, "id", _tag(site, lang, f"opds/{path}"))
        text_element(entry, "title", label)
        text_element(entry, "updated", stamp(updated))
        text_element(entry, "content", label).set("type", "text")
        href = f"{path}.xml"
        ET.SubElement(entry, "link", {"rel": "subsection", "href": href, "type": media_type})
    return feed_bytes(feed)


def _feed(
    site: PublicSite, lang: str, name: str, cards: Sequence[TextCard], up: str, made: Container[str],
    *, title: str = "", following: str = "", plain: bool = False,
) -> bytes:  # fmt: skip
    """Texts with their files; `plain` for readers of feeds, which want a page first."""
    media_type = "application/atom+xml" if plain else ACQUISITION
    feed = _root(site, lang, name, title or say(site.name, lang), media_type, _updated(cards))
    if following:
        ET.SubElement(feed, "link", {"rel": "next", "href": following, "type": ACQUISITION})
    for card in cards:
        _entry(feed, site, card, up, made)
    return feed_bytes(feed)


def _entry(feed: ET.Element, site: PublicSite, card: TextCard, up: str, made: Container[str]) -> None:
    head = card.head
    entry = ET.SubElement(feed, "entry", {"xml:lang": head.lang})
    text_element(entry, "id", f"tag:restante,2026:{site.organisation}/text/{head.id}")
    text_element(entry, "title", head.title)
    text_element(entry, "updated", stamp(_changed(card)))
    if head.published:
        text_element(entry, "published", stamp(head.published))
    for author in head.authors:
        text_element(ET.SubElement(entry, "author"), "name", author.name)
    text_element(entry, "dc:language", head.lang)
    if head.written:
        text_element(entry, "dc:issued", head.written)
    for topic in head.topics:
        ET.SubElement(entry, "category", {"term": topic.id, "label": topic.name})
    if head.teaser:
        text_element(entry, "summary", head.teaser)
    page = {"rel": "alternate", "href": up + page_of(head.id), "type": "text/html"}
    ET.SubElement(entry, "link", page)
    for form in _offered(card, made):
        link = {"rel": "http://opds-spec.org/acquisition", "href": up + file_of(head.id, form)}
        ET.SubElement(entry, "link", {**link, "type": FORMATS[form].media_type})


def _offered(card: TextCard, made: Container[str]) -> list[str]:
    return [form for form in ("epub", "pdf") if file_of(card.head.id, form) in made]


def _root(site: PublicSite, lang: str, name: str, title: str, media_type: str, updated: date) -> ET.Element:
    feed = ET.Element("feed", {"xmlns": ATOM, "xmlns:dc": DC, "xml:lang": lang})
    text_element(feed, "id", _tag(site, lang, name))
    text_element(feed, "title", title)
    text_element(feed, "updated", stamp(updated))
    text_element(ET.SubElement(feed, "author"), "name", say(site.name, lang))
    itself = name.rpartition("/")[2] + (".atom" if name == "texts" else ".xml")
    itself = "index.xml" if name == "opds" else itself
    ET.SubElement(feed, "link", {"rel": "self", "href": itself, "type": media_type})
    if name != "texts":
        start = "../" * max(0, name.count("/") - 1) + "index.xml"
        ET.SubElement(feed, "link", {"rel": "start", "href": start, "type": NAVIGATION})
    return feed


def _changed(card: TextCard) -> date:
    return max([one.day for one in card.head.revisions] + [card.head.published or LONG_AGO])


def _updated(cards: Sequence[TextCard]) -> date:
    return max(map(_changed, cards), default=LONG_AGO)


def _tag(site: PublicSite, lang: str, name: str) -> str:
    return f"tag:restante,2026:{site.organisation}/{lang}/{name}"
