# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of a paragraph: Muse's marks within a line, read from left to right once, whatever is left open.

A mark that is never closed, or closes nothing, is a character that somebody typed: it is kept as one.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, cast

from restante.texts.document import (
    Anchor,
    Break,
    Direction,
    Foreign,
    Inline,
    Inlines,
    Link,
    NoteRef,
    Picture,
    Plain,
    Ruby,
    Style,
    Styled,
)

DEEPEST: Final = 40
STYLES: Final[Mapping[str, Style]] = {
    "em": "emphasis", "i": "emphasis", "strong": "strong", "b": "strong", "sub": "subscript", "sup": "superscript",
    "del": "deleted", "sc": "small_caps", "sf": "sans",
}  # fmt: skip
_MARK: Final = re.compile(
    r"(?P<tag></?(?:em|strong|i|b|sub|sup|del|sc|sf)>)|<(?P<typed>verbatim|code|ruby)>|(?P<br><br ?/?>)"
    r"|(?P<way><<<|>>>)|(?P<speech></?\[[a-zA-Z-]{2,12}\]>)|(?P<link>\[\[)|\[(?P<note>[1-9]\d{0,4})\]"
    r"|\{(?P<other>[1-9]\d{0,4})\}|(?P<stars>\*+)|(?P<equals>=)|(?P<hard>~~)"
    r"|(?m:^)[ \t]*\#(?P<anchor>[A-Za-z][A-Za-z0-9-]*)(?=\s|$)[ \t]*\n?"
)
_PICTURE: Final = re.compile(
    r"\s*(?P<file>[\w][\w.-]*\.(?:png|jpe?g|webp|gif|svg))"
    r"(?:\s+(?P<width>\d{1,3}))?\s*(?P<side>[lrf])?\s*(?P<turn>[arb]-?\d{1,3}|a|r)?\s*",
    re.IGNORECASE | re.ASCII,
)
_SCHEMES: Final = ("https://", "http://", "mailto:")

ANCHOR_LINE: Final = re.compile(r"[ \t]*\#[A-Za-z][A-Za-z0-9-]*[ \t]*")

Resolve = Callable[[Literal[1, 2], str], str | None]
"""From the series and number of a reference to the id of its note; None when there is no such note."""


@dataclass(slots=True)
class _Open:
    """A mark that waits for its end; `typed` is what stands there if the end never comes."""

    mark: str
    typed: str
    inner: list[Inline] = field(default_factory=list)


