# SPDX-License-Identifier: AGPL-3.0-or-later
"""What has come of an edition, by the hash of its content: a pull cut at any byte goes on there, from any source.

It stands beside the copy, on the same disk. Only content whose length and hash were signed gets into it.
"""

import fcntl
import hashlib
import os
import shutil
import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from restante.edition.manifest import Listed
from restante.edition.sources import Cut, Faulty, Source
from restante.errors import Unavailable

ATTEMPTS: Final = 4
_CHUNK: Final = 1024 * 1024
Progress = Callable[[int, int], object]
"""Told how many files and bytes have come."""


class PullRunning(Unavailable):
    """Two at a time would write into the same files."""

    code = "pull-running"
    text = "Another pull into {folder} is at work. Wait until it has ended."


class Staging:
    """The folder, and the two things done with it: fetch a file into it, and look whether one is there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files, self._parts = folder / "files", folder / "parts"
        for part in (self._files, self._parts):
            part.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise PullRunning(folder=folder) from None
        self._held = {path.name for path in self._files.glob("??/*")}

    def path(self, digest: str) -> Path:
        """Where the content with this hash is, once it is whole."""
        return self._files / digest[:2] / digest

    def holds(self, listed: Listed) -> bool:
        """Whether it is there; its bytes were hashed when it came."""
        return listed[1] in self._held

    def drop(self, digest: str) -> None:
        """What turned out to be damaged since it came."""
        self._held.discard(digest)
        self.path(digest).unlink(missing_ok=True)

    def fetch(self, source: Source, path: str, listed: Listed) -> None:
        """Bring one file of the source here; raises Cut or Faulty. Another thread must not fetch the same content."""
        part = self._parts / listed[1]
        for left in reversed(range(ATTEMPTS)):
            begun = part.exists()
            try:
                found = _append(source, path, listed[0], part)
            except Cut as cut:
                if cut.silent or not left:
                    raise
                continue
            except Faulty:
                part.unlink(missing_ok=True)
                raise
            if found == listed[1]:
                break
            part.unlink()
            if not begun or not left:  # what another source had begun may have been the wrong half
                raise Faulty(f"{path} is not the file that was signed")
        self.path(listed[1]).parent.mkdir(exist_ok=True)
        part.replace(self.path(listed[1]))
        self._held.add(listed[1])

    def fetch_all(self, source: Source, wanted: Iterable[tuple[str, Listed]], connections: int, tell: Progress) -> None:
        """The same for many, at most `connections` at a time; the first fault ends it, and what has come stays."""
        waiting = deque({listed[1]: (path, listed) for path, listed in wanted if not self.holds(listed)}.values())
        lock, done = threading.Lock(), [0, 0]
        faults: list[Exception] = []

        def work() -> None:
            while not faults:
                try:
                    path, listed = waiting.popleft()
                except IndexError:
                    return
                try:
                    self.fetch(source, path, listed)
                except (Cut, Faulty, OSError) as fault:
                    faults.append(fault)
                    return
                with lock:
                    done[0] += 1
                    done[1] += listed[0]
                    tell(*done)

        with ThreadPoolExecutor(connections) as pool:
            running = [pool.submit(work) for _ in range(min(connections, len(waiting)))]
            try:
                for one in running:
                    one.result()
            except BaseException:  # Ctrl-C: the others stop where they are
                waiting.clear()
                source.close()
                raise
        if faults:
            raise faults[0]

    def discard(self) -> None:
        """When all of it stands where it belongs."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def close(self) -> None:
        """Another pull may go on from here."""
        os.close(self._lock)


def _append(source: Source, path: str, length: int, part: Path) -> str:
    """Read the file on from where `part` ends, and return the hash of all; raises Cut if it ends before `length`."""
    state, count = _begin(part, length)
    if count == length and length:
        return state.hexdigest()
    with part.open("ab") as stream:
        for data in source.read(path, length, count):
            count += len(data)
            if count > length:
                raise Faulty(f"{path} is longer than what was signed")
            state.update(data)
            stream.write(data)
    if count < length:
        raise Cut(f"{path} ends too early")
    return state.hexdigest()


def _begin(part: Path, length: int) -> "tuple[hashlib._Hash, int]":
    """The hash of what came before; more than there can be is begun anew."""
    state, count = hashlib.sha256(), 0
    if part.exists():
        if part.stat().st_size > length:
            os.truncate(part, 0)
        with part.open("rb") as stream:
            while data := stream.read(_CHUNK):
                state.update(data)
                count += len(data)
    return state, count
