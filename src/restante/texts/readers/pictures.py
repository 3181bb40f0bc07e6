# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures of a text: decoded under a limit, turned upright, encoded anew from their pixels; metadata never passes."""

import base64
import binascii
import hashlib
import io
import re
import struct
import urllib.parse
import warnings
from collections.abc import Callable
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from restante.texts.readers import cautions
from restante.texts.readers.tally import MOST_MEGAPIXELS, MOST_PICTURES, Tally

FindPicture = Callable[[str], bytes | None]
LONGEST_EDGE: Final = 2_000
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
MOST_PIXELS_TOGETHER: Final = 1_500_000_000
_NO_PICTURE: Final = (
    Image.DecompressionBombError, UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, KeyError,
    IndexError, TypeError, struct.error,
)  # fmt: skip
"""What Pillow raises for broken files."""
_DATA: Final = re.compile(r"data:[a-z0-9.+/-]*(?:;[a-z0-9=.-]*)*?(;base64)?,", re.ASCII | re.IGNORECASE)
_FAR: Final = re.compile(r"(?:[a-z][a-z0-9.+-]*:|//|\\\\)", re.ASCII | re.IGNORECASE)


def encode_anew(data: bytes) -> tuple[bytes, str] | None:
    """PNG or JPEG of the same pixels and "png" or "jpg"; None for what is no picture or too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
                if picture.width * picture.height > MOST_MEGAPIXELS * 1_000_000:
                    return None
                was_photo = picture.format == "JPEG"
                picture.draft(None, (LONGEST_EDGE, LONGEST_EDGE))
                upright = ImageOps.exif_transpose(picture)
                bare = upright.convert(_mode(upright))
                bare.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    except _NO_PICTURE:
        return None
    out = io.BytesIO()
    fresh = Image.frombytes(bare.mode, bare.size, bare.tobytes())
    if was_photo:
        fresh.save(out, "JPEG", quality=88)
        return out.getvalue(), "jpg"
    fresh.save(out, "PNG")
    return out.getvalue(), "png"


def _mode(picture: Image.Image) -> str:
    if picture.mode in {"1", "L", "I;16", "I", "F"}:
        return "L"
    see_through = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    return "RGBA" if see_through and picture.format != "JPEG" else "RGB"


def pixels_of(data: bytes) -> int:
    """How many a picture says it has; its header alone is read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
                return picture.width * picture.height
    except _NO_PICTURE:
        return 0


class Album:
    """The pictures of one text, each once, named in order; what is far away is never fetched."""

    def __init__(self, tally: Tally, find: FindPicture | None = None) -> None:
        self.pictures: dict[str, bytes] = {}
        self._tally = tally
        self._find = find
        self._names: dict[bytes, str | None] = {}
        self._left = MOST_PIXELS_TOGETHER

    def take(self, target: str) -> str | None:
        """The name under which the picture is kept, or None, counted and said."""
        data = self._bytes_of(target)
        if data is None:
            return None
        digest = hashlib.sha256(data).digest()
        if digest not in self._names:
            self._names[digest] = self._keep(data)
        if self._names[digest] is None:
            self._tally.add(
                cautions.TOO_MANY_PICTURES if len(self.pictures) >= MOST_PICTURES else cautions.BAD_PICTURES
            )
        return self._names[digest]

    def _bytes_of(self, target: str) -> bytes | None:
        target = target.strip()
        if inside := _DATA.match(target):
            rest = urllib.parse.unquote_to_bytes(target[inside.end() :])
            try:
                return base64.b64decode(re.sub(rb"\s", b"", rest)) if inside.group(1) else rest
            except (binascii.Error, ValueError):
                self._tally.add(cautions.BAD_PICTURES)
                return None
        if _FAR.match(target):
            self._tally.add(cautions.EXTERNAL_PICTURES)
            return None
        spellings = dict.fromkeys((target, urllib.parse.unquote(target)))  # Pandoc writes a space as %20
        data = next((held for each in spellings if self._find and (held := self._find(each)) is not None), None)
        if data is None:
            self._tally.add(cautions.MISSING_PICTURES)
        return data

    def _keep(self, data: bytes) -> str | None:
        self._left -= pixels_of(data)
        encoded = encode_anew(data) if len(self.pictures) < MOST_PICTURES and self._left >= 0 else None
        if encoded is None:
            return None
        name = f"picture-{len(self.pictures) + 1}.{encoded[1]}"
        self.pictures[name] = encoded[0]
        return name
