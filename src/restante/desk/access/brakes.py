# SPDX-License-Identifier: AGPL-3.0-or-later
"""Guessing is slowed per account and device. Devices that never signed in share one brake, so that a stranger who
hammers at an account stops other strangers, and not the volunteer at her own machine."""

from datetime import timedelta
from typing import Final

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_noop

from restante.desk.access.models import Brake, Volunteer
from restante.desk.access.queries import digest_of
from restante.errors import BadInput

FREE_TRIES: Final = 5
LONGEST_SECONDS: Final = 900
STRANGE: Final = "strange"
COOKIE: Final = "device"
COOKIE_SECONDS: Final = 365 * 86400


class TooManyTries(BadInput):
    """Wait, then try again."""

    code = "access-too-many-tries"
    text = gettext_noop("Too many tries. Wait {seconds} seconds, then try again.")


def check(account: str, device: str) -> None:
    """Raise while the brake is on."""
    row = Brake.objects.filter(account=digest_of(account), device=device).first()
    if row is not None and row.until is not None and row.until > timezone.now():
        raise TooManyTries(seconds=int((row.until - timezone.now()).total_seconds()) + 1)


@transaction.atomic
def spend_try(account: str, device: str) -> bool:
    """Count a try as failed before it is looked at: of many at the same moment, only the free ones are.

    As with `count_failure`, true if the brake is on from now.
    """
    row, _ = Brake.objects.get_or_create(account=digest_of(account), device=device)
    Brake.objects.select_for_update().get(pk=row.pk)
    check(account, device)
    return count_failure(account, device)


def count_failure(account: str, device: str) -> bool:
    """Five are free; then the wait doubles, up to a quarter of an hour, and true says so."""
    with transaction.atomic():
        row, _ = Brake.objects.get_or_create(account=digest_of(account), device=device)
        Brake.objects.filter(pk=row.pk).update(failures=F("failures") + 1)
        row.refresh_from_db()
        if row.failures >= FREE_TRIES:
            seconds = min(LONGEST_SECONDS, 2 ** min(row.failures - FREE_TRIES + 2, 10))
            Brake.objects.filter(pk=row.pk).update(until=timezone.now() + timedelta(seconds=seconds))
    return row.failures >= FREE_TRIES


def release(account: str, device: str) -> None:
    """Both proofs were given."""
    Brake.objects.filter(account=digest_of(account), device=device).delete()


def device_of(request: HttpRequest, name: str) -> str:
    """The name of this browser if this account signed in from it before; otherwise it is one of the strange ones."""
    device, accounts = _read(request)
    return device if digest_of(name.strip().lower()) in accounts else STRANGE


def remember_device(request: HttpRequest, response: HttpResponseBase, volunteer: Volunteer) -> None:
    """After both proofs: this browser now has its own brake for this account."""
    device, accounts = _read(request)
    accounts = sorted({*accounts, digest_of(volunteer.name.lower())})[-8:]
    value = signing.dumps({"device": device, "accounts": accounts}, salt="restante.device")
    response.set_cookie(
        COOKIE, value, max_age=COOKIE_SECONDS, httponly=True, samesite="Strict", secure=request.is_secure()
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        told = signing.loads(request.COOKIES.get(COOKIE, ""), salt="restante.device", max_age=COOKIE_SECONDS)
    except signing.BadSignature:
        return get_random_string(22), []
    return str(told["device"]), [str(each) for each in told["accounts"]]
