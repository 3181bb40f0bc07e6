# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the reading of a capture yields, and the one way in which it is refused."""

from dataclasses import dataclass
from typing import Final

from restante.errors import BadInput

MOST_BYTES: Final = 64 * 2**20
MOST_UNPACKED: Final = 256 * 2**20
MOST_RECORDS: Final = 20_000
MOST_PAGE: Final = 8 * 2**20
MOST_TEXT: Final = 32 * 2**20
MOST_PDF_PAGES: Final = 1_000


class CaptureRefused(BadInput):
    """The file is nothing that a quotation could be found in, or it is damaged; nothing of it was taken."""

    code = "capture-refused"
    text = "{file} cannot be read as a capture: {reason}. Give a saved page (HTML), plain text, PDF, WARC or WACZ."


@dataclass(frozen=True, slots=True)
class Part:
    """The text of one page or paper in a capture, as a reader of it would see it."""

    url: str
    media_type: str
    text: str


@dataclass(frozen=True, slots=True)
class Held:
    """One file. `url` and `retrieved` are what an archive says of itself; a saved page says neither."""

    sha256: str
    media_type: str
    size: int
    url: str
    retrieved: str
    texts: tuple[Part, ...]
