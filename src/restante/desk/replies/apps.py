# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells Django where this app is, and the desk where its door is and what waits behind it."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from restante.desk.ledger.verbs import name_duty
from restante.desk.ui.panels import Panel, add_link, add_panel


class RepliesConfig(AppConfig):
    """The app `restante.desk.replies`."""

    name = "restante.desk.replies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the room into the navigation, and what waits on the home page."""
        add_link("replies:room", 50, _("Replies"))
        add_panel("replies", 30, _panel)
        name_duty("replies", _("seal replies of many pages"))
        from restante.desk.letters.panels import add_letter_panel

        add_letter_panel("replies", 20, _direct_panel)


def _panel(volunteer: Any) -> Panel | None:
    from restante.desk.replies.queries import open_replies

    waiting = open_replies(volunteer).count()
    return Panel("replies/panel.html", {"waiting": waiting}) if waiting else None


def _direct_panel(letter: Any) -> Panel | None:
    from restante.desk.replies.queries import ANSWERABLE

    return Panel("replies/direct.html", {}) if letter.state in ANSWERABLE and letter.wants_reply else None
