# SPDX-License-Identifier: AGPL-3.0-or-later
"""Puts people.toml into an empty data folder, and signs its first edition."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from restante.config import Config
from restante.desk.demonstration.cases import day_of, write_cases
from restante.desk.demonstration.library import bring_texts
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
    bring_texts()
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
        write_cases(told)


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
        facts_as_of=day_of(told, "facts_as_of"),
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
