# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a text consists of, whatever file it came from and whatever it is written as.

The shapes are those of Text::Amuse's manual (the richest of the formats read); a reader maps onto them, a writer writes
every one of them. Nothing here is markup: a character of `Plain` is a character that a person reads.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Final, Literal, TypeAlias

Style = Literal["emphasis", "strong", "code", "superscript", "subscript", "deleted", "small_caps", "sans"]
Align = Literal["start", "centre", "end"]
Direction = Literal["", "ltr", "rtl"]
ListKind = Literal["bullet", "decimal", "lower_alpha", "upper_alpha", "lower_roman", "upper_roman"]


@dataclass(frozen=True, slots=True)
class Plain:
    """Characters. White space is one space, but for U+00A0, which holds."""

    text: str


@dataclass(frozen=True, slots=True)
class Styled:
    """Words set apart."""

    style: Style
    inner: "Inlines"


@dataclass(frozen=True, slots=True)
class Link:
    """`target`: `https:`, `http:`, `mailto:`, `#anchor`, or another text as `text:ID`; readers drop all else."""

    target: str
    inner: "Inlines"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place that a link may name; letters, digits and hyphens."""

    name: str


@dataclass(frozen=True, slots=True)
class NoteRef:
    """The mark of a note; `note` is the id of one in `Document.notes`."""

    note: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line ends here, the paragraph does not."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a line or alone. `file` names one in `Document.pictures`. `alt` is what it shows, in words."""

    file: str
    alt: str = ""
    caption: "Inlines" = ()
    width: int | None = None
    """Percent of the measure."""
    side: Literal["", "left", "right"] = ""
    turn: Literal[0, 90, 180, 270] = 0
    """Degrees clockwise."""
    whole_page: bool = False


@dataclass(frozen=True, slots=True)
class Foreign:
    """Words of another language (BCP 47), or running the other way."""

    lang: str
    inner: "Inlines"
    direction: Direction = ""


@dataclass(frozen=True, slots=True)
class Ruby:
    """Characters with their reading above."""

    base: "Inlines"
    reading: "Inlines"


Inline: TypeAlias = Plain | Styled | Link | Anchor | NoteRef | Break | Picture | Foreign | Ruby
Inlines: TypeAlias = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running words."""

    inner: Inlines
    align: Align = "start"


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 (part) to 5; `short` is for tables of contents and running heads."""

    level: int
    inner: Inlines
    short: Inlines = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody else's words, set in."""

    blocks: "Blocks"


@dataclass(frozen=True, slots=True)
class Verse:
    """Lines that stay lines. `indents` are the leading spaces of each; an empty line parts stanzas."""

    lines: tuple[Inlines, ...]
    indents: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Play:
    """Speeches: each paragraph begins with who speaks."""

    blocks: "Blocks"


@dataclass(frozen=True, slots=True)
class Bibliography:
    """Entries with a hanging indent."""

    blocks: "Blocks"


@dataclass(frozen=True, slots=True)
class Example:
    """Typed text: every space and line counts."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list. `start` is the first number of a numbered one."""

    kind: ListKind
    items: tuple["Blocks", ...]
    start: int = 1


@dataclass(frozen=True, slots=True)
class Definition:
    """A term and what it means."""

    term: Inlines
    blocks: "Blocks"


@dataclass(frozen=True, slots=True)
class Definitions:
    """A description list."""

    entries: tuple[Definition, ...]


Row: TypeAlias = tuple[Inlines, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows may differ in length; `aligns` and `widths` (percent) are by column, empty where nobody said."""

    caption: Inlines = ()
    head: tuple[Row, ...] = ()
    body: tuple[Row, ...] = ()
    foot: tuple[Row, ...] = ()
    aligns: tuple[Align, ...] = ()
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break."""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """On paper the rest begins on a new page."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Blocks of another language or direction."""

    blocks: "Blocks"
    lang: str = ""
    direction: Direction = ""


Block: TypeAlias = (
    Paragraph | Heading | Quote | Verse | Play | Bibliography | Example | Items | Definitions | Table | Rule | PageBreak
    | Aside | Picture
)  # fmt: skip
Blocks: TypeAlias = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote. `series` 1 is `[1]`, 2 the other apparatus, `{1}`; a note nobody refers to is kept and shown."""

    id: str
    blocks: Blocks
    series: Literal[1, 2] = 1
    mark: str = ""
    """What the author printed, `1` or `*`; numbers are given in order where it is empty."""


Node: TypeAlias = Block | Inline | Definition | Note
Part: TypeAlias = "Node | tuple[Part, ...]"
_NOT_WORDS: Final = frozenset({"short", "indents", "aligns", "widths"})
"""Said twice, or no words at all."""


@dataclass(frozen=True, slots=True)
class Document:
    """The words of a text. `pictures`: name → bytes of a PNG, JPEG or WebP whose metadata is cut away."""

    blocks: Blocks
    notes: tuple[Note, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)


_NAMES: Final[dict[type[Any], tuple[str, ...]]] = {}


def names_of(part: object) -> tuple[str, ...]:
    """What a part of a document is made of; nothing for anything else."""
    kind = type(part)
    if kind not in _NAMES:
        _NAMES[kind] = tuple(shape.name for shape in fields(kind)) if is_dataclass(kind) else ()
    return _NAMES[kind]


def words_of(document: Document) -> Iterator[str]:
    """Every piece of running text in reading order, notes last: what a search or a count of words sees."""
    yield from _words_in(document.blocks)
    yield from _words_in(document.notes)


def nodes_of(document: Document) -> Iterator[Node]:
    """Every block, inline and note, parents before what is in them."""
    yield from _nodes_in((document.blocks, document.notes))


def _words_in(part: Part) -> Iterator[str]:
    for node in _nodes_in(part):
        if isinstance(node, Plain | Example):
            yield node.text
        elif isinstance(node, Picture) and node.alt:
            yield node.alt


def _nodes_in(part: Part) -> Iterator[Node]:
    if isinstance(part, tuple):
        for one in part:
            yield from _nodes_in(one)
    else:
        yield part
        for name in names_of(part):
            held = getattr(part, name)
            if isinstance(held, tuple) and name not in _NOT_WORDS:
                yield from _nodes_in(held)
