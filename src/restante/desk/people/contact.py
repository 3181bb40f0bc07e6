# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands on an envelope besides the facility's own lines; sealed in the row of the person."""

import json
from dataclasses import asdict, dataclass

from restante.desk.access import store
from restante.desk.people.models import Person


@dataclass(frozen=True, slots=True)
class Contact:
    """`envelope_name` is in the form the post wants: in Russian the dative, written by a person and not derived."""

    envelope_name: str = ""
    birth_year: int | None = None
    register_number: str = ""
    care_of: str = ""
    extra_lines: tuple[str, ...] = ()


def contact_of(person: Person) -> Contact:
    """Open the contact; an empty one when none was recorded. Raises StoreLocked."""
    if not person.sealed_contact:
        return Contact()
    told = json.loads(store.open_bytes(bytes(person.sealed_contact), f"person contact {person.slug}"))
    return Contact(**{**told, "extra_lines": tuple(told["extra_lines"])})


def seal_contact(slug: str, contact: Contact) -> bytes:
    """The bytes to keep in the row; bound to the person's short name, which therefore never changes."""
    return store.seal_bytes(json.dumps(asdict(contact)).encode(), f"person contact {slug}")
