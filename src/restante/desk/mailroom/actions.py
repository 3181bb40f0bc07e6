# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every write of the mailroom: starting, typesetting, reprinting, posting and closing a run; sending electronically."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from restante.desk.access import store
from restante.desk.access.models import Volunteer
from restante.desk.ledger.actions import record, stand_in_line
from restante.desk.ledger.verbs import add_verbs
from restante.desk.letters import journey
from restante.desk.letters.models import Letter, Reason
from restante.desk.letters.moving import today
from restante.desk.letters.states import State
from restante.desk.letters.words import seal_reason
from restante.desk.mailroom.jobs import letter_job, print_job
from restante.desk.mailroom.models import PrintRun, RunFile, RunLetter
from restante.desk.mailroom.queries import Transcript, paper_letters, transcript_for
from restante.errors import BadInput, Locked, RestanteError
from restante.paper.press import press_run
from restante.paper.press.run import check_letter as check_printable

AT_ONCE = 40  # so many letters are typeset within a second, while the volunteer's page loads
MOST_LETTERS = 500
PRESS = "mailroom"
CLAIM = timedelta(minutes=10)  # many times what a run of MOST_LETTERS takes

add_verbs(
    {
        "run.started": _("started print run {object}, letters: {letters}"),
        "run.typeset": _("typeset print run {object}"),
        "run.failed": _("could not typeset print run {object}: {code}"),
        "run.cancelled": _("gave up print run {object}"),
        "run.reprinted": _("reprinted {first} to {last} of print run {object}"),
        "run.closed": _("closed print run {object}"),
        "run.file_fetched": _("fetched {name} of print run {object}"),
        "letter.transcribed": _("opened letter {object} to type it into a service"),
    }
)


class NothingApproved(BadInput):
    """An empty run would be an empty envelope."""

    code = "run-nothing-approved"
    text = "No approved letter waits for paper."


class RunNotReady(BadInput):
    """Somebody was faster, or the page was old."""

    code = "run-not-ready"
    text = "This print run is not in a state in which that can be done."


class OutsideRun(BadInput):
    """Places are counted from 1 to the number of letters."""

    code = "run-range"
    text = "Give places from 1 to {last}."


class StillUnposted(BadInput):
    """The files would be gone while somebody still needs them."""

    code = "run-unposted"
    text = "{count} letters of this run are not posted yet."


def start_run(volunteer: Volunteer, *, duplex: bool = False) -> tuple[PrintRun, list[str]]:
    """Every approved letter that goes by paper joins; returns the run, and ids of letters that cannot be printed."""
    fit, unfit = _sort_out(paper_letters(volunteer, MOST_LETTERS))
    if not fit:
        raise NothingApproved
    with transaction.atomic():
        run = PrintRun.objects.create(started_by=volunteer, day=today(), duplex=duplex)
        pks = [letter.pk for letter in fit]
        journey.start_run(pks, volunteer)
        journey.give_numbers(pks, volunteer)
        RunLetter.objects.bulk_create(
            RunLetter(run=run, letter=letter, position=place) for place, letter in enumerate(fit, 1)
        )
        record(volunteer, "run.started", "run", run.pk, letters=len(fit))
    return run, unfit


def _sort_out(waiting: Sequence[Letter]) -> tuple[list[Letter], list[str]]:
    """One letter with a character that no face has must not keep a whole run from the printer."""
    fit, unfit = [], []
    for letter in waiting:
        try:
            check_printable(letter_job(letter, None))
        except BadInput:
            unfit.append(letter.pk)
        else:
            fit.append(letter)
    return fit, unfit


def typeset_run(run: PrintRun) -> PrintRun:
    """Make the files, unless somebody is at it or has done it: then the run comes back as it is, being prepared."""
    if not _claim(run):
        run.refresh_from_db()
        return run
    try:
        return _typeset(run)
    finally:
        PrintRun.objects.filter(pk=run.pk).update(claimed_until=None)


def _claim(run: PrintRun) -> bool:
    """One conditional UPDATE: page and worker cannot both win."""
    now = timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    waiting = PrintRun.objects.filter(free, pk=run.pk, state=PrintRun.State.PREPARING)
    return waiting.update(claimed_until=now + CLAIM) == 1


def _typeset(run: PrintRun) -> PrintRun:
    """Files, sealed into the store. A run that fails says why, and its letters can go back."""
    letters = _letters_in_order(run)
    try:
        job = print_job(letters, settings.RESTANTE, lang=run.started_by.language, run=run.pk, duplex=run.duplex)
        files = press_run(job)
    except Locked:
        raise
    except RestanteError as error:
        with transaction.atomic():
            stand_in_line()
            if _is_first(run, PrintRun.State.FAILED, error.code):
                record(PRESS, "run.failed", "run", run.pk, code=error.code)
        return run
    blobs = {name: store.write_sealed(data) for name, data in files.items()}
    with transaction.atomic():
        stand_in_line()
        first = _is_first(run, PrintRun.State.READY)
        if first:
            _add_files(run, files, blobs, 1, len(letters))
            journey.mark_printed([letter.pk for letter in letters], PRESS)
            record(PRESS, "run.typeset", "run", run.pk)
    if not first:
        for blob in blobs.values():
            store.delete_sealed(blob)
    return run


def typeset_waiting_runs() -> int:
    """The duty: runs too long to be typeset while a page loads."""
    waiting = list(PrintRun.objects.filter(state=PrintRun.State.PREPARING).select_related("started_by").order_by("pk"))
    for run in waiting:
        typeset_run(run)
    return len(waiting)


