# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a file cannot do: publish what a check stops, show what is hidden, or speak about claims of others."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks.case import large_case
from restante.cases.dates import read_date
from restante.cases.reading import read_case_file
from restante.cases.records import Case, CaseFile, Citation, Claim, ClaimLink, CustodyPeriod, Event, Source
from restante.cases.writing import case_json
from restante.cli.case import _why
from restante.config import Config
from restante.desk.cases import actions, models, queries
from restante.desk.ledger.models import Entry
from restante.desk.ledger.queries import broken_lines
from restante.edition.keys import create_organisation_keys
from tests.personas import DAY, Desk

SECONDS = 6
SOURCE = Source("s1", "A paper", url="https://paper.example/1")


@pytest.fixture
def public_azat(desk: Desk) -> Any:
    desk.azat.is_public, desk.azat.ground = True, "own_word"
    desk.azat.save()
    return desk.azat


@pytest.fixture
def config(desk_home: Path, settings: Any) -> Config:
    made: Config = settings.RESTANTE
    names = {"ru": "Группа", "en": "Group"}
    create_organisation_keys(made.keys_dir, names, demonstration=False, now=datetime.now(UTC))
    return made


def said(key: str, text: str, **more: Any) -> Claim:
    citation = Citation("s1", "It was so.", lang="en")
    return Claim(key, "happened", {"en": text}, (citation,), {"en": "A paper"}, **more)


def bring(file: CaseFile, person: Any, by: Any = "command") -> actions.Outcome:
    return actions.import_case(file, person, by, as_published=True)


def test_what_a_check_stops_is_named_and_stays_with_the_team(public_azat: Any, desk: Desk) -> None:
    lead = Claim("lead", "happened", {"en": "A rumour."}, (), {"en": "Somebody"})
    guilty = Event("e1", "other", None, {"en": "The terrorist came to the court."}, claims=("fine",))
    file = CaseFile(Case("azat", claims=(said("fine", "He came."), lead), events=(guilty,), sources=(SOURCE,)))
    outcome = bring(file, public_azat)
    assert [key for key, _code in outcome.held] == ["event:e1", "claim:lead"]
    case = queries.public_case(public_azat)
    assert ([one.id for one in case.claims], case.events) == (["fine"], ())
    assert [key for key, _code in bring(file, public_azat).held] == ["event:e1", "claim:lead"]
    claim = models.Claim.objects.get(key="lead")
    assert (claim.publication, claim.visibility) == ("draft", "team")


def test_a_file_does_not_publish_what_an_editor_has_changed_here(public_azat: Any, desk: Desk) -> None:
    file = CaseFile(Case("azat", claims=(said("c1", "He came."),), sources=(SOURCE,)))
    actions.import_case(file, public_azat, "command")
    claim = models.Claim.objects.get()
    claim.text = {"en": "Not looked at yet."}
    actions.save(claim, desk.bob)
    bring(file, public_azat)
    assert queries.public_case(public_azat).claims == ()


def test_a_claim_of_ours_with_the_key_of_another_stays_ours_and_no_link_of_the_file_is_told_of_it(
    public_azat: Any, desk: Desk
) -> None:
    ours = models.Claim(person=public_azat, key="c1", text={"en": "Ours."}, says={"en": "We"})
    actions.save(ours, desk.alice, citations=[])
    event = Event("e1", "hearing", None, {"en": "A hearing."}, claims=("c1", "c2"))
    link = ClaimLink("c1", "contradicts", "c2", {"en": "They differ."})
    claims = (said("c1", "Theirs."), said("c2", "Theirs too."))
    outcome = bring(
        CaseFile(Case("azat", claims=claims, links=(link,), events=(event,), sources=(SOURCE,))), public_azat
    )
    assert outcome.refused == [("link:c1.contradicts.c2", "unknown:c1"), ("claim:c1", "edited-here")]
    ours.refresh_from_db()
    assert (ours.text, ours.is_public) == ({"en": "Ours."}, False)
    [told] = queries.public_case(public_azat).events
    assert told.claims == ("c2",)


def test_what_a_file_gives_two_keys_is_not_shown_by_one_editor(public_azat: Any, desk: Desk) -> None:
    file = CaseFile(Case("azat", claims=(said("c1", "Her name."),), sources=(SOURCE,)), hidden={"claim:c1": "two_keys"})
    bring(file, public_azat)
    for _ in range(2):
        claim = models.Claim.objects.get()
        actions.decide(claim, desk.alice, publication="source_attributed", status="alleged", answer="looked at")
    assert queries.public_case(public_azat).claims == ()
    actions.agree(models.Claim.objects.get(), desk.bob)
    assert len(queries.public_case(public_azat).claims) == 1


