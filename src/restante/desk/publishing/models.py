# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is out: the mail's running number, parcels with their keys (sealed), and what each gate has and said last."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailNumber(models.Model):
    """One row. The number is raised and committed before any byte with it is made, so no number is ever used twice."""

    only = models.BooleanField(primary_key=True, default=True)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="one_mail_number")]

    def __str__(self) -> str:
        return str(self.number)


class EditionRecord(models.Model):
    """One row: what the edition in the data folder was made from, so that a change is noticed without building it."""

    only = models.BooleanField(primary_key=True, default=True)
    number = models.PositiveBigIntegerField()
    day = models.DateField()
    fingerprint = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="one_edition_record")]

    def __str__(self) -> str:
        return str(self.number)


class Parcel(models.Model):
    """Something for a writer to fetch: a reply, or his letter back. The sealed bytes are in the store under `blob`."""

    class Kind(models.TextChoices):
        REPLY = "reply", _("reply")
        RETURNED = "returned", _("letter returned for correction")

    letter = models.ForeignKey("letters.Letter", on_delete=models.PROTECT, related_name="parcels")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    reply = models.OneToOneField(
        "replies.Reply", on_delete=models.PROTECT, null=True, blank=True, related_name="parcel"
    )
    day = models.DateField()
    name = models.CharField(max_length=32, unique=True)
    sealed_key = models.BinaryField()
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    blob = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["day"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.name[:8]}"


class GateState(models.Model):
    """What a gate has of ours and how it answered last; a gate that is struck from the settings keeps its row."""

    name = models.CharField(primary_key=True, max_length=32)
    url = models.CharField(max_length=200)
    edition = models.PositiveBigIntegerField(default=0)
    mail = models.PositiveBigIntegerField(default=0)
    fetched = models.DateTimeField(null=True, blank=True)
    answered = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=64, blank=True)
    clock_skew = models.FloatField(null=True, blank=True)
    free_bytes = models.BigIntegerField(null=True, blank=True)
    waiting = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
