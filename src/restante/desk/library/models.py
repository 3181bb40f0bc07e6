# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts by their addresses, in versions. Not sealed: what comes here was published, or is meant to be (ADR 1002)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from restante.desk.library.states import State


class Entry(models.Model):
    """An address that is kept for ever: a text that was withdrawn leaves its name and the reason there."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    withdrawn = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    """Of the withdrawal, to be read by all."""

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class Version(models.Model):
    """One state of a text. `kept` is what `texts.codec` keeps, packed; `head` the same without its words, for lists."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.REVIEW)
    title = models.CharField(max_length=500)
    lang = models.CharField(max_length=16)
    head = models.TextField()
    kept = models.BinaryField()
    digest = models.CharField(max_length=64)
    words = models.PositiveIntegerField()
    form = models.CharField(max_length=16)
    file_sha256 = models.CharField(max_length=64, db_index=True)
    cautions = models.JSONField(default=list)
    """What a person should know of how the file was read: code, English sentence, and what stands in its braces."""
    brought_by = models.CharField(max_length=64)
    brought = models.DateField()
    read_by = models.CharField(max_length=64, blank=True)
    decided = models.DateField(null=True, blank=True)
    what = models.CharField(max_length=300, blank=True)
    """What changed since the version before, to be read by all; or why it was set aside."""

    class Meta:
        ordering = ["entry", "number"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="library_version_number"),
            models.UniqueConstraint(fields=["entry"], condition=models.Q(state="shown"), name="library_one_shown"),
            models.UniqueConstraint(fields=["entry"], condition=models.Q(state="review"), name="library_one_in_review"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.number}"


class Picture(models.Model):
    """Pixels by their SHA-256; several versions may name one."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    data = models.BinaryField()

    def __str__(self) -> str:
        return self.sha256


class Refusal(models.Model):
    """An author who asked that no text of his be here; `key` is the name with its letters folded."""

    key = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=200)
    day = models.DateField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
