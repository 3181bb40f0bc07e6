# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mailroom's pages: what waits, a print run, an operator's queue and one letter of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from restante.desk.access.asking import who_asks
from restante.desk.mailroom import actions, queries
from restante.desk.mailroom.forms import CostForm, FateForm, PostedForm, RangeForm, RunForm
from restante.desk.ui.doors import Who, open_to

RUNS_SHOWN = 30
PLACES_SHOWN = 50


@open_to(Who.VOLUNTEER)
def room(request: HttpRequest) -> HttpResponse:
    """What waits for paper, what waits for operators, and the runs."""
    volunteer = who_asks(request)
    waiting = queries.waiting_by_channel(volunteer, get_language() or "en")
    context = {
        "paper": queries.count_paper_letters(volunteer),
        "channels": [each for each in waiting if each.kind == "electronic"],
        "runs": queries.runs(volunteer)[:RUNS_SHOWN],
        "form": RunForm(),
    }
    return render(request, "mailroom/room.html", context)


@open_to(Who.VOLUNTEER, "POST")
def start(request: HttpRequest) -> HttpResponse:
    """One button; a short run is typeset at once, a long one by the worker while the page tells so."""
    form = RunForm(request.POST)
    form.is_valid()
    started, unfit = actions.start_run(who_asks(request), duplex=bool(form.cleaned_data.get("duplex")))
    if started.letters.count() <= actions.AT_ONCE:
        actions.typeset_run(started)
    if unfit:
        text = ngettext(
            "%(count)d letter was left out: where its addressee is held is not recorded.",
            "%(count)d letters were left out: where their addressees are held is not recorded.",
            len(unfit),
        )
        messages.warning(request, text % {"count": len(unfit)})
    return redirect("mailroom:run", started.pk)


@open_to(Who.VOLUNTEER)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Files, the checklist in parts, and what can be done now."""
    volunteer = who_asks(request)
    found = queries.run_for(volunteer, pk)
    size = queries.count_letters_of(volunteer, found)
    told = request.GET.get("from", "1")
    start = min(int(told), size) if told.isdecimal() and len(told) < 6 else 1
    context = {
        "run": found,
        "size": size,
        "places": queries.letters_of(volunteer, found).filter(position__gte=start)[:PLACES_SHOWN],
        "parts": [
            (first, min(first + PLACES_SHOWN - 1, size), first <= start < first + PLACES_SHOWN)
            for first in range(1, size + 1, PLACES_SHOWN)
        ],
        "files": found.files.order_by("pk"),
        "range_form": RangeForm(initial={"first": 1, "last": size}),
        "cost_form": CostForm(),
        "why": str(FateForm(auto_id=False)["why"]),  # once, and not for each of the rows
    }
    return render(request, "mailroom/run.html", context)


@open_to(Who.VOLUNTEER)
def file(request: HttpRequest, pk: int, file_pk: int, name: str) -> HttpResponse:
    """One file, opened in memory and handed to the browser; nothing unsealed touches the disk."""
    volunteer = who_asks(request)
    found = queries.file_for(volunteer, pk, file_pk)
    if found.name != name:
        raise Http404
    response = HttpResponse(actions.fetch_file(volunteer, found), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="run-{pk}-{found.name}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@open_to(Who.VOLUNTEER, "POST")
def reprint(request: HttpRequest, pk: int) -> HttpResponse:
    """Some places again, under the same numbers."""
    volunteer = who_asks(request)
    form = RangeForm(request.POST)
    if form.is_valid():
        actions.reprint(volunteer, queries.run_for(volunteer, pk), **form.cleaned_data)
    else:
        messages.error(request, _("Give the first and the last place as numbers."))
    return redirect("mailroom:run", pk)


@open_to(Who.VOLUNTEER, "POST")
def posted(request: HttpRequest, pk: int) -> HttpResponse:
    """All of the run, or the ticked letters."""
    volunteer = who_asks(request)
    found = queries.run_for(volunteer, pk)
    form = PostedForm(request.POST, places=list(found.letters.values_list("position", flat=True)))
    if not form.is_valid():
        messages.error(request, _("The postage is an amount such as 34.50, the currency three letters such as RUB."))
        return redirect("mailroom:run", pk)
    only = form.cleaned_data["positions"] if "ticked" in request.POST else None
    cost, currency = form.cleaned_data["cost"], form.cleaned_data["currency"]
    count = actions.mark_posted(volunteer, found, only, cost, currency)
    text = ngettext("%(count)d letter is marked as posted.", "%(count)d letters are marked as posted.", count)
    messages.success(request, text % {"count": count})
    return redirect("mailroom:run", pk)


@open_to(Who.VOLUNTEER, "POST")
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """The files go; the list stays."""
    volunteer = who_asks(request)
    actions.close_run(volunteer, queries.run_for(volunteer, pk))
    messages.success(request, _("The run is closed and its files are deleted."))
    return redirect("mailroom:run", pk)


@open_to(Who.VOLUNTEER, "POST")
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Its letters wait again."""
    volunteer = who_asks(request)
    actions.cancel_run(volunteer, queries.run_for(volunteer, pk))
    messages.success(request, _("The run is given up; its letters wait for the next one."))
    return redirect("mailroom:room")


@open_to(Who.VOLUNTEER)
def channel(request: HttpRequest, country: str, name: str) -> HttpResponse:
    """An operator's queue: one letter after the other."""
    volunteer = who_asks(request)
    channel_id = f"{country}/{name}"
    known = queries.channel_of(channel_id)
    if known is None or known.kind != "electronic":
        raise Http404
    context = {
        "channel_name": known.names.get(get_language() or "en", channel_id),
        "letters": queries.operator_queue(volunteer, channel_id),
    }
    return render(request, "mailroom/channel.html", context)


@open_to(Who.VOLUNTEER)
def transcript(request: HttpRequest, letter_id: str) -> HttpResponse:
    """The pages to copy, and the price."""
    found = actions.open_transcript(who_asks(request), letter_id)
    country, _slash, name = found.channel.id.partition("/")
    context = {
        "found": found,
        "country": country,
        "name": name,
        "channel_name": found.channel.names.get(get_language() or "en", found.channel.id),
        "form": CostForm(initial={"cost": found.price, "currency": found.currency}),
    }
    return render(request, "mailroom/transcript.html", context)


@open_to(Who.VOLUNTEER, "POST")
def sent(request: HttpRequest, letter_id: str) -> HttpResponse:
    """Sent; the next of the same channel comes."""
    volunteer = who_asks(request)
    form = CostForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The price is an amount such as 34.50, the currency three letters such as RUB."))
        return redirect("mailroom:transcript", letter_id)
    letter = actions.mark_sent(volunteer, letter_id, form.cleaned_data["cost"], form.cleaned_data["currency"])
    messages.success(request, _("Marked as sent."))
    following = next(iter(queries.operator_queue(volunteer, letter.channel)), None)
    if following is not None:
        return redirect("mailroom:transcript", following.pk)
    return redirect("mailroom:room")


@open_to(Who.VOLUNTEER, "POST")
def fate(request: HttpRequest, letter_id: str) -> HttpResponse:
    """What became of a posted letter."""
    form = FateForm(request.POST)
    if not form.is_valid():
        raise Http404
    volunteer = who_asks(request)
    actions.tell_fate(volunteer, letter_id, form.cleaned_data["fate"], form.reason)
    if request.POST.get("back") == "letter":
        return redirect("letters:letter", letter_id)
    place = queries.last_run_of(volunteer, letter_id)
    return redirect("mailroom:run", place) if place is not None else redirect("mailroom:room")
