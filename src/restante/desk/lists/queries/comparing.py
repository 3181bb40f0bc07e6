# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lists say now, who of ours a row may be, and which places a spelling may mean."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import get_language

from restante.cases.lists import ListMap, read_map
from restante.cases.lists.observing import Row
from restante.cases.lists.spelling import Spelling, may_be_one, may_be_one_place, name_key, spell
from restante.desk.cases.models import PersonName
from restante.desk.lists.models import Alias, Import, KeptMap, List, Listed, Observation
from restante.desk.people.models import Facility, Person


@dataclass(frozen=True, slots=True)
class Likeness:
    """A row may be this person. `differs`: field -> (what we have, what the list says)."""

    row: str
    person: str
    differs: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Known:
    """Our people and places by their names, read once for a whole list."""

    persons: Mapping[str, tuple[Person, tuple[str, ...]]]
    facilities: tuple[tuple[Facility, tuple[Spelling, ...]], ...]
    _by_word: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @cached_property
    def _words(self) -> Mapping[str, set[str]]:
        for slug, (_person, names) in self.persons.items():
            for name in names:
                for word in name_key(name).split():
                    self._by_word[word].add(slug)
        return self._by_word

    def like(self, row: Row) -> list[Likeness]:
        """People whose name is one of the row's, with what is told otherwise. A suggestion, and no more."""
        near = {slug for name in row.names for word in name_key(name).split() for slug in self._words.get(word, ())}
        found = []
        for slug in sorted(near):
            person, names = self.persons[slug]
            if any(may_be_one(name, theirs) for name in names for theirs in row.names):
                found.append(Likeness(row.id, slug, self._differing(person, names, row)))
        return found

    def _differing(self, person: Person, names: tuple[str, ...], row: Row) -> dict[str, tuple[str, str]]:
        told: dict[str, tuple[str, str]] = {}
        if row.name and name_key(row.name) not in {name_key(name) for name in names}:
            told["name"] = (names[0], row.name)
        theirs = row.values.get("facility")
        if theirs is not None and theirs.text and person.facility is not None:
            ours = (person.facility.name_ru, person.facility.name_en)
            if not any(may_be_one_place(spell(name), spell(theirs.text)) for name in ours if name):
                told["facility"] = (person.facility.slug, theirs.text)
        return told

    def facilities_like(self, names: Iterable[str]) -> list[str]:
        """Short names of our facilities that one of these spellings may mean."""
        told = [spell(name) for name in names]
        return sorted(
            facility.slug
            for facility, spellings in self.facilities
            if any(may_be_one_place(ours, theirs) for ours in spellings for theirs in told)
        )


def known() -> Known:
    """Everybody and every facility of this desk."""
    names: dict[str, list[str]] = defaultdict(list)
    persons = {person.pk: person for person in Person.objects.select_related("facility")}
    for person in persons.values():
        names[person.slug] += [person.name_ru, person.name_en, *_forms(person.name_forms)]
    for owner, text in PersonName.objects.values_list("person_id", "text"):
        names[persons[owner].slug].append(text)
    return Known(
        {
            person.slug: (person, tuple(dict.fromkeys(name for name in names[person.slug] if name)) or (person.slug,))
            for person in persons.values()
        },
        tuple(
            (facility, tuple(spell(name) for name in (facility.name_ru, facility.name_en) if name))
            for facility in Facility.objects.all()
        ),
    )


def _forms(told: object) -> list[str]:
    listed = told.values() if isinstance(told, dict) else told if isinstance(told, list) else ()
    return [form for form in listed if isinstance(form, str)]


def said_by(which: List | None) -> dict[str, dict[str, str]]:
    """Row id -> field -> value, for every row that stands on the list; rows that left it are not among them."""
    if which is None:
        return {}
    told: dict[str, dict[str, str]] = {
        external: {} for external in Listed.objects.filter(of=which, gone_since=None).values_list("external", flat=True)
    }
    standing = Observation.objects.filter(listed__of=which, listed__gone_since=None, standing=True)
    for external, name, value, raw in standing.values_list("listed__external", "field", "value", "raw").iterator():
        told[external][name] = value or raw
    return told


def kept_maps() -> list[ListMap]:
    """Maps that volunteers have written, the newest first."""
    return [read_map(one.toml.encode()) for one in KeptMap.objects.order_by("-day", "-pk")]


def last_import(which: List | None) -> Import | None:
    """The newest."""
    return None if which is None else Import.objects.filter(of=which).order_by("-day", "-pk").first()


def names_of_people(slugs: Iterable[str]) -> dict[str, str]:
    """In the language of the page, by short name."""
    lang = get_language() or "en"
    return {person.slug: person.name_in(lang) for person in Person.objects.filter(slug__in=list(slugs)[:5000])}


def names_of_facilities() -> dict[str, str]:
    """In the language of the page, by short name."""
    lang = get_language() or "en"
    return {place.slug: place.name_in(lang) for place in Facility.objects.all()}


def names_on(slug: str, rows: Sequence[str]) -> dict[str, str]:
    """Names of rows by their ids on the list."""
    found: dict[str, str] = {}
    for at in range(0, len(rows), 500):
        part = Listed.objects.filter(of__slug=slug, external__in=rows[at : at + 500])
        found.update(part.values_list("external", "name"))
    return found


def places_like(spelling: str, country: str = "") -> list[str]:
    """Names of listed places that this spelling may mean, for an editor to choose from."""
    told = spell(spelling)
    rows = Alias.objects.select_related("place__listed")
    if country:
        rows = rows.filter(place__country=country)
    for number in told.numbers:
        rows = rows.filter(text__contains=number)
    return sorted({row.place.listed.name for row in rows if may_be_one_place(spell(row.text), told)})
