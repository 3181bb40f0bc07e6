# SPDX-License-Identifier: AGPL-3.0-or-later
"""The room of texts: bring, read, publish, withdraw. Everybody at the desk may; coordinators keep authors' wishes."""

import hashlib
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from restante.desk.access.asking import who_asks
from restante.desk.library import actions, queries
from restante.desk.library.forms import BringForm, HeadForm, initial_of
from restante.desk.library.keeping import head_of, text_of
from restante.desk.library.models import Version
from restante.desk.library.reading import read_confined
from restante.desk.library.states import State
from restante.desk.ui.doors import Who, open_to
from restante.desk.ui.uploads import BoundedMemoryHandler
from restante.errors import RestanteError
from restante.site.build import STATIC
from restante.texts.document import Picture, nodes_of
from restante.texts.readers.reading import MOST_FILE
from restante.texts.readers.said import translator
from restante.texts.records import Text
from restante.texts.writers import write_about, write_fragment
from restante.texts.writers.pictures import Shown, shown_picture


@open_to(Who.VOLUNTEER, "GET", "POST", while_locked=True)
def room(request: HttpRequest) -> HttpResponse:
    """What waits, a way in, and what is published; a search is a POST, as everywhere here."""
    return _room(request, BringForm())


def _room(request: HttpRequest, form: BringForm, status: int = 200) -> HttpResponse:
    volunteer = who_asks(request)
    wanted = request.POST.get("q", "").strip()[:64]
    told = request.POST.get("page") or request.GET.get("page", "0")
    page = int(told) if told.isdecimal() and len(told) < 6 else 0
    found, count = queries.find_texts(volunteer, wanted, page)
    context = {
        "form": form,
        "waiting": queries.waiting(volunteer),
        "texts": [(row, head_of(row)) for row in found],
        "count": count,
        "wanted": wanted,
        "before": page - 1 if page else None,
        "after": page + 1 if (page + 1) * queries.PAGE < count else None,
        "withdrawn": queries.withdrawn_entries(volunteer),
    }
    return render(request, "library/room.html", context, status=status)


@csrf_exempt  # the handler must be set before the form is read; the inner view checks the token
def bring(request: HttpRequest) -> HttpResponse:
    """Files, each read in a child of its own; one that is refused does not keep the others out."""
    request.upload_handlers = [BoundedMemoryHandler(request, MOST_FILE)]
    return _bring(request)


bring = open_to(Who.VOLUNTEER, "POST", while_locked=True)(bring)


@csrf_protect
def _bring(request: HttpRequest) -> HttpResponse:
    form = BringForm(request.POST)
    files = [file for file in request.FILES.getlist("files") if isinstance(file, UploadedFile)]
    if not files:
        messages.error(request, _("Choose a file first."))
    if not files or not form.is_valid():
        return _room(request, form, 422)
    brought = [version for file in files if (version := _one(request, file, form, request.POST.get("id", "")))]
    return redirect("library:version", brought[0].pk) if len(brought) == 1 else redirect("library:room")


def _one(request: HttpRequest, file: "UploadedFile[Any]", form: BringForm, slug: str) -> Version | None:
    data, name = file.read(), str(file.name or "")
    try:
        arrival = read_confined(data, name, form.cleaned_data["form"], form.cleaned_data["encoding"])
        brought = actions.bring_text(arrival, hashlib.sha256(data).hexdigest(), who_asks(request), slug=slug)
    except RestanteError as refused:
        messages.error(request, _in_words(refused))
        return None
    if not brought.is_new:
        messages.info(request, _("This file is here already."))
    return brought.version


@open_to(Who.VOLUNTEER, "GET", "POST", while_locked=True)
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """The text as it will be read, and beside it what is said of it; POST corrects that."""
    volunteer = who_asks(request)
    found = queries.version_for(volunteer, pk)
    text = text_of(found)
    form = HeadForm(request.POST or None, initial=initial_of(text))
    if request.method == "POST" and form.is_valid():
        actions.change_head(pk, volunteer, form.filled(text))
        messages.success(request, _("Saved."))
        return redirect("library:version", pk)
    return _version(request, found, text, form, 422 if request.method == "POST" else 200)


