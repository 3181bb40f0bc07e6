# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters with their place in the run and what their facility allows; a reprint keeps both."""

from collections.abc import Collection
from dataclasses import dataclass

from restante.paper.press.job import LetterJob, PrintJob
from restante.rules import Rulebook, load_book


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


def place_letters(job: PrintJob, only: Collection[int] | None) -> list[Placed]:
    """The run's letters, or those of them whose place (from 1) is in `only`."""
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
