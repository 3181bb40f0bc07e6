# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an editor took back is in nothing an edition holds: no version before, no correction; nobody agrees unseen."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from restante.cases.dates import read_date
from restante.desk.cases import actions, models, queries
from restante.desk.cases.actions import capturing
from tests.desk.cases.copies import shown
from tests.personas import Desk

WORD = "Belovodsky"
DAY = date(2026, 1, 1)


@pytest.fixture
def azat(desk: Desk) -> Any:
    desk.azat.is_public, desk.azat.ground = True, "own_word"
    desk.azat.save()
    return desk.azat


@pytest.fixture
def corrected(desk: Desk, azat: Any) -> models.Claim:
    """Public, and a public correction quotes what it said before."""
    event, claim = actions.enter(
        azat, desk.bob, when=read_date("2019-02-01"), what={"en": f"{WORD} was there."},
        link="https://example.org/a", quotation="was there", lang="en",
    )  # fmt: skip
    actions.decide(claim, desk.alice, publication="source_attributed", status="alleged", answer="looked at")
    keep(azat)
    actions.edit(event, desk.alice, {"text": {"en": "A witness was there."}}, seen=None)
    actions.edit(claim, desk.alice, {"text": {"en": "A witness was there."}}, seen=None, why={"en": "No names."})
    keep(azat)
    assert WORD.encode() in told_of(azat)
    claim.refresh_from_db()
    return claim


def keep(person: Any) -> None:
    actions.keep_versions([queries.public_case(person)], DAY)


def told_of(person: Any) -> bytes:
    """All that an edition has of the case."""
    return b"".join(queries.version_files([queries.public_case(person)]).values())


def add_name(person: Any, by: Any, text: str) -> models.PersonName:
    row = actions.add(models.PersonName(person=person), by, {"text": text, "lang": "en"})
    actions.publish(row, by)
    keep(person)
    return models.PersonName.objects.get(pk=row.pk)


def test_a_name_that_was_reworded_and_then_sealed_leaves_every_version(desk: Desk, azat: Any) -> None:
    row = add_name(azat, desk.alice, "Azat")
    for text in (WORD, f"{WORD} of Ufa"):
        actions.edit(row, desk.alice, {"text": text}, seen=None)
        keep(azat)
    row.refresh_from_db()
    assert WORD.encode() in told_of(azat)
    actions.hide(row, desk.alice, visibility="sealed", reason="danger")
    assert WORD.encode() not in told_of(azat)


def test_a_name_entered_again_after_a_withdrawal_leaves_every_version_too(desk: Desk, azat: Any) -> None:
    first = add_name(azat, desk.alice, WORD)
    actions.withdraw(first, desk.alice, why={"en": "A mistake."}, tell=False)
    second = add_name(azat, desk.alice, WORD)
    actions.hide(second, desk.alice, visibility="sealed", reason="danger")
    assert WORD.encode() not in told_of(azat)


def test_what_waits_for_its_second_editor_again_leaves_the_versions_that_told_it(desk: Desk, azat: Any) -> None:
    event = models.Event(person=azat, kind="death", text={"en": f"{WORD} told of it."})
    actions.publish(actions.save(event, desk.alice), desk.alice)
    actions.agree(event, desk.bob)
    keep(azat)
    actions.edit(event, desk.alice, {"text": {"en": "Somebody told of it."}}, seen=None)
    event.refresh_from_db()
    assert event.waits_for_second
    actions.hide(event, desk.alice, visibility="sealed", reason="danger")
    assert WORD.encode() not in told_of(azat)


@pytest.mark.parametrize("publication", ["draft", "review"])
def test_a_claim_decided_back_takes_along_the_corrections_that_quote_it(
    corrected: models.Claim, publication: str, desk: Desk, azat: Any
) -> None:
    actions.decide(corrected, desk.alice, publication=publication, status="alleged", answer="not yet")
    assert WORD.encode() not in told_of(azat)


def test_a_sealed_source_takes_along_the_corrections_that_quote_its_claims(
    corrected: models.Claim, desk: Desk, azat: Any
) -> None:
    actions.hide(models.Source.objects.get(), desk.alice, visibility="sealed", reason="danger")
    assert queries.public_case(azat).claims == ()
    assert WORD.encode() not in told_of(azat)


def test_a_withdrawn_claim_keeps_its_corrections(corrected: models.Claim, desk: Desk, azat: Any) -> None:
    actions.withdraw(corrected, desk.alice, why={"en": "The newspaper took it back."})
    assert {one.kind for one in queries.public_case(azat).corrections} == {"corrected", "withdrawn"}


@pytest.mark.parametrize("deed", ["hidden", "thrown away"])
def test_words_around_a_quotation_go_with_the_copy_they_stand_in(
    deed: str, desk: Desk, claim: models.Claim, source: models.Source
) -> None:
    copy = shown(desk, claim, source)
    keep(desk.azat)
    assert "Вечером".encode() in told_of(desk.azat)
    if deed == "hidden":
        actions.hide(copy, desk.alice, visibility="sealed", reason="danger")
    else:
        capturing.throw_away(copy, desk.alice, why={"en": "A private page."})
    assert [one.id for one in queries.public_case(desk.azat).claims] == [claim.key]
    assert "Вечером".encode() not in told_of(desk.azat)


def test_nobody_agrees_to_words_that_came_after_he_had_read(
    desk: Desk, azat: Any, sign_in: Callable[[Any], Client]
) -> None:
    event = models.Event(person=azat, kind="death", text={"en": "He died."})
    actions.publish(actions.save(event, desk.alice), desk.alice)
    event.refresh_from_db()
    client = sign_in(desk.bob)
    page = client.get(f"/cases/of/azat/events/{event.key}/").content.decode()
    assert f'name="seen" value="{event.version}"' in page
    actions.edit(event, desk.alice, {"text": {"en": f"{WORD} killed him."}}, seen=None)
    answer = client.post(f"/cases/of/azat/events/{event.key}/agree", {"seen": event.version})
    assert answer.status_code >= 400
    assert queries.public_case(azat).events == ()
    event.refresh_from_db()
    client.post(f"/cases/of/azat/events/{event.key}/agree", {"seen": event.version})
    assert len(queries.public_case(azat).events) == 1


def test_nobody_shows_words_that_came_after_he_had_read(
    desk: Desk, azat: Any, sign_in: Callable[[Any], Client]
) -> None:
    event = actions.save(models.Event(person=azat, kind="hearing", text={"en": "A hearing."}), desk.bob)
    seen = event.version
    actions.edit(event, desk.bob, {"text": {"en": WORD}}, seen=None)
    client = sign_in(desk.alice)
    page = client.post(f"/cases/of/azat/events/{event.key}/publish", {"seen": seen}).content.decode()
    assert WORD in page
    assert queries.public_case(azat).events == ()
