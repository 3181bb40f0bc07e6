# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file joins a case key by key. What an editor has changed here stays; which file came first makes no difference.

Of two files that tell one key differently, the later facts win, then the higher version, then the greater text.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.db import transaction

from restante.cases import records
from restante.cases.evidence import standing
from restante.cases.records import Case, CaseFile
from restante.desk.cases import models
from restante.desk.cases.actions.fitting import calendar_name, copies_in_hand, unfit_for, with_copies
from restante.desk.cases.actions.keeping import keep_new, spread_gravity
from restante.desk.cases.actions.saving import Editor, save
from restante.desk.cases.findings import findings_in
from restante.desk.cases.models import Citation, Claim, Entity, Publication, Visibility
from restante.desk.cases.projection import key_of
from restante.desk.cases.queries import citations_of, rows_by_key
from restante.desk.cases.recording import PLACES, columns_of, plain, record_of, references_of
from restante.desk.ledger.actions import record, stand_in_line
from restante.desk.people.models import Person

ORDER: Final = (
    models.Source, models.Capture, models.Proceeding, models.Charge, models.Event, models.CustodyPeriod, models.Claim,
    models.ClaimLink, models.PersonName, models.Recognition, models.Action, models.Document, models.Correction,
)  # fmt: skip
"""What is referred to comes first. Of a capture a file brings what is known of it, never the copy itself."""
_STRICT: Final = (Visibility.PUBLIC, Visibility.TEAM, Visibility.TWO_KEYS, Visibility.SEALED)
_LADDER: Final = ("alleged", "corroborated", "established")


@dataclass(slots=True)
class Outcome:
    """How many records were new, changed or as before, and which were refused and why, by handle."""

    added: int = 0
    changed: int = 0
    kept: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    held: list[tuple[str, str]] = field(default_factory=list)
    """What was to be shown and is not, because a check calls it untrue or harmful: an editor answers first."""


def import_case(file: CaseFile, person: Person, by: Editor, *, as_published: bool = False) -> Outcome:
    """Merge a file into a person's case. `as_published` shows what may be shown; grave things wait for two editors,
    and what a check stops waits for an editor's answer.
    """
    outcome = Outcome()
    with transaction.atomic():
        stand_in_line()
        known = {model: rows_by_key(by, person, model) for model in ORDER}
        file = replace(file, case=_carried(file.case, known[models.Capture].values()))
        file = replace(file, case=_apart(file.case, known[Claim], outcome))
        in_hand = replace(file.case, captures=copies_in_hand(file.case, known[models.Capture].values()))
        stops = stops_in(replace(file, case=in_hand)) if as_published else {}
        work = _Import(file, person, by, as_published, known, outcome, stops)
        for model in ORDER:
            for place, told in enumerate(getattr(work.file.case, PLACES[model])):
                work.take(model, told, place)
            work.flush()
            if model is models.Capture:
                work.file = replace(work.file, case=with_copies(work.file.case, work.copies, known[model]))
        counts = {"added": outcome.added, "changed": outcome.changed, "kept": outcome.kept}
        record(by, "case.imported", "case", person.slug, person=person.slug, refused=len(outcome.refused), **counts)
    return outcome


