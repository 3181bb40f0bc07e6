# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that want to harm their reader: refused with a reason, and nothing of them is kept."""

import gzip
import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from restante.cases.captures import CaptureRefused
from restante.desk.cases import capture_reading
from restante.desk.cases.actions import capturing
from restante.desk.cases.models import Capture, Source
from tests.desk.cases.copies import PAGE, WORDS, SignIn, archive, blobs, outcomes
from tests.personas import Desk


def pdf_with_a_password() -> bytes:
    """The shortest that says so: nobody gets to its pages."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]
    objects.append(b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"41" * 32, b"42" * 32))
    data = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, one) for n, one in enumerate(objects, 1))
    return data + b"trailer <</Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]>>\n%%EOF\n"


def zipped(members: dict[str, bytes], *, compress: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return out.getvalue()


PACKAGE = json.dumps({"resources": []}).encode()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (archive()[:-60], "cut"),
        (gzip.decompress(archive())[:-60], "cut"),
        (gzip.decompress(archive()).replace("адвокат".encode(), "прокурор"[:7].encode()), "digest"),
        (pdf_with_a_password(), "pdf"),
        (b"%PDF-1.7 nothing", "pdf"),
        (b"\x7fELF\x02\x01\x01\0\0\0", "unknown"),
        (zipped({"../../etc/cron.d/x.warc": archive(), "datapackage.json": PACKAGE}), "no-answer"),
        (zipped({"archive/../../x.warc.gz": b"not gzip", "datapackage.json": PACKAGE}), "gzip"),
        (zipped({"archive/x.warc": b"\0" * (65 * 2**20), "datapackage.json": PACKAGE}, compress=True), "member"),
        (gzip.compress(b"WARC/1.0\r\n" + b"\0" * (260 * 2**20)), "unpacks"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_hostile_file_is_refused_with_its_reason_and_leaves_nothing(
    data: bytes, reason: str, desk: Desk, source: Source
) -> None:
    with pytest.raises(CaptureRefused) as refused:
        capturing.keep_copy(source, desk.bob, data)
    assert refused.value.fields["why"] == reason
    assert not Capture.objects.exists()
    assert blobs() == []


def test_a_path_that_leads_out_of_the_package_leads_nowhere(desk: Desk, source: Source, tmp_path: Path) -> None:
    target = tmp_path / "out.warc"
    kept = capturing.keep_copy(
        source, desk.bob, zipped({f"archive/../../../../..{target}": archive(), "datapackage.json": PACKAGE})
    )
    assert kept.media_type == "application/wacz"
    assert not target.exists()


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("windows-1251", "cp1251"), ("utf-8", "cp1251"), ("iso-8859-5", "iso-8859-5"), ("no-such-thing", "utf-8")],
)
def test_words_are_found_in_pages_of_other_encodings_and_in_pages_that_lie_about_theirs(
    declared: str, encoding: str, desk: Desk, source: Source
) -> None:
    page = f"<!doctype html><meta charset={declared}><p>Вечером {WORDS}.".encode(encoding)
    assert outcomes(capturing.keep_copy(source, desk.bob, page)) == ["found"]


def test_a_file_of_64_mib_and_a_byte_is_refused_unread(desk: Desk, source: Source, monkeypatch: Any) -> None:
    monkeypatch.setattr(capture_reading, "_ask", lambda *_: pytest.fail("it was read"))
    with pytest.raises(CaptureRefused):
        capturing.keep_copy(source, desk.bob, b"x" * (64 * 2**20 + 1))


def child(program: str) -> tuple[str, ...]:
    return (sys.executable, "-I", "-c", program)


LIES = {
    "ends at once": ("", capture_reading.CaptureReaderMissing),
    "ends after it was ready": ("print('r', end='')", capture_reading.CaptureUnreadable),
    "is not JSON": ("import sys; sys.stdout.write('r\\0\\0\\0\\3abc')", capture_reading.CaptureUnreadable),
    "is no object": ("import sys; sys.stdout.write('r\\0\\0\\0\\2[]')", capture_reading.CaptureUnreadable),
    "is another kind": (
        (
            "import sys, json; t = json.dumps({'media_type': 'text/evil', 'found': [None], 'url': '', 'texts': 1});"
            " sys.stdout.write('r\\0\\0\\0' + chr(len(t)) + t)"
        ),
        capture_reading.CaptureUnreadable,
    ),
    "has no end": ("import sys\nwhile True: sys.stdout.write('r' * 65536)", capture_reading.CaptureUnreadable),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_child_that_breaks_or_lies_keeps_nothing(lie: str, desk: Desk, source: Source, monkeypatch: Any) -> None:
    program, refused = LIES[lie]
    monkeypatch.setattr(capture_reading, "COMMAND", child(program))
    with pytest.raises(refused):
        capturing.keep_copy(source, desk.bob, PAGE)
    assert blobs() == []


def test_a_child_without_an_end_is_given_up(desk: Desk, source: Source, monkeypatch: Any) -> None:
    monkeypatch.setattr(capture_reading, "COMMAND", child("import time; time.sleep(60)"))
    monkeypatch.setattr(capture_reading, "_WALL", 0.5)
    with pytest.raises(capture_reading.CaptureReaderMissing):
        capturing.keep_copy(source, desk.bob, PAGE)


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "empty"), (b"\x7fELF\0\0", "neither text"), (pdf_with_a_password(), "password"), (None, "required")],
)
def test_a_refused_file_is_told_on_the_form(
    data: bytes | None, words: str, desk: Desk, source: Source, sign_in: SignIn
) -> None:
    posted = {} if data is None else {"file": SimpleUploadedFile("x", data)}
    answer = sign_in(desk.bob).post(f"/cases/of/azat/sources/{source.key}/copies/keep", posted)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_file_far_too_large_is_told_on_the_form_and_never_held_whole(
    desk: Desk, source: Source, sign_in: SignIn
) -> None:
    file = SimpleUploadedFile("x", b"<p>" * (23 * 2**20))
    answer = sign_in(desk.bob).post(f"/cases/of/azat/sources/{source.key}/copies/keep", {"file": file})
    assert answer.status_code == 422
    assert "larger than 64 MiB" in answer.content.decode()


@pytest.mark.parametrize("deed", ["sources/{source}/copies/keep", "copies/{copy}/stamp"])
def test_an_upload_from_another_site_is_refused(deed: str, desk: Desk, source: Source, sign_in: SignIn) -> None:
    kept = capturing.keep_copy(source, desk.bob, PAGE)
    stranger = Client(enforce_csrf_checks=True)
    stranger.cookies = sign_in(desk.bob).cookies
    file = {"file": SimpleUploadedFile("x", b"<p>"), "stamp": SimpleUploadedFile("y", b"z")}
    answer = stranger.post("/cases/of/azat/" + deed.format(source=source.key, copy=kept.key), file)
    assert answer.status_code == 403
    assert Capture.objects.count() == 1
