# SPDX-License-Identifier: AGPL-3.0-or-later
"""A print run: letters with their reply sheets, envelopes by size and a checklist, all in one order under n/N."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2

from restante.errors import BadInput, BrokenPromise
from restante.numbers import group
from restante.paper import mark
from restante.paper.press.backs import add_backs
from restante.paper.press.faces import TEXT_FACES, load_fonts, unprintable
from restante.paper.press.job import LetterJob, PrintJob
from restante.paper.press.pictures import prepare_picture
from restante.paper.press.sheets import plan_data, sheet_data
from restante.paper.press.typesetting import typeset
from restante.paper.press.words import say
from restante.rules import Rulebook, load_book

ENVELOPES = {"dl": (220.0, 110.0), "10": (241.3, 104.8)}  # mm; #10 is 9 1/2 by 4 1/8 inches
_LONG = re.compile(r"[^\s\u200b-]{40,}")  # a word without spaces may break anywhere, or it would run off the sheet
OPENING = 80  # a first paragraph up to this long is a greeting and stands by itself

Step = Callable[[str], None]


class CannotPrint(BadInput):
    """A letter holds characters for which there is no ink; they are named by code point, never with their words."""

    code = "cannot-print"
    text = "Letter {letter} has characters that cannot be printed: {names}."


class EmptyLetter(BadInput):
    """Blank paper is a reason to return mail."""

    code = "empty-letter"
    text = "Letter {letter} has neither words nor pictures."


class NothingToPrint(BadInput):
    """An empty run, or a range that holds no letter of it."""

    code = "nothing-to-print"
    text = "There is nothing to print: the run has {letters} letters."


class BrokenRun(BrokenPromise):
    """The typeset run does not hold the letters that went in."""

    code = "broken-run"
    text = "The typeset run has {found} letters instead of {letters}."


@dataclass(frozen=True, slots=True)
class Switches:
    """What the facility allows on and with this letter."""

    sheet: bool
    number: bool
    code: bool
    single_sided: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """A letter with its place in the whole run; reprints keep it."""

    letter: LetterJob
    place: int
    of: int
    switches: Switches

    @property
    def corner(self) -> str:
        return f"{self.place}/{self.of}"

    @property
    def number(self) -> str | None:
        return self.letter.number if self.switches.number else None

    @property
    def envelope(self) -> str:
        return "10" if self.letter.facility.startswith("us/") else "dl"


def press_run(job: PrintJob, only: Collection[int] | None = None, step: Step | None = None) -> dict[str, bytes]:
    """Files by paper. `only` prints some places (from 1) of the run again, under the same numbers and n/N."""
    report = step or (lambda _name: None)
    placed = _place(job, only)
    if not placed:
        raise NothingToPrint(letters=len(job.letters))
    for one in placed:
        check_letter(one.letter)
    load_fonts()
    made = {}
    report("letters.pdf")
    made["letters.pdf"], sheets = _letters(job, placed)
    for size in ENVELOPES:
        group_of_size = [one for one in placed if one.envelope == size]
        if group_of_size:
            report(f"envelopes-{size}.pdf")
            made[f"envelopes-{size}.pdf"] = _envelopes(job, group_of_size, size)
    report("checklist.pdf")
    made["checklist.pdf"] = _checklist(job, placed, sheets)
    return made


def check_letter(letter: LetterJob) -> None:
    """Refuse an empty letter, and, by the names of its characters, what the faces cannot print."""
    if not letter.pictures and not any(words.strip() for words in letter.paragraphs):
        raise EmptyLetter(letter=letter.id)
    words = (*letter.paragraphs, letter.sign, letter.person.name, letter.person.envelope_name, *letter.person.address)
    found = unprintable("\n".join(words), letter.lang)
    if found:
        names = ", ".join(one.name for one in found[:8]) + (", …" if len(found) > 8 else "")
        raise CannotPrint(letter=letter.id, names=names)


def page_counts(letters_pdf: bytes, letters: int) -> list[int]:
    """Sheets of each letter without its reply sheet, by the page labels that the template sets: each begins with 1."""
    counts: list[int] = []
    with pypdfium2.PdfDocument(letters_pdf) as document:
        for page in range(len(document)):
            label = document.get_page_label(page)
            if label == "1":
                counts.append(1)
            elif label:
                counts[-1] += 1
    if len(counts) != letters:
        raise BrokenRun(letters=letters, found=len(counts))
    return counts


def _place(job: PrintJob, only: Collection[int] | None) -> list[Placed]:
    books: dict[str, Rulebook] = {}
    placed = []
    for place, letter in enumerate(job.letters, 1):
        if only is not None and place not in only:
            continue
        if letter.facility not in books:
            books[letter.facility] = load_book(letter.facility)
        placed.append(Placed(letter, place, len(job.letters), _switches(letter, books[letter.facility])))
    return placed


def _switches(letter: LetterJob, book: Rulebook) -> Switches:
    """The facility's switches, unless the job knows better; a code never stands without its number."""
    sheet = book.reply_sheet if letter.reply_sheet is None else letter.reply_sheet
    code = book.code if letter.code is None else letter.code
    return Switches(
        sheet=sheet and letter.wants_reply,
        number=book.number and letter.wants_reply,
        code=code and book.number,
        single_sided=book.single_sided,
    )


