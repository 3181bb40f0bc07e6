# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names, who recognises the person as what, what to do now and what came of it, and papers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from restante.desk.cases.columns import CodeColumn, ListColumn, PartialDateColumn, TextsColumn
from restante.desk.cases.models.entity import Entity, entity_rules
from restante.desk.cases.models.evidence import Capture, Source


class PersonName(Entity):
    """One spelling of the person's name."""

    entity = "name"

    text = models.CharField(_("name"), max_length=200)
    lang = models.CharField(_("language"), max_length=8)
    script = models.CharField(_("script, such as Cyrl"), max_length=8, blank=True)
    kind = CodeColumn(_("what kind"), terms="name_kind", default="common")
    scheme = models.CharField(_("transliteration by"), max_length=32, blank=True)

    class Meta:
        ordering = ["order", "key"]
        constraints = entity_rules("personname")


class Recognition(Entity):
    """What an organisation declared the person to be."""

    entity = "recognition"

    organisation = TextsColumn(_("organisation"))
    status = CodeColumn(_("as what"), terms="recognition_status")
    when = PartialDateColumn(_("when"))
    criteria = ListColumn(_("by which criteria"))
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="recognitions", verbose_name=_("source")
    )

    class Meta:
        ordering = ["when", "key"]
        constraints = entity_rules("recognition")


class Action(Entity):
    """What to do now: whom to ask for what until when, with a letter, and a log of what came of it."""

    entity = "action"

    kind = CodeColumn(_("what kind"), terms="action_kind")
    ask = TextsColumn(_("what is asked"))
    targets = ListColumn(_("whom"), of="Target")
    opens = models.DateField(_("from"), null=True, blank=True)
    closes = models.DateField(_("send before"), null=True, blank=True)
    letter = TextsColumn(_("letter"))
    avoid = TextsColumn(_("what would do harm"))
    outcomes = ListColumn(_("what was done and what came of it"), of="ActionOutcome")
    wish = models.TextField(_("the family's wish, for the team"), blank=True)

    class Meta:
        ordering = ["order", "key"]
        constraints = entity_rules("action")


class Document(Entity):
    """A paper of the case that is held as a capture."""

    entity = "document"

    title = TextsColumn(_("title"))
    kind = CodeColumn(_("what kind"), terms="document_kind")
    capture = models.ForeignKey(
        Capture, on_delete=models.PROTECT, null=True, blank=True, related_name="documents", verbose_name=_("copy")
    )
    translation_of = models.CharField(_("translation of"), max_length=64, blank=True)

    class Meta:
        ordering = ["order", "key"]
        constraints = entity_rules("document")
