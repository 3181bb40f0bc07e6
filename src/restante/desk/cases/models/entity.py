# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every part of a case has: its person, a key for ever, who may see it, and who agreed that everybody may."""

from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from restante.desk.access.models import Volunteer
from restante.desk.cases.columns import TextsColumn
from restante.desk.people.models import Person

KEY = RegexValidator(r"^[a-z0-9][a-z0-9._-]{0,63}\Z", _("Small Latin letters, digits, hyphens and dots, at most 64."))


class Visibility(models.TextChoices):
    """Who may see it; what is new is the team's."""

    PUBLIC = "public", _("everybody")
    TEAM = "team", _("the team")
    TWO_KEYS = "two_keys", _("waits for a second editor")
    SEALED = "sealed", _("nobody outside, ever")


def public_needs_two(name: str) -> models.CheckConstraint:
    """What needs two editors is public only with two, and they are two people. The database says so, not only we."""
    return models.CheckConstraint(
        condition=~Q(visibility="public", needs_two=True)
        | (Q(first_ok__isnull=False) & Q(second_ok__isnull=False) & ~Q(first_ok=models.F("second_ok"))),
        name=name,
    )


class Entity(models.Model):
    """`key` is the record's id: an anchor on the page and the name in files. `imported` is what a file last brought."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="%(class)ss", db_index=False)
    key = models.CharField(_("short name"), max_length=64, validators=[KEY])
    visibility = models.CharField(
        _("who may see it"), max_length=16, choices=Visibility.choices, default=Visibility.TEAM
    )
    needs_two = models.BooleanField(default=False)
    first_ok = models.ForeignKey(Volunteer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    second_ok = models.ForeignKey(Volunteer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    order = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    withdrawn = models.DateField(null=True, blank=True)
    withdrawn_why = TextsColumn(_("why it was withdrawn"))
    team_note = models.TextField(_("note for the team"), blank=True)
    imported = models.JSONField(default=dict, blank=True)

    entity: ClassVar[str]
    """The word before the key: `claim:c01`."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key

    @property
    def handle(self) -> str:
        """`claim:c01`, as files and corrections name it."""
        return f"{self.entity}:{self.key}"

    @property
    def is_public(self) -> bool:
        """Whether it may leave the desk, as far as it itself is asked."""
        return self.visibility == Visibility.PUBLIC and self.withdrawn is None

    @property
    def waits_for_second(self) -> bool:
        """One editor has agreed, another has not yet."""
        return self.withdrawn is None and self.needs_two and self.first_ok_id is not None and self.second_ok_id is None


def entity_rules(name: str, *more: models.BaseConstraint) -> list[models.BaseConstraint]:
    """The constraints of every table of entities."""
    return [
        models.UniqueConstraint(fields=["person", "key"], name=f"{name}_key_once"),
        models.CheckConstraint(condition=Q(visibility__in=Visibility.values), name=f"{name}_visibility_known"),
        public_needs_two(f"{name}_public_by_two"),
        *more,
    ]


def always_two(name: str, condition: Any = None) -> models.CheckConstraint:
    """Rows of this table, or those under the condition, cannot be marked as needing one editor only."""
    return models.CheckConstraint(
        condition=Q(needs_two=True) if condition is None else ~condition | Q(needs_two=True), name=name
    )
