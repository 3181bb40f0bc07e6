# SPDX-License-Identifier: AGPL-3.0-or-later
"""What has come is kept by its hash: cut at any byte it goes on there, and nothing wrong ever stays."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from restante.edition.sources import Cut, Faulty
from restante.edition.staging import ATTEMPTS, PullRunning, Staging

DATA = bytes(range(256)) * 2
LISTED = (len(DATA), hashlib.sha256(DATA).hexdigest())


class Line:
    """A source that gives `data`, and hangs up after so many bytes of each answer."""

    name = "line"

    def __init__(self, data: bytes = DATA, room: int | None = None, *, silent: bool = False) -> None:
        self.data, self.room, self.silent = data, room, silent
        self.moved, self.asked = 0, []

    def read(self, path: str, length: int, start: int = 0) -> Iterator[bytes]:
        self.asked.append(start)
        part = self.data[start:]
        given = part if self.room is None else part[: self.room]
        self.moved += len(given)
        for at in range(0, len(given), 7):
            yield given[at : at + 7]
        if given != part:
            raise Cut("gone", silent=self.silent)

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
def staging(tmp_path: Path) -> Iterator[Staging]:
    staging = Staging(tmp_path / "staging")
    yield staging
    staging.close()


@pytest.mark.parametrize("begin", [0, 1, 6, 7, 255, 511])
def test_cut_at_any_byte_it_goes_on_there(staging: Staging, begin: int) -> None:
    with pytest.raises(Cut):
        staging.fetch(Line(room=begin, silent=True), "x", LISTED)
    assert not staging.holds(LISTED)
    rest = Line()
    staging.fetch(rest, "x", LISTED)
    assert (rest.asked, rest.moved) == ([begin], len(DATA) - begin)
    assert staging.path(LISTED[1]).read_bytes() == DATA


def test_each_attempt_takes_what_it_can(staging: Staging) -> None:
    line = Line(room=len(DATA) // ATTEMPTS + 1)
    staging.fetch(line, "x", LISTED)
    assert line.moved == len(DATA)


@pytest.mark.parametrize("data", [b"", DATA[:-1]])
def test_what_ends_too_early_is_cut_not_kept_as_whole(staging: Staging, data: bytes) -> None:
    with pytest.raises(Cut):
        staging.fetch(Line(data), "x", LISTED)
    assert not staging.holds(LISTED)


@pytest.mark.parametrize("data", [DATA + b"x", DATA[:-1] + b"x"])
def test_what_is_wrong_is_asked_for_once_and_thrown_away(staging: Staging, data: bytes) -> None:
    line = Line(data)
    with pytest.raises(Faulty):
        staging.fetch(line, "x", LISTED)
    assert line.asked == [0]
    assert not [path for path in staging.folder.rglob("*") if path.is_file()]


def test_a_wrong_half_of_another_source_is_begun_anew(staging: Staging) -> None:
    with pytest.raises(Cut):
        staging.fetch(Line(b"x" * len(DATA), room=100, silent=True), "x", LISTED)
    line = Line()
    staging.fetch(line, "x", LISTED)
    assert line.asked == [100, 0]


def test_an_empty_file_is_a_file(staging: Staging) -> None:
    empty = (0, hashlib.sha256(b"").hexdigest())
    staging.fetch(Line(b""), "x", empty)
    assert staging.path(empty[1]).read_bytes() == b""


def test_the_same_content_is_fetched_once(staging: Staging) -> None:
    line = Line()
    staging.fetch_all(line, [("x", LISTED), ("y", LISTED)], 4, lambda *_: None)
    staging.fetch_all(line, [("z", LISTED)], 4, lambda *_: None)
    assert line.asked == [0]


def test_the_first_fault_ends_it_and_what_came_stays(staging: Staging) -> None:
    wrong = [(f"y{number}", (5, hashlib.sha256(str(number).encode()).hexdigest())) for number in range(50)]
    line = Line()
    with pytest.raises(Faulty):
        staging.fetch_all(line, [("x", LISTED), *wrong], 1, lambda *_: None)
    assert len(line.asked) == 2
    assert staging.holds(LISTED)


def test_what_an_earlier_pull_brought_is_known(tmp_path: Path) -> None:
    first = Staging(tmp_path / "staging")
    first.fetch(Line(), "x", LISTED)
    first.close()
    second = Staging(tmp_path / "staging")
    assert second.holds(LISTED)
    second.close()


def test_only_one_at_a_time(staging: Staging) -> None:
    with pytest.raises(PullRunning):
        Staging(staging.folder)
