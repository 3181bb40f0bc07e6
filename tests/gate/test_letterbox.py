# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letterbox itself: one row for each envelope, a day and nothing finer, seven days of grace."""

import hashlib
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from restante.gate import letterbox
from restante.gate.errors import GateFull
from restante.gate.letterbox import Letterbox


class Calendar:
    day = date(2026, 1, 1)

    def today(self) -> date:
        return self.day


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def box(tmp_path: Path, calendar: Calendar) -> Iterator[Letterbox]:
    opened = Letterbox(tmp_path, calendar.today, quota=1 << 30, reserve=0)
    yield opened
    opened.close()


def drop(box: Letterbox, content: bytes) -> str:
    box.drop(hashlib.sha256(content).digest(), len(content), content).result()
    return hashlib.sha256(content).hexdigest()


def hashes(box: Letterbox, *, acknowledged: bool = False) -> set[str]:
    return {one.sha256 for one in box.list_waiting(acknowledged=acknowledged).result()}


def test_what_is_acknowledged_is_hidden_but_can_be_fetched_again(box: Letterbox) -> None:
    first, second = drop(box, b"first"), drop(box, b"second")
    assert box.acknowledge([first]).result() == 1
    assert hashes(box) == {second}
    assert hashes(box, acknowledged=True) == {first, second}
    [hidden] = [one for one in box.list_waiting(acknowledged=True).result() if one.sha256 == first]
    assert box.fetch([hidden.id]).result() == [b"first"]


def test_fetching_many_ends_early_and_says_what_is_not_here(box: Letterbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for content in (b"first", b"other"):
        drop(box, content)
    both = [one.id for one in box.list_waiting(acknowledged=False).result()]
    assert sorted(box.fetch([both[0], "0" * 32, both[1]]).result()) == [b"", b"first", b"other"]
    monkeypatch.setattr(letterbox, "FETCHED_AT_ONCE", 5)
    assert len(box.fetch(both).result()) == 1


def test_acknowledging_twice_or_what_is_not_here_changes_nothing(box: Letterbox) -> None:
    first = drop(box, b"first")
    assert [box.acknowledge([first, "00" * 32]).result() for _ in range(3)] == [1, 0, 0]


def test_what_is_acknowledged_goes_after_seven_days_and_not_before(box: Letterbox, calendar: Calendar) -> None:
    first, second = drop(box, b"first" * 1000), drop(box, b"second")
    box.acknowledge([first]).result()
    calendar.day += timedelta(days=6)
    box.acknowledge([first]).result()
    box.tidy().result()
    assert hashes(box, acknowledged=True) == {first, second}
    calendar.day += timedelta(days=1)
    box.tidy().result()
    assert hashes(box, acknowledged=True) == {second}
    assert box.stored == len(b"second")


def test_what_is_deleted_is_overwritten_and_leaves_no_journal(
    box: Letterbox, calendar: Calendar, tmp_path: Path
) -> None:
    drop(box, b"kept" * 50)
    box.acknowledge([drop(box, b"SECRETSECRET" * 5000)]).result()
    calendar.day += timedelta(days=7)
    box.tidy().result()
    for file in tmp_path.iterdir():
        assert not file.is_file() or b"SECRETSECRET" not in file.read_bytes()
        assert file.suffix != ".sqlite3-journal" or file.stat().st_size == 0


def test_rows_hold_a_day_and_random_ids_and_no_time(box: Letterbox, tmp_path: Path) -> None:
    drop(box, b"first")
    with sqlite3.connect(tmp_path / "letterbox.sqlite3") as db:
        [(row_id, arrived, acknowledged)] = db.execute("SELECT id, arrived, acknowledged FROM envelope").fetchall()
        assert (len(row_id), arrived, acknowledged) == (16, "2026-01-01", None)
        assert db.execute("SELECT count(*) FROM sqlite_schema WHERE sql LIKE '%ROWID%'").fetchone() == (1,)
        assert db.execute("PRAGMA auto_vacuum").fetchone() == (1,)
    db.close()


def test_the_order_of_a_list_is_not_the_order_of_arrival(box: Letterbox) -> None:
    order = [drop(box, bytes([number])) for number in range(40)]
    listed = [one.sha256 for one in box.list_waiting(acknowledged=False).result()]
    assert sorted(listed) == sorted(order)
    assert listed != order


def test_a_list_goes_on_after_the_last_id(box: Letterbox) -> None:
    for number in range(5):
        drop(box, bytes([number]))
    first, *rest = box.list_waiting(acknowledged=False).result()
    assert box.list_waiting(acknowledged=False, after=first.id).result() == rest


def test_letters_survive_a_restart(tmp_path: Path, calendar: Calendar) -> None:
    box = Letterbox(tmp_path, calendar.today, quota=1 << 30, reserve=0)
    kept = drop(box, b"first")
    box.close()
    again = Letterbox(tmp_path, calendar.today, quota=1 << 30, reserve=0)
    assert (hashes(again), again.stored) == ({kept}, 5)
    again.close()


def test_sqlites_own_full_disk_is_an_honest_no_for_everyone_in_the_batch(tmp_path: Path, calendar: Calendar) -> None:
    box = Letterbox(tmp_path, calendar.today, quota=1 << 30, reserve=0)
    kept = drop(box, b"first")
    box._ask(lambda db: db.execute("PRAGMA max_page_count = 10").fetchone()).result()
    dropped = [box.drop(hashlib.sha256(body).digest(), len(body), body) for body in (bytes(99_000), b"1" * 99_000)]
    for future in dropped:
        with pytest.raises(GateFull):
            future.result()
    assert hashes(box) == {kept}
    box._ask(lambda db: db.execute("PRAGMA max_page_count = 1000000").fetchone()).result()
    drop(box, bytes(99_000))
    box.close()


def test_the_quota_and_the_reserve_of_the_disk_are_kept(tmp_path: Path, calendar: Calendar) -> None:
    box = Letterbox(tmp_path, calendar.today, quota=10, reserve=0)
    box.demand_room(10)
    with pytest.raises(GateFull):
        box.demand_room(11)
    box.close()
    reserved = Letterbox(tmp_path, calendar.today, quota=1 << 60, reserve=1 << 60)
    with pytest.raises(GateFull):
        reserved.demand_room(1)
    reserved.close()
