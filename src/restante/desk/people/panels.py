# SPDX-License-Identifier: AGPL-3.0-or-later
"""The places on a person's page where later rooms show what they know of him."""

from collections.abc import Callable
from typing import Any

from restante.desk.ui.panels import Panel

MakePersonPanel = Callable[[Any], Panel | None]
_after: dict[str, tuple[int, MakePersonPanel]] = {}


def add_person_panel(name: str, order: int, make: MakePersonPanel) -> None:
    """`make` returns a Panel, or None when there is nothing to say."""
    _after[name] = (order, make)


def person_panels(person: Any) -> list[Panel]:
    """In order."""
    made = (make(person) for _, make in sorted(_after.values(), key=lambda each: each[0]))
    return [panel for panel in made if panel is not None]
