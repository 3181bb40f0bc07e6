# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letter keys over the weeks: always enough ahead, opened as long as promised, and then gone from the disk."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.edition.keys import KeyFileRefused
from restante.edition.letter_keys import destroy_old_letter_keys, ensure_letter_keys, load_letter_seeds
from restante.seal.envelope import letter_keys_from_json, newest_key

TODAY = date(2026, 11, 25)
ORGANISATION = bytes(range(16))


def test_this_week_and_eight_more_are_ready(tmp_path: Path) -> None:
    keys = letter_keys_from_json(ensure_letter_keys(tmp_path, ORGANISATION, TODAY)).keys
    assert [key.not_before for key in keys] == [date(2026, 11, 23) + timedelta(weeks=week) for week in range(9)]
    assert {key.not_after - key.not_before for key in keys} == {timedelta(days=14)}


def test_asking_again_makes_nothing_new(tmp_path: Path) -> None:
    assert ensure_letter_keys(tmp_path, ORGANISATION, TODAY) == ensure_letter_keys(tmp_path, ORGANISATION, TODAY)


@settings(max_examples=10, deadline=None)
@given(days=st.integers(0, 8 * 7))
def test_a_page_of_an_edition_finds_a_key_for_eight_weeks(tmp_path_factory: pytest.TempPathFactory, days: int) -> None:
    keys = letter_keys_from_json(ensure_letter_keys(tmp_path_factory.mktemp("k"), ORGANISATION, TODAY))
    day = TODAY + timedelta(days=days)
    assert day - newest_key(keys, day).not_before < timedelta(weeks=1)


def test_every_key_listed_can_be_opened(tmp_path: Path) -> None:
    for weeks in range(0, 20, 3):
        today = TODAY + timedelta(weeks=weeks)
        listed = letter_keys_from_json(ensure_letter_keys(tmp_path, ORGANISATION, today)).keys
        assert {key.key_id for key in listed} == set(load_letter_seeds(tmp_path, today))


def test_a_key_opens_for_five_weeks_after_the_last_day_it_seals(tmp_path: Path) -> None:
    ensure_letter_keys(tmp_path, ORGANISATION, TODAY)
    first = letter_keys_from_json(ensure_letter_keys(tmp_path, ORGANISATION, TODAY)).keys[0]
    last_day = first.not_after + timedelta(weeks=5)
    assert first.key_id in load_letter_seeds(tmp_path, last_day)
    assert first.key_id not in load_letter_seeds(tmp_path, last_day + timedelta(days=1))


def test_a_destroyed_key_is_gone_from_folder_and_escrow(tmp_path: Path) -> None:
    first = letter_keys_from_json(ensure_letter_keys(tmp_path, ORGANISATION, TODAY)).keys[0]
    last_day = first.not_after + timedelta(weeks=5)
    assert destroy_old_letter_keys(tmp_path, last_day) == []
    assert destroy_old_letter_keys(tmp_path, last_day + timedelta(days=1)) == [first.key_id.hex()]
    assert not list(tmp_path.rglob(f"{first.key_id.hex()}*"))
    assert len(list((tmp_path / "escrow").glob("*.json"))) == 8


def test_a_seed_is_overwritten_before_its_name_goes(tmp_path: Path) -> None:
    first = letter_keys_from_json(ensure_letter_keys(tmp_path, ORGANISATION, TODAY)).keys[0]
    path = tmp_path / "letter" / f"{first.key_id.hex()}.json"
    witness = tmp_path / "witness"
    witness.hardlink_to(path)
    destroy_old_letter_keys(tmp_path, TODAY + timedelta(weeks=8))
    assert set(witness.read_bytes()) == {0}


def test_a_machine_that_stops_while_a_key_is_destroyed_goes_on_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure_letter_keys(tmp_path, ORGANISATION, TODAY)
    later = TODAY + timedelta(weeks=8)

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    for _place in ("letter", "escrow"):
        with monkeypatch.context() as dying:
            dying.setattr("restante.edition.letter_keys.os.fsync", stop)
            with pytest.raises(KeyboardInterrupt):
                destroy_old_letter_keys(tmp_path, later)
        seeds = load_letter_seeds(tmp_path, later)
        listed = letter_keys_from_json(ensure_letter_keys(tmp_path, ORGANISATION, later)).keys
        assert set(seeds) <= {key.key_id for key in listed}
    destroy_old_letter_keys(tmp_path, later)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix not in {".json", ""}]


def test_an_escrow_that_was_taken_away_is_no_hindrance(tmp_path: Path) -> None:
    ensure_letter_keys(tmp_path, ORGANISATION, TODAY)
    for path in (tmp_path / "escrow").iterdir():
        path.unlink()
    (tmp_path / "escrow").rmdir()
    assert destroy_old_letter_keys(tmp_path, TODAY + timedelta(weeks=8)) != []


def test_seeds_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    ensure_letter_keys(tmp_path, ORGANISATION, TODAY)
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "letter").glob("*.json")} == {0o600}


def test_a_key_of_another_organisation_in_the_folder_is_named(tmp_path: Path) -> None:
    ensure_letter_keys(tmp_path, bytes(16), TODAY)
    with pytest.raises(KeyFileRefused):
        ensure_letter_keys(tmp_path, ORGANISATION, TODAY)


@pytest.mark.parametrize("data", [b"", b"[]", b'{"seed":"AAAA"}', b'{"version":1,"seed":"AAAA","not_before":"x"}'])
def test_a_damaged_seed_is_named(data: bytes, tmp_path: Path) -> None:
    ensure_letter_keys(tmp_path, ORGANISATION, TODAY)
    next((tmp_path / "letter").glob("*.json")).write_bytes(data)
    with pytest.raises(KeyFileRefused, match=r"\.json"):
        load_letter_seeds(tmp_path, TODAY)
