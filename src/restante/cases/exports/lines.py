# SPDX-License-Identifier: AGPL-3.0-or-later
"""Content lines of iCalendar (RFC 5545, 3.1 and 3.3.11): escaped, folded at 75 octets, ended by CRLF."""

import re
from collections.abc import Iterable
from typing import Final

OCTETS: Final = 75
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def escape(text: str) -> str:
    """A TEXT value; what no calendar can hold is left out."""
    plain = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.translate(_ESCAPED)


def fold(line: str) -> bytes:
    """One content line; a character is never cut in two."""
    octets, parts, room = line.encode(), [], OCTETS
    while len(octets) > room:
        cut = room
        while octets[cut] & 0xC0 == 0x80:  # inside a character
            cut -= 1
        parts.append(octets[:cut])
        octets, room = octets[cut:], OCTETS - 1
    return b"\r\n ".join([*parts, octets]) + b"\r\n"


def unite(lines: Iterable[str]) -> bytes:
    """All lines of a calendar."""
    return b"".join(fold(line) for line in lines)
