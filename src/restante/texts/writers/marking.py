# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words as Pandoc's Markdown: every sign that could be read as markup is escaped, and nothing else."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from restante.texts import document as d
from restante.texts.document import Inline, Inlines
from restante.texts.writers.escaping import clean, web_address
from restante.texts.writers.plan import Plan, words_alone

_SIGNS: Final = re.compile(r"[\\`*_\[\]<>^~|#{}&$@]")
_FIRST: Final = re.compile(r"(?P<marker>\(?(?:\d{1,9}|[A-Za-z]|[ivxlcdmIVXLCDM]+))(?P<end>[.)])|(?P<sign>[-+:=%])")
_SPACES: Final = re.compile(r"[ \t\r\n\f\v]+")
_TICKS: Final = re.compile(r"`+")
_AROUND: Final = {"emphasis": "*", "strong": "**", "deleted": "~~"}
_CLASSES: Final = {"small_caps": ".smallcaps", "sans": ".sans"}
_TAGS: Final = {"superscript": ("^", "sup"), "subscript": ("~", "sub")}


def marked(words: str) -> str:
    """Plain words in the middle of a line."""
    told = _SIGNS.sub(r"\\\g<0>", _SPACES.sub(" ", clean(words)))
    return f"{told[:-1]}\\!" if told.endswith("!") else told


def at_line_start(line: str) -> str:
    """A line of inlines that begins nothing but a paragraph."""
    found = _FIRST.match(line)
    if found is None:
        return line
    place = found.start("end") if found["end"] else 0
    if found["marker"] and found["marker"].startswith("("):
        place = 0
    return f"{line[:place]}\\{line[place:]}"


def quoted(words: str) -> str:
    """The value of an attribute."""
    return '"' + _SPACES.sub(" ", clean(words)).replace("\\", "\\\\").replace('"', '\\"') + '"'


class Marker:
    """The inlines of one text."""

    def __init__(self, plan: Plan, prefix: str = "") -> None:
        self.plan, self.prefix = plan, prefix
        self.in_note = False
        """Pandoc knows no notes in notes: there a reference is words."""

    def paragraph(self, inlines: Inlines) -> str:
        """Lines that stand by themselves."""
        lines = [line.strip(" ") for line in self.line(inlines, "\\\n").split("\\\n")]
        while lines and not lines[-1]:
            lines.pop()
        return "\\\n".join(at_line_start(line) if line else "\\ " for line in lines)

    def line(self, inlines: Inlines, broken: str = "<br>") -> str:
        """The inlines in a row; `broken` is how a line ends inside."""
        told = [(one, self._one(one, broken)) for one in _joined(inlines)]
        told = [(one, words) for one, words in told if words]
        parts = [told[0][1]] if told else []
        for (before, left), (after, right) in pairwise(told):
            parts.append("<!-- -->" if _would_join(before, left, after, right) else "")
            parts.append(right)
        return "".join(parts)

    def note_label(self, key: str) -> str:
        """`note-3` is 3, `note-b-3` is of the other apparatus."""
        number = key.rsplit("-", 1)[1]
        return f"{'second-' if key.startswith('note-b') else ''}{self.prefix}{number}"

    def picture(self, one: d.Picture, caption: str = "") -> str:
        """A picture and all that is known of how to show it."""
        held = [f"alt={quoted(one.alt)}" if one.alt else "", f"width={one.width}%" if one.width else ""]
        held += [
            f".{one.side}" if one.side else "",
            ".whole-page" * one.whole_page,
            f"turn={one.turn}" * bool(one.turn),
        ]
        told = " ".join(filter(None, held))
        return f"![{caption}](<{_address(one.file)}>){f'{{{told}}}' if told else ''}"

    def _one(self, one: Inline, broken: str) -> str:  # noqa: C901, PLR0911 - one case for each shape
        match one:
            case d.Plain():
                return marked(one.text)
            case d.Styled("code"):
                return _code(words_alone(one.inner))
            case d.Styled():
                return self._styled(one, broken)
            case d.Link():
                return self._link(one, broken)
            case d.Anchor():
                return f"[]{{#{self.prefix}{one.name}}}"
            case d.NoteRef():
                return self._reference(one)
            case d.Break():
                return broken
            case d.Picture():
                return self.picture(one) + (f" *{inside}*" if (inside := self.line(one.caption).strip()) else "")
            case d.Foreign():
                held = " ".join(f"{name}={said}" for name, said in (("lang", one.lang), ("dir", one.direction)) if said)
                inside = self.line(one.inner, broken)
                return f"[{inside}]{{{held}}}" if held and inside else inside
            case d.Ruby():
                inside = self.line(one.base, broken)
                return f"[{inside}]{{.ruby reading={quoted(words_alone(one.reading))}}}" if inside else ""

    def _styled(self, one: d.Styled, broken: str) -> str:
        inside = self.line(one.inner, broken)
        bare = inside.strip(" ")
        if not bare or not bare.replace(broken, "").strip():
            return inside
        before, after = (" " if inside.startswith(" ") else ""), (" " if inside.endswith(" ") else "")
        if one.style in _CLASSES:
            return f"{before}[{bare}]{{{_CLASSES[one.style]}}}{after}"
        if one.style in _TAGS:
            sign, tag = _TAGS[one.style]
            simple = not re.search(r"[\s\\^~<]", bare)
            return f"{before}{sign}{bare}{sign}{after}" if simple else f"{before}<{tag}>{bare}</{tag}>{after}"
        sign = _AROUND[one.style]
        if broken != "<br>" and (bare.startswith(broken) or bare.endswith(broken)):
            return inside
        return f"{before}{sign}{bare}{sign}{after}"

    def _link(self, one: d.Link, broken: str) -> str:
        inside = self.line(_unlinked(one.inner), broken)
        if one.target.startswith("#"):
            known = one.target[1:] in self.plan.anchors
            address = f"#{self.prefix}{one.target[1:]}" if known else None
        elif one.target.startswith("text:"):
            address = _address(one.target)
        else:
            address = web_address(one.target)
        return f"[{inside}](<{address}>)" if address and inside else inside

    def _reference(self, one: d.NoteRef) -> str:
        planned = self.plan.by_note.get(one.note)
        if planned is None or self.in_note:
            mark = planned.mark if planned else one.note
            return marked(mark if mark.startswith("{") else f"[{mark}]")
        return f"[^{self.note_label(planned.key)}]"


