# SPDX-License-Identifier: AGPL-3.0-or-later
"""Puts people.toml into an empty data folder, and signs its first edition."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from restante.config import Config
from restante.desk.founding import found_group

COORDINATOR = "coordinator"


def fill_demonstration(home: Path | None) -> Config:
    """The demonstration group in a new data folder; raises HomeNotEmpty where something lives already."""
    told = tomllib.loads(files(__package__).joinpath("people.toml").read_text("utf-8"))
    group = told["organisation"]
    config = found_group(
        home,
        name={"ru": group["ru"], "en": group["en"]},
        coordinator=COORDINATOR,
        lang="ru",
        store_passphrase=None,
        demonstration=True,
        return_address=tuple(group["return_address"]),
    )
    _write_people(told)
    from restante.desk.publishing.building import sign_new_edition

    sign_new_edition()
    return config


def _write_people(told: Mapping[str, Any]) -> None:
    from django.db import transaction

    with transaction.atomic():
        for facility in told["facility"]:
            _write_facility(facility)
        for person in told["person"]:
            _write_person(person)
        for source in told["source"]:
            _write_source(source)
        for order, event in enumerate(told["event"]):
            _write_event(event, order)
        for order, sentence in enumerate(told["sentence"]):
            _write_claim(sentence, order)
        for contradiction in told["contradiction"]:
            _write_contradiction(contradiction)


def _write_facility(told: Mapping[str, Any]) -> None:
    from restante.desk.people.models import Facility

    Facility.objects.create(
        slug=told["slug"],
        rulebook=told["rulebook"],
        country=told["country"],
        name_ru=told["name_ru"],
        name_en=told["name_en"],
        address_lines=told["address"],
        demonstration=True,
    )


def _write_person(told: Mapping[str, Any]) -> None:
    from restante.desk.people.contact import Contact, seal_contact
    from restante.desk.people.models import Facility, Ground, Person

    contact = Contact(
        envelope_name=told["envelope_name"],
        birth_year=told.get("birth_year"),
        register_number=told.get("register_number", ""),
    )
    Person.objects.create(
        slug=told["slug"],
        name_ru=told["name_ru"],
        name_en=told["name_en"],
        about_ru=told["about_ru"],
        about_en=told["about_en"],
        facts_as_of=told.get("facts_as_of"),
        facility=Facility.objects.get(slug=told["facility"]),
        languages=told["languages"],
        sealed_contact=seal_contact(told["slug"], contact),
        is_public=True,
        ground=Ground[told["ground"].replace("-", "_").upper()],
        can_write=True,
        invented=told["invented"],
        demonstration_note_ru=told.get("note_ru", ""),
        demonstration_note_en=told.get("note_en", ""),
    )


def _write_source(told: Mapping[str, Any]) -> None:
    from restante.desk.cases.actions import save
    from restante.desk.cases.models import Source
    from restante.desk.people.models import Person

    source = Source(
        person=Person.objects.get(slug=told["person"]),
        key=told["id"],
        visibility="public",
        title=told["title"],
        author=told["author"],
        publisher=told["publisher"],
        published=told["published"].isoformat(),
        retrieved=told["retrieved"],
        note={"ru": told["note_ru"], "en": told["note_en"]},
        lang="en",
        material="news",
    )
    save(source, "demonstration")


def _write_event(told: Mapping[str, Any], order: int) -> None:
    """The article gives hardly a date; in what order it tells things is all that is known."""
    from restante.desk.cases.actions import save
    from restante.desk.cases.models import Event
    from restante.desk.people.models import Person

    event = Event(
        person=Person.objects.get(slug=told["person"]),
        key=told["id"],
        visibility="public",
        order=order,
        kind=told["kind"],
        when=told.get("when", ""),
        state=told.get("state", "held"),
        text={"ru": told["ru"], "en": told["en"]},
    )
    save(event, "demonstration")


def _write_claim(told: Mapping[str, Any], order: int) -> None:
    """One claim a sentence, each the article's word, also where the article tells what others say."""
    from restante.desk.cases.actions import save
    from restante.desk.cases.models import Citation, Claim, Source
    from restante.desk.people.models import Person

    person = Person.objects.get(slug=told["person"])
    source = Source.objects.get(person=person, key=told["source"])
    speaker = f"{source.author}, {source.publisher}"
    claim = Claim(
        person=person,
        key=told.get("key", f"c{order + 1:02d}"),
        visibility="public",
        publication="source_attributed",
        section=told["section"],
        order=order,
        text={"ru": told["ru"], "en": told["en"]},
        says={"ru": told.get("says_ru", speaker), "en": told.get("says_en", speaker)},
        role=told.get("role", "unknown"),
        subject=f"event:{told['event']}" if "event" in told else "person",
    )
    save(claim, "demonstration", citations=[Citation(source=source, quotation=told["quotation"], lang="en")])


def _write_contradiction(told: Mapping[str, Any]) -> None:
    from restante.desk.cases.actions import save
    from restante.desk.cases.models import Claim, ClaimLink
    from restante.desk.people.models import Person

    person = Person.objects.get(slug=told["person"])
    start, end = (Claim.objects.get(person=person, key=key) for key in told["between"])
    link = ClaimLink(
        person=person,
        visibility="public",
        start=start,
        relation="contradicts",
        end=end,
        note={"ru": told["ru"], "en": told["en"]},
    )
    save(link, "demonstration")
