# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ledger's page, newest first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from restante.desk.ledger import queries
from restante.desk.ui.doors import Who, open_to


@open_to(Who.COORDINATOR, while_locked=True)
def lines(request: HttpRequest) -> HttpResponse:
    """A hundred lines; older ones by a link."""
    told = request.GET.get("before", "")
    shown = queries.lines_for(request.user, int(told) if told.isdecimal() and len(told) < 18 else None)
    older = shown[-1].number if len(shown) == queries.PAGE else None
    return render(request, "ledger/lines.html", {"lines": shown, "older": older})
