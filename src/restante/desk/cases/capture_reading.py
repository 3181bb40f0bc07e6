# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's side of reading captures and stamps: each goes to a confined child, and its answer is checked.

A child that was taken over can lie about where a quotation stands; it can say no more than that.
"""

import hashlib
import json
import re
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_noop

from restante.cases.captures import CaptureRefused, Stamp, StampRefused, held, stamps
from restante.cases.captures.held import MOST_BYTES
from restante.desk.cases.capture_reader import MOST_WORDS, READY, SECONDS
from restante.desk.confinement import missing_here
from restante.desk.one_shot import ask, framed
from restante.errors import BadInput, Unavailable

COMMAND: Final = (sys.executable, "-I", "-m", "restante.desk.cases.capture_reader")
MEDIA_TYPES: Final[Mapping[str, str]] = {
    "text/html": "html", "text/plain": "txt", "application/pdf": "pdf", "application/warc": "warc",
    "application/wacz": "wacz", "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp",
    "image/tiff": "tif",
}  # fmt: skip
"""What is kept, and how a file of it is called when it is given out."""
_WALL: Final = SECONDS + 30.0
_AT_ONCE: Final = threading.BoundedSemaphore(2)  # each may take as much memory as a child is allowed
_MOST_ANSWER: Final = 32 * 2**20
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)?")
_LINK: Final = re.compile(r"https?://[^\s<>\"\\]{1,990}")
_TRUSTS: Final = ("named", "listed", "alone", "block", "pending")


class CaptureUnreadable(BadInput):
    """The child ended, was too slow, or said what makes no sense. The same file would do it again."""

    code = "capture-unreadable"
    text = gettext_noop(
        "The program that reads copies gave up on this file; nothing was kept. "
        "Save the page in another form, or as a picture."
    )


class CaptureReaderMissing(Unavailable):
    """Not the file's fault."""

    code = "capture-reader-missing"
    text = gettext_noop("The program that reads copies does not start; nothing was kept. Try again later.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quotation was found, and what stands there."""

    prefix: str
    exact: str
    suffix: str
    url: str
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Read:
    """One file; `places` in the order of the quotations. A picture or a scan has no `texts` to look in."""

    sha256: str
    media_type: str
    size: int
    url: str
    retrieved: str
    texts: int
    places: tuple[Place | None, ...]


def read_copy(data: bytes, quotations: Sequence[str]) -> Read:
    """Raises CaptureRefused, CaptureUnreadable, CaptureReaderMissing."""
    if not data:
        raise held.refusal("empty", "")
    if len(data) > MOST_BYTES:
        raise held.refusal("large", "")
    told = _ask({"quotations": list(quotations)}, data)
    if told.get("refused") in held.REASONS:
        raise held.refusal(told["refused"], "")
    try:
        if told["media_type"] not in MEDIA_TYPES or len(told["found"]) != len(quotations):
            raise CaptureUnreadable
        return Read(
            hashlib.sha256(data).hexdigest(),
            told["media_type"],
            len(data),
            _fitting(_LINK, told["url"]),
            _fitting(_MOMENT, told["retrieved"]),
            int(told["texts"]),
            tuple(one and _place(one) for one in told["found"]),
        )
    except (KeyError, TypeError, ValueError):
        raise CaptureUnreadable from None


def read_copy_stamp(token: bytes, data: bytes, root: bytes) -> Stamp:
    """Raises StampRefused, CaptureUnreadable, CaptureReaderMissing."""
    for given in (token, root):
        if len(given) > stamps.MOST_STAMP:
            raise stamps.refusal("large")
    if not token:
        raise stamps.refusal("empty")
    told = _ask({}, data, token, root)
    if told.get("stamp-refused") in stamps.REASONS:
        raise stamps.refusal(told["stamp-refused"])
    try:
        if told["kind"] not in {"rfc3161", "opentimestamps"} or told["trust"] not in _TRUSTS:
            raise CaptureUnreadable
        return Stamp(told["kind"], _fitting(_MOMENT, told["moment"]), str(told["by"])[:200], told["trust"])
    except (KeyError, TypeError):
        raise CaptureUnreadable from None


def refused_words(refused: CaptureRefused | StampRefused) -> str:
    """The reason as a msgid; its translation stands in this room's catalogue."""
    table = held.REASONS if isinstance(refused, CaptureRefused) else stamps.REASONS
    return table[str(refused.fields["why"])]


def _place(told: Any) -> Place:
    around = [str(told[name])[:64] for name in ("prefix", "suffix")]
    return Place(
        around[0], str(told["exact"])[:MOST_WORDS], around[1], _fitting(_LINK, told["url"]), told["is_exact"] is True
    )


def _fitting(shape: re.Pattern[str], told: object) -> str:
    return told if isinstance(told, str) and shape.fullmatch(told) else ""


def _ask(asked: Mapping[str, object], data: bytes, token: bytes = b"", root: bytes = b"") -> dict[str, Any]:
    missing_here()  # once a process, into the log
    with _AT_ONCE:
        question = b"".join(framed(part) for part in (json.dumps(asked).encode(), data, token, root))
        try:
            told = ask(COMMAND, question, seconds=_WALL, most=_MOST_ANSWER + len(READY))
        except OSError:
            raise CaptureReaderMissing from None
    if not told.startswith(READY):
        raise CaptureReaderMissing
    told = told[len(READY) :]
    if not 4 <= len(told) <= _MOST_ANSWER or told[:4] != (len(told) - 4).to_bytes(4, "big"):
        raise CaptureUnreadable
    try:
        answer = json.loads(told[4:])
    except (ValueError, RecursionError):
        raise CaptureUnreadable from None
    if not isinstance(answer, dict):
        raise CaptureUnreadable
    return answer
