# SPDX-License-Identifier: AGPL-3.0-or-later
"""Content lines of iCalendar (RFC 5545, 3.1 and 3.3.11): escaped, folded at 75 octets, ended by CRLF."""

import re
from collections.abc import Iterable
from typing import Final

OCTETS: Final = 75
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def escape(text: str) -> str:
    """A TEXT value; what no calendar can hold is left out."""
    plain = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(_ESCAPED.get(character, character) for character in plain)


def fold(line: str) -> bytes:
    """One content line; a character is never cut in two."""
    parts, part = [], b""
    for character in line:
        octets = character.encode()
        if len(part) + len(octets) > OCTETS:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part]) + b"\r\n"


def unite(lines: Iterable[str]) -> bytes:
    """All lines of a calendar."""
    return b"".join(fold(line) for line in lines)
