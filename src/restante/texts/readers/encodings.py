# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bytes to characters. What the bytes prove is used; what they only suggest is scored, and told; else it is asked.

A Cyrillic byte read in the wrong one of four old encodings is still a letter: a wrong guess looks like a text and is
none, so a guess needs both likely letters and a distance to the next best.
"""

import codecs
import math
import re
from dataclasses import dataclass
from typing import Final

from restante.texts.readers import cautions
from restante.texts.readers.reading import Caution
from restante.texts.readers.refusals import EncodingUnclear, NotInEncoding, UnknownEncoding
from restante.texts.readers.spelling import likelihood

KNOWN: Final = (
    "utf-8", "utf-16", "windows-1251", "koi8-r", "koi8-u", "cp866", "windows-1252", "windows-1250", "iso-8859-5",
    "iso-8859-2", "iso-8859-1", "mac-cyrillic",
)  # fmt: skip
_GUESSED: Final = ("windows-1251", "koi8-u", "cp866", "mac-cyrillic", "iso-8859-5", "windows-1252", "windows-1250",
                   "iso-8859-2")  # fmt: skip
_PYTHON: Final = {"windows-1251": "cp1251", "windows-1252": "cp1252", "windows-1250": "cp1250"}
_TOLD: Final = {"koi8-u": "koi8-r"}
"""KOI8-U is KOI8-R but for eight letters in the place of box drawing."""
_RARE: Final = {"mac-cyrillic": 4.0, "iso-8859-5": 2.0, "iso-8859-2": 2.0, "windows-1250": 1.0}
_NO_TEXT: Final = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7", "undefined", "mbcs", "oem"}
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SAMPLE: Final = 200_000
_FEWEST_LETTERS: Final = 6  # beyond ASCII; fewer prove nothing
_SURE: Final = 70  # percent
_CUT_LETTERS: Final = 3  # so many whole letters to one that is damaged, and the line is UTF-8
_MIXED_LINES: Final = 0.25


@dataclass(frozen=True, slots=True)
class Decoded:
    """Characters, the encoding they came in, how sure that is (1.0: the bytes prove it), and what to tell."""

    text: str
    encoding: str
    confidence: float
    warnings: tuple[Caution, ...] = ()


def decode(data: bytes, name: str, encoding: str | None = None, declared: str | None = None) -> Decoded:
    """By `encoding` if a person said it, by a byte order mark, by what the file declares, or by its bytes.

    Raises EncodingUnclear, UnknownEncoding, NotInEncoding.
    """
    if encoding:
        return _as_told(data, name, encoding)
    for mark, kind in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], kind) or _with_holes(data[len(mark) :], kind)
    if wide := read_unmarked_utf16(data):
        return wide
    if proved := _strictly(data, "utf-8"):
        return proved
    if declared and (said := _lookup(declared)) and (read := _strictly(data, said)) and _plausible(read.text):
        return read
    return _mixed(data, name) or _guess(data, name)


def same_encoding(one: str, other: str) -> bool:
    """Whether two names are one encoding, or one that holds the other."""
    names = {_lookup(one), _lookup(other)}
    wide = {name.split("-")[0] + "-16" if name and name.startswith("utf-16") else name for name in names}
    return len(wide) == 1 or wide <= {"koi8-r", "koi8-u"} or wide <= {"iso8859-1", "cp1252", "ascii"}


def _as_told(data: bytes, name: str, encoding: str) -> Decoded:
    kind = _lookup(encoding)
    if kind is None:
        raise UnknownEncoding(encoding=encoding, known=", ".join(KNOWN))
    for mark, marked in _MARKS:
        if data.startswith(mark) and (marked == kind or (kind == "utf-16" and marked.startswith(kind))):
            data, kind = data[len(mark) :], marked
    try:
        return Decoded(data.decode("utf-16-le" if kind == "utf-16" else kind), kind, 1.0)
    except UnicodeDecodeError as error:
        raise NotInEncoding(file=name, encoding=encoding, position=error.start) from None


def _lookup(encoding: str) -> str | None:
    """Python's name, for text encodings only: "zip" and "rot13" are codecs too."""
    try:
        found = codecs.lookup(encoding.strip().lower().removeprefix("x-"))
    except (LookupError, ValueError):
        return None
    is_text = getattr(found, "_is_text_encoding", False)
    return found.name if is_text and found.name.replace("_", "-") not in _NO_TEXT else None


