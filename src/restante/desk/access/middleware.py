# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is asking, in which language, and may they: every request passes here before any view runs."""

import time
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation

from restante.desk.access import store
from restante.desk.access.models import Volunteer
from restante.desk.ui import views
from restante.desk.ui.doors import Who, door_of, may_enter
from restante.errors import BadInput, Locked, RestanteError, Unavailable

SINCE: Final = "since"
SEEN: Final = "seen"
RENEW_SECONDS: Final = 60

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class LanguageMiddleware:
    """The volunteer's language; before sign-in the one chosen on the page, or the browser's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Activate it for this request only."""
        user = request.user
        chosen = user.language if isinstance(user, Volunteer) else request.session.get("language")
        with translation.override(chosen or translation.get_language_from_request(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
        return response


class DoorMiddleware:
    """Default deny: a view without a declared door opens to nobody."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """End sessions that are too old, and keep alive those in use."""
        if isinstance(request.user, Volunteer):
            now = int(time.time())
            if now - request.session.get(SINCE, 0) > settings.SESSION_ABSOLUTE_SECONDS:
                logout(request)
            elif now - request.session.get(SEEN, 0) > RENEW_SECONDS:
                request.session[SEEN] = now
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: object, _kwargs: object
    ) -> HttpResponseBase | None:
        """Stop at the door, or let the view run."""
        door = door_of(view)
        if door is None:
            return views.missing(request)
        who = Who(request.user.role) if isinstance(request.user, Volunteer) else Who.STRANGER
        if not may_enter(door, who):
            return _turn_away(request, who)
        if request.method not in door.methods:
            return HttpResponseNotAllowed(sorted(door.methods))
        if not door.while_locked and not store.is_unlocked():
            return locked_page(request)
        return None


class RefusalMiddleware:
    """Errors of our tree become one sentence; an object that is not there, or not yours, is 404."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing to do on the way in."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Only what people caused or can wait for; our own faults go on to the page for faults."""
        if isinstance(error, Locked):
            return locked_page(request)
        if isinstance(error, ObjectDoesNotExist) or (isinstance(error, OverflowError) and _is_beyond_any_row(request)):
            return views.missing(request)
        if isinstance(error, BadInput):
            return views.refuse(request, error)
        if isinstance(error, Unavailable):
            return views.refuse(request, error, 503)
        return views.refuse(request, error, 422) if isinstance(error, RestanteError) and error.exit_status < 5 else None


def _is_beyond_any_row(request: HttpRequest) -> bool:
    """Whether the address has a number that no table can hold."""
    named = request.resolver_match.kwargs.values() if request.resolver_match else ()
    return any(isinstance(one, int) and one >= 2**63 for one in named)


def locked_page(request: HttpRequest) -> HttpResponse:
    """Says so, and lets a coordinator unlock."""
    return render(request, "access/locked.html", status=503)


def _turn_away(request: HttpRequest, who: Who) -> HttpResponseBase:
    if who is not Who.STRANGER:
        return render(request, "access/not_for_you.html", status=403)
    target = reverse("access:sign-in")
    if request.method == "GET" and request.path != "/":
        target += "?" + urlencode({"next": request.get_full_path()})
    return redirect(target)
