# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading in confined children: the same pages as without, and whatever a file does to its child, the next flows."""

import io
import sys
from collections.abc import Iterator

import pillow_heif
import pytest
from PIL import Image

from restante.desk.confinement import CALLS, missing_here
from restante.desk.replies.reading import Reader, ReaderCrashed, ReaderMissing, ReaderTimedOut
from restante.errors import BadInput
from restante.numbers import new_number
from restante.paper.scan import PasswordNeeded, ScanBroken, ScanRefused, read_pages
from tests.paper.scan.test_pages import encrypted_pdf

from .conftest import as_jpeg, as_pdf, empty_page, sheet

NUMBER = new_number([])

# The reader with a child that does what the file says, once it is confined as ever.
ACTOR = """
import os, signal, socket, sys
from restante.desk.replies import reader
def act(data, numbers, answers):
    deed = data.decode("latin-1")
    if deed.startswith("do "):
        exec(deed[3:], {**globals(), 'answers': answers})
        answers.flush()
    else:
        real(data, numbers, answers)
real, reader.answer = reader.answer, act
reader.main()
"""
JPEG = b"\xff\xd8\xff and so on"


def acting(seconds: float = 30.0) -> Reader:
    return Reader((sys.executable, "-I", "-c", ACTOR), seconds)


def says(number: str = "", turn: int = 0, skew: float = 0.0, doubt: float = 0.1, image: bytes = JPEG) -> bytes:
    page = (
        f"reader.PAGE_HEAD.pack({number.encode()!r}, {turn}, float({str(skew)!r}), {doubt}, {len(image)}) + {image!r}"
    )
    return f"do answers.write(bytes([reader.PAGE]) + {page}); answers.write(bytes([reader.FINISHED]))".encode()


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as started:
        yield started


@pytest.fixture(scope="module")
def actor() -> Iterator[Reader]:
    with acting() as started:
        yield started


def saved(kind: str, page: Image.Image, **options: object) -> bytes:
    stream = io.BytesIO()
    page.save(stream, kind, **options)
    return stream.getvalue()


def sideways() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    return saved("JPEG", sheet(NUMBER), exif=exif)


def heic() -> bytes:
    stream = io.BytesIO()
    pillow_heif.from_pillow(sheet(NUMBER)).save(stream, quality=60)
    return stream.getvalue()


FILES = {
    "a PDF of three pages": lambda: as_pdf([sheet(NUMBER, 180), empty_page(), sheet(NUMBER)]),
    "a JPEG": lambda: as_jpeg(sheet(NUMBER)),
    "a photograph held sideways": sideways,
    "two pictures in one JPEG": lambda: saved("MPO", sheet(NUMBER), save_all=True, append_images=[empty_page()]),
    "a HEIC": heic,
    "a PNG with alpha": lambda: saved("PNG", sheet(NUMBER).convert("RGBA")),
    "a TIFF of two pages": lambda: saved("TIFF", sheet(NUMBER), save_all=True, append_images=[empty_page()]),
    "a fax": lambda: saved("TIFF", sheet(NUMBER).convert("1"), compression="group4"),
    "a TIFF with JPEG in it": lambda: saved("TIFF", sheet(NUMBER), compression="jpeg"),
    "a TIFF with ZIP in it": lambda: saved("TIFF", sheet(NUMBER), compression="tiff_adobe_deflate"),
}


@pytest.mark.parametrize("make", FILES.values(), ids=FILES)
def test_a_confined_child_reads_what_the_reader_reads_without_it(reader: Reader, make: object) -> None:
    data = make()  # type: ignore[operator]  # a table of makers
    plainly = [(found, page.jpeg()) for found, page in read_pages(data, "scan-1", [NUMBER])]
    assert list(reader.read(data, "scan-1", [NUMBER])) == plainly
    assert plainly[0][0].number == NUMBER


def test_a_pdf_whose_fonts_are_on_no_page_is_drawn_with_those_the_reader_has(reader: Reader) -> None:
    stream = b"BT /F1 40 Tf 60 700 Td (A letter) Tj ET"
    drawing = b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\n" % (len(stream), stream)
    pdf = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/TrueType/BaseFont/Arial>>>>>>>>endobj\n"
        + drawing
        + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF"
    )
    [(_, image)] = reader.read(pdf, "scan-1", ())
    assert Image.open(io.BytesIO(image)).convert("L").getextrema()[0] < 100  # type: ignore[operator]  # grey has one


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"not a scan", ScanRefused), (b"%PDF-1.4 and no more", ScanBroken), (encrypted_pdf(), PasswordNeeded)],
    ids=["words", "a cut PDF", "a locked PDF"],
)
def test_a_file_that_is_refused_is_refused_as_without_the_child(
    reader: Reader, data: bytes, kind: type[BadInput]
) -> None:
    with pytest.raises(kind) as refused:
        list(reader.read(data, "scan-1", ()))
    assert type(refused.value) is kind
    assert "scan-1" in str(refused.value)


