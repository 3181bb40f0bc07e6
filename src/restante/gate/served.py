# SPDX-License-Identifier: AGPL-3.0-or-later
"""The edition that is served now, as one value in memory, so that a new one replaces it in a single assignment.

`published/current` names a folder; `<folder>.gz` beside it holds compressed variants and is no part of the edition.
"""

import base64
import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from restante.edition import format as names
from restante.gate.answers import Headers, headers_for
from restante.seal.envelope import LetterKeys, letter_keys_from_json

KEPT_IN_MEMORY = 256 << 10
MEMORY_BUDGET = 24 << 20
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".atom": "application/atom+xml; charset=utf-8",
    ".xml": "application/xml",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".ico": "image/x-icon",
    ".pdf": "application/pdf",
    ".epub": "application/epub+zip",
    ".woff2": "font/woff2",
}
_COMPRESSED = frozenset((".html", ".css", ".js", ".json", ".atom", ".xml", ".txt", ".md", ".csv", ".ics", ".svg"))
_NO_STORE_PAGES = ("write.html", "read.html")


@dataclass(frozen=True, slots=True)
class Variant:
    """One encoding of a file with its finished headers; `body` is None when it stays on the disk."""

    file: Path
    length: int
    etag: bytes
    headers: Headers
    body: bytes | None

    @classmethod
    def of_mail(cls, file: Path, length: int) -> "Variant":
        """A file of the mail: never kept by a browser's cache, where it would tell of a visit."""
        media_type = "application/json" if file.suffix == ".json" else "application/octet-stream"
        return cls(file, length, b"", [*headers_for("reading", media_type), (b"content-length", b"%d" % length)], None)


@dataclass(frozen=True, slots=True)
class Page:
    """A file of the edition."""

    plain: Variant
    gzipped: Variant | None

    def variant_for(self, headers: Mapping[bytes, bytes]) -> Variant:
        """Compressed for those who take it."""
        if self.gzipped is not None and b"gzip" in headers.get(b"accept-encoding", b""):
            return self.gzipped
        return self.plain


@dataclass(frozen=True, slots=True)
class Published:
    """What the gate knows from the edition it serves."""

    folder: Path
    number: int
    organisation: bytes
    demonstration: bool
    pages: Mapping[str, Page] = field(repr=False)
    directory: dict[str, Any] = field(repr=False)
    name: Mapping[str, str]
    letter_keys: LetterKeys
    key_ids: frozenset[bytes]
    call_key: bytes
    mail_key: bytes


def load_published(folder: Path) -> Published:
    """Read a folder whose signatures were verified when it arrived."""
    about = json.loads((folder / names.ABOUT).read_bytes())
    keys = letter_keys_from_json((folder / names.LETTER_KEYS).read_bytes())
    return Published(
        folder=folder,
        number=int(about["number"]),
        organisation=keys.organisation,
        demonstration=about["demonstration"] is True,
        name=about["name"],
        pages=_load_pages(folder),
        directory=json.loads((folder / names.DIRECTORY).read_bytes()),
        letter_keys=keys,
        key_ids=frozenset(key.key_id for key in keys.keys),
        call_key=_public_key(folder / names.CALL_KEY),
        mail_key=_public_key(folder / names.MAIL_KEY),
    )


def _public_key(file: Path) -> bytes:
    return base64.b64decode(json.loads(file.read_bytes())["public"], validate=True)


def compressed_folder(folder: Path) -> Path:
    """Where the variants of an edition's folder are."""
    return folder.with_name(folder.name + ".gz")


def compress(folder: Path) -> None:
    """Write the variants that are worth it; the gzip header's time is zero."""
    for file in folder.rglob("*"):
        if file.suffix in _COMPRESSED and file.is_file():
            small = gzip.compress(file.read_bytes(), 9, mtime=0)
            if len(small) < file.stat().st_size * 0.9:
                variant = compressed_folder(folder) / file.relative_to(folder)
                variant.parent.mkdir(parents=True, exist_ok=True)
                variant.write_bytes(small)


def _load_pages(folder: Path) -> dict[str, Page]:
    pages: dict[str, Page] = {}
    budget = MEMORY_BUDGET
    for file in sorted(folder.rglob("*")):
        if not file.is_file():
            continue
        path = file.relative_to(folder).as_posix()
        page = _load_page(file, compressed_folder(folder) / path, budget)
        budget -= sum(len(v.body or b"") for v in (page.plain, page.gzipped) if v)
        pages["/" + path] = page
        if file.name == "index.html":
            pages["/" + path.removesuffix("index.html")] = page
    return pages


def _load_page(file: Path, variant: Path, budget: int) -> Page:
    data = file.read_bytes()
    digest = hashlib.sha256(data).hexdigest()[:32]
    kind = _kind_of(file, data)
    headers = headers_for(
        kind, _TYPES.get(file.suffix, "application/octet-stream"), cached=file.name not in _NO_STORE_PAGES
    )
    gzipped = None
    if variant.is_file():
        headers = [*headers, (b"vary", b"accept-encoding")]
        encoded = [*headers, (b"content-encoding", b"gzip")]
        gzipped = _variant(variant, variant.read_bytes(), f'"{digest}-gz"', encoded, budget)
    return Page(_variant(file, data, f'"{digest}"', headers, budget), gzipped)


def _variant(file: Path, data: bytes, etag: str, headers: Headers, budget: int) -> Variant:
    kept = data if len(data) <= min(KEPT_IN_MEMORY, budget) else None
    finished = [*headers, (b"etag", etag.encode()), (b"content-length", b"%d" % len(data))]
    return Variant(file, len(data), etag.encode(), finished, kept)


def _kind_of(file: Path, data: bytes) -> str:
    if file.suffix == ".html":
        if file.name in _NO_STORE_PAGES:
            return "letter"
        return "script" if b"<script" in data else "reading"
    return "file" if file.suffix == ".pdf" else "reading"