def _joined(inlines: Inlines) -> Sequence[Inline]:
    """Neighbours of one style are one: two runs of stars would be read as another style."""
    found: list[Inline] = []
    for one in inlines:
        last = found[-1] if found else None
        if isinstance(one, d.Styled) and isinstance(last, d.Styled) and one.style == last.style:
            found[-1] = d.Styled(one.style, last.inner + one.inner)
        elif isinstance(one, d.Plain) and isinstance(last, d.Plain):
            found[-1] = d.Plain(last.text + one.text)
        else:
            found.append(one)
    return found


def _would_join(before: Inline, left: str, after: Inline, right: str) -> bool:
    if (
        isinstance(before, d.Anchor | d.NoteRef | d.Link | d.Foreign | d.Ruby)
        and right[:1] in "({[:"
        and left[-1:] in "])}"
    ):
        return not right.startswith(("[^", "[]"))
    ends, begins = left[-1:], right[:1]
    return isinstance(before, d.Styled) and isinstance(after, d.Styled) and ends in "*~^`" and begins in "*~^`"


def _unlinked(inlines: Inlines) -> Inlines:
    found: list[Inline] = []
    for one in inlines:
        if isinstance(one, d.Link):
            found += _unlinked(one.inner)
        elif isinstance(one, d.Styled):
            found.append(d.Styled(one.style, _unlinked(one.inner)))
        elif isinstance(one, d.Foreign):
            found.append(d.Foreign(one.lang, _unlinked(one.inner), one.direction))
        else:
            found.append(one)
    return tuple(found)


def _code(words: str) -> str:
    words = _SPACES.sub(" ", clean(words)).strip()
    if not words:
        return ""
    longest = max((len(run) for run in _TICKS.findall(words)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {words} {fence}" if longest else f"{fence}{words}{fence}"


def _address(name: str) -> str:
    return re.sub(r"[<>\\\s]", "-", clean(name))
