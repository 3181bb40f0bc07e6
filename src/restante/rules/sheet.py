# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many sheets a letter will fill, estimated so that press never needs more than a writer was told.

tests/paper holds press to these constants; whoever changes the type of a letter changes them here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from restante.rules.counting import WHITE, is_blank, normalise


@dataclass(frozen=True, slots=True)
class Sheet:
    """One side of paper in a letter's type, in the cautious measure of the estimate."""

    characters_per_line: int
    lines_per_page: int
    lines_taken: int  # by the space under the greeting, the signature and the request to quote a number
    indent: int  # of a paragraph's first line, in characters
    wide: str  # a class of characters that count one and a half: capitals, and letters as broad as them
    widest: str  # some of them count two

    def estimate_pages(self, text: str) -> int:
        """Sheets for the text with its signature, without pictures; 0 for an empty letter."""
        if is_blank(text):
            return 0
        wide = re.compile(f"[{self.wide}]"), re.compile(f"[{self.widest}]")
        paragraphs = [part for part in normalise(text).split("\n") if not is_blank(part)]
        lines = self.lines_taken + sum(self._lines(part, wide) for part in paragraphs)
        return -(-lines // self.lines_per_page)

    def _lines(self, paragraph: str, wide: Iterable[re.Pattern[str]]) -> int:
        """Words laid one after the other without hyphens; one longer than a line is broken where the line is full."""
        whole = 2 * self.characters_per_line  # in halves of a character
        lines, room = 1, whole - 2 * self.indent
        for word in _WORD.findall(paragraph):
            width = 2 * len(word) + sum(len(letters.findall(word)) for letters in wide) + 2
            if width > room:
                lines += 1 + (width - 1) // whole
                room = whole - (width - 1) % whole
            else:
                room -= width
        return lines


_WORD: Final = re.compile(f"[^{WHITE}]+")
WIDE: Final = "A-ZÀ-ÞА-ЯЁ@mwшщжюыфм—…%\u1100-\uffff\U00010000-\U0010ffff"
WIDEST: Final = "MW@ЖМФШЩЫЮ—…%"
# press sets 11.5 pt between margins of 28 mm: 68 characters of Russian prose or 41 capital W to a line, 42 lines to A4
A4: Final = Sheet(characters_per_line=66, lines_per_page=40, lines_taken=5, indent=3, wide=WIDE, widest=WIDEST)
LETTER: Final = Sheet(characters_per_line=66, lines_per_page=37, lines_taken=5, indent=3, wide=WIDE, widest=WIDEST)
SHEETS: Final = {"a4": A4, "letter": LETTER}
