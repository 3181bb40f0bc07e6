# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a case file carries of copies, and what it cannot do with them."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from restante.cases.reading import read_case_file
from restante.cases.records import CaseFile
from restante.cases.writing import file_json
from restante.desk.cases.actions import capturing
from restante.desk.cases.actions.deciding import ceiling_of
from restante.desk.cases.actions.importing import import_case
from restante.desk.cases.models import Capture, Citation, Claim, Source
from restante.desk.cases.queries import case_file, public_case
from restante.desk.cases.refusals import CopyElsewhere
from tests.desk.cases.copies import ARCHIVE, PAGE, archive, shown
from tests.personas import Desk


def test_a_copy_that_others_hold_is_known_by_its_hash_until_the_file_comes(desk: Desk, source: Source) -> None:
    told = Capture.objects.create(
        person=desk.azat, source=source, key="theirs", sha256=hashlib.sha256(PAGE).hexdigest(), size=1,
        media_type="text/html", retrieved="2024-01-02", visibility="public",
    )  # fmt: skip
    with pytest.raises(CopyElsewhere):
        capturing.show_copy(told, desk.alice)
    kept = capturing.keep_copy(source, desk.bob, PAGE)
    assert (kept.pk, kept.retrieved, kept.size) == (told.pk, "2024-01-02", len(PAGE))


@pytest.fixture
def elsewhere(desk: Desk) -> Any:
    """The same case at a desk that holds nothing of it yet."""
    return type(desk.azat).objects.create(
        slug="elsewhere", name_ru="Азат", name_en="Azat", facility=desk.place, is_public=True, ground="public_record"
    )


def carried(desk: Desk) -> CaseFile:
    """As bytes, there and back."""
    return read_case_file(file_json(case_file("test", desk.azat)))


def test_a_case_file_carries_what_is_known_of_a_copy_and_never_the_copy(
    desk: Desk, claim: Claim, source: Source, elsewhere: Any
) -> None:
    kept = capturing.keep_copy(source, desk.bob, archive(), tool="SingleFile")
    outcome = import_case(carried(desk), elsewhere, "command")
    assert outcome.refused == []
    told, here = (case_file("test", person).case for person in (elsewhere, desk.azat))
    assert told.captures == here.captures
    assert [one.citations for one in told.claims] == [one.citations for one in here.claims]
    there = Capture.objects.get(person=elsewhere)
    assert (there.key, there.tool, there.blob) == (kept.key, "SingleFile", "")
    assert import_case(carried(desk), elsewhere, "command").added == 0


def test_a_copy_that_is_elsewhere_is_no_evidence_and_not_public_here_until_its_file_comes(
    desk: Desk, claim: Claim, source: Source, elsewhere: Any
) -> None:
    source.material = "photo"
    source.save()
    shown(desk, claim, source)
    claim.refresh_from_db()
    assert ceiling_of(claim) == "corroborated"
    import_case(carried(desk), elsewhere, "command", as_published=True)
    theirs = Claim.objects.get(person=elsewhere)
    assert ceiling_of(theirs) == "alleged"
    assert public_case(elsewhere).claims != ()
    assert public_case(elsewhere).captures == ()
    capturing.keep_copy(Source.objects.get(person=elsewhere), desk.alice, ARCHIVE)
    assert ceiling_of(theirs) == "corroborated"
    assert public_case(elsewhere).captures == ()
    capturing.show_copy(Capture.objects.get(person=elsewhere), desk.alice)
    assert len(public_case(elsewhere).captures) == 1


def test_a_file_never_puts_another_hash_under_a_copy_that_is_held(desk: Desk, claim: Claim, source: Source) -> None:
    kept = capturing.keep_copy(source, desk.bob, PAGE)
    file = carried(desk)
    (told,) = file.case.captures
    forged = replace(file, case=replace(file.case, captures=(replace(told, sha256="0" * 64),)))
    outcome = import_case(forged, desk.azat, "command")
    assert (kept.handle, "another-copy") in outcome.refused
    kept.refresh_from_db()
    assert kept.sha256 == hashlib.sha256(PAGE).hexdigest()


def test_the_same_copy_under_another_name_is_known_again(
    desk: Desk, claim: Claim, source: Source, elsewhere: Any
) -> None:
    capturing.keep_copy(source, desk.bob, PAGE)
    import_case(carried(desk), elsewhere, "command")
    other = replace(carried(desk).case.captures[0], id="by-another-name")
    file = replace(carried(desk), case=replace(carried(desk).case, captures=(other,), claims=()))
    assert import_case(file, elsewhere, "command").refused == []
    assert Capture.objects.filter(person=elsewhere).count() == 1


@pytest.mark.parametrize(
    "change", [{"sha256": "not a hash"}, {"sha256": "A" * 64}, {"size": -1}, {"tool": "x" * 121}, {"stamp": "y" * 33}]
)
def test_what_no_database_keeps_is_refused_by_name(
    change: dict[str, Any], desk: Desk, claim: Claim, source: Source, elsewhere: Any
) -> None:
    capturing.keep_copy(source, desk.bob, PAGE)
    file = carried(desk)
    bent = replace(file, case=replace(file.case, captures=(replace(file.case.captures[0], **change),)))
    outcome = import_case(bent, elsewhere, "command")
    assert [handle for handle, _why in outcome.refused] == [f"capture:{file.case.captures[0].id}"]
    assert Citation.objects.get(claim__person=elsewhere).capture is None
