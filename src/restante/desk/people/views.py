# SPDX-License-Identifier: AGPL-3.0-or-later
"""People and places: everybody may look, coordinators change."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from restante.desk.access.asking import who_asks
from restante.desk.people import actions, forms, queries
from restante.desk.people.models import Facility, Person
from restante.desk.people.panels import person_panels
from restante.desk.ui.doors import Who, open_to


@open_to(Who.VOLUNTEER, "GET", "POST", while_locked=True)
def people(request: HttpRequest) -> HttpResponse:
    """The list, with a search by name: a POST, so that whom somebody looks for stays out of addresses and histories."""
    wanted = request.POST.get("q", "").strip()[:64]
    told = request.POST.get("page") or request.GET.get("page", "0")
    page = int(told) if told.isdecimal() and len(told) < 6 else 0
    found, count = queries.find_people(who_asks(request), wanted, page)
    context = {
        "people": found,
        "count": count,
        "wanted": wanted,
        "before": page - 1 if page else None,
        "after": page + 1 if (page + 1) * queries.PAGE < count else None,
    }
    return render(request, "people/people.html", context)


@open_to(Who.VOLUNTEER)
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """One person, with the envelope as it will be printed."""
    found = queries.person_for(who_asks(request), slug)
    envelope = queries.envelope_of(found) if found.facility else []
    return render(request, "people/person.html", {"person": found, "envelope": envelope, "after": person_panels(found)})


@open_to(Who.COORDINATOR, "GET", "POST")
def add_person(request: HttpRequest) -> HttpResponse:
    """Somebody new."""
    return _edit_person(request, Person())


@open_to(Who.COORDINATOR, "GET", "POST")
def edit_person(request: HttpRequest, slug: str) -> HttpResponse:
    """New facts."""
    return _edit_person(request, queries.person_for(who_asks(request), slug))


@open_to(Who.VOLUNTEER, while_locked=True)
def facilities(request: HttpRequest) -> HttpResponse:
    """Every place."""
    return render(request, "people/facilities.html", {"facilities": queries.all_facilities(who_asks(request))})


@open_to(Who.COORDINATOR, "GET", "POST", while_locked=True)
def add_facility(request: HttpRequest) -> HttpResponse:
    """A new place."""
    return _edit_facility(request, Facility())


@open_to(Who.COORDINATOR, "GET", "POST", while_locked=True)
def edit_facility(request: HttpRequest, slug: str) -> HttpResponse:
    """A new address, or another rulebook."""
    return _edit_facility(request, queries.facility_for(who_asks(request), slug))


def _edit_person(request: HttpRequest, person: Person) -> HttpResponse:
    form = forms.PersonForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        saved = actions.save_person(form.save(commit=False), form.contact(), who_asks(request))
        messages.success(request, _("Saved. The public page changes with the next edition."))
        return redirect("people:person", saved.slug)
    context = {"form": form, "person": person}
    return render(request, "people/edit_person.html", context, status=200 if request.method == "GET" else 422)


def _edit_facility(request: HttpRequest, facility: Facility) -> HttpResponse:
    form = forms.FacilityForm(request.POST or None, instance=facility)
    if request.method == "POST" and form.is_valid():
        actions.save_facility(form.filled(), who_asks(request))
        messages.success(request, _("Saved."))
        return redirect("people:facilities")
    context = {"form": form, "facility": facility}
    return render(request, "people/edit_facility.html", context, status=200 if request.method == "GET" else 422)
