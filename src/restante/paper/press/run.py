# SPDX-License-Identifier: AGPL-3.0-or-later
"""A print run: letters with their reply sheets, envelopes by size and a checklist, all in one order under n/N."""

from collections.abc import Callable, Collection, Sequence

from restante.errors import BadInput
from restante.numbers import group
from restante.paper import mark
from restante.paper.press.faces import TEXT_FACES, load_fonts, unprintable
from restante.paper.press.job import LetterJob, PrintJob
from restante.paper.press.letters import BrokenRun, page_counts, typeset_letters
from restante.paper.press.placing import Placed, place_letters
from restante.paper.press.typesetting import typeset
from restante.paper.press.words import say

__all__ = ["BrokenRun", "CannotPrint", "EmptyLetter", "NothingToPrint", "check_letter", "page_counts", "press_run"]

ENVELOPES = {"dl": (220.0, 110.0), "10": (241.3, 104.8)}  # mm; #10 is 9 1/2 by 4 1/8 inches

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


def press_run(job: PrintJob, only: Collection[int] | None = None, step: Step | None = None) -> dict[str, bytes]:
    """Files by paper. `only` prints some places (from 1) of the run again, under the same numbers and n/N."""
    report = step or (lambda _name: None)
    placed = place_letters(job, only)
    if not placed:
        raise NothingToPrint(letters=len(job.letters))
    for one in placed:
        check_letter(one.letter)
    load_fonts()
    made = {}
    report("letters.pdf")
    made["letters.pdf"], sheets = typeset_letters(job, placed)
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
            one.letter.place or one.letter.facility,
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
