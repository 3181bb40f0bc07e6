# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a reader that starts others can no longer do, nor what it starts; and that it still reads every format."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest
import typst

from restante.desk import confinement, enclosure
from restante.desk.library.reading import read_confined
from restante.texts.document import words_of
from tests.texts.readers.files import docx, epub, odt, paragraph, picture

ATTEMPT = """
import ctypes, os, socket, subprocess, sys
from restante.desk.enclosure import enclose
library = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    if library.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), "refused")
enclose(2**31, 20)
try:
    {attempt}
except (OSError, subprocess.CalledProcessError):
    sys.stdout.write("refused")
else:
    sys.stdout.write("it could")
"""
DEEDS = {
    "read a key of the desk": "open({secret!r})",
    "list the data folder": "os.listdir({folder!r})",
    "write into it": "open({folder!r} + '/new', 'w')",
    "delete a key": "os.unlink({secret!r})",
    "let another program read a key": "subprocess.run(['/bin/cat', {secret!r}], capture_output=True, check=True)",
    "read who is on this machine": "open('/etc/passwd')",
    "read another process's environment": "open('/proc/%d/environ' % os.getppid())",
    "open an internet socket": "socket.socket(socket.AF_INET)",
    "open a local socket": "socket.socket(socket.AF_UNIX)",
    "ask by datagrams": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "trace its parent": "call(101 if os.uname().machine == 'x86_64' else 117, 16, os.getppid(), 0, 0)",
}
RIDER = pytest.mark.skipif(
    bool({confinement.FILES, confinement.CALLS} & set(confinement.missing_here())), reason="a kernel without Landlock"
)


def attempt(deed: str, secret: Path) -> str:
    script = ATTEMPT.format(attempt=deed.format(secret=str(secret), folder=str(secret.parent)))
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, check=False, timeout=60)
    return done.stdout.decode() or done.stderr.decode()


@RIDER
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS.keys())
def test_an_enclosed_process_cannot(deed: str, tmp_path: Path) -> None:
    secret = tmp_path / "publisher.json"
    secret.write_text("{}")
    assert attempt(deed, secret) == "refused"
    assert secret.exists()


@RIDER
def test_it_can_start_the_programs_that_it_needs(tmp_path: Path) -> None:
    assert attempt("subprocess.run(['/bin/true'], check=True)", tmp_path / "x") == "it could"


def test_every_listed_call_is_refused_by_the_filter() -> None:
    for machine, numbers in enclosure.REFUSED.items():
        program = enclosure.refusal_program(machine)
        lines = len(program) // 8
        for at in range(len(numbers)):
            jump = program[(6 + at) * 8 + 2]
            assert 6 + at + 1 + jump == lines - 1


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (docx(paragraph("Some words of a text.")), "a.docx"),
        (odt("<text:p>Some words of a text.</text:p>"), "a.odt"),
        (epub({"one": "<p>Some words of a text.</p>"}), "a.epub"),
        (typst.compile(b"Some words of a text."), "a.pdf"),
        (b"# Title\n\nSome words of a text.\n", "a.md"),
        (b"<!doctype html><title>T</title><p>Some words of a text.", "a.html"),
        ("Some words of a text: слова, да и только.".encode("koi8-r"), "a.txt"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_an_enclosed_reader_reads(data: bytes, name: str) -> None:
    text = read_confined(data, name, None, None).text
    assert "words of a text" in " ".join([text.title, *words_of(text.document)])


def test_pictures_are_read_too() -> None:
    spelled = base64.b64encode(picture()).decode()
    page = f'<!doctype html><p>Some words.<p><img alt="x" src="data:image/png;base64,{spelled}">'
    assert len(read_confined(page.encode(), "a.html", None, None).text.document.pictures) == 1
