# SPDX-License-Identifier: AGPL-3.0-or-later
"""The envelopes on the disk: one row for each, a day and nothing finer, seven days of grace."""

import hashlib
import secrets
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from restante.calls import envelopes
from restante.calls.envelopes import Envelopes

DAY = date(2026, 1, 1)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Envelopes]:
    opened = Envelopes(tmp_path / "letterbox.sqlite3")
    yield opened
    opened.close()


def add(box: Envelopes, *contents: bytes) -> list[str]:
    box.add(DAY, [(hashlib.sha256(one).digest(), len(one), one) for one in contents])
    return [hashlib.sha256(one).hexdigest() for one in contents]


def hashes(box: Envelopes, *, acknowledged: bool = False) -> set[str]:
    return {sha256 for _, sha256, _ in box.list_waiting("", acknowledged=acknowledged)}


def test_what_is_acknowledged_is_hidden_but_can_be_fetched_again(box: Envelopes) -> None:
    first, second = add(box, b"first", b"second")
    assert box.acknowledge(DAY, [first]) == 1
    assert hashes(box) == {second}
    assert hashes(box, acknowledged=True) == {first, second}
    [hidden] = [row for row in box.list_waiting("", acknowledged=True) if row[1] == first]
    assert box.fetch([hidden[0]]) == [b"first"]


def test_the_same_bytes_again_are_no_second_row_and_no_bytes(box: Envelopes) -> None:
    rows = [(hashlib.sha256(one).digest(), len(one), one) for one in (b"one", b"two", b"one")]
    assert [box.add(DAY, rows), box.add(DAY, rows), box.stored(), box.waiting()] == [6, 0, 6, 2]


def test_fetching_many_ends_early_and_says_what_is_not_here(box: Envelopes, monkeypatch: pytest.MonkeyPatch) -> None:
    add(box, b"first", b"other")
    both = [row[0] for row in box.list_waiting("", acknowledged=False)]
    assert sorted(box.fetch([both[0], "0" * 32, both[1]])) == [b"", b"first", b"other"]
    monkeypatch.setattr(envelopes, "FETCHED_AT_ONCE", 5)
    assert len(box.fetch(both)) == 1


def test_acknowledging_twice_or_what_is_not_here_changes_nothing(box: Envelopes) -> None:
    [first] = add(box, b"first")
    assert [box.acknowledge(DAY, [first, "00" * 32]) for _ in range(3)] == [1, 0, 0]


def test_what_is_acknowledged_goes_after_seven_days_and_not_before(box: Envelopes) -> None:
    first, second = add(box, b"first" * 1000, b"second")
    box.acknowledge(DAY, [first])
    box.acknowledge(DAY + timedelta(6), [first])
    assert box.tidy(DAY + timedelta(6)) == 0
    assert hashes(box, acknowledged=True) == {first, second}
    assert box.tidy(DAY + timedelta(7)) == 5000
    assert hashes(box, acknowledged=True) == {second}


def test_what_is_deleted_is_overwritten_and_leaves_no_journal(box: Envelopes, tmp_path: Path) -> None:
    _, secret = add(box, b"kept" * 50, b"SECRETSECRET" * 5000)
    box.acknowledge(DAY, [secret])
    box.tidy(DAY + timedelta(7))
    for file in tmp_path.iterdir():
        assert b"SECRETSECRET" not in file.read_bytes()
        assert not file.name.endswith(("-journal", "-wal")) or file.stat().st_size == 0


def test_rows_hold_a_day_and_random_ids_and_no_time(box: Envelopes, tmp_path: Path) -> None:
    add(box, b"first")
    db = sqlite3.connect(tmp_path / "letterbox.sqlite3")
    [(row_id, arrived, acknowledged)] = db.execute("SELECT id, arrived, acknowledged FROM envelope").fetchall()
    assert (len(row_id), arrived, acknowledged) == (16, "2026-01-01", None)
    assert db.execute("SELECT count(*) FROM sqlite_schema WHERE sql LIKE '%ROWID%'").fetchone() == (1,)
    assert db.execute("PRAGMA auto_vacuum").fetchone() == (1,)
    db.close()


def test_the_order_of_a_list_is_not_the_order_of_arrival(box: Envelopes) -> None:
    order = add(box, *(bytes([number]) for number in range(40)))
    listed = [sha256 for _, sha256, _ in box.list_waiting("", acknowledged=False)]
    assert sorted(listed) == sorted(order)
    assert listed != order


def test_a_list_goes_on_after_the_last_id(box: Envelopes) -> None:
    add(box, *(bytes([number]) for number in range(5)))
    first, *rest = box.list_waiting("", acknowledged=False)
    assert box.list_waiting(first[0], acknowledged=False) == rest


FIRST_FORM = """
CREATE TABLE envelope (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
    size INTEGER NOT NULL,
    arrived TEXT NOT NULL,
    acknowledged TEXT,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID
"""


def first_form(path: Path) -> list[tuple[bytes, bytes]]:
    """A letterbox as earlier versions wrote it; every third envelope is acknowledged."""
    rows = [(secrets.token_bytes(16), secrets.token_bytes(40_000)) for _ in range(30)]
    db = sqlite3.connect(path)
    db.execute(FIRST_FORM)
    for number, (row_id, sealed) in enumerate(rows):
        day = DAY.isoformat() if number % 3 == 0 else None
        values = (row_id, hashlib.sha256(sealed).digest(), len(sealed), "2026-01-01", day, sealed)
        db.execute("INSERT INTO envelope VALUES (?, ?, ?, ?, ?, ?)", values)
    db.commit()
    db.close()
    return rows


def test_a_letterbox_of_the_first_form_keeps_every_letter_and_what_is_acknowledged(tmp_path: Path) -> None:
    rows = first_form(tmp_path / "letterbox.sqlite3")
    (tmp_path / "letterbox.renewing").write_bytes(b"cut off the last time")
    for _ in range(2):
        box = Envelopes(tmp_path / "letterbox.sqlite3")
        assert [box.waiting(), box.stored()] == [20, 30 * 40_000]
        assert [box.fetch([row_id.hex()]) for row_id, _ in rows] == [[sealed] for _, sealed in rows]
        assert box.add(DAY, [(hashlib.sha256(sealed).digest(), len(sealed), sealed) for _, sealed in rows]) == 0
        box.close()
    assert [file.name for file in tmp_path.iterdir()] == ["letterbox.sqlite3"]


def test_a_letterbox_of_a_later_form_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "letterbox.sqlite3"
    db = sqlite3.connect(path)
    db.executescript("CREATE TABLE later (x); PRAGMA user_version = 3")
    db.close()
    before = path.read_bytes()
    with pytest.raises(sqlite3.NotSupportedError):
        Envelopes(path)
    assert path.read_bytes() == before


def test_the_places_of_the_bytes_tell_nothing_about_the_order_of_arrival(box: Envelopes, tmp_path: Path) -> None:
    order = [sha256 for number in range(20) for sha256 in add(box, *(bytes([number, one]) for one in range(2)))]
    db = sqlite3.connect(tmp_path / "letterbox.sqlite3")
    placed = [sha256.hex() for (sha256,) in db.execute("SELECT sha256 FROM envelope ORDER BY place")]
    db.close()
    assert sorted(placed) == sorted(order)
    assert placed != order
