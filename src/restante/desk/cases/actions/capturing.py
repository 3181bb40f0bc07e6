# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeping copies of sources: read by a confined child, sealed into the store, their quotations looked up, stamped."""

import contextlib
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from restante.desk.access import store
from restante.desk.access.models import Volunteer
from restante.desk.cases.actions.deciding import publish, withdraw
from restante.desk.cases.actions.saving import note_revision, save, state_of
from restante.desk.cases.capture_reading import Place, Read, read_copy, read_copy_stamp
from restante.desk.cases.models import Capture, Citation, Claim, Document, Lookup, Source, Stamping
from restante.desk.cases.queries import holding
from restante.desk.cases.refusals import CopyElsewhere, CopyKept, NotYours, TooManyCopies, Withdrawn
from restante.desk.ledger.actions import record, stand_in_line
from restante.errors import BadInput, Unavailable

MOST_COPIES = 50
AT_ONCE = 3
BY_EYE = (Lookup.Outcome.PICTURE, Lookup.Outcome.SEEN)
PROVEN = (Stamping.Trust.NAMED, Stamping.Trust.LISTED, Stamping.Trust.BLOCK)
"""Time stamps that are told to everybody; of the others anybody could have made one."""


def keep_copy(
    source: Source, by: Volunteer, data: bytes, *, day: date | None = None, tool: str = "", archive_url: str = ""
) -> Capture:
    """Seal a file and look up what is quoted from its source. An archive's own word on its day goes before ours.

    Raises CaptureRefused, CaptureUnreadable, CopyKept, TooManyCopies.
    """
    quotations = holding.quotations_of(source)
    read = read_copy(data, quotations)
    blob, kept = store.write_sealed(data), False
    try:
        with transaction.atomic():
            stand_in_line()
            row = _row_for(source, read)
            row.blob, row.media_type, row.size = blob, read.media_type, read.size
            row.retrieved = read.retrieved or row.retrieved or (day or timezone.now().date()).isoformat()
            row.url, row.tool = read.url or row.url or source.url, tool or row.tool
            row.archive_url = archive_url or row.archive_url
            save(row, by, verb="kept")
            _note_places(row, quotations, read)
            _name_in_citations(row, by)
        kept = True
    finally:
        if not kept:
            store.delete_sealed(blob)
    return row


def look_up(capture: Capture, by: Volunteer) -> int:
    """Quotations that came after the copy; how many there were."""
    known = set(capture.lookups.values_list("digest", flat=True))
    asked = [one for one in holding.quotations_of(capture.source) if holding.digest_of_quotation(one) not in known]
    if not asked:
        return 0
    read = read_copy(bytes_of(capture), asked)
    with transaction.atomic():
        stand_in_line()
        _note_places(capture, asked, read)
        _name_in_citations(capture, by)
        record(by, "case.looked_up", "capture", capture.handle, person=capture.person.slug, quotations=len(asked))
    return len(asked)


def look_up_at_once(claim: Claim, by: Volunteer) -> None:
    """After a claim was cited: in the newest copies of its sources. What cannot be read now waits for its button."""
    if not store.is_unlocked():
        return
    sources = Source.objects.filter(citations__claim=claim)
    copies = Capture.objects.filter(source__in=sources, withdrawn=None).exclude(blob="").order_by("-pk")
    for capture in copies.select_related("person", "source")[:AT_ONCE]:
        with contextlib.suppress(BadInput, Unavailable):
            look_up(capture, by)


def compare_by_eye(capture: Capture, by: Volunteer, digest: str, *, stands: bool) -> None:
    """Somebody's word that a quotation stands in a picture, or does not; never against what was read as text."""
    with transaction.atomic():
        stand_in_line()
        lookup = Lookup.objects.select_for_update().get(capture=capture, digest=digest, outcome__in=BY_EYE)
        lookup.outcome = Lookup.Outcome.SEEN if stands else Lookup.Outcome.PICTURE
        lookup.save(update_fields=["outcome"])
        if stands:
            _name_in_citations(capture, by)
        else:
            _take_from_citations(capture, by, digest)
        record(by, "case.compared", "capture", capture.handle, person=capture.person.slug, stands=stands)


def stamp_copy(capture: Capture, by: Volunteer, token: bytes, root: bytes = b"") -> Stamping:
    """Verify a time stamp and keep it with the copy. Raises StampRefused."""
    if capture.withdrawn is not None:
        raise Withdrawn(object=capture.handle)
    if capture.is_public and not by.is_coordinator:
        raise NotYours(object=capture.handle)
    told = read_copy_stamp(token, bytes_of(capture), root)
    with transaction.atomic():
        stand_in_line()
        made, _new = Stamping.objects.update_or_create(
            capture=capture,
            digest=hashlib.sha256(token).hexdigest(),
            defaults={
                "kind": told.kind,
                "moment": told.moment,
                "by": told.by,
                "trust": told.trust,
                "token": token,
            },
        )
        best = _best(capture)
        capture.stamp, capture.stamped = (best.kind, best.moment) if best else ("", "")
        save(capture, by, verb="stamped")
    return made


