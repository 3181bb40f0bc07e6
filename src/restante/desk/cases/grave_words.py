# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kind of an event by its words, where nobody chose one: a grave word asks for two editors rather than for none."""

import re
from collections.abc import Iterable
from typing import Final

_KINDS: Final = (
    ("witness_death", r"(свидетел\w+|witness)\b.*\b(умер|скончал|died|death)|(смерт\w+|death of).*(свидетел|witness)"),
    ("death", r"\b(умер|скончал|погиб|смерт|died|death|dead\b|killed)"),
    ("release", r"\b(освобо|отпу(щен|стил)|вышел на свободу|вышла на свободу|released?\b|freed\b|set free)"),
    ("charge_brought", r"\b(обвин(ен|ил)|предъяв\w+ обвин|charge[ds]?\b|indict|accused)"),
    ("witness_statement", r"\b(свидетел|witness|testif)"),
)  # fmt: skip
_TESTS: Final = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)


def kind_by_words(texts: Iterable[str]) -> str:
    """One of the grave kinds, or `other`."""
    whole = " ".join(texts)
    return next((kind for kind, test in _TESTS if test.search(whole)), "other")
