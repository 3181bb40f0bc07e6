# SPDX-License-Identifier: AGPL-3.0-or-later
"""The volunteers' list: invite, change a role, make a new link, reset codes, end access. Coordinators only."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from restante.desk.access import actions, forms, queries
from restante.desk.access.asking import who_asks
from restante.desk.access.confirming import confirmed
from restante.desk.access.models import Role, Volunteer
from restante.desk.ui.doors import Who, open_to


@open_to(Who.COORDINATOR, while_locked=True)
def volunteers(request: HttpRequest) -> HttpResponseBase:
    """Everybody, with what can be done about them."""
    context = {"volunteers": queries.all_volunteers(who_asks(request)), "roles": Role.choices}
    return render(request, "access/volunteers.html", context)


@open_to(Who.COORDINATOR, "GET", "POST", while_locked=True)
@confirmed
def invite(request: HttpRequest) -> HttpResponseBase:
    """A new volunteer, and the link to hand over in person or by a channel one trusts."""
    form = forms.InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        new = actions.create_volunteer(who_asks(request), **told)
        return _show_link(request, new)
    return render(request, "access/invite.html", {"form": form}, status=200 if request.method == "GET" else 422)


@open_to(Who.COORDINATOR, "POST", while_locked=True)
@confirmed
def link(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A new one-time link: for a forgotten password, or a link that was lost."""
    return _show_link(request, _volunteer(request, pk))


@open_to(Who.COORDINATOR, "POST", while_locked=True)
@confirmed
def role(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Coordinator or volunteer."""
    chosen = request.POST.get("role", "")
    if chosen in Role.values:
        actions.change_role(_volunteer(request, pk), Role(chosen), who_asks(request))
        messages.success(request, _("The role is changed; a new sign-in is needed."))
    return redirect("access:volunteers")


@open_to(Who.COORDINATOR, "POST", while_locked=True)
@confirmed
def reset(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A lost phone."""
    actions.reset_codes(_volunteer(request, pk), who_asks(request))
    messages.success(request, _("At the next sign-in codes are set up anew."))
    return redirect("access:volunteers")


@open_to(Who.COORDINATOR, "POST", while_locked=True)
@confirmed
def stop(request: HttpRequest, pk: int) -> HttpResponseBase:
    """End access, or give it back."""
    volunteer = _volunteer(request, pk)
    if volunteer.is_active:
        actions.stop_volunteer(volunteer, who_asks(request))
        messages.success(request, _("Access is ended, in every browser, from now on."))
    else:
        actions.resume_volunteer(volunteer, who_asks(request))
        messages.success(request, _("Access is given back."))
    return redirect("access:volunteers")


def _volunteer(request: HttpRequest, pk: int) -> Volunteer:
    return queries.volunteer_for(who_asks(request), pk)


def _show_link(request: HttpRequest, volunteer: Volunteer) -> HttpResponseBase:
    address = request.build_absolute_uri(actions.issue_welcome_link(volunteer, who_asks(request)))
    return render(request, "access/link.html", {"volunteer": volunteer, "address": address})
