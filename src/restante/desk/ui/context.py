# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every page knows: the group's name, whether it is a demonstration, and the way through the rooms."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from restante.desk.ui.doors import Who
from restante.desk.ui.panels import links_for


def desk(request: HttpRequest) -> dict[str, Any]:
    """Names without queries: the user was read by the session already."""
    config = settings.RESTANTE
    lang = get_language() or "en"
    role = getattr(getattr(request, "user", None), "role", "")
    return {
        "group_name": config.name.get(lang, config.name["en"]),
        "demonstration": config.demonstration,
        "links": links_for(Who(role), request.path) if role else [],
    }
