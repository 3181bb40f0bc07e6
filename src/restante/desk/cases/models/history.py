# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was: corrections that everybody reads, revisions that the team reads, and the versions that were published."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from restante.desk.access.models import Volunteer
from restante.desk.cases.columns import CodeColumn, TextsColumn
from restante.desk.cases.models.entity import Entity, entity_rules
from restante.desk.people.models import Person


class Correction(Entity):
    """What stood on the page, and why it changed. Its own row is never changed."""

    entity = "correction"

    day = models.DateField(_("day"))
    kind = CodeColumn(_("what kind"), terms="correction_kind")
    what = TextsColumn(_("what stood there"))
    why = TextsColumn(_("why it changed"))
    about = models.CharField(_("about"), max_length=80, blank=True)

    class Meta:
        ordering = ["-day", "-order", "key"]
        constraints = entity_rules("correction")


class Revision(models.Model):
    """One change of one entity; `change` is {column: [before, after]}, `digest` that of the state after it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="revisions", db_index=False)
    kind = models.CharField(max_length=32)
    key = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    who = models.ForeignKey(Volunteer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    actor = models.CharField(max_length=64)
    verb = models.CharField(max_length=32)
    change = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "key", "version"], name="revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key} {self.version}"


class CaseVersion(models.Model):
    """A published state. `json` is the public file; for a state that held something withdrawn it is a tombstone."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="case_versions", db_index=False)
    number = models.PositiveIntegerField()
    day = models.DateField()
    digest = models.CharField(max_length=64)
    json = models.TextField()
    keys = models.JSONField(default=list)
    taken_out = models.DateField(null=True, blank=True)
    taken_out_why = TextsColumn()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["person", "number"], name="case_version_once")]

    def __str__(self) -> str:
        return f"{self.number}"
