# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines of the ledger and the table of duties. Actors are kept by name: a volunteer who left stays in the record."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from restante.desk.ledger.verbs import DUTIES


class Head(models.Model):
    """One row: the newest line's number and digest. Whoever appends locks it, so lines have one order.

    `broken` is the first line that did not follow from the one before when the chain was checked last.
    """

    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)
    checked = models.DateTimeField(null=True, blank=True)
    broken = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="ledger_one_head")]

    def __str__(self) -> str:
        return str(self.number)


class Entry(models.Model):
    """One line. `fields` holds counts, dates and ids, never words of a letter or a name of a writer."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=64)
    verb = models.CharField(max_length=64)
    object_kind = models.CharField(max_length=32)
    object_id = models.CharField(max_length=64)
    fields = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [models.Index(fields=["object_kind", "object_id", "number"], name="ledger_by_object")]

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"


class Duty(models.Model):
    """Something the desk does by itself; its row tells when it last ran and how it went."""

    name = models.CharField(max_length=64, primary_key=True)
    every_seconds = models.PositiveIntegerField()
    last_started = models.DateTimeField(null=True, blank=True)
    last_ok = models.DateTimeField(null=True, blank=True)
    last_error_code = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> Any:
        """What it does, as people say it."""
        return DUTIES.get(self.name, self.name)

    def is_late(self, now: datetime | None = None) -> bool:
        """Late: three rounds and a minute have gone by without a good one."""
        allowed = timedelta(seconds=3 * self.every_seconds + 60)
        return self.last_ok is None or (now or timezone.now()) - self.last_ok > allowed
