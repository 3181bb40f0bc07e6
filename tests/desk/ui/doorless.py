# SPDX-License-Identifier: AGPL-3.0-or-later
"""A route whose view declares nothing; the names that the page of refusal links to are kept."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def forgotten(_request: HttpRequest) -> HttpResponse:
    """Nobody said who may come in."""
    return HttpResponse("secret")


urlpatterns = [path("doorless", forgotten), path("", include("restante.desk.urls"))]
