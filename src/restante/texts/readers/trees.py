# SPDX-License-Identifier: AGPL-3.0-or-later
"""From Pandoc's output to head and document; what is nested too deep for a stack is read again as words alone."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from restante.texts.document import Document, Paragraph, Plain
from restante.texts.readers import cautions
from restante.texts.readers.heads import meta_values
from restante.texts.readers.pandoc import NestedTooDeep, convert_to_plain, convert_to_tree
from restante.texts.readers.pictures import Album
from restante.texts.readers.tally import Tally
from restante.texts.readers.tree import BlockReader

WORD: Final = re.compile(r"[^\W_]+")


def read_tree(
    data: bytes, source: str, name: str, tally: Tally, album: Album, *options: str
) -> tuple[dict[str, list[str]], Document, dict[str, str]]:
    """Pandoc's metadata as strings, the document, and its places' names by the ids they had in the file."""
    try:
        tree = convert_to_tree(data, source, name, *options)
    except NestedTooDeep:
        tally.add(cautions.TOO_DEEP)
        plain = convert_to_plain(data, source, name, *options)
        pieces = (tally.clean(piece).strip() for piece in re.split(r"\n\s*\n", plain))
        return {}, Document(tuple(Paragraph((Plain(piece),)) for piece in pieces if piece)), {}
    reader = BlockReader(tally, album)
    blocks = reader.blocks(tree["blocks"])
    document = Document(blocks, tuple(reader.notes), album.pictures)
    return meta_values(tree["meta"]), document, reader.places.names


def missing_words(source: Iterable[str], kept: Iterable[str]) -> int:
    """How many words of the source, each as often as it stands there, are not in what is kept.

    A word that markup splits is two here and one there: where no letter is missing, no word is.
    """
    written, held = _counted(source), _counted(kept)
    letters = _letters(written)
    letters.subtract(_letters(held))
    gone = sum(count for count in letters.values() if count > 0)
    return min(gone, max(sum(max(count - held[word], 0) for word, count in written.items()), 1)) if gone else 0


def _counted(pieces: Iterable[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for piece in pieces:
        found.update(WORD.findall(piece.replace("\u00ad", "").replace("\u200b", "").casefold()))
    return found


def _letters(words: Counter[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for word, count in words.items():
        for letter in word:
            found[letter] += count
    return found
