# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages where sources meet: a contradiction with both its sides, one more source, another value, a link.

Any volunteer brings what sources say; coordinators explain it to everybody.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from restante.desk.access.asking import who_asks
from restante.desk.cases import actions, dispute_forms, queries
from restante.desk.cases.actions import capturing
from restante.desk.cases.models import Citation, Claim, Source
from restante.desk.people.models import Person
from restante.desk.people.queries import person_for
from restante.desk.ui.doors import Who, open_to
from restante.errors import BadInput


@open_to(Who.VOLUNTEER, while_locked=True)
def contradiction(request: HttpRequest, slug: str, one: str, other: str) -> HttpResponse:
    """Both sides, and what the editors say of it."""
    return _page(request, *_found(request, slug, one, other))


@open_to(Who.COORDINATOR, "POST", while_locked=True)
def explain(request: HttpRequest, slug: str, one: str, other: str) -> HttpResponse:
    """The reason is kept, and both sides are shown as disputed where checks allow."""
    person, weighed, found = _found(request, slug, one, other)
    form = dispute_forms.ExplainForm(request.POST, auto_id="explain_%s")
    if not form.is_valid():
        return _page(request, person, weighed, found, form)
    outcome = actions.explain(found, who_asks(request), note=form.note(), answer=form.cleaned_data["answer"])
    if outcome.shown:
        messages.success(request, _("Explained. The public page shows both sides with the next edition."))
    if outcome.waiting:
        messages.warning(request, _("A second editor must agree before everybody sees both sides."))
    for _claim, refused in outcome.refused:
        messages.error(request, refused.message(_))
    return redirect("cases:contradiction", slug, found.first, found.second)


@open_to(Who.VOLUNTEER, "POST", while_locked=True)
def cite(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One more citation."""
    claim = _claim(request, slug, key)
    form = dispute_forms.CiteForm(request.POST, sources=_sources(request, claim.person), auto_id="cite_%s")
    if not form.is_valid():
        return _again(request, claim, form, _("Add a source"))
    told = form.cleaned_data
    citation = Citation(
        quotation=told["quotation"],
        locator=told["locator"],
        lang=told["lang"],
        stance=told["stance"],
    )
    try:
        actions.cite_source(claim, who_asks(request), form.chosen(), citation, url=told["link"])
    except BadInput as refused:
        form.add_error(None, refused.message(_))
        return _again(request, claim, form, _("Add a source"))
    capturing.look_up_at_once(claim, who_asks(request))
    messages.success(request, _("Noted beside the other sources."))
    return redirect("cases:claim", slug, key)


@open_to(Who.VOLUNTEER, "POST", while_locked=True)
def otherwise(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Another value by another source."""
    claim = _claim(request, slug, key)
    form = dispute_forms.OtherwiseForm(request.POST, kind=claim.value_kind, auto_id="otherwise_%s")
    if not form.is_valid():
        return _again(request, claim, form, _("Another source says otherwise"))
    told, lang = form.cleaned_data, "ru" if get_language() == "ru" else "en"
    made = actions.tell_otherwise(
        claim,
        who_asks(request),
        value=told["value"],
        text={lang: told["what"]},
        says={lang: told["says"]} if told["says"] else {},
        url=told["link"],
        quotation=told["quotation"],
        lang=lang,
    )
    messages.success(request, _("Noted, for the team. Here both sides stand beside each other."))
    return redirect("cases:contradiction", slug, key, made.key)


@open_to(Who.VOLUNTEER, "POST", while_locked=True)
def link(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """How this claim stands to another of the case."""
    claim, volunteer = _claim(request, slug, key), who_asks(request)
    others = queries.rows_by_key(volunteer, claim.person, Claim).values()
    form = dispute_forms.LinkForm(request.POST, claims=[each for each in others if each.pk != claim.pk])
    if not form.is_valid():
        return _again(request, claim, form, _("Link it to another claim"))
    end = next(each for each in others if each.key == form.cleaned_data["end"])
    try:
        actions.relate(claim, form.cleaned_data["relation"], end, volunteer, note=form.note())
    except BadInput as refused:
        form.add_error(None, refused.message(_))
        return _again(request, claim, form, _("Link it to another claim"))
    messages.success(request, _("Linked."))
    if form.cleaned_data["relation"] == "contradicts":
        return redirect("cases:contradiction", slug, key, end.key)
    return redirect("cases:claim", slug, key)


def claim_forms(claim: Claim, weighed: queries.Weighed) -> dict[str, Any]:
    """What the page of a claim offers beside the decision."""
    others = [each for each in weighed.rows.of[Claim] if each.pk != claim.pk]
    other_value = dispute_forms.OtherwiseForm(kind=claim.value_kind, auto_id="otherwise_%s")
    return {
        "cite": dispute_forms.CiteForm(sources=weighed.rows.of[Source], auto_id="cite_%s"),
        "otherwise": other_value if claim.field else None,
        "linking": dispute_forms.LinkForm(claims=others, auto_id="link_%s") if others else None,
    }


def _page(
    request: HttpRequest,
    person: Person,
    weighed: queries.Weighed,
    found: queries.Contradiction,
    form: dispute_forms.ExplainForm | None = None,
) -> HttpResponse:
    told = {f"why_{lang}": next((link.note.get(lang, "") for link in found.links), "") for lang in ("ru", "en")}
    context = {
        "person": person,
        "found": found,
        "weighed": weighed,
        "form": form or dispute_forms.ExplainForm(initial=told, auto_id="explain_%s"),
        "is_explained": any(link.note for link in found.links),
    }
    return render(request, "cases/contradiction.html", context, status=422 if form else 200)


def _again(request: HttpRequest, claim: Claim, form: Any, title: str) -> HttpResponse:
    """A form that was refused, alone on its page."""
    context = {"claim": claim, "person": claim.person, "form": form, "title": title}
    return render(request, "cases/form_again.html", context, status=422)


def _found(
    request: HttpRequest, slug: str, one: str, other: str
) -> tuple[Person, queries.Weighed, queries.Contradiction]:
    volunteer = who_asks(request)
    person = person_for(volunteer, slug)
    weighed = queries.weighed(volunteer, person)
    found = queries.contradiction_of(weighed, one, other)
    if found is None:
        raise Http404
    return person, weighed, found


def _claim(request: HttpRequest, slug: str, key: str) -> Claim:
    volunteer = who_asks(request)
    try:
        found: Claim = queries.row_for(volunteer, person_for(volunteer, slug), Claim, key)
    except Claim.DoesNotExist:
        raise Http404 from None
    return found


def _sources(request: HttpRequest, person: Person) -> Any:
    return queries.sources_of(who_asks(request), person)
