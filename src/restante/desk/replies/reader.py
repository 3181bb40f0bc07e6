# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads scans that strangers made: `python -m restante.desk.replies.reader`, a warmed process that forks once a file.

The process that forks never sees a byte of a scan. Each child confines itself, reads one file from its pipe, answers
page by page on the other, and ends: no file can touch the next one.
"""

import io
import os
import signal
import socket
import struct
from collections.abc import Collection
from typing import BinaryIO, Final

import cv2
import pillow_heif
from PIL import Image

from restante.desk.confinement import confine
from restante.desk.one_shot import framed, read_frame
from restante.numbers import LENGTH
from restante.paper.scan import Reading, ScanRefused, TooManyPixels, read_pages
from restante.paper.scan.digits import templates

PAGE: Final = 0
REFUSED: Final = 1
FINISHED: Final = 2
PAGE_HEAD: Final = struct.Struct(f">{LENGTH}sHddI")  # number or zeros, turn, skew, doubt, length of the JPEG
READY: Final = b"r"
ENDED: Final = b"e"

MEMORY: Final = 2048 * 2**20  # an A4 page at 1,000 dpi, in colour, several times over
SECONDS: Final = 1800  # of the processor for a file of 1,000 pages; the parent ends a page that takes a minute


def warm_up() -> None:
    """Whatever loads itself on first use: codecs, faces, tables. A confined child cannot open a file any more."""
    cv2.setNumThreads(1)
    pillow_heif.options.DECODE_THREADS = 1
    templates()
    bitonal, jpeg = {"compression": "group4"}, {"compression": "jpeg"}
    for kind, options in (("JPEG", {}), ("PNG", {}), ("TIFF", {}), ("TIFF", jpeg), ("TIFF", bitonal), ("PDF", {})):
        _rehearse(Image.new("1" if options is bitonal else "RGB", (48, 48), "white"), kind, **options)


def _rehearse(sheet: Image.Image, kind: str, **options: str) -> None:
    stream = io.BytesIO()
    sheet.save(stream, kind, **options)
    for _, page in read_pages(stream.getvalue(), "rehearsal", ()):
        page.jpeg()


def answer(data: bytes, open_numbers: Collection[str], answers: BinaryIO) -> None:
    """Each page at once, so that progress is seen and a file that breaks off says where."""
    try:
        for reading, page in read_pages(data, "scan", open_numbers):
            answers.write(bytes([PAGE]) + spell(reading, page.jpeg()))
            answers.flush()
    except ScanRefused as refused:
        answers.write(bytes([REFUSED]) + framed(refused.code.encode()))
    except MemoryError:
        answers.write(bytes([REFUSED]) + framed(TooManyPixels.code.encode()))
    else:
        answers.write(bytes([FINISHED]))
    answers.flush()


def spell(reading: Reading, image: bytes) -> bytes:
    """One page as the parent reads it; its place is counted there."""
    number = (reading.number or "").encode()
    return PAGE_HEAD.pack(number, reading.turn, reading.skew, reading.doubt, len(image)) + image


def read_one_file(requests: int, answers: int) -> None:
    """The child: nothing is open but its two pipes."""
    os.dup2(requests, 0)
    os.dup2(answers, 1)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    with os.fdopen(0, "rb", closefd=False) as pipe, os.fdopen(1, "wb", closefd=False) as back:
        confine(MEMORY, SECONDS, threads=True)  # of HEIC, whose decoder makes one whatever it is told
        numbers = read_frame(pipe).decode().split()
        answer(read_frame(pipe), numbers, back)


def main() -> None:
    """For each pair of pipes that comes over the control socket a child; at the next word, or at its end, none."""
    control = socket.socket(fileno=os.dup(0))
    warm_up()
    control.sendall(READY)
    while True:
        word, pipes, _, _ = socket.recv_fds(control, 1, 2)
        if not word or len(pipes) != 2:
            return
        child = os.fork()
        if child == 0:
            try:
                read_one_file(*pipes)
            finally:
                os._exit(0)  # no clean-up that belongs to the parent, and no traceback: it may hold words
        for pipe in pipes:
            os.close(pipe)
        control.recv(1)  # nothing more is wanted of this file, or whoever asked is gone
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        control.sendall(ENDED)


if __name__ == "__main__":
    main()
