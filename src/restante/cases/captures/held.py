# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the reading of a capture yields, and the one way in which it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from restante.errors import BadInput

MOST_BYTES: Final = 64 * 2**20
MOST_UNPACKED: Final = 256 * 2**20
MOST_RECORDS: Final = 20_000
MOST_PAGE: Final = 32 * 2**20  # pages that are saved in one file carry their pictures in it
MOST_SIGNS: Final = 8 * 2**20
MOST_TEXT: Final = 32 * 2**20
MOST_PDF_PAGES: Final = 1_000
MOST_MEMBERS: Final = 10_000


REASONS: Final[Mapping[str, str]] = {
    "empty": "it is empty",
    "large": f"it is larger than {MOST_BYTES // 2**20} MiB",
    "unpacks": f"it unpacks to more than {MOST_UNPACKED // 2**20} MiB",
    "member": f"a file in it unpacks to more than {MOST_BYTES // 2**20} MiB",
    "page": f"a page in it is larger than {MOST_PAGE // 2**20} MiB",
    "answer": f"a page in it is larger than {MOST_BYTES // 2**20} MiB",
    "text": "it holds far more text than a source has",
    "pages": f"the PDF has more than {MOST_PDF_PAGES} pages",
    "pdf": "the PDF is damaged or wants a password; save it without one",
    "cut": "it ends in the middle",
    "gzip": "its compression is damaged",
    "gzipped": "it is gzipped and no WARC",
    "unknown": "it is neither text nor a kind of file that is known here",
    "no-answer": "it holds no answer of a server that could be read",
    "members": f"it holds more than {MOST_MEMBERS} files",
    "hashes": "a file in it is not what its list of hashes says",
    "package": "the package is damaged",
    "locked": "the package wants a password",
    "no-wacz": "it is a ZIP file without datapackage.json, so no WACZ",
    "datapackage": "datapackage.json is damaged",
    "records": f"it holds more than {MOST_RECORDS} records",
    "digest": "a record in it is not what its digest says",
    "record": "a record in it is damaged",
}
"""By a stable word, since a confined child can say no more than that word."""


class CaptureRefused(BadInput):
    """The file is nothing that a quotation could be found in, or it is damaged; nothing of it was taken."""

    code = "capture-refused"
    text = (
        "{file} cannot be read as a capture: {reason}. "
        "Give a saved page (HTML), plain text, PDF, a picture, WARC or WACZ."
    )


def refusal(why: str, file: str) -> CaptureRefused:
    """One of the reasons above; `why` stays among the fields for whoever translates it."""
    return CaptureRefused(file=file, why=why, reason=REASONS[why])


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
