# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines with places to paragraphs: leading, indents, short last lines, sizes of letters; hyphens at line ends join."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final

from restante.texts.document import Block, Heading, Paragraph, Plain

_NUMBER: Final = re.compile(
    r"[-–—\[(\s]*(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|of|из|von|de)\s*\d{1,4})?[-–—\])\s]*", re.IGNORECASE
)
_END: Final = re.compile(r"[.!?…:;»”\"')\]]$")
_HYPHENS: Final = ("-", "\u2010", "\u00ad")
_REPEATS: Final = 3
_HEADING: Final = 1.18
_FOOT: Final = 0.93
_LONGEST_HEADING: Final = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A line and its box in points from the lower left."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float


@dataclass(slots=True)
class Page:
    """A page in reading order."""

    width: float
    height: float
    lines: list[Line] = field(default_factory=list)

    @property
    def letters(self) -> int:
        """Letters on it."""
        return sum(1 for line in self.lines for letter in line.text if letter.isalpha())


@dataclass(slots=True)
class _Open:
    """A paragraph being gathered."""

    text: str = ""
    size: float = 0.0
    last: Line | None = None


def paragraphs_of(pages: Sequence[Page]) -> tuple[list[Block], int]:
    """Blocks in reading order, and how many running heads and page numbers were left out."""
    kept, heads = _without_heads(pages)
    sizes = Counter[float]()
    for page in kept:
        for line in page.lines:
            sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    larger = sorted({size for size in sizes if body and size >= _HEADING * body}, reverse=True)
    found: list[Block] = []
    for opened in _gathered(kept, body):
        text = " ".join(opened.text.split())
        if opened.size in larger and len(text) <= _LONGEST_HEADING:
            found.append(Heading(min(larger.index(opened.size) + 1, 5), (Plain(text),)))
        elif text:
            found.append(Paragraph((Plain(text),)))
    return found, heads


def _without_heads(pages: Sequence[Page]) -> tuple[list[Page], int]:
    """Pages without lines that stand in the same place on several with the same words, whatever the number in them."""
    edges: Counter[tuple[str, bool]] = Counter()
    for page in pages:
        edges.update({(_shape(line.text), top) for line, top in _edges(page)})
    often = {shape for shape, count in edges.items() if count >= _REPEATS and shape[0]}
    found: list[Page] = []
    gone = 0
    for page in pages:
        out = {
            id(line)
            for line, top in _edges(page)
            if (_shape(line.text), top) in often or (len(pages) > 1 and _NUMBER.fullmatch(line.text))
        }
        gone += len(out)
        found.append(Page(page.width, page.height, [line for line in page.lines if id(line) not in out]))
    return found, gone


def _edges(page: Page) -> Iterator[tuple[Line, bool]]:
    """The two highest and two lowest lines, if they stand near the edge."""
    order = sorted(page.lines, key=lambda line: -line.top)
    for line in order[:2]:
        if line.bottom > 0.86 * page.height:
            yield line, True
    for line in order[-2:]:
        if line.top < 0.14 * page.height:
            yield line, False


def _shape(text: str) -> str:
    return re.sub(r"\d+|\b[ivxlc]+\b", "#", text.casefold()).strip()


def _gathered(pages: Sequence[Page], body: float) -> Iterator[_Open]:
    """Paragraphs; what stands small at a page's foot comes after the paragraph that runs over the page."""
    opened = _Open()
    feet: list[_Open] = []
    for page in pages:
        text, foot = _parted(page.lines, body)
        measure = _Measure(text)
        for place, line in enumerate(text):
            if opened.text and measure.begins(line, opened.last if place else None, opened, body):
                yield opened
                yield from feet
                feet.clear()
                opened = _Open()
            _add(opened, line)
        notes = _Measure(foot)
        note = _Open()
        for place, line in enumerate(foot):
            if note.text and (notes.begins(line, note.last if place else None, note, line.size) or _marked(line.text)):
                feet.append(note)
                note = _Open()
            _add(note, line)
        if note.text:
            feet.append(note)
    if opened.text:
        yield opened
    yield from feet


def _parted(lines: Sequence[Line], body: float) -> tuple[list[Line], list[Line]]:
    """Body and foot: the last lines, as long as they are smaller."""
    place = len(lines)
    while place and lines[place - 1].size < _FOOT * body:
        place -= 1
    return (list(lines[:place]), list(lines[place:])) if place else (list(lines), [])


def _marked(text: str) -> bool:
    return bool(re.match(r"[\[(]?(?:\d{1,3}|[*†‡])[\])]?[.)]?\s*\S", text))


class _Measure:
    """The edges and the leading of a page's lines."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._left = min((line.left for line in lines), default=0.0)
        rights = sorted(line.right for line in lines)
        self._right = rights[int(0.9 * (len(rights) - 1))] if rights else 0.0
        steps = [
            above.bottom - line.bottom
            for above, line in pairwise(lines)
            if 0 < above.bottom - line.bottom < 6 * max(line.size, 1)
        ]
        self._step = median(steps) if steps else 0.0

    def begins(self, line: Line, above: Line | None, opened: _Open, body: float) -> bool:
        """Whether a paragraph begins here; `above` is None at a page's beginning."""
        if abs(line.size - opened.size) > 0.08 * max(line.size, opened.size, 1):
            return True
        indented = line.left - self._left > 0.6 * max(body, 1)
        ended = bool(_END.search(opened.text))
        if above is None:
            return ended and (indented or not line.text[:1].islower())
        if self._step and above.bottom - line.bottom > 1.35 * self._step:
            return True
        was_indented = above.left - self._left > 0.6 * max(body, 1)
        if indented and not was_indented:
            return True
        short = above.right < self._right - 0.12 * max(self._right - self._left, 1)
        return short and ended and not line.text[:1].islower()


def _add(opened: _Open, line: Line) -> None:
    """A line more; a hyphen before a small letter is the setter's and goes, any other stays."""
    if not opened.text:
        opened.text, opened.size = line.text, line.size
    elif opened.text.endswith(_HYPHENS) and line.text[:1].islower() and opened.text[-2:-1].isalpha():
        opened.text = opened.text[:-1] + line.text
    elif opened.text.endswith(_HYPHENS):
        opened.text = opened.text.replace("\u2010", "-") + line.text
    else:
        opened.text = f"{opened.text} {line.text}"
    opened.last = line
