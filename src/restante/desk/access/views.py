# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in and out, one-time links, codes, and the lock of the store. The volunteers' list is in roster.py."""

import io

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from restante.desk.access import actions, brakes, forms, queries, sessions, store, totp
from restante.desk.access.asking import who_asks
from restante.desk.access.confirming import next_path
from restante.desk.access.models import Volunteer
from restante.desk.ledger.actions import record
from restante.desk.ui.doors import Who, open_to
from restante.errors import BadInput, RestanteError


@open_to(Who.STRANGER, "GET", "POST", while_locked=True)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password."""
    if isinstance(request.user, Volunteer):
        return redirect(next_path(request))
    form = forms.SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            device = brakes.device_of(request, name)
            volunteer = actions.prove_password(name, form.cleaned_data["password"], device)
        except BadInput as error:
            form.add_error(None, error.message(_))
        else:
            sessions.begin(request, volunteer)
            request.session["next"] = next_path(request)
            return redirect("access:code" if volunteer.totp_confirmed else "access:enrol")
    status = 200 if request.method == "GET" else 422
    return render(request, "access/sign_in.html", {"form": form, "next": next_path(request)}, status=status)


@open_to(Who.STRANGER, "GET", "POST", while_locked=True)
def code(request: HttpRequest) -> HttpResponse:
    """The second proof; without the first one, back to it."""
    volunteer = sessions.pending(request)
    if volunteer is None or not volunteer.totp_confirmed:
        return redirect("access:sign-in")
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.prove_code(volunteer, form.cleaned_data["code"], brakes.device_of(request, volunteer.name))
        except BadInput as error:
            form.add_error("code", error.message(_))
        else:
            return _come_in(request, volunteer, redirect(request.session.get("next", "/")))
    return render(request, "access/code.html", {"form": form}, status=200 if request.method == "GET" else 422)


@open_to(Who.STRANGER, "GET", "POST", while_locked=True)
def enrol(request: HttpRequest) -> HttpResponse:
    """Set up the app; in a demonstration it may wait."""
    volunteer = sessions.pending(request) or (request.user if isinstance(request.user, Volunteer) else None)
    if volunteer is None or volunteer.totp_confirmed:
        return redirect("access:sign-in")
    may_wait = settings.RESTANTE.demonstration
    if request.method == "POST" and "later" in request.POST and may_wait:
        return _come_in(request, volunteer, redirect("ui:home"))
    form = forms.CodeForm(request.POST or None)
    form.fields["code"].help_text = _("The six digits that the app shows now.")
    if request.method == "POST" and form.is_valid():
        try:
            codes = actions.confirm_enrolment(volunteer, form.cleaned_data["code"])
        except BadInput as error:
            form.add_error("code", error.message(_))
        else:
            page = render(request, "access/recovery_codes.html", {"codes": codes})
            return _come_in(request, volunteer, page)
    secret = actions.begin_enrolment(volunteer)
    context = {
        "form": form,
        "picture": _qr_picture(totp.uri_of(secret, volunteer.name, settings.RESTANTE.name["en"])),
        "spelled": " ".join(totp.spell(secret)[at : at + 4] for at in range(0, 32, 4)),
        "may_wait": may_wait,
    }
    return render(request, "access/enrol.html", context, status=200 if request.method == "GET" else 422)


@open_to(Who.STRANGER, "GET", "POST", while_locked=True)
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The one-time link: looking spends nothing, setting the password does."""
    volunteer = queries.volunteer_behind(token)
    if volunteer is None:
        sentence = actions.LinkSpent().message(_)
        return render(request, "ui/refused.html", {"sentence": sentence}, status=410)
    if "language" not in request.session:
        translation.activate(volunteer.language)  # until the middleware's own override ends
    form = forms.NewPasswordForm(request.POST or None, volunteer=volunteer)
    if request.method == "POST" and form.is_valid():
        volunteer = actions.welcome(token, form.cleaned_data["password"])
        if request.user.is_authenticated:
            logout(request)
        sessions.begin(request, volunteer)
        return redirect("access:code" if volunteer.totp_confirmed else "access:enrol")
    context = {"form": form, "volunteer": volunteer}
    return render(request, "access/welcome.html", context, status=200 if request.method == "GET" else 422)


