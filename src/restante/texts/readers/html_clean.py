# SPDX-License-Identifier: AGPL-3.0-or-later
"""HTML to the little HTML that says what a text is: whole tags, known attributes, nothing that acts or fetches.

Pandoc reads what comes out. What it would drop (alignment, ruby, places of paragraphs) goes in as marked divisions.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from restante.texts.readers import cautions
from restante.texts.readers.html_names import ACTING, BLOCKS, CLOSED_BY, DIVISIONS, FENCES, INLINES, SILENT, STRUCTURES
from restante.texts.readers.html_tokens import VOID, Tag, Token, Words, tokens_of
from restante.texts.readers.reading import MOST_DEPTH
from restante.texts.readers.tally import Tally
from restante.texts.readers.tree import NOTE

_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
_ALIGNED: Final = re.compile(r"text-align\s*:\s*(center|right|end)", re.IGNORECASE)
_SPANS: Final = re.compile(r"[1-9]\d{0,2}")
_NOTE_KINDS: Final = {"doc-footnote", "doc-endnote", "footnote", "endnote", "rearnote", "note"}
MOST_OPEN: Final = 5_000


def _as_is(name: str) -> str:
    return name


@dataclass(frozen=True, slots=True)
class Places:
    """How ids, links and pictures of a file are spelled in the whole that it is a part of."""

    named: set[str]
    """Ids, as spelled, that a link names."""
    place: Callable[[str], str] = _as_is
    link: Callable[[str], str] = _as_is
    picture: Callable[[str], str] = _as_is
    top: str = ""
    """The place of the file's beginning."""


@dataclass(slots=True)
class _Open:
    """An element that is open: its name, what closes it in the output, and whether its words are left out."""

    name: str
    close: str = ""
    mute: bool = False
    hidden: bool = False
    ruby: int = -1


@dataclass(slots=True)
class Cleaned:
    """What `clean` gives."""

    body: str
    title: str = ""
    lang: str = ""
    meta: dict[str, list[str]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)


def clean(text: str, tally: Tally, places: Places | None = None) -> Cleaned:
    """The body in plain tags, and what the head says."""
    tokens = list(tokens_of(text))
    if places is None:
        targets = (each.attributes.get("href", "") for each in tokens if isinstance(each, Tag))
        places = Places({target[1:] for target in targets if target.startswith("#")})
    return _Cleaner(tally, places).run(tokens)


