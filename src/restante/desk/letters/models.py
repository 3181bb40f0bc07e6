# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters, their pictures, printed numbers and days. Words, pen names and pictures are sealed by the store key."""

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from restante.desk.access.models import Volunteer
from restante.desk.letters.states import State
from restante.desk.people.models import Person


class To(models.TextChoices):
    """Whom a letter addresses."""

    PERSON = "person", _("a person")
    DESK = "desk", _("the group")
    UNKNOWN = "unknown", _("nobody we know")


class Letter(models.Model):
    """One letter. Its id and its envelope's hash are each unique: however often it is fetched, it is here once."""

    id = models.CharField(max_length=32, primary_key=True)
    envelope_sha256 = models.CharField(max_length=64, unique=True)
    gate = models.CharField(max_length=32, blank=True)
    to = models.CharField(max_length=8, choices=To.choices, default=To.PERSON)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="letters")
    lang = models.CharField(max_length=3)
    sealed_slug = models.BinaryField()
    sealed_text = models.BinaryField()
    sealed_sign = models.BinaryField()
    sealed_reply = models.BinaryField(default=b"", blank=True)
    sealed_translation = models.BinaryField(default=b"", blank=True)
    wants_reply = models.BooleanField(default=False)
    corrects = models.CharField(max_length=32, blank=True)
    picture_count = models.PositiveSmallIntegerField(default=0)
    created = models.DateField()
    arrived = models.DateField()
    state = models.CharField(max_length=24, choices=State.choices, default=State.ARRIVED)
    state_day = models.DateField()
    taken_by = models.ForeignKey(Volunteer, on_delete=models.PROTECT, null=True, blank=True, related_name="taken")
    lease_until = models.DateTimeField(null=True, blank=True)
    channel = models.CharField(max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    cost = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "to", "arrived", "id"], name="letter_queue"),
            models.Index(fields=["person", "arrived"], name="letter_by_person"),
            models.Index(fields=["state", "channel", "arrived", "id"], name="letter_channel_queue"),
            models.Index(fields=["-state_day", "id", "state"], name="letter_latest"),
            models.Index(fields=["taken_by", "lease_until"], name="letter_taken"),
            models.Index(fields=["corrects"], name="letter_corrects"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="letter_state_known"),
            models.CheckConstraint(
                condition=models.Q(taken_by=None, lease_until=None)
                | models.Q(taken_by__isnull=False, lease_until__isnull=False),
                name="letter_taken_for_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(to="person", person__isnull=False)
                | (~models.Q(to="person") & models.Q(person=None)),
                name="letter_to_a_person_has_one",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.RETURNED) | models.Q(wants_reply=True),
                name="letter_returned_only_if_reply_wanted",
            ),
        ]

    def __str__(self) -> str:
        return self.id

    def is_taken(self, now: datetime | None = None) -> bool:
        """Whether somebody holds it at this moment."""
        return self.lease_until is not None and self.lease_until > (now or timezone.now())


class Picture(models.Model):
    """A picture that came with a letter, decoded and encoded anew by the opener; the bytes lie in the sealed store."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="pictures")
    place = models.PositiveSmallIntegerField()
    blob = models.CharField(max_length=64)
    media_type = models.CharField(max_length=32, default="image/jpeg")

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["letter", "place"], name="picture_place_once")]

    def __str__(self) -> str:
        return str(self.pk)


class Number(models.Model):
    """What is printed on a sheet to know it again; unlinkable to the envelope."""

    number = models.CharField(max_length=32, unique=True)
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="numbers")
    is_open = models.BooleanField(default=True, db_index=True)
    printed = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.number


class Move(models.Model):
    """A state entered on a day: what the writer's history is made of. Undone ones stay, marked."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="moves")
    state = models.CharField(max_length=24, choices=State.choices)
    day = models.DateField()
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.state


class Reason(models.Model):
    """Why a letter was returned, declined or held, in the volunteer's words; the first two are read by the writer."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="reasons")
    state = models.CharField(max_length=24, choices=State.choices)
    sealed_text = models.BinaryField()
    day = models.DateField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.pk)
