# SPDX-License-Identifier: AGPL-3.0-or-later
"""Volunteers and what proves that it is them; not sealed by the store key, since one signs in before unlocking."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from restante.desk.ui.doors import Who


class Role(models.TextChoices):
    """Two for now; what each may open stands at each view."""

    COORDINATOR = Who.COORDINATOR.value, _("coordinator")
    VOLUNTEER = Who.VOLUNTEER.value, _("volunteer")


class VolunteerSet(BaseUserManager["Volunteer"]):
    """What Django's sign-in asks of the table of users."""

    def get_by_natural_key(self, username: str | None) -> "Volunteer":
        """Sign-in names are compared without case."""
        return self.get(name__iexact=username or "")


class Volunteer(AbstractBaseUser):
    """Somebody who may sign in. `name` is typed at sign-in, `display_name` is what colleagues see."""

    name = models.CharField(max_length=64, unique=True)
    display_name = models.CharField(max_length=80)
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.VOLUNTEER)
    language = models.CharField(max_length=2, choices=[("ru", "Русский"), ("en", "English")], default="ru")
    is_active = models.BooleanField(default=True)
    joined = models.DateField(auto_now_add=True)
    totp_secret = models.BinaryField(default=b"", blank=True)
    totp_confirmed = models.BooleanField(default=False)
    totp_last_step = models.BigIntegerField(default=0)
    session_round = models.PositiveIntegerField(default=0)

    objects = VolunteerSet()

    USERNAME_FIELD = "name"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=[r.value for r in Role]), name="volunteer_role_known"),
            models.UniqueConstraint(Lower("name"), name="volunteer_name_without_case"),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def is_coordinator(self) -> bool:
        """May invite, publish, and change people and facilities."""
        return self.role == Role.COORDINATOR

    def get_session_auth_hash(self) -> str:
        """Changes with password, role, second factor and `session_round`: every session of old then ends."""
        return self._hash_sessions(None)

    def get_session_auth_fallback_hash(self) -> Any:
        """No older secret is honoured."""
        return iter(())

    def _hash_sessions(self, secret: str | None) -> str:
        told = f"{self.password}|{self.role}|{self.totp_confirmed}|{self.session_round}"
        return salted_hmac("restante.desk.session", told, secret=secret, algorithm="sha256").hexdigest()


class RecoveryCode(models.Model):
    """Ten are shown once; a used one is gone."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return str(self.pk)


class WelcomeLink(models.Model):
    """A link that lets one volunteer set a password once; only its digest is kept."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="welcome_links")
    digest = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class Brake(models.Model):
    """Failed sign-ins of one account from one device; unknown devices share one row: nobody locks out a colleague."""

    account = models.CharField(max_length=64)
    device = models.CharField(max_length=64)
    failures = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "device"], name="brake_per_account_and_device")]

    def __str__(self) -> str:
        return f"{self.failures}"
