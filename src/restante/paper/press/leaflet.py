# SPDX-License-Identifier: AGPL-3.0-or-later
"""A leaflet of two A5 sides: who it is and how to write; on the back what is said to have happened, by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from restante.paper.press.code import address_code
from restante.paper.press.faces import TEXT_FACES
from restante.paper.press.poster import printed
from restante.paper.press.typesetting import typeset
from restante.paper.press.words import say


@dataclass(frozen=True, slots=True)
class Told:
    """Sentences of one speaker; `speaker` is a line of its own (`According to …:`)."""

    speaker: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaflet:
    """The words of a leaflet; without `happened` it has one side."""

    name: str
    about: str
    who: tuple[Told, ...]
    heading: str
    happened: tuple[Told, ...]
    remarks: tuple[str, ...]
    sources: tuple[str, ...]
    invitation: str
    url: str
    lang: str
    notice: str | None
    facts_as_of: str | None


def make_leaflet(leaflet: Leaflet) -> bytes:
    """A tagged PDF; the text is set smaller until it stays on its side."""
    data = {
        "title": leaflet.name,
        "faces": TEXT_FACES,
        "lang": leaflet.lang,
        "name": printed(leaflet.name),
        "about": printed(leaflet.about),
        "who": _told(leaflet.who),
        "heading": printed(leaflet.heading),
        "happened": _told(leaflet.happened),
        "remarks": [printed(words) for words in leaflet.remarks],
        "sources": [printed(words) for words in leaflet.sources],
        "invitation": printed(leaflet.invitation),
        "url": leaflet.url,
        "code": address_code(leaflet.url),
        "notice": printed(leaflet.notice) if leaflet.notice else None,
        "facts": say(leaflet.lang, "facts", day=leaflet.facts_as_of) if leaflet.facts_as_of else None,
    }
    return typeset("leaflet.typ", data, tagged=True)


def _told(groups: Sequence[Told]) -> list[dict[str, Any]]:
    return [
        {"speaker": printed(group.speaker), "claims": [printed(claim) for claim in group.claims]} for group in groups
    ]
