# SPDX-License-Identifier: AGPL-3.0-or-later
"""A list as it stands: its rows, the questions whether somebody on it is one of ours, and its places."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from restante.desk.access.asking import who_asks
from restante.desk.lists import actions, claiming
from restante.desk.lists.models import KeptMap, Kind
from restante.desk.lists.queries import screens
from restante.desk.lists.views import page_asked
from restante.desk.people.queries import all_facilities, facility_for, person_for
from restante.desk.ui.doors import Who, open_to

QUESTIONS = 20


@open_to(Who.VOLUNTEER, "GET", "POST", while_locked=True)
def whole(request: HttpRequest, slug: str) -> HttpResponse:
    """Its imports and its rows. A search is a POST: whom somebody looks for stays out of addresses."""
    volunteer = who_asks(request)
    which = screens.list_for(volunteer, slug)
    gone, wanted = request.GET.get("gone") == "1", request.POST.get("q", "").strip()[:100]
    context = {
        "list": which, "imports": screens.imports_of(volunteer, which)[:10], "gone": gone, "wanted": wanted,
        "part": screens.part_of(screens.rows_of(volunteer, which, wanted, gone=gone), page_asked(request)),
        "asked": screens.questions(volunteer, which).count(),
        "has_map": KeptMap.objects.filter(slug=slug).exists(),
    }  # fmt: skip
    return render(request, "lists/list.html", context)


@open_to(Who.VOLUNTEER, while_locked=True)
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """Rows that may be people of ours, each beside whom it may be."""
    volunteer = who_asks(request)
    which = screens.list_for(volunteer, slug)
    part = screens.part_of(screens.questions(volunteer, which), page_asked(request), QUESTIONS)
    said = screens.sayings_of(volunteer, [match.listed_id for match in part.rows])
    rows = [(match, said.get(match.listed_id, [])) for match in part.rows]
    return render(request, "lists/questions.html", {"list": which, "part": part, "rows": rows})


@open_to(Who.VOLUNTEER, "POST", while_locked=True)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The same person, or another; it can be answered again."""
    volunteer = who_asks(request)
    match = screens.match_for(volunteer, pk)
    same = request.POST.get("answer") == "same"
    actions.answer_match(match, volunteer, same=same)
    name = match.person.name_in(volunteer.language)
    messages.success(request, _("Noted: the same person as {name}.").format(name=name) if same
                     else _("Noted: somebody else than {name}.").format(name=name))  # fmt: skip
    return redirect("lists:questions", match.listed.of.slug)


@open_to(Who.VOLUNTEER, while_locked=True)
def places(request: HttpRequest, slug: str) -> HttpResponse:
    """Which of its places are facilities of ours: those alike first, then those that somebody has joined."""
    volunteer = who_asks(request)
    which = screens.list_for(volunteer, slug)
    if which.kind != Kind.PLACES:
        return redirect("lists:list", slug)
    alike = screens.unlinked_alike(volunteer, which)
    rows = [(place, found) for place, found in alike[:QUESTIONS]]
    linked = screens.part_of(screens.places_of(volunteer, which, linked=True), page_asked(request))
    spellings = screens.aliases_of(volunteer, [place.pk for place, _found in rows] + [one.pk for one in linked.rows])
    context = {
        "list": which, "count": len(alike),
        "rows": [(place, spellings.get(place.pk, []), found) for place, found in rows],
        "part": linked, "linked": [(place, spellings.get(place.pk, [])) for place in linked.rows],
    }  # fmt: skip
    return render(request, "lists/places.html", context)


@open_to(Who.VOLUNTEER, "GET", "POST", while_locked=True)
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """One place of a list, and the facility that it is; any may be chosen, for a register may be read before ours."""
    volunteer = who_asks(request)
    found = screens.place_for(volunteer, pk)
    if request.method == "POST":
        actions.link_place(found, facility_for(volunteer, request.POST.get("facility", "")), volunteer)
        messages.success(request, _("Noted. Its spellings and its address are shown with the facility's own."))
        return redirect("lists:places", found.listed.of.slug)
    context = {"place": found, "list": found.listed.of, "facilities": all_facilities(volunteer),
               "spellings": screens.aliases_of(volunteer, [found.pk]).get(found.pk, [])}  # fmt: skip
    return render(request, "lists/place.html", context)


@open_to(Who.VOLUNTEER, while_locked=True)
def map_file(request: HttpRequest, slug: str) -> HttpResponse:
    """MAP.toml as it was kept, for `restante people import --map`."""
    who_asks(request)
    kept = KeptMap.objects.get(slug=slug)
    answer = HttpResponse(kept.toml, content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{kept.slug}.toml"'
    return answer


@open_to(Who.VOLUNTEER, while_locked=True)
def about_person(request: HttpRequest, slug: str) -> HttpResponse:
    """What lists say of one of ours, now and before."""
    volunteer = who_asks(request)
    person = person_for(volunteer, slug)
    part = screens.part_of(screens.observations_about(volunteer, person), page_asked(request), 100)
    return render(request, "lists/person.html", {"person": person, "part": part})


@open_to(Who.VOLUNTEER, "POST", while_locked=True)
def claim(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A draft claim out of what a list says."""
    volunteer = who_asks(request)
    person = person_for(volunteer, slug)
    made = claiming.draft_claim(screens.observation_for(volunteer, person, pk), person, volunteer)
    messages.success(request, _("Noted as a draft, for the team. It becomes public when a coordinator decides so."))
    return redirect("cases:claim", slug, made.key)
