# SPDX-License-Identifier: AGPL-3.0-or-later
"""What two different editors must agree on before it is public: death, release, a new charge, a witness's name."""

import re
from typing import Final

TWO_KEY_EVENTS: Final = ("charge_brought", "death", "release", "witness_death", "witness_statement")
_GRAVE: Final = re.compile(r"(^|[-_/:. ])(death|died|dead|release|released|witness|charge)([-_/:. ]|\Z)")


def event_needs_two(kind: str) -> bool:
    """By its kind."""
    return kind in TWO_KEY_EVENTS


def claim_needs_two(subject: str, field: str, kind_of_event: str = "") -> bool:
    """By what it is about: an event of such a kind, a charge, or a subject and field named by such a word."""
    if event_needs_two(kind_of_event) or subject.startswith("charge:"):
        return True
    return any(_GRAVE.search(words.lower()) is not None for words in (subject, field))
