# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files in every form that a scanner or a telephone makes, and the ones that are refused."""

import io
import struct
import zlib

import numpy as np
import pillow_heif
import pypdfium2
import pytest
from PIL import Image

from restante.numbers import new_number
from restante.paper.press import reply_sheets
from restante.paper.scan import (
    FileTooLarge,
    PasswordNeeded,
    ScanBroken,
    ScanRefused,
    TooManyPages,
    TooManyPixels,
    pages,
    read_pages,
)

NUMBERS = [new_number(()) for _ in range(3)]
SHEETS = reply_sheets(NUMBERS)


def sheet_image(page: int = 0) -> Image.Image:
    with pypdfium2.PdfDocument(SHEETS) as pdf:
        return pdf[page].render(scale=2).to_pil().convert("RGB")


def saved(form: str, **options: object) -> bytes:
    out = io.BytesIO()
    sheet_image().save(out, form, **options)
    return out.getvalue()


def read(data: bytes) -> list[str | None]:
    return [reading.number for reading, _ in read_pages(data, "scan", NUMBERS)]


def test_a_pdf_is_read_page_by_page_in_order() -> None:
    assert read(SHEETS) == NUMBERS
    assert [reading.page for reading, _ in read_pages(SHEETS, "scan", NUMBERS)] == [1, 2, 3]


@pytest.mark.parametrize(("form", "options"), [("JPEG", {"quality": 60}), ("PNG", {}), ("TIFF", {})])
def test_pictures_are_read(form: str, options: dict[str, object]) -> None:
    assert read(saved(form, **options)) == NUMBERS[:1]


def test_a_fax_of_many_frames_is_read() -> None:
    frames = [sheet_image(k).convert("1") for k in range(3)]
    out = io.BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], compression="group4")
    assert read(out.getvalue()) == NUMBERS


def test_a_telephones_heic_is_read() -> None:
    out = io.BytesIO()
    pillow_heif.from_pillow(sheet_image()).save(out, quality=70)
    assert read(out.getvalue()) == NUMBERS[:1]


def test_the_turn_of_a_photograph_is_told_after_its_exif_orientation() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # shown turned a quarter clockwise
    out = io.BytesIO()
    sheet_image().transpose(Image.Transpose.ROTATE_90).save(out, "JPEG", exif=exif)
    (reading, _page), *_ = read_pages(out.getvalue(), "photo", NUMBERS)
    assert (reading.number, reading.turn) == (NUMBERS[0], 0)


def test_the_upright_page_can_be_read_again_as_it_stands() -> None:
    lying = sheet_image().rotate(90, expand=True)
    out = io.BytesIO()
    lying.save(out, "PNG")
    (reading, page), *_ = read_pages(out.getvalue(), "scan", NUMBERS)
    assert reading.turn == 90
    (again, _), *_ = read_pages(page.jpeg(), "scan", NUMBERS)
    assert (again.number, again.turn) == (NUMBERS[0], 0)


def encrypted_pdf() -> bytes:
    """The least PDF that asks for a password: its dictionary cannot be opened with the empty one."""
    entries = b"/Filter/Standard/V 1/R 2/P -4/O<" + b"11" * 32 + b">/U<" + b"22" * 32 + b">"
    body = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    body += b"3 0 obj<<" + entries + b">>endobj\n"
    return body + b"trailer<</Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]/Size 4>>\n%%EOF"


def test_a_pdf_with_a_password_says_so() -> None:
    with pytest.raises(PasswordNeeded, match="password"):
        read(encrypted_pdf())


def test_javascript_in_a_pdf_is_never_run() -> None:
    action = b"1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\);)>>>>endobj\n"
    body = b"%PDF-1.4\n" + action + b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    body += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R/Size 4>>\n%%EOF"
    assert read(body) == [None]


