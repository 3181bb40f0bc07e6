# SPDX-License-Identifier: AGPL-3.0-or-later
"""Directives before the text: `#name value`, going on below until an empty line; a value may be missing."""

import re
from collections.abc import Mapping

from restante.texts.readers.muse.lines import INCLUDE

_DIRECTIVE = re.compile(r"#([A-Za-z0-9_-]+)(?:[ \t]+(.*?))?[ \t]*")


def split_head(lines: list[str]) -> tuple[Mapping[str, str], int]:
    """Directives in the order written, names as typed, and the index of the body's first line."""
    told: dict[str, str] = {}
    last: str | None = None
    for index, line in enumerate(lines):
        if not line.strip():
            last = None
        elif INCLUDE.fullmatch(line):  # a part of the text, not a word about it
            return told, index
        elif match := _DIRECTIVE.fullmatch(line):
            last = match[1]
            told[last] = f"{told[last]}\n{match[2] or ''}" if last in told else match[2] or ""
        elif last is not None:
            told[last] = f"{told[last]} {line.strip()}".strip()
        else:
            return told, index
    return told, len(lines)


def names_in(value: str) -> tuple[str, ...]:
    """A list of names or topics: by semicolons if there are any (a name may hold a comma), else by commas."""
    parts = re.split(r";" if ";" in value else r",", value)
    return tuple(name for part in parts if (name := " ".join(part.split())))
