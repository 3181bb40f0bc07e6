# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said, who says so, in which source, and what is held of it. Column names are those of cases.records."""

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from restante.desk.cases.columns import CodeColumn, ListColumn, PartialDateColumn, TextsColumn
from restante.desk.cases.models.entity import Entity, entity_rules

LINK = URLValidator(schemes=["http", "https"])


class Section(models.TextChoices):
    """Where on the person's page a claim stands."""

    WHO = "who", _("Who it is")
    HAPPENED = "happened", _("What is said to have happened")
    WRITE = "write", _("How to write")


class Publication(models.TextChoices):
    """What the editors have decided about a claim."""

    DRAFT = "draft", _("draft")
    REVIEW = "review", _("for review")
    SOURCE_ATTRIBUTED = "source_attributed", _("shown as the source's word")
    CONFIRMED = "confirmed", _("shown as confirmed")
    DISPUTED = "disputed", _("shown as disputed")
    WITHDRAWN = "withdrawn", _("withdrawn")


SHOWN = (Publication.SOURCE_ATTRIBUTED, Publication.CONFIRMED, Publication.DISPUTED)
WITHHELD = "withheld"
"""The status of what is known and not shown, whatever else was decided."""


class ValueKind(models.TextChoices):
    """How values of one field are compared."""

    NONE = "", _("no value")
    DATE = "date", _("date")
    SPAN = "span", _("length of time")
    NUMBER = "number", _("number")
    TEXT = "text", _("word")


class Source(Entity):
    """Something published that can be named. `origin` groups sources that go back to one report."""

    entity = "source"

    title = models.CharField(_("title"), max_length=300, blank=True)
    author = models.CharField(_("author"), max_length=200, blank=True)
    published = PartialDateColumn(_("published"))
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    url = models.CharField(_("link"), max_length=1000, blank=True, validators=[LINK])
    retrieved = models.DateField(_("retrieved"), null=True, blank=True)
    note = TextsColumn(_("how it came to us"))
    lang = models.CharField(_("language"), max_length=8, default="en")
    material = CodeColumn(_("kind of material"), terms="material", blank=True)
    connection = CodeColumn(_("whose it is"), terms="role", blank=True)
    reliability = CodeColumn(_("how reliable, for the team"), terms="reliability", blank=True)
    origin = models.CharField(_("origin: one word for all that go back to one report"), max_length=64, blank=True)
    relays = ListColumn(_("whom it retells"))
    permission = models.CharField(_("permission to quote, for the team"), max_length=200, blank=True)

    class Meta:
        ordering = ["title", "key"]
        constraints = entity_rules("source")


class Capture(Entity):
    """A copy of a source, known by its SHA-256, sealed in the desk's store under `blob` and never public.

    Without a blob, a file told us that others hold it. `stamp` and `stamped` are those of its best time stamp.
    """

    entity = "capture"

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="captures")
    retrieved = models.CharField(_("fetched (UTC)"), max_length=32, blank=True)
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=128)
    size = models.PositiveBigIntegerField()
    url = models.CharField(_("link"), max_length=1000, blank=True)
    tool = models.CharField(_("tool"), max_length=120, blank=True)
    archive_url = models.CharField(_("copy in a public archive"), max_length=1000, blank=True, validators=[LINK])
    stamp = models.CharField(_("kind of time stamp"), max_length=32, blank=True)
    stamped = models.CharField(_("stamped (UTC)"), max_length=32, blank=True)
    blob = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["key"]
        constraints = entity_rules(
            "capture",
            models.UniqueConstraint(
                fields=["source", "sha256"], condition=Q(withdrawn__isnull=True), name="capture_file_once"
            ),
        )


class Claim(Entity):
    """One statement, with who makes it; `subject`, `field` and `value` say what of, so that values can be compared."""

    entity = "claim"

    section = models.CharField(_("where on the page"), max_length=16, choices=Section.choices, default=Section.HAPPENED)
    text = TextsColumn(_("what is said"))
    says = TextsColumn(_("who says so"))
    role = CodeColumn(_("who this is in the case"), terms="role", default="unknown")
    subject = models.CharField(_("about"), max_length=80, default="person")
    field = models.CharField(_("what of it"), max_length=64, blank=True)
    value = models.CharField(_("value"), max_length=300, blank=True)
    value_kind = models.CharField(_("kind of value"), max_length=8, choices=ValueKind.choices, blank=True)
    attribution = CodeColumn(_("the authorities' answer"), terms="attribution", blank=True)
    status = CodeColumn(_("how well it is borne out"), terms="claim_status", default="alleged")
    why = TextsColumn(_("the editors' reason"))
    decided = models.DateField(_("decided"), null=True, blank=True)
    publication = models.CharField(_("decision"), max_length=24, choices=Publication.choices, default=Publication.DRAFT)

    class Meta:
        ordering = ["section", "order", "key"]
        constraints = entity_rules(
            "claim",
            models.CheckConstraint(condition=Q(publication__in=Publication.values), name="claim_publication_known"),
            models.CheckConstraint(condition=Q(section__in=Section.values), name="claim_section_known"),
        )

    @property
    def is_told(self) -> bool:
        """Whether the editors have decided that everybody may read it."""
        return self.publication in SHOWN and self.status != WITHHELD


class Citation(models.Model):
    """The words of a source that bear a claim out, and where in it they stand."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")
    order = models.PositiveIntegerField(default=0)
    quotation = models.TextField(_("quotation"), blank=True)
    locator = models.CharField(_("where in the source"), max_length=200, blank=True)
    lang = models.CharField(_("language of the quotation"), max_length=8, blank=True)
    prefix = models.CharField(_("the words before"), max_length=300, blank=True)
    suffix = models.CharField(_("the words after"), max_length=300, blank=True)
    capture = models.ForeignKey(Capture, on_delete=models.PROTECT, null=True, blank=True, related_name="citations")
    stance = CodeColumn(_("what it does"), terms="stance", default="says")
    translation = TextsColumn(_("translation"))
    translated_by = models.CharField(_("translated by"), max_length=120, blank=True)
    machine_translated = models.BooleanField(_("translated by a machine"), default=False)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class ClaimLink(Entity):
    """How two claims stand to each other; `note` is the editors' reason, shown with both sides."""

    entity = "link"

    start = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="links_from")
    relation = CodeColumn(_("relation"), terms="relation")
    end = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="links_to")
    note = TextsColumn(_("the editors' reason"))

    class Meta:
        ordering = ["key"]
        constraints = entity_rules(
            "claimlink",
            models.UniqueConstraint(
                fields=["start", "relation", "end"], condition=Q(withdrawn__isnull=True), name="claimlink_once"
            ),
            models.CheckConstraint(condition=~Q(start=models.F("end")), name="claimlink_between_two"),
        )
