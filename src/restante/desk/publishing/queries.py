# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every reading of publishing: public records for everybody, and the state of gates for a volunteer."""

from datetime import date, timedelta
from typing import Final

from django.db.models import Count, Q

from restante.cases.records import Case, Text2
from restante.config import Config
from restante.desk.access.models import Volunteer
from restante.desk.cases.queries import public_cases
from restante.desk.ledger.models import Duty
from restante.desk.letters.models import Letter
from restante.desk.letters.states import State
from restante.desk.people.models import Person
from restante.desk.publishing.models import EditionRecord, GateState, MailNumber
from restante.desk.replies.models import Reply
from restante.rules import load_book
from restante.site import PublicPerson

ATTENTION_WINDOW: Final = timedelta(days=90)
ATTENTION_STEPS: Final = (3, 10, 30)


def public_people(today: date) -> tuple[PublicPerson, ...]:
    """Persons with a recorded ground, as frozen records; nobody else's name leaves this function."""
    rows = Person.objects.filter(is_public=True).exclude(ground="").select_related("facility").order_by("slug")
    cases = public_cases(rows)
    attention = _attention(today)
    return tuple(_public(person, cases[person.pk], attention.get(person.pk, 0)) for person in rows)


def gate_states(_volunteer: Volunteer) -> list[GateState]:
    """How each gate answered last."""
    return list(GateState.objects.all())


def gates_behind(config: Config, number: int) -> list[str]:
    """Gates of the settings that lack this edition, or whose last answer was an error. For the worker."""
    known = {state.name: state for state in GateState.objects.all()}
    return [
        name
        for name, url in config.gates
        if (state := known.get(name)) is None or state.url != url or state.edition != number or state.error
    ]


def replies_in_the_mail(letter: Letter) -> list[Reply]:
    """Delivered replies to this letter, in the mail or on their way into it, with the number of their pages."""
    delivered = Reply.objects.filter(letter=letter, state=Reply.State.DELIVERED)
    return list(delivered.annotate(size=Count("pages", filter=Q(pages__left_out=False))).order_by("pk"))


def edition_record(_volunteer: Volunteer) -> EditionRecord | None:
    """What the edition in the data folder was made from."""
    return EditionRecord.objects.first()


def mail_number(_volunteer: Volunteer) -> int:
    """Of the last publication of the mail; 0 before the first."""
    return MailNumber.objects.values_list("number", flat=True).first() or 0


def duties(_volunteer: Volunteer) -> list[Duty]:
    """The table of duties."""
    return list(Duty.objects.order_by("name"))


def _attention(today: date) -> dict[int, int]:
    """A bucket for each person who was written to lately. Whole days only: no letter shows on the day it came."""
    counted = (
        Letter.objects.filter(arrived__lt=today, arrived__gte=today - ATTENTION_WINDOW, person__isnull=False)
        .exclude(state=State.DECLINED)
        .values_list("person")
        .order_by()
        .annotate(Count("id"))
    )
    return {person: sum(count >= step for step in ATTENTION_STEPS) for person, count in counted if person is not None}


def _public(person: Person, case: Case, attention: int) -> PublicPerson:
    facility = person.facility
    book = load_book(facility.rulebook) if facility else None
    channels = list(book.channels) if book else []
    if person.channel in channels:
        channels.sort(key=lambda channel: channel != person.channel)
    return PublicPerson(
        slug=person.slug,
        names=both(person.name_ru, person.name_en),
        about=both(person.about_ru, person.about_en),
        facts_as_of=person.facts_as_of,
        case=case,
        facility=facility.rulebook if facility else None,
        facility_name=both(facility.name_ru, facility.name_en) if facility else {},
        country=facility.country if facility else "",
        channels=tuple(channels),
        can_write=person.can_write and book is not None,
        invented=person.invented,
        demonstration_note=both(person.demonstration_note_ru, person.demonstration_note_en) or None,
        attention=attention,
        languages=tuple(person.languages),
        name_forms=_name_forms(person.name_forms),
    )


def both(russian: str, english: str) -> Text2:
    """A text in the languages that there are."""
    return {lang: text for lang, text in (("ru", russian), ("en", english)) if text}


def _name_forms(forms: object) -> tuple[str, ...]:
    """People keep forms by grammatical case or as a list; a searcher needs the bare words."""
    values = forms.values() if isinstance(forms, dict) else forms if isinstance(forms, list) else ()
    return tuple(sorted({form for form in values if isinstance(form, str) and form}))
