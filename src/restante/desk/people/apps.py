# SPDX-License-Identifier: AGPL-3.0-or-later
"""Puts people into the navigation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from restante.desk.ui.panels import add_link


class PeopleConfig(AppConfig):
    """The room of people and places."""

    name = "restante.desk.people"

    def ready(self) -> None:
        """Navigation."""
        add_link("people:people", 50, _("People"))
