# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each kind of capture gives its text; what is damaged, false or far too large is refused with a reason."""

import gzip
import hashlib
import io
import json
import time
import zipfile
import zlib

import pypdfium2
import pytest

from restante.cases.captures import CaptureRefused, Exchange, archives, find_quotation, pages, read_capture, write_warc

PAGE = (
    "<!doctype html><html><head><meta charset=utf-8><title>Суд</title><style>p{}</style>"
    "<script>var secret = 'не текст';</script></head><body><p>Судья <b>отказ</b>ал.</p>"
    "<p>Адвокат&nbsp;&mdash; против.<br>Точка.</p><template>и это нет</template></body></html>"
)
URL = "https://news.example/court"
MOMENT = "2024-03-05T10:20:30Z"


def exchange(body: bytes, *headers: tuple[str, str], status: int = 200, url: str = URL) -> Exchange:
    return Exchange(url, MOMENT, [("Host", "news.example"), ("Cookie", "who=me")], status, "", list(headers), body)


def warc(body: bytes = PAGE.encode(), *headers: tuple[str, str]) -> bytes:
    return write_warc([exchange(body, *(headers or (("Content-Type", "text/html; charset=utf-8"),)))], "test")


def wacz(archive: bytes, told: str | None = None) -> bytes:
    out = io.BytesIO()
    digest = told or hashlib.sha256(archive).hexdigest()
    package = {"resources": [{"path": "archive/data.warc.gz", "hash": f"sha256:{digest}"}], "mainPageUrl": URL + "#top"}
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("archive/data.warc.gz", archive)
        packed.writestr("datapackage.json", json.dumps(package))
    return out.getvalue()


def test_html_is_read_as_it_is_seen() -> None:
    data = PAGE.encode()
    held = read_capture(data, "page.html")
    assert (held.media_type, held.size, held.url) == ("text/html", len(data), "")
    assert held.sha256 == hashlib.sha256(data).hexdigest()
    assert held.texts[0].text == "Суд\nСудья отказал.\nАдвокат — против.\nТочка."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r"])
def test_letters_are_read_in_the_encoding_that_the_page_tells(encoding: str) -> None:
    page = PAGE.replace("charset=utf-8", f"charset={encoding}")
    assert "Судья отказал." in read_capture(page.encode(encoding, "replace"), "p").texts[0].text


def test_plain_text_stays_as_it_is() -> None:
    held = read_capture("Он <сказал>: нет.\n".encode("cp1251"), "note.txt")
    assert (held.media_type, held.texts[0].text) == ("text/plain", "Он <сказал>: нет.\n")


def test_a_pdf_is_read() -> None:
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << %s >> >>"
        % b"/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>",
        b"<< /Length 45 >>\nstream\nBT /F 12 Tf 20 200 Td (The court refused.) Tj ET\nendstream",
    ]
    data = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, one) for n, one in enumerate(objects, 1))
    data += b"trailer << /Root 1 0 R >>\n%%EOF\n"
    held = read_capture(data, "court.pdf")
    assert held.media_type == "application/pdf"
    assert find_quotation(held.texts[0].text, "The court refused.") is not None


def test_a_pdf_with_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_PDF_PAGES", 1)
    out = io.BytesIO()
    with pypdfium2.PdfDocument.new() as document:
        document.new_page(10, 10)
        document.new_page(10, 10)
        document.save(out)
    with pytest.raises(CaptureRefused, match="pages"):
        read_capture(out.getvalue(), "many.pdf")


def test_a_warc_tells_where_and_when() -> None:
    for data in (warc(), gzip.decompress(warc())):
        held = read_capture(data, "x.warc")
        assert (held.media_type, held.url, held.retrieved) == ("application/warc", URL, MOMENT)
        assert held.sha256 == hashlib.sha256(data).hexdigest()
        assert "Судья отказал." in held.texts[0].text
        assert b"who=me" not in gzip.decompress(warc())


