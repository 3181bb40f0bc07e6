# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading sentences and sources; everybody at the desk may."""

from django.db.models import Case, QuerySet, When

from restante.desk.access.models import Volunteer
from restante.desk.cases.models import Section, Sentence, Source
from restante.desk.people.models import Person


def sentences_about(_volunteer: Volunteer, person: Person) -> QuerySet[Sentence]:
    """In the order of the page, with what bears them out."""
    place = Case(*(When(section=section, then=number) for number, section in enumerate(Section)), default=len(Section))
    found = Sentence.objects.filter(person=person).prefetch_related("citations__source")
    return found.order_by(place, "order", "pk")


def sentence_for(_volunteer: Volunteer, pk: int) -> Sentence:
    """One; raises Sentence.DoesNotExist."""
    return Sentence.objects.select_related("person").get(pk=pk)


def known_sources(_volunteer: Volunteer) -> QuerySet[Source]:
    """To cite again."""
    return Source.objects.order_by("title")
