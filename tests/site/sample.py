# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small public site for the tests of this room: four people, all invented, and keys that open nothing."""

import base64
import json
from datetime import UTC, date, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from restante.cases.dates import read_date
from restante.cases.records import Case, Citation, Claim, Source
from restante.rules import compile_book, load_book
from restante.seal.envelope import LetterKeys, letter_keys_to_json
from restante.seal.keys import new_letter_key
from restante.site import PublicPerson, PublicSite

ORGANISATION = "0f" * 16
DAY = date(2026, 3, 2)

ARTICLE = Source(
    id="leaflet",
    title="Who is Ivan Tverdov?",
    author="A Committee",
    published=read_date("2019-02-17"),
    publisher="committee.example",
    url="https://committee.example/tverdov",
    retrieved=date(2022, 1, 26),
    note={"en": "Read in an English translation.", "ru": "Прочитано в английском переводе."},
)
SAYS = {"en": "A Committee", "ru": "один комитет"}


def told(name: str, section: str, english: str, russian: str) -> Claim:
    """A claim of the leaflet."""
    return Claim(
        id=name,
        section=section,  # type: ignore[arg-type]  # the tests name only sections that exist
        text={"en": english, "ru": russian},
        citations=(Citation("leaflet", locator="§ 2"),),
        says=SAYS,
    )


IVAN = PublicPerson(
    slug="ivan-tverdov",
    names={"ru": "Иван Твердов", "en": "Ivan Tverdov"},
    about={"ru": "Математик, 1993 года рождения", "en": "Mathematician, born in 1993"},
    facts_as_of=date(2019, 2, 17),
    case=Case(
        person="ivan-tverdov",
        claims=(
            told("who-1", "who", "He studies mathematics in Moscow.", "Он учится математике в Москве."),
            told("h-1", "happened", "He was detained in February 2019.", "Его задержали в феврале 2019 года."),
            told("h-2", "happened", 'A witness "knew" him by his <eyebrows>.', "Свидетель «узнал» его по <бровям>."),
        ),
        sources=(ARTICLE,),
    ),
    facility="ru/sizo",
    facility_name={"ru": "Показательное СИЗО", "en": "A demonstration remand prison"},
    country="ru",
    channels=("ru/paper", "ru/fsin-pismo"),
    invented=True,
    attention=2,
    languages=("ru",),
    name_forms=("Tverdow",),
)
ANNA = PublicPerson(
    slug="anna-lisina",
    names={"ru": "Анна Лисина", "en": "Anna Lisina"},
    about={"ru": "Учительница", "en": "Teacher"},
    facility="ru/sizo",
    facility_name={"ru": "Показательное СИЗО", "en": "A demonstration remand prison"},
    country="ru",
    channels=("ru/paper",),
    invented=True,
    languages=("ru",),
)
JOHN = PublicPerson(
    slug="john-field",
    names={"ru": "Джон Филд", "en": "John Field"},
    about={"ru": "Печатник", "en": "Printer"},
    facility="uk/prison",
    facility_name={"ru": "Показательная тюрьма", "en": "A demonstration prison"},
    country="uk",
    channels=("uk/email-a-prisoner", "uk/paper"),
    invented=True,
    attention=1,
    languages=("en",),
)
GONE = PublicPerson(
    slug="gone-free",
    names={"ru": "Пётр Вольный", "en": "Pyotr Volny"},
    about={"ru": "На свободе", "en": "Released"},
    can_write=False,
    invented=True,
    attention=3,
)

ADDRESSES = {
    "version": 1,
    "gates": [
        {"name": "First", "url": "https://first.example/"},
        {"name": "Second", "url": "https://second.example/"},
    ],
}


def sample_site(**changes: object) -> PublicSite:
    """The site; a test changes the fields it is about."""
    fields: dict[str, object] = {
        "name": {"ru": "Письма за решётку", "en": "Letters behind bars"},
        "organisation": ORGANISATION,
        "day": DAY,
        "people": (IVAN, ANNA, JOHN, GONE),
        "demonstration": True,
        "rulebooks": {"ru/sizo": {"limits": {"ru": ["Не больше пяти страниц."], "en": ["At most five pages."]}}},
        "letter_keys_json": json.dumps({"version": 1, "organisation": ORGANISATION, "keys": []}).encode(),
        "addresses_json": json.dumps(ADDRESSES).encode(),
    }
    return PublicSite(**{**fields, **changes})  # type: ignore[arg-type]  # the fields are those above


_ID = bytes.fromhex(ORGANISATION)
TODAY = datetime.now(UTC).date()
LETTER_KEY, LETTER_SEED = new_letter_key(_ID, TODAY - timedelta(days=1), TODAY + timedelta(days=7))
MAIL_PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def working_site(**changes: object) -> PublicSite:
    """The same people with keys of today and the rulebooks as compiled: letters sealed on its pages can be opened."""
    public = MAIL_PRIVATE.public_key().public_bytes_raw()
    fields: dict[str, object] = {
        "letter_keys_json": letter_keys_to_json(LetterKeys(_ID, (LETTER_KEY,))),
        "mail_key_json": json.dumps({"version": 1, "public": base64.b64encode(public).decode()}).encode(),
        "rulebooks": {name: compile_book(load_book(name)) for name in ("ru/sizo",)},
    }
    return sample_site(**{**fields, **changes})
