# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells Django where this app is, and puts the quarantine on the home page when something lies in it."""

from typing import Any

from django.apps import AppConfig

from restante.desk.ui.panels import Panel, add_panel


class IntakeConfig(AppConfig):
    """The app `restante.desk.intake`."""

    name = "restante.desk.intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the panel there."""
        add_panel("intake", 60, _panel)


def _panel(volunteer: Any) -> Panel | None:
    from restante.desk.intake.queries import count_in_quarantine

    waiting = count_in_quarantine(volunteer)
    return Panel("intake/panel.html", {"waiting": waiting}) if waiting else None
