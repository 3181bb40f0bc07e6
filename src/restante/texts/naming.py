# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of texts, authors and topics: lower-case ASCII that every disk and every server takes, and that stays."""

import re
from collections.abc import Container
from typing import Final

from anyascii import anyascii

LONGEST: Final = 64
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|index)", re.ASCII)  # Windows' devices; a folder's page
_ENDING: Final = re.compile(r".*-a[56]", re.ASCII)  # of a booklet's file: it would lie over another text's


def id_of(words: str, instead: str = "text") -> str:
    """Letters of any script as Latin ones, everything else as hyphens; `instead` where nothing is left."""
    plain = re.sub(r"[^a-z0-9]+", "-", anyascii(words).lower().replace("'", "")).strip("-")
    if len(plain) > LONGEST:
        plain = plain[: LONGEST + 1].rpartition("-")[0] or plain[:LONGEST]
    taken = _RESERVED.fullmatch(plain) or _ENDING.fullmatch(plain)
    return f"{plain}-{instead}" if taken else plain or instead


def fresh_id(words: str, taken: Container[str]) -> str:
    """`id_of`, with a number behind it while somebody else has it."""
    first = id_of(words)
    number, name = 2, first
    while name in taken:
        name, number = f"{first}-{number}", number + 1
    return name
