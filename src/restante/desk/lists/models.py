# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a list said, of which row, from which day to which. No row is removed: it says since when it is gone."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from restante.desk.people.models import Facility, Person


class Kind(models.TextChoices):
    """What the rows are."""

    PEOPLE = "people", _("people")
    PLACES = "places", _("places")


class List(models.Model):
    """Somebody's list, known by a short name of our own."""

    slug = models.CharField(_("short name of the list"), max_length=64, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    title = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=500, blank=True)
    licence = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class Import(models.Model):
    """One reading of the list as it stood on a day."""

    of = models.ForeignKey(List, on_delete=models.PROTECT, related_name="imports")
    day = models.DateField()
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    findings = models.PositiveIntegerField(default=0)
    by = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["of", "day", "pk"]

    def __str__(self) -> str:
        return f"{self.of_id} {self.day}"


class Listed(models.Model):
    """A row by the id it has on its list. `gone_since` is the day of the import that no longer had it."""

    of = models.ForeignKey(List, on_delete=models.PROTECT, related_name="listed")
    external = models.CharField(max_length=200)
    name = models.CharField(max_length=500, blank=True)
    name_key = models.CharField(max_length=500, blank=True, db_index=True)
    first_seen = models.DateField()
    last_seen = models.DateField()
    gone_since = models.DateField(null=True, blank=True)
    raw = models.JSONField(default=dict)

    class Meta:
        ordering = ["of", "external"]
        constraints = [models.UniqueConstraint(fields=["of", "external"], name="listed_once")]

    def __str__(self) -> str:
        return self.external


class Observation(models.Model):
    """'X said so from D to E': one value of one field. `standing` is what the newest import says."""

    listed = models.ForeignKey(Listed, on_delete=models.CASCADE, related_name="observations")
    field = models.CharField(max_length=64)
    value = models.TextField(blank=True)
    raw = models.TextField(blank=True)
    first_seen = models.DateField()
    last_seen = models.DateField()
    standing = models.BooleanField(default=True)

    class Meta:
        ordering = ["listed", "field", "first_seen"]
        constraints = [
            models.UniqueConstraint(
                fields=["listed", "field"], condition=models.Q(standing=True), name="observation_one_standing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.listed_id} {self.field}"

    @property
    def said(self) -> str:
        """What two imports are compared by: what was read, or else what was written."""
        return self.value or self.raw


class Answer(models.TextChoices):
    """What an editor said to a suggestion."""

    ASKED = "asked", _("nobody has answered")
    SAME = "same", _("the same")
    OTHER = "other", _("somebody else")


class Match(models.Model):
    """Whether a row may be one of our people: suggested by names, answered by an editor, never by a machine."""

    listed = models.ForeignKey(Listed, on_delete=models.CASCADE, related_name="matches")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=8, choices=Answer.choices, default=Answer.ASKED)
    by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    day = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["listed", "person"]
        constraints = [models.UniqueConstraint(fields=["listed", "person"], name="match_once")]

    def __str__(self) -> str:
        return f"{self.listed_id} {self.person_id}"


class Place(models.Model):
    """A prison, a court or another place that a list knows; an editor may say which facility of ours it is."""

    listed = models.OneToOneField(Listed, on_delete=models.PROTECT, primary_key=True, related_name="place")
    kind = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=200, blank=True)
    address_lines = models.JSONField(default=list, blank=True)
    facility = models.ForeignKey(Facility, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["country", "listed"]

    def __str__(self) -> str:
        return str(self.pk)


class Alias(models.Model):
    """A spelling of a place, as its list writes it."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=500)
    lang = models.CharField(max_length=8, blank=True)
    key = models.CharField(max_length=500, db_index=True)

    class Meta:
        ordering = ["place", "text"]
        constraints = [models.UniqueConstraint(fields=["place", "text"], name="alias_once")]

    def __str__(self) -> str:
        return self.text


class KeptMap(models.Model):
    """Which column of a list is what, as a volunteer said once; MAP.toml word for word."""

    slug = models.CharField(max_length=64, unique=True)
    toml = models.TextField()
    by = models.CharField(max_length=64)
    day = models.DateField()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class Upload(models.Model):
    """A file on its way into a list; its bytes and its table lie sealed in the store until it is taken or dropped."""

    class State(models.TextChoices):
        READING = "reading", _("waiting to be read")
        MAPPING = "mapping", _("waiting for somebody to say which column is what")
        LOOKING = "looking", _("being compared")
        LOOKED = "looked", _("compared; nothing is written yet")
        TAKING = "taking", _("being written")
        TAKEN = "taken", _("written")
        FAILED = "failed", _("could not be read")
        DROPPED = "dropped", _("dropped")

    state = models.CharField(max_length=8, choices=State.choices, default=State.READING)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    file_name = models.CharField(max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded = models.DateField()
    day = models.DateField()
    blob = models.CharField(max_length=64, blank=True)
    table = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    error = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    columns = models.JSONField(default=list, blank=True)
    rows = models.PositiveIntegerField(default=0)
    toml = models.TextField(blank=True)
    guessed = models.BooleanField(default=False)
    told = models.JSONField(default=dict, blank=True)
    accepted = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"upload {self.pk}"


class Line(models.Model):
    """One thing that a comparison found, so that a page shows a part of them."""

    class Part(models.TextChoices):
        CHANGED = "changed", _("Changed")
        GONE = "gone", _("No longer there")
        BACK = "back", _("There again")
        MAY_BE = "may_be", _("May be people of ours")
        PLACES = "places", _("May be places of ours")
        FINDINGS = "findings", _("To look at")
        ADDED = "added", _("New")

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="lines")
    part = models.CharField(max_length=8, choices=Part.choices)
    place = models.PositiveIntegerField()
    said = models.JSONField(default=dict)

    class Meta:
        ordering = ["upload", "part", "place"]
        constraints = [models.UniqueConstraint(fields=["upload", "part", "place"], name="line_once")]

    def __str__(self) -> str:
        return f"{self.part} {self.place}"
