# SPDX-License-Identifier: AGPL-3.0-or-later
"""People and places: who may change them, what is refused, and what is sealed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from restante.desk.people import queries
from restante.desk.people.contact import Contact, contact_of
from restante.desk.people.models import Facility, Person
from restante.desk.people.queries import addressee_of, book_of, envelope_of
from tests.personas import Desk

SignIn = Callable[[Any], Client]


def person_form(desk: Desk, **told: object) -> dict[str, object]:
    """A form as the browser sends it."""
    ordinary = {
        "slug": "vera",
        "name_ru": "Вера Выдуманная",
        "facility": desk.place.pk,
        "envelope_name": "Выдуманной Вере",
        "birth_year": "1990",
        "extra_lines": "корпус 2\n\n камера 5 ",
        "name_on_envelope": "on",
        "languages": ["ru"],
    }
    return {**ordinary, **told}


def test_a_coordinator_adds_a_person_and_the_contact_is_sealed(desk: Desk, sign_in: SignIn) -> None:
    answer = sign_in(desk.alice).post("/people/add", person_form(desk))
    assert answer.headers["Location"] == "/people/of/vera/"
    vera = Person.objects.get(slug="vera")
    assert contact_of(vera) == Contact("Выдуманной Вере", 1990, "", "", ("корпус 2", "камера 5"))
    assert "Вере".encode() not in bytes(vera.sealed_contact)
    assert vera.languages == ["ru"]


REFUSED: dict[str, dict[str, object]] = {
    "public without a ground": {"is_public": "on", "ground": ""},
    "without a name in any language": {"name_ru": "", "name_en": ""},
    "letters taken and nowhere to send them": {"can_write": "on", "facility": ""},
    "the group's own short name": {"slug": "desk"},
    "a short name that is taken": {"slug": "azat"},
    "a short name with capitals": {"slug": "Vera"},
    "a channel that does not exist": {"channel": "ru/pigeon"},
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_an_error_beside_the_field(case: str, desk: Desk, sign_in: SignIn) -> None:
    answer = sign_in(desk.alice).post("/people/add", person_form(desk, **REFUSED[case]))
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert Person.objects.count() == 1


def test_the_database_too_refuses_a_public_person_without_a_ground(desk: Desk) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(slug="azat").update(is_public=True, ground="")


def test_a_short_name_once_given_stays(desk: Desk, sign_in: SignIn) -> None:
    sign_in(desk.alice).post("/people/of/azat/edit", person_form(desk, slug="other"))
    assert list(Person.objects.values_list("slug", "name_ru")) == [("azat", "Вера Выдуманная")]


def test_a_search_finds_by_any_name_and_stays_out_of_the_address(desk: Desk, sign_in: SignIn) -> None:
    Person.objects.create(slug="vera", name_ru="Вера Выдуманная", name_en="Vera")
    client = sign_in(desk.bob)
    found = client.post("/people/", {"q": "ВЫДУМ ver"})
    page = found.content.decode()
    assert found.headers["Cache-Control"] == "no-store"
    assert "/people/of/vera/" in page
    assert "/people/of/azat/" not in page
    assert "1 person found." in page
    assert 'method="post"' in page[: page.index('role="search"')][-80:]
    assert "/people/of/azat/" in client.get("/people/?q=vera").content.decode()


def test_the_envelope_is_shown_as_it_will_be_printed(desk: Desk, sign_in: SignIn) -> None:
    page = sign_in(desk.bob).get("/people/of/azat/").content.decode()
    assert "Азату" in page
    assert "ФКУ СИЗО-0" in page


def test_a_place_is_changed_line_by_line(desk: Desk, sign_in: SignIn) -> None:
    form = {"name_ru": "СИЗО", "country": "ru", "rulebook": "ru/sizo", "address": "101000, Москва\n\nул. Учебная, 1"}
    assert sign_in(desk.alice).post("/people/places/sizo-0/", form).status_code == 302
    assert Facility.objects.get().address_lines == ["101000, Москва", "ул. Учебная, 1"]


def test_a_place_that_nobody_described_has_the_cautious_rulebook(desk: Desk) -> None:
    desk.place.rulebook = "zz/nowhere"
    assert book_of(desk.place).facility == book_of(None).facility
    assert addressee_of(desk.azat).birth_year == 1993


@pytest.mark.parametrize(("posts_from", "abroad"), [(None, False), ("ru", False), ("ge", True)])
def test_an_envelope_is_laid_out_for_the_country_it_is_posted_in(
    posts_from: str | None, *, abroad: bool, desk: Desk, settings: Any
) -> None:
    settings.RESTANTE = replace(settings.RESTANTE, posts_from=posts_from)
    lines = envelope_of(desk.azat)
    assert any("Азату" in line for line in lines)
    assert (lines[-1] == "РОССИЯ / RUSSIA") == any("Azat" in line for line in lines) == abroad


def test_people_come_page_by_page_and_so_do_those_that_were_found(
    desk: Desk, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    Person.objects.bulk_create(Person(slug=f"vera-{n}", name_ru=f"Вера {n}", facility=desk.place) for n in range(3))
    client = sign_in(desk.bob)
    everybody = [client.get(f"/people/?page={page}") for page in range(2)]
    assert [[each.slug for each in page.context["people"]] for page in everybody] == [
        ["azat", "vera-0"],
        ["vera-1", "vera-2"],
    ]
    assert [(page.context["before"], page.context["after"]) for page in everybody] == [(None, 1), (0, None)]
    found = client.post("/people/", {"q": "ВЕРА", "page": "1"})
    assert [each.slug for each in found.context["people"]] == ["vera-2"]
    assert "3 people found" in found.content.decode()
    assert "?page" not in found.content.decode()
