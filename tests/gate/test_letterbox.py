# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letterbox: what waits together is committed together, and a full disk is a no for everyone in the batch."""

import asyncio
import hashlib
import io
from collections.abc import Awaitable, Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from restante.calls.envelopes import Envelopes
from restante.gate import letterbox
from restante.gate.errors import CannotServe, GateFull
from restante.gate.letterbox import Letterbox

DAY = date(2026, 1, 1)


def open_box(home: Path, quota: int = 1 << 30, reserve: int = 0) -> Letterbox:
    return Letterbox(home, lambda: DAY, quota, reserve)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Letterbox]:
    opened = open_box(tmp_path)
    yield opened
    opened.close()


def drop(box: Letterbox, content: bytes) -> Awaitable[None]:
    return box.drop(hashlib.sha256(content).digest(), len(content), lambda: content)


def drop_all(box: Letterbox, *contents: bytes) -> list[BaseException | None]:
    async def all_at_once() -> list[BaseException | None]:
        return await asyncio.gather(*(drop(box, content) for content in contents), return_exceptions=True)

    return asyncio.run(all_at_once())


def count_batches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    batches: list[int] = []
    add = Envelopes.add

    def counted(self: Envelopes, day: date, arrivals: Iterator[tuple[bytes, int, bytes]]) -> int:
        rows = list(arrivals)
        batches.append(len(rows))
        return add(self, day, rows)

    monkeypatch.setattr(Envelopes, "add", counted)
    return batches


def test_what_waits_together_shares_a_transaction(box: Letterbox, monkeypatch: pytest.MonkeyPatch) -> None:
    batches = count_batches(monkeypatch)
    contents = [bytes([number]) * 100 for number in range(200)]
    assert drop_all(box, *contents) == [None] * 200
    assert sum(batches) == 200
    assert max(batches) == letterbox.BATCH_ROWS
    assert len(batches) <= 8
    assert box.stored == 20_000


def test_a_batch_is_bounded_in_bytes(box: Letterbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letterbox, "BATCH_BYTES", 250)
    batches = count_batches(monkeypatch)
    drop_all(box, *(bytes([number]) * 100 for number in range(9)))
    assert max(batches) == 3


def test_letters_survive_a_restart(tmp_path: Path) -> None:
    box = open_box(tmp_path)
    drop_all(box, b"first")
    box.close()
    again = open_box(tmp_path)
    assert again.stored == 5
    again.close()


def test_sqlites_own_full_disk_is_an_honest_no_for_everyone_in_the_batch(box: Letterbox) -> None:
    def limit(pages: int) -> Callable[[Envelopes], None]:
        return lambda envelopes: envelopes._db.execute(f"PRAGMA max_page_count = {pages}").fetchone()

    drop_all(box, b"first")
    asyncio.run(box.ask(limit(10)))
    assert {type(error) for error in drop_all(box, bytes(99_000), b"1" * 99_000)} == {GateFull}
    assert (asyncio.run(box.ask(Envelopes.waiting)), box.stored) == (1, 5)
    asyncio.run(box.ask(limit(1_000_000)))
    assert drop_all(box, bytes(99_000)) == [None]


def test_a_body_that_was_closed_meanwhile_fails_its_batch_and_not_the_letterbox(box: Letterbox) -> None:
    body = io.BytesIO(b"gone")
    body.close()
    with pytest.raises(GateFull):
        asyncio.run(box.drop(bytes(32), 4, body.read))
    assert drop_all(box, b"next") == [None]


def test_the_quota_and_the_reserve_of_the_disk_are_kept(tmp_path: Path) -> None:
    box = open_box(tmp_path, quota=10)
    box.demand_room(10)
    with pytest.raises(GateFull):
        box.demand_room(11)
    box.close()
    reserved = open_box(tmp_path, quota=1 << 60, reserve=1 << 60)
    with pytest.raises(GateFull):
        reserved.demand_room(1)
    reserved.close()


def test_a_letter_may_fill_the_disk_up_to_the_reserve_and_no_further(
    box: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(box, "free", lambda: 1000)
    monkeypatch.setattr(box, "_reserve", 600)
    box.demand_disk(400)
    with pytest.raises(GateFull):
        box.demand_disk(401)


@pytest.mark.parametrize(
    "spoil", [Path.mkdir, lambda file: file.write_bytes(b"not a database" * 99)], ids=["folder", "junk"]
)
def test_a_file_that_is_no_letterbox_is_one_sentence_and_exit_5(
    tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    spoil(tmp_path / "letterbox.sqlite3")
    with pytest.raises(CannotServe) as refused:
        open_box(tmp_path)
    assert refused.value.exit_status == 5
