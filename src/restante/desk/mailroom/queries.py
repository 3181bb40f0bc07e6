# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every reading of the mailroom, each on behalf of a volunteer."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from restante.desk.access.models import Volunteer
from restante.desk.letters import queries as letters
from restante.desk.letters.models import Letter
from restante.desk.letters.states import State
from restante.desk.letters.words import words_of
from restante.desk.mailroom.models import PrintRun, RunFile, RunLetter
from restante.desk.people.queries import envelope_of
from restante.rules import Channel, load_book, split_text


@dataclass(frozen=True, slots=True)
class Transcript:
    """A letter as its operator types it into a prison's service: pages, and what they cost."""

    letter: Letter
    channel: Channel
    address: tuple[str, ...]
    pages: tuple[str, ...]
    sign: str
    picture_count: int
    price: Decimal | None
    currency: str
    price_as_of: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A channel with its count of approved letters."""

    channel: str
    name: str
    kind: str
    letters: int


def runs(_volunteer: Volunteer) -> QuerySet[PrintRun]:
    """Print runs, the newest first, with how many letters they have and how many are not posted yet.

    Counted run by run, so that thirty runs cost thirty, and only where letters can still be unposted.
    """
    places = RunLetter.objects.filter(run=OuterRef("pk")).order_by().values("run")
    size = Coalesce(Subquery(places.annotate(n=Count("pk")).values("n")), 0)
    kept_back = places.filter(letter__state__in=[State.IN_RUN, State.PRINTED]).annotate(n=Count("pk")).values("n")
    unposted = Case(When(state=PrintRun.State.CLOSED, then=Value(0)), default=Coalesce(Subquery(kept_back), 0))
    return PrintRun.objects.annotate(size=size, unposted=unposted).select_related("started_by")


def run_for(volunteer: Volunteer, pk: int) -> PrintRun:
    """One run; raises PrintRun.DoesNotExist."""
    return runs(volunteer).get(pk=pk)


def letters_of(_volunteer: Volunteer, run: PrintRun) -> QuerySet[RunLetter]:
    """The run's letters in their order, with persons and numbers."""
    return run.letters.select_related("letter__person__facility").prefetch_related("letter__numbers")


def count_letters_of(_volunteer: Volunteer, run: PrintRun) -> int:
    """The N of n/N."""
    return run.letters.count()


def file_for(_volunteer: Volunteer, run_pk: int, file_pk: int) -> RunFile:
    """One file of a run that is not closed; raises RunFile.DoesNotExist."""
    return RunFile.objects.select_related("run").get(pk=file_pk, run_id=run_pk, run__state=PrintRun.State.READY)


def last_run_of(_volunteer: Volunteer, letter_id: str) -> int | None:
    """The run in which a letter was printed last, if it was."""
    return RunLetter.objects.filter(letter=letter_id).order_by("-run").values_list("run_id", flat=True).first()


def paper_letters(volunteer: Volunteer, most: int) -> list[Letter]:
    """The oldest approved letters that go by paper."""
    waiting = letters.approved_letters(volunteer).prefetch_related("pictures").iterator(chunk_size=most)
    return list(islice((letter for letter in waiting if kind_of(letter) == "paper"), most))


def count_paper_letters(volunteer: Volunteer) -> int:
    """How many wait for paper."""
    counted = letters.count_approved_by_rulebook(volunteer)
    return sum(count for (channel, rulebook), count in counted.items() if _kind(channel, rulebook) == "paper")


def waiting_by_channel(volunteer: Volunteer, lang: str) -> list[Waiting]:
    """What is approved and not sent yet, channel by channel."""
    counted = letters.count_approved_by_channel(volunteer)
    found = []
    for channel_id, count in sorted(counted.items()):
        channel = channel_of(channel_id)
        name = channel.names.get(lang, channel_id) if channel else channel_id
        found.append(Waiting(channel_id, name, channel.kind if channel else "paper", count))
    return found


def operator_queue(volunteer: Volunteer, channel_id: str) -> list[Letter]:
    """The next letters of one electronic channel, the oldest first."""
    return letters.page_of_channel(volunteer, channel_id)


def transcript_for(volunteer: Volunteer, letter_id: str) -> Transcript:
    """The text split into the channel's pages; only of an approved letter on an electronic channel.

    Raises Letter.DoesNotExist for any other, so that this page is no way round who may read what.
    """
    letter = letters.approved_letters(volunteer).get(pk=letter_id)
    channel = channel_of(letter.channel, _rulebook_of(letter))
    if channel is None or channel.kind != "electronic":
        raise Letter.DoesNotExist
    words = words_of(letter)
    whole = words.translation or words.text
    if words.sign and not whole.rstrip().endswith(words.sign):
        whole = f"{whole.rstrip()}\n\n{words.sign}"
    pages = split_text(channel, whole)
    price, currency, as_of = price_of(channel, len(pages), letter)
    return Transcript(
        letter, channel, _lines_to(letter), tuple(pages), words.sign, letter.picture_count, price, currency, as_of
    )


def _lines_to(letter: Letter) -> tuple[str, ...]:
    """A service asks for the name in full, the year of birth and the place, as an envelope has them."""
    person = letter.person
    return tuple(envelope_of(person)) if person is not None and person.facility is not None else ()


def price_of(channel: Channel, pages: int, letter: Letter) -> tuple[Decimal | None, str, str]:
    """Pages, pictures and a paid reply form, as far as a rule knows the prices."""
    per_page = channel.price("page")
    if per_page is None:
        return None, "", ""
    total = per_page.amount * pages
    for unit, count in (("picture", letter.picture_count), ("reply", int(letter.wants_reply))):
        extra = channel.price(unit)  # type: ignore[arg-type]  # the two units named here
        if extra is not None:
            total += extra.amount * count
    return total, per_page.currency, per_page.as_of


def kind_of(letter: Letter) -> str:
    """Paper or electronic; a channel that no rulebook knows any more is posted on paper."""
    return _kind(letter.channel, _rulebook_of(letter))


def _kind(channel_id: str, rulebook: str) -> str:
    channel = channel_of(channel_id, rulebook)
    return channel.kind if channel is not None else "paper"


def _rulebook_of(letter: Letter) -> str:
    facility = letter.person.facility if letter.person is not None else None
    return facility.rulebook if facility is not None else ""


def channel_of(channel_id: str, rulebook: str = "") -> Channel | None:
    """The channel as the addressee's rulebook has it, or as the country's."""
    for name in _books(rulebook, channel_id):
        channel = load_book(name).channels.get(channel_id)
        if channel is not None:
            return channel
    return None


def _books(rulebook: str, channel_id: str) -> Sequence[str]:
    from restante.rules import facilities

    country = channel_id.partition("/")[0]
    known = facilities()
    own = [rulebook] if rulebook in known else []
    return [*own, *(name for name in known if name.partition("/")[0] == country and name != rulebook)]
