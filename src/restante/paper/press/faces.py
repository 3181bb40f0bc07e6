# SPDX-License-Identifier: AGPL-3.0-or-later
"""The faces we print with and what they can print; Typst would print an empty box for the rest without a word."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

from restante.errors import Unavailable

FOLDER = Path(__file__).parent.parent / "fonts"
TEXT_FACES = ("PT Serif", "DejaVu Serif")
_TEXT_FILES = ("PTSerif-Regular.ttf", "DejaVuSerif.ttf")
_BREAKS = frozenset("\n\t\u00ad\u200b")  # line ends, tabs and places where a word may break: they need no glyph
_HIDDEN = frozenset("\u200c\u200d\u2060\ufeff") | {chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
_CLOSING = ".,;:!?…)]}»”"
_ABOVE_TEXT = 0x1F000  # pictographs and private planes: drawn in one outline they say something else


class FontsMissing(Unavailable):
    """The build step that copies the faces has not run."""

    code = "fonts-missing"
    text = "The printing fonts are not there ({name}); run `make install`."


@dataclass(frozen=True, slots=True)
class Unprintable:
    """A character that paper cannot carry, by its Unicode name, and where it stands."""

    character: str
    name: str
    positions: tuple[int, ...]


def face_file(name: str) -> Path:
    """The path of a face; says what to do when it was never built."""
    path = FOLDER / name
    if not path.is_file():
        raise FontsMissing(name=name)
    return path


@cache
def load_fonts() -> typst.Fonts:
    """Our faces only: neither the machine's nor the compiler's own are ever used."""
    face_file(_TEXT_FILES[0])
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER])


@cache
def printable_characters() -> frozenset[int]:
    """Every code point for which one of the text faces has a glyph."""
    points: set[int] = set()
    for name in _TEXT_FILES:
        with TTFont(face_file(name), lazy=True) as face:
            points.update(face.getBestCmap())
    return frozenset(point for point in points if point < _ABOVE_TEXT)


def unprintable(text: str, lang: str = "") -> list[Unprintable]:
    """What would not print, in order of appearance: missing glyphs, controls, direction marks, lone surrogates.

    The language changes nothing today: both text faces serve every language that the rulebooks know.
    """
    del lang
    known = printable_characters()
    missing = {character for character in set(text) if not _prints(character, known)}
    if not missing:
        return []
    found: dict[str, list[int]] = {}
    for position, character in enumerate(text):
        if character in missing:
            found.setdefault(character, []).append(position)
    return [Unprintable(character, _name(character), tuple(places)) for character, places in found.items()]


def printable_part(text: str) -> str:
    """Without what would not print and the space that led to it; whoever approved the letter saw what is missing."""
    missing = "".join(one.character for one in unprintable(text))
    if not missing:
        return text
    first, *others = re.split(f"[{re.escape(missing)}]+", text)
    kept = [first]
    for part in others:
        if not part or part[0].isspace() or part[0] in _CLOSING:
            while kept and not kept[-1].rstrip(" "):
                kept.pop()
            kept[-1:] = [one.rstrip(" ") for one in kept[-1:]]
        begins = not kept or kept[-1].endswith("\n")
        kept.append(part.lstrip(" ") if begins else part)
    return "".join(kept)


def _prints(character: str, known: frozenset[int]) -> bool:
    if character in _BREAKS:
        return True
    if character in _HIDDEN or unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"}:
        return False
    return ord(character) in known


def _name(character: str) -> str:
    point = f"U+{ord(character):04X}"
    kinds = {"Cc": "CONTROL CHARACTER", "Cs": "LONE SURROGATE", "Co": "PRIVATE USE", "Cn": "UNASSIGNED"}
    kind = kinds.get(unicodedata.category(character), "CHARACTER")
    return f"{unicodedata.name(character, kind)} ({point})"