@dataclass(slots=True)
class Words:
    """Reads one run of words after another, and notes what it dropped."""

    resolve: Resolve
    rtl: bool = False
    dropped_links: int = 0
    flattened: int = 0
    pictures: list[str] = field(default_factory=list)
    _text: str = ""
    _stack: list[_Open] = field(default_factory=list)
    _no_end: set[str] = field(default_factory=set)
    _anchors_from: int = 0

    def read(self, text: str, anchors_from: int | None = 0) -> Inlines:
        """The inlines of a paragraph, a cell, a heading; `#anchor` counts from this place on, or (None) nowhere."""
        kept = self._text, self._stack, self._no_end, self._anchors_from
        self._text, self._stack, self._no_end = text, [_Open("", "")], set()
        self._anchors_from = len(text) + 1 if anchors_from is None else anchors_from
        at = 0
        while match := _MARK.search(text, at):
            self._put(text[at : match.start()])
            at = self._take(match)
        self._put(text[at:])
        while len(self._stack) > 1:
            self._give_up()
        told = _joined(self._stack[0].inner)
        self._text, self._stack, self._no_end, self._anchors_from = kept
        return told

    def _put(self, text: str) -> None:
        if text:
            self._stack[-1].inner.append(Plain(text))

    def _take(self, match: re.Match[str]) -> int:
        kind, text = cast("str", match.lastgroup), match[0]
        known: Mapping[str, Callable[[re.Match[str]], int]] = {
            "tag": self._tag, "typed": self._typed, "way": self._way, "speech": self._speech, "link": self._link,
            "note": self._note, "other": self._note, "stars": self._stars, "equals": self._equals,
        }  # fmt: skip
        if kind in known:
            return known[kind](match)
        if kind == "anchor" and match.start() >= self._anchors_from:
            self._stack[-1].inner.append(Anchor(match["anchor"]))
        elif kind == "br":
            self._stack[-1].inner.append(Break())
        else:
            self._put("\u00a0" if kind == "hard" else text)
        return match.end()

    def _tag(self, match: re.Match[str]) -> int:
        name = match[0].strip("</>")
        if not match[0].startswith("</"):
            self._open(f"<{name}>", match[0])
        elif not self._close(f"<{name}>"):
            self._put(match[0])
        return match.end()

    def _typed(self, match: re.Match[str]) -> int:
        name = match["typed"]
        body, end = self._until(f"</{name}>", match.end())
        if body is None:
            self._put(match[0])
            return match.end()
        if name == "ruby":
            base, bar, reading = body.partition("|")
            self._stack[-1].inner.append(
                Ruby((Plain(base),), (Plain(reading),)) if bar else Plain(f"<ruby>{body}</ruby>")
            )
        elif name == "code":
            self._code(body)
        else:
            self._put(body)
        return end

    def _code(self, body: str) -> None:
        inner = re.fullmatch(r"<verbatim>(.*)</verbatim>", body, re.DOTALL)
        self._stack[-1].inner.append(Styled("code", (Plain(inner[1] if inner else body),)))

    def _equals(self, match: re.Match[str]) -> int:
        text, start = self._text, match.start()
        opens = not _is_word(text, start - 1) and start + 1 < len(text) and not text[start + 1].isspace()
        end = start + 1
        while opens and "=" not in self._no_end:
            end = text.find("=", end + 1)
            if end < 0:
                self._no_end.add("=")
            elif not text[end - 1].isspace() and not _is_word(text, end + 1) and not text.startswith("=", end + 1):
                self._code(text[start + 1 : end])
                return end + 1
        self._put("=")
        return match.end()

    def _stars(self, match: re.Match[str]) -> int:
        text, marks = self._text, match[0]
        before, after = match.start() - 1, match.end()
        closes = before >= 0 and not text[before].isspace() and not _is_word(text, after)
        opens = after < len(text) and not text[after].isspace() and not _is_word(text, before)
        if len(marks) > 3 or not ((closes and self._close_stars(marks)) or (opens and self._open(marks, marks))):
            self._put(marks)
        return match.end()

    def _close_stars(self, marks: str) -> bool:
        if self._close(marks):
            return True
        waiting = {one.mark for one in self._stack}
        if marks == "***" and {"*", "**"} <= waiting:
            inner_last = [one.mark for one in self._stack if one.mark in {"*", "**"}][-2:]
            return len(set(inner_last)) == 2 and self._close(inner_last[1]) and self._close(inner_last[0])
        return False

    def _way(self, match: re.Match[str]) -> int:
        opening, closing = (">>>", "<<<") if self.rtl else ("<<<", ">>>")
        if match[0] == opening:
            self._open(opening, match[0])
        elif match[0] != closing or not self._close(opening):
            self._put(match[0])
        return match.end()

    def _speech(self, match: re.Match[str]) -> int:
        lang = match[0].strip("</[]>")
        if not match[0].startswith("</"):
            self._open(f"[{lang}]", match[0])
        elif not self._close(f"[{lang}]"):
            self._put(match[0])
        return match.end()

    def _note(self, match: re.Match[str]) -> int:
        series: Literal[1, 2] = 1 if match["note"] else 2
        known = self.resolve(series, match["note"] or match["other"])
        self._stack[-1].inner.append(Plain(match[0]) if known is None else NoteRef(known))
        return match.end()

    def _link(self, match: re.Match[str]) -> int:
        body, end = self._until("]]", match.end())
        if body is None or not body.strip():
            self._put(match[0])
            return match.end()
        while self._text.startswith("]", end):  # [[target][label [1]]]
            body, end = f"{body}]", end + 1
        target, _, label = body.partition("][")
        inner = self._within(label)
        self._stack[-1].inner.extend(self._pointing(target.strip(), inner))
        return end

    def _within(self, label: str) -> Inlines:
        """A link in a link's label is its words: nothing nests without bound."""
        return self.read(label.replace("[[", "["), None) if label else ()

    def _pointing(self, target: str, inner: Inlines) -> Inlines:
        if picture := _PICTURE.fullmatch(target):
            self.pictures.append(picture["file"])
            return (_picture(picture, inner),)
        if target.startswith("#"):
            return (Link(target, inner or (Plain(target),)),)
        if target.lower().startswith(_SCHEMES) and not re.search(r"[\s\x00-\x1f<>\"]", target):
            return (Link(target, inner or (Plain(target),)),)
        self.dropped_links += 1
        return inner or (Plain(target),)

    def _until(self, closing: str, start: int) -> tuple[str | None, int]:
        """What stands before the closing mark; one that was missing once is not looked for again."""
        end = -1 if closing in self._no_end else self._text.find(closing, start)
        if end < 0:
            self._no_end.add(closing)
            return None, start
        return self._text[start:end], end + len(closing)

    def _open(self, mark: str, typed: str) -> bool:
        if len(self._stack) > DEEPEST:
            self.flattened += 1
            self._put(typed)
        else:
            self._stack.append(_Open(mark, typed))
        return True

    def _close(self, mark: str) -> bool:
        if all(one.mark != mark for one in self._stack):
            return False
        while self._stack[-1].mark != mark:
            self._give_up()
        done = self._stack.pop()
        self._stack[-1].inner.extend(_wrapped(mark, _joined(done.inner), rtl=self.rtl))
        return True

    def _give_up(self) -> None:
        """A tag that is never closed holds to the end of its paragraph; a star was only a star."""
        left = self._stack.pop()
        if left.mark not in {"*", "**", "***"} and any(
            not isinstance(one, Plain) or one.text.strip() for one in left.inner
        ):
            self._stack[-1].inner.extend(_wrapped(left.mark, _joined(left.inner), rtl=self.rtl))
        else:
            self._stack[-1].inner.extend([Plain(left.typed), *left.inner])


