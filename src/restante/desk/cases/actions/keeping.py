# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many new rows of one table at once, as `save` would keep each: rows, citations, revisions and the ledger's lines."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from restante.desk.cases.actions.saving import (
    Editor,
    hold_back,
    line_of,
    needs_two,
    prepare_calendar,
    revision_of,
    save,
    state_of,
)
from restante.desk.cases.models import Citation, Claim, Event, Revision, Visibility
from restante.desk.cases.recording import plain, record_of
from restante.desk.ledger.actions import record_many
from restante.desk.people.models import Person

BATCH: Final = 500


def keep_new(
    rows: Sequence[Any], by: Editor, verb: str, citations: Mapping[str, Sequence[Citation]], kinds: Mapping[str, str]
) -> None:
    """All of one table and one person, inside the caller's transaction. `citations` go by the claim's key.

    `kinds` are those of every event, by handle: a claim about a grave one is grave.
    """
    if not rows:
        return
    for row in rows:
        row.needs_two = row.needs_two or row.visibility == Visibility.TWO_KEYS or needs_two(row, kinds)
        hold_back(row)
        if isinstance(row, Event):
            prepare_calendar(row, changed=True, sequence=0, is_import=verb == "imported")
        row.version = 1
        if row.imported:
            row.imported["here"] = plain(record_of(row, citations.get(row.key, ())))
    type(rows[0]).objects.bulk_create(rows, batch_size=BATCH)
    told = [each for row in rows for each in _placed(row, citations.get(row.key, ()))]
    Citation.objects.bulk_create(told, batch_size=BATCH)
    revisions = [revision_of(row, None, state_of(row, citations.get(row.key, ())), by, "", verb) for row in rows]
    Revision.objects.bulk_create(revisions, batch_size=BATCH)
    record_many([line_of(row, by, verb) for row in rows])


def spread_gravity(person: Person, by: Editor, kinds: Mapping[str, str]) -> None:
    """What is claimed of a grave event is grave too, also where the claim was here before the event."""
    about = [f"event:{key}" for key, event in _events(person, kinds).items() if event.needs_two]
    for claim in Claim.objects.filter(person=person, subject__in=about, needs_two=False, withdrawn=None):
        save(claim, by, reason=claim.subject)


def _events(person: Person, kinds: Mapping[str, str]) -> Mapping[str, Event]:
    keys = [handle.removeprefix("event:") for handle in kinds]
    return {event.key: event for event in Event.objects.filter(person=person, key__in=keys, needs_two=True)}


def _placed(claim: Any, citations: Sequence[Citation]) -> Sequence[Citation]:
    for place, citation in enumerate(citations):
        citation.claim, citation.order = claim, place
    return citations
