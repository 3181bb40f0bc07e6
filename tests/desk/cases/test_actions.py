# SPDX-License-Identifier: AGPL-3.0-or-later
"""What writing about a case promises: two editors, evidence first, nothing lost, and imports that never overwrite."""

import hashlib
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from restante.cases.dates import read_date
from restante.cases.records import Case, CaseFile, Citation, Claim, Source
from restante.desk.cases import actions, models, queries, refusals
from restante.desk.cases.loose_dates import date_typed
from restante.desk.people.models import Person
from tests.personas import Desk


@pytest.fixture
def public_azat(desk: Desk) -> Any:
    desk.azat.is_public, desk.azat.ground = True, "own_word"
    desk.azat.save()
    return desk.azat


@pytest.fixture
def entered(desk: Desk, public_azat: Any) -> tuple[models.Event, models.Claim]:
    return actions.enter(
        public_azat, desk.bob, when=read_date("2019-02-01"), what={"en": "He was arrested."},
        link="https://example.org/a", quotation="arrested", lang="en",
    )  # fmt: skip


def show(claim: models.Claim, by: Any, status: str = "alleged") -> models.Claim:
    return actions.decide(claim, by, publication="source_attributed", status=status, answer="looked at")


def test_nothing_is_public_before_an_editor_decides(entered: Any, public_azat: Any, desk: Desk) -> None:
    _event, claim = entered
    assert queries.public_case(public_azat).claims == ()
    show(claim, desk.alice)
    case = queries.public_case(public_azat)
    assert ([one.id for one in case.claims], case.events[0].claims) == ([claim.key], (claim.key,))
    assert models.Revision.objects.filter(kind="claim", verb="decided").exists()


def test_a_lead_without_a_quotation_is_not_published(entered: Any, desk: Desk) -> None:
    models.Citation.objects.update(quotation=" ")
    with pytest.raises(refusals.NoQuotation):
        show(entered[1], desk.alice)


def test_no_status_stands_above_its_evidence(entered: Any, desk: Desk) -> None:
    with pytest.raises(refusals.AboveItsEvidence):
        show(entered[1], desk.alice, "established")


def test_a_death_takes_two_editors_and_takes_them_again_when_its_wording_changes(public_azat: Any, desk: Desk) -> None:
    event = models.Event(person=public_azat, kind="death", text={"en": "He died."})
    actions.publish(actions.save(event, desk.alice), desk.alice)
    assert queries.public_case(public_azat).events == ()
    with pytest.raises(refusals.SameEditor):
        actions.agree(event, desk.alice)
    event = actions.agree(event, desk.bob)
    assert len(queries.public_case(public_azat).events) == 1
    event.text = {"en": "He was killed."}
    actions.save(event, desk.alice)
    assert queries.public_case(public_azat).events == ()
    assert event.waits_for_second


def test_the_database_itself_refuses_a_public_death_by_one_editor(public_azat: Any, desk: Desk) -> None:
    row = {"person": public_azat, "key": "d", "kind": "death", "uid": "d", "visibility": "public"}
    for more in ({"needs_two": False}, {"needs_two": True, "first_ok": desk.bob, "second_ok": desk.bob}):
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Event.objects.create(**row, **more)


def test_a_correction_tells_what_stood_there_and_a_withdrawal_empties_old_versions(
    entered: Any, public_azat: Any, desk: Desk
) -> None:
    claim = show(entered[1], desk.alice)
    first = queries.public_case(public_azat)
    actions.keep_versions([first], claim.decided)  # type: ignore[arg-type]  # it was decided
    claim.text = {"en": "He was detained."}
    with pytest.raises(refusals.ReasonMissing):
        actions.correct(claim, desk.alice, why={})
    actions.correct(claim, desk.alice, why={"en": "Arrested was too much."})
    second = queries.public_case(public_azat)
    assert (first.version, second.version) == (1, 2)
    assert second.corrections[0].what["en"].startswith("He was arrested.")
    actions.withdraw(claim, desk.alice, why={"en": "The newspaper took it back."})
    third = queries.public_case(public_azat)
    files = queries.version_files([third])
    assert hashlib.sha256(files[f"cases/azat/v{third.version}.json"]).hexdigest() == third.digest
    assert b"took it back" in files["cases/azat/v1.json"]
    assert first.digest.encode() in files["cases/azat/v1.json"]
    assert b"quotation" not in b"".join(files.values())


