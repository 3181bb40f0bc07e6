# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures of texts: pixels alone, bounded, each kept once."""

import io
import struct
import zlib

import pytest
from PIL import Image

from restante.texts.arriving import arrival_of
from restante.texts.codec import keep_text, read_kept
from restante.texts.readers import cautions, pictures, read_text
from restante.texts.readers.pictures import LONGEST_EDGE, Album, encode_anew
from restante.texts.readers.tally import Tally
from restante.texts.records import book_of
from restante.texts.writers import write_book
from tests.texts.readers.files import picture


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_a_photo_turned_by_its_metadata_is_upright_and_without_it() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010E] = "taken in Tver"
    data = picture("JPEG", (40, 20), exif=exif.tobytes())
    encoded, kind = encode_anew(data) or (b"", "")
    assert (kind, opened(encoded).size) == ("jpg", (20, 40))
    assert b"Tver" in data
    assert b"Tver" not in encoded
    assert not opened(encoded).getexif()


def test_words_hidden_in_a_png_are_gone() -> None:
    out = io.BytesIO()
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Author", "Ann Lee")
    Image.new("RGBA", (4, 4), (255, 0, 0, 128)).save(out, "PNG", pnginfo=told)
    encoded, kind = encode_anew(out.getvalue() + b"trailing secret") or (b"", "")
    assert (kind, opened(encoded).mode) == ("png", "RGBA")
    assert b"Ann Lee" not in encoded
    assert b"secret" not in encoded


@pytest.mark.parametrize("kind", ["PNG", "GIF", "BMP", "WEBP"])
def test_other_formats_become_png(kind: str) -> None:
    assert (encode_anew(picture(kind)) or (b"", ""))[1] == "png"


def test_a_large_picture_is_made_smaller() -> None:
    encoded, _ = encode_anew(picture("PNG", (LONGEST_EDGE * 2, 10))) or (b"", "")
    assert opened(encoded).size == (LONGEST_EDGE, 5)


def bomb() -> bytes:
    """A PNG whose header says 30,000 × 30,000."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    chunks = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0")), (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + chunks


NONE = [bomb(), b"", b"no picture", picture()[:40], b"<svg onload='alert(1)'/>", b"%!PS"]
NONE.append(picture("TIFF"))


@pytest.mark.parametrize("data", NONE)
def test_what_is_no_picture_or_too_large_is_none(data: bytes) -> None:
    assert encode_anew(data) is None


def test_an_album_keeps_each_picture_once_and_fetches_nothing() -> None:
    tally = Tally()
    album = Album(tally, {"a.png": picture(), "b.png": picture(), "c.png": b"x"}.get)
    assert [album.take(name) for name in ("a.png", "b.png", "c.png", "d.png")] == ["picture-1.png"] * 2 + [None, None]
    for far in ("http://x.example/a.png", "//x.example/a.png", "file:///etc/passwd", "\\\\host\\a.png", "C:\\a.png"):
        assert album.take(far) is None
    assert album.take("data:image/png;base64,!!!") is None
    assert tally.counts == {cautions.BAD_PICTURES: 2, cautions.MISSING_PICTURES: 1, cautions.EXTERNAL_PICTURES: 5}


def test_pictures_that_are_too_many_points_together_are_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS_TOGETHER", 50)
    tally = Tally()
    album = Album(tally, {"a.png": picture(size=(6, 4)), "b.png": picture(size=(7, 4))}.get)
    assert [album.take("a.png"), album.take("b.png")] == ["picture-1.png", None]
    assert tally.counts == {cautions.BAD_PICTURES: 1}


MISSING = """#title A
#lang en

[[gone.png][Alone]]

[[gone2.png][Second]]

Words [[gone.png][in a line]] go on.

<quote>
[[gone.png][Quoted]]
</quote>

 - [[gone.png][Item]]

 | [[gone.png][cell]] | b |
"""


def test_words_of_a_picture_that_is_not_there_stand_where_it_stood_and_the_text_can_be_kept() -> None:
    read = read_text(MISSING.encode(), "a.muse")
    text = arrival_of(read, "a.muse").text
    assert read_kept(keep_text(text)) == text
    told = " ".join(write_book(book_of(text), "txt").decode().split())
    for said in ("Alone Second", "Words in a line go on.", "Quoted", "Item", "cell"):
        assert said in told