@dataclass(slots=True)
class _Import:
    file: CaseFile
    person: Person
    by: Editor
    as_published: bool
    known: Mapping[type[Any], dict[str, Any]]
    outcome: Outcome
    stops: Mapping[str, str]
    new: list[Any] = field(default_factory=list)
    citations: dict[str, list[Citation]] = field(default_factory=dict)
    copies: dict[str, Any] = field(default_factory=dict)
    """Ours that a capture of the file is, by the file's key; None where the file means another."""
    uids: dict[str, str] = field(default_factory=dict)
    """Which event calendars know by a name."""

    def flush(self) -> None:
        """Keep the new rows of a table, before the next one refers to them."""
        kinds = {event.handle: event.kind for event in self.known[models.Event].values()}
        keep_new(self.new, self.by, "imported", self.citations, kinds)
        grave = {row.handle: row.kind for row in self.new if isinstance(row, models.Event) and row.needs_two}
        if grave:
            spread_gravity(self.person, self.by, grave)
        self.new, self.citations = [], {}

    def take(self, model: type[Any], told: Any, place: int) -> None:
        """One record: new, newer, the same, or refused."""
        key, handle = key_of(told), f"{model.entity}:{key_of(told)}"
        missing = self._missing(model, told)
        unfit = f"unknown:{missing}" if missing else unfit_for(model, key, told) or self._named_by_another(key, told)
        if unfit:
            self.outcome.refused.append((handle, unfit))
            return
        if model is models.Capture and self._is_held(told):
            return
        rank = self._rank(told)
        row = self.known[model].get(key)
        if row is None:
            row = model(person=self.person, key=key, visibility=self.file.hidden.get(handle, Visibility.TEAM))
            self._write(row, told, place, rank)
            self.known[model][key] = row
            self.outcome.added += 1
            return
        self._meet(row, told, place, rank)

    def _named_by_another(self, key: str, told: Any) -> str:
        """An event under whose calendar name another event is here, or came before it in the file."""
        if not isinstance(told, records.Event):
            return ""
        if not self.uids:
            self.uids = {row.uid: row.key for row in self.known[models.Event].values()}
        holder = self.uids.setdefault(calendar_name(key, told, self.person.slug), key)
        return "" if holder == key else f"uid-of:{holder}"

    def _is_held(self, told: records.Capture) -> bool:
        """Whether this desk has the copy itself, or another one under its name; then the file changes nothing."""
        here = self.known[models.Capture]
        source = self.known[models.Source].get(told.source)
        same = next(
            (
                row
                for row in here.values()
                if row.withdrawn is None and row.sha256 == told.sha256 and source and row.source_id == source.pk
            ),
            None,
        )
        if same is not None and (same.blob or same.key != told.id):
            self.copies[told.id] = same
            self.outcome.kept += 1
            return True
        named = here.get(told.id)
        if named is None or not named.blob:
            return False
        self.copies[told.id] = None
        self.outcome.refused.append((named.handle, "another-copy"))
        return True

    def _meet(self, row: Any, told: Any, place: int, rank: list[Any]) -> None:
        said, here = plain(told), plain(record_of(row))
        before = row.imported.get("told")
        if row.withdrawn is not None:
            self._keep(row, refused="" if said == before else "withdrawn-here")
        elif said in (before, here):
            self._keep(row, is_same=here in (said, row.imported.get("here")))
        elif before is None or here != row.imported.get("here"):
            self._keep(row, refused="edited-here")
        elif rank > row.imported["rank"]:
            self._write(row, told, place, rank)
            self.outcome.changed += 1
        else:
            self._keep(row)

    def _keep(self, row: Any, *, refused: str = "", is_same: bool = False) -> None:
        if refused:
            self.outcome.refused.append((row.handle, refused))
            return
        self.outcome.kept += 1
        if row.withdrawn is not None:
            return
        visibility, note = self._tightened(row), self._note(row)
        opens = is_same and self._opens(row)
        if opens or visibility != row.visibility or note != row.team_note:
            row.visibility, row.team_note = visibility, note
            if opens:
                self._open(row)
            save(row, self.by, verb="imported")

    def _write(self, row: Any, told: Any, place: int, rank: list[Any]) -> None:
        model = type(row)
        for name, value in columns_of(told, model).items():
            setattr(row, name, value)
        for name in references_of(model):
            setattr(row, name, self._referred(model, name, getattr(told, name)))
        row.order, row.imported = place, {"rank": rank, "told": plain(told)}
        row.visibility, row.team_note = self._tightened(row), self._note(row)
        citations = [self._citation(each) for each in told.citations] if model is Claim else []
        self._open(row, any(each.quotation.strip() for each in citations))
        if row.pk is None:
            self.new.append(row)
            self.citations[row.key] = citations
            return
        also: dict[str, Any] = {"citations": citations} if model is Claim else {}
        save(row, self.by, verb="imported", **also)
        row.imported["here"] = plain(record_of(row))
        model.objects.filter(pk=row.pk).update(imported=row.imported)

    def _citation(self, told: records.Citation) -> Citation:
        source = self.known[models.Source][told.source]
        return Citation(
            source=source, capture=self.known[models.Capture].get(told.capture), **columns_of(told, Citation)
        )

    def _referred(self, model: type[Any], name: str, key: str) -> Any:
        return self.known[model._meta.get_field(name).related_model].get(key)  # noqa: SLF001 - Django's documented door

    def _missing(self, model: type[Any], told: Any) -> str:
        """A reference that must be there and is not."""
        cited: set[str] = {each.source for each in told.citations} if model is Claim else set()
        for key in sorted(cited):
            if key not in self.known[models.Source]:
                return key or "source"
        for name in references_of(model):
            if not model._meta.get_field(name).null and self._referred(model, name, getattr(told, name)) is None:  # noqa: SLF001 - as above
                return str(getattr(told, name)) or name
        return ""

    def _rank(self, told: Any) -> list[Any]:
        case = self.file.case
        day = case.facts_as_of.isoformat() if case.facts_as_of else ""
        return [day, case.version, json.dumps(plain(told), sort_keys=True, ensure_ascii=False)]

    def _tightened(self, row: Entity) -> str:
        """A file may hide more of what no editor has shown; it never shows what another hid."""
        told = self.file.hidden.get(row.handle, Visibility.PUBLIC)
        now = Visibility(row.visibility)
        return now if Visibility.PUBLIC in {now, told} else max(now, Visibility(told), key=_STRICT.index)

    def _note(self, row: Entity) -> str:
        told = self.file.notes.get(row.handle, "")
        lines = {*filter(None, row.team_note.split("\n\n")), *filter(None, [told])}
        return "\n\n".join(sorted(lines)) if told else row.team_note

    def _may_open(self, row: Any) -> bool:
        told = self.file.hidden.get(row.handle, Visibility.PUBLIC)
        is_copy = isinstance(row, models.Capture)  # nobody here has seen it
        return bool(row.visibility == Visibility.TEAM and told == Visibility.PUBLIC and not is_copy)

    def _opens(self, row: Any) -> bool:
        """Notes what a check holds back."""
        if not (self.as_published and self._may_open(row)):
            return False
        if row.handle in self.stops:
            self.outcome.held.append((row.handle, self.stops[row.handle]))
        return row.handle not in self.stops

    def _open(self, row: Any, quoted: bool | None = None) -> None:
        """With --as-published; a claim needs a quotation, and what is withheld stays so."""
        if not self._opens(row):
            return
        if isinstance(row, Claim):
            if quoted is None:
                quoted = any(each.quotation.strip() for each in citations_of(row))
            if not quoted or row.status == models.WITHHELD:
                return
            if row.publication in {Publication.DRAFT, Publication.REVIEW}:
                row.publication = Publication.SOURCE_ATTRIBUTED
        row.visibility = Visibility.PUBLIC


