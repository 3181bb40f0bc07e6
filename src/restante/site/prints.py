# SPDX-License-Identifier: AGPL-3.0-or-later
"""Posters and cards to spread a person's page; the press draws them, this module knows where they go."""

from collections.abc import Iterator

from restante.site.records import PublicPerson, PublicSite


def prints_of(site: PublicSite, person: PublicPerson, lang: str) -> dict[str, str | None]:
    """Where a person's poster and card lie, seen from that person's page."""
    del site, person, lang
    return {"poster": None, "card": None}


def build_prints(site: PublicSite) -> Iterator[tuple[str, bytes]]:
    """Nothing yet: the press has no poster."""
    del site
    yield from ()
