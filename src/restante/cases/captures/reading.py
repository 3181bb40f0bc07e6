# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file into the texts it holds, by what its bytes are and not by its name."""

import hashlib
import re
from collections.abc import Mapping
from typing import Final

from restante.cases.captures.archives import GZIP, read_wacz, read_warc, unpack_gzip
from restante.cases.captures.held import MOST_BYTES, Held, Part, refusal
from restante.cases.captures.pages import guess_type, page_text

_ZIP: Final = b"PK\x03\x04"
_WARC: Final = b"WARC/"
_PICTURES: Final[Mapping[str, re.Pattern[bytes]]] = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff[\xc0-\xfe]"),
    "image/gif": re.compile(rb"GIF8[79]a"),
    "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    "image/tiff": re.compile(rb"II\*\x00|MM\x00\*"),
}
"""Kept as they are and never decoded here: nobody looks for words in them but people."""


def read_capture(data: bytes, name: str) -> Held:
    """HTML, plain text, PDF, a picture (without texts), WARC (also gzipped) or WACZ; `name` is for refusals only."""
    if not data.strip():
        raise refusal("empty", name)
    if len(data) > MOST_BYTES:
        raise refusal("large", name)
    digest = hashlib.sha256(data).hexdigest()
    if data.startswith(_ZIP):
        told = read_wacz(data, name)
        return Held(digest, "application/wacz", len(data), told.url, told.retrieved, told.texts)
    plain = unpack_gzip(data, name) if data.startswith(GZIP) else data
    if plain.startswith(_WARC):
        told = read_warc(plain, name)
        return Held(digest, "application/warc", len(data), told.url, told.retrieved, told.texts)
    if plain is not data:
        raise refusal("gzipped", name)
    picture = next((kind for kind, shape in _PICTURES.items() if shape.match(data)), None)
    if picture is not None:
        return Held(digest, picture, len(data), "", "", ())
    media_type = guess_type(data)
    if media_type is None:
        raise refusal("unknown", name)
    return Held(digest, media_type, len(data), "", "", (Part("", media_type, page_text(data, media_type, "", name)),))
