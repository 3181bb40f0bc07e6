# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing sentences about a person, each with its source."""

import secrets

from django.db import transaction
from django.db.models import Max

from restante.desk.access.models import Volunteer
from restante.desk.cases.models import Citation, Sentence, Source
from restante.desk.ledger.actions import record


def save_sentence(
    sentence: Sentence, by: Volunteer, *, source: Source | None, quotation: str, locator: str
) -> Sentence:
    """A new sentence goes to the end of its section; the first citation is the form's, further ones stay."""
    verb = "sentence.added" if sentence._state.adding else "sentence.changed"  # noqa: SLF001 - Django's documented flag
    with transaction.atomic():
        if verb == "sentence.added":
            last = Sentence.objects.filter(person=sentence.person, section=sentence.section).aggregate(Max("order"))
            sentence.order = (last["order__max"] or 0) + 1
        sentence.save()
        if source is not None:
            _cite(sentence, source, quotation, locator)
        record(by, verb, "sentence", sentence.pk, person=sentence.person.slug)
    return sentence


def save_source(source: Source) -> Source:
    """A new source gets a short name that says nothing."""
    if not source.slug:
        source.slug = f"s-{secrets.token_hex(4)}"
    source.save()
    return source


def remove_sentence(sentence: Sentence, by: Volunteer) -> None:
    """Off the page with the next edition; earlier editions keep it, and the ledger says that it was there."""
    with transaction.atomic():
        record(by, "sentence.removed", "sentence", sentence.pk, person=sentence.person.slug)
        sentence.delete()


def _cite(sentence: Sentence, source: Source, quotation: str, locator: str) -> None:
    citation = sentence.citations.order_by("pk").first() or Citation(sentence=sentence)
    citation.source, citation.quotation, citation.locator = source, quotation, locator
    citation.save()