def _wrapped(mark: str, inner: Inlines, *, rtl: bool) -> Inlines:
    way: Direction = "ltr" if rtl else "rtl"
    match mark:
        case "*":
            return (Styled("emphasis", inner),)
        case "**":
            return (Styled("strong", inner),)
        case "***":
            return (Styled("strong", (Styled("emphasis", inner),)),)
        case "<<<" | ">>>":
            return (Foreign("", inner, way),)
        case _ if mark.startswith("["):
            return (Foreign(mark.strip("[]"), inner),)
        case _:
            return (Styled(STYLES[mark.strip("<>")], inner),)


def _picture(match: re.Match[str], caption: Inlines) -> Picture:
    degrees = int(re.sub(r"\D", "", match["turn"] or "") or (90 if match["turn"] else 0))
    side = (match["side"] or "").lower()
    return Picture(
        file=match["file"],
        caption=caption,
        width=int(match["width"]) if match["width"] and 0 < int(match["width"]) <= 100 else None,
        side="left" if side == "l" else "right" if side == "r" else "",
        turn=cast("Literal[0, 90, 180, 270]", degrees if degrees in {90, 180, 270} else 0),
        whole_page=side == "f",
    )


def _is_word(text: str, at: int) -> bool:
    return 0 <= at < len(text) and (text[at].isalnum() or text[at] == "_")


def _joined(inner: list[Inline]) -> Inlines:
    """Neighbouring characters as one run, every white space one space but the hard one."""
    told: list[Inline] = []
    run: list[str] = []
    for one in [*inner, None]:
        if isinstance(one, Plain):
            run.append(one.text)
            continue
        if run:
            told.append(Plain(re.sub(r"[ \t\n\r\f\v]+", " ", "".join(run))))
            run = []
        if one is not None:
            told.append(one)
    return tuple(told)


def trimmed(inner: Inlines) -> Inlines:
    """Without the white space at both ends."""
    told = list(inner)
    if told and isinstance(told[0], Plain):
        told[0] = Plain(told[0].text.lstrip(" "))
    if told and isinstance(told[-1], Plain):
        told[-1] = Plain(told[-1].text.rstrip(" "))
    return tuple(one for one in told if not isinstance(one, Plain) or one.text)
