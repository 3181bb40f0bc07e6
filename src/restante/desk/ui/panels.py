# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where rooms put themselves on the home page and into the navigation; each does so in its AppConfig.ready()."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from restante.desk.ui.doors import Door, Who, may_enter


@dataclass(frozen=True, slots=True)
class Panel:
    """A template and what it shows."""

    template: str
    context: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the navigation, as the page sees it."""

    label: Any
    path: str
    here: bool


MakePanel = Callable[[Any], Panel | None]
_panels: dict[str, tuple[int, MakePanel]] = {}
_links: dict[str, tuple[int, Any, Who]] = {}


def add_panel(name: str, order: int, make: MakePanel) -> None:
    """`make` takes the volunteer and returns a Panel, or None when there is nothing to say."""
    _panels[name] = (order, make)


def add_link(url_name: str, order: int, label: Any, who: Who = Who.VOLUNTEER) -> None:
    """An entry of the navigation for everybody as far in as `who`."""
    _links[url_name] = (order, label, who)


def panels_for(volunteer: Any) -> list[Panel]:
    """The home page's panels, in order."""
    made = (make(volunteer) for _, make in sorted(_panels.values(), key=lambda each: each[0]))
    return [panel for panel in made if panel is not None]


def links_for(who: Who, path: str) -> list[Link]:
    """The navigation for a role; the longest path that the page's own begins with is here."""
    known = sorted(_links.items(), key=lambda each: each[1][0])
    shown = [
        (label, reverse(name))
        for name, (_, label, least) in known
        if may_enter(Door(least, frozenset(), while_locked=False), who)
    ]
    here = max((each for _, each in shown if path.startswith(each)), key=len, default=None)
    return [Link(label, each, each == here) for label, each in shown]
