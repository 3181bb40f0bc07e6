# SPDX-License-Identifier: AGPL-3.0-or-later
"""Puts the queue first on the home page and in the navigation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from restante.desk.ui.panels import add_link, add_panel


class LettersConfig(AppConfig):
    """The room where letters are checked."""

    name = "restante.desk.letters"

    def ready(self) -> None:
        """Navigation and panel."""
        from restante.desk.ledger.verbs import add_words
        from restante.desk.letters.panels import queue_panel
        from restante.desk.letters.states import State

        add_words({state.value: state.label for state in State})
        add_link("letters:waiting", 10, _("Letters"))
        add_panel("queue", 10, queue_panel)
