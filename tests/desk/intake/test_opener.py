# SPDX-License-Identifier: AGPL-3.0-or-later
"""The child by itself: what it can no longer do once it is confined, and what becomes of pictures."""

import io
import subprocess
import sys
import zlib

import pytest
from PIL import Image, PngImagePlugin

from restante.desk.confinement import missing_here
from restante.desk.intake import opener

CONFINED = """
import os, socket, sys
from restante.desk.intake import opener
opener.warm_up()
opener.confine(opener.MEMORY_FOR_TEXT, 5)
def attempt():
    {attempt}
try:
    attempt()
except (OSError, MemoryError) as refused:
    sys.stdout.write(type(refused).__name__)
else:
    sys.stdout.write("it could")
"""

FORBIDDEN = {
    "open a file": "open('/etc/passwd')",
    "open a socket": "socket.socket(socket.AF_INET)",
    "become another program": "os.execv('/bin/true', ['true'])",
    "make a process": "os.posix_spawn('/bin/true', ['true'], {})",
}


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **extra: object) -> bytes:
    stream = io.BytesIO()
    Image.new(mode, size, "navy" if mode == "RGB" else 0).save(stream, kind, **extra)
    return stream.getvalue()


@pytest.mark.skipif(bool(missing_here()), reason="this kernel lacks a layer; what is left is tried in test_confinement")
@pytest.mark.parametrize("attempt", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_the_confined_child_can_no_longer(attempt: str) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-c", CONFINED.format(attempt=attempt)], capture_output=True, check=False, timeout=60
    )
    assert done.stdout.decode() in {"OSError", "PermissionError", "MemoryError"}, done.stderr.decode()


def test_a_picture_comes_out_without_its_metadata() -> None:
    exif = Image.Exif()
    exif[0x010F] = "A camera that names its owner"
    clean = opener.clean_picture(picture(exif=exif.tobytes(), comment=b"a comment that names the owner"))
    assert b"names" not in clean
    assert Image.open(io.BytesIO(clean)).format == "JPEG"


def test_a_png_comes_out_without_its_words() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "somebody with a name")
    clean = opener.clean_picture(picture("PNG", pnginfo=words))
    assert b"somebody" not in clean
    assert Image.open(io.BytesIO(clean)).format == "PNG"


def test_a_picture_that_was_held_sideways_comes_out_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    clean = opener.clean_picture(picture(size=(40, 20), exif=exif.tobytes()))
    assert Image.open(io.BytesIO(clean)).size == (20, 40)


def test_transparent_parts_become_white_paper() -> None:
    clean = opener.clean_picture(picture("PNG", mode="RGBA"))
    assert Image.open(io.BytesIO(clean)).getpixel((0, 0)) == (255, 255, 255)


def test_sixteen_bits_of_grey_are_not_clipped_to_white() -> None:
    stream = io.BytesIO()
    Image.new("I;16", (4, 4), 128 * 256).save(stream, "PNG")
    assert Image.open(io.BytesIO(opener.clean_picture(stream.getvalue()))).getpixel((0, 0)) == 128


def test_a_photograph_finer_than_paper_is_made_smaller() -> None:
    clean = opener.clean_picture(picture(size=(4500, 3000)))
    assert max(Image.open(io.BytesIO(clean)).size) <= opener.LONGEST_SIDE


@pytest.mark.parametrize(
    "data",
    [b"", b"not a picture", picture()[:-40], picture("PNG")[:60], picture("GIF"), b"\xff\xd8\xff\xe0" + bytes(200)],
    ids=["empty", "words", "cut JPEG", "cut PNG", "a GIF", "a JPEG's beginning and zeros"],
)
def test_what_is_not_a_whole_jpeg_or_png_is_refused(data: bytes) -> None:
    with pytest.raises(opener.PictureRefused):
        opener.clean_picture(data)


def test_a_picture_of_four_hundred_million_pixels_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)  # as the child sets it: our own limit is the one that counts
    bomb = bytearray(picture("PNG", size=(1, 1), mode="1"))
    bomb[16:24] = (20_000).to_bytes(4, "big") * 2
    header = bytes(bomb[12:29])
    bomb[29:33] = zlib.crc32(header).to_bytes(4, "big")
    with pytest.raises(opener.PictureTooLarge):
        opener.clean_picture(bytes(bomb))