def _letters(job: PrintJob, placed: Sequence[Placed]) -> tuple[bytes, list[int]]:
    stock = mark.PAPERS[job.paper]
    pictures: dict[str, bytes] = {}
    data = {
        "title": say(job.lang, "title"),
        "faces": TEXT_FACES,
        "width": stock.width,
        "height": stock.height,
        "sheet": plan_data(stock),
        "letters": [_letter_data(one, job.return_address, pictures) for one in placed],
    }
    made = typeset("letter.typ", data, pictures)
    counts = page_counts(made, len(placed))
    return add_backs(made, [one.switches.single_sided for one in placed]) if job.duplex else made, counts


def _letter_data(one: Placed, return_address: Sequence[str], pictures: dict[str, bytes]) -> Mapping[str, Any]:
    letter = one.letter
    names = []
    for position, picture in enumerate(letter.pictures, 1):
        names.append(f"picture-{one.place}-{position}.svg")
        pictures[names[-1]] = prepare_picture(picture, position)
    paragraphs = [breakable(words) for words in letter.paragraphs if words.strip()]
    opening = paragraphs.pop(0) if paragraphs and len(paragraphs[0]) <= OPENING else None
    number = one.number
    ask = say(letter.lang, "quote", number=group(number)) if number and not one.switches.sheet else None
    return {
        "lang": letter.lang,
        "name": letter.person.name,
        "corner": one.corner,
        "opening": opening,
        "paragraphs": paragraphs,
        "sign": breakable(letter.sign.strip()),
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


def _envelopes(job: PrintJob, placed: Sequence[Placed], size: str) -> bytes:
    width, height = ENVELOPES[size]
    envelopes = []
    for one in placed:
        person = one.letter.person
        named = any(person.envelope_name in line for line in person.address)
        lines = person.address if named or not person.envelope_name else (person.envelope_name, *person.address)
        envelopes.append({"lang": one.letter.lang, "from": job.return_address, "to": lines, "corner": one.corner})
    data = {"title": say(job.lang, "envelopes"), "faces": TEXT_FACES, "width": width, "height": height}
    return typeset("envelopes.typ", {**data, "envelopes": envelopes})


def _checklist(job: PrintJob, placed: Sequence[Placed], sheets: Sequence[int]) -> bytes:
    stock = mark.PAPERS[job.paper]
    head = ("order", "name", "facility", "number", "pages", "envelope", "packed")
    rows = [
        (
            one.corner,
            one.letter.person.name,
            one.letter.facility,
            group(one.number) if one.number else "—",
            f"{count} + 1" if one.switches.sheet else str(count),
            {"dl": "DL", "10": "#10"}[one.envelope],
        )
        for one, count in zip(placed, sheets, strict=True)
    ]
    title = say(job.lang, "run", run=job.run) if job.run else say(job.lang, "checklist")
    total = sum(sheets) + sum(one.switches.sheet for one in placed)
    data = {
        "title": title,
        "totals": say(job.lang, "totals", letters=len(placed), pages=total),
        "head": [say(job.lang, key) for key in head],
        "rows": rows,
        "lang": job.lang,
        "faces": TEXT_FACES,
        "face": mark.DIGIT_FACE,
        "width": stock.width,
        "height": stock.height,
    }
    return typeset("checklist.typ", data)


def breakable(words: str) -> str:
    """The same words with places to break inside what has no space for a whole line."""
    return _LONG.sub(lambda found: "\u200b".join(_pieces(found.group())), words)


def _pieces(word: str) -> list[str]:
    return [word[start : start + 12] for start in range(0, len(word), 12)]
