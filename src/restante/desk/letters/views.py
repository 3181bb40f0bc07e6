# SPDX-License-Identifier: AGPL-3.0-or-later
"""The queue and the check. Each view asks queries, calls one action, and goes on to the next page."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from restante.desk.access.asking import who_asks
from restante.desk.letters import actions, forms, queries
from restante.desk.letters.checking import channel_known, check_words, loses_characters, pages_by
from restante.desk.letters.models import Letter, To
from restante.desk.letters.panels import letter_panels
from restante.desk.letters.states import TAKEABLE, State
from restante.desk.people.queries import named_people, person_for
from restante.desk.ui.doors import Who, open_to

UNDO = "approved"
LISTS = {
    "waiting": (State.ARRIVED, To.PERSON, gettext_noop("Waiting to be checked")),
    "translator": (State.WITH_TRANSLATOR, To.PERSON, gettext_noop("With the translator")),
    "held": (State.HELD, To.PERSON, gettext_noop("On hold")),
    "approved": (State.APPROVED, To.PERSON, gettext_noop("Approved")),
    "group": (State.ARRIVED, To.DESK, gettext_noop("To the group")),
    "unknown": (State.ARRIVED, To.UNKNOWN, gettext_noop("To nobody we know")),
    "posted": (State.POSTED, To.PERSON, gettext_noop("Posted")),
    "returned": (State.RETURNED, To.PERSON, gettext_noop("Returned to the writer")),
    "declined": (State.DECLINED, To.PERSON, gettext_noop("Declined")),
}


@open_to(Who.VOLUNTEER, while_locked=True)
def letters(request: HttpRequest, which: str = "waiting") -> HttpResponse:
    """One list, the oldest first."""
    if which not in LISTS:
        raise Http404
    state, to, _label = LISTS[which]
    told = request.GET.get("page", "0")
    page = int(told) if told.isdecimal() and len(told) < 6 else 0
    found, more = queries.page_of_queue(who_asks(request), state, to, page)
    context = {
        "letters": found,
        "which": which,
        "title": _(LISTS[which][2]),
        "lists": [(name, _(label)) for name, (_state, _to, label) in LISTS.items()],
        "page": page,
        "newer": page - 1 if page else None,
        "older": page + 1 if more else None,
    }
    return render(request, "letters/letters.html", context)


@open_to(Who.VOLUNTEER, "POST")
def next_letter(request: HttpRequest) -> HttpResponse:
    """The oldest free letter, now in hand."""
    letter = actions.take_next(who_asks(request))
    if letter is None:
        messages.success(request, _("Every letter is checked. Thank you."))
        return redirect("ui:home")
    return redirect("letters:letter", letter.pk)


@open_to(Who.VOLUNTEER)
def letter(request: HttpRequest, letter_id: str) -> HttpResponse:
    """The check for whoever holds it; for others where it stands."""
    volunteer = who_asks(request)
    found = queries.letter_for(volunteer, letter_id)
    lang = get_language() or "en"
    context = {
        "letter": found,
        "history": queries.history_for(volunteer, found),
        "corrected": queries.corrected_by(volunteer, found),
        "in_hand": found.taken_by_id == volunteer.pk and found.state in TAKEABLE,
        "taken_by_other": found.taken_by if found.is_taken() and found.taken_by_id != volunteer.pk else None,
        "can_take": found.state in TAKEABLE,
        "undo": _to_undo(request, found),
        "people": named_people(volunteer, lang) if found.to == To.UNKNOWN else None,
        "after": letter_panels(found),
    }
    words = actions.open_words(volunteer, found)
    if words is not None:
        context |= {"words": words, "check": check_words(found, words, lang, request.GET.get("channel", ""))}
        for name in ("return", "decline", "hold"):
            context[f"{name}_form"] = forms.ReasonForm(name=name, required=name == "return")
        context["translation_form"] = forms.TranslationForm(initial={"translation": words.translation})
    return render(request, "letters/letter.html", context)


@open_to(Who.VOLUNTEER)
def picture(request: HttpRequest, letter_id: str, place: int) -> HttpResponse:
    """Opened for this answer only; the browser may not keep it."""
    media_type, data = queries.picture_for(who_asks(request), letter_id, place)
    return HttpResponse(data, content_type=media_type)


@open_to(Who.VOLUNTEER, "POST")
def take(request: HttpRequest, letter_id: str) -> HttpResponse:
    """This one, not the next."""
    actions.take(letter_id, who_asks(request))
    return redirect("letters:letter", letter_id)


@open_to(Who.VOLUNTEER, "POST")
def renew(request: HttpRequest, letter_id: str) -> HttpResponse:
    """Half an hour more, asked for by the script while somebody works on the page."""
    volunteer = who_asks(request)
    if queries.letter_for(volunteer, letter_id).taken_by_id == volunteer.pk:
        actions.take(letter_id, volunteer)
    return HttpResponse(status=204)


@open_to(Who.VOLUNTEER, "POST")
def release(request: HttpRequest, letter_id: str) -> HttpResponse:
    """Back into the queue."""
    actions.release(letter_id, who_asks(request))
    return redirect("ui:home")


@open_to(Who.VOLUNTEER, "POST")
def approve(request: HttpRequest, letter_id: str) -> HttpResponse:
    """It goes, and the next one comes. Pressed twice, it is approved once."""
    volunteer = who_asks(request)
    found = queries.letter_for(volunteer, letter_id)
    form = forms.ApproveForm(request.POST)
    if found.state != State.APPROVED:
        words = queries.words_for(volunteer, found)
        if words is None:
            raise actions.NotTaken
        if not form.is_valid() or not channel_known(found, form.cleaned_data["channel"]):
            messages.error(request, _("Choose by which way it goes."))
            return redirect("letters:letter", letter_id)
        channel = form.cleaned_data["channel"]
        if not form.cleaned_data["without"] and loses_characters(found, words, channel):
            said = _("Some characters would not print. Tick the box to print without them, or return it.")
            messages.error(request, said)
            return redirect("letters:letter", letter_id)
        actions.approve(letter_id, volunteer, channel, pages_by(found, words, channel))
        request.session[UNDO] = letter_id
    following = actions.take_next(volunteer)
    if following is None:
        messages.success(request, _("Every letter is checked. Thank you."))
        return redirect("letters:letter", letter_id)  # where the approval can still be undone
    return redirect("letters:letter", following.pk)


@open_to(Who.VOLUNTEER, "POST")
def undo(request: HttpRequest, letter_id: str) -> HttpResponse:
    """Take the approval back; possible until a print run has the letter."""
    actions.undo_approval(letter_id, who_asks(request))
    request.session.pop(UNDO, None)
    return redirect("letters:letter", letter_id)


@open_to(Who.VOLUNTEER, "POST")
def return_letter(request: HttpRequest, letter_id: str) -> HttpResponse:
    """To the writer, with a reason."""
    actions.return_for_correction(letter_id, who_asks(request), _reason(request))
    messages.success(
        request, _("Letter %(short)s goes back to its writer in the next mail.") % {"short": letter_id[:6]}
    )
    return next_letter(request)


@open_to(Who.VOLUNTEER, "POST")
def decline(request: HttpRequest, letter_id: str) -> HttpResponse:
    """It will not be sent."""
    actions.decline(letter_id, who_asks(request), _reason(request))
    messages.success(request, _("Letter %(short)s is declined.") % {"short": letter_id[:6]})
    return next_letter(request)


@open_to(Who.VOLUNTEER, "POST")
def hold(request: HttpRequest, letter_id: str) -> HttpResponse:
    """It waits for something."""
    actions.hold(letter_id, who_asks(request), _reason(request))
    messages.success(request, _("Letter %(short)s is on hold.") % {"short": letter_id[:6]})
    return next_letter(request)


@open_to(Who.VOLUNTEER, "POST")
def resume(request: HttpRequest, letter_id: str) -> HttpResponse:
    """From hold back to the check."""
    actions.resume(letter_id, who_asks(request))
    return redirect("letters:letter", letter_id)


@open_to(Who.VOLUNTEER, "POST")
def to_translator(request: HttpRequest, letter_id: str) -> HttpResponse:
    """Into the translators' list."""
    actions.pass_to_translator(letter_id, who_asks(request))
    messages.success(request, _("Letter %(short)s waits for a translator.") % {"short": letter_id[:6]})
    return next_letter(request)


