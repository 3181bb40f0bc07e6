# SPDX-License-Identifier: AGPL-3.0-or-later
"""Characters and pages as an electronic channel counts them: code points after NFC, a line break is one.

Browser twin: browser/src/rules/counting.ts; tests/golden/rules holds both to the same numbers.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

WHITE: Final = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
MOST_MARKS: Final = 30  # UAX #15, stream-safe text: longer runs of marks make normalising quadratic
_LINE_END = re.compile("\r\n?|\u2028|\u2029|\x85")
_LONG_RUN = re.compile(rf"[^\w{WHITE}]{{{MOST_MARKS + 1},}}")
_PARAGRAPH = re.compile(r"\n[\t ]*\n\s*")
_SENTENCE = re.compile(rf"[.!?…][»\"”)]?[{WHITE}]+")
_SPACE = re.compile(rf"[{WHITE}]+")
_JOINERS = "\u200d\ufe0e\ufe0f"


def normalise(text: str) -> str:
    """NFC with `\\n` as the only line break; a run of more than 30 combining marks is composed in pieces."""
    text = _LINE_END.sub("\n", text)
    if not _LONG_RUN.search(text):
        return unicodedata.normalize("NFC", text)
    return "".join(unicodedata.normalize("NFC", piece) for piece in _stream_safe(text))


def count_characters(text: str) -> int:
    """How many characters the channel will count."""
    return len(normalise(text))


def is_blank(text: str) -> bool:
    """White space only."""
    return _SPACE.fullmatch(text) is not None or not text


def split_into_pages(text: str, size: int) -> list[str]:
    """Pages of at most `size` characters; joined they are exactly `normalise(text)`, so nothing is lost.

    A page ends at a paragraph, or else a sentence, or else a space of its second half, or else where it is full.
    """
    text = normalise(text)
    if is_blank(text):
        return []
    pages, start = [], 0
    while len(text) - start > size:
        end = _page_end(text, start, size)
        pages.append(text[start:end])
        start = end
    return [*pages, text[start:]]


def _page_end(text: str, start: int, size: int) -> int:
    limit = start + size
    half = start + (size + 1) // 2
    for border in (_PARAGRAPH, _SENTENCE, _SPACE):
        ends = [found.end() for found in border.finditer(text, half, limit)]
        if ends:
            return ends[-1]
    end = limit
    while end > max(start + 1, limit - MOST_MARKS) and not _may_part(text, end):
        end -= 1
    return end if _may_part(text, end) else limit


def _may_part(text: str, at: int) -> bool:
    """Not before a combining mark or inside a joined emoji."""
    return not (_is_mark(text[at]) or text[at] in _JOINERS or text[at - 1] == "\u200d")


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


def _stream_safe(text: str) -> Iterator[str]:
    start = run = 0
    for at, character in enumerate(text):
        run = run + 1 if _is_mark(character) else 0
        if run > MOST_MARKS:
            yield text[start:at]
            start, run = at, 1
    yield text[start:]