def test_two_who_had_the_same_form_open_do_not_overwrite_each_other(entered: Any, desk: Desk) -> None:
    _event, claim = entered
    actions.save(claim, desk.alice, seen=1)
    with pytest.raises(refusals.ChangedMeanwhile):
        actions.save(claim, desk.bob, seen=1)


def file_of(text: str, day: str) -> CaseFile:
    claim = Claim("c1", "who", {"en": text}, (Citation("s1", "counts"),), {"en": "A paper"})
    secret = Claim("c2", "who", {"en": "A secret."}, (Citation("s1", "secret"),), {"en": "A paper"})
    case = Case("azat", claims=(claim, secret), sources=(Source("s1", "A paper"),), facts_as_of=read_date(day).first)
    return CaseFile(case, hidden={"claim:c2": "two_keys"})


FILES = (file_of("He counts.", "2019-01-01"), file_of("He counts well.", "2020-01-01"))


@pytest.mark.parametrize("files", [FILES, FILES[::-1], (*FILES, *FILES)], ids=["older first", "newer first", "twice"])
def test_the_order_of_imports_does_not_change_the_outcome(files: Any, public_azat: Any) -> None:
    for file in files:
        actions.import_case(file, public_azat, "command", as_published=True)
    case = queries.public_case(public_azat)
    assert [(one.id, one.text["en"]) for one in case.claims] == [("c1", "He counts well.")]


def test_an_import_shows_nothing_by_itself_and_leaves_what_an_editor_changed(public_azat: Any, desk: Desk) -> None:
    outcome = actions.import_case(FILES[0], public_azat, "command")
    assert (outcome.added, queries.public_case(public_azat).claims) == (3, ())
    claim = models.Claim.objects.get(key="c1")
    claim.text = {"en": "He teaches."}
    actions.save(claim, desk.alice)
    outcome = actions.import_case(FILES[1], public_azat, "command")
    assert outcome.refused == [("claim:c1", "edited-here")]
    claim.refresh_from_db()
    assert claim.text == {"en": "He teaches."}


def test_a_whole_case_goes_into_another_desk_and_back(entered: Any, desk: Desk) -> None:
    other = Person.objects.create(slug="other")
    file = queries.case_file(desk.alice, desk.azat)
    assert actions.import_case(file, other, "command").added == 3
    again = actions.import_case(file, other, "command")
    assert (again.added, again.changed, again.kept, again.refused) == (0, 0, 3, [])


def test_what_was_hidden_leaves_no_correction_behind(entered: Any, public_azat: Any, desk: Desk) -> None:
    event, claim = entered
    claim = show(claim, desk.alice)
    claim.text = {"en": "He was detained."}
    actions.correct(claim, desk.alice, why={"en": "Arrested was too much."})
    event.refresh_from_db()
    actions.hide(claim, desk.alice, visibility="sealed", reason="it endangers somebody")
    actions.hide(event, desk.alice, visibility="sealed", reason="it endangers somebody")
    case = queries.public_case(public_azat)
    assert (case.claims, case.events, case.corrections, case.sources) == ((), (), (), ())


TYPED = {
    "1 февраля 2019 г.": "2019-02-01", "Feb 2019": "2019-02", "February 1, 2019": "2019-02-01",
    "01.02.2019": "2019-02-01",
    "около 2018": "2018~",
    "май 2019": "2019-05", "2019-02-XX": "2019-02", "2018-01-30/2018-01-31": "2018-01-30/2018-01-31",
}  # fmt: skip


@pytest.mark.parametrize("typed", TYPED)
def test_a_date_is_taken_as_people_write_it(typed: str) -> None:
    assert str(date_typed(typed)) == TYPED[typed]


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ("Умер в тюремной больнице.", "death"),
        ("Его освободили из зала суда", "release"),
        ("He was released without a charge.", "release"),
        ("Ему предъявили обвинение", "charge_brought"),
        ("Секретный свидетель умер", "witness_death"),
        ("A secret witness spoke of his eyebrows", "witness_statement"),
        ("He was arrested.", "other"),
    ],
)
def test_a_grave_word_in_a_quick_entry_asks_for_two_editors(what: str, kind: str, public_azat: Any, desk: Desk) -> None:
    event, claim = actions.enter(
        public_azat, desk.bob, when=None, what={"ru": what}, link="https://example.org/b", quotation=what, lang="ru"
    )
    assert event.kind == kind
    assert (event.needs_two, claim.needs_two) == (kind != "other", kind != "other")
