# SPDX-License-Identifier: AGPL-3.0-or-later
"""Copies of a source: kept sealed, looked through for its quotations, stamped. Never public; only their SHA-256 is."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from restante.cases.captures import CaptureRefused, StampRefused
from restante.desk.access.asking import who_asks
from restante.desk.access.confirming import confirmed
from restante.desk.cases import capture_forms, forms, queries
from restante.desk.cases.actions import capturing
from restante.desk.cases.capture_reading import MEDIA_TYPES, refused_words
from restante.desk.cases.models import Capture, Source
from restante.desk.cases.queries import holding
from restante.desk.people.queries import person_for
from restante.desk.ui.doors import Who, open_to
from restante.errors import BadInput

_GIVEN_OUT = "sandbox; default-src 'none'"
_GZIP = b"\x1f\x8b"


@open_to(Who.VOLUNTEER)
def copies(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """What is held of a source, and the form for one more."""
    return _source_page(request, _row(request, slug, Source, key))


@csrf_exempt  # the handler must be set before the form is read; the inner view checks the token
def keep(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One more copy."""
    request.upload_handlers = [capture_forms.MemoryHandler(request)]
    return _keep(request, slug, key)


keep = open_to(Who.VOLUNTEER, "POST")(keep)


@csrf_protect
def _keep(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    source = _row(request, slug, Source, key)
    file, details = _file_forms(request, capture_forms.CopyForm, "copy_%s"), _details(request.POST)
    if not (file.is_valid() and details.is_valid()):
        return _source_page(request, source, file=file, details=details)
    told = details.cleaned_data
    try:
        kept = capturing.keep_copy(
            source,
            who_asks(request),
            file.cleaned_data["file"].read(),
            day=told["day"],
            tool=told["tool"],
            archive_url=told["archive_url"],
        )
    except BadInput as refused:
        file.add_error("file", _in_words(refused))
        return _source_page(request, source, file=file, details=details)
    messages.success(request, _("Kept, sealed. Its quotations were looked up."))
    return redirect("cases:copy", slug, kept.key)


@open_to(Who.VOLUNTEER)
def copy(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One copy: which quotations stand in it, and its time stamps."""
    return _copy_page(request, _row(request, slug, Capture, key))


@open_to(Who.VOLUNTEER, "POST")
def look_up(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Quotations that came later."""
    count = capturing.look_up(_row(request, slug, Capture, key), who_asks(request))
    text = ngettext("%(count)d quotation was looked up.", "%(count)d quotations were looked up.", count)
    messages.success(request, text % {"count": count})
    return redirect("cases:copy", slug, key)


@open_to(Who.VOLUNTEER, "POST")
def compare(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """What a volunteer sees in a picture."""
    told = request.POST.get("quotation", "")
    capture = _row(request, slug, Capture, key)
    capturing.compare_by_eye(capture, who_asks(request), told, stands=request.POST.get("stands") == "yes")
    return redirect("cases:copy", slug, key)


@csrf_exempt  # as keep
def stamp(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """A time stamp, verified."""
    request.upload_handlers = [capture_forms.MemoryHandler(request)]
    return _stamp(request, slug, key)


stamp = open_to(Who.VOLUNTEER, "POST")(stamp)


@csrf_protect
def _stamp(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    capture, form = _row(request, slug, Capture, key), _file_forms(request, capture_forms.StampForm, "stamp_%s")
    if not form.is_valid():
        return _copy_page(request, capture, stamp=form)
    root = form.cleaned_data["root"]
    try:
        made = capturing.stamp_copy(
            capture, who_asks(request), form.cleaned_data["stamp"].read(), root.read() if root else b""
        )
    except BadInput as refused:
        form.add_error("stamp", _in_words(refused))
        return _copy_page(request, capture, stamp=form)
    messages.success(request, _("The time stamp is for this file: %(trust)s.") % {"trust": made.get_trust_display()})
    return redirect("cases:copy", slug, key)


@open_to(Who.COORDINATOR, "POST")
def show(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Everybody may know that it is kept."""
    capturing.show_copy(_row(request, slug, Capture, key), who_asks(request))
    messages.success(request, _("The public page names its SHA-256 and day with the next edition."))
    return redirect("cases:copy", slug, key)


@open_to(Who.COORDINATOR, "POST")
@confirmed
def throw_away(request: HttpRequest, slug: str, key: str) -> HttpResponseBase:
    """Its file is erased."""
    capture, form = _row(request, slug, Capture, key), forms.ReasonForm(request.POST, auto_id="withdraw_%s")
    form.is_valid()
    why = {lang: form.cleaned_data.get(f"why_{lang}", "") for lang in ("ru", "en")}
    capturing.throw_away(capture, who_asks(request), why=why)
    messages.success(request, _("Withdrawn, and the file is erased. Its SHA-256 and the reason stay."))
    return redirect("cases:copies", slug, capture.source.key)


@open_to(Who.VOLUNTEER)
def original(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The file as it came, to be saved and never shown: it may be anything."""
    capture = _row(request, slug, Capture, key)
    data = capturing.give_out(capture, who_asks(request))
    ending = MEDIA_TYPES.get(capture.media_type, "bin") + (".gz" if data.startswith(_GZIP) else "")
    name = "".join(sign for sign in capture.key if sign.isascii() and (sign.isalnum() or sign in "-_"))
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    answer.headers["Content-Security-Policy"] = _GIVEN_OUT
    return answer


def _source_page(request: HttpRequest, source: Source, **refused: Any) -> HttpResponse:
    context = {
        "person": source.person,
        "source": source,
        "copies": holding.copies_of(who_asks(request), source),
        "file": capture_forms.CopyForm(auto_id="copy_%s"),
        "details": _details(None),
        **refused,
    }
    return render(request, "cases/copies.html", context, status=422 if refused else 200)


def _copy_page(request: HttpRequest, capture: Capture, **refused: Any) -> HttpResponse:
    quoted = holding.quoted_in(who_asks(request), capture)
    context = {
        "person": capture.person,
        "capture": capture,
        "quoted": quoted,
        "waiting": bool(capture.blob) and any(one.lookup is None for one in quoted),
        "stampings": capture.stampings.all(),
        "stamp": capture_forms.StampForm(auto_id="stamp_%s"),
        "reason": forms.ReasonForm(auto_id="withdraw_%s"),
        "revisions": queries.revisions_of(who_asks(request), capture),
        **refused,
    }
    return render(request, "cases/copy.html", context, status=422 if refused else 200)


def _file_forms(request: HttpRequest, kind: type[Any], auto_id: str) -> Any:
    return kind(request.POST, request.FILES, auto_id=auto_id)


def _details(posted: Any) -> capture_forms.CopyDetailsForm:
    return capture_forms.CopyDetailsForm(posted, auto_id="copy_%s")


def _in_words(refused: BadInput) -> str:
    """A reader's reason is a sentence of its own in the reader's language."""
    if isinstance(refused, CaptureRefused | StampRefused):
        refused.fields["reason"] = _(refused_words(refused))
        refused.fields["file"] = _("The file")
    return refused.message(_)


def _row(request: HttpRequest, slug: str, model: type[Any], key: str) -> Any:
    volunteer = who_asks(request)
    try:
        return queries.row_for(volunteer, person_for(volunteer, slug), model, key)
    except model.DoesNotExist:
        raise Http404 from None
