# SPDX-License-Identifier: AGPL-3.0-or-later
"""The home page made of the rooms' panels, files of style and script, and the pages of refusal."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from restante.desk.ui.assets import HASH_LENGTH, find_asset, hash_of, media_type_of
from restante.desk.ui.doors import Who, open_to
from restante.desk.ui.panels import panels_for
from restante.errors import RestanteError

FOREVER = "public, max-age=31536000, immutable"


@open_to(Who.VOLUNTEER, while_locked=True)
def home(request: HttpRequest) -> HttpResponse:
    """Each room's panel, in order."""
    shown: list[SafeString] = [
        render_to_string(panel.template, dict(panel.context), request=request) for panel in panels_for(request.user)
    ]
    return render(request, "ui/home.html", {"panels": shown})


@open_to(Who.STRANGER, while_locked=True)
def static_file(_request: HttpRequest, name: str) -> HttpResponse:
    """A file of a room; kept for good only under its own hash."""
    first, _slash, rest = name.partition("/")
    hashed = len(first) == HASH_LENGTH and all(c in "0123456789abcdef" for c in first)
    path = find_asset(rest if hashed else name)
    if path is None or (hashed and hash_of(path) != first):
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type=media_type_of(path))
    if hashed:
        response.headers["Cache-Control"] = FOREVER
    return response


@open_to(Who.STRANGER, while_locked=True)
def icon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it whatever the page says."""
    return static_file(request, "ui/icon.svg")


def refuse(request: HttpRequest, error: RestanteError, status: int = 409) -> HttpResponse:
    """One clear sentence and a way on."""
    return render(request, "ui/refused.html", {"sentence": error.message(_)}, status=status)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Django's CSRF check failed: most often a page that was left open too long."""
    context = {"sentence": _("This page was open for too long, or came from elsewhere. Open it again, then repeat.")}
    if not hasattr(request, "user"):
        request.user = AnonymousUser()
    return render(request, "ui/refused.html", context, status=403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """Nothing here, or nothing for you: both look alike."""
    return render(request, "ui/refused.html", {"sentence": _("There is nothing here.")}, status=404)


def broken(_request: HttpRequest) -> HttpResponse:
    """No template, no query: this page must work when those do not."""
    text = "Something broke at the desk. Nothing was lost; go back and try again.\n\n"
    text += "На сервере что-то сломалось. Ничего не пропало; вернитесь и попробуйте ещё раз.\n"
    return HttpResponse(text, status=500, content_type="text/plain; charset=utf-8")
