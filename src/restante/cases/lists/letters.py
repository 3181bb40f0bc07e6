# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which letters a file's bytes are: by its mark, by what decodes, and for old encodings by what looks like words."""

import codecs
import re
from dataclasses import dataclass
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OLD: Final = ("cp1251", "koi8-u", "cp866", "cp1252")
_SAMPLE: Final = 200_000
_WORD: Final = re.compile(r"[^\W\d_]+")
_DAMAGE: Final = 50  # one letter in so many may be damaged, and the file is UTF-8 still
_WORDLIKE: Final = 5  # what a line of another encoding is worth at least: a short name is, half a letter is not


@dataclass(frozen=True, slots=True)
class Decoded:
    """`damaged` letters were no letters of this encoding and stand as U+FFFD. `other` is the first line of those that
    are written in another encoding, and which; 0 where there is none."""

    text: str
    encoding: str
    damaged: int = 0
    other: tuple[int, str] = (0, "")


def decode(data: bytes) -> Decoded | None:
    """None for bytes that are no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            return Decoded(text, encoding, text.count("\ufffd"))
    if (wide := _wide(data)) is not None:
        return wide
    if b"\x00" in data:
        return None
    if _is_utf8(data):
        return Decoded(data.decode("utf-8"), "utf-8")
    return _by_line(data) or _as_one(data)


def _as_one(data: bytes) -> Decoded:
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    foreign = sum(sign > "\x7f" for sign in text) - damaged
    if damaged * _DAMAGE <= foreign:
        return Decoded(text, "utf-8", damaged)
    best = _most_like(data)
    text = data.decode(best, "replace")
    return Decoded(text, best, text.count("\ufffd"))


def _by_line(data: bytes) -> Decoded | None:
    """Two exports in one file: lines of UTF-8 and lines of an older encoding, each read as what it is."""
    lines = data.split(b"\n")
    others = [at for at, line in enumerate(lines) if not line.isascii() and not _is_utf8(line)]
    foreign = set(others)
    ours = b"\n".join(line for at, line in enumerate(lines) if at not in foreign and not line.isascii())[:_SAMPLE]
    theirs = b"\n".join(lines[at] for at in others)[:_SAMPLE]
    best = _most_like(theirs)
    read = theirs.decode(best, "replace")
    if _likeness(ours.decode("utf-8", "ignore")) <= max(0, _likeness(ours.decode(best, "replace"))):
        return None
    if "\ufffd" in read or _likeness(read) < _WORDLIKE * (read.count("\n") + 1):
        return None
    text = "\n".join(line.decode(best if at in foreign else "utf-8", "replace") for at, line in enumerate(lines))
    return Decoded(text, "utf-8", text.count("\ufffd"), (others[0] + 1, best))


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _most_like(data: bytes) -> str:
    return max(_OLD, key=lambda encoding: _likeness(data[:_SAMPLE].decode(encoding, "replace")))


def _wide(data: bytes) -> Decoded | None:
    """UTF-16 without its mark: delimiters, digits and ends of lines have a zero on one side."""
    head = data[: _SAMPLE - _SAMPLE % 2]
    for encoding, zeros, others in (("utf-16-le", head[1::2], head[0::2]), ("utf-16-be", head[0::2], head[1::2])):
        if zeros.count(0) * 20 > len(zeros) and others.count(0) == 0 and len(data) % 2 == 0:
            try:
                return Decoded(data.decode(encoding), encoding)
            except UnicodeDecodeError:
                return None
    return None


def _likeness(text: str) -> int:
    """Small Cyrillic letters inside of words speak for an encoding; mixed words, odd capitals and signs against it."""
    score = -5 * text.count("\ufffd")
    for word in _WORD.findall(text):
        if word.isascii():
            continue
        cyrillic = sum("\u0400" <= sign <= "\u04ff" for sign in word)
        if cyrillic == len(word):
            score += 2 * len(word) if word.islower() or word.istitle() or word.isupper() else -2 * len(word)
            score += sum("а" <= sign <= "я" for sign in word)
        elif cyrillic:
            score -= 3 * len(word)
        else:
            score += 1 if word.islower() or word.istitle() else -len(word)
    return score - 2 * sum("\u2500" <= sign <= "\u259f" for sign in text)