def _strictly(data: bytes, kind: str) -> Decoded | None:
    try:
        return Decoded(data.decode(kind), kind, 1.0)
    except UnicodeDecodeError:
        return None


def _with_holes(data: bytes, kind: str) -> Decoded:
    text = data.decode(kind, "replace")
    return Decoded(text, kind, 1.0, (cautions.BYTES_REPLACED(count=text.count("\ufffd")),))


def read_unmarked_utf16(data: bytes) -> Decoded | None:
    """UTF-16 without its mark: one byte of each pair is nearly always the same few values."""
    sample = data[: _SAMPLE & ~1]
    if len(sample) < 8 or len(data) % 2 or b"\0" not in sample:
        return None
    for kind, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        common = sum(high.count(page) for page in (0, 4, 5, 0x20))
        if common > 0.9 * len(high) and (read := _strictly(data, kind)) and "\0" not in read.text:
            return read
    return None


def _mixed(data: bytes, name: str) -> Decoded | None:
    """Mostly UTF-8, and some lines of something else: each line by itself."""
    lines = data.splitlines(keepends=True)
    strange = [line for line in lines if not _is_utf8(line)]
    valid = sum(1 for line in lines if not line.isascii()) - len(strange)
    if not valid or len(strange) > max(_MIXED_LINES * len(lines), valid):
        return None
    if not strange:
        return _with_holes(data, "utf-8")
    try:
        kind = _guess(b"".join(strange), name).encoding
    except EncodingUnclear:
        return _with_holes(data, "utf-8")
    spelled = _PYTHON.get(kind, kind)
    text = "".join(_line(line, spelled) for line in lines)
    warned = [cautions.ENCODINGS_MIXED(lines=len(strange), encoding=kind)]
    if holes := text.count("\ufffd"):
        warned.append(cautions.BYTES_REPLACED(count=holes))
    return Decoded(text, "utf-8", 0.7, tuple(warned))


def _is_utf8(line: bytes) -> bool:
    """Also where a letter of it was cut through: in a line of another encoding hardly any letter comes out whole."""
    text = line.decode("utf-8", "replace")
    holes = text.count("\ufffd")
    return holes * _CUT_LETTERS <= sum(letter > "\x7f" for letter in text) - holes


def _line(line: bytes, kind: str) -> str:
    return line.decode("utf-8" if _is_utf8(line) else kind, "replace")


def _guess(data: bytes, name: str) -> Decoded:
    """The likeliest of the old encodings; asks where two are nearly alike."""
    sample = data[:_SAMPLE]
    scored = sorted(((_score(sample, kind), kind) for kind in _GUESSED), reverse=True)
    best, kind = scored[0]
    rival = next((score for score, other in scored[1:] if not _alike(sample, kind, other)), float("-inf"))
    high = sum(1 for byte in sample if byte > 0x7F)
    percent = round(100 * _sure(best - rival, high)) if best > float("-inf") else 0
    if percent < _SURE:
        raise EncodingUnclear(file=name, known=", ".join(KNOWN))
    text = data.decode(_PYTHON.get(kind, kind), "replace")
    told = _TOLD.get(kind, kind) if _alike(sample, kind, _TOLD.get(kind, kind)) else kind
    warned = [cautions.ENCODING_GUESSED(encoding=told, percent=percent)]
    if holes := text.count("\ufffd"):
        warned.append(cautions.BYTES_REPLACED(count=holes))
    return Decoded(text, told, percent / 100, tuple(warned))


def _alike(sample: bytes, one: str, other: str) -> bool:
    """Whether two encodings read these bytes to the same words."""
    read = [re.sub(r"\W", "", sample.decode(_PYTHON.get(kind, kind), "replace")) for kind in (one, other)]
    return read[0] == read[1]


def _sure(distance: float, high: int) -> float:
    """From the distance of two log likelihoods; letters of one text depend on each other, so it is taken small."""
    return 1 / (1 + math.exp(-min(distance / 6, 4.6))) if high >= _FEWEST_LETTERS else 0.0


def _score(sample: bytes, kind: str) -> float:
    text = sample.decode(_PYTHON.get(kind, kind), "replace")
    if text.count("\ufffd") > len(text) // 200:
        return float("-inf")
    return likelihood(text)[0] - _RARE.get(kind, 0.0) - 14.0 * text.count("\ufffd")


def _plausible(text: str) -> bool:
    """A declaration may be a template's; believed unless its letters are absurd."""
    sample = text[:_SAMPLE]
    total, count = likelihood(sample)
    return "\x98" not in sample and total > -9 * count
