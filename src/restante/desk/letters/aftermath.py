# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the post brings back, noted on the letter's own page: came back, lost, sent again."""

from collections.abc import Callable
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from restante.desk.access.asking import who_asks
from restante.desk.letters import journey
from restante.desk.letters.models import Letter
from restante.desk.ui.doors import Who, open_to

FATES: Final[dict[str, Callable[..., Letter]]] = {
    "came_back": journey.mark_came_back,
    "lost": journey.mark_lost,
    "again": journey.send_again,
}


@open_to(Who.VOLUNTEER, "POST")
def fate(request: HttpRequest, letter_id: str) -> HttpResponse:
    """One button, one move."""
    note = FATES.get(request.POST.get("fate", ""))
    if note is None:
        raise Http404
    note(letter_id, who_asks(request))
    return redirect("letters:letter", letter_id)
