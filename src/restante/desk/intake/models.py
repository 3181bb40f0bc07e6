# SPDX-License-Identifier: AGPL-3.0-or-later
"""What intake remembers of envelopes: that each was dealt with, and the bytes of those that became no letter."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SeenEnvelope(models.Model):
    """A tombstone by hash, written in the letter's own transaction; it outlives the letter: nothing old comes back."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    day = models.DateField()

    class Meta:
        verbose_name = _("envelope dealt with")

    def __str__(self) -> str:
        return self.sha256


class Quarantine(models.Model):
    """An envelope that could not become a letter, as sealed as it came, and the code that says why."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        OPENED = "opened", _("opened after all")
        DROPPED = "dropped", _("dropped")

    sha256 = models.CharField(primary_key=True, max_length=64)
    gate = models.CharField(max_length=32)
    day = models.DateField()
    code = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    envelope = models.BinaryField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)

    class Meta:
        verbose_name = _("envelope in quarantine")
        ordering = ["-day", "sha256"]
        indexes = [models.Index(fields=["state", "-day"])]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.code}"
