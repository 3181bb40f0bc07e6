# SPDX-License-Identifier: AGPL-3.0-or-later
"""WARC (ISO 28500) and WACZ: what servers answered, with their digests checked. Bounded before anything is unpacked."""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Any, Final

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from restante.cases.captures.held import (
    MOST_BYTES,
    MOST_MEMBERS,
    MOST_RECORDS,
    MOST_TEXT,
    MOST_UNPACKED,
    Part,
    refusal,
)
from restante.cases.captures.pages import HTML, READ, page_text

GZIP: Final = b"\x1f\x8b"
_PIECE: Final = 2**18
_PACKAGE: Final = "datapackage.json"
_MOST_PACKAGE: Final = 4 * 2**20


@dataclass(frozen=True, slots=True)
class Told:
    """The page that an archive was made for, and the texts of all that it holds."""

    url: str
    retrieved: str
    texts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    part: Part
    retrieved: str


def unpack_gzip(data: bytes, name: str) -> bytes:
    """Every member of it, as long as the whole stays within bounds."""
    out = bytearray()
    rest = data
    while rest:
        packed = zlib.decompressobj(wbits=31)
        try:
            while not packed.eof:
                piece = packed.decompress(rest, _PIECE)
                out += piece
                rest = packed.unconsumed_tail
                if len(out) > MOST_UNPACKED:
                    raise refusal("unpacks", name)
                if not piece and not rest and not packed.eof:
                    raise refusal("cut", name)
        except zlib.error:
            raise refusal("gzip", name) from None
        rest = packed.unused_data
    return bytes(out)


def read_warc(plain: bytes, name: str) -> Told:
    """Of an archive that is unpacked."""
    answers = list(_answers(plain, name))
    if not answers:
        raise refusal("no-answer", name)
    main = next((one for one in answers if one.part.media_type == HTML), answers[0])
    return Told(main.part.url, main.retrieved, tuple(one.part for one in answers))


def read_wacz(data: bytes, name: str) -> Told:
    """All WARC files in it; what its own list of hashes says of them must hold."""
    answers: list[_Answer] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = packed.namelist()
            if len(members) > MOST_MEMBERS:
                raise refusal("members", name)
            package = _package(packed, name)
            if any(one.flag_bits & 1 for one in packed.infolist()):
                raise refusal("locked", name)
            hashes = _hashes(package)
            left = MOST_UNPACKED
            for member in sorted(members):
                if not (member.startswith("archive/") and member.endswith((".warc", ".warc.gz"))):
                    continue
                archive = _member(packed, member, MOST_BYTES, name)
                if hashes.get(member, "") not in {"", hashlib.sha256(archive).hexdigest()}:
                    raise refusal("hashes", name)
                plain = unpack_gzip(archive, name) if member.endswith(".gz") or archive[:2] == GZIP else archive
                left -= len(plain)
                if left < 0:
                    raise refusal("unpacks", name)
                answers += _answers(plain, name)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
        raise refusal("package", name) from None
    if not answers:
        raise refusal("no-answer", name)
    main = next((one for one in answers if one.part.media_type == HTML), answers[0])
    url, day = (package.get(key) for key in ("mainPageUrl", "mainPageDate"))
    return Told(
        url if isinstance(url, str) and url else main.part.url,
        day if isinstance(day, str) and day else main.retrieved,
        tuple(one.part for one in answers),
    )


def _package(packed: zipfile.ZipFile, name: str) -> dict[str, Any]:
    if _PACKAGE not in packed.namelist():
        raise refusal("no-wacz", name)
    try:
        told = json.loads(_member(packed, _PACKAGE, _MOST_PACKAGE, name))
    except (ValueError, RecursionError):
        raise refusal("datapackage", name) from None
    return told if isinstance(told, dict) else {}


def _hashes(package: dict[str, Any]) -> dict[str, str]:
    resources = package.get("resources")
    told: dict[str, str] = {}
    for one in resources if isinstance(resources, list) else ():
        if isinstance(one, dict) and str(one.get("hash", "")).startswith("sha256:"):
            told[str(one.get("path"))] = str(one["hash"]).removeprefix("sha256:").lower()
    return told


def _member(packed: zipfile.ZipFile, member: str, most: int, name: str) -> bytes:
    """Read by what it unpacks to, whatever its header promises."""
    with packed.open(member) as opened:
        read = opened.read(most + 1)
    if len(read) > most:
        raise refusal("member", name)
    return read


def _answers(plain: bytes, name: str) -> Iterator[_Answer]:
    """Pages and papers among the records; the rest is only checked."""
    if not plain.endswith(
        (b"\r\n\r\n", b"\n\n")
    ):  # as every record does (ISO 28500, 4.1); warcio would stop in silence
        raise refusal("cut", name)
    total = 0
    try:
        for number, record in enumerate(ArchiveIterator(io.BytesIO(plain), check_digests=True), 1):
            if number > MOST_RECORDS:
                raise refusal("records", name)
            answer = _answer(record, name)
            for _ in iter(lambda: record.raw_stream.read(_PIECE), b""):  # noqa: B023 -- used before the next
                pass
            if getattr(record.raw_stream, "limit", 0) > 0:  # less came than Content-Length had promised
                raise refusal("cut", name)
            if record.digest_checker.passed is False:
                raise refusal("digest", name)
            if answer is not None:
                total += len(answer.part.text)
                if total > MOST_TEXT:
                    raise refusal("text", name)
                yield answer
    except (ArchiveLoadFailed, zlib.error, EOFError, ValueError, AttributeError, TypeError, OSError):
        raise refusal("record", name) from None


def _answer(record: Any, name: str) -> _Answer | None:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    retrieved = record.rec_headers.get_header("WARC-Date") or ""
    if record.rec_type == "response" and record.http_headers is not None:
        if record.http_headers.get_statuscode()[:1] != "2":
            return None
        told = record.http_headers.get_header("Content-Type") or ""
    elif record.rec_type == "resource":
        told = record.rec_headers.get_header("Content-Type") or ""
    else:
        return None
    header = Message()
    header["Content-Type"] = told
    media_type = header.get_content_type()
    if media_type not in READ:
        return None
    body = bytearray()
    stream = record.content_stream()
    for piece in iter(lambda: stream.read(_PIECE), b""):
        body += piece
        if len(body) > MOST_BYTES:
            raise refusal("answer", name)
    text = page_text(bytes(body), media_type, header.get_content_charset() or "", name)
    return _Answer(Part(url, media_type, text), retrieved)
