# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists, pages and forms of everything in a case: any volunteer adds, and changes what is not public yet."""

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from restante.desk.access.asking import who_asks
from restante.desk.cases import actions, forms, queries
from restante.desk.cases.entity_forms import EntityForm
from restante.desk.cases.facts import changes_in, facts
from restante.desk.cases.models import Claim, Entity, Event
from restante.desk.cases.refusals import ChangedMeanwhile
from restante.desk.cases.shapes import SHAPES, Shape
from restante.desk.people.queries import person_for
from restante.desk.ui.doors import Who, open_to
from restante.errors import BadInput

LISTS: Final = (
    ("all", gettext_lazy("all")),
    ("waiting", gettext_lazy("waits for an editor")),
    ("team", gettext_lazy("not public")),
    ("public", gettext_lazy("public")),
    ("remarks", gettext_lazy("with remarks")),
    ("withdrawn", gettext_lazy("withdrawn")),
)


@open_to(Who.VOLUNTEER, while_locked=True)
def rows(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """A table of the case, to look through and to add to."""
    shape, volunteer = shape_of(kind), who_asks(request)
    person = person_for(volunteer, slug)
    show = request.GET.get("show", "all")
    show = show if show in queries.LISTS else "all"
    words, page = request.GET.get("q", "")[:200], request.GET.get("page", "")
    asked = int(page) if page.isdecimal() and len(page) < 6 else 0
    found = queries.listed(volunteer, person, shape.model, show, words, asked)
    is_claims = shape.model is Claim
    context = {
        "person": person,
        "shape": shape,
        "found": found,
        "groups": queries.grouped(list(found.rows), found.weighed.rows) if is_claims else None,
        "show": show,
        "words": words,
        "lists": LISTS,
        "versions": queries.versions_of(volunteer, person) if kind == "corrections" else None,
    }
    return render(request, "cases/rows.html", context)


@open_to(Who.VOLUNTEER, while_locked=True)
def row(request: HttpRequest, slug: str, kind: str, key: str) -> HttpResponse:
    """One thing with all that is known of it, and what can be done."""
    return row_page(request, shape_of(kind), row_of(request, slug, kind, key))


@open_to(Who.VOLUNTEER, "GET", "POST", while_locked=True)
def add(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Few fields, the others folded away."""
    shape, volunteer = shape_of(kind), who_asks(request)
    if not shape.can_add:
        raise Http404
    new = shape.model(person=person_for(volunteer, slug))
    if isinstance(new, Event) and request.method == "GET":
        new.zone = queries.usual_zone(volunteer, new.person)
    form = EntityForm(shape, new, volunteer, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add(new, volunteer, form.values())
        except BadInput as refused:
            form.add_error(None, refused.message(_))
        else:
            messages.success(request, _("Noted, for the team. It becomes public when a coordinator decides so."))
            return redirect("cases:row", slug, kind, made.key)
    return _form_page(request, form, new)


@open_to(Who.VOLUNTEER, "GET", "POST", while_locked=True)
def edit(request: HttpRequest, slug: str, kind: str, key: str) -> HttpResponse:
    """The same form with what is kept; two who had it open at once do not overwrite each other."""
    shape, volunteer, found = shape_of(kind), who_asks(request), row_of(request, slug, kind, key)
    if not shape.can_edit or found.withdrawn is not None:
        raise Http404
    is_shown = queries.is_shown(found)
    data = request.POST if request.method == "POST" else None
    form = EntityForm(shape, found, volunteer, data, is_shown=is_shown)
    if request.method == "POST" and form.is_valid():
        why = form.why() if is_shown and form.is_correction(form.cleaned_data) else None
        try:
            saved = actions.edit(found, volunteer, form.values(), seen=form.cleaned_data["seen"], why=why)
        except ChangedMeanwhile as refused:
            return _again(request, shape, row_of(request, slug, kind, key), refused)
        except BadInput as refused:
            form.add_error(None, refused.message(_))
        else:
            _say_saved(request, saved, is_shown=is_shown)
            return redirect("cases:row", slug, kind, key)
    return _form_page(request, form, found)


@open_to(Who.VOLUNTEER, "POST", while_locked=True)
def tell(request: HttpRequest, slug: str, kind: str, key: str) -> HttpResponse:
    """A claim about an event, a stay, a charge or a proceeding."""
    shape, found = shape_of(kind), row_of(request, slug, kind, key)
    if not shape.can_tell or found.withdrawn is not None:
        raise Http404
    form = forms.TellForm(request.POST, auto_id="tell_%s")
    if not form.is_valid():
        return row_page(request, shape, found, telling=form)
    told, lang = form.cleaned_data, language()
    made = actions.tell_about(
        found,
        who_asks(request),
        text={lang: told["what"]},
        url=told["link"],
        quotation=told["quotation"],
        lang=lang,
        says={lang: told["says"]} if told["says"] else {},
    )
    messages.success(request, _("Noted, for the team. It becomes public when a coordinator decides so."))
    return redirect("cases:claim", slug, made.key)


def row_page(request: HttpRequest, shape: Shape, found: Any, **refused: Any) -> HttpResponse:
    """The page of a thing, with a form that was refused in its place."""
    volunteer = who_asks(request)
    weighed = queries.weighed(volunteer, found.person, shape.model)
    findings = weighed.findings.get(found.handle, ())
    before, after = queries.beside(weighed.rows.of[shape.model], found.key)
    context = {
        "person": found.person,
        "shape": shape,
        "row": found,
        "facts": list(facts(found)),
        "findings": findings,
        "weighed": weighed,
        "claims": queries.claims_about(found, weighed.rows.of[Claim]) if shape.can_tell else (),
        "history": history_of(request, found),
        "before": before,
        "after": after,
        "may_edit": shape.can_edit and not found.withdrawn and (volunteer.is_coordinator or not found.is_public),
        "telling": forms.TellForm(auto_id="tell_%s") if shape.can_tell else None,
        "showing": forms.ShowForm(is_stopped=any(one.level == "stop" for one in findings), auto_id="show_%s"),
        "hiding": forms.HideForm(auto_id="hide_%s"),
        "reason": forms.ReasonForm(auto_id="withdraw_%s"),
        **refused,
    }
    return render(request, "cases/row.html", context, status=422 if refused else 200)


def history_of(request: HttpRequest, found: Entity) -> list[tuple[Any, Any]]:
    """Revisions, each with what it changed in words."""
    return [(each, changes_in(each)) for each in queries.revisions_of(who_asks(request), found)]


def shape_of(kind: str) -> Shape:
    """By the part of an address; what is no kind of thing is nowhere."""
    if kind not in SHAPES:
        raise Http404
    return SHAPES[kind]


def row_of(request: HttpRequest, slug: str, kind: str, key: str) -> Any:
    """One thing of one person's case."""
    volunteer, model = who_asks(request), shape_of(kind).model
    return queries.row_for(volunteer, person_for(volunteer, slug), model, key)


def language() -> str:
    """The one in which this volunteer writes."""
    return "ru" if get_language() == "ru" else "en"


def _again(request: HttpRequest, shape: Shape, fresh: Any, refused: ChangedMeanwhile) -> HttpResponse:
    """What this editor wrote, beside what the other one kept meanwhile; saving again is then a decision."""
    data = request.POST.copy()
    seen = data.get("seen", "")
    data["seen"] = str(fresh.version)
    form = EntityForm(shape, fresh, who_asks(request), data, is_shown=queries.is_shown(fresh))
    form.is_valid()
    form.add_error(None, refused.message(_))
    since = int(seen) if seen.isdecimal() and len(seen) < 10 else fresh.version
    meanwhile = [
        (each, changes_in(each)) for each in queries.revisions_of(who_asks(request), fresh) if each.version > since
    ]
    return _form_page(request, form, fresh, meanwhile=meanwhile)


def _form_page(request: HttpRequest, form: EntityForm, found: Any, **more: Any) -> HttpResponse:
    context = {"person": found.person, "shape": form.shape, "row": found, "form": form, **more}
    return render(request, "cases/row_form.html", context, status=422 if form.errors else 200)


def _say_saved(request: HttpRequest, saved: Any, *, is_shown: bool) -> None:
    if saved.needs_two and is_shown and not saved.is_public:
        messages.warning(request, _("Saved. It is grave, so it is shown again when a second editor agrees."))
    elif is_shown:
        messages.success(request, _("Saved. The public page changes with the next edition."))
    else:
        messages.success(request, _("Saved, for the team."))