def show_copy(capture: Capture, by: Volunteer) -> Capture:
    """Everybody may know that it is kept, by its SHA-256 and day; and where in it the quotations stand."""
    if not capture.blob:
        raise CopyElsewhere(object=capture.handle)
    with transaction.atomic():
        stand_in_line()
        shown: Capture = publish(capture, by)
        places = {one.citation.pk: one.place for one in holding.quoted_in(by, capture) if one.place}
        for claim in holding.claims_citing(capture.source):
            bare = [one for one in claim.citations.filter(capture=capture, prefix="", suffix="") if one.pk in places]
            before = state_of(claim)
            for citation in bare:
                citation.prefix, citation.suffix = (str(places[citation.pk][name]) for name in ("prefix", "suffix"))
                citation.save(update_fields=["prefix", "suffix"])
            if bare:
                _note(claim, before, by)
    return shown


def throw_away(capture: Capture, by: Volunteer, *, why: Mapping[str, str]) -> Capture:
    """Withdraw a copy: its file is erased, its hash and the reason stay. Nothing refers to it any more."""
    with transaction.atomic():
        stand_in_line()
        blob = capture.blob
        capture.blob = ""
        withdraw(capture, by, why=why, tell=False)
        for claim in Claim.objects.filter(citations__capture=capture).select_related("person").distinct():
            before = state_of(claim)
            claim.citations.filter(capture=capture).update(capture=None, prefix="", suffix="")
            _note(claim, before, by)
        Document.objects.filter(capture=capture).update(capture=None)
        Lookup.objects.filter(capture=capture).delete()
    if blob:
        store.delete_sealed(blob)
    return capture


def give_out(capture: Capture, by: Volunteer) -> bytes:
    """The file itself, for the team; the ledger says to whom."""
    data = bytes_of(capture)
    record(by, "case.given_out", "capture", capture.handle, person=capture.person.slug)
    return data


def bytes_of(capture: Capture) -> bytes:
    """Raises CopyElsewhere if only its hash is known here."""
    if not capture.blob:
        raise CopyElsewhere(object=capture.handle)
    return store.read_sealed(capture.blob)


def _row_for(source: Source, read: Read) -> Capture:
    """A new row; or the one that a case file brought without the file itself."""
    copies = list(Capture.objects.filter(source=source, withdrawn=None))
    for known in copies:
        if known.sha256 == read.sha256 and known.blob:
            raise CopyKept(object=known.handle)
        if known.sha256 == read.sha256:
            return known
    if len(copies) >= MOST_COPIES:
        raise TooManyCopies(most=MOST_COPIES)
    return Capture(person=source.person, source=source, sha256=read.sha256)


def _note_places(capture: Capture, quotations: Sequence[str], read: Read) -> None:
    for quotation, place in zip(quotations, read.places, strict=True):
        digest = holding.digest_of_quotation(quotation)
        sealed = b""
        if place is not None:
            sealed = store.seal_text(json.dumps(asdict(place)), holding.context_of(capture, digest))
        Lookup.objects.update_or_create(
            capture=capture, digest=digest, defaults={"outcome": _outcome(place, read), "sealed_place": sealed}
        )


def _outcome(place: Place | None, read: Read) -> Lookup.Outcome:
    if not read.texts:
        return Lookup.Outcome.PICTURE
    if place is None:
        return Lookup.Outcome.MISSING
    return Lookup.Outcome.FOUND if place.is_exact else Lookup.Outcome.DIFFERS


def _name_in_citations(capture: Capture, by: Volunteer) -> None:
    """Citations whose words stand in it name it, where they name no copy that is held here."""
    digests = set(capture.lookups.filter(outcome__in=holding.FOUND).values_list("digest", flat=True))
    for claim in holding.claims_citing(capture.source):
        free = Citation.objects.filter(Q(capture=None) | Q(capture__blob=""), claim=claim, source=capture.source)
        free = free.exclude(capture=capture)
        named = [one.pk for one in free if holding.digest_of_quotation(one.quotation) in digests]
        if named:
            before = state_of(claim)
            Citation.objects.filter(pk__in=named).update(capture=capture)
            _note(claim, before, by)


def _take_from_citations(capture: Capture, by: Volunteer, digest: str) -> None:
    for claim in holding.claims_citing(capture.source):
        naming = Citation.objects.filter(claim=claim, capture=capture)
        named = [one.pk for one in naming if holding.digest_of_quotation(one.quotation) == digest]
        if named:
            before = state_of(claim)
            Citation.objects.filter(pk__in=named).update(capture=None)
            _note(claim, before, by)


def _note(claim: Claim, before: Mapping[str, object], by: Volunteer) -> None:
    """A change that no editor need agree to anew: the words of the claim are the same."""
    Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
    claim.version += 1
    note_revision(claim, before, by, "", "held")


def _best(capture: Capture) -> Stamping | None:
    """The earliest time that somebody vouches for, else a block."""
    proven = [one for one in capture.stampings.all() if one.trust in PROVEN]
    return min(proven, key=lambda one: (not one.moment, one.moment), default=None)
