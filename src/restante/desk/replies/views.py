# SPDX-License-Identifier: AGPL-3.0-or-later
"""The replies room: drop scans, see what they hold, say whose they are, deliver. A page by itself: page_views."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from restante.desk.access.asking import who_asks
from restante.desk.letters import queries as letters
from restante.desk.replies import actions, delivering, queries
from restante.desk.replies.forms import SearchForm
from restante.desk.replies.models import Reply, Scan
from restante.desk.replies.reasons import reason_for, why_unsealed
from restante.desk.ui.doors import Who, open_to
from restante.desk.ui.uploads import BoundedMemoryHandler

DELIVERED_SHOWN = 20
MOST_BYTES = 160 * 2**20


@open_to(Who.VOLUNTEER)
def room(request: HttpRequest) -> HttpResponse:
    """The drop zone, files being read, and replies that wait."""
    volunteer = who_asks(request)
    scans = list(queries.unread_scans(volunteer))
    context = {
        "reading": [scan for scan in scans if scan.state == Scan.State.WAITING],
        "sealing": queries.replies_being_sealed(volunteer),
        "failed": [(scan, reason_for(scan.error)) for scan in scans if scan.state == Scan.State.FAILED],
        "replies": queries.open_replies(volunteer),
        "delivered": queries.delivered_replies(volunteer)[:DELIVERED_SHOWN],
    }
    return render(request, "replies/room.html", context)


@csrf_exempt  # the handler must be set before the form is read; the inner view checks the token
def upload(request: HttpRequest) -> HttpResponse:
    """Files, or one letter's reply that came as a file."""
    request.upload_handlers = [BoundedMemoryHandler(request, MOST_BYTES)]
    return _upload(request)


upload = open_to(Who.VOLUNTEER, "POST")(upload)


@csrf_protect
def _upload(request: HttpRequest) -> HttpResponse:
    volunteer = who_asks(request)
    files = [file.read() for file in request.FILES.getlist("files") if isinstance(file, UploadedFile)]
    letter_id = request.POST.get("letter", "")
    direct_to = letters.letter_for(volunteer, letter_id) if letter_id else None
    actions.upload_scans(volunteer, files, direct_to)
    text = ngettext("%(count)d file is being read.", "%(count)d files are being read.", len(files))
    messages.success(request, text % {"count": len(files)})
    return redirect("replies:room")


@open_to(Who.VOLUNTEER, "POST")
def drop_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """A file that cannot be read."""
    volunteer = who_asks(request)
    actions.drop_scan(volunteer, queries.scan_for(volunteer, pk))
    return redirect("replies:room")


@open_to(Who.VOLUNTEER, "POST")
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """A file that broke its reader, once more."""
    volunteer = who_asks(request)
    actions.read_again(volunteer, queries.scan_for(volunteer, pk))
    return redirect("replies:room")


@open_to(Who.VOLUNTEER, "GET", "POST")
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Its pages, whose it may be, and the button that delivers. A search is a POST: pen names stay out of addresses."""
    volunteer = who_asks(request)
    found = queries.reply_for(volunteer, pk)
    form = SearchForm(request.POST or None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    searching = found.state == Reply.State.UNMATCHED
    context = {
        "reply": found,
        "pages": found.pages.all(),
        "is_open": found.state in actions.OPEN,
        "seen": queries.digest_of(found, list(found.pages.all())),
        "unsealed": why_unsealed(found.error) if found.state == Reply.State.CONFIRMED else "",
        "form": form,
        "sign": queries.sign_of(found),
        "candidates": queries.candidates_for(volunteer, words) if searching else [],
        "neighbour": queries.neighbour_of(volunteer, found) if searching else None,
    }
    return render(request, "replies/reply.html", context)


@open_to(Who.VOLUNTEER, "POST")
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """It is this letter's."""
    volunteer = who_asks(request)
    actions.match_reply(volunteer, pk, letters.letter_for(volunteer, request.POST.get("letter", "")))
    return redirect("replies:reply", pk)


@open_to(Who.VOLUNTEER, "POST")
def unmatch(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not."""
    actions.unmatch_reply(who_asks(request), pk)
    return redirect("replies:reply", pk)


@open_to(Who.VOLUNTEER, "POST")
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """These pages belong to the reply before them."""
    volunteer = who_asks(request)
    neighbour = queries.neighbour_of(volunteer, queries.reply_for(volunteer, pk))
    if neighbour is None:
        raise Reply.DoesNotExist
    actions.join_replies(volunteer, pk, neighbour.pk)
    return redirect("replies:reply", neighbour.pk)


@open_to(Who.VOLUNTEER, "POST")
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """Burn in, seal, and on to the next one. A second click on the button is told the same."""
    volunteer = who_asks(request)
    seen = request.POST.get("seen", "")
    if delivering.deliver_reply(volunteer, pk, seen=seen).state == Reply.State.SEALING:
        messages.success(request, _("It is being sealed: the writer finds it in the mail after that."))
    else:
        messages.success(request, _("Delivered: the writer finds it in the next mail."))
    following = queries.open_replies(volunteer).first()
    return redirect("replies:reply", following.pk) if following is not None else redirect("replies:room")


@open_to(Who.VOLUNTEER, "POST")
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Not a reply at all."""
    actions.drop_reply(who_asks(request), pk)
    messages.success(request, _("Dropped, and its images are deleted."))
    return redirect("replies:room")
