# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file into the texts it holds, by what its bytes are and not by its name."""

import hashlib
from typing import Final

from restante.cases.captures.archives import read_wacz, read_warc, unpack_gzip
from restante.cases.captures.held import MOST_BYTES, CaptureRefused, Held, Part
from restante.cases.captures.pages import guess_type, page_text

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_WARC: Final = b"WARC/"


def read_capture(data: bytes, name: str) -> Held:
    """HTML, plain text, PDF, WARC (also gzipped) or WACZ; `name` only names the file in a refusal."""
    if not data.strip():
        raise CaptureRefused(file=name, reason="it is empty")
    if len(data) > MOST_BYTES:
        raise CaptureRefused(file=name, reason=f"it is larger than {MOST_BYTES // 2**20} MiB")
    digest = hashlib.sha256(data).hexdigest()
    if data.startswith(_ZIP):
        told = read_wacz(data, name)
        return Held(digest, "application/wacz", len(data), told.url, told.retrieved, told.texts)
    plain = unpack_gzip(data, name) if data.startswith(_GZIP) else data
    if plain.startswith(_WARC):
        told = read_warc(plain, name)
        return Held(digest, "application/warc", len(data), told.url, told.retrieved, told.texts)
    if plain is not data:
        raise CaptureRefused(file=name, reason="it is gzipped and no WARC")
    media_type = guess_type(data)
    if media_type is None:
        raise CaptureRefused(file=name, reason="it is neither text nor a kind of file that is known here")
    return Held(digest, media_type, len(data), "", "", (Part("", media_type, page_text(data, media_type, "", name)),))
