# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is shown to everybody, by whose word, and how it is taken back: four buttons on everything of a case."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from restante.desk.access.asking import who_asks
from restante.desk.access.confirming import confirmed
from restante.desk.cases import actions, forms
from restante.desk.cases.entity_views import row_of, row_page, shape_of
from restante.desk.cases.models import Claim
from restante.desk.cases.views import claim_page
from restante.desk.ui.doors import Who, open_to
from restante.errors import BadInput


@open_to(Who.COORDINATOR, "POST", while_locked=True)
def publish(request: HttpRequest, slug: str, kind: str, key: str) -> HttpResponse:
    """Shown to everybody, or the first of two keys turned. A claim is decided on instead."""
    found = row_of(request, slug, kind, key)
    if isinstance(found, Claim):
        raise Http404
    form = forms.ShowForm(request.POST, is_stopped="answer" in request.POST, auto_id="show_%s")
    try:
        if form.is_valid():
            answer = form.cleaned_data.get("answer", "")
            found = actions.publish(found, who_asks(request), answer=answer, seen=_seen(request))
            _say_shown(request, found)
            return _back(slug, kind, key)
    except BadInput as refused:
        form.add_error(None, refused.message(_))
    return row_page(request, shape_of(kind), row_of(request, slug, kind, key), showing=form)


@open_to(Who.VOLUNTEER, "POST", while_locked=True)
def agree(request: HttpRequest, slug: str, kind: str, key: str) -> HttpResponse:
    """The second editor's word."""
    actions.agree(row_of(request, slug, kind, key), who_asks(request), seen=_seen(request))
    messages.success(request, _("Agreed. The public page changes with the next edition."))
    return _back(slug, kind, key)


@open_to(Who.COORDINATOR, "POST", while_locked=True)
def hide(request: HttpRequest, slug: str, kind: str, key: str) -> HttpResponse:
    """Back to the team, or under seal."""
    found, form = row_of(request, slug, kind, key), forms.HideForm(request.POST, auto_id="hide_%s")
    if not form.is_valid():
        return _page(request, kind, found, hiding=form)
    told = form.cleaned_data
    actions.hide(found, who_asks(request), visibility=told["visibility"], reason=told["reason"])
    messages.success(request, _("Taken back. The public page changes with the next edition."))
    return _back(slug, kind, key)


@open_to(Who.COORDINATOR, "POST", while_locked=True)
@confirmed
def withdraw(request: HttpRequest, slug: str, kind: str, key: str) -> HttpResponseBase:
    """Taken back for good, with the reason."""
    found, form = row_of(request, slug, kind, key), forms.ReasonForm(request.POST, auto_id="withdraw_%s")
    if not form.is_valid():
        return _page(request, kind, found, reason=form)
    actions.withdraw(found, who_asks(request), why=form.why())
    messages.success(request, _("Withdrawn. The public page changes with the next edition."))
    return redirect("cases:case", slug)


def _seen(request: HttpRequest) -> int | None:
    """The version on the page where the button was: nobody agrees to words that came after he had read."""
    told = request.POST.get("seen", "")
    return int(told) if told.isdecimal() and len(told) < 10 else None


def _page(request: HttpRequest, kind: str, found: Any, **refused: Any) -> HttpResponse:
    if isinstance(found, Claim):
        return claim_page(request, found, **refused)
    return row_page(request, shape_of(kind), found, **refused)


def _back(slug: str, kind: str, key: str) -> HttpResponse:
    return redirect("cases:claim", slug, key) if kind == "claims" else redirect("cases:row", slug, kind, key)


def _say_shown(request: HttpRequest, found: Any) -> None:
    if found.is_public:
        messages.success(request, _("The public page shows it with the next edition."))
    else:
        messages.warning(request, _("You agreed as first editor; a second one must agree before everybody sees it."))
