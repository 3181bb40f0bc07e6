# SPDX-License-Identifier: AGPL-3.0-or-later
"""From letters in a run to a job for the press. Words are opened here, held in memory only, and never logged."""

from collections.abc import Sequence

from restante.config import Config
from restante.desk.access import store
from restante.desk.letters.models import Letter, Number
from restante.desk.letters.words import words_of
from restante.desk.people.models import Facility, Person
from restante.desk.people.queries import addressee_of, envelope_of
from restante.errors import BadInput, BrokenPromise
from restante.paper.press import Addressee, LetterJob, PrintJob
from restante.paper.press.faces import printable_part


class NoPlace(BadInput):
    """Nobody knows where to send it; the address is found before a run, not in it."""

    code = "letter-no-place"
    text = "Letter {letter} is to somebody whose place is not recorded."


def print_job(
    letters: Sequence[Letter], config: Config, *, lang: str, run: int | None = None, duplex: bool = False
) -> PrintJob:
    """The job for these letters, in this order. Raises StoreLocked, NoPlace."""
    pks = [letter.pk for letter in letters]
    numbers = dict(Number.objects.filter(letter__in=pks, is_open=True).values_list("letter_id", "number"))
    return PrintJob(
        letters=tuple(letter_job(letter, numbers.get(letter.pk), lang) for letter in letters),
        return_address=config.return_address,
        duplex=duplex,
        run=None if run is None else str(run),
        lang=lang,
    )


def letter_job(letter: Letter, number: str | None, lang: str = "en") -> LetterJob:
    """One letter, or its translation where somebody made one, but for characters that no face has.

    `lang` is the volunteers', for the checklist.
    """
    words = words_of(letter)
    if letter.person is None:
        raise BrokenPromise
    facility = _facility(letter.person, letter.pk)
    pictures = tuple(store.read_sealed(picture.blob) for picture in letter.pictures.all())
    text = printable_part(words.translation or words.text)
    return LetterJob(
        id=letter.pk,
        number=number,
        person=addressee(letter.person, letter.pk),
        facility=facility.rulebook,
        place=facility.name_in(lang),
        lang=_printed_lang(letter.person, letter.lang, translated=bool(words.translation)),
        paragraphs=tuple(line for line in text.replace("\r\n", "\n").split("\n") if line.strip()),
        sign=printable_part(words.sign),
        pictures=pictures,
        wants_reply=letter.wants_reply,
    )


def addressee(person: Person, letter_id: str) -> Addressee:
    """The name on the sheets and the lines of the envelope, by the grammar of the rulebook."""
    if person.facility is None:
        raise NoPlace(letter=letter_id)
    return Addressee(name=addressee_of(person).name, envelope_name="", address=tuple(envelope_of(person)))


def _facility(person: Person, letter_id: str) -> Facility:
    if person.facility is None:
        raise NoPlace(letter=letter_id)
    return person.facility


def _printed_lang(person: Person, lang: str, *, translated: bool) -> str:
    """Hyphenation and the words of the reply sheet follow the language that is printed."""
    return next(iter(person.languages), lang) if translated else lang
