# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a copy of a source proves: which quotations stand in it, and who stamped it when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from restante.desk.cases.models.evidence import Capture
from restante.desk.ledger.verbs import add_verbs

add_verbs(
    {
        "case.kept": _("kept a copy of a source in the case of {person}: {object}"),
        "case.stamped": _("added a time stamp to {object} in the case of {person}"),
        "case.held": _("found the quotations of {object} in a copy, in the case of {person}"),
        "case.looked_up": _("looked up quotations in {object} in the case of {person}"),
        "case.compared": _("compared a quotation with {object} by eye in the case of {person}"),
        "case.given_out": _("saved {object} of the case of {person} to a file"),
    }
)


class Lookup(models.Model):
    """A quotation, by its SHA-256, looked up in a copy. The words that stand there are sealed as the copy is."""

    class Outcome(models.TextChoices):
        FOUND = "found", _("found, to the letter")
        DIFFERS = "differs", _("found, set differently")
        SEEN = "seen", _("compared by eye")
        MISSING = "missing", _("not found")
        PICTURE = "picture", _("a picture: compare it by eye")

    capture = models.ForeignKey(Capture, on_delete=models.CASCADE, related_name="lookups")
    digest = models.CharField(max_length=64)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    sealed_place = models.BinaryField(default=b"", blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["capture", "digest"], name="lookup_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["found", "differs", "seen", "missing", "picture"]), name="lookup_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.capture_id}: {self.outcome}"


class Stamping(models.Model):
    """A time stamp of a copy, as it came, and on whose word it stands (`cases.captures.stamps.Stamp`)."""

    class Trust(models.TextChoices):
        NAMED = "named", _("vouched for by the root certificate that was given with it")
        LISTED = "listed", _("vouched for by a root certificate that browsers trust too")
        ALONE = "alone", _("vouched for by its own certificates only, which anybody could have made")
        BLOCK = "block", _("to be compared with that block of Bitcoin")
        PENDING = "pending", _("promised by a calendar, not yet in a block")

    capture = models.ForeignKey(Capture, on_delete=models.CASCADE, related_name="stampings")
    kind = models.CharField(max_length=32)
    moment = models.CharField(_("time (UTC)"), max_length=32, blank=True)
    by = models.CharField(_("by"), max_length=200, blank=True)
    trust = models.CharField(max_length=8, choices=Trust.choices)
    token = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["capture", "digest"], name="stamping_once"),
            models.CheckConstraint(
                condition=Q(trust__in=["named", "listed", "alone", "block", "pending"]), name="stamping_trust_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.capture_id}: {self.kind} {self.moment}"
