# SPDX-License-Identifier: AGPL-3.0-or-later
"""What type and ink can carry: which characters our faces have, and pictures as Typst takes them.

Typst's binding takes files from memory as text alone, so a picture travels inside an SVG (docs/decisions/0402).
"""

import base64
import io
import re
import unicodedata
import warnings
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final

from fontTools.ttLib import TTFont

from restante.errors import BadInput
from restante.paper.press.faces import face_file
from restante.texts.document import words_of
from restante.texts.records import Book

FACES: Final = ("PT Serif", "DejaVu Serif", "DejaVu Sans")
_FILES: Final = ("PTSerif-Regular.ttf", "DejaVuSerif.ttf", "DejaVuSans.ttf")
_INSTEAD: Final = "\ufffd"
_NEEDS_NO_GLYPH: Final = frozenset("\n\t \u00ad\u200b")
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs"})
_LONGEST_WORD: Final = 1_000
_ENDLESS: Final = re.compile(rf"[^ \n\u200b]{{{_LONGEST_WORD}}}")
_MOST_SHARE: Final = 0.05
_FEW: Final = 20
_MOST_PIXELS_WIDE: Final = 1_600
_ABOVE_TEXT: Final = 0x1F000


class NoTypeFor(BadInput):
    """A script for which we ship no face; the other formats have the whole text."""

    code = "no-type-for"
    text = (
        "{count} of {all} characters have no sign in the printing fonts, first {names}. "
        "Take EPUB or HTML instead: they are shown with the reader's own fonts."
    )


def characters_without_type(book: Book) -> tuple[str, ...]:
    """Every character of the book that paper cannot show, in order of appearance."""
    found: dict[str, None] = {}
    for words in _all_words(book):
        for character in dict.fromkeys(words):
            if not _is_set(character) and unicodedata.category(character) not in _DROPPED:
                found.setdefault(character)
    return tuple(found)


def check_type(book: Book) -> tuple[str, ...]:
    """The characters that will be missing. Raises NoTypeFor where that is more than the odd one."""
    missing = characters_without_type(book)
    if missing:
        lost = set(missing)
        total = count = 0
        for words in _all_words(book):
            total += len(words)
            count += sum(1 for character in words if character in lost)
        if count > max(_FEW, total * _MOST_SHARE):
            raise NoTypeFor(count=count, all=total, names=", ".join(name_of(one) for one in missing[:3]))
    return missing


def name_of(character: str) -> str:
    """By its Unicode name and number."""
    return f"{unicodedata.name(character, 'CHARACTER')} (U+{ord(character):04X})"


def with_type(words: str) -> str:
    """The words as they can be set: U+FFFD for what has no sign, nothing for signs that only steer.

    A word without end may be broken anywhere: krilla 0.8, which writes Typst's PDF, panics at 65,535 bytes of one.
    """
    if len(words) > _LONGEST_WORD:
        words = _ENDLESS.sub("\\g<0>\u200b", words)
    if all(map(_is_set, set(words))):
        return words
    return "".join(
        character if _is_set(character) else "" if unicodedata.category(character) in _DROPPED else _INSTEAD
        for character in words
    )


@lru_cache(maxsize=16)
def as_svg(data: bytes) -> bytes | None:
    """A picture for Typst, upright on white, not larger than print needs; None for bytes that are none."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
                form = picture.format
                mode = "L" if picture.mode in {"1", "L"} else "RGB"
                if form == "JPEG" and picture.mode in {"L", "RGB"} and picture.width <= _MOST_PIXELS_WIDE:
                    return _wrapped(data, "jpeg", picture.size)
                if picture.has_transparency_data:
                    seen = picture.convert("RGBA")
                    upright = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")
                else:
                    upright = picture.convert(mode)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return None
    upright.thumbnail((_MOST_PIXELS_WIDE, _MOST_PIXELS_WIDE))
    out = io.BytesIO()
    if form == "JPEG":
        upright.save(out, "JPEG", quality=88)
        return _wrapped(out.getvalue(), "jpeg", upright.size)
    upright.save(out, "PNG")  # its own compression is undone again by Typst
    return _wrapped(out.getvalue(), "png", upright.size)


def _wrapped(data: bytes, kind: str, size: tuple[int, int]) -> bytes:
    inside = base64.b64encode(data).decode("ascii")
    told = f'width="{size[0]}" height="{size[1]}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {told}><image {told} href="data:image/{kind};base64,{inside}"/></svg>'
    ).encode("ascii")


def _all_words(book: Book) -> Iterable[str]:
    for text in book.texts:
        yield from (text.title, text.subtitle, *(one.name for one in (*text.authors, *text.translators)))
        yield from words_of(text.document)


def _is_set(character: str) -> bool:
    if character in _NEEDS_NO_GLYPH:
        return True
    kind = unicodedata.category(character)
    return kind not in {"Cc", "Cf", "Cs", "Co", "Cn"} and ord(character) in _characters()


@cache
def _characters() -> frozenset[int]:
    points: set[int] = set()
    for name in _FILES:
        with TTFont(face_file(name), lazy=True) as face:
            points.update(face.getBestCmap())
    return frozenset(point for point in points if point < _ABOVE_TEXT)