def test_answers_that_are_encoded_are_unpacked() -> None:
    data = warc(gzip.compress(PAGE.encode()), ("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    assert "Судья отказал." in read_capture(data, "x").texts[0].text


def test_a_redirection_and_a_picture_are_no_text() -> None:
    kept = [
        exchange(b"gone", ("Content-Type", "text/html"), status=301),
        exchange(b"\x89PNG", ("Content-Type", "image/png")),
        exchange(b"words", ("Content-Type", "text/plain"), url=URL + "/2"),
    ]
    held = read_capture(write_warc(kept, "test"), "x")
    assert [(one.url, one.text) for one in held.texts] == [(URL + "/2", "words")]
    with pytest.raises(CaptureRefused, match="no answer"):
        read_capture(write_warc(kept[:2], "test"), "x")


def test_a_wacz_is_its_archives() -> None:
    held = read_capture(wacz(warc()), "x.wacz")
    assert (held.media_type, held.url, held.retrieved) == ("application/wacz", URL + "#top", MOMENT)
    assert "Судья отказал." in held.texts[0].text


def test_a_wacz_whose_hashes_do_not_hold_is_refused() -> None:
    with pytest.raises(CaptureRefused, match="hashes"):
        read_capture(wacz(warc(), "0" * 64), "x.wacz")


def test_a_changed_record_is_refused() -> None:
    plain = gzip.decompress(warc()).replace("отказ</b>ал".encode(), "согла</b>ен".encode())
    with pytest.raises(CaptureRefused, match="digest"):
        read_capture(plain, "x.warc")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n",
        b"\x89PNG\r\n\x1a\n\0\0",
        b"%PDF-1.7 nothing",
        gzip.compress(b"not an archive", mtime=0),
        warc()[:-40],
        warc()[:200] + b"\0" * 40 + warc()[240:],
        b"WARC/1.0\r\nnothing at all",
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: x\r\n\r\n",
        b"PK\x03\x04 nothing",
        wacz(warc())[:-30],
        wacz(b"no gzip"),
    ],
)
def test_what_is_damaged_is_refused(data: bytes) -> None:
    with pytest.raises(CaptureRefused, match="cannot be read as a capture"):
        read_capture(data, "file")


def test_a_zip_that_is_no_wacz_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("letter.txt", "words")
    with pytest.raises(CaptureRefused, match="no WACZ"):
        read_capture(out.getvalue(), "x.zip")


def test_what_unpacks_to_far_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_UNPACKED", 2**20)
    bomb = gzip.compress(b"WARC/1.0\r\n" + b"x" * 2**22)
    with pytest.raises(CaptureRefused, match="unpacks to more"):
        read_capture(bomb, "bomb.warc.gz")
    with pytest.raises(CaptureRefused, match="unpacks to more"):
        read_capture(wacz(bomb), "bomb.wacz")
    monkeypatch.setattr(archives, "MOST_BYTES", 2**20)
    inner = zlib.compress(b"x" * 2**22)
    with pytest.raises(CaptureRefused, match="larger than"):
        read_capture(warc(inner, ("Content-Type", "text/html"), ("Content-Encoding", "deflate")), "x")


def test_too_many_records_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_RECORDS", 3)
    data = write_warc([exchange(b"words", ("Content-Type", "text/plain"))] * 3, "test")
    with pytest.raises(CaptureRefused, match="records"):
        read_capture(data, "x")


def test_a_page_that_carries_its_pictures_in_it_is_read() -> None:
    picture = "A" * (12 * 2**20)
    page = f"<!doctype html><meta charset=utf-8><p>before<img src='data:image/png;base64,{picture}'>after"
    assert read_capture(page.encode(), "saved.html").texts[0].text == "before\nafter"


def test_far_more_text_than_a_source_has_is_refused() -> None:
    with pytest.raises(CaptureRefused, match="far more text"):
        read_capture(b"a " * (5 * 2**20), "long.txt")


@pytest.mark.parametrize(
    "piece", ["<!", "<!--", "<a ", "<![", "</", "<?", "&", "&#9", "<script", "<a x='", "<p>", '<a ="', "9"]
)
def test_a_hostile_page_of_a_megabyte_takes_no_time(piece: str) -> None:
    began = time.process_time()
    read_capture(("<html>&#" + piece * (2**20 // len(piece))).encode(), "page.html")
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p title='a > b'>one", "one"),
        ("<p>2 < 3 &lt; 4</p>", "2 < 3 < 4"),
        ("<p>one<!-- <p>not this --> two", "one two"),
        ("<SCRIPT>if (a</b) '</p>'</SCRIPT ><p>one", "one"),
        ("<p>one<script>never closed <p>two", "one"),
        ("<p>don't<p class=a'b>stop", "don't\nstop"),
        ("<p>one<p unfinished", "one"),
    ],
)
def test_crooked_html_is_read_as_a_browser_reads_it(page: str, text: str) -> None:
    assert read_capture(page.encode(), "page.html").texts[0].text == text
