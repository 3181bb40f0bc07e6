# SPDX-License-Identifier: AGPL-3.0-or-later
"""A picture as it is shown: named by its bytes, turned where the text turns it, with the size that a page reserves."""

import hashlib
import io
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from restante.texts.document import Document, Picture

_SUFFIXES: Final = {"PNG": ("png", "image/png"), "JPEG": ("jpg", "image/jpeg"), "WEBP": ("webp", "image/webp")}
MOST_PIXELS: Final = 60_000_000


@dataclass(frozen=True, slots=True)
class Shown:
    """Bytes under a name that says which bytes they are."""

    name: str
    media_type: str
    data: bytes
    width: int
    height: int


def shown_picture(told: Document, picture: Picture) -> Shown | None:
    """What to show for it; None where the document holds no such picture, or one that cannot be read."""
    data = told.pictures.get(picture.file)
    return _shown(data, picture.turn) if data else None


@lru_cache(maxsize=64)
def _shown(data: bytes, turn: int) -> Shown | None:
    from PIL import Image, UnidentifiedImageError  # here: most texts have no pictures

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=tuple(_SUFFIXES)) as picture:
                width, height, form = picture.width, picture.height, picture.format or "PNG"
                if width * height > MOST_PIXELS:
                    return None
                if turn:
                    out = io.BytesIO()
                    picture.convert("RGB" if form == "JPEG" else "RGBA").rotate(-turn, expand=True).save(out, form)
                    data = out.getvalue()
                    width, height = (width, height) if turn == 180 else (height, width)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return None
    suffix, media_type = _SUFFIXES[form]
    return Shown(f"{hashlib.sha256(data).hexdigest()[:24]}.{suffix}", media_type, data, width, height)
