# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells Django where this app is, and the desk where its door is."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from restante.desk.ui.panels import Panel, add_link


class PublishingConfig(AppConfig):
    """The app `restante.desk.publishing`."""

    name = "restante.desk.publishing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the room into the navigation, and replies that can be withdrawn on their letter's page."""
        add_link("publishing:room", 60, _("Publishing"))
        from restante.desk.letters.panels import add_letter_panel

        add_letter_panel("publishing", 30, _mail_panel)


def _mail_panel(letter: Any) -> Panel | None:
    from restante.desk.letters.states import State
    from restante.desk.publishing.queries import replies_in_the_mail

    replies = replies_in_the_mail(letter) if letter.state == State.REPLIED else []
    return Panel("publishing/withdraw.html", {"replies": replies}) if replies else None
