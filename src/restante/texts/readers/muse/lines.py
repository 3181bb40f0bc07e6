# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a line of Muse begins: its kind, by its first characters alone, as Text::Amuse 1.83 does."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from restante.texts.document import ListKind

BLOCK_TAGS: Final = ("quote", "center", "right", "play", "biblio")
TYPED: Final = {"<example>": "</example>", "{{{": "}}}", "<verse>": "</verse>", "<comment>": "</comment>"}
HEADING: Final = re.compile(r"(\*{1,5})[ \t]+(?![* ]+$)(\S.*)")
RULE: Final = re.compile(r"[ \t]*-{4,}[ \t]*")
PAGE_BREAK: Final = re.compile(r" {6,}\*( +\*){4} *")
OPENING: Final = re.compile(
    rf"[ \t]*<(?P<tag>{'|'.join(BLOCK_TAGS)})>[ \t]*|[ \t]*<\[(?P<lang>[A-Za-z-]{{2,12}})\]>[ \t]*"
)
CLOSING: Final = re.compile(
    rf"[ \t]*</(?P<tag>{'|'.join(BLOCK_TAGS)})>[ \t]*|[ \t]*</\[(?P<lang>[A-Za-z-]{{2,12}})\]>[ \t]*"
)
NOTE: Final = re.compile(r"(?:\[([1-9]\d{0,4})\]|\{([1-9]\d{0,4})\})[ \t]+(\S.*)")
TERM: Final = re.compile(r"( +)(?!#[A-Za-z])(\S(?:.*?\S)?)[ \t]+::(?:[ \t]+(.*))?")
INCLUDE: Final = re.compile(r"#include[ \t]+(\S+)[ \t]*")
_ITEM: Final = re.compile(r"( +)(?:(-)|(\d{1,5})\.|([ivxl]{1,8})\.|([IVXL]{1,8})\.|([a-z])\.|([A-Z])\.)( +)(\S.*|)")
_CAPTION: Final = re.compile(r"[ \t]*\|\+(.*)\+\|[ \t]*")
_TABLE: Final = re.compile(
    r"[ \t]++(?:\|{1,3}[ \t].*|.*?\S[ \t]+\|{1,3}(?:[ \t].*|$))|[ \t]*\|(?:[ \t].*\||[:-]+[-:|\d \t]*\|)[ \t]*"
)
_ROMAN: Final = {"i": 1, "v": 5, "x": 10, "l": 50}


@dataclass(frozen=True, slots=True)
class Marker:
    """A list item's mark: where it stands, where its words begin, and what it counts."""

    indent: int
    column: int
    kind: ListKind
    number: int
    rest: str
    letter: str = ""

    def goes_on(self, kind: ListKind, expected: int) -> "Marker | None":
        """This mark as the next of a list already begun: `i.` after `h.` is a letter, `c.` after `xcix.` no number."""
        if kind == self.kind:
            return self
        if (
            kind in {"lower_alpha", "upper_alpha"}
            and len(self.letter) == 1
            and self.letter.islower() == (kind[0] == "l")
        ):
            number = ord(self.letter.lower()) - 96
            if number in {1, expected}:
                return Marker(self.indent, self.column, kind, number, self.rest, self.letter)
        return None


def indent_of(line: str) -> int:
    """Leading spaces; tabs were widened before."""
    return len(line) - len(line.lstrip(" "))


def read_marker(line: str) -> Marker | None:
    """The mark of a list item, or nothing."""
    match = _ITEM.fullmatch(line)
    if match is None:
        return None
    indent, column = len(match[1]), match.start(9)
    if match[2]:
        return Marker(indent, column, "bullet", 1, match[9])
    if match[3]:
        return Marker(indent, column, "decimal", int(match[3]), match[9])
    letter = match[4] or match[5] or match[6] or match[7]
    lower = letter.islower()
    number = _roman(letter.lower())
    if (match[4] or match[5]) and number:
        return Marker(indent, column, "lower_roman" if lower else "upper_roman", number, match[9], letter)
    if len(letter) > 1:
        return None
    return Marker(indent, column, "lower_alpha" if lower else "upper_alpha", ord(letter.lower()) - 96, match[9], letter)


def caption_of(line: str) -> str | None:
    """The words of `|+ … +|`."""
    match = _CAPTION.fullmatch(line)
    return None if match is None else match[1].strip()


def is_table_row(line: str) -> bool:
    """Bars between cells: indented, or a whole row that begins and ends with one."""
    return "|" in line and (_TABLE.fullmatch(line) is not None or _CAPTION.fullmatch(line) is not None)


def is_comment(line: str) -> bool:
    """`; words`, or a lone semicolon."""
    return line.startswith("; ") or line.rstrip() == ";"


def is_verse(line: str) -> bool:
    """`> words`, or a lone `>` between stanzas."""
    return line.startswith(">") and line[1:2] in {"", " "}


def place_of(line: str) -> Literal["start", "quote", "centre", "end"]:
    """What the indentation of a line says where no list is open."""
    indent = indent_of(line)
    return "start" if indent < 2 else "quote" if indent < 6 else "centre" if indent < 20 else "end"


def _roman(letters: str) -> int:
    """The number, or 0 for letters that no one counts with: written back they must be the same."""
    values = [_ROMAN.get(letter, 0) for letter in letters]
    total = sum(-one if one < later else one for one, later in zip(values, [*values[1:], 0], strict=True))
    return total if total > 0 and write_roman(total) == letters else 0


def write_roman(number: int) -> str:
    """Lower case, below 90."""
    told = ""
    for value, sign in ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while number >= value:
            told, number = told + sign, number - value
    return told
