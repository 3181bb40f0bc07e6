# SPDX-License-Identifier: AGPL-3.0-or-later
"""Atom (RFC 4287): one feed for the site and one per person, in each language.

Ids are tag URIs of the organisation, so that a feed keeps its identity on every mirror and at every address.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from xml.etree import ElementTree as ET

from restante.site.case_entries import case_entries
from restante.site.case_view import CaseView, views_of
from restante.site.catalogue import catalogue, long_date
from restante.site.records import LANGUAGES, PublicPerson, PublicSite, facts_of, say
from restante.texts.writers.escaping import clean

ATOM = "http://www.w3.org/2005/Atom"


def build_feeds(site: PublicSite, views: Mapping[str, CaseView] | None = None) -> Iterator[tuple[str, bytes]]:
    """Feeds beside the pages they follow."""
    views = views_of(site) if views is None else views
    for lang in LANGUAGES:
        yield f"{lang}/feed.atom", _feed(site, lang, site.people, "feed", say(site.name, lang), "index.html", "", None)
        for person in site.people:
            title = f"{say(person.names, lang)} – {say(site.name, lang)}"
            page = f"{person.slug}.html"
            yield (
                f"{lang}/people/{person.slug}.atom",
                _feed(site, lang, (person,), f"people/{person.slug}", title, page, "../", views[person.slug]),
            )


def _feed(
    site: PublicSite,
    lang: str,
    people: tuple[PublicPerson, ...],
    name: str,
    title: str,
    page: str,
    up: str,
    view: CaseView | None,
) -> bytes:
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": lang})
    text_element(feed, "id", f"tag:restante,2026:{site.organisation}/{lang}/{name}")
    text_element(feed, "title", title)
    text_element(feed, "updated", stamp(site.day))
    author = ET.SubElement(feed, "author")
    text_element(author, "name", say(site.name, lang))
    itself = name.rpartition("/")[2] + ".atom"
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": itself})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": page})
    for person in sorted(people, key=lambda one: one.slug):
        _entry(feed, site, person, lang, f"{person.slug}.html" if up else f"people/{person.slug}.html")
        for one in case_entries(view, site.day, lang) if view else ():
            entry = ET.SubElement(feed, "entry")
            text_element(entry, "id", f"tag:restante,2026:{site.organisation}/{lang}/person/{person.slug}/{one.name}")
            text_element(entry, "title", one.title)
            text_element(entry, "updated", stamp(one.day))
            ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": f"{page}#{one.anchor}"})
            ET.SubElement(entry, "content", {"type": "html"}).text = one.html
    return feed_bytes(feed)


def _entry(feed: ET.Element, site: PublicSite, person: PublicPerson, lang: str, page: str) -> None:
    _ = catalogue(lang).gettext
    entry = ET.SubElement(feed, "entry")
    text_element(entry, "id", f"tag:restante,2026:{site.organisation}/{lang}/person/{person.slug}")
    text_element(entry, "title", say(person.names, lang))
    facts = facts_of(person)
    text_element(entry, "updated", stamp(facts or site.day))
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": page})
    summary = [say(person.about, lang)]
    if person.invented:
        summary.append(_("This person is invented, to show how the site works."))
    if facts:
        summary.append(_("Facts as of %(day)s.") % {"day": long_date(facts, lang)})
    text_element(entry, "summary", " ".join(part for part in summary if part))


def feed_bytes(feed: ET.Element) -> bytes:
    """As a file. A sign that XML does not know, in one title, would spoil the feed for every reader."""
    for node in feed.iter():
        node.text = node.text and clean(node.text)
        for name, value in node.items():
            node.set(name, clean(value))
    ET.indent(feed, " ")
    data: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


def text_element(parent: ET.Element, name: str, text: str) -> ET.Element:
    """A child that holds words."""
    child = ET.SubElement(parent, name)
    child.text = text
    return child


def stamp(day: date) -> str:
    """Atom wants a time: midnight, as no date here is finer than a day."""
    return f"{day.isoformat()}T00:00:00Z"
