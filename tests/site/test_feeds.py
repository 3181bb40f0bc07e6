# SPDX-License-Identifier: AGPL-3.0-or-later
"""Atom feeds: complete by RFC 4287, the same feed wherever the edition lies."""

from xml.etree import ElementTree as ET

import pytest

from restante.site import build_site
from tests.site.sample import ORGANISATION, sample_site

FILES = build_site(sample_site())
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith(".atom")])
def test_a_feed_and_its_entries_have_what_the_standard_demands(path: str) -> None:
    feed = ET.fromstring(FILES[path])  # noqa: S314 - our own output
    assert feed.tag == f"{ATOM}feed"
    for element in (feed, *feed.iter(f"{ATOM}entry")):
        found = {child.tag.removeprefix(ATOM) for child in element}
        assert {"id", "title", "updated", "link"} <= found
        assert (element.findtext(f"{ATOM}id") or "").startswith(f"tag:restante,2026:{ORGANISATION}/")
    assert feed.findtext(f"{ATOM}author/{ATOM}name")


def test_an_invented_person_is_called_so_in_the_feed_too() -> None:
    feed = FILES["en/people/ivan-tverdov.atom"].decode()
    assert "This person is invented" in feed
    assert "Facts as of 17 February 2019." in feed


def test_ids_of_entries_are_the_same_in_both_feeds_of_a_language() -> None:
    whole = FILES["ru/feed.atom"].decode()
    assert f"tag:restante,2026:{ORGANISATION}/ru/person/anna-lisina" in whole
    assert f"tag:restante,2026:{ORGANISATION}/ru/person/anna-lisina" in FILES["ru/people/anna-lisina.atom"].decode()
