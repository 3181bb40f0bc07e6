# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parent's side of the opener: feeds confined children, survives what they do, and believes no length they name.

Text envelopes go in batches; one with pictures, and one that a batch broke on, alone. Each has its verdict, in order.
"""

import json
import os
import re
import selectors
import struct
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from restante.errors import BadInput, Unavailable
from restante.seal.envelope import ENVELOPE_SIZES, LARGEST
from restante.seal.letter import Letter, ReplyTo
from restante.seal.xwing import PUBLIC_LENGTH

TEXT_SIZE: Final = ENVELOPE_SIZES[0]
BATCH: Final = 400
MOST_PICTURES: Final = 32
SECONDS_ALONE: Final = 90.0  # on the wall; the child's own limit of processor time ends a loop long before
SECONDS_BATCH: Final = 180.0
CHUNK: Final = 2**16


@dataclass(frozen=True, slots=True)
class Opened:
    """Plain words, and pictures that were encoded anew."""

    letter: Letter
    pictures: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Poison:
    """Why an envelope cannot become a letter; the code is one of letter_open's, the opener's, or those below."""

    code: str


Verdict = Opened | Poison
_SLUG, _LANG = re.compile(r"[a-z0-9-]{1,64}"), re.compile(r"[a-z]{2,3}")
_PICTURE_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")

CRASHED: Final = Poison("opener-crashed")
TIMED_OUT: Final = Poison("opener-timed-out")
BABBLED: Final = Poison("opener-answer-malformed")


class OpenerMissing(Unavailable):
    """Not the envelope's fault: without this, one broken installation would quarantine every letter."""

    code = "opener-missing"
    text = "The program that opens letters does not start; nothing was lost, and fetching goes on when it does."


class _Malformed(BadInput):
    """The child's answer does not parse."""

    code = "opener-answer-malformed"


@dataclass(frozen=True, slots=True)
class Opener:
    """How to open: keys by id, the organisation they are bound to, and the command that starts a child."""

    seeds: Mapping[bytes, bytes]
    organisation: bytes
    command: tuple[str, ...] = (sys.executable, "-I", "-m", "restante.desk.intake.opener")
    seconds_alone: float = SECONDS_ALONE
    seconds_batch: float = SECONDS_BATCH

    def open_all(self, envelopes: Sequence[bytes], *, pictures: bool = True) -> Iterator[Verdict]:
        """One verdict for each envelope, in order; `pictures=False` leaves undecodable pictures behind."""
        at = 0
        while at < len(envelopes):
            batch = _texts_from(envelopes, at)
            answered = self._open_batch(batch, pictures=pictures) if len(batch) > 1 else []
            yield from answered
            at += len(answered)
            if not batch or len(answered) < len(batch):
                yield self._open_alone(envelopes[at], pictures=pictures)
                at += 1

    def _open_batch(self, batch: Sequence[bytes], *, pictures: bool) -> list[Verdict]:
        """What one child answered before its end or its first senseless word; the next envelope is the suspect."""
        said, _ = self._run(batch, "text", self.seconds_batch, pictures=pictures)
        return [verdict for verdict in _parse(said, len(batch)) if verdict is not BABBLED]

    def _open_alone(self, envelope: bytes, *, pictures: bool) -> Verdict:
        said, in_time = self._run([envelope], "pictures", self.seconds_alone, pictures=pictures)
        for verdict in _parse(said, 1):
            return verdict
        if not in_time:
            return TIMED_OUT
        self._check_that_opener_starts()
        return CRASHED

    def _check_that_opener_starts(self) -> None:
        """A child that dies on an empty request tells about this machine, not about an envelope."""
        process = self._start("text")
        try:
            process.communicate(self._head(pictures=True) + bytes(4), timeout=self.seconds_alone)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        if process.returncode != 0:
            raise OpenerMissing

    def _head(self, *, pictures: bool) -> bytes:
        keys = b"".join(key_id + seed for key_id, seed in self.seeds.items())
        return struct.pack(">B16sH", 0 if pictures else 1, self.organisation, len(self.seeds)) + keys

    def _start(self, kind: Literal["text", "pictures"]) -> subprocess.Popen[bytes]:
        """No environment, no descriptor but two pipes, no terminal; its stderr may hold words, so nobody reads it."""
        try:
            return subprocess.Popen(
                [*self.command, kind],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"PATH": "/usr/bin:/bin"},
                cwd="/",
                start_new_session=True,
            )
        except OSError as missing:
            raise OpenerMissing from missing

    def _run(
        self, envelopes: Sequence[bytes], kind: Literal["text", "pictures"], seconds: float, *, pictures: bool
    ) -> tuple[bytes, bool]:
        """Everything one child said, and whether it ended by itself in time."""
        parts = [self._head(pictures=pictures)]
        for envelope in envelopes:
            parts += [struct.pack(">I", len(envelope)), envelope]
        parts.append(bytes(4))
        most = sum(4 * len(envelope) for envelope in envelopes) + 2**20 if kind == "text" else 4 * LARGEST
        process = self._start(kind)
        try:
            return _converse(process, b"".join(parts), seconds, most)
        finally:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
            process.wait()