def _version(request: HttpRequest, found: Version, text: Text, form: HeadForm, status: int) -> HttpResponse:
    volunteer = who_asks(request)
    history = queries.versions_of(volunteer, found.entry)
    translate = translator(get_language() or "en")
    context: dict[str, Any] = {
        "version": found,
        "text": text,
        "form": form if found.state == State.REVIEW else None,
        "shown": _fragment(found, text),
        "about": mark_safe(write_about(text)),  # noqa: S308 - our writer escapes, as in _fragment
        "cautions": [translate(said).format(**fields) for _code, said, fields in found.cautions],
        "history": history,
        "own": found.brought_by == volunteer.name,
        "again": any(row.state in {State.SHOWN, State.REPLACED} for row in history),
        "translations": queries.translations_of(volunteer, found),
    }
    return render(request, "library/version.html", context, status=status)


@open_to(Who.VOLUNTEER, while_locked=True)
def picture(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A picture of the text, by the name that its page uses."""
    text = text_of(queries.version_for(who_asks(request), pk))
    for node in nodes_of(text.document):
        shown = shown_picture(text.document, node) if isinstance(node, Picture) else None
        if shown is not None and shown.name == name:
            return HttpResponse(shown.data, content_type=shown.media_type)
    raise Http404


@open_to(Who.VOLUNTEER, while_locked=True)
def style(_request: HttpRequest) -> HttpResponse:
    """How a text looks to its readers, from their own site: the desk shows it no other way."""
    return HttpResponse((STATIC / "text.css").read_bytes(), content_type="text/css; charset=utf-8")


@open_to(Who.VOLUNTEER, "POST", while_locked=True)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Read and found good."""
    what, alone = request.POST.get("what", ""), bool(request.POST.get("alone"))
    seen = request.POST.get("seen", "")
    done = actions.publish_text(pk, who_asks(request), what=what, alone=alone, seen=seen)
    messages.success(request, _("“%(title)s” is published with the next edition.") % {"title": done.title})
    following = queries.waiting(who_asks(request)).first()
    return redirect("library:version", following.pk) if following is not None else redirect("library:room")


@open_to(Who.VOLUNTEER, "POST", while_locked=True)
def aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Not for the library."""
    actions.set_aside(pk, who_asks(request), request.POST.get("why", ""))
    messages.success(request, _("Set aside; it is in nobody's way and can be brought again."))
    return redirect("library:room")


@open_to(Who.VOLUNTEER, "POST", while_locked=True)
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Out of the next edition."""
    asked = bool(request.POST.get("author_asked"))
    actions.withdraw_text(slug, who_asks(request), request.POST.get("reason", ""), author_asked=asked)
    messages.success(request, _("Withdrawn: the next edition says so in its place, and honest mirrors follow."))
    return redirect("library:room")


@open_to(Who.COORDINATOR, while_locked=True)
def authors(request: HttpRequest) -> HttpResponse:
    """Who asked that no text of theirs be here."""
    return render(request, "library/authors.html", {"authors": queries.refused_authors(who_asks(request))})


@open_to(Who.COORDINATOR, "POST", while_locked=True)
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """They changed their mind."""
    actions.lift_refusal(pk, who_asks(request))
    return redirect("library:authors")


def _in_words(refused: RestanteError) -> str:
    """Readers have a catalogue of their own; what it lacks is the desk's."""
    said = refused.message(translator(get_language() or "en"))
    return said if said != refused.message() else refused.message(_)


def _fragment(found: Version, text: Text) -> SafeString:
    """Markup of our own writer, which escapes every word of the text."""

    def address(shown: Shown) -> str:
        return reverse("library:picture", args=[found.pk, shown.name])

    return mark_safe(write_fragment(text, address))  # noqa: S308 - see above; tests/texts/writers prove it
