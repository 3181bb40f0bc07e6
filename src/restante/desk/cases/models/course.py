# SPDX-License-Identifier: AGPL-3.0-or-later
"""The course of a case: events, proceedings, charges, and stays in custody."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from restante.desk.cases.columns import CodeColumn, ListColumn, PartialDateColumn, TextsColumn
from restante.desk.cases.models.entity import Entity, always_two, entity_rules
from restante.desk.cases.states import TWO_KEY_EVENTS


class Event(Entity):
    """Something that happened or is planned. `uid` stays and `sequence` is raised, as a calendar asks (RFC 5545)."""

    entity = "event"

    kind = CodeColumn(_("what kind"), terms="event_kind")
    when = PartialDateColumn(_("date"))
    text = TextsColumn(_("what happened"))
    state = CodeColumn(_("state"), terms="event_state", default="held")
    time = models.CharField(_("time"), max_length=5, blank=True)
    zone = models.CharField(_("time zone, such as Europe/Moscow"), max_length=48, blank=True)
    place = TextsColumn(_("place"))
    participants = ListColumn(_("who took part"), of="Participant")
    uid = models.CharField(max_length=120)
    sequence = models.PositiveIntegerField(default=0)
    changed = models.DateField(null=True, blank=True)
    claims = ListColumn(_("claims about it"))

    class Meta:
        ordering = ["when", "order", "key"]
        constraints = entity_rules(
            "event",
            always_two("event_grave_by_two", Q(kind__in=TWO_KEY_EVENTS)),
            models.UniqueConstraint(fields=["person", "uid"], name="event_uid_once"),
        )


class Proceeding(Entity):
    """One thread of criminal law; detention anew on an older case is a second one."""

    entity = "proceeding"

    title = TextsColumn(_("title"))
    number = models.CharField(_("number"), max_length=80, blank=True)
    jurisdiction = models.CharField(_("country of the court"), max_length=16, blank=True)
    body = TextsColumn(_("who investigates"))
    court = TextsColumn(_("court"))
    opened = PartialDateColumn(_("opened"))
    resumed = ListColumn(_("resumed"), of="PartialDate")
    stage = CodeColumn(_("stage"), terms="stage", default="unknown")
    outcome = TextsColumn(_("outcome"))
    co_accused = ListColumn(_("accused in the same case"))

    class Meta:
        ordering = ["order", "key"]
        constraints = entity_rules("proceeding")


class Charge(Entity):
    """What the authorities call it; `activity` is what was in fact done or said. A new charge takes two editors."""

    entity = "charge"

    proceeding = models.ForeignKey(
        Proceeding,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="charges",
        verbose_name=_("proceeding"),
    )
    article = models.JSONField(_("article of the law"), default=dict)
    start = PartialDateColumn(_("from"))
    end = PartialDateColumn(_("until"))
    outcome = CodeColumn(_("what came of it"), terms="charge_outcome", default="unknown")
    reclassified_from = models.CharField(_("before it stood"), max_length=64, blank=True)
    activity = TextsColumn(_("what was in fact done or said"))

    class Meta:
        ordering = ["order", "key"]
        constraints = entity_rules("charge", always_two("charge_by_two"))


class CustodyPeriod(Entity):
    """One stay in one place on one ground."""

    entity = "custody"

    kind = CodeColumn(_("what kind"), terms="custody_kind", default="unknown")
    start = PartialDateColumn(_("from"))
    end = PartialDateColumn(_("until"))
    ongoing = models.BooleanField(_("goes on"), default=False)
    end_reason = CodeColumn(_("why it ended"), terms="end_reason", blank=True)
    proceeding = models.ForeignKey(
        Proceeding,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="custody",
        verbose_name=_("proceeding"),
    )
    place = TextsColumn(_("place"))
    regime = models.CharField(_("regime"), max_length=80, blank=True)
    concurrent = models.BooleanField(_("beside another stay"), default=False)
    claims = ListColumn(_("claims about it"))

    class Meta:
        ordering = ["start", "order", "key"]
        constraints = entity_rules(
            "custody",
            models.CheckConstraint(condition=~Q(ongoing=True) | Q(end=""), name="custody_ongoing_has_no_end"),
        )
