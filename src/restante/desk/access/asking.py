# SPDX-License-Identifier: AGPL-3.0-or-later
"""The volunteer behind a request, for views whose door let only volunteers in."""

from django.http import HttpRequest

from restante.desk.access.models import Volunteer
from restante.errors import BrokenPromise


def who_asks(request: HttpRequest) -> Volunteer:
    """A stranger here means that a view has the wrong door."""
    if not isinstance(request.user, Volunteer):
        raise BrokenPromise
    return request.user
