# SPDX-License-Identifier: AGPL-3.0-or-later
"""The smallest form of a case: sentences that somebody says, with the place where it is said. Claims grow from here."""

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from restante.desk.people.models import Person


class Section(models.TextChoices):
    """Where on the person's page a sentence stands."""

    WHO = "who", _("Who it is")
    HAPPENED = "happened", _("What is said to have happened")
    WRITE = "write", _("How to write")


class Source(models.Model):
    """An article, a court paper, a letter: what a citation points to."""

    slug = models.SlugField(max_length=64, unique=True)
    title = models.CharField(_("title"), max_length=300)
    author = models.CharField(_("author"), max_length=200, blank=True)
    published = models.DateField(_("published"), null=True, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    url = models.CharField(_("link"), max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])])
    retrieved = models.DateField(_("retrieved"), null=True, blank=True)
    note_ru = models.CharField(_("note in Russian"), max_length=500, blank=True)
    note_en = models.CharField(_("note in English"), max_length=500, blank=True)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.slug


class Sentence(models.Model):
    """One thing that is said about a person; `says` names who says so."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sentences")
    section = models.CharField(_("section"), max_length=16, choices=Section.choices)
    order = models.PositiveIntegerField(_("place"), default=0)
    text_ru = models.TextField(_("text in Russian"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    says_ru = models.CharField(_("who says so, in Russian"), max_length=300, blank=True)
    says_en = models.CharField(_("who says so, in English"), max_length=300, blank=True)

    class Meta:
        ordering = ["section", "order", "pk"]
        indexes = [models.Index(fields=["person", "section", "order"], name="sentence_by_place")]
        constraints = [
            models.CheckConstraint(
                condition=~(models.Q(text_ru="") & models.Q(text_en="")), name="sentence_says_something"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Citation(models.Model):
    """The words of a source that bear a sentence out, and where in it they stand."""

    sentence = models.ForeignKey(Sentence, on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")
    quotation = models.TextField(_("quotation"), blank=True)
    locator = models.CharField(_("where in the source"), max_length=200, blank=True)

    def __str__(self) -> str:
        return str(self.pk)
