# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's side of reading scans: files go to a confined child each, pages come back, and nothing is believed.

A file that breaks its child, or keeps it silent, is that file's fault; a reader that does not start is the machine's.
"""

import io
import math
import os
import selectors
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Collection, Generator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Self

from PIL import Image

from restante.desk.confinement import missing_here
from restante.desk.one_shot import framed
from restante.desk.replies.reader import ENDED, FINISHED, PAGE, PAGE_HEAD, READY, REFUSED
from restante.errors import BadInput, Unavailable
from restante.paper.scan import (
    FileTooLarge,
    PasswordNeeded,
    Reading,
    ScanBroken,
    ScanRefused,
    TooManyPages,
    TooManyPixels,
)
from restante.paper.scan.pages import MOST_BYTES, MOST_PAGES, MOST_PIXELS

SECONDS_A_PAGE: Final = 60.0  # on the wall; a page takes less than one
SECONDS_TO_START: Final = 60.0
LARGEST_PAGE: Final = 24 * 2**20  # a JPEG of two by three thousand pixels of noise has 5
CHUNK: Final = 2**16
_REFUSALS: Final[Mapping[str, tuple[type[ScanRefused], int]]] = {
    ScanRefused.code: (ScanRefused, 0),
    ScanBroken.code: (ScanBroken, 0),
    PasswordNeeded.code: (PasswordNeeded, 0),
    TooManyPages.code: (TooManyPages, MOST_PAGES),
    TooManyPixels.code: (TooManyPixels, MOST_PIXELS // 1_000_000),
    FileTooLarge.code: (FileTooLarge, MOST_BYTES // 2**20),
}


class ReaderCrashed(BadInput):
    """The child ended in the middle of the file, or said what makes no sense."""

    code = "scan-reader-crashed"
    text = "The program that reads scans broke down on this file at page {page}."


class ReaderTimedOut(BadInput):
    """A page without an end."""

    code = "scan-reader-timed-out"
    text = "Reading page {page} of this file took too long."


class ReaderMissing(Unavailable):
    """Not the file's fault: without this, one broken installation would refuse every scan."""

    code = "scan-reader-missing"
    text = "The program that reads scans does not start; nothing was lost, and reading goes on when it does."


class _Silence(Exception):
    """Nothing came in time."""


