# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verbs of the library, its door, and what waits there."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from restante.desk.ui.panels import Panel, add_link, add_panel


class LibraryConfig(AppConfig):
    """The room of texts."""

    name = "restante.desk.library"

    def ready(self) -> None:
        """Everything that other rooms show of it."""
        from restante.desk.ledger.verbs import add_verbs

        add_verbs(
            {
                "text.brought": _("brought the text {object}"),
                "text.described": _("changed what is said of the text {object}"),
                "text.published": _("published the text {object}"),
                "text.aside": _("set the text {object} aside"),
                "text.withdrawn": _("withdrew the text {object}"),
                "author.refused": _("noted that {object} wants no text here"),
                "author.lifted": _("noted that texts of {object} may come again"),
            }
        )
        add_link("library:room", 57, _("Texts"))
        add_panel("library", 45, _panel)


def _panel(_volunteer: Any) -> Panel | None:
    from restante.desk.library.queries import count_waiting

    count = count_waiting()
    return Panel("library/panel.html", {"waiting": count}) if count else None
