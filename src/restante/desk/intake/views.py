# SPDX-License-Identifier: AGPL-3.0-or-later
"""The quarantine: envelopes that could not become letters, why, and what can be done."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from restante.desk.access.asking import who_asks
from restante.desk.access.confirming import confirmed
from restante.desk.confinement import missing_here
from restante.desk.intake import actions, queries
from restante.desk.intake.gates import make_opener
from restante.desk.intake.reasons import LAYERS, reason_for
from restante.desk.ui.doors import Who, open_to


@open_to(Who.VOLUNTEER)
def quarantine(request: HttpRequest) -> HttpResponse:
    """Each with its reason in words."""
    found = [(each, reason_for(each.code)) for each in queries.in_quarantine(who_asks(request))[:100]]
    context = {"found": found, "missing": [LAYERS[layer] for layer in missing_here()]}
    return render(request, "intake/quarantine.html", context)


@open_to(Who.VOLUNTEER, "POST")
def again(request: HttpRequest, sha256: str) -> HttpResponse:
    """One more try, with or without its pictures."""
    today = timezone.now().date()
    opener = make_opener(settings.RESTANTE, today)
    try:
        actions.open_again(who_asks(request), sha256, opener, today, pictures="without" not in request.POST)
    except actions.StillPoison as error:
        messages.error(request, error.message(_))
    else:
        messages.success(request, _("It could be opened; the letter is in the queue."))
    return redirect("intake:quarantine")


@open_to(Who.COORDINATOR, "POST")
@confirmed
def drop(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """For good."""
    actions.drop_envelope(who_asks(request), sha256)
    messages.success(request, _("The envelope is gone and will not be fetched again."))
    return redirect("intake:quarantine")
