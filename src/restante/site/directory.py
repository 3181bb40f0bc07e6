# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same records for programs: directory, rulebooks and keys as files, and as data inside the pages."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from restante.seal.phrase import list_of
from restante.site.records import LANGUAGES, PublicPerson, PublicSite


def build_records(site: PublicSite) -> Iterator[tuple[str, bytes]]:
    """Everything below `restante/`: what a gate, a desk, a mirror or another program reads."""
    yield "restante/directory.json", as_file(directory(site))
    yield "restante/letter-keys.json", site.letter_keys_json
    yield "restante/call-key.json", site.call_key_json
    yield "restante/mail-key.json", site.mail_key_json
    yield "restante/addresses.json", site.addresses_json
    yield "restante/edition.json", as_file(about_edition(site))
    for facility, book in sorted(site.rulebooks.items()):
        yield f"restante/rules/{facility}.json", as_file(book)


def as_file(data: Mapping[str, Any]) -> bytes:
    """JSON with one spelling: sorted, indented, ending in a newline."""
    return (json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def about_edition(site: PublicSite) -> dict[str, Any]:
    """What this edition says of itself; the signatures say whether to believe it."""
    return {
        "version": 1,
        **({} if site.number is None else {"number": site.number}),
        "day": site.day.isoformat(),
        "organisation": site.organisation,
        "demonstration": site.demonstration,
        "name": dict(site.name),
    }


def directory(site: PublicSite) -> dict[str, Any]:
    """Everyone who can be written to, in one file: asking for it tells nobody whom the writer has in mind."""
    return {
        "version": 1,
        "organisation": site.organisation,
        "demonstration": site.demonstration,
        "people": [_entry(person) for person in sorted(site.people, key=lambda one: one.slug) if person.can_write],
        "rulebooks": {facility: dict(book) for facility, book in sorted(site.rulebooks.items())},
    }


def _entry(person: PublicPerson) -> dict[str, Any]:
    return {
        "slug": person.slug,
        "names": dict(person.names),
        "forms": list(dict.fromkeys([*person.name_forms, *(name.text for name in person.case.names)])),
        "about": dict(person.about),
        "country": person.country,
        "facility": person.facility,
        "facility_name": dict(person.facility_name),
        "channels": list(person.channels),
        "invented": person.invented,
        "attention": person.attention,
        "languages": list(person.languages),
    }


def letter_data(site: PublicSite, lang: str, phrases: Mapping[str, str]) -> dict[str, Any]:
    """What the letter page works from; it asks the server for nothing more until the envelope is sealed."""
    return {
        "lang": lang,
        "name": dict(site.name),
        "organisation": site.organisation,
        "directory": directory(site),
        "letterKeys": _keys_still_sealed_to(site),
        "addresses": json.loads(site.addresses_json),
        "phrases": dict(phrases),
        "words": {known: " ".join(list_of(known)) for known in LANGUAGES},
    }


def _keys_still_sealed_to(site: PublicSite) -> dict[str, Any]:
    """Without those that only open: a page has no use for them."""
    document = json.loads(site.letter_keys_json)
    today = site.day.isoformat()
    return {**document, "keys": [key for key in document.get("keys", []) if key["not_after"] >= today]}


def read_data(site: PublicSite, lang: str, phrases: Mapping[str, str]) -> dict[str, Any]:
    """The reading page holds the editor too, for a letter that came back to be corrected."""
    return {**letter_data(site, lang, phrases), "mailKey": json.loads(site.mail_key_json)}
