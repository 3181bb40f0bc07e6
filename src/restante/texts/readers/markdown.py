# SPDX-License-Identifier: AGPL-3.0-or-later
"""Markdown as Pandoc speaks it, with its YAML head; HTML in it is paired or dropped, and never believed."""

import re
from typing import Final

from restante.texts.document import Document, words_of
from restante.texts.readers import cautions
from restante.texts.readers.encodings import decode
from restante.texts.readers.heads import finish, head_of
from restante.texts.readers.pictures import Album, FindPicture
from restante.texts.readers.reading import Reading
from restante.texts.readers.refusals import EmptyText, NotOfForm
from restante.texts.readers.tally import Tally
from restante.texts.readers.tree import SHELTER
from restante.texts.readers.trees import missing_words, read_tree

SPOKEN: Final = (
    "markdown-smart-raw_tex-raw_attribute-tex_math_dollars-latex_macros-citations-auto_identifiers-example_lists"
    "-implicit_header_references-subscript-superscript+subscript+superscript"
)
MOST_SHELTERED: Final = 5_000
_NOTE: Final = re.compile(r"^ {0,3}\[\^([^\]\s\[]{1,80})\]:", re.MULTILINE)
_REFERENCE: Final = re.compile(r"\[\^([^\]\s\[]{1,80})\](?!:)")
_YAML: Final = re.compile(r"\A\s*---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_ACTING: Final = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_MARKS: Final = re.compile(
    r"<[a-zA-Z/!?][^<>]*>|\]\([^()\s]*(?:\s+\"[^\"]*\")?\)|^ {0,3}\[(?!\^)[^\]]+\]:.*$|\[\^[^\]\s]{1,80}\]|\{[^{}\n]*\}"
    r"|^(?:```+|~~~+).*$|<[a-z]+:[^>\s]*>|&[a-zA-Z0-9#]+;|^:::+.*$|^\s*(?:\d+|[a-zA-Z]+|#)[.)]\s",
    re.MULTILINE,
)


def read_markdown(data: bytes, name: str, encoding: str | None = None, find: FindPicture | None = None) -> Reading:
    """A Markdown file. Raises TextRefused."""
    decoded = decode(data, name, encoding)
    tally = Tally()
    meta, document = read_marked(decoded.text, name, tally, find)
    if not document.blocks:
        raise EmptyText(file=name)
    head, unclear = head_of(meta, tally)
    written = _MARKS.sub(" ", _ACTING.sub(" ", _YAML.sub("", decoded.text)))
    tally.add(cautions.LOST_WORDS, missing_words([written], words_of(document)))
    return finish("markdown", head, document, tally, *decoded.warnings, *unclear)


def read_marked(
    text: str, name: str, tally: Tally, find: FindPicture | None = None
) -> tuple[dict[str, list[str]], Document]:
    """Metadata and document of Markdown in characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    data = _sheltered(text).encode("utf-8", "replace")
    try:
        meta, document, _ = read_tree(data, SPOKEN, name, tally, Album(tally, find))
    except NotOfForm:  # nothing but the YAML can be wrong in Markdown
        tally.add(cautions.HEAD_BROKEN)
        spoken = f"{SPOKEN}-yaml_metadata_block"
        meta, document, _ = read_tree(data, spoken, name, tally, Album(tally, find))
    return meta, document


def _sheltered(text: str) -> str:
    """Notes that nobody refers to are named once more at the end, where the reader keeps them and drops the names."""
    named = set(_REFERENCE.findall(text))
    alone = [label for label in dict.fromkeys(_NOTE.findall(text)) if label not in named][:MOST_SHELTERED]
    if not alone:
        return text
    return f"{text}\n\n::: {{.{SHELTER}}}\n{' '.join(f'[^{label}]' for label in alone)}\n:::\n"
