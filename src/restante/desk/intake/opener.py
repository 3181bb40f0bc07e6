# SPDX-License-Identifier: AGPL-3.0-or-later
"""The confined child that opens envelopes: `python -m restante.desk.intake.opener`, the only importer of letter_open.

It reads keys and envelopes from a pipe and, once its imports are done, gives everything up (`desk.confinement`): files,
sockets, processes, and all system calls but those that pixels and letters need.
"""

import io
import json
import struct
import sys
from collections.abc import Mapping
from datetime import date
from typing import BinaryIO, Final

from PIL import Image, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin  # noqa: F401 -- MPO: on first use it is too late

from restante.desk.confinement import confine
from restante.errors import BadInput, RestanteError
from restante.seal.envelope import LARGEST, seal_letter
from restante.seal.keys import new_letter_key
from restante.seal.letter import Letter, ReplyTo
from restante.seal.letter_open import open_envelope

OPENED: Final = 0
REFUSED: Final = 1
KEY_ID: Final = 11
SEED: Final = 32
ORGANISATION: Final = 16
FLAG_WITHOUT_PICTURES: Final = 1

MOST_PIXELS: Final = 40_000_000  # above a phone's 12 to 24 million; a 20,000 × 20,000 picture is refused unread
LONGEST_SIDE: Final = 3508  # A4 at 300 dpi: press prints nothing finer
MEMORY_FOR_TEXT: Final = 192 * 2**20
MEMORY_FOR_PICTURES: Final = 1024 * 2**20
SECONDS_FOR_TEXT: Final = 20
SECONDS_FOR_PICTURES: Final = 30


class PictureRefused(BadInput):
    """Only its code leaves the child."""

    code = "picture-unreadable"
    text = "A picture in this letter cannot be read."


class PictureTooLarge(PictureRefused):
    """Refused by its header, before a pixel is decoded."""

    code = "picture-too-large"
    text = "A picture in this letter has too many pixels."


def warm_up() -> None:
    """Ciphers, codecs and readers load themselves on first use, which is too late once files cannot be opened."""
    organisation, today = bytes(ORGANISATION), date(2026, 1, 1)
    key, seed = new_letter_key(organisation, today, today)
    rehearsal = Letter("0" * 32, "desk", "ru", "\u0436", "", ReplyTo(key.public, bytes(32)), None, today)
    answer(seal_letter(rehearsal, [], key, organisation), {key.key_id: seed}, organisation, pictures=True)
    answer(bytes(40), {}, organisation, pictures=True)
    Image.preinit()
    exif = Image.Exif()  # a telephone's: sideways, and with a place; Pillow loads its reader of TIFF for it
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    for kind, mode in (("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "RGB"), ("PNG", "P"), ("PNG", "LA"), ("PNG", "I;16")):
        stream = io.BytesIO()
        Image.new(mode, (8, 8)).save(stream, kind, exif=exif)
        clean_picture(stream.getvalue())


def clean_picture(data: bytes) -> bytes:
    """Decode to pixels and encode anew: no byte that comes out was in the envelope, so no metadata and no trick is."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureTooLarge
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            plain = on_white(ImageOps.exif_transpose(picture))
            photograph = isinstance(picture, JpegImagePlugin.JpegImageFile)
    except (OSError, SyntaxError, ValueError, struct.error) as broken:
        raise PictureRefused from broken
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    stream = io.BytesIO()
    if photograph:
        plain.save(stream, "JPEG", quality=88, optimize=True)
    else:
        plain.save(stream, "PNG", compress_level=6)
    return stream.getvalue()


def on_white(picture: Image.Image) -> Image.Image:
    """A bare RGB or grey copy on white paper, made from pixels alone (a `copy()` would carry `info` along)."""
    if picture.mode in {"I;16", "I"}:  # sixteen bits of grey: `convert` alone would clip to white
        picture = picture.convert("I").point(lambda grey: grey * (1 / 256))
    if picture.mode in {"1", "L", "I"}:
        return Image.frombytes("L", picture.size, picture.convert("L").tobytes())
    if "transparency" in picture.info or picture.mode in {"RGBA", "LA", "PA", "RGBa", "La"}:
        layered = picture.convert("RGBA")
        sheet = Image.new("RGB", picture.size, "white")
        sheet.paste(layered, mask=layered.getchannel("A"))
        return sheet
    return Image.frombytes("RGB", picture.size, picture.convert("RGB").tobytes())


def spell(letter: Letter) -> bytes:
    """The letter as the parent reads it: one flat JSON object."""
    reply = letter.reply
    return json.dumps(
        {
            "id": letter.id,
            "person": letter.person,
            "lang": letter.lang,
            "text": letter.text,
            "sign": letter.sign,
            "reply_public": reply.public.hex() if reply else "",
            "reply_tag": reply.tag.hex() if reply else "",
            "corrects": letter.corrects or "",
            "created": letter.created.isoformat(),
        },
        ensure_ascii=False,
    ).encode()


def answer(envelope: bytes, seeds: Mapping[bytes, bytes], organisation: bytes, *, pictures: bool) -> bytes:
    """One envelope's answer: OPENED, the letter, its pictures; or REFUSED and a code."""
    try:
        letter, enclosed = open_envelope(envelope, seeds, organisation)
        clean = [clean_picture(picture) for picture in enclosed] if pictures else []
    except RestanteError as refused:
        return bytes([REFUSED]) + framed(refused.code.encode())
    parts = b"".join(framed(picture) for picture in clean)
    return bytes([OPENED]) + framed(spell(letter)) + bytes([len(clean)]) + parts


def framed(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def read_exactly(stream: BinaryIO, length: int) -> bytes:
    data = stream.read(length)
    if len(data) != length:
        raise EOFError
    return data


def read_request(stream: BinaryIO) -> tuple[bytes, dict[bytes, bytes], bool]:
    """Flags, organisation, count of keys, keys."""
    flags, organisation, count = struct.unpack(f">B{ORGANISATION}sH", read_exactly(stream, 3 + ORGANISATION))
    seeds = {}
    for _ in range(count):
        key_id = read_exactly(stream, KEY_ID)
        seeds[key_id] = read_exactly(stream, SEED)
    return organisation, seeds, not flags & FLAG_WITHOUT_PICTURES


def main() -> None:
    """Answer each envelope at once, so that the parent knows which one ended this process."""
    with_pictures = sys.argv[1:] == ["pictures"]
    Image.MAX_IMAGE_PIXELS = None  # our own limit is checked first, and a warning has nowhere to go
    PngImagePlugin.MAX_TEXT_CHUNK = PngImagePlugin.MAX_TEXT_MEMORY = 2**16
    warm_up()
    if with_pictures:
        confine(MEMORY_FOR_PICTURES, SECONDS_FOR_PICTURES)
    else:
        confine(MEMORY_FOR_TEXT, SECONDS_FOR_TEXT)
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    organisation, seeds, pictures = read_request(requests)
    while length := struct.unpack(">I", read_exactly(requests, 4))[0]:
        if length > LARGEST:
            raise EOFError
        answers.write(answer(read_exactly(requests, length), seeds, organisation, pictures=pictures))
        answers.flush()


if __name__ == "__main__":
    main()
