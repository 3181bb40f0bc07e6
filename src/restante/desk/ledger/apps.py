# SPDX-License-Identifier: AGPL-3.0-or-later
"""Puts the duties on the home page, and the ledger into the coordinators' navigation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from restante.desk.ui.doors import Who
from restante.desk.ui.panels import add_link, add_panel


class LedgerConfig(AppConfig):
    """The room of what was done."""

    name = "restante.desk.ledger"

    def ready(self) -> None:
        """Navigation and panels."""
        from restante.desk.ledger.panels import broken_panel, duties_panel

        add_link("ledger:lines", 90, _("Ledger"), Who.COORDINATOR)
        add_panel("broken-ledger", 1, broken_panel)
        add_panel("duties", 90, duties_panel)
