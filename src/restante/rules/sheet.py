# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many sheets a letter will fill, estimated so that press never needs more than a writer was told.

tests/paper holds press to these constants; whoever changes the type of a letter changes them here.
"""

import re
from dataclasses import dataclass
from typing import Final

from restante.rules.counting import is_blank, normalise


@dataclass(frozen=True, slots=True)
class Sheet:
    """One side of paper in a letter's type, in the cautious measure of the estimate."""

    characters_per_line: int
    lines_per_page: int
    lines_taken: int  # by greeting space on the first page and the signature on the last
    wide: str  # a class of characters that count double: capitals, and letters as broad as them

    def estimate_pages(self, text: str) -> int:
        """Sheets for the text with its signature; 0 for an empty letter."""
        if is_blank(text):
            return 0
        wide = re.compile(f"[{self.wide}]")
        lines = self.lines_taken
        for paragraph in normalise(text).split("\n"):
            # a broken line loses at most a word's tail to the next; hyphenation keeps that under an eighth
            units = len(paragraph) + len(wide.findall(paragraph))
            lines += max(1, -(-units // self.characters_per_line))
        return -(-lines // self.lines_per_page)


WIDE: Final = "A-ZÀ-ÞА-ЯЁ@mwшщжюыфмШЩ—…%\u1100-\uffff\U00010000-\U0010ffff"
A4: Final = Sheet(characters_per_line=64, lines_per_page=36, lines_taken=6, wide=WIDE)
LETTER: Final = Sheet(characters_per_line=64, lines_per_page=33, lines_taken=6, wide=WIDE)
SHEETS: Final = {"a4": A4, "letter": LETTER}