class _Cleaner:
    def __init__(self, tally: Tally, places: Places) -> None:
        self._tally = tally
        self._places = places
        self._out: list[str] = []
        self._open: list[_Open] = []
        self._ruby: list[str] = []
        self._depth = 0
        self._muted = 0
        self._cleaned = Cleaned("")
        self._waiting: list[str] = []
        if places.top in places.named:
            self._waiting.append(f"<span id={_quoted(places.top)}></span>")

    def run(self, tokens: list[Token]) -> Cleaned:
        for token in tokens:
            if isinstance(token, Words):
                self._words(token.text)
            elif token.closes:
                self._end(token.name)
            else:
                self._start(token)
        while self._open:
            self._pop()
        if self._waiting:
            self._out += ["<p>", *self._waiting, "</p>"]
        self._cleaned.body = "".join(self._out)
        return self._cleaned

    def _words(self, text: str) -> None:
        if self._muted:
            if any(each.hidden for each in self._open[-MOST_DEPTH:]):
                self._tally.add(cautions.HIDDEN_WORDS, len(re.findall(r"\w+", text)))
            return
        if self._within("rt") and self._within("ruby"):
            self._ruby.append(text)
            self._cleaned.words.append(text)
            return
        if self._open and self._open[-1].name in STRUCTURES and not text.strip():
            return
        self._cleaned.words.append(text)
        if text.strip():
            self._flush()
        self._out.append(html.escape(text, quote=False))

    def _start(self, tag: Tag) -> None:
        name = tag.name
        self._tally.add(cautions.HANDLERS, any(each.startswith("on") and len(each) > 3 for each in tag.attributes))
        if name in {"html", "body"}:
            self._cleaned.lang = self._cleaned.lang or _language(tag)
        elif name in ACTING:
            self._acting(tag)
        elif name in SILENT:
            self._silent(tag)
        elif name in {"meta", "link"}:
            self._meta(tag)
        elif name in VOID:
            self._void(tag)
        elif len(self._open) < MOST_OPEN:
            self._element(tag)

    def _acting(self, tag: Tag) -> None:
        self._tally.add(cautions.SCRIPTS)
        if not tag.empty and tag.name != "object":
            self._push(_Open(tag.name, mute=True))

    def _silent(self, tag: Tag) -> None:
        if tag.name == "title":
            self._cleaned.title = self._cleaned.title or " ".join(html.unescape(tag.raw).split())
        elif tag.name == "svg":
            self._tally.add(cautions.BAD_PICTURES)
            if not tag.empty:
                self._push(_Open("svg", mute=True))

    def _meta(self, tag: Tag) -> None:
        held = tag.attributes
        name = (held.get("name") or held.get("property") or "").lower()
        if tag.name == "link":
            if "canonical" in held.get("rel", "").lower().split() and held.get("href", "").startswith("http"):
                self._cleaned.meta.setdefault("canonical", [held["href"]])
        elif held.get("http-equiv", "").lower() == "refresh":
            self._tally.add(cautions.SCRIPTS)
        elif name and held.get("content", "").strip():
            self._cleaned.meta.setdefault(name, []).append(" ".join(held["content"].split()))

    def _void(self, tag: Tag) -> None:
        if self._muted:
            return
        match tag.name:
            case "br":
                self._out.append("\n" if self._within("pre") else "<br>")
            case "hr":
                self._close_paragraph()
                self._out.append("<hr>")
            case "img":
                said = {name: tag.attributes[name] for name in ("src", "alt") if tag.attributes.get(name)}
                if re.fullmatch(r"\d{1,3}%", tag.attributes.get("width", "")):
                    said["width"] = tag.attributes["width"]
                if "src" in said:
                    said["src"] = self._places.picture(said["src"])
                self._flush()
                self._out.append(f"<img{_spelled(said)}>" if "src" in said else html.escape(said.get("alt", "")))

    def _element(self, tag: Tag) -> None:
        name = tag.name
        if tag.empty and name not in BLOCKS and name != "a":
            return
        if name in BLOCKS or name in DIVISIONS:
            self._close_paragraph()
        self._close_implied(name)
        hidden = "hidden" in tag.attributes or bool(_HIDDEN.search(tag.attributes.get("style", "")))
        opened = _Open(name, mute=hidden, hidden=hidden)
        if not (hidden or self._muted):
            if self._depth > MOST_DEPTH:
                self._tally.add(cautions.TOO_DEEP, self._depth == MOST_DEPTH + 1)
                self._out.append(" ")
            else:
                self._emit(tag, opened)
        self._push(opened)
        if tag.empty:
            self._pop()

    def _emit(self, tag: Tag, opened: _Open) -> None:
        """What the element becomes, and what closes it."""
        before, after = self._around(tag)
        name = tag.name
        if self._within("pre") or name in {"rb", "rtc", "rp"}:
            opened.close = ""
            opened.mute = name == "rp"
            return
        if name == "ruby":
            opened.ruby = len(self._out)
            self._out.append("")
        elif name == "a":
            before += f"<a{_spelled(self._link(tag))}>"
            after = "</a>" + after
        elif name in BLOCKS:
            self._place(tag)
            before += f"<{name}{_spelled(_kept(tag))}>"
            after = f"</{name}>" + after
        elif name in DIVISIONS:
            edge = "" if self._open and self._open[-1].name in STRUCTURES else "<div></div>"
            self._place(tag)
            if self._is_note(tag):
                before, after = before + f'<div class="{NOTE}">', "</div>" + after
            before, after = edge + before, after + edge
        elif inline := INLINES.get(name):
            self._place(tag)
            before += f"<{inline}>"
            after = f"</{inline}>" + after
        else:
            self._place(tag)
        self._out.append(before)
        opened.close = after

    def _around(self, tag: Tag) -> tuple[str, str]:
        """A division or span around the element that says its alignment, language or direction."""
        held = tag.attributes
        said: dict[str, str] = {}
        lang = _language(tag)
        if lang and lang.lower() != self._cleaned.lang.lower():
            said["lang"] = lang
        if held.get("dir", "").lower() in {"ltr", "rtl"}:
            said["dir"] = held["dir"].lower()
        if tag.name in INLINES:
            if "small-caps" in held.get("style", "") or "smallcaps" in held.get("class", ""):
                said["class"] = "smallcaps"
            return (f"<span{_spelled(said)}>", "</span>") if said else ("", "")
        if tag.name == "p" or tag.name in DIVISIONS:
            side = _ALIGNED.search(held.get("style", "")) or re.fullmatch(
                "(center|right)", held.get("align", "").lower()
            )
            classes = set(held.get("class", "").lower().split())
            if tag.name == "center" or (side and side.group(1).lower() == "center") or classes & {"center", "centre"}:
                said["class"] = "centre"
            elif side or classes & {"right", "text-right", "align-right"}:
                said["class"] = "end"
        if tag.name in {"p", "blockquote", "ul", "ol", "dl", "table", "pre", "figure"} or tag.name in DIVISIONS:
            return (f"<div{_spelled(said)}>", "</div>") if said else ("", "")
        return "", ""

    def _place(self, tag: Tag) -> None:
        """An id that somebody names waits for the next words: between blocks it would be a paragraph of its own."""
        name = tag.attributes.get("id") or (tag.attributes.get("name", "") if tag.name == "a" else "")
        spelled = self._places.place(name) if name else ""
        if spelled in self._places.named and not self._muted:
            self._waiting.append(f"<span id={_quoted(spelled)}></span>")

    def _is_note(self, tag: Tag) -> bool:
        """Several paragraphs that together are a note, as EPUB has them."""
        said = f"{tag.attributes.get('role', '')} {tag.attributes.get('epub:type', '')}"
        named = self._places.place(tag.attributes.get("id", "")) in self._places.named
        return named and (tag.name == "aside" or bool(_NOTE_KINDS & set(said.split())))

    def _flush(self) -> None:
        self._out += self._waiting
        self._waiting.clear()

    def _link(self, tag: Tag) -> dict[str, str]:
        self._place(tag)
        self._flush()
        target = tag.attributes.get("href", "").strip()
        return {"href": self._places.link(target)} if target else {}

    def _end(self, name: str) -> None:
        if name == "p" and not any(each.name == "p" for each in self._open):
            return
        if name == "br":
            self._void(Tag("br"))
            return
        fence = (
            {"td", "th", "table"} if name not in {"table", "tr", "tbody", "thead", "tfoot", "td", "th"} else {"table"}
        )
        for place in range(len(self._open) - 1, max(len(self._open) - 500, -1), -1):
            if self._open[place].name == name:
                while len(self._open) > place:
                    self._pop()
                return
            if self._open[place].name in fence:
                return

    def _close_paragraph(self) -> None:
        """A block ends the paragraph it stands in, with what is open inside."""
        for place in range(len(self._open) - 1, max(len(self._open) - 60, -1), -1):
            name = self._open[place].name
            if name == "p":
                while len(self._open) > place:
                    self._pop()
                return
            if name in BLOCKS or name in DIVISIONS:
                return

    def _close_implied(self, name: str) -> None:
        ended = CLOSED_BY.get(name)
        if not ended:
            return
        fence = FENCES.get(name, {"table"})
        for place in range(len(self._open) - 1, max(len(self._open) - 200, -1), -1):
            if self._open[place].name in fence:
                return
            if self._open[place].name in ended:
                first = place
                while first > 0 and self._open[first - 1].name in ended:
                    first -= 1
                while len(self._open) > first:
                    self._pop()
                return

    def _push(self, opened: _Open) -> None:
        self._open.append(opened)
        self._muted += opened.mute
        self._depth += bool(opened.close)

    def _pop(self) -> None:
        gone = self._open.pop()
        self._muted -= gone.mute
        self._depth -= bool(gone.close)
        if gone.ruby >= 0:
            reading = " ".join("".join(self._ruby).split())
            self._ruby.clear()
            if reading:
                self._out[gone.ruby] = f'<span class="ruby" data-reading={_quoted(reading)}>'
                self._out.append("</span>")
        self._out.append(gone.close)

    def _within(self, name: str) -> bool:
        return any(each.name == name for each in self._open[-20:])


def _kept(tag: Tag) -> dict[str, str]:
    """Attributes of a block that say something."""
    held: dict[str, str] = {}
    if tag.name in {"td", "th"}:
        held = {n: tag.attributes[n] for n in ("colspan", "rowspan") if _SPANS.fullmatch(tag.attributes.get(n, ""))}
        if side := _ALIGNED.search(tag.attributes.get("style", "")):
            held["style"] = f"text-align: {side.group(1).lower()}"
    elif tag.name == "ol":
        if re.fullmatch(r"\d{1,6}", tag.attributes.get("start", "")):
            held["start"] = tag.attributes["start"]
        if tag.attributes.get("type", "") in {"1", "a", "A", "i", "I"}:
            held["type"] = tag.attributes["type"]
    return held


def _language(tag: Tag) -> str:
    said = tag.attributes.get("lang") or tag.attributes.get("xml:lang") or ""
    return said if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}", said) else ""


def _spelled(held: Mapping[str, str]) -> str:
    return "".join(_pairs(held))


def _pairs(held: Mapping[str, str]) -> Iterator[str]:
    for name, value in held.items():
        yield f" {name}={_quoted(value)}"


def _quoted(value: str) -> str:
    return f'"{html.escape(value)}"'
