# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file comes in, is given its meaning, is compared, and is taken; until the last button nothing is written."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from restante.cases.lists.mapping import MapRefused
from restante.cases.lists.tables import MOST_BYTES
from restante.desk.access.asking import who_asks
from restante.desk.lists import stages
from restante.desk.lists.forms import MapForm, UploadForm, columns_of, meanings, put_together, read_columns
from restante.desk.lists.models import Line, Upload
from restante.desk.lists.queries import screens
from restante.desk.lists.refusals import NoListChosen
from restante.desk.ui.doors import Who, open_to
from restante.desk.ui.uploads import BoundedMemoryHandler

FIRST = 10
WORKING = (Upload.State.READING, Upload.State.LOOKING, Upload.State.TAKING)


@open_to(Who.VOLUNTEER)
def room(request: HttpRequest) -> HttpResponse:
    """Lists there are, files on their way, and a place for the next one."""
    return _room(request, UploadForm(initial={"kind": "people", "day": timezone.now().date()}))


@csrf_exempt  # the handler must be set before the form is read; the inner view checks the token
def upload(request: HttpRequest) -> HttpResponse:
    """A file that somebody else made."""
    request.upload_handlers = [BoundedMemoryHandler(request, MOST_BYTES, 1)]
    return _upload(request)


upload = open_to(Who.VOLUNTEER, "POST")(upload)


@csrf_protect
def _upload(request: HttpRequest) -> HttpResponse:
    form, file = UploadForm(request.POST), request.FILES.get("file")
    if not form.is_valid():
        return _room(request, form)
    if not isinstance(file, UploadedFile):
        raise NoListChosen
    told = form.cleaned_data
    made = stages.upload_list(who_asks(request), file.read(), file.name or "list", told["kind"], told["day"])
    return redirect("lists:file", made.pk)


@open_to(Who.VOLUNTEER)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it stands now, and what is to be done."""
    return _file(request, screens.upload_for(who_asks(request), pk))


@open_to(Who.VOLUNTEER)
def meaning(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the columns."""
    found = screens.upload_for(who_asks(request), pk)
    return _file(request, found, again=found.state == Upload.State.LOOKED)


@open_to(Who.VOLUNTEER, "POST")
def give_meaning(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column is what; kept for the next file."""
    volunteer = who_asks(request)
    found = screens.upload_for(volunteer, pk)
    before = stages.map_of(found)
    form = MapForm(request.POST)
    columns = read_columns(request.POST, found.columns, before)
    if form.is_valid():
        try:
            chosen = form.chosen(found.kind, columns, before)
            stages.map_upload(volunteer, found, chosen, form.cleaned_data["day"])
            return redirect("lists:file", pk)
        except MapRefused as refused:
            form.add_error(
                None,
                _("The columns cannot be read like that: {reason}.").format(reason=_(str(refused.fields["reason"]))),
            )
    return _file(request, found, form=form, posted=columns, again=True)


@open_to(Who.VOLUNTEER)
def part(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    """Everything of one kind that a comparison found, in pages."""
    volunteer = who_asks(request)
    found = screens.upload_for(volunteer, pk)
    if which not in Line.Part.values:
        raise Line.DoesNotExist
    shown = screens.part_of(screens.lines_of(volunteer, found, which), page_asked(request))
    context = {"upload": found, "which": which, "label": Line.Part(which).label, "part": shown,
               "whole": found.told.get("counts", {}).get(which, 0)}  # fmt: skip
    return render(request, "lists/part.html", context)


@open_to(Who.VOLUNTEER, "POST")
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what the list says."""
    volunteer = who_asks(request)
    found = screens.upload_for(volunteer, pk)
    stages.take_upload(volunteer, found, request.POST.get("why", ""))
    if found.state == Upload.State.TAKEN:
        messages.success(request, _("Written down as what the list says. Nobody of yours was changed."))
    return redirect("lists:file", pk)


@open_to(Who.VOLUNTEER, "POST")
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Not this file."""
    volunteer = who_asks(request)
    stages.drop_upload(volunteer, screens.upload_for(volunteer, pk))
    messages.success(request, _("Dropped, and the file is deleted."))
    return redirect("lists:room")


def page_asked(request: HttpRequest) -> int:
    """The number of a page; nonsense is the first."""
    told = request.GET.get("page", "0")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 6 else 0


def _room(request: HttpRequest, form: UploadForm) -> HttpResponse:
    volunteer = who_asks(request)
    context = {"lists": screens.lists(volunteer), "uploads": screens.open_uploads(volunteer), "form": form}
    return render(request, "lists/room.html", context, status=422 if form.errors else 200)


def _file(
    request: HttpRequest, found: Upload, *, form: MapForm | None = None, posted: Any = None, again: bool = False
) -> HttpResponse:
    context: dict[str, Any] = {"upload": found, "working": found.state in WORKING}
    if found.state == Upload.State.MAPPING or again:
        chosen = stages.map_of(found)
        start = {"slug": chosen.slug, "title": chosen.title, "dates": chosen.dates, "serials": chosen.serials,
                 "url": chosen.url, "licence": chosen.licence, "country": chosen.constants.get("country", ""),
                 "day": found.day}  # fmt: skip
        shown = replace(chosen, columns=posted) if posted is not None else chosen
        context |= {"form": form or MapForm(initial=start), "columns": columns_of(found.columns, shown),
                    "meanings": list(meanings()), "chosen": chosen,
                    "together": put_together(chosen)}  # fmt: skip
        return render(request, "lists/meaning.html", context, status=422 if form is not None else 200)
    if found.state in {Upload.State.LOOKED, Upload.State.TAKEN}:
        lines = screens.first_lines(who_asks(request), found, FIRST)
        counts = found.told.get("counts", {})
        context["parts"] = [
            (which, Line.Part(which).label, counts.get(which, 0), lines[which]) for which in Line.Part.values
        ]
        context["more_than"] = FIRST
    return render(request, "lists/file.html", context)