def test_a_withheld_claim_is_in_no_record_however_it_was_decided(public_azat: Any, desk: Desk) -> None:
    file = CaseFile(Case("azat", claims=(said("c1", "Known.", status="withheld"),), sources=(SOURCE,)))
    bring(file, public_azat)
    assert queries.public_case(public_azat).claims == ()
    models.Claim.objects.update(visibility="public", publication="confirmed")
    assert b"Known." not in case_json(queries.public_case(public_azat))
    models.Claim.objects.update(status="alleged")
    claim = models.Claim.objects.get()
    first = queries.public_case(public_azat)
    actions.keep_versions([first], DAY)
    actions.decide(claim, desk.alice, publication="confirmed", status="withheld")
    files = queries.version_files([queries.public_case(public_azat)])
    assert b"Known." not in b"".join(files.values())
    assert b"taken_out" in files["cases/azat/v1.json"]


def test_what_the_tables_forbid_is_refused_by_name_and_the_rest_comes_in(public_azat: Any) -> None:
    """An event known to calendars under another's name, a stay that ended and goes on, a claim against itself."""
    ended = CustodyPeriod("p1", "prison", read_date("2019-01"), read_date("2020-01"), ongoing=True)
    told = {"en": "Somewhere."}
    nobody = replace(said("c2", "It was so too."), citations=(Citation("", "From nowhere."),))
    events = (
        Event("e1", "other", None, told, uid="one@azat"),
        Event("e2", "other", None, told, uid="one@azat"),
        Event("e3", "other", None, told, uid="e4@azat.restante"),
        Event("e4", "other", None, told),
    )
    case = Case(
        "azat",
        claims=(said("c1", "He came."), nobody),
        links=(ClaimLink("c1", "contradicts", "c1"),),
        sources=(SOURCE,),
        custody=(ended, CustodyPeriod("p2", "prison", read_date("2020-01"), ongoing=True)),
        events=events,
    )
    outcome = bring(CaseFile(case), public_azat)
    assert outcome.refused == [
        ("event:e2", "uid-of:e1"),
        ("event:e4", "uid-of:e3"),
        ("custody:p1", "goes-on-and-ends"),
        ("claim:c2", "unknown:source"),
        ("link:c1.contradicts.c1", "link-to-itself"),
    ]
    assert outcome.added == 5
    again = bring(CaseFile(case), public_azat)
    assert (again.added, again.kept, again.refused) == (0, 5, outcome.refused)
    assert not [code for _handle, code in outcome.refused if _why(code) == code]


def test_many_rows_at_once_leave_the_revisions_and_the_ledger_that_single_ones_leave(
    public_azat: Any, desk: Desk
) -> None:
    case = replace(large_case(), person="azat")
    began = time.process_time()
    outcome = bring(CaseFile(case), public_azat)
    assert time.process_time() - began < SECONDS
    assert (outcome.added, outcome.refused, outcome.held) == (780, [], [])
    assert models.Revision.objects.filter(verb="imported", version=1).count() == 780
    assert Entry.objects.filter(verb="case.imported").count() == 781
    assert next(broken_lines(), None) is None
    claim = models.Claim.objects.get(key="c000")
    revision = models.Revision.objects.get(kind="claim", key="c000")
    before, after = revision.change["citations"]
    assert (before, after[0]["quotation"]) == (None, claim.citations.get().quotation)
    again = bring(CaseFile(case), public_azat)
    assert (again.added, again.changed, again.kept) == (0, 0, 780)


def test_an_event_that_is_grave_makes_claims_that_were_here_before_it_grave(public_azat: Any, desk: Desk) -> None:
    first = said("c1", "He is at home.", subject="event:e1", field="place")
    bring(CaseFile(Case("azat", claims=(first,), sources=(SOURCE,))), public_azat)
    assert not models.Claim.objects.get().needs_two
    released = Event("e1", "release", None, {"en": "He came home."})
    bring(CaseFile(Case("azat", events=(released,))), public_azat)
    assert models.Claim.objects.get().needs_two
    case = queries.public_case(public_azat)
    assert (case.claims, case.events) == ((), ())


@pytest.mark.shared
def test_the_restricted_claim_of_the_list_is_in_no_record_and_no_byte_of_an_edition(
    public_azat: Any, desk: Desk, shared: Path, config: Config
) -> None:
    from restante.desk.publishing.building import public_files

    file = read_case_file((shared / "data" / "miftakhov_claims_fixture.json").read_bytes())
    bring(file, public_azat)
    kept = models.Claim.objects.get(key="c35")
    assert (kept.visibility, kept.needs_two, kept.is_public) == ("two_keys", True, False)
    case = queries.public_case(public_azat)
    assert "c35" not in {claim.id for claim in case.claims}
    assert len(case.claims) > 30
    for path, data in public_files(config).items():
        for word in ("Петров", "petrov", "Petrov", '"c35"', "#c35", "claim:c35"):
            assert word.encode() not in data, (path, word)