@open_to(Who.VOLUNTEER, "POST")
def translate(request: HttpRequest, letter_id: str) -> HttpResponse:
    """The translation is written; back to the check."""
    form = forms.TranslationForm(request.POST)
    if form.is_valid():
        actions.add_translation(letter_id, who_asks(request), form.cleaned_data["translation"])
    else:
        messages.error(request, _("Write the translation first."))
    return redirect("letters:letter", letter_id)


@open_to(Who.VOLUNTEER, "POST")
def address(request: HttpRequest, letter_id: str) -> HttpResponse:
    """Somebody found out whom the writer meant."""
    volunteer = who_asks(request)
    actions.address_to(letter_id, volunteer, person_for(volunteer, request.POST.get("person", "")))
    return redirect("letters:letter", letter_id)


@open_to(Who.VOLUNTEER, "POST")
def read(request: HttpRequest, letter_id: str) -> HttpResponse:
    """A letter to the group was read."""
    actions.mark_read(letter_id, who_asks(request))
    return redirect("letters:letters", "group")


def _reason(request: HttpRequest) -> str:
    form = forms.ReasonForm(request.POST, name="reason")
    if not form.is_valid():  # too long: what somebody wrote must not be left out in silence
        raise actions.ReasonMissing(most=actions.LONGEST_REASON)
    return str(form.cleaned_data["reason"])


def _to_undo(request: HttpRequest, shown: Letter) -> Letter | None:
    """The letter just approved in this session, while that can be undone."""
    letter_id = request.session.get(UNDO)
    if not letter_id or letter_id == shown.pk:
        return None
    return queries.approved_letters(who_asks(request)).filter(pk=letter_id).first()
