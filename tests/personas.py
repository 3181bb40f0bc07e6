# SPDX-License-Identifier: AGPL-3.0-or-later
"""Alice coordinates, Bob and Beth volunteer, Charlie is a stranger. Any test may ask what each of them can see."""

import hashlib
import itertools
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from restante.seal.letter import Letter as OpenedLetter
from restante.seal.letter import ReplyTo

PASSWORD = "five unrelated words in a row"
DAY = date(2026, 3, 2)
REPLY = ReplyTo(public=b"p" * 1216, tag=b"t" * 32)
_numbers = itertools.count(1)


def opened_letter(**told: Any) -> OpenedLetter:
    """A letter as the opener hands it over; say what matters, the rest is ordinary."""
    ordinary: dict[str, Any] = {
        "id": f"{next(_numbers):032x}",
        "person": "azat",
        "lang": "ru",
        "text": "Здравствуйте! Сегодня идёт снег.",
        "sign": "Соседка",
        "reply": REPLY,
        "corrects": None,
        "created": DAY,
    }
    return OpenedLetter(**{**ordinary, **told})


@dataclass
class Desk:
    """People at the desk and people written to; made by the fixture `desk`, with the database."""

    alice: Any
    bob: Any
    beth: Any
    azat: Any
    place: Any
    letters: list[Any] = field(default_factory=list)

    def receive(self, *pictures: bytes, **told: Any) -> Any:
        """One more letter in the queue."""
        from restante.desk.letters.actions import receive_letter

        opened = opened_letter(**told)
        digest = hashlib.sha256(opened.id.encode()).hexdigest()
        letter, _ = receive_letter(opened, list(pictures), digest, "here", day=DAY)
        self.letters.append(letter)
        return letter


def make_desk() -> Desk:
    """Fill the tables."""
    from restante.desk.access.models import Role, Volunteer
    from restante.desk.people.contact import Contact, seal_contact
    from restante.desk.people.models import Facility, Person

    def volunteer(name: str, role: str) -> Any:
        new = Volunteer(name=name, display_name=name.title(), role=role, language="en", totp_confirmed=True)
        new.set_password(PASSWORD)
        new.save()
        return new

    place = Facility.objects.create(
        slug="sizo-0", name_ru="СИЗО-0", name_en="SIZO-0", country="ru", rulebook="ru/sizo",
        address_lines=["000000, г. Примерный", "ФКУ СИЗО-0"], demonstration=True,
    )  # fmt: skip
    azat = Person.objects.create(
        slug="azat", name_ru="Азат", name_en="Azat", facility=place, can_write=True,
        sealed_contact=seal_contact("azat", Contact(envelope_name="Азату", birth_year=1993)),
    )  # fmt: skip
    return Desk(
        alice=volunteer("alice", Role.COORDINATOR),
        bob=volunteer("bob", Role.VOLUNTEER),
        beth=volunteer("beth", Role.VOLUNTEER),
        azat=azat,
        place=place,
    )
