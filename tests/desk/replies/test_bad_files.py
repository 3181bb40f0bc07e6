# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that no honest scanner makes, dropped onto the replies page: each is told apart; others flow."""

import io
import sys
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from restante.desk.access import store
from restante.desk.replies import actions
from restante.desk.replies.models import Reply, Scan
from restante.desk.replies.reading import Reader, ReaderMissing
from restante.numbers import new_number
from tests.paper.scan.test_pages import bomb, encrypted_pdf
from tests.personas import Desk

from .conftest import as_jpeg, as_pdf, empty_page, number_of, sheet

SCRIPTED = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\);)>>>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R/Size 4>>\n%%EOF"
)


@pytest.fixture
def bob(desk: Desk, sign_in: Callable[[Any], Client]) -> Client:
    return sign_in(desk.bob)


def drop(client: Client, *files: bytes) -> str:
    """Drops files, lets the worker read them, and gives the room as the volunteer then sees it."""
    scans = [SimpleUploadedFile(f"{place}.pdf", data) for place, data in enumerate(files)]
    assert client.post("/replies/upload", {"files": scans}).status_code == 302
    actions.read_waiting_scans()
    return client.get("/replies/").content.decode()


def pages_of(count: int) -> bytes:
    """A PDF of small empty pages."""
    with pypdfium2.PdfDocument.new() as pdf:
        for _ in range(count):
            pdf.new_page(60, 84)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "a PDF with a password": (encrypted_pdf, "scan-password", "password"),
    "a file that is no scan": (lambda: b"MZ" * 999, "scan-refused", "neither a PDF nor"),
    "a picture of 20,000 by 20,000": (lambda: bomb(20_000), "scan-too-large", "too many pixels"),
    "a PDF cut short": (lambda: as_pdf([empty_page()])[:300], "scan-broken", "damaged"),
}


@pytest.mark.parametrize(("make", "code", "says"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_is_refused_is_told_why_and_the_reply_beside_it_flows(
    bob: Client, posted: Callable[..., Any], make: Callable[[], bytes], code: str, says: str
) -> None:
    letter = posted()
    room = drop(bob, make(), as_jpeg(sheet(number_of(letter))))
    assert Scan.objects.get(state=Scan.State.FAILED).error == code
    assert says in room
    assert Reply.objects.get().letter == letter


def test_javascript_in_a_pdf_is_only_paper(bob: Client) -> None:
    drop(bob, SCRIPTED)
    assert Reply.objects.get().letter is None
    assert Reply.objects.get().pages.count() == 1


def test_five_hundred_pages_become_five_hundred_pages(bob: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = (
        "import restante.paper.scan.pages as p; p.LONG_EDGE = 64; from restante.desk.replies.reader import main; main()"
    )
    monkeypatch.setattr(actions, "Reader", lambda: Reader((sys.executable, "-I", "-c", quick)))
    drop(bob, pages_of(500))
    assert Scan.objects.get().pages_read == 500
    assert Reply.objects.get().pages.count() == 500


def foreign_code(number: str) -> Image.Image:
    """Somebody else's sheet, whose code leads elsewhere, with one of our numbers in it."""
    page = empty_page()
    stream = io.BytesIO()
    segno.make(f"https://example.org/{number}").save(stream, kind="png", scale=8)
    page.paste(Image.open(stream).convert("RGB"), (300, 700))
    return page


def test_no_mark_a_foreign_code_and_a_number_never_printed_are_guessed_to_nobody(
    bob: Client, posted: Callable[..., Any]
) -> None:
    number = number_of(posted())
    room = drop(bob, as_pdf([empty_page(), foreign_code(number), sheet(new_number([number]))]))
    [reply] = Reply.objects.all()
    assert (reply.letter, reply.state, reply.pages.count()) == (None, Reply.State.UNMATCHED, 3)
    assert f"/replies/{reply.pk}/" in room


BREAKS = """
import os
from restante.desk.replies import reader
real = reader.answer
reader.answer = lambda data, *more: os._exit(9) if data == b"break" else real(data, *more)
reader.main()
"""


def test_a_file_that_breaks_its_reader_is_kept_and_told_and_may_be_tried_again(
    bob: Client, posted: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = posted()
    monkeypatch.setattr(actions, "Reader", lambda: Reader((sys.executable, "-I", "-c", BREAKS)))
    room = drop(bob, b"break", as_jpeg(sheet(number_of(letter))))
    failed = Scan.objects.get(state=Scan.State.FAILED)
    assert failed.error == "scan-reader-crashed"
    assert "broke down on it" in room
    assert store.read_sealed(failed.blob) == b"break"
    assert Reply.objects.get().letter == letter
    assert bob.post(f"/replies/scans/{failed.pk}/again").status_code == 302
    assert Scan.objects.get(pk=failed.pk).state == Scan.State.WAITING


def test_a_reader_that_does_not_start_fails_no_file(bob: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "Reader", lambda: Reader(("/nonexistent/python",)))
    actions.upload_scans(desk.bob, [as_jpeg(empty_page())])
    with pytest.raises(ReaderMissing):
        actions.read_waiting_scans()
    assert Scan.objects.get().state == Scan.State.WAITING