def reprint(volunteer: Volunteer, run: PrintRun, first: int, last: int) -> list[RunFile]:
    """Files for some places again, under the same numbers and n/N."""
    letters = _letters_in_order(run)
    if run.state != PrintRun.State.READY:
        raise RunNotReady
    if not 1 <= first <= last <= len(letters):
        raise OutsideRun(last=len(letters))
    job = print_job(letters, settings.RESTANTE, lang=volunteer.language, run=run.pk, duplex=run.duplex)
    files = press_run(job, only=range(first, last + 1))
    old = list(run.files.filter(first=first, last=last)) if (first, last) != (1, len(letters)) else []
    named = {f"{first}-{last}-{name}": data for name, data in files.items()}
    blobs = {name: store.write_sealed(data) for name, data in named.items()}
    with transaction.atomic():
        run.files.filter(pk__in=[file.pk for file in old]).delete()
        made = _add_files(run, named, blobs, first, last)
        record(volunteer, "run.reprinted", "run", run.pk, first=first, last=last)
    for file in old:
        store.delete_sealed(file.blob)
    return made


def cancel_run(volunteer: Volunteer, run: PrintRun) -> None:
    """Before anything is posted: its letters wait again, and their numbers are never used for others."""
    with transaction.atomic():
        locked = _lock(run)
        if locked.state not in {PrintRun.State.PREPARING, PrintRun.State.FAILED}:
            raise RunNotReady
        pks = [letter.pk for letter in _letters_in_order(run)]
        journey.cancel_run(pks, volunteer)
        journey.close_numbers(pks)
        _settle(run, PrintRun.State.CLOSED)
        record(volunteer, "run.cancelled", "run", run.pk)


def mark_posted(
    volunteer: Volunteer,
    run: PrintRun,
    positions: Sequence[int] | None = None,
    cost: Decimal | None = None,
    currency: str = "",
) -> int:
    """The whole run, or the letters at these places; what is posted already stays so. `cost` is for each letter."""
    with transaction.atomic():
        if _lock(run).state != PrintRun.State.READY:
            raise RunNotReady
        places = run.letters.filter(letter__state=State.PRINTED)
        if positions is not None:
            places = places.filter(position__in=positions)
        pks = list(places.values_list("letter_id", flat=True))
        journey.mark_posted(pks, volunteer, cost=cost, currency=currency)
    return len(pks)


def close_run(volunteer: Volunteer, run: PrintRun) -> None:
    """Everything is posted: the files are deleted."""
    with transaction.atomic():
        locked = _lock(run)
        unposted = run.letters.filter(letter__state__in=[State.IN_RUN, State.PRINTED]).count()
        if locked.state != PrintRun.State.READY:
            raise RunNotReady
        if unposted:
            raise StillUnposted(count=unposted)
        blobs = list(run.files.values_list("blob", flat=True))
        run.files.all().delete()
        _settle(run, PrintRun.State.CLOSED)
        record(volunteer, "run.closed", "run", run.pk)
    for blob in blobs:
        store.delete_sealed(blob)


def fetch_file(volunteer: Volunteer, file: RunFile) -> bytes:
    """The bytes for the browser, with a line in the ledger: a file holds many letters."""
    data = store.read_sealed(file.blob)
    record(volunteer, "run.file_fetched", "run", file.run_id, name=file.name)
    return data


def open_transcript(volunteer: Volunteer, letter_id: str) -> Transcript:
    """The words for an operator, with a line in the ledger: here they are read without taking the letter."""
    found = transcript_for(volunteer, letter_id)
    record(volunteer, "letter.transcribed", "letter", letter_id)
    return found


def mark_sent(volunteer: Volunteer, letter_id: str, cost: Decimal | None = None, currency: str = "") -> Letter:
    """An operator has typed it into the prison's service."""
    transcript_for(volunteer, letter_id)
    return journey.mark_sent_electronically(letter_id, volunteer, cost=cost, currency=currency)


@transaction.atomic
def tell_fate(volunteer: Volunteer, letter_id: str, fate: str, reason: str = "") -> Letter:
    """`came_back`: its number is not expected any more. `lost`: it stays open, since letters have come after years.

    `again`: it waits for the next run, where it gets a new number if the old one is closed.
    """
    if fate == "again":
        return journey.send_again(letter_id, volunteer)
    if fate == "lost":
        letter = journey.mark_lost(letter_id, volunteer)
    else:
        letter = journey.mark_came_back(letter_id, volunteer)
        journey.close_numbers([letter_id])
    if reason:
        sealed = seal_reason(letter_id, reason)
        Reason.objects.create(letter=letter, state=letter.state, sealed_text=sealed, day=letter.state_day)
    return letter


def _letters_in_order(run: PrintRun) -> list[Letter]:
    places = run.letters.select_related("letter__person__facility").prefetch_related("letter__pictures")
    return [place.letter for place in places.order_by("position")]


def _add_files(run: PrintRun, files: dict[str, bytes], blobs: dict[str, str], first: int, last: int) -> list[RunFile]:
    return RunFile.objects.bulk_create(
        RunFile(run=run, name=name, blob=blobs[name], size=len(data), first=first, last=last)
        for name, data in files.items()
    )


def _lock(run: PrintRun) -> PrintRun:
    stand_in_line()
    return PrintRun.objects.select_for_update().get(pk=run.pk)


def _settle(run: PrintRun, state: str, error: str = "") -> None:
    PrintRun.objects.filter(pk=run.pk).update(state=state, error=error)
    run.state, run.error = state, error


def _is_first(run: PrintRun, state: str, error: str = "") -> bool:
    """Whether the run still waited: it may have been given up meanwhile, or claimed anew when a claim ran out."""
    waiting = PrintRun.objects.filter(pk=run.pk, state=PrintRun.State.PREPARING)
    first = waiting.update(state=state, error=error) == 1
    run.refresh_from_db(fields=["state", "error"])
    return first
