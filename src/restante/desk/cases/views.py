# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's side of a case: any volunteer enters and agrees, coordinators decide what everybody reads."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from restante.desk.access.asking import who_asks
from restante.desk.access.confirming import confirmed
from restante.desk.cases import actions, forms, queries
from restante.desk.cases.disputes import claim_forms
from restante.desk.cases.models import Claim, ClaimLink, Event
from restante.desk.people.queries import person_for
from restante.desk.ui.doors import Who, open_to


@open_to(Who.VOLUNTEER, "GET", "POST", while_locked=True)
def case(request: HttpRequest, slug: str) -> HttpResponse:
    """Four fields on top, then everything that is known."""
    volunteer = who_asks(request)
    person = person_for(volunteer, slug)
    form = forms.EntryForm(request.POST or None)
    lang = "ru" if get_language() == "ru" else "en"
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        _event, made = actions.enter(
            person,
            volunteer,
            when=told["when"],
            what={lang: told["what"]},
            link=told["link"],
            quotation=told["quotation"],
            lang=lang,
            kind=told["kind"],
        )
        messages.success(request, _("Noted, for the team. It becomes public when a coordinator decides so."))
        return redirect("cases:claim", slug, made.key)
    context = {"form": form, "person": person, "found": queries.overview(volunteer, person)}
    return render(request, "cases/case.html", context, status=200 if request.method == "GET" else 422)


@open_to(Who.VOLUNTEER, while_locked=True)
def claim(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One claim with its citations side by side."""
    return _claim_page(request, _claim(request, slug, key))


@open_to(Who.COORDINATOR, "POST", while_locked=True)
def decide(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The editors' decision."""
    found, form = _claim(request, slug, key), forms.DecisionForm(request.POST)
    if not form.is_valid():
        return _claim_page(request, found, decision=form)
    told = form.cleaned_data
    actions.decide(
        found,
        who_asks(request),
        publication=told["publication"],
        status=told["status"],
        why={"ru": told["why_ru"], "en": told["why_en"]},
        answer=told["answer"],
    )
    waits = found.waits_for_second
    messages.success(request, _("Decided; a second editor must agree.") if waits else _("Decided."))
    return redirect("cases:claim", slug, key)


@open_to(Who.COORDINATOR, "POST", while_locked=True)
def wording(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Another wording; what was public leaves a correction."""
    found, form = _claim(request, slug, key), forms.WordingForm(request.POST)
    if not form.is_valid():
        return _claim_page(request, found, words=form)
    shown = queries.is_shown(found)
    found.text, found.says = {**found.text, **form.both("text")}, {**found.says, **form.both("says")}
    if shown:
        actions.correct(found, who_asks(request), why=form.both("why"))
    else:
        actions.save(found, who_asks(request))
    messages.success(request, _("Saved. The public page changes with the next edition."))
    return redirect("cases:claim", slug, key)


@open_to(Who.VOLUNTEER, "POST", while_locked=True)
def agree(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The second editor's word."""
    actions.agree(_claim(request, slug, key), who_asks(request))
    return redirect("cases:claim", slug, key)


@open_to(Who.COORDINATOR, "POST", while_locked=True)
@confirmed
def withdraw(request: HttpRequest, slug: str, key: str) -> HttpResponseBase:
    """Taken back, with the reason."""
    found, form = _claim(request, slug, key), forms.ReasonForm(request.POST)
    form.is_valid()
    why = {"ru": form.cleaned_data.get("why_ru", ""), "en": form.cleaned_data.get("why_en", "")}
    actions.withdraw(found, who_asks(request), why=why)
    messages.success(request, _("Withdrawn. The public page changes with the next edition."))
    return redirect("cases:case", slug)


@open_to(Who.COORDINATOR, "POST", while_locked=True)
def publish_event(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Into the public timeline."""
    actions.publish(_row(request, slug, Event, key), who_asks(request))
    return redirect("cases:case", slug)


@open_to(Who.VOLUNTEER, "POST", while_locked=True)
def agree_event(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The second editor's word about an event."""
    actions.agree(_row(request, slug, Event, key), who_asks(request))
    return redirect("cases:case", slug)


def _claim_page(request: HttpRequest, found: Claim, **forms_with_errors: Any) -> HttpResponse:
    start = {"publication": found.publication, "status": found.status}
    texts = {f"{name}_{lang}": getattr(found, name).get(lang, "") for name in ("text", "says") for lang in ("ru", "en")}
    weighed = queries.weighed(who_asks(request), found.person)
    context = {
        "claim": found,
        "person": found.person,
        "weight": weighed.standing.get(found.key),
        "findings": weighed.findings.get(found.handle, ()),
        "contradictions": [one for one in weighed.contradictions if found.key in {each.key for each in one.claims}],
        **claim_forms(request, found, weighed),
        "citations": found.citations.all(),
        "links": [each for each in weighed.rows.of[ClaimLink] if found.pk in {each.start_id, each.end_id}],
        "revisions": queries.revisions_of(who_asks(request), found),
        "decision": forms.DecisionForm(initial=start, auto_id="decide_%s"),
        "words": forms.WordingForm(initial=texts, auto_id="word_%s"),
        "reason": forms.ReasonForm(auto_id="withdraw_%s"),
        **forms_with_errors,
    }
    return render(request, "cases/claim.html", context, status=422 if forms_with_errors else 200)


def _claim(request: HttpRequest, slug: str, key: str) -> Claim:
    found: Claim = _row(request, slug, Claim, key)
    return found


def _row(request: HttpRequest, slug: str, model: type[Any], key: str) -> Any:
    volunteer = who_asks(request)
    try:
        return queries.row_for(volunteer, person_for(volunteer, slug), model, key)
    except model.DoesNotExist:
        raise Http404 from None
