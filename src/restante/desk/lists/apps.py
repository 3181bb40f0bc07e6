# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells the desk where lists are, the ledger their verbs, and a person's page what they say of him."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from restante.desk.ledger.verbs import add_verbs, name_duty
from restante.desk.people.panels import add_person_panel
from restante.desk.ui.panels import Panel, add_link, add_panel


class ListsConfig(AppConfig):
    """The room of other people's lists."""

    name = "restante.desk.lists"

    def ready(self) -> None:
        """Verbs, the way in, what waits, and what lists say of a person."""
        add_verbs(
            {
                "list.uploaded": _("uploaded list file {object}"),
                "list.dropped": _("dropped list file {object}"),
                "list.imported": _("imported the list {object}"),
                "list.matched": _("said that {object} on a list is {person}"),
                "list.parted": _("said that {object} on a list is not {person}"),
                "list.claimed": _("made a draft claim of what a list says of {person}"),
                "place.linked": _("said that {object} on a list is the facility {facility}"),
            }
        )
        name_duty("lists", _("read and compare long lists"))
        add_link("lists:room", 55, _("Lists"))
        add_panel("lists", 40, _panel)
        add_person_panel("lists", 20, _about_person)


def _panel(_volunteer: Any) -> Panel | None:
    from restante.desk.lists.queries.screens import waiting

    told = waiting()
    return Panel("lists/panel.html", told) if any(told.values()) else None


def _about_person(person: Any) -> Panel | None:
    from restante.desk.lists.queries.screens import said_about

    told = said_about(person)
    return Panel("lists/person_panel.html", told) if told else None
