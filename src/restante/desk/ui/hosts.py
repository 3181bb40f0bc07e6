# SPDX-License-Identifier: AGPL-3.0-or-later
"""Under which names the desk answers. Without this a web site could point its own name at 127.0.0.1 and try passwords
through a volunteer's browser (DNS rebinding)."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBadRequest, HttpResponseBase

REFUSAL: Final = (
    "The desk does not answer under this name. Its operator names it in restante.toml, desk_hosts.\n\n"
    "Под этим именем сервер не отвечает. Имя вписывают в restante.toml, настройка desk_hosts.\n"
)


class HostMiddleware:
    """Django looks at Host only where a view asks for it; here every request is looked at, before any session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The settings' own names are https, or an onion: the proxy that serves them ends TLS."""
        try:
            host = request.get_host().partition(":")[0].lower()
        except DisallowedHost:
            return HttpResponseBadRequest(REFUSAL, content_type="text/plain; charset=utf-8")
        if host in settings.RESTANTE.desk_hosts and not host.endswith(".onion"):
            request.META["wsgi.url_scheme"] = "https"
        return self.get_response(request)