def _texts_from(envelopes: Sequence[bytes], at: int) -> Sequence[bytes]:
    """The run of text envelopes that begins here, at most a batch."""
    end = at
    while end < min(len(envelopes), at + BATCH) and len(envelopes[end]) == TEXT_SIZE:
        end += 1
    return envelopes[at:end]


def _converse(process: subprocess.Popen[bytes], request: bytes, seconds: float, most: int) -> tuple[bytes, bool]:
    """Write and read at once, to a deadline and a greatest length: `communicate` knows no such length."""
    if process.stdin is None or process.stdout is None:
        raise OpenerMissing
    to_write, to_read = process.stdin.fileno(), process.stdout.fileno()
    os.set_blocking(to_write, False)
    os.set_blocking(to_read, False)
    deadline, said, rest = time.monotonic() + seconds, bytearray(), memoryview(request)
    with selectors.DefaultSelector() as ready:
        ready.register(to_write, selectors.EVENT_WRITE)
        ready.register(to_read, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            for key, _ in ready.select(left):
                if key.fd == to_read:
                    heard = os.read(to_read, CHUNK)
                    said += heard
                    if not heard or len(said) > most:
                        return bytes(said), True
                    continue
                try:
                    rest = rest[os.write(to_write, rest[:CHUNK]) :]
                except BrokenPipeError:
                    rest = rest[len(rest) :]
                if not rest:
                    ready.unregister(to_write)
        return bytes(said), False


def _parse(said: bytes, most: int) -> Iterator[Verdict]:
    """Whole answers; a cut last one is left out, since its child ended in it; after a senseless one nothing counts."""
    at = 0
    try:
        for _ in range(most):
            verdict, at = _one_answer(said, at)
            yield verdict
    except IndexError:
        return
    except _Malformed:
        yield BABBLED


def _one_answer(said: bytes, at: int) -> tuple[Verdict, int]:
    kind = said[at]
    body, at = _frame(said, at + 1)
    if kind == 1:
        return Poison(_code(body)), at
    count, at = said[at], at + 1
    if kind != 0 or count > MOST_PICTURES:
        raise _Malformed
    pictures = []
    for _ in range(count):
        picture, at = _frame(said, at)
        if not picture.startswith(_PICTURE_BEGINNINGS):
            raise _Malformed
        pictures.append(picture)
    return Opened(_letter(body), tuple(pictures)), at


def _frame(said: bytes, at: int) -> tuple[bytes, int]:
    if len(said) < at + 4:
        raise IndexError
    (length,) = struct.unpack_from(">I", said, at)
    if len(said) < at + 4 + length:
        raise IndexError
    return said[at + 4 : at + 4 + length], at + 4 + length


def _code(body: bytes) -> str:
    code = body.decode("ascii", "replace")
    if not 0 < len(code) <= 64 or not all(char.isalnum() or char == "-" for char in code):
        raise _Malformed
    return code


def _letter(body: bytes) -> Letter:
    """Every field checked again: the child that spelled it had hostile bytes in its memory."""
    try:
        told = json.loads(body)
        words = {name: told[name] for name in ("id", "person", "lang", "text", "sign", "corrects")}
        if not all(isinstance(value, str) for value in words.values()):
            raise _Malformed
        identity = bytes.fromhex(words["id"]).hex()
        public, tag = bytes.fromhex(told["reply_public"]), bytes.fromhex(told["reply_tag"])
        if (len(public), len(tag)) not in {(0, 0), (PUBLIC_LENGTH, 32)} or len(identity) != 32:
            raise _Malformed
        if not _SLUG.fullmatch(words["person"]) or not _LANG.fullmatch(words["lang"]):
            raise _Malformed
        if b"\x00" in (words["text"] + words["sign"]).encode():  # half a character raises ValueError, as elsewhere here
            raise _Malformed
        return Letter(
            id=identity,
            person=words["person"],
            lang=words["lang"],
            text=words["text"],
            sign=words["sign"],
            reply=ReplyTo(public, tag) if tag else None,
            corrects=bytes.fromhex(words["corrects"]).hex() or None,
            created=date.fromisoformat(told["created"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError) as broken:
        raise _Malformed from broken