BREAKING = {
    "ends in the middle": b"do os._exit(9)",
    "faults": b"do os.kill(os.getpid(), signal.SIGSEGV) or os.abort()",
    "ends after half a page": b"do answers.write(bytes([reader.PAGE]) + bytes(9))",
    "says it is done before it began": b"do answers.write(bytes([reader.FINISHED]))",
    "says a word that is none": b"do answers.write(b'x')",
    "says a reason that is none": b"do answers.write(bytes([reader.REFUSED]) + reader.framed(b'<b>'))",
    "names a number that is not open": says(new_number([NUMBER])),
    "names a turn that is none": says(turn=45),
    "leans infinitely": says(skew=float("inf")),
    "is in a doubt that is none": says(doubt=7.0),
    "gives a page that is no JPEG": says(image=b"<svg onload=alert(1)>"),
    "promises a page of four gigabytes": b"do answers.write(b'\\0' + reader.PAGE_HEAD.pack(b'', 0, 0, 0, 2**32 - 1))",
    "takes more memory than there is": b"do bytes(2**33)",
}


@pytest.mark.parametrize("deed", BREAKING.values(), ids=BREAKING)
def test_a_file_whose_child(actor: Reader, deed: bytes) -> None:
    with pytest.raises(ReaderCrashed):
        list(actor.read(deed, "scan-1", [NUMBER]))
    [(found, _)] = actor.read(as_jpeg(sheet(NUMBER)), "scan-2", [NUMBER])
    assert found.number == NUMBER


def test_an_honest_actor_is_believed(actor: Reader) -> None:
    [(found, image)] = actor.read(says(NUMBER, 90, 0.5, 0.25), "scan-1", [NUMBER])
    assert (found.number, found.turn, found.skew, found.doubt, image) == (NUMBER, 90, 0.5, 0.25, JPEG)


def test_a_page_without_an_end_is_given_up_and_the_next_file_flows() -> None:
    with acting(seconds=1.5) as actor:
        with pytest.raises(ReaderTimedOut):
            list(actor.read(b"do while True: pass", "scan-1", ()))
        with pytest.raises(ReaderTimedOut):
            list(actor.read(b"do signal.pause() or os.read(0, 1) or sys.stdin.read()" + b" " * 2**20, "scan-2", ()))
        assert len(list(actor.read(as_jpeg(Image.new("L", (48, 48))), "scan-3", ()))) == 1


def test_a_file_that_is_left_half_read_leaves_nothing_to_the_next(reader: Reader) -> None:
    pages = reader.read(as_pdf([sheet(NUMBER), empty_page(), empty_page()]), "scan-1", [NUMBER])
    next(pages)
    pages.close()
    assert [found.number for found, _ in reader.read(as_jpeg(empty_page()), "scan-2", [NUMBER])] == [None]


FORBIDDEN = {
    "open a file": "open('/etc/passwd')",
    "open a socket": "socket.socket()",
    "become another program": "os.execv('/bin/true', ['true'])",
    "make a process": "os.fork()",
    "end the process that made it": "os.kill(os.getppid(), 9)",
}
TELL = """do
try:
    {attempt}
except PermissionError:
    answers.write(bytes([reader.REFUSED]) + reader.framed(b'scan-password'))
except OSError:
    answers.write(bytes([reader.REFUSED]) + reader.framed(b'scan-refused'))
"""


@pytest.mark.skipif(CALLS in missing_here(), reason="this kernel filters no calls")
@pytest.mark.parametrize("attempt", FORBIDDEN.values(), ids=FORBIDDEN)
def test_a_child_with_a_scan_in_it_is_not_permitted_to(actor: Reader, attempt: str) -> None:
    with pytest.raises((PasswordNeeded, ScanRefused)):
        list(actor.read(TELL.format(attempt=attempt).replace("do\n", "do \n", 1).encode(), "scan-1", ()))


def test_a_child_holds_no_descriptor_but_its_two_pipes(actor: Reader) -> None:
    told = "[os.fstat(each) for each in range(3, 64) if not closed(each)]"
    deed = f"""do
def closed(each):
    try:
        os.fstat(each)
    except OSError:
        return True
    return False
answers.write(bytes([reader.REFUSED]) + reader.framed(b'scan-broken' if {told} else b'scan-password'))
"""
    with pytest.raises(PasswordNeeded):
        list(actor.read(deed.replace("do\n", "do \n", 1).encode(), "scan-1", ()))


COMMANDS = [
    ("/nonexistent/python",),
    (sys.executable, "-I", "-c", "raise SystemExit(3)"),
    (sys.executable, "-I", "-c", "from restante.desk.replies import reader; reader.confine = None; reader.main()"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=["no program", "one that ends", "one whose children fail"])
def test_a_program_that_does_not_start_is_not_the_files_fault(command: tuple[str, ...]) -> None:
    with Reader(command) as broken, pytest.raises(ReaderMissing):
        list(broken.read(as_jpeg(empty_page()), "scan-1", ()))


def test_a_process_that_was_killed_between_two_files_is_missed_once_and_started_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small = as_jpeg(Image.new("L", (48, 48)))
    with Reader() as reader:
        list(reader.read(small, "scan-1", ()))
        assert reader._process is not None
        reader._process.kill()
        reader._process.wait()
        with pytest.raises((ReaderMissing, ReaderCrashed)):
            list(reader.read(small, "scan-2", ()))
        assert len(list(reader.read(small, "scan-3", ()))) == 1


def test_a_reader_that_is_not_used_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("restante.desk.replies.reading.subprocess.Popen", None)
    with Reader():
        pass
