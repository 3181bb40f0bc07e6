# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells Django where this app is, and the desk where its door is."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from restante.desk.ui.panels import Panel, add_link, add_panel


class MailroomConfig(AppConfig):
    """The app `restante.desk.mailroom`."""

    name = "restante.desk.mailroom"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the room into the navigation, and what waits on the home page."""
        add_link("mailroom:room", 40, _("Mailroom"))
        add_panel("mailroom", 20, _panel)
        from restante.desk.letters.panels import add_letter_panel

        add_letter_panel("mailroom", 10, _fate_panel)


def _panel(volunteer: Any) -> Panel | None:
    from restante.desk.letters.queries import count_approved_by_channel

    waiting = sum(count_approved_by_channel(volunteer).values())
    return Panel("mailroom/panel.html", {"waiting": waiting}) if waiting else None


def _fate_panel(letter: Any) -> Panel | None:
    from restante.desk.letters.states import State
    from restante.desk.mailroom.forms import FateForm

    on_its_way = letter.state in {State.POSTED, State.SENT, State.CAME_BACK, State.LOST}
    return Panel("mailroom/fate.html", {"form": FateForm(auto_id=False)}) if on_its_way else None
