# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes public, by whose word, and how it ceases to be: checks answered, two editors, nothing ever erased."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from restante.cases.evidence import ceiling
from restante.desk.access.models import Volunteer
from restante.desk.cases.actions.saving import Editor, add_correction, save
from restante.desk.cases.actions.versions import take_out
from restante.desk.cases.findings import findings_in
from restante.desk.cases.models import SHOWN, WITHHELD, Citation, Claim, Correction, Publication, Source, Visibility
from restante.desk.cases.queries import case_file, is_shown, subject_of
from restante.desk.cases.refusals import (
    AboveItsEvidence,
    FindingsUnanswered,
    NoQuotation,
    NothingToAgreeTo,
    ReasonMissing,
    SameEditor,
    Sealed,
    Withdrawn,
)
from restante.desk.cases.wording import wording_of
from restante.desk.ledger.actions import stand_in_line

LADDER = ("alleged", "corroborated", "established")


def decide(
    claim: Claim,
    by: Volunteer,
    *,
    publication: str,
    status: str,
    why: Mapping[str, str] | None = None,
    answer: str = "",
    seen: int | None = None,
) -> Claim:
    """The editors' decision. Showing it takes a quotation, answered checks, and no more certainty than its evidence."""
    with transaction.atomic():
        stand_in_line()
        was_shown = is_shown(claim)
        claim.status, claim.publication, claim.decided = status, publication, timezone.now().date()
        claim.why = {**claim.why, **{lang: text for lang, text in (why or {}).items() if text}}
        if publication in SHOWN and status != WITHHELD:
            _demand_evidence(claim, answer)
            claim.first_ok = claim.first_ok if claim.is_public else by
            _open(claim, by)
            _open_sources(claim, by)
            _open_subject(claim, by, answer)
        elif was_shown:
            claim.visibility = Visibility.TEAM
        save(claim, by, reason=answer, seen=seen, verb="decided")
        if not claim.is_told:  # also one that waits for its second editor now: a version before may tell it
            take_out(claim, {"en": answer} if answer else {})
    return claim


def publish(row: Any, by: Volunteer, *, answer: str = "", seen: int | None = None) -> Any:
    """Show anything but a claim, which takes a decision; grave things wait for the second editor.

    What the checks call untrue or harmful is answered first.
    """
    with transaction.atomic():
        stand_in_line()
        row.refresh_from_db()  # what somebody sealed or changed since this row was read is not written over
        if row.withdrawn is not None:
            raise Withdrawn(object=row.handle)
        stops = {one.code for one in findings_of(row) if one.level == "stop"}
        if stops and not answer:
            raise FindingsUnanswered(object=row.handle, findings=", ".join(sorted(stops)))
        _open(row, by)
        return save(row, by, reason=answer, seen=seen, verb="published")


def agree(row: Any, by: Volunteer, *, seen: int | None = None) -> Any:
    """The second editor's word, on what he saw. Raises SameEditor, NothingToAgreeTo, ChangedMeanwhile."""
    with transaction.atomic():
        stand_in_line()
        row = type(row).objects.select_for_update().get(pk=row.pk)
        if not row.waits_for_second:
            raise NothingToAgreeTo(object=row.handle)
        if row.first_ok_id == by.pk:
            raise SameEditor(object=row.handle)
        row.second_ok, row.visibility = by, Visibility.PUBLIC
        return save(row, by, seen=seen, verb="agreed")


def hide(row: Any, by: Volunteer, *, visibility: str, reason: str) -> Any:
    """Back to the team, or sealed; published versions that told it become tombstones."""
    if not reason:
        raise ReasonMissing(object=row.handle)
    with transaction.atomic():
        stand_in_line()
        row.refresh_from_db()
        row.visibility, row.first_ok, row.second_ok = visibility, None, None
        save(row, by, reason=reason, verb="hidden")
        for told in Correction.objects.filter(person=row.person, about=row.handle, withdrawn=None):
            told.visibility = Visibility.TEAM
            save(told, by, reason=reason, verb="hidden")
        take_out(row, {})
    return row


def withdraw(row: Any, by: Editor, *, why: Mapping[str, str], kind: str = "withdrawn", tell: bool = True) -> Any:
    """Take something back for good. `tell`: the public list of corrections says what stood there and why."""
    if not any(why.values()):
        raise ReasonMissing(object=row.handle)
    with transaction.atomic():
        stand_in_line()
        was_shown, what = is_shown(row), wording_of(row)
        row.withdrawn, row.withdrawn_why = timezone.now().date(), {lang: text for lang, text in why.items() if text}
        row.visibility = Visibility.TEAM
        if isinstance(row, Claim):
            row.publication = Publication.WITHDRAWN
        save(row, by, reason=next(text for text in why.values() if text), seen=row.version, verb="withdrawn")
        take_out(row, why)
        if was_shown and tell:
            add_correction(row, by, kind, what, why)
    return row


def findings_of(row: Any) -> tuple[Any, ...]:
    """What the checks say about this claim or thing, as it stands in its case."""
    whole = case_file("checks", row.person, in_hand=True)
    return tuple(finding for finding in findings_in(whole) if finding.key == row.handle)


def ceiling_of(claim: Claim) -> str:
    """How far its evidence carries it."""
    whole = case_file("checks", claim.person, in_hand=True).case
    carried: str = ceiling(next(one for one in whole.claims if one.id == claim.key), whole)
    return carried


def _demand_evidence(claim: Claim, answer: str) -> None:
    if claim.withdrawn is not None:
        raise Withdrawn(object=claim.handle)
    if not any(citation.quotation.strip() for citation in Citation.objects.filter(claim=claim)):
        raise NoQuotation(object=claim.handle)
    found = findings_of(claim)
    if found and not answer:
        raise FindingsUnanswered(object=claim.handle, findings=", ".join(sorted({one.code for one in found})))
    carried = ceiling_of(claim)
    if claim.status in LADDER and LADDER.index(claim.status) > LADDER.index(carried):
        raise AboveItsEvidence(object=claim.handle, ceiling=carried, status=claim.status)


def _open(row: Any, by: Volunteer) -> None:
    """Public, or with the first of two keys turned."""
    if row.visibility == Visibility.PUBLIC:
        return
    if row.visibility == Visibility.SEALED:
        raise Sealed(object=row.handle)
    if row.needs_two or row.visibility == Visibility.TWO_KEYS:
        if row.first_ok_id is None:
            row.first_ok = by
        row.visibility = Visibility.TWO_KEYS
    else:
        row.visibility = Visibility.PUBLIC


def _open_sources(claim: Claim, by: Volunteer) -> None:
    """Whoever shows a claim shows where it stands; what was sealed stays sealed."""
    for source in Source.objects.filter(citations__claim=claim, visibility=Visibility.TEAM).distinct():
        source.visibility = Visibility.PUBLIC
        save(source, by, verb="published")


def _open_subject(claim: Claim, by: Volunteer, answer: str) -> None:
    """A claim is withheld with what it is about, so that is shown too; a grave event waits for its own two editors."""
    about = subject_of(claim)
    if about is not None and about.visibility == Visibility.TEAM and about.withdrawn is None:
        publish(about, by, answer=answer)
