# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads one capture that strangers may have made: `python -m restante.desk.cases.capture_reader`, a child for each.

It gives everything up before the first byte of the file comes, answers one JSON object, and ends.
"""

import codecs
import contextlib
import encodings.aliases
import io
import json
import os
import sys
from collections.abc import Mapping
from typing import Any, Final

from PIL import Image

from restante.cases.captures import (
    CaptureRefused,
    Exchange,
    Found,
    Held,
    StampRefused,
    find_quotations,
    read_capture,
    read_stamp,
    rfc3161,
    write_warc,
)
from restante.desk.confinement import confine
from restante.desk.one_shot import framed, read_frame

MEMORY: Final = 1536 * 2**20  # a capture unpacked, its texts, and where each sign of one of them stands
SECONDS: Final = 60
MOST_WORDS: Final = 4_000
READY: Final = b"r"


def warm_up() -> None:
    """Whatever loads itself on first use: encodings, readers, certificates. Afterwards no file can be opened."""
    for name in set(encodings.aliases.aliases.values()):
        with contextlib.suppress(LookupError):
            codecs.lookup(name)
    sheet = io.BytesIO()
    Image.new("L", (8, 8)).save(sheet, "PDF")
    headers = [("Content-Type", "text/html; charset=windows-1251")]
    page = Exchange("http://rehearsal/", "2024-01-01T00:00:00Z", [], 200, "OK", headers, b"<p>rehearsal")
    for data in (sheet.getvalue(), write_warc([page], "rehearsal"), b"<!doctype html><p>rehearsal"):
        for part in read_capture(data, "rehearsal").texts:
            find_quotations(part.text, ["rehearsal", "is […] not there"])
    rfc3161.listed_roots()
    for token in (b"", b"\x30\x00", b"rehearsal"):
        with contextlib.suppress(StampRefused):
            read_stamp(token, b"rehearsal")


def answer(asked: Mapping[str, Any], data: bytes, token: bytes, root: bytes) -> dict[str, Any]:
    """What the file is and where each quotation stands in it, or what a stamp proves of it."""
    try:
        if token:
            stamp = read_stamp(token, data, root)
            return {"kind": stamp.kind, "moment": stamp.moment, "by": stamp.by, "trust": stamp.trust}
        return _told(read_capture(data, "copy"), asked["quotations"])
    except CaptureRefused as refused:
        return {"refused": refused.fields["why"]}
    except StampRefused as refused:
        return {"stamp-refused": refused.fields["why"]}
    except MemoryError:
        return {"refused": "text"}


def _told(held: Held, quotations: list[str]) -> dict[str, Any]:
    found: list[tuple[Found, str] | None] = [None] * len(quotations)
    for part in held.texts:
        missing = [place for place, one in enumerate(found) if one is None or not one[0].is_exact]
        for place, one in zip(missing, find_quotations(part.text, [quotations[each] for each in missing]), strict=True):
            if one is not None and (found[place] is None or one.is_exact):
                found[place] = (one, part.url)
    return {
        "media_type": held.media_type,
        "url": held.url,
        "retrieved": held.retrieved,
        "texts": sum(bool(part.text.strip()) for part in held.texts),
        "found": [one and _place(*one) for one in found],
    }


def _place(found: Found, url: str) -> dict[str, Any]:
    return {
        "prefix": found.prefix,
        "exact": found.exact[:MOST_WORDS],
        "suffix": found.suffix,
        "is_exact": found.is_exact,
        "url": url,
    }


def main() -> None:
    """Nothing is open but two pipes; stderr may hold words, so it leads nowhere."""
    warm_up()
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    confine(MEMORY, SECONDS)
    sys.stdout.buffer.write(READY)
    sys.stdout.buffer.flush()
    asked, data, token, root = (read_frame(sys.stdin.buffer) for _ in range(4))
    told = json.dumps(answer(json.loads(asked), data, token, root)).encode()
    sys.stdout.buffer.write(framed(told))
    sys.stdout.buffer.flush()
    os._exit(0)  # what is left to clean up needs calls that are not there any more


if __name__ == "__main__":
    main()
