# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sentences about a person: everybody may look, coordinators write."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from restante.desk.access.asking import who_asks
from restante.desk.access.confirming import confirmed
from restante.desk.cases import actions, queries
from restante.desk.cases.forms import SentenceForm
from restante.desk.cases.models import Sentence
from restante.desk.people.queries import person_for
from restante.desk.ui.doors import Who, open_to


@open_to(Who.VOLUNTEER, while_locked=True)
def sentences(request: HttpRequest, slug: str) -> HttpResponse:
    """What the page says, and who says so."""
    person = person_for(who_asks(request), slug)
    found = queries.sentences_about(who_asks(request), person)
    return render(request, "cases/sentences.html", {"person": person, "sentences": found})


@open_to(Who.COORDINATOR, "GET", "POST", while_locked=True)
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """A new sentence."""
    return _edit(request, Sentence(person=person_for(who_asks(request), slug)))


@open_to(Who.COORDINATOR, "GET", "POST", while_locked=True)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A correction."""
    return _edit(request, queries.sentence_for(who_asks(request), pk))


@open_to(Who.COORDINATOR, "POST", while_locked=True)
@confirmed
def remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Off the page."""
    sentence = queries.sentence_for(who_asks(request), pk)
    slug = sentence.person.slug
    actions.remove_sentence(sentence, who_asks(request))
    messages.success(request, _("Removed. The public page changes with the next edition."))
    return redirect("cases:sentences", slug)


def _edit(request: HttpRequest, sentence: Sentence) -> HttpResponse:
    volunteer = who_asks(request)
    form = SentenceForm(request.POST or None, instance=sentence, sources=queries.known_sources(volunteer))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        source = told["source"] or actions.save_source(form.new_source())
        actions.save_sentence(
            form.save(commit=False), volunteer, source=source, quotation=told["quotation"], locator=told["locator"]
        )
        messages.success(request, _("Saved. The public page changes with the next edition."))
        return redirect("cases:sentences", sentence.person.slug)
    context = {"form": form, "sentence": sentence, "person": sentence.person}
    return render(request, "cases/edit.html", context, status=200 if request.method == "GET" else 422)
