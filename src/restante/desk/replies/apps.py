# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells Django where this app is, and the desk where its door is."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from restante.desk.ui.panels import add_link


class RepliesConfig(AppConfig):
    """The app `restante.desk.replies`."""

    name = "restante.desk.replies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the room into the navigation."""
        add_link("replies:room", 50, _("Replies"))
