# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's side of a case: any volunteer enters and agrees, coordinators decide what everybody reads."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from restante.desk.access.asking import who_asks
from restante.desk.cases import actions, forms, queries
from restante.desk.cases.disputes import claim_forms
from restante.desk.cases.entity_views import history_of, language, row_of
from restante.desk.cases.models import Claim, ClaimLink
from restante.desk.cases.queries import holding
from restante.desk.cases.refusals import ChangedMeanwhile
from restante.desk.cases.shapes import BY_MODEL
from restante.desk.people.queries import person_for
from restante.desk.ui.doors import Who, open_to
from restante.errors import BadInput


@open_to(Who.VOLUNTEER, "GET", "POST", while_locked=True)
def case(request: HttpRequest, slug: str) -> HttpResponse:
    """Four fields on top, then everything that is known."""
    volunteer = who_asks(request)
    person = person_for(volunteer, slug)
    form = forms.EntryForm(request.POST or None)
    lang = language()
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
    counts = queries.counts_of(volunteer, person)
    context = {
        "form": form,
        "person": person,
        "found": queries.overview(volunteer, person),
        "tables": [(BY_MODEL[model], *told) for model, told in counts.items()],
    }
    return render(request, "cases/case.html", context, status=200 if request.method == "GET" else 422)


@open_to(Who.VOLUNTEER, while_locked=True)
def claim(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One claim with its citations side by side."""
    return claim_page(request, row_of(request, slug, "claims", key))


@open_to(Who.COORDINATOR, "POST", while_locked=True)
def decide(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The editors' decision; a form that is refused comes back filled."""
    found, form = row_of(request, slug, "claims", key), forms.DecisionForm(request.POST, auto_id="decide_%s")
    try:
        if form.is_valid():
            _decide(request, found, form)
            messages.success(request, _said_of(found))
            return redirect("cases:claim", slug, key)
    except BadInput as refused:
        found = row_of(request, slug, "claims", key)
        form = _with_refusal(forms.DecisionForm, "decide_%s", request, found, refused)
    return claim_page(request, found, decision=form)


@open_to(Who.COORDINATOR, "POST", while_locked=True)
def wording(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Another wording; what was public leaves a correction."""
    found, form = row_of(request, slug, "claims", key), forms.WordingForm(request.POST, auto_id="word_%s")
    try:
        if form.is_valid():
            _reword(request, found, form)
            messages.success(request, _("Saved. The public page changes with the next edition."))
            return redirect("cases:claim", slug, key)
    except BadInput as refused:
        found = row_of(request, slug, "claims", key)
        form = _with_refusal(forms.WordingForm, "word_%s", request, found, refused)
    return claim_page(request, found, words=form)


def claim_page(request: HttpRequest, found: Claim, **forms_with_errors: Any) -> HttpResponse:
    """The page of a claim, with a form that was refused in its place."""
    start = {"publication": found.publication, "status": found.status, "seen": found.version}
    texts = {f"{name}_{lang}": getattr(found, name).get(lang, "") for name in ("text", "says") for lang in ("ru", "en")}
    volunteer = who_asks(request)
    weighed = queries.weighed(volunteer, found.person)
    before, after = queries.beside(weighed.rows.of[Claim], found.key)
    context = {
        "claim": found,
        "person": found.person,
        "weight": weighed.standing.get(found.key),
        "findings": weighed.findings.get(found.handle, ()),
        "contradictions": [one for one in weighed.contradictions if found.key in {each.key for each in one.claims}],
        **claim_forms(found, weighed),
        "citations": found.citations.all(),
        "held": holding.outcomes_of(volunteer, found.citations.all()),
        "related": [each for each in weighed.rows.of[ClaimLink] if found.pk in {each.start_id, each.end_id}],
        "history": history_of(request, found),
        "before": before,
        "after": after,
        "may_edit": not found.withdrawn and (volunteer.is_coordinator or not found.is_public),
        "decision": forms.DecisionForm(initial=start, auto_id="decide_%s"),
        "words": forms.WordingForm(initial={**texts, "seen": found.version}, auto_id="word_%s"),
        "hiding": forms.HideForm(auto_id="hide_%s"),
        "reason": forms.ReasonForm(auto_id="withdraw_%s"),
        **forms_with_errors,
    }
    return render(request, "cases/claim.html", context, status=422 if forms_with_errors else 200)


def _said_of(decided: Claim) -> str:
    if decided.waits_for_second:
        return _("Decided; a second editor must agree.")
    if queries.is_shown(decided):
        return _("Decided. The public page changes with the next edition.")
    return _("Decided; only the group sees it.")


def _decide(request: HttpRequest, found: Claim, form: forms.DecisionForm) -> None:
    told = form.cleaned_data
    actions.decide(
        found,
        who_asks(request),
        publication=told["publication"],
        status=told["status"],
        why={"ru": told["why_ru"], "en": told["why_en"]},
        answer=told["answer"],
        seen=told["seen"],
    )


def _reword(request: HttpRequest, found: Claim, form: forms.WordingForm) -> None:
    shown, seen = queries.is_shown(found), form.cleaned_data["seen"]
    found.text, found.says = {**found.text, **form.both("text")}, {**found.says, **form.both("says")}
    if shown:
        actions.correct(found, who_asks(request), why=form.both("why"), seen=seen)
    else:
        actions.save(found, who_asks(request), seen=seen)


def _with_refusal(kind: type[Any], auto_id: str, request: HttpRequest, fresh: Claim, refused: BadInput) -> Any:
    """What was typed, and why it was not taken. Whoever was overtaken has now seen the newest state."""
    data = request.POST.copy()
    if isinstance(refused, ChangedMeanwhile):
        data["seen"] = str(fresh.version)
    form = kind(data, auto_id=auto_id)
    form.is_valid()
    form.add_error(None, refused.message(_))
    return form