def test_five_hundred_pages_are_read_one_at_a_time() -> None:
    with pypdfium2.PdfDocument.new() as pdf:
        for _ in range(500):
            pdf.new_page(20, 28)
        out = io.BytesIO()
        pdf.save(out)
    found = pages.open_pages(out.getvalue(), "long.pdf")
    assert next(found).shape[0] <= pages.LONG_EDGE
    assert 1 + sum(1 for _ in range(20) if next(found) is not None) == 21


def test_more_pages_than_any_stack_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_PAGES", 2)
    with pytest.raises(TooManyPages, match="3 pages"):
        read(SHEETS)


def bomb(side: int) -> bytes:
    """A PNG whose header promises side × side pixels and whose body holds none."""
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    made = b"\x89PNG\r\n\x1a\n"
    for kind, data in ((b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")):
        made += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return made


@pytest.mark.parametrize("side", [12_000, 20_000])
def test_a_picture_of_absurd_size_is_refused_by_its_header(side: int) -> None:
    with pytest.raises(TooManyPixels):
        read(bomb(side))


@pytest.mark.parametrize("data", [b"", b"hello", b"\x00" * 4096, b"<html></html>", b"GIF89a" + b"\0" * 40])
def test_what_is_no_scan_is_refused(data: bytes) -> None:
    with pytest.raises(ScanRefused):
        read(data)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF"])
def test_a_picture_cut_short_is_refused_and_says_where(form: str) -> None:
    data = saved(form)
    with pytest.raises(ScanRefused):
        read(data[: len(data) // 2])


def test_a_pdf_cut_short_is_refused_or_read_but_never_misread() -> None:
    for share in (0.1, 0.5, 0.9, 0.99):
        try:
            found = read(SHEETS[: int(len(SHEETS) * share)])
        except ScanBroken:
            continue
        assert all(number in {None, *NUMBERS} for number in found)


def test_small_pictures_are_no_trouble() -> None:
    out = io.BytesIO()
    Image.fromarray(np.zeros((1, 1), dtype=np.uint8)).save(out, "PNG")
    assert read(out.getvalue()) == [None]


def test_ink_on_transparent_paper_is_read_on_white() -> None:
    grey = sheet_image().convert("L")
    ink = Image.new("RGBA", grey.size)
    ink.putalpha(Image.fromarray(255 - np.asarray(grey)))
    out = io.BytesIO()
    ink.save(out, "PNG")
    assert read(out.getvalue()) == NUMBERS[:1]


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_sixteen_bits_to_the_pixel_are_read(form: str) -> None:
    out = io.BytesIO()
    Image.fromarray(np.asarray(sheet_image().convert("L")).astype(np.uint16) * 257).save(out, form)
    assert read(out.getvalue()) == NUMBERS[:1]


def test_light_in_fractions_is_read() -> None:
    out = io.BytesIO()
    Image.fromarray(np.asarray(sheet_image().convert("L"), dtype=np.float32) / 255).save(out, "TIFF")
    assert read(out.getvalue()) == NUMBERS[:1]


def test_the_small_copy_that_a_telephone_hides_behind_a_photograph_is_no_page() -> None:
    out = io.BytesIO()
    sheet_image().save(out, "MPO", save_all=True, append_images=[sheet_image().resize((300, 424))])
    assert read(out.getvalue()) == NUMBERS[:1]


def test_a_fax_of_half_the_lines_is_stretched_by_its_own_resolution() -> None:
    (number,), out = [new_number(())], io.BytesIO()
    with pypdfium2.PdfDocument(reply_sheets([number], code=False)) as pdf:
        page = pdf[0].render(scale=3).to_pil().resize((1728, 1176)).convert("1")
    page.save(out, "TIFF", compression="group4", dpi=(204, 98))
    assert [reading.number for reading, _ in read_pages(out.getvalue(), "fax", [number])] == [number]


def test_a_file_larger_than_memory_should_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_BYTES", 2**10)
    with pytest.raises(FileTooLarge, match="split"):
        read(SHEETS)
