# SPDX-License-Identifier: AGPL-3.0-or-later
"""Plain text: paragraphs by empty lines; lines that an editor wrapped are joined, lines that somebody ended stay lines.

A page of another library comes as such a file too, and is tried first.
"""

import re
from itertools import pairwise
from typing import Final

from restante.texts.document import Block, Break, Document, Inline, Paragraph, Plain, Rule
from restante.texts.readers import cautions
from restante.texts.readers.encodings import Decoded, decode
from restante.texts.readers.heads import finish
from restante.texts.readers.markdown import read_marked
from restante.texts.readers.page import Found, lines_of, recognise
from restante.texts.readers.reading import Head, Reading
from restante.texts.readers.refusals import EmptyText, NotOfForm
from restante.texts.readers.tally import Tally

_SHORTEST_WRAP: Final = 45  # an editor wraps later than that
_RULE: Final = re.compile(r"\s*(?:[*_=~–—-]\s*){3,}")
_LIST: Final = re.compile(r"\s*(?:[-–—*•]|\d{1,3}[.)])\s+\S")


def read_plain(data: bytes, name: str, encoding: str | None = None) -> Reading:
    """A text file without marks. Raises EmptyText and what `decode` raises."""
    decoded = decode(data, name, encoding)
    text = _normal(decoded)
    if not text.strip():
        raise EmptyText(file=name)
    tally = Tally()
    blocks: list[Block] = []
    for piece in re.split(r"\n(?:[ \t]*\n)+|\f", text):
        blocks += _blocks(piece, tally)
    return finish("text", Head(), Document(tuple(blocks)), tally, *decoded.warnings)


def read_page(data: bytes, name: str, encoding: str | None = None) -> Reading:
    """The plain page of another library. Raises NotOfForm where it is none."""
    decoded = decode(data, name, encoding)
    text = _normal(decoded)
    if not text.strip():
        raise EmptyText(file=name)
    found = recognise(lines_of(text))
    if found is None:
        raise NotOfForm(file=name, form="page")
    return read_recognised(text, found, name, decoded)


def page_in(data: bytes, name: str, encoding: str | None = None) -> Reading | None:
    """The page of another library if this is one."""
    decoded = decode(data, name, encoding)
    text = _normal(decoded)
    found = recognise(lines_of(text))
    return read_recognised(text, found, name, decoded) if found else None


def read_recognised(text: str, found: Found, name: str, decoded: Decoded) -> Reading:
    """The rest of the page as the text: such pages mark headings and notes as Markdown does."""
    tally = Tally()
    rest = "\n".join("" if at in found.used else line for at, line in enumerate(text.split("\n")))
    _, document = read_marked(_without_yaml(rest), name, tally)
    head = found.head
    told = cautions.PAGE_RECOGNISED(library=head.provenance.library or head.provenance.host)
    return finish("page", head, document, tally, told, *decoded.warnings)


def _without_yaml(text: str) -> str:
    """A page has no YAML; a line of dashes in it is a rule."""
    return "\n" + re.sub(r"^---[ \t]*$", "* * *", text.lstrip("\n"), flags=re.MULTILINE)


def _normal(decoded: Decoded) -> str:
    return decoded.text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")


def _blocks(piece: str, tally: Tally) -> list[Block]:
    lines = [tally.clean(line).strip() for line in piece.split("\n") if line.strip()]
    lines = [line for line in lines if line]
    if not lines:
        return []
    if len(lines) == 1 and _RULE.fullmatch(lines[0]):
        return [Rule()]
    indented = [line.startswith(("   ", "\t")) for line in piece.split("\n") if line.strip()]
    if _wrapped(lines):
        return [Paragraph((Plain(" ".join(lines)),))]
    if len(lines) > 1 and all(len(line) > 1.5 * _SHORTEST_WRAP for line in lines[:-1]) and not all(indented):
        return [Paragraph((Plain(line),)) for line in lines]  # a line is a paragraph
    inner: list[Inline] = []
    for line in lines:
        inner += [Break(), Plain(line)] if inner else [Plain(line)]
    return [Paragraph(tuple(inner))]


def _wrapped(lines: list[str]) -> bool:
    """Whether lines end where the measure ended: the next line's first word would not have fitted."""
    if len(lines) < 2 or any(_LIST.match(line) for line in lines[1:]):
        return False
    measure = max(len(line) for line in lines)
    if not _SHORTEST_WRAP <= measure <= 120:
        return False
    fits = sum(1 for line, after in pairwise(lines) if len(line) + 1 + len(after.split(" ", 1)[0]) <= measure - 2)
    return fits <= (len(lines) - 1) // 8