@open_to(Who.STRANGER, "POST", while_locked=True)
def sign_out(request: HttpRequest) -> HttpResponse:
    """Nothing stays in the browser."""
    if isinstance(request.user, Volunteer):
        record(request.user, "volunteer.signed_out", "volunteer", request.user.name)
    logout(request)
    response = redirect("access:sign-in")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@open_to(Who.STRANGER, "POST", while_locked=True)
def language(request: HttpRequest) -> HttpResponse:
    """The switch at the foot of every page."""
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        request.session["language"] = chosen
        if isinstance(request.user, Volunteer):
            actions.choose_language(request.user, chosen)
    return redirect(next_path(request))


@open_to(Who.VOLUNTEER, "GET", "POST", while_locked=True)
def account(request: HttpRequest) -> HttpResponse:
    """One's own password and codes."""
    volunteer = who_asks(request)
    form = forms.ChangePasswordForm(request.POST or None, volunteer=volunteer)
    if request.method == "POST" and form.is_valid():
        actions.change_password(volunteer, form.cleaned_data["password"])
        update_session_auth_hash(request, volunteer)
        messages.success(request, _("The password is changed; other sessions of yours have ended."))
        return redirect("access:account")
    context = {"form": form, "codes_left": queries.count_recovery_codes(volunteer)}
    return render(request, "access/account.html", context, status=200 if request.method == "GET" else 422)


@open_to(Who.VOLUNTEER, "GET", "POST", while_locked=True)
def confirm(request: HttpRequest) -> HttpResponse:
    """The password once more."""
    form = forms.ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = who_asks(request).name
        try:
            actions.prove_password(name, form.cleaned_data["password"], brakes.device_of(request, name))
        except BadInput as error:
            form.add_error("password", error.message(_))
        else:
            sessions.confirm(request)
            return redirect(next_path(request))
    context = {"form": form, "next": next_path(request)}
    return render(request, "access/confirm.html", context, status=200 if request.method == "GET" else 422)


@open_to(Who.COORDINATOR, "GET", "POST", while_locked=True)
def unlock(request: HttpRequest) -> HttpResponse:
    """The store's passphrase, kept in memory until the desk is locked or stops."""
    form = forms.UnlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            store.unlock_with_passphrase(form.cleaned_data["passphrase"])
        except RestanteError as error:
            form.add_error("passphrase", error.message(_))
        else:
            record(request.user, "store.unlocked", "store", "store")
            return redirect("ui:home")
    return render(request, "access/unlock.html", {"form": form}, status=200 if request.method == "GET" else 422)


@open_to(Who.COORDINATOR, "POST", while_locked=True)
def lock(request: HttpRequest) -> HttpResponse:
    """Forget the key now; letters that are being worked on wait sealed."""
    store.lock()
    record(request.user, "store.locked", "store", "store")
    return redirect("ui:home")


def _come_in(request: HttpRequest, volunteer: Volunteer, response: HttpResponse) -> HttpResponse:
    brakes.release(volunteer.name.lower(), brakes.device_of(request, volunteer.name))
    sessions.complete(request, volunteer)
    brakes.remember_device(request, response, volunteer)
    return response


def _qr_picture(uri: str) -> SafeString:
    drawn = io.BytesIO()
    segno.make(uri, error="m").save(
        drawn, kind="svg", scale=5, border=3, xmldecl=False, svgns=False, light="#fff", omitsize=True
    )
    return mark_safe(drawn.getvalue().decode())  # noqa: S308 - segno drew it from our own URI
