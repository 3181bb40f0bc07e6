# SPDX-License-Identifier: AGPL-3.0-or-later
"""Puts the volunteers' list into the coordinators' navigation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from restante.desk.ui.doors import Who
from restante.desk.ui.panels import add_link


class AccessConfig(AppConfig):
    """The room of sign-in and of the store's key."""

    name = "restante.desk.access"

    def ready(self) -> None:
        """Navigation."""
        add_link("access:volunteers", 80, _("Volunteers"), Who.COORDINATOR)
