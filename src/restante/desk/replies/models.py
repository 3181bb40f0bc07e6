# SPDX-License-Identifier: AGPL-3.0-or-later
"""Scans, their pages, and the replies that pages are gathered into; images are sealed files, never in the database."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Scan(models.Model):
    """One uploaded file. Its bytes are dropped from the store once its pages are read."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be read")
        READ = "read", _("read")
        FAILED = "failed", _("could not be read")

    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    place = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    error = models.CharField(max_length=64, blank=True)
    blob = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField()
    pages_read = models.PositiveIntegerField(default=0)
    direct_to = models.ForeignKey("letters.Letter", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"scan {self.pk}"


class Reply(models.Model):
    """Pages that belong together; of one letter once a volunteer has confirmed it, and unchangeable once delivered."""

    class State(models.TextChoices):
        UNMATCHED = "unmatched", _("whose letter is not known")
        PROPOSED = "proposed", _("matched by its number")
        CONFIRMED = "confirmed", _("confirmed")
        SEALING = "sealing", _("being sealed")
        DELIVERED = "delivered", _("delivered")
        DROPPED = "dropped", _("dropped")

    letter = models.ForeignKey(
        "letters.Letter", on_delete=models.PROTECT, null=True, blank=True, related_name="replies"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.UNMATCHED)
    day = models.DateField()
    delivered_day = models.DateField(null=True, blank=True)
    delivered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    error = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "replies"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["unmatched", "dropped"]) | models.Q(letter__isnull=False),
                name="a_matched_reply_has_its_letter",
            ),
        ]

    def __str__(self) -> str:
        return f"reply {self.pk}"


class Page(models.Model):
    """One upright page image, untouched in the store under `image`, and what a volunteer has decided to do to it."""

    scan = models.ForeignKey(Scan, on_delete=models.PROTECT, related_name="pages")
    index = models.PositiveIntegerField()
    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, related_name="pages")
    place = models.PositiveIntegerField()
    image = models.CharField(max_length=64, blank=True)
    final = models.CharField(max_length=64, blank=True)
    number = models.CharField(max_length=16, blank=True)
    doubt = models.FloatField(default=1.0)
    turn = models.PositiveSmallIntegerField(default=0)
    crop = models.JSONField(default=list, blank=True)
    covers = models.JSONField(default=list, blank=True)
    left_out = models.BooleanField(default=False)

    class Meta:
        ordering = ["reply", "place"]
        constraints = [models.UniqueConstraint(fields=["scan", "index"], name="one_row_a_page")]

    def __str__(self) -> str:
        return f"page {self.index} of scan {self.scan_id}"
