# SPDX-License-Identifier: AGPL-3.0-or-later
"""The documents of a call as a gate reads and writes them; docs/reference/gate.md says the same in words."""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import parse_qs

from restante.calls.errors import CallUnreadable, PublicationRefused
from restante.calls.receiving import Missing

_ID = re.compile(r"[0-9a-f]{32}")
FRAME = 4  # bytes of length before each envelope in an answer
_SHA256 = re.compile(r"[0-9a-f]{64}")


def read_page(query: bytes) -> tuple[bool, str]:
    """Of a list: whether acknowledged envelopes too, and after which id."""
    given = parse_qs(query.decode("latin-1"), max_num_fields=4)
    after = given.get("after", [""])[0]
    if after and not _ID.fullmatch(after):
        raise CallUnreadable
    return given.get("acknowledged") == ["1"], after


def read_ids(given: str) -> list[str]:
    """Of a fetch, from the address."""
    ids = given.split(",")
    if not all(map(_ID.fullmatch, ids)):
        raise CallUnreadable
    return ids


def envelope_list(rows: Iterable[tuple[str, str, int]]) -> dict[str, Any]:
    """Id, SHA-256 and size of each."""
    return {"envelopes": [{"id": row_id, "sha256": sha256, "size": size} for row_id, sha256, size in rows]}


def frame(envelopes: Sequence[bytes]) -> bytes:
    """Many envelopes as one body."""
    return b"".join(len(sealed).to_bytes(FRAME) + sealed for sealed in envelopes)


def read_hashes(body: bytes) -> list[str]:
    """Of an acknowledgement."""
    hashes = _object(body).get("sha256")
    if not isinstance(hashes, list) or not all(isinstance(one, str) and _SHA256.fullmatch(one) for one in hashes):
        raise CallUnreadable
    return hashes


def read_edition_offer(body: bytes) -> dict[str, bytes]:
    """The metadata by its names."""
    given = _object(body).get("metadata")
    if not isinstance(given, dict) or not given:
        raise PublicationRefused(reason="no metadata")
    return {str(name): _base64(data) for name, data in given.items()}


def read_mail_offer(body: bytes) -> tuple[bytes, list[str]]:
    """latest.json, and the paths of the other files."""
    given = _object(body)
    files = given.get("files")
    if not isinstance(files, list) or not all(isinstance(path, str) for path in files):
        raise PublicationRefused(reason="no files")
    return _base64(given.get("latest")), files


def still_missing(missing: Sequence[Missing]) -> dict[str, Any]:
    """The answer to an offer."""
    listed = [{"path": file.path, "length": file.length, "sha256": file.sha256} for file in missing]
    return {"missing": listed, "published": not missing}


def health(edition: int | None, free: int, waiting: int) -> dict[str, Any]:
    """Rounded, since anybody may ask: to 256 MiB, and up to tens."""
    free, waiting = free >> 28 << 28, -(-waiting // 10) * 10
    return {"ok": edition is not None, "edition": edition, "free_bytes": free, "waiting": waiting}


def _object(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise CallUnreadable from None
    if not isinstance(document, dict):
        raise CallUnreadable
    return document


def _base64(given: object) -> bytes:
    try:
        return base64.b64decode(str(given), validate=True)
    except (ValueError, binascii.Error):
        raise CallUnreadable from None
