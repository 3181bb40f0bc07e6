# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes public, and above all what does not."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from restante.config import Config
from restante.desk.cases.models import Citation, Claim, Source
from restante.desk.publishing.building import has_changed, public_files, sign_new_edition
from restante.desk.publishing.models import EditionRecord
from restante.desk.publishing.queries import public_people
from restante.edition.keys import read_roots
from restante.edition.verify import verify_edition
from tests.personas import DAY, Desk, opened_letter


def test_only_persons_with_a_ground_are_public(desk: Desk, config: Config) -> None:
    assert public_people(DAY) == ()


def test_a_public_person_is_in_the_directory_with_the_channels_that_reach_him(public_azat: Any, config: Config) -> None:
    directory = json.loads(public_files(config)["restante/directory.json"])
    [person] = directory["people"]
    assert (person["slug"], person["facility"]) == ("azat", "ru/sizo")
    assert "ru/paper" in person["channels"]
    assert "ru/sizo" in directory["rulebooks"]


def test_what_stands_on_an_envelope_is_not_published(public_azat: Any, desk: Desk, config: Config) -> None:
    desk.receive(text="Канарейка", sign="Канарейка")
    everything = b"".join(public_files(config).values())
    for secret in ("Азату", "1993", "000000, г. Примерный", "Канарейка"):
        assert secret.encode() not in everything


def test_how_a_source_came_to_us_is_told_on_each_page_in_its_language(public_azat: Any, config: Config) -> None:
    note = {"ru": "Перевод.", "en": "A translation."}
    source = Source.objects.create(person=public_azat, key="a", title="A paper", note=note, visibility="public")
    claim = Claim.objects.create(
        person=public_azat, key="c1", section="who", text={"en": "He counts."}, says={"en": "A paper"},
        visibility="public", publication="source_attributed",
    )  # fmt: skip
    Citation.objects.create(claim=claim, source=source)
    files = public_files(config)
    for lang, text in note.items():
        assert text in files[f"{lang}/people/azat.html"].decode()


def test_an_edition_is_signed_verified_and_counted(public_azat: Any, config: Config) -> None:
    signed = sign_new_edition(config)
    verdict = verify_edition(config.edition_dir, read_roots(config.keys_dir)[0])
    assert (signed.number, verdict.authentic, list(verdict.problems)) == (1, True, [])
    assert not has_changed(config)


def test_nothing_new_is_no_new_edition_whatever_the_day(public_azat: Any, config: Config) -> None:
    sign_new_edition(config)
    EditionRecord.objects.update(day=timezone.now().date() - timedelta(days=3))
    first = sign_new_edition(config)
    second = sign_new_edition(config)
    assert (second.number, second.changed) == (first.number, False)


def test_a_changed_sentence_is_a_new_edition(public_azat: Any, config: Config) -> None:
    sign_new_edition(config)
    public_azat.about_en = "A mathematician from Moscow"
    public_azat.save()
    assert has_changed(config)
    assert sign_new_edition(config).number == 2


def test_a_new_version_of_the_program_brings_its_pages(
    public_azat: Any, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_new_edition(config)
    monkeypatch.setattr("restante.desk.publishing.building.shape_digest", lambda *_: "mended")
    assert has_changed(config)


def test_a_letter_of_today_does_not_show(public_azat: Any, desk: Desk, config: Config) -> None:
    sign_new_edition(config)
    for _ in range(5):
        desk.receive()
    assert not has_changed(config)


@pytest.mark.parametrize(("letters", "bucket"), [(0, 0), (2, 0), (3, 1), (9, 1), (10, 2), (30, 3)])
def test_attention_is_a_bucket(public_azat: Any, desk: Desk, letters: int, bucket: int) -> None:
    for _ in range(letters):
        desk.receive()
    [person] = public_people(DAY + timedelta(days=1))
    assert person.attention == bucket
    [much_later] = public_people(DAY + timedelta(days=120))
    assert much_later.attention == 0


def test_a_declined_letter_is_no_attention(public_azat: Any, desk: Desk) -> None:
    from restante.desk.letters import actions

    for _ in range(3):
        letter = desk.receive()
        actions.take(letter.pk, desk.bob)
        actions.decline(letter.pk, desk.bob, "Not this way.")
    assert public_people(DAY + timedelta(days=1))[0].attention == 0
    assert opened_letter().person == "azat"
