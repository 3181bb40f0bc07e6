# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is out, how the gates are, and the button that publishes."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from restante.desk.access.asking import who_asks
from restante.desk.access.confirming import confirmed
from restante.desk.publishing import actions, queries
from restante.desk.publishing.building import has_changed
from restante.desk.publishing.withdrawing import withdraw_reply
from restante.desk.replies.models import Reply
from restante.desk.replies.queries import delivered_replies
from restante.desk.ui.doors import Who, open_to
from restante.errors import Locked

DELIVERED_SHOWN = 50


class PublishForm(forms.Form):
    """The publisher's key lies on a stick in a real group, sealed by a passphrase of its own."""

    passphrase = forms.CharField(
        label=gettext_lazy("Passphrase of the publisher's key"),
        help_text=gettext_lazy("Only if the key has one."),
        required=False,
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


@open_to(Who.VOLUNTEER, while_locked=True)
def room(request: HttpRequest) -> HttpResponse:
    """For everybody to see; the button is the coordinator's."""
    volunteer = who_asks(request)
    context = {
        "gates": queries.gate_states(volunteer),
        "configured": settings.RESTANTE.gates,
        "edition": queries.edition_record(volunteer),
        "mail": queries.mail_number(volunteer),
        "duties": queries.duties(volunteer),
        "changed": has_changed(settings.RESTANTE),
        "form": PublishForm(),
        "delivered": delivered_replies(volunteer)[:DELIVERED_SHOWN] if volunteer.is_coordinator else [],
    }
    return render(request, "publishing/room.html", context)


@open_to(Who.COORDINATOR, "POST", while_locked=True)
@confirmed
def publish(request: HttpRequest) -> HttpResponseBase:
    """Sign what is public now and send it to every gate."""
    form = PublishForm(request.POST)
    given = form.cleaned_data["passphrase"].encode() if form.is_valid() else b""
    try:
        published = actions.publish_now(who_asks(request), passphrase=given or None)
    except Locked as needed:
        messages.error(request, needed.message(_))
        return redirect("publishing:room")
    new, same = _("Edition %(number)d is out."), _("Nothing was new; edition %(number)d has fresh dates.")
    messages.success(request, (new if published.changed else same) % {"number": published.number})
    if published.missed:
        missed = ", ".join(published.missed)
        messages.warning(request, _("These gates get it at the next round: %(gates)s.") % {"gates": missed})
    return redirect("publishing:room")


@open_to(Who.COORDINATOR, "POST")
@confirmed
def withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Delivered by mistake; on to whose it is."""
    reply = withdraw_reply(who_asks(request), pk)
    if reply.state == Reply.State.DROPPED:
        messages.warning(request, _("Withdrawn. Its images are damaged; scan the paper again."))
        return redirect("replies:room")
    messages.success(request, _("Withdrawn: the next mail no longer holds it. Say now whose it is, or drop it."))
    return redirect("replies:reply", pk)
