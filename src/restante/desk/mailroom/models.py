# SPDX-License-Identifier: AGPL-3.0-or-later
"""A print run and its files; which letters are in it, in which order, is fixed when it starts."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext


class PrintRun(models.Model):
    """Letters printed together. Files exist from `ready` to `closed`, sealed in the store.

    Whoever typesets it claims it first; a claim that ran out was left by a machine that stopped.
    """

    class State(models.TextChoices):
        PREPARING = "preparing", gettext_lazy("being typeset")
        READY = "ready", gettext_lazy("ready to print")
        FAILED = "failed", gettext_lazy("could not be typeset")
        CLOSED = "closed", gettext_lazy("closed")

    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.PREPARING)
    duplex = models.BooleanField(default=False)
    error = models.CharField(max_length=64, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"run {self.pk}"

    def stage(self) -> str:
        """Where it stands, in words: `ready` alone would say so of a run that was posted long ago.

        Only of a run read by `queries.runs`, which counts its letters.
        """
        size, unposted = getattr(self, "size", 0), getattr(self, "unposted", 0)
        if self.state != self.State.READY or not size or unposted == size:
            return str(self.get_state_display())
        if not unposted:
            return _("all of it is posted")
        return ngettext("posted but for %(n)d letter", "posted but for %(n)d letters", unposted) % {"n": unposted}


class RunLetter(models.Model):
    """A letter's place in its run: 1 … N, the same on every sheet, list and reprint."""

    run = models.ForeignKey(PrintRun, on_delete=models.PROTECT, related_name="letters")
    letter = models.ForeignKey("letters.Letter", on_delete=models.PROTECT, related_name="run_places")
    position = models.PositiveIntegerField()
    sheets = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["run", "position"]
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="one_letter_a_place"),
            models.UniqueConstraint(fields=["run", "letter"], name="a_letter_once_in_a_run"),
        ]

    def __str__(self) -> str:
        return f"run {self.run_id}, {self.position}"


class RunFile(models.Model):
    """One file of a run, or of a reprinted range of it, by the name of its sealed bytes in the store."""

    run = models.ForeignKey(PrintRun, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=64)
    blob = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        ordering = ["run", "first", "-last", "name"]

    def __str__(self) -> str:
        return self.name

    def holds(self) -> str:
        """What is on these sheets; its name alone speaks only to who knows envelopes. A part has its places in it."""
        kinds = {
            "letters": _("letters and reply sheets"),
            "envelopes-dl": _("envelopes of 110 × 220 mm"),
            "envelopes-10": _("envelopes of the American size No. 10"),
            "checklist": _("the list to pack by"),
        }
        return next((told for kind, told in kinds.items() if self.name.startswith(kind)), "")
