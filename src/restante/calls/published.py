# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a gate learns from an edition that has arrived: keys, directory, and every file with its finished headers.

Compressed variants stand in a folder beside it and are no part of it.
"""

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from restante.edition import format as names
from restante.edition.headers import COMPRESSED, JSON, OCTETS, Headers, headers_for, headers_of_file
from restante.seal.envelope import LetterKeys, letter_keys_from_json, takes_until

KEPT_IN_MEMORY, MEMORY_BUDGET = 256 << 10, 24 << 20
_TAKES_GZIP = re.compile(rb"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")


@dataclass(frozen=True, slots=True)
class Variant:
    """One encoding of a file; `body` is None when it stays on the disk."""

    file: Path
    etag: bytes
    headers: Headers
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Page:
    """A file of the edition."""

    plain: Variant
    gzipped: Variant | None

    def variant_for(self, headers: Mapping[bytes, bytes]) -> Variant:
        """Compressed for those who take it."""
        if self.gzipped is not None and _TAKES_GZIP.search(headers.get(b"accept-encoding", b"")):
            return self.gzipped
        return self.plain


Pages = dict[str, Page]


@dataclass(frozen=True, slots=True)
class Published:
    """One edition, read from its folder."""

    folder: Path
    number: int
    organisation: bytes
    demonstration: bool
    directory: dict[str, Any] = field(repr=False)
    name: Mapping[str, str]
    letter_keys: LetterKeys
    taken_until: Mapping[bytes, date]
    call_key: bytes
    mail_key: bytes
    pages: Pages = field(repr=False)

    def people(self, lang: str) -> list[tuple[str, str, str]]:
        """Slug, name and a few words about everyone who can be written to, by name."""
        found = [
            (one["slug"], _said(one["names"], lang), _said(one.get("about", {}), lang))
            for one in self.directory["people"]
        ]
        return sorted(found, key=lambda one: one[1])

    def limits(self, lang: str) -> list[tuple[str, list[str]]]:
        """What gets through, in sentences for each place."""
        books = self.directory["rulebooks"].items()
        return [
            (_said(book.get("names", {}), lang) or place, book.get("limits", {}).get(lang, [])) for place, book in books
        ]

    def key_ids(self, today: date) -> set[bytes]:
        """Keys that the desk still opens: an edition that stands for months goes on naming those it has destroyed."""
        return {key_id for key_id, last in self.taken_until.items() if today <= last}

    @property
    def attention(self) -> dict[str, int]:
        """How much each of them is written to."""
        return {one["slug"]: int(one["attention"]) for one in self.directory["people"]}


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
        directory=json.loads((folder / names.DIRECTORY).read_bytes()),
        letter_keys=keys,
        taken_until={key.key_id: takes_until(key) for key in keys.keys},
        call_key=_public_key(folder / names.CALL_KEY),
        mail_key=_public_key(folder / names.MAIL_KEY),
        pages=_load_pages(folder),
    )


def mail_file(file: Path) -> Variant:
    """Never kept by a browser's cache, where it would tell of a visit. Raises FileNotFoundError."""
    length = (b"content-length", b"%d" % file.stat().st_size)
    return Variant(file, b"", [*headers_for("reading", JSON if file.suffix == ".json" else OCTETS), length], None)


def compressed_folder(folder: Path) -> Path:
    """Where the variants of an edition's folder are."""
    return folder.with_name(folder.name + ".gz")


def compress(folder: Path) -> None:
    """Write the variants that are worth it; the gzip header's time is zero."""
    for file in folder.rglob("*"):
        if file.suffix in COMPRESSED and file.is_file():
            small = gzip.compress(file.read_bytes(), 9, mtime=0)
            if len(small) < file.stat().st_size * 0.9:
                variant = compressed_folder(folder) / file.relative_to(folder)
                variant.parent.mkdir(parents=True, exist_ok=True)
                variant.write_bytes(small)


def _said(texts: dict[str, str], lang: str) -> str:
    return texts.get(lang) or next(iter(texts.values()), "")


def _public_key(file: Path) -> bytes:
    return base64.b64decode(json.loads(file.read_bytes())["public"], validate=True)


def _load_pages(folder: Path) -> Pages:
    """By address; folders lead to their index.html."""
    pages: Pages = {}
    budget = MEMORY_BUDGET
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        path = file.relative_to(folder).as_posix()
        page = _load_page(file, compressed_folder(folder) / path, budget)
        budget -= sum(len(variant.body or b"") for variant in (page.plain, page.gzipped) if variant)
        pages["/" + path] = page
        if file.name == "index.html":
            pages["/" + path.removesuffix("index.html")] = page
    return pages


def _load_page(file: Path, small: Path, budget: int) -> Page:
    data = file.read_bytes()
    digest = hashlib.sha256(data).hexdigest()[:32]
    headers = headers_of_file(file, data)
    if not small.is_file():
        return Page(_variant(file, data, f'"{digest}"', headers, budget), None)
    headers.append((b"vary", b"accept-encoding"))
    encoded = [*headers, (b"content-encoding", b"gzip")]
    gzipped = _variant(small, small.read_bytes(), f'"{digest}-gz"', encoded, budget)
    return Page(_variant(file, data, f'"{digest}"', headers, budget), gzipped)


def _variant(file: Path, data: bytes, etag: str, headers: Headers, budget: int) -> Variant:
    finished = [*headers, (b"etag", etag.encode()), (b"content-length", b"%d" % len(data))]
    return Variant(file, etag.encode(), finished, data if len(data) <= min(KEPT_IN_MEMORY, budget) else None)
