# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the rules look at: a letter as it stands now, in the writer's browser or before a volunteer."""

from dataclasses import dataclass
from functools import cached_property

from restante.rules.words import Word, words_of


@dataclass(frozen=True)
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

    @cached_property
    def words(self) -> list[Word]:
        """The text's words, folded once for all topics; forgotten with the draft."""
        return list(words_of(self.text))
