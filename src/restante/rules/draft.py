# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the rules look at: a letter as it stands now, in the writer's browser or before a volunteer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Draft:
    """`channel` is None while nobody has chosen one: then every channel of the book is asked."""

    text: str
    lang: str
    sign: str = ""
    pictures: int = 0
    wants_reply: bool = False
    channel: str | None = None
    return_address: tuple[str, ...] = ()
    pages: int | None = None  # what press counted on paper; without it the cautious estimate stands
