# SPDX-License-Identifier: AGPL-3.0-or-later
"""Inviting, welcoming and stopping volunteers, and the three proofs of sign-in: password, code, recovery code."""

import secrets
import time
from datetime import datetime, timedelta
from typing import Final

from cryptography.exceptions import InvalidTag
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from restante.desk.access import brakes, totp
from restante.desk.access.models import Brake, RecoveryCode, Role, Volunteer, WelcomeLink
from restante.desk.access.queries import digest_of, volunteer_behind, without_password
from restante.desk.ledger.actions import record
from restante.errors import BadInput

LINK_DAYS: Final = 7
RECOVERY_CODES: Final = 10
RECOVERY_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


class LinkSpent(BadInput):
    """One-time links are good once, and for a week."""

    code = "access-link-spent"
    text = gettext_noop("This link was used already, or is older than a week. Ask a coordinator for a new one.")


class NotSignedIn(BadInput):
    """One text for an unknown name, a wrong password and a stopped account."""

    code = "access-not-signed-in"
    text = gettext_noop("Name and password do not belong together.")


class CodeRefused(BadInput):
    """Wrong, too old, or used already."""

    code = "access-code-refused"
    text = gettext_noop("This code does not fit. Codes change every 30 seconds, and each is good once.")


class LastCoordinator(BadInput):
    """Somebody must be able to invite."""

    code = "access-last-coordinator"
    text = gettext_noop("This is the last coordinator; name another one first.")


def create_volunteer(by: Volunteer | str, name: str, display_name: str, role: str, language: str) -> Volunteer:
    """Somebody new, without a password until the one-time link was used."""
    with transaction.atomic():
        volunteer = Volunteer(name=name, display_name=display_name, role=role, language=language)
        volunteer.set_unusable_password()
        volunteer.save()
        record(by, "volunteer.invited", "volunteer", name, role=str(role))
    return volunteer


def issue_welcome_link(volunteer: Volunteer, by: Volunteer | str = "desk") -> str:
    """The path of a fresh one-time link; older ones are void."""
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        volunteer.welcome_links.all().delete()
        expires = timezone.now() + timedelta(days=LINK_DAYS)
        WelcomeLink.objects.create(volunteer=volunteer, digest=digest_of(token), expires=expires)
        record(by, "volunteer.linked", "volunteer", volunteer.name)
    return reverse("access:welcome", args=[token])


def welcome_paths() -> list[tuple[str, str]]:
    """Sign-in name and fresh link of everybody who has no password yet; `restante up` prints them."""
    return [(volunteer.name, issue_welcome_link(volunteer)) for volunteer in without_password()]


def welcome(token: str, password: str) -> Volunteer:
    """Set the password by a one-time link. Two uses at once: the one that deletes the row wins."""
    hashed = make_password(password)
    with transaction.atomic():
        volunteer = volunteer_behind(token)
        deleted, _ = WelcomeLink.objects.filter(digest=digest_of(token)).delete()
        if volunteer is None or not deleted:
            raise LinkSpent
        volunteer.password = hashed
        volunteer.save(update_fields=["password"])
        end_sessions(volunteer)
        record(volunteer, "volunteer.welcomed", "volunteer", volunteer.name)
    return volunteer


def prove_password(name: str, password: str, device: str) -> Volunteer:
    """The volunteer whose password this is. Unknown names cost the same time; each device has its own brake."""
    account = name.strip().lower()
    brakes.check(account, device)
    volunteer = Volunteer.objects.filter(name__iexact=account).first()
    usable = volunteer is not None and volunteer.is_active and volunteer.has_usable_password()
    kept = volunteer.password if volunteer is not None and usable else _dummy()
    if not check_password(password, kept) or volunteer is None or not usable:
        if brakes.count_failure(account, device) and volunteer is not None:
            record(volunteer, "volunteer.refused", "volunteer", volunteer.name)
        raise NotSignedIn
    return volunteer


def prove_code(volunteer: Volunteer, code: str, device: str, seconds: float | None = None) -> None:
    """A code from the app, or a recovery code. The step is kept by one conditional UPDATE, so no code passes twice."""
    is_last = brakes.spend_try(volunteer.name.lower(), device)
    told = code.strip().replace(" ", "").replace("-", "").lower()
    if _use_totp(volunteer, told, seconds) or _use_recovery_code(volunteer, told):
        brakes.release(volunteer.name.lower(), device)
        return
    if is_last:
        record(volunteer, "volunteer.refused", "volunteer", volunteer.name)
    raise CodeRefused


def begin_enrolment(volunteer: Volunteer) -> bytes:
    """The secret to show as a QR code; the same until it is confirmed, so that a reload changes nothing."""
    if volunteer.totp_confirmed:
        raise CodeRefused
    if not volunteer.totp_secret:
        fresh = totp.keep(totp.new_secret(), volunteer.pk)
        Volunteer.objects.filter(pk=volunteer.pk, totp_secret=b"").update(totp_secret=fresh)
        volunteer.refresh_from_db()
    try:
        return totp.fetch(bytes(volunteer.totp_secret), volunteer.pk)
    except InvalidTag:  # as in _use_totp
        Volunteer.objects.filter(pk=volunteer.pk, totp_confirmed=False).update(totp_secret=b"")
        volunteer.refresh_from_db()
        return begin_enrolment(volunteer)


