# SPDX-License-Identifier: AGPL-3.0-or-later
"""`@confirmed`: the password is asked again before deletions, roles, keys and editions, unless given minutes ago."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from restante.desk.access import sessions


def confirmed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Put it under @open_to. After confirming one comes back to the page the form was on."""

    @wraps(view)
    def ask_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if sessions.is_confirmed(request):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method == "GET" else urlsplit(request.headers.get("Referer", "")).path
        return redirect(f"{reverse('access:confirm')}?{urlencode({'next': back or '/'})}")

    return ask_first


def next_path(request: HttpRequest) -> str:
    """Where to go after signing in or confirming: a path of this desk, or the home page."""
    told = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(told, allowed_hosts=None) and told.startswith("/")
    return told if safe else "/"