def stops_in(file: CaseFile) -> dict[str, str]:
    """By handle, the first check that calls it untrue or harmful."""
    return {one.key: one.code for one in reversed(findings_in(file)) if one.level == "stop"}


def _apart(case: Case, here: Mapping[str, Any], outcome: Outcome) -> Case:
    """Where a key of the file is another claim of ours, what the file says about its own is not said about ours."""
    ours = {
        claim.id
        for claim in case.claims
        if claim.id in here and not here[claim.id].imported and plain(record_of(here[claim.id])) != plain(claim)
    }
    apart = [link for link in case.links if ours & {link.start, link.end}]
    outcome.refused += [(f"link:{key_of(link)}", f"unknown:{min(ours & {link.start, link.end})}") for link in apart]
    return replace(
        case,
        links=tuple(link for link in case.links if link not in apart),
        events=tuple(replace(one, claims=_without(one.claims, ours)) for one in case.events),
        custody=tuple(replace(one, claims=_without(one.claims, ours)) for one in case.custody),
    )


def _without(keys: tuple[str, ...], left_out: set[str]) -> tuple[str, ...]:
    return tuple(key for key in keys if key not in left_out)


def _carried(case: Case, copies: Iterable[models.Capture]) -> Case:
    """No status above the evidence that the file brings with it, and a copy that is elsewhere is no evidence here."""
    carried = standing(replace(case, captures=copies_in_hand(case, copies)))

    def lowered(claim: records.Claim) -> records.Claim:
        most = carried[claim.id].ceiling if claim.id in carried else "alleged"
        too_high = claim.status in _LADDER and most in _LADDER and _LADDER.index(claim.status) > _LADDER.index(most)
        return replace(claim, status=most) if too_high else claim

    return replace(case, claims=tuple(lowered(claim) for claim in case.claims))
