# SPDX-License-Identifier: AGPL-3.0-or-later
"""Between the first and the second proof a session is a stranger's: it only remembers whose password was given."""

import time
from typing import Final

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from restante.desk.access.middleware import SEEN, SINCE
from restante.desk.access.models import Volunteer
from restante.desk.ledger.actions import record

PENDING: Final = "pending"
CONFIRMED: Final = "confirmed"
PENDING_SECONDS: Final = 600
CONFIRMED_SECONDS: Final = 300


def begin(request: HttpRequest, volunteer: Volunteer) -> None:
    """The password was right; under a new session id, remember whose."""
    request.session.flush()
    request.session[PENDING] = {
        "volunteer": volunteer.pk,
        "round": volunteer.get_session_auth_hash(),
        "at": int(time.time()),
    }
    request.session["language"] = volunteer.language


def pending(request: HttpRequest) -> Volunteer | None:
    """Whose password was given here within ten minutes, if nothing about that account changed since."""
    told = request.session.get(PENDING)
    if not told or time.time() - told["at"] > PENDING_SECONDS:
        return None
    volunteer = Volunteer.objects.filter(pk=told["volunteer"], is_active=True).first()
    if volunteer is None or not constant_time_compare(told["round"], volunteer.get_session_auth_hash()):
        return None
    return volunteer


def complete(request: HttpRequest, volunteer: Volunteer) -> None:
    """Both proofs were given: a new session id, from which twelve hours count."""
    volunteer.refresh_from_db()
    request.session.flush()
    login(request, volunteer, backend=settings.AUTHENTICATION_BACKENDS[0])
    now = int(time.time())
    request.session[SINCE] = request.session[SEEN] = request.session[CONFIRMED] = now
    record(volunteer, "volunteer.signed_in", "volunteer", volunteer.name)


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the password was given within five minutes; asked before what cannot be taken back."""
    return time.time() - float(request.session.get(CONFIRMED, 0)) < CONFIRMED_SECONDS


def confirm(request: HttpRequest) -> None:
    """The password was just given again."""
    request.session[CONFIRMED] = int(time.time())
