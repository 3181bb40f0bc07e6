# SPDX-License-Identifier: AGPL-3.0-or-later
"""Several processes give what one gives, in the same order; errors come across, and nobody is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from restante.errors import BadInput
from restante.site import crew
from restante.site.crew import WorkerLost, make_all
from restante.site.text_files import text_files
from restante.site.workshop import NO_WORKSHOP
from tests.site.whole_library import whole_library

ROOT = Path(__file__).parents[2]
KILLED = """
import os, sys
from restante.site import crew
from tests.site.test_crew import who_works, everybody
crew._workers_for = lambda seconds: 2
if __name__ == "__main__":
    for told in crew.make_all(who_works, range(1000), 0.01, 1000, everybody):
        print(told[1], flush=True)
"""


class NotThisOne(BadInput):
    """One of the tasks."""

    code = "not-this-one"
    text = "Not {number}."


def who_works(number: int) -> tuple[int, int]:
    return number, os.getpid()


def refuse_seven(number: int) -> int:
    if number == 7:
        raise NotThisOne(number=number)
    return number


def end_at_seven(number: int) -> int:
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def everybody(_task: object) -> bool:
    return True


@pytest.fixture
def two_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "_workers_for", lambda _seconds: 2)


@pytest.mark.usefixtures("two_workers")
@pytest.mark.parametrize("seconds", [0.01, 10.0], ids=["in batches", "one by one"])
def test_what_is_made_comes_in_the_order_of_its_tasks(seconds: float) -> None:
    made = list(make_all(who_works, iter(range(50)), seconds, 50, everybody))
    assert [number for number, _ in made] == list(range(50))
    assert os.getpid() not in {process for _, process in made}


@pytest.mark.usefixtures("two_workers")
def test_heavy_tasks_are_made_here_one_at_a_time() -> None:
    made = list(make_all(who_works, range(20), 0.01, 20, lambda number: number % 3 != 0))
    assert [number for number, _ in made] == list(range(20))
    assert [number for number, process in made if process == os.getpid()] == list(range(0, 20, 3))


def test_little_work_is_done_here() -> None:
    assert {process for _, process in make_all(who_works, range(9), 0.1, 9, everybody)} == {os.getpid()}


@pytest.mark.usefixtures("two_workers")
def test_an_error_of_our_tree_comes_across_with_its_words() -> None:
    with pytest.raises(NotThisOne, match="Not 7"):
        list(make_all(refuse_seven, range(40), 1.0, 40, everybody))


@pytest.mark.usefixtures("two_workers")
def test_a_worker_that_is_ended_from_outside_is_named() -> None:
    with pytest.raises(WorkerLost, match="try again"):
        list(make_all(end_at_seven, range(40), 1.0, 40, everybody))


@pytest.mark.usefixtures("two_workers")
def test_where_no_processes_can_be_had_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(crew, "ProcessPoolExecutor", refuse)
    assert {process for _, process in make_all(who_works, range(9), 1.0, 9, everybody)} == {os.getpid()}


def test_a_library_has_the_same_bytes_whoever_makes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    site = whole_library()
    alone: Mapping[str, object] = dict(text_files(site, NO_WORKSHOP))
    monkeypatch.setattr(crew, "_workers_for", lambda _seconds: 2)
    assert dict(text_files(site, NO_WORKSHOP)) == alone


def test_workers_do_not_outlive_who_called_them(tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED, "utf-8")
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    parent = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": paths}
    )
    assert parent.stdout is not None
    with parent, parent.stdout as said:
        workers = {int(said.readline()) for _ in range(60)}
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while any(_lives(worker) for worker in workers) and time.monotonic() < deadline:
        os.sched_yield()
    assert not any(_lives(worker) for worker in workers)


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
