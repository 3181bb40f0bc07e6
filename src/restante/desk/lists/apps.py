# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells the ledger the verbs of imports."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ListsConfig(AppConfig):
    """The room of other people's lists."""

    name = "restante.desk.lists"

    def ready(self) -> None:
        """Verbs."""
        from restante.desk.ledger.verbs import add_verbs

        add_verbs(
            {
                "list.imported": _("imported the list {object}"),
                "list.matched": _("said that {object} on a list is {person}"),
                "list.parted": _("said that {object} on a list is not {person}"),
                "place.linked": _("said that {object} on a list is the facility {facility}"),
            }
        )