def confirm_enrolment(volunteer: Volunteer, code: str, seconds: float | None = None) -> list[str]:
    """The first code shows that the app has the secret; returns ten recovery codes, kept only as hashes."""
    with transaction.atomic():
        volunteer = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
        if volunteer.totp_confirmed or not _use_totp(volunteer, code.strip().replace(" ", ""), seconds):
            raise CodeRefused
        Volunteer.objects.filter(pk=volunteer.pk).update(totp_confirmed=True)
        end_sessions(volunteer)
        codes = ["".join(secrets.choice(RECOVERY_LETTERS) for _ in range(20)) for _ in range(RECOVERY_CODES)]
        volunteer.recovery_codes.all().delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(volunteer=volunteer, digest=digest_of(each)) for each in codes)
        record(volunteer, "volunteer.code_enrolled", "volunteer", volunteer.name)
    return ["-".join(each[at : at + 5] for at in range(0, 20, 5)) for each in codes]


def reset_codes(volunteer: Volunteer, by: Volunteer) -> None:
    """A lost phone: the next sign-in sets up codes anew."""
    with transaction.atomic():
        Volunteer.objects.filter(pk=volunteer.pk).update(totp_secret=b"", totp_confirmed=False, totp_last_step=0)
        volunteer.recovery_codes.all().delete()
        end_sessions(volunteer)
        record(by, "volunteer.code_reset", "volunteer", volunteer.name)


def change_password(volunteer: Volunteer, password: str) -> None:
    """Every session of old ends; the view keeps its own alive."""
    with transaction.atomic():
        volunteer.set_password(password)
        volunteer.save(update_fields=["password"])
        end_sessions(volunteer)
        record(volunteer, "volunteer.password_changed", "volunteer", volunteer.name)


def change_role(volunteer: Volunteer, role: Role, by: Volunteer) -> None:
    """New rights from the next sign-in on."""
    with transaction.atomic():
        _keep_one_coordinator(volunteer, leaves=role != Role.COORDINATOR)
        Volunteer.objects.filter(pk=volunteer.pk).update(role=role)
        end_sessions(volunteer)
        record(by, "volunteer.role_changed", "volunteer", volunteer.name, role=role.value)


def stop_volunteer(volunteer: Volunteer, by: Volunteer) -> None:
    """Access ends at once; the letters in hand go back when their lease runs out."""
    with transaction.atomic():
        _keep_one_coordinator(volunteer, leaves=True)
        Volunteer.objects.filter(pk=volunteer.pk).update(is_active=False)
        volunteer.welcome_links.all().delete()
        end_sessions(volunteer)
        record(by, "volunteer.stopped", "volunteer", volunteer.name)


def resume_volunteer(volunteer: Volunteer, by: Volunteer) -> None:
    """Come back under the old name."""
    with transaction.atomic():
        Volunteer.objects.filter(pk=volunteer.pk).update(is_active=True)
        record(by, "volunteer.resumed", "volunteer", volunteer.name)


def end_sessions(volunteer: Volunteer) -> None:
    """Sessions carry a hash of this round; a new round ends them all."""
    Volunteer.objects.filter(pk=volunteer.pk).update(session_round=F("session_round") + 1)
    volunteer.refresh_from_db()


def forget_past_sign_ins(now: datetime) -> None:
    """Sessions and links that ended, and brakes that are off: whoever opens the first page leaves a row of each."""
    Session.objects.filter(expire_date__lt=now).delete()
    WelcomeLink.objects.filter(expires__lt=now).delete()
    Brake.objects.filter(Q(until=None) | Q(until__lt=now - timedelta(days=1))).delete()


def choose_language(volunteer: Volunteer, language: str) -> None:
    """The language of every page from now on."""
    Volunteer.objects.filter(pk=volunteer.pk).update(language=language)


def _use_totp(volunteer: Volunteer, code: str, seconds: float | None) -> bool:
    if not volunteer.totp_secret or not (code.isascii() and code.isdecimal()):
        return False
    try:
        secret = totp.fetch(bytes(volunteer.totp_secret), volunteer.pk)
    except InvalidTag:  # the desk came back from a backup without its secret.key: recovery codes still open
        return False
    step = totp.step_of(secret, code, time.time() if seconds is None else seconds)
    fresh = Volunteer.objects.filter(pk=volunteer.pk, totp_last_step__lt=step or 0)
    return step is not None and bool(fresh.update(totp_last_step=step))


def _use_recovery_code(volunteer: Volunteer, code: str) -> bool:
    with transaction.atomic():
        deleted, _ = volunteer.recovery_codes.filter(digest=digest_of(code)).delete()
        if deleted:
            record(volunteer, "volunteer.recovery_used", "volunteer", volunteer.name)
    return bool(deleted)


def _keep_one_coordinator(volunteer: Volunteer, *, leaves: bool) -> None:
    others = Volunteer.objects.select_for_update().filter(role=Role.COORDINATOR, is_active=True)
    if leaves and not [each for each in others if each.pk != volunteer.pk]:
        raise LastCoordinator


_dummies: list[str] = []


def _dummy() -> str:
    """A hash to compare with when there is nobody: made once, so that both ways cost one hashing."""
    if not _dummies:
        _dummies.append(make_password(secrets.token_hex(16)))
    return _dummies[0]
