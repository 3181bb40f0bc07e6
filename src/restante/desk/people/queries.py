# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading people and places; everybody at the desk may see them."""

from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.db.models import Count, QuerySet

from restante.desk.access.models import Volunteer
from restante.desk.people.contact import contact_of
from restante.desk.people.models import Facility, Person
from restante.rules import Addressee, Rulebook, UnknownFacility, facilities, format_address, load_book
from restante.rules.verdict import in_language

UNDESCRIBED: Final = "any"
PAGE: Final = 100


def all_people(_volunteer: Volunteer) -> QuerySet[Person]:
    """Everybody."""
    return Person.objects.select_related("facility").order_by("slug")


def named_people(_volunteer: Volunteer, lang: str) -> list[tuple[str, str]]:
    """Short name and name of everybody, to choose from."""
    people = Person.objects.only("slug", "name_ru", "name_en").order_by("slug")
    return [(person.slug, person.name_in(lang)) for person in people]


def find_people(volunteer: Volunteer, wanted: str, page: int = 0) -> tuple[list[Person], int]:
    """One page of those whose names hold each of these words, and how many they are.

    Compared here and not in SQLite, which folds no Russian capitals.
    """
    words = wanted.casefold().split()
    names = all_people(volunteer).values_list("pk", "slug", "name_ru", "name_en")
    found = [pk for pk, *known in names if all(word in " ".join(known).casefold() for word in words)]
    return list(all_people(volunteer).filter(pk__in=found[page * PAGE : (page + 1) * PAGE])), len(found)


def person_for(_volunteer: Volunteer, slug: str) -> Person:
    """One person; raises Person.DoesNotExist."""
    return Person.objects.select_related("facility").get(slug=slug)


def all_facilities(_volunteer: Volunteer) -> QuerySet[Facility]:
    """Every place, with how many people are held there."""
    return Facility.objects.annotate(people_count=Count("person")).order_by("country", "slug")


def facility_for(_volunteer: Volunteer, slug: str) -> Facility:
    """One place; raises Facility.DoesNotExist."""
    return Facility.objects.get(slug=slug)


def rulebook_names() -> Mapping[str, str]:
    """Every rulebook's id, with itself as its name: they are short and the same in every language."""
    return {name: name for name in facilities()}


def known_channels(lang: str) -> list[tuple[str, str]]:
    """Every channel of every rulebook, named."""
    found = {each.id: each for name in facilities() for each in load_book(name).channels.values()}
    return [(each.id, f"{in_language(each.names, lang)} ({each.id})") for each in found.values()]


def book_of(facility: Facility | None) -> Rulebook:
    """The facility's rulebook; the cautious one for places that nobody has described."""
    try:
        return load_book(facility.rulebook if facility else UNDESCRIBED)
    except UnknownFacility:
        return load_book(UNDESCRIBED)


def envelope_of(person: Person) -> list[str]:
    """The lines of the envelope, as the country that the group posts from wants them. Raises StoreLocked."""
    book = book_of(person.facility)
    return format_address(book, addressee_of(person), settings.RESTANTE.posts_from or book.country)


def addressee_of(person: Person) -> Addressee:
    """What the rulebook's grammar lays out on an envelope. Opens the contact: raises StoreLocked."""
    contact, facility = contact_of(person), person.facility
    return Addressee(
        name=person.name_in("ru" if facility is not None and facility.country == "ru" else "en"),
        envelope_name=contact.envelope_name,
        register_no=contact.register_number,
        birth_year=contact.birth_year,
        facility_name=facility.name_in(facility.country) if facility else "",
        lines=(*(facility.address_lines if facility else ()), *contact.extra_lines),
        care_of=contact.care_of,
        name_on_envelope=person.name_on_envelope,
        latin_name=person.name_en,
        latin_facility_name=facility.name_en if facility else "",
    )
