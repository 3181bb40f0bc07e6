# SPDX-License-Identifier: AGPL-3.0-or-later
"""One way to write: row, revision and ledger line in one transaction, and two editors anew after a grave change."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from restante.desk.access.models import Volunteer
from restante.desk.cases.models import (
    CaseVersion,
    Charge,
    Citation,
    Claim,
    Correction,
    Event,
    Revision,
    Visibility,
)
from restante.desk.cases.projection import key_of
from restante.desk.cases.queries import is_shown
from restante.desk.cases.recording import RECORDS, plain, record_of
from restante.desk.cases.refusals import ChangedMeanwhile, ReasonMissing, Withdrawn
from restante.desk.cases.states import claim_needs_two, event_needs_two
from restante.desk.cases.wording import wording_of
from restante.desk.ledger.actions import Line, record_many, stand_in_line

Editor = Volunteer | str
SILENT: Final = frozenset({"id", "version", "imported", "sequence", "changed"})
DECISIONS: Final = frozenset({"visibility", "needs_two", "first_ok", "second_ok", "publication", "decided"})
BESIDE: Final = frozenset({"team_note", "claims", "order"})
"""Columns that may change without two editors being asked anew, and without subscribers of a calendar hearing of it."""


def save(row: Any, by: Editor, *, reason: str = "", seen: int | None = None, verb: str = "", **also: Any) -> Any:
    """Keep a row of a case. `seen` is the version that the editor had before him; raises ChangedMeanwhile.

    A grave thing whose wording changed waits for two editors again.
    """
    with transaction.atomic():
        stand_in_line()
        before, sequence = _before(row, seen)
        if not row.key:
            row.key = new_key(row)
        changed = _prepare(row, before, by, also)
        if isinstance(row, Event):
            prepare_calendar(row, changed=changed, sequence=sequence, is_import=verb == "imported")
        row.version += 1
        row.save()
        if isinstance(row, Claim) and "citations" in also:
            keep_citations(row, also["citations"])
        note_revision(row, before, by, reason, verb or ("changed" if before else "added"))
        if isinstance(row, Event):
            _spread(row, by)
    return row


def state_of(row: Any, citations: Any = None) -> dict[str, Any]:
    """Everything about a row that a revision tells, as JSON; `citations` spares the question to the database."""
    told = {
        field.name: getattr(row, field.attname)
        for field in row._meta.concrete_fields  # noqa: SLF001 - Django's documented door
        if field.name not in SILENT and not isinstance(field, models.BinaryField)
    }
    if isinstance(row, Claim) and row.pk:
        if citations is None:
            citations = row.citations.select_related("source", "capture").all()
        told["citations"] = [plain(record_of(each)) for each in citations]
    state: dict[str, Any] = json.loads(json.dumps(told, cls=DjangoJSONEncoder))
    return state


def note_revision(row: Any, before: Mapping[str, Any] | None, by: Editor, reason: str, verb: str) -> None:
    """The revision and the line in the ledger."""
    revision_of(row, before, state_of(row), by, reason, verb).save(force_insert=True)
    record_many([line_of(row, by, verb)])


def revision_of(
    row: Any, before: Mapping[str, Any] | None, after: Mapping[str, Any], by: Editor, reason: str, verb: str
) -> Revision:
    """What has changed, and the digest of what is."""
    change = {
        name: [None if before is None else before.get(name), value]
        for name, value in after.items()
        if before is None or before.get(name) != value
    }
    canonical = json.dumps(after, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return Revision(
        person=row.person,
        kind=row.entity,
        key=row.key,
        version=row.version,
        who=by if isinstance(by, Volunteer) else None,
        actor=by if isinstance(by, str) else by.name,
        verb=verb,
        change=change,
        reason=reason,
        digest=hashlib.sha256(canonical.encode()).hexdigest(),
    )


def line_of(row: Any, by: Editor, verb: str) -> Line:
    """Of the ledger."""
    return Line(by, f"case.{verb}", row.entity, row.handle, {"person": row.person.slug, "version": row.version})


def keep_citations(claim: Claim, citations: Any) -> None:
    """Instead of those that were."""
    getattr(claim, "_prefetched_objects_cache", {}).pop("citations", None)
    claim.citations.all().delete()
    for place, citation in enumerate(citations):
        citation.pk, citation.claim, citation.order = None, claim, place
        citation.save(force_insert=True)


def new_key(row: Any) -> str:
    """Short, and says nothing: it stays in addresses for ever. What was withdrawn keeps its own key."""
    kind = RECORDS[type(row)]
    if any(name == "id" for name in kind.__dataclass_fields__):
        return f"{row.entity[:2]}-{secrets.token_hex(4)}"
    key = key_of(record_of(row))
    is_withdrawn = type(row).objects.filter(person=row.person, key=key, withdrawn__isnull=False).exists()
    return f"{key[:55]}-{secrets.token_hex(4)}" if is_withdrawn else key


def correct(row: Any, by: Editor, *, why: Mapping[str, str], seen: int | None = None, **also: Any) -> Any:
    """Change something that everybody reads: what stood there is kept, with the reason, where everybody reads it."""
    old = type(row).objects.get(pk=row.pk)
    if not any(why.values()):
        raise ReasonMissing(object=row.handle)
    with transaction.atomic():
        stand_in_line()
        shown = is_shown(old)
        what = wording_of(old)
        saved = save(row, by, reason=next(text for text in why.values() if text), seen=seen, verb="corrected", **also)
        if shown:
            add_correction(row, by, "corrected", what, why)
    return saved


def add_correction(row: Any, by: Editor, kind: str, what: Mapping[str, str], why: Mapping[str, str]) -> Correction:
    """A line of the public list of corrections."""
    made: Correction = save(
        Correction(
            person=row.person,
            visibility=Visibility.PUBLIC,
            day=timezone.now().date(),
            kind=kind,
            what=dict(what),
            why={lang: text for lang, text in why.items() if text},
            about=row.handle,
            order=Correction.objects.filter(person=row.person).count(),
        ),
        by,
    )
    return made


def _before(row: Any, seen: int | None) -> tuple[dict[str, Any] | None, int]:
    if row.pk is None:
        return None, 0
    old = type(row).objects.select_for_update().get(pk=row.pk)
    if old.withdrawn is not None:
        raise Withdrawn(object=row.handle)
    if seen is not None and old.version != seen:
        raise ChangedMeanwhile(object=row.handle)
    row.version = old.version
    return state_of(old), getattr(old, "sequence", 0)


def _prepare(row: Any, before: Mapping[str, Any] | None, by: Editor, also: Mapping[str, Any]) -> bool:
    """Whether two editors are needed, and needed again because the wording changed; returns whether it did."""
    changed = before is None or _has_changed(row, before, also)
    row.needs_two = row.needs_two or row.visibility == Visibility.TWO_KEYS or needs_two(row)
    if row.needs_two and changed and before is not None:
        agreed = (
            by
            if isinstance(by, Volunteer) and (row.second_ok_id or row.is_public or row.first_ok_id == by.pk)
            else None
        )
        row.first_ok, row.second_ok = agreed, None
    hold_back(row)
    return changed


def _has_changed(row: Any, before: Mapping[str, Any], also: Mapping[str, Any]) -> bool:
    after = state_of(row)
    return ("citations" in also and [plain_citation(each) for each in also["citations"]] != after["citations"]) or any(
        before[name] != value for name, value in after.items() if name not in DECISIONS and name not in BESIDE
    )


def hold_back(row: Any) -> None:
    """What needs two editors and has fewer is not public."""
    if row.needs_two and row.is_public and not (row.first_ok_id and row.second_ok_id):
        row.visibility = Visibility.TWO_KEYS


def prepare_calendar(event: Event, *, changed: bool, sequence: int, is_import: bool) -> None:
    """The address in a calendar stays, and a change that subscribers must hear of raises the sequence."""
    event.uid = event.uid or f"{event.key}@{event.person.slug}.restante"
    if not changed:
        return
    published = CaseVersion.objects.filter(person=event.person).exists() if is_import else event.pk is not None
    event.sequence = max(event.sequence, sequence + 1) if event.pk is not None and published else event.sequence
    event.changed = event.changed if is_import and event.changed else timezone.now().date()


def plain_citation(citation: Citation) -> Any:
    """As revisions tell it."""
    return plain(record_of(citation))


def _spread(event: Event, by: Editor) -> None:
    """What is claimed of a grave event is grave too."""
    if not event.needs_two:
        return
    for claim in Claim.objects.filter(person=event.person, subject=event.handle, needs_two=False, withdrawn=None):
        save(claim, by, reason=event.handle)


def needs_two(row: Any, kinds: Mapping[str, str] | None = None) -> bool:
    """Whether this is one of the grave things. `kinds` are those of events by handle, where somebody has them."""
    if isinstance(row, Charge):
        return True
    if isinstance(row, Event):
        return event_needs_two(row.kind)
    if isinstance(row, Claim):
        kind = (kinds or {}).get(row.subject, "")
        if kinds is None and row.subject.startswith("event:"):
            found = Event.objects.filter(person=row.person, key=row.subject.removeprefix("event:"))
            kind = found.values_list("kind", flat=True).first() or ""
        return claim_needs_two(row.subject, row.field, kind)
    return False
