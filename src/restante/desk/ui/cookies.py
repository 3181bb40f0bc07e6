# SPDX-License-Identifier: AGPL-3.0-or-later
"""Over https our cookies are `__Host-` cookies, which no neighbouring name can set; on loopback's http plain ones."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponseBase

PREFIX: Final = "__Host-"
OURS: Final = ("restante", "device")


class HostCookieMiddleware:
    """Renames at the border, so that nothing inside knows of the two names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """In: the prefixed cookie only. Out: the prefix, Secure, the whole site's path and no domain."""
        if not request.is_secure():
            return self.get_response(request)
        for name in OURS:
            request.COOKIES.pop(name, None)
            if PREFIX + name in request.COOKIES:
                request.COOKIES[name] = request.COOKIES[PREFIX + name]
        response = self.get_response(request)
        for name in OURS:
            if name in response.cookies:
                morsel = response.cookies.pop(name)
                response.cookies[PREFIX + name] = morsel.value
                response.cookies[PREFIX + name].update({**morsel, "secure": True, "path": "/", "domain": ""})
        return response
