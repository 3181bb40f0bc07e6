# SPDX-License-Identifier: AGPL-3.0-or-later
"""Adding and changing people and places; what they are named goes into the ledger, what is sealed does not."""

from django.db import transaction

from restante.desk.access.models import Volunteer
from restante.desk.ledger.actions import record
from restante.desk.people.contact import Contact, seal_contact
from restante.desk.people.models import Facility, Person


def save_person(person: Person, contact: Contact, by: Volunteer) -> Person:
    """A new person, or new facts about one; a short name, once given, stays."""
    verb = "person.changed" if person.pk else "person.added"
    with transaction.atomic():
        person.sealed_contact = seal_contact(person.slug, contact)
        person.save()
        record(by, verb, "person", person.slug, public=person.is_public, can_write=person.can_write)
    return person


def save_facility(facility: Facility, by: Volunteer) -> Facility:
    """A new place, or new facts about one."""
    verb = "facility.changed" if facility.pk else "facility.added"
    with transaction.atomic():
        facility.save()
        record(by, verb, "facility", facility.slug)
    return facility
