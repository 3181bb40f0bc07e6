# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading volunteers: the list is for coordinators, the rest for signing in."""

import hashlib

from django.db.models import Count, QuerySet
from django.utils import timezone

from restante.desk.access.models import Volunteer, WelcomeLink


def all_volunteers(volunteer: Volunteer) -> QuerySet[Volunteer]:
    """Everybody, for a coordinator; oneself for others."""
    found = Volunteer.objects.annotate(codes_left=Count("recovery_codes")).order_by("-is_active", "display_name")
    return found if volunteer.is_coordinator else found.filter(pk=volunteer.pk)


def volunteer_for(volunteer: Volunteer, pk: int) -> Volunteer:
    """One of those; raises Volunteer.DoesNotExist."""
    return all_volunteers(volunteer).get(pk=pk)


def count_recovery_codes(volunteer: Volunteer) -> int:
    """How many are left."""
    return volunteer.recovery_codes.count()


def volunteer_behind(token: str) -> Volunteer | None:
    """Whom a one-time link welcomes, while it is good."""
    link = WelcomeLink.objects.filter(digest=digest_of(token), expires__gt=timezone.now()).select_related("volunteer")
    found = link.first()
    return found.volunteer if found and found.volunteer.is_active else None


def digest_of(token: str) -> str:
    """Links and recovery codes have 100 bits and more of their own: a plain hash suffices."""
    return hashlib.sha256(token.encode()).hexdigest()


def without_password() -> list[Volunteer]:
    """Active volunteers who have not set a password yet."""
    return [each for each in Volunteer.objects.filter(is_active=True).order_by("pk") if not each.has_usable_password()]
