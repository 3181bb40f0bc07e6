# SPDX-License-Identifier: AGPL-3.0-or-later
"""A quotation found again in a text, as a W3C TextQuoteSelector tells its place: the words before, it, the words after.

Spaces, quotation marks, dashes, soft hyphens and composed letters may differ, because typesetting changes them; letters
and digits may not. […] in a quotation stands for words left out; its parts must follow one another.
"""

import functools
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

AROUND: Final = 32
MOST_LEFT_OUT: Final = 5_000
_MOST_STARTS: Final = 1_000
_LEFT_OUT: Final = re.compile(r"[\[(<⟨]\s*(?:…|\.{2,3})\s*[\])>⟩]")
_BARE: Final = re.compile(r"…|\.{3}")
_QUOTES: Final = "\"«»“”„‟″〝〞＂'‘’‚‛‹›′`´"
_OUTER: Final = _QUOTES + " \t\n\u00a0"
_SAME: Final = {
    **dict.fromkeys("«»“”„‟″〝〞＂‹›", '"'),
    **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    "…": "...",
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u200e\u200f", ""),
}
_BROKEN_AT: Final = frozenset("\u00ad\u0002\ufffe")  # a soft hyphen, and what pdfium writes for one at a line's end


@dataclass(frozen=True, slots=True)
class Found:
    """`exact` is what the text says there, `start` where; `is_exact` if that is the quotation to the letter."""

    prefix: str
    exact: str
    suffix: str
    start: int
    is_exact: bool


def find_quotation(text: str, quotation: str) -> Found | None:
    """The first place that fits; to the letter if there is one."""
    return find_quotations(text, [quotation])[0]


def find_quotations(text: str, quotations: Sequence[str]) -> list[Found | None]:
    """The same of many, for the price of one reading of the text."""
    read: list[tuple[str, list[tuple[int, int]]]] = []

    def folded() -> tuple[str, list[tuple[int, int]]]:
        if not read:
            read.append(_fold(text))
        return read[0]

    return [_find(text, one.strip(), folded) if one.strip() else None for one in quotations]


def _find(text: str, wanted: str, fold: Callable[[], tuple[str, list[tuple[int, int]]]]) -> Found | None:
    at = text.find(wanted)
    if at >= 0:
        return _found(text, at, at + len(wanted), wanted)
    folded, places = fold()
    for separator, given in (
        (_LEFT_OUT, wanted),
        (_BARE, _LEFT_OUT.sub("…", wanted)),
        (_LEFT_OUT, wanted.strip(_OUTER)),
    ):
        parts = [_fold(one)[0].strip() for one in separator.split(given)]
        span = _in_order(folded, [part for part in parts if part])
        if span is not None:
            first, last = span
            return _found(text, places[first][0], places[last - 1][1], wanted)
    return None


def _found(text: str, start: int, end: int, wanted: str) -> Found:
    exact = text[start:end]
    return Found(text[max(0, start - AROUND) : start], exact, text[end : end + AROUND], start, exact == wanted)


def _in_order(folded: str, parts: list[str]) -> tuple[int, int] | None:
    if not parts:
        return None
    begin = folded.find(parts[0])
    for _ in range(_MOST_STARTS):
        if begin < 0:
            return None
        end = begin + len(parts[0])
        for part in parts[1:]:
            at = folded.find(part, end, end + MOST_LEFT_OUT + len(part))
            if at < 0:
                break
            end = at + len(part)
        else:
            return begin, end
        begin = folded.find(parts[0], begin + 1)
    return None


def _fold(text: str) -> tuple[str, list[tuple[int, int]]]:
    """What is compared, and for each sign of it which signs of `text` it stands for."""
    signs: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    for notable in _notable().finditer(text):
        start, end = notable.span()
        if at < start:
            signs.append(text[at:start])
            places.extend(zip(range(at, start), range(at + 1, start + 1), strict=True))
        at = end
        piece = notable[0]
        if piece[0] in _BROKEN_AT:
            continue
        if piece.isspace():
            if not signs or signs[-1] != " ":
                signs.append(" ")
                places.append((start, end))
            continue
        whole = piece if end == start + 1 else unicodedata.normalize("NFC", piece)
        for sign in "".join(_SAME.get(one, one) for one in whole):
            signs.append(sign)
            places.append((start, end))
    signs.append(text[at:])
    places.extend(zip(range(at, len(text)), range(at + 1, len(text) + 1), strict=True))
    return "".join(signs), places


@functools.cache
def _notable() -> re.Pattern[str]:
    """Whatever is not compared as it is; a page of two million signs is folded in a second by passing over the rest."""
    marks = re.escape("".join(chr(code) for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code))))
    broken, same = re.escape("".join(sorted(_BROKEN_AT))), re.escape("".join(_SAME))
    return re.compile(rf"[{broken}](?:[^\S\n]{{0,8}}\n\s*)?|\s+|[^\s{broken}][{marks}]+|[{same}]")
