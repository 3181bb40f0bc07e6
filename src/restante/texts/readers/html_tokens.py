# SPDX-License-Identifier: AGPL-3.0-or-later
"""HTML as a stream of tags and words in linear time, whatever is wrong with it: what is no whole tag is words."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

RAW: Final = {"script", "style", "xmp", "iframe", "noembed", "noframes", "textarea", "title"}
VOID: Final = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
               "wbr", "basefont", "bgsound", "frame", "keygen"}  # fmt: skip
MOST_ATTRIBUTES: Final = 60
_NAME: Final = re.compile(r"</?([a-zA-Z][^\s/>\x00]{0,80})")
_ATTRIBUTE: Final = re.compile(r"[\s/]*([^\s/>=\"'<][^\s/>=]{0,200})(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]*)))?")
_NOISE: Final = re.compile(r"[\s/\"'=<]+")
_ENDS: Final = {name: re.compile(rf"</{name}[\s/>]", re.IGNORECASE) for name in RAW}


@dataclass(frozen=True, slots=True)
class Words:
    """Characters between tags, entities resolved."""

    text: str


@dataclass(frozen=True, slots=True)
class Tag:
    """`raw` is what a raw element such as a script holds."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    closes: bool = False
    empty: bool = False
    raw: str = ""


Token = Words | Tag


def tokens_of(text: str) -> Iterator[Token]:
    """Tags and words in their order; comments and declarations pass in silence."""
    return _Scanner(text.replace("\0", "")).tokens()


class _Scanner:
    """Each search that fails once is not tried again: there is no such end further on."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._lost: set[str] = set()

    def tokens(self) -> Iterator[Token]:
        text = self._text
        while self._at < len(text):
            mark = text.find("<", self._at)
            if mark < 0 or ">" in self._lost:
                yield Words(html.unescape(text[self._at :]))
                return
            if mark > self._at:
                yield Words(html.unescape(text[self._at : mark]))
            self._at = mark
            token = self._markup(mark)
            if token:
                yield token

    def _markup(self, mark: int) -> Token | None:
        text = self._text
        if text.startswith("<!--", mark):
            self._skip("-->", mark, 4)
            return None
        if text.startswith("<![CDATA[", mark):
            end = self._find("]]>", mark)
            inside = text[mark + 9 : end] if end >= 0 else ""
            self._at = end + 3 if end >= 0 else mark + 9
            return Words(inside) if inside else None
        if text.startswith(("<!", "<?"), mark):
            self._skip(">", mark, 2)
            return None
        name = _NAME.match(text, mark)
        if not name or (end := self._find(">", name.end())) < 0:
            self._at = mark + 1
            return Words("<")
        if text[mark + 1] == "/":
            self._at = end + 1
            return Tag(name.group(1).lower(), closes=True)
        return self._start(name.group(1).lower(), name.end())

    def _start(self, name: str, at: int) -> Tag:
        text = self._text
        held: dict[str, str] = {}
        while at < len(text) and text[at] != ">":
            found = _ATTRIBUTE.match(text, at)
            if not found:
                noise = _NOISE.match(text, at)
                at = noise.end() if noise else at + 1
                continue
            at = found.end()
            value = next((each for each in found.groups()[1:] if each is not None), "")
            if len(held) < MOST_ATTRIBUTES:
                held.setdefault(found.group(1).lower(), html.unescape(value))
        empty = text[at - 1] == "/"
        self._at = min(at + 1, len(text))
        raw = self._raw(name) if name in RAW and not empty else ""
        return Tag(name, held, empty=empty or name in VOID or name in RAW, raw=raw)

    def _raw(self, name: str) -> str:
        """What a raw element holds, to its end; one that never ends holds nothing, and its words are words."""
        if name in self._lost:
            return ""
        end = _ENDS[name].search(self._text, self._at)
        if not end:
            self._lost.add(name)
            if name in {"script", "style"}:
                inside, self._at = self._text[self._at :], len(self._text)
                return inside
            return ""
        inside = self._text[self._at : end.start()]
        close = self._find(">", end.start())
        self._at = close + 1 if close >= 0 else len(self._text)
        return inside

    def _skip(self, end: str, mark: int, length: int) -> None:
        found = self._find(end, mark + length)
        self._at = found + len(end) if found >= 0 else mark + length

    def _find(self, what: str, start: int) -> int:
        if what in self._lost:
            return -1
        found = self._text.find(what, start)
        if found < 0:
            self._lost.add(what)
        return found
