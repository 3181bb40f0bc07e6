# SPDX-License-Identifier: AGPL-3.0-or-later
"""A child process for one question: bytes in, bytes out, and dead afterwards, whatever it does or leaves undone."""

import struct
import subprocess
import threading
from collections.abc import Sequence
from typing import IO, BinaryIO


def framed(data: bytes) -> bytes:
    """With its length before it."""
    return struct.pack(">I", len(data)) + data


def read_frame(stream: BinaryIO) -> bytes:
    """What `framed` wrote; raises EOFError."""
    head = stream.read(4)
    if len(head) != 4:
        raise EOFError
    data = stream.read(struct.unpack(">I", head)[0])
    if len(data) != struct.unpack(">I", head)[0]:
        raise EOFError
    return data


def ask(command: Sequence[str], question: bytes, *, seconds: float, most: int) -> bytes:
    """All it said before it ended or its time was over, cut off behind `most` bytes: a whole answer must show itself.

    Raises OSError when it does not start. Its stderr may hold words of the file, so nobody reads it.
    """
    child = subprocess.Popen(
        list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={"PATH": "/usr/bin:/bin"}, cwd="/", start_new_session=True,
    )  # fmt: skip
    late = threading.Timer(seconds, child.kill)
    with child:
        late.start()
        try:
            return _exchange(child, question, most)
        finally:
            late.cancel()
            child.kill()


def _exchange(child: "subprocess.Popen[bytes]", question: bytes, most: int) -> bytes:
    """Write in a thread of its own: the child may answer before it has read all, or never read."""
    into, back = child.stdin, child.stdout
    if into is None or back is None:
        return b""
    writer = threading.Thread(target=_write, args=(into, question), daemon=True)
    writer.start()
    told = back.read(most + 1)
    child.kill()  # a writer that still waits for it ends
    writer.join()
    return told


def _write(pipe: IO[bytes], data: bytes) -> None:
    try:
        pipe.write(data)
        pipe.close()
    except OSError:
        return  # the child is gone; what it said, or did not say, tells
