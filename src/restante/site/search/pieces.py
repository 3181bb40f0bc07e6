# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pieces of the index as files: scripts that hand their data to a function of the page, nothing else.

A script is what a page opened from a folder may load; `docs/reference/search.md` has the format.
"""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from restante.site.search.layout import GROUP_BITS, name_of, shorten

CALL: Final = "restanteSearch"
_CYRILLIC: Final = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўІ"
_ASCII: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz@#$%^&*+=<>[]{}|~_`"
SWAP: Final = str.maketrans(_CYRILLIC + _ASCII, _ASCII + _CYRILLIC)
SWAPPED: Final = frozenset({"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "tg", "mn"})
"""Languages whose pieces have Cyrillic letters and ASCII ones change places: a letter is one byte then, not two."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a list of results shows of a page."""

    slot: int
    path: str
    title: str
    by: str = ""
    day: str = ""
    kind: str = "text"
    opening: str = ""
    """The first words of its text."""


def packed(
    slots: NDArray[np.int64], levels: NDArray[np.uint8], firsts: NDArray[np.bool_]
) -> tuple[bytes, NDArray[np.int64]]:
    """All lists as one string of bytes, and where each number begins in it; `firsts` marks where a list begins.

    A number is the distance from the page before it, times 16, plus the weight, seven bits a byte, the low ones first.
    """
    gaps = np.diff(slots, prepend=-1)
    gaps[firsts] = slots[firsts] + 1
    values = gaps << 4 | levels
    lengths = np.ones(len(values), dtype=np.int64)
    for bits in (7, 14, 21, 28):
        lengths += values >= 1 << bits
    begins = np.concatenate(([0], np.cumsum(lengths)))
    out = np.zeros(int(begins[-1]), dtype=np.uint8)
    place = begins[:-1]
    while len(values):
        more = values > 0x7F
        out[place] = (values & 0x7F | more.astype(np.int64) << 7).astype(np.uint8)
        values, place = values[more] >> 7, place[more] + 1
    return out.tobytes(), begins


def write_lists(lang: str, number: int, lists: Sequence[tuple[str, bytes]]) -> bytes:
    """A piece of lists: terms, and the pages of each as `packed` has them."""
    data = {
        "t": swap_of(lang)(" ".join(term for term, _ in lists)),
        "n": [len(packed_pages) for _, packed_pages in lists],
        "p": base64.b64encode(b"".join(packed_pages for _, packed_pages in lists)).decode(),
    }
    return _script(name_of(lang, "l", number), data)


Passages = Sequence[tuple[int, str]]
"""Of one term: the pages shown first, by number, each with its passage, letters changed."""


def write_words(lang: str, number: int, words: Sequence[tuple[str, Passages]], cards: Mapping[int, list[Any]]) -> bytes:
    """A piece of words; a page is described once in it, however many terms are shown with a passage of it."""
    shown = sorted({slot for _, passages in words for slot, _ in passages})
    place = {slot: at for at, slot in enumerate(shown)}
    data = {
        "t": swap_of(lang)(" ".join(term for term, _ in words)),
        "d": [cards[slot] for slot in shown],
        "s": [[part for slot, text in passages for part in (place[slot], text)] for _, passages in words],
    }
    return _script(name_of(lang, "w", number), data)


def write_group(lang: str, number: int, cards: Iterable[Card]) -> bytes:
    """A group of neighbouring pages."""
    swap = swap_of(lang)
    told = [[*brief_of(card, lang), swap(card.opening)] for card in cards]
    return _script(name_of(lang, "p", number), {"d": told})


def write_head(lang: str, pages: int, bits: int, split: Iterable[str], state: str) -> bytes:
    """What must be known before anything can be asked for; `state` is a hash of all that was read."""
    told = {"pages": pages, "bits": bits, "group": GROUP_BITS, "swap": int(lang in SWAPPED), "state": state}
    return _script(name_of(lang, "head"), {**told, "split": swap_of(lang)(shorten(split))})


def read_words(lang: str, data: bytes) -> Iterator[tuple[str, int, str]]:
    """Term, page and passage of a piece that this module wrote, the passage with its letters changed."""
    text = data.decode()
    piece = json.loads(text[text.index(",") + 1 : text.rindex(")")])
    for term, told in zip(swap_of(lang)(piece["t"]).split(" "), piece["s"], strict=False):
        for place, passage in zip(told[::2], told[1::2], strict=True):
            yield term, piece["d"][place][0], passage


def brief_of(card: Card, lang: str) -> list[Any]:
    """As it is written beside terms, where a passage stands in place of the opening."""
    swap = swap_of(lang)
    return [card.slot, card.path, swap(card.title), swap(card.by), card.day, card.kind]


def swap_of(lang: str) -> Callable[[str], str]:
    """What is done to the letters of a language before they are written, and again after they are read."""
    return (lambda text: text.translate(SWAP)) if lang in SWAPPED else str


def _script(name: str, data: Any) -> bytes:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    safe = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f'{CALL}("{name}",{safe})\n'.encode("utf-8", "backslashreplace")