@dataclass
class Reader:
    """A context: one warmed process for as many files as there are. It starts with the first."""

    command: tuple[str, ...] = (sys.executable, "-I", "-m", "restante.desk.replies.reader")
    seconds_a_page: float = SECONDS_A_PAGE
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    _control: "socket.socket | None" = field(default=None, init=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def read(
        self, data: bytes, name: str, open_numbers: Collection[str]
    ) -> Generator[tuple[Reading, bytes], None, None]:
        """Each page's reading and upright JPEG, as `read_pages` gives them; raises what that raises, or the above."""
        if self._control is None:
            self._start()
            self._prove()
        requests, to_child = os.pipe()
        from_child, answers = os.pipe()
        page = 1
        try:
            try:
                self._hand_over(requests, answers)
            finally:
                os.close(requests)
                os.close(answers)
            _write(to_child, framed(" ".join(open_numbers).encode()) + framed(data), self._until())
            while (told := self._next_page(from_child, name, page, open_numbers)) is not None:
                yield told
                page += 1
        except _Silence:
            raise ReaderTimedOut(page=page) from None
        except (EOFError, BrokenPipeError):
            raise ReaderCrashed(page=page) from None
        finally:
            os.close(to_child)
            os.close(from_child)
            self._end_child()

    def stop(self) -> None:
        """With whatever it is doing."""
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            try:
                self._process.wait(5)  # it ends its child first
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = self._control = None

    def _hand_over(self, requests: int, answers: int) -> None:
        if self._control is None:
            raise ReaderMissing
        try:
            socket.send_fds(self._control, [b"f"], [requests, answers])
        except OSError as gone:
            self.stop()
            raise ReaderMissing from gone

    def _start(self) -> None:
        """No environment but for what keeps it to one thread; its stderr may hold words, so nobody reads it."""
        missing_here()  # once a process, into the log
        self._control, theirs = socket.socketpair()
        self._control.settimeout(SECONDS_TO_START)
        try:
            with theirs:
                self._process = subprocess.Popen(
                    self.command,
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env={"PATH": "/usr/bin:/bin", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
                    cwd="/",
                    start_new_session=True,
                )
            started = self._control.recv(1) == READY
        except OSError as missing:
            self.stop()
            raise ReaderMissing from missing
        if not started:
            self.stop()
            raise ReaderMissing

    def _prove(self) -> None:
        """A white page first: a child that fails on it tells about this machine, not about anybody's scan."""
        sheet = io.BytesIO()
        Image.new("L", (48, 48), "white").save(sheet, "JPEG")
        try:
            pages = len(list(self.read(sheet.getvalue(), "white", ())))
        except BadInput:
            pages = 0
        if pages != 1:
            self.stop()
            raise ReaderMissing

    def _end_child(self) -> None:
        """Dead before the next file goes out. If the process that forks is gone, the next file starts a new one."""
        if self._control is None:
            return
        try:
            self._control.sendall(b"e")
            ended = self._control.recv(1) == ENDED
        except OSError:
            ended = False
        if not ended:
            self.stop()

    def _until(self) -> float:
        return time.monotonic() + self.seconds_a_page

    def _next_page(
        self, pipe: int, name: str, page: int, open_numbers: Collection[str]
    ) -> tuple[Reading, bytes] | None:
        """None at the end. A child that was taken over can say no worse than a bad scan: its number has to be open."""
        until = self._until()
        kind = _read(pipe, 1, until)[0]
        if kind == FINISHED and page > 1:
            return None
        if kind == REFUSED:
            (length,) = struct.unpack(">I", _read(pipe, 4, until))
            raise _refusal(_read(pipe, min(length, 64), until).decode("ascii", "replace"), name, page)
        if kind != PAGE or page > MOST_PAGES:
            raise EOFError
        number, turn, skew, doubt, length = PAGE_HEAD.unpack(_read(pipe, PAGE_HEAD.size, until))
        read = number.strip(b"\0").decode("ascii", "replace")
        sound = turn in {0, 90, 180, 270} and math.isfinite(skew) and 0 <= doubt <= 1 and length <= LARGEST_PAGE
        if not sound or (read and read not in open_numbers):
            raise EOFError
        image = _read(pipe, length, until)
        if not image.startswith(b"\xff\xd8\xff"):
            raise EOFError
        return Reading(name, page, read or None, turn, skew, doubt), image


def _refusal(code: str, name: str, page: int) -> BadInput:
    if code not in _REFUSALS:
        return ReaderCrashed(page=page)
    kind, most = _REFUSALS[code]
    return kind(file=name, page=page, pages=page, most=most)


def _read(pipe: int, length: int, until: float) -> bytes:
    found = bytearray()
    while len(found) < length:
        _wait(pipe, selectors.EVENT_READ, until)
        heard = os.read(pipe, min(CHUNK, length - len(found)))
        if not heard:
            raise EOFError
        found += heard
    return bytes(found)


def _write(pipe: int, data: bytes, until: float) -> None:
    os.set_blocking(pipe, False)
    rest = memoryview(data)
    while rest:
        _wait(pipe, selectors.EVENT_WRITE, until)
        rest = rest[os.write(pipe, rest[:CHUNK]) :]


def _wait(pipe: int, event: int, until: float) -> None:
    with selectors.SelectSelector() if pipe < 1024 else selectors.DefaultSelector() as ready:
        ready.register(pipe, event)
        if not ready.select(max(0.0, until - time.monotonic())):
            raise _Silence
