# SPDX-License-Identifier: AGPL-3.0-or-later
"""A false copy is caught and its fault named; a true one is told by its age; what is no fault is left alone."""

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from restante.edition.verify import (
    Kind,
    RootRefused,
    known_of,
    read_number,
    read_organisation,
    shown,
    verify_edition,
)
from tests.edition.forgeries import AZAT, TABLE, TIMESTAMP, VERA

if TYPE_CHECKING:
    from tests.edition.conftest import Copy
else:
    Copy = Any


@pytest.mark.parametrize("sentence", TABLE)
def test_caught_and_named(sentence: str, copy: Copy) -> None:
    tamper, kind, path = TABLE[sentence]
    tamper(copy)
    verdict = copy.verify()
    assert not verdict.authentic
    assert (kind, path) in {(problem.kind, problem.path) for problem in verdict.problems}
    assert all(problem.say() for problem in verdict.problems)


def test_the_untouched_copy_is_authentic_and_current(copy: Copy) -> None:
    verdict = copy.verify()
    assert (verdict.authentic, verdict.expired, verdict.age_days, verdict.problems) == (True, False, 0, ())
    assert (verdict.number, verdict.organisation, verdict.demonstration) == (2, copy.ours.id, False)


def test_a_copy_of_400_days_is_authentic_and_past_its_date(copy: Copy, now: Any) -> None:
    verdict = copy.verify(now + timedelta(days=400))
    assert (verdict.authentic, verdict.expired, verdict.age_days, verdict.problems) == (True, True, 400, ())


def test_the_last_day_of_a_copy_is_still_current(copy: Copy, now: Any) -> None:
    assert not copy.verify(now + timedelta(days=13)).expired
    assert copy.verify(now + timedelta(days=14)).expired


def test_a_signer_in_tomorrow_already_is_believed(copy: Copy, now: Any) -> None:
    verdict = copy.verify(now - timedelta(days=1))
    assert (verdict.authentic, verdict.age_days) == (True, 0)


def test_without_a_root_only_consistency_is_told(copy: Copy) -> None:
    verdict = copy.verify(pinned=False)
    assert (verdict.consistent, verdict.authentic) == (True, False)
    assert [problem.kind for problem in verdict.problems] == [Kind.NOT_PINNED]
    assert "Only consistency was checked" in verdict.problems[0].say()


def test_a_strangers_edition_is_consistent_and_not_ours(copy: Copy) -> None:
    assert verify_edition(copy.foreign, None, None).consistent in {True, False}
    verdict = verify_edition(copy.foreign, copy.ours.root, None)
    assert [problem.kind for problem in verdict.problems] == [Kind.OTHER_ORGANISATION]


def test_an_edition_seen_before_may_come_again(copy: Copy) -> None:
    assert copy.verify(known=known_of(copy.folder)).authentic


def test_an_older_edition_than_the_one_seen_is_a_rollback(copy: Copy, now: Any) -> None:
    known = known_of(copy.folder)
    verdict = verify_edition(copy.earlier, copy.ours.root, now, known)
    assert {problem.kind for problem in verdict.problems} == {Kind.ROLLBACK}
    assert "metadata/1.targets.json" in {problem.path for problem in verdict.problems}


def test_a_second_edition_of_the_same_number_is_refused(copy: Copy) -> None:
    known = known_of(copy.folder)
    copy.resign("targets", lambda signed: signed.update({"x-restante-signed": "2026-11-22T00:00:00Z"}))
    assert [problem.kind for problem in copy.verify(known=known).problems] == [Kind.MIXED]


def test_a_known_edition_of_another_organisation_is_not_compared(copy: Copy) -> None:
    verdict = copy.verify(known=known_of(copy.foreign))
    assert [problem.kind for problem in verdict.problems] == [Kind.OTHER_ORGANISATION]


def test_mail_beside_an_edition_is_left_alone_and_said_so(copy: Copy) -> None:
    for name in ("latest.json", "12/00ff.bin", f"blobs/{'a' * 32}"):
        copy.path(f"mail/{name}").parent.mkdir(parents=True, exist_ok=True)
        copy.path(f"mail/{name}").write_bytes(b"x")
    verdict = copy.verify()
    assert (verdict.authentic, verdict.mail_ignored) == (True, True)


def test_hard_links_modes_and_times_are_no_part_of_an_edition(copy: Copy) -> None:
    os.link(copy.path(AZAT), copy.folder.parent / "second-name")
    copy.path(VERA).chmod(0o755)
    os.utime(copy.path(VERA), (0, 0))
    assert copy.verify().authentic


def test_a_thousand_problems_are_listed_and_the_rest_is_said(copy: Copy) -> None:
    for number in range(1_005):
        copy.path(f"x{number}").touch()
    verdict = copy.verify()
    assert len(verdict.problems) == 1_001
    assert Kind.MORE in {problem.kind for problem in verdict.problems}


def test_a_name_that_commands_the_terminal_is_shown_harmless() -> None:
    assert shown("a\x1b[2J\nb") == "a\\x1b[2J\\nb"
    assert shown("\u202egnp.exe") == "\\u202egnp.exe"
    assert shown("\udcff") == "\\udcff"


@pytest.mark.parametrize("data", [b"", b"{}", b"[" * 70_000, b"\xff", b" " * 100_000])
def test_noise_is_not_taken_for_a_root(data: bytes, copy: Copy) -> None:
    with pytest.raises(RootRefused):
        verify_edition(copy.folder, data, None)


def test_a_root_spoilt_on_its_way_is_not_taken(copy: Copy) -> None:
    with pytest.raises(RootRefused):
        read_organisation(copy.ours.root.replace(b'"version":1', b'"version":2'))


def test_the_number_is_that_of_the_targets(copy: Copy, tmp_path: Path) -> None:
    assert read_number(copy.folder) == 2
    assert read_number(tmp_path / "nothing") is None
    copy.path(TIMESTAMP).unlink()
    assert read_number(copy.folder) is None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_flipped_bit_anywhere_is_caught(copy: Copy, data: st.DataObject) -> None:
    paths = sorted(path for path in copy.folder.rglob("*") if path.is_file() and path.stat().st_size)
    path = data.draw(st.sampled_from(paths))
    whole = path.read_bytes()
    spoilt = bytearray(whole)
    spoilt[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(spoilt)
    try:
        assert not copy.verify().consistent
        assert not copy.verify(pinned=False).consistent
    finally:
        path.write_bytes(whole)
