# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letters of a run, typeset in parts side by side; where a part ends depends on the job alone, not on the machine.

Threads are enough: Typst lets go of Python's lock. Small parts keep memory bounded, since Typst remembers what it set.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pypdfium2

from restante.errors import BrokenPromise
from restante.numbers import group
from restante.paper import mark
from restante.paper.press.binding import Span, bind
from restante.paper.press.faces import TEXT_FACES
from restante.paper.press.job import PrintJob
from restante.paper.press.pictures import prepare_picture
from restante.paper.press.placing import Placed
from restante.paper.press.sheets import plan_data, sheet_data
from restante.paper.press.typesetting import typeset
from restante.paper.press.words import say

PART = 25  # letters
PART_PICTURES = 25
MOST_THREADS = 4  # Typst itself spreads pages over all cores; these fill what it does in one
OPENING = 80  # a first paragraph up to this long is a greeting and stands by itself
LONG_WORD = 40
_LONG = re.compile(rf"[^\s\u200b-]{{{LONG_WORD},}}")  # may break anywhere, or it would run off the sheet


class BrokenRun(BrokenPromise):
    """The typeset run does not hold the letters that went in."""

    code = "broken-run"
    text = "The typeset run has {found} letters instead of {letters}."


def typeset_letters(job: PrintJob, placed: Sequence[Placed]) -> tuple[bytes, list[int]]:
    """The file of letters with their reply sheets, and how many sheets each takes without its reply sheet."""
    threads = max(1, min(MOST_THREADS, os.cpu_count() or 1))
    with ThreadPoolExecutor(threads, "press") as pool:
        made = list(pool.map(lambda part: _typeset_part(job, part), _parts(placed)))
    counts: list[int] = []
    for pdf, part in zip(made, _parts(placed), strict=True):  # pdfium is not made for threads
        counts += page_counts(pdf, len(part))
    spans = [
        Span(count, int(one.switches.sheet), one.switches.single_sided)
        for count, one in zip(counts, placed, strict=True)
    ]
    return bind(made, spans, duplex=job.duplex), counts


def page_counts(letters_pdf: bytes, letters: int) -> list[int]:
    """Sheets of each letter of a part without its reply sheet; labels of every other letter begin with a dash."""
    counts: list[int] = []
    dashed = True
    with pypdfium2.PdfDocument(letters_pdf) as document:
        for page in range(len(document)):
            label = document.get_page_label(page)
            if not label:
                continue
            if label.startswith("-") != dashed:
                dashed = not dashed
                counts.append(0)
            counts[-1] += 1
    if len(counts) != letters:
        raise BrokenRun(letters=letters, found=len(counts))
    return counts


def _parts(placed: Sequence[Placed]) -> Iterator[Sequence[Placed]]:
    part: list[Placed] = []
    pictures = 0
    for one in placed:
        if len(part) == PART or (part and pictures + len(one.letter.pictures) > PART_PICTURES):
            yield part
            part, pictures = [], 0
        part.append(one)
        pictures += len(one.letter.pictures)
    yield part


def _typeset_part(job: PrintJob, part: Sequence[Placed]) -> bytes:
    stock = mark.PAPERS[job.paper]
    pictures: dict[str, bytes] = {}
    data = {
        "title": say(job.lang, "title"),
        "faces": TEXT_FACES,
        "width": stock.width,
        "height": stock.height,
        "sheet": plan_data(stock),
        "letters": [_letter_data(one, job.return_address, pictures) for one in part],
    }
    return typeset("letter.typ", data, pictures)


def _letter_data(one: Placed, return_address: Sequence[str], pictures: dict[str, bytes]) -> Mapping[str, Any]:
    letter = one.letter
    names = []
    for position, picture in enumerate(letter.pictures, 1):
        names.append(f"picture-{one.place}-{position}.svg")
        pictures[names[-1]] = prepare_picture(picture, position)
    paragraphs = [set_words(words) for words in letter.paragraphs if words.strip()]
    opening = paragraphs.pop(0) if paragraphs and len(paragraphs[0]) <= OPENING else None
    number = one.number
    ask = say(letter.lang, "quote", number=group(number)) if number and not one.switches.sheet else None
    return {
        "lang": letter.lang,
        "name": letter.person.name,
        "corner": one.corner,
        "opening": opening,
        "paragraphs": paragraphs,
        "sign": set_words(letter.sign.strip()),
        "ask": ask,
        "pictures": names,
        "sheets": [_sheet(one, return_address)] if one.switches.sheet else [],
    }


def _sheet(one: Placed, return_address: Sequence[str]) -> Mapping[str, Any]:
    letter = one.letter
    foot = [f"{letter.person.name} · {one.corner}"]
    if return_address:
        foot.insert(0, say(letter.lang, "post_to", address=", ".join(return_address)))
    return sheet_data(letter.lang, one.number, code=one.switches.code, foot=foot, answers=letter.sign.strip())


def set_words(words: str) -> str:
    """The same words as a compositor sets them: no line begins with a dash, and what has no space may break."""
    words = words.replace(" — ", "\u00a0— ").replace(" – ", "\u00a0– ")
    if max(map(len, words.split()), default=0) < LONG_WORD:
        return words
    return _LONG.sub(lambda found: "\u200b".join(_pieces(found.group())), words)


def _pieces(word: str) -> list[str]:
    return [word[start : start + 12] for start in range(0, len(word), 12)]
