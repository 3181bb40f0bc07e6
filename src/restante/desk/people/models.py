# SPDX-License-Identifier: AGPL-3.0-or-later
"""People and places. What is needed only on an envelope is sealed; what is here in the clear is meant for the page."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

SLUG = RegexValidator(r"^[a-z0-9-]{1,64}\Z", _("Small Latin letters, digits and hyphens, at most 64."))
DESK_SLUG = "desk"


class Ground(models.TextChoices):
    """Why a person may be shown to everybody; without one nobody is."""

    OWN_WORD = "own_word", _("his or her own word")
    FAMILY = "family", _("family")
    LAWYER = "lawyer", _("lawyer")
    PUBLIC_RECORD = "public_record", _("public record")


class Facility(models.Model):
    """A place where people are held. `rulebook` is an id of restante.rules; the address is the institution's own."""

    slug = models.CharField(_("short name"), max_length=64, unique=True, validators=[SLUG])
    name_ru = models.CharField(_("name of the place in Russian"), max_length=200, blank=True)
    name_en = models.CharField(_("name of the place in English"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2)
    rulebook = models.CharField(_("rulebook"), max_length=64)
    address_lines = models.JSONField(_("address"), default=list, blank=True)
    address_checked = models.DateField(_("address checked on"), null=True, blank=True)
    demonstration = models.BooleanField(_("a demonstration place: no post is sent there"), default=False)

    class Meta:
        ordering = ["country", "slug"]

    def __str__(self) -> str:
        return self.slug

    def name_in(self, lang: str) -> str:
        """The name in this language, or else in the other."""
        return (self.name_ru or self.name_en) if lang == "ru" else (self.name_en or self.name_ru)


class Person(models.Model):
    """Somebody in prison. `sealed_contact` holds a people.contact.Contact: envelope name, year of birth, number."""

    slug = models.CharField(_("short name in the address of the page"), max_length=64, unique=True, validators=[SLUG])
    name_ru = models.CharField(_("name in Russian"), max_length=120, blank=True)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    name_forms = models.JSONField(default=dict, blank=True)
    about_ru = models.CharField(_("one line about the person, in Russian"), max_length=300, blank=True)
    about_en = models.CharField(_("one line about the person, in English"), max_length=300, blank=True)
    facts_as_of = models.DateField(_("facts as of"), null=True, blank=True)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("facility"))
    channel = models.CharField(_("preferred channel"), max_length=64, blank=True)
    languages = models.JSONField(_("reads"), default=list, blank=True)
    name_on_envelope = models.BooleanField(_("the name may stand on the envelope"), default=True)
    sealed_contact = models.BinaryField(default=b"", blank=True)
    is_public = models.BooleanField(_("shown on the public site"), default=False)
    ground = models.CharField(_("ground for publication"), max_length=16, choices=Ground.choices, blank=True)
    ground_note = models.CharField(_("where the ground is recorded"), max_length=300, blank=True)
    can_write = models.BooleanField(_("letters are taken now"), default=False)
    invented = models.BooleanField(_("an invented person"), default=False)
    demonstration_note_ru = models.CharField(_("demonstration note in Russian"), max_length=400, blank=True)
    demonstration_note_en = models.CharField(_("demonstration note in English"), max_length=400, blank=True)
    changed = models.DateField(_("last changed"), auto_now=True)

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_public=False) | ~models.Q(ground=""), name="person_public_only_with_ground"
            ),
            models.CheckConstraint(condition=~models.Q(slug=DESK_SLUG), name="person_is_not_the_desk"),
        ]

    def __str__(self) -> str:
        return self.slug

    def name_in(self, lang: str) -> str:
        """The name in this language, or else in the other, or else the short name."""
        first, second = (self.name_ru, self.name_en) if lang == "ru" else (self.name_en, self.name_ru)
        return first or second or self.slug
