# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many things of one kind, made by as many processes as there are processors, and given back in their order."""

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from typing import Final, TypeVar

from restante.errors import Unavailable

_BATCH_SECONDS: Final = 0.05
"""Work for less is not worth its way there and back."""

Task = TypeVar("Task")
Made = TypeVar("Made")

MOST_WORKERS: Final = 8
"""Each may hold a text of some hundred pages while it is typeset, two hundred megabytes."""


class WorkerLost(Unavailable):
    """Ended from outside."""

    code = "worker-lost"
    text = (
        "A process that makes pages of texts was ended from outside, perhaps for want of memory. What was made so far "
        "is kept: try again."
    )


def make_all(
    make: Callable[[Task], Made], tasks: Iterable[Task], seconds: float, count: int, is_light: Callable[[Task], bool]
) -> Iterator[Made]:
    """What `make` makes of each of `count` tasks, in their order; one is thought to take so many seconds.

    What is not light is made here, one at a time, so that memory stays bounded. Tasks and what is made of them cross
    by pickle; few of either are in memory at once. An error ends all of it. Raises WorkerLost.
    """
    workers = _workers_for(seconds * count)
    pool = _pool_of(workers) if workers > 1 else None
    if pool is None:
        yield from map(make, tasks)
        return
    try:
        ahead: deque[Future[list[Made]]] = deque()
        for batch in _batches(iter(tasks), max(1, round(_BATCH_SECONDS / seconds)), is_light):
            ahead.append(pool.submit(_make_each, make, batch) if is_light(batch[0]) else _done([make(batch[0])]))
            if len(ahead) > 2 * workers:
                yield from ahead.popleft().result()
        while ahead:
            yield from ahead.popleft().result()
    except BrokenProcessPool:
        raise WorkerLost from None
    finally:
        pool.shutdown(cancel_futures=True)


def _pool_of(workers: int) -> ProcessPoolExecutor | None:
    """None where the system gives a process nothing to share with others, as in a container without `/dev/shm`."""
    try:
        return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_stay_with_the_parent)
    except (OSError, NotImplementedError, ImportError):
        return None


def _batches(tasks: Iterator[Task], most: int, is_light: Callable[[Task], bool]) -> Iterator[list[Task]]:
    """A task that is not light stands alone."""
    batch: list[Task] = []
    for task in tasks:
        if batch and (len(batch) == most or not is_light(task)):
            yield batch
            batch = []
        batch.append(task)
        if not is_light(task):
            yield batch
            batch = []
    if batch:
        yield batch


def _make_each(make: Callable[[Task], Made], batch: list[Task]) -> list[Made]:
    return [make(task) for task in batch]


def _workers_for(seconds: float) -> int:
    """How many processes are worth their start for work of so many seconds of one processor."""
    return min(len(os.sched_getaffinity(0)), MOST_WORKERS, 1 + int(seconds))


def _done(made: Made) -> Future[Made]:
    future: Future[Made] = Future()
    future.set_result(made)
    return future


def _stay_with_the_parent() -> None:
    """Ctrl-C is the parent's to answer; and a parent that was killed leaves nobody behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
