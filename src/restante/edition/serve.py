# SPDX-License-Identifier: AGPL-3.0-or-later
"""A copy as a website: the files that are signed, with the headers a gate sends, and nothing else that lies there.

WSGI, so that a bounded server carries it; a pull may replace the folder meanwhile: the next request sees the new one.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Final

from restante.edition.chain import Broken, follow_chain
from restante.edition.format import METADATA
from restante.edition.headers import headers_for, headers_of_file
from restante.edition.manifest import Listed
from restante.edition.tree import NotReadable, open_file

_CHUNK: Final = 256 * 1024
_HTML_MOST: Final = 16 * 1024 * 1024
_RANGE: Final = re.compile(r"bytes=([0-9]{1,13})-([0-9]{0,13})")
Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]
_WORDS: Final = {
    304: "304 Not Modified",
    404: "404 Not Found",
    405: "405 Method Not Allowed",
    416: "416 Range Not Satisfiable",
    503: "503 Service Unavailable",
}


class MirrorSite:
    """Knows its files from the signatures, and reads them anew when the timestamp is another file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: tuple[int, int] = (0, 0)
        self._files: dict[str, Listed] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """One request."""
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD"):
            return self._refuse(405, start_response, [("Allow", "GET, HEAD")])
        self._look()
        path = str(environ.get("PATH_INFO", "")).lstrip("/")
        path = f"{path}index.html" if not path or path.endswith("/") else path
        listed = self._files.get(path)
        if listed is None:
            return self._refuse(404 if self._files else 503, start_response)
        tag = f'"{listed[1]}"'
        if environ.get("HTTP_IF_NONE_MATCH") == tag:
            return self._refuse(304, start_response, [("ETag", tag)])
        return self._answer(path, listed, environ, start_response)

    def _answer(self, path: str, listed: Listed, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        length, digest = listed
        try:
            stream = self._open(path)
        except (NotReadable, OSError):
            return self._refuse(503, start_response)
        begin, end = _asked(environ.get("HTTP_RANGE", ""), length)
        if begin is None:
            stream.close()
            return self._refuse(416, start_response, [("Content-Range", f"bytes */{length}")])
        headers = self._headers(path, stream, length)
        headers += [("ETag", f'"{digest}"'), ("Accept-Ranges", "bytes"), ("Content-Length", str(end - begin))]
        whole = end - begin == length
        if not whole:
            headers.append(("Content-Range", f"bytes {begin}-{end - 1}/{length}"))
        start_response("200 OK" if whole else "206 Partial Content", headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            stream.close()
            return []
        return _read(stream, begin, end - begin)

    def _open(self, path: str) -> BinaryIO:
        here = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            return os.fdopen(open_file(here, path), "rb", buffering=0)
        finally:
            os.close(here)

    @staticmethod
    def _headers(path: str, stream: BinaryIO, length: int) -> list[tuple[str, str]]:
        data = stream.read(min(length, _HTML_MOST)) if path.endswith(".html") else b""
        return _as_text(headers_of_file(PurePosixPath(path), data))

    def _look(self) -> None:
        try:
            found = (self._folder / METADATA / "timestamp.json").stat()
            if (found.st_ino, found.st_mtime_ns) == self._seen:
                return
            here = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        except OSError:
            self._files, self._seen = {}, (0, 0)
            return
        try:
            self._files = dict(follow_chain(here, None).files)
            self._seen = (found.st_ino, found.st_mtime_ns)
        except Broken:
            self._files, self._seen = {}, (0, 0)
        finally:
            os.close(here)

    @staticmethod
    def _refuse(status: int, start_response: StartResponse, more: list[tuple[str, str]] | None = None) -> list[bytes]:
        body = b"" if status == 304 else _WORDS[status].encode() + b"\n"
        headers = _as_text(headers_for("file", "text/plain; charset=utf-8"))
        start_response(_WORDS[status], [*headers, *(more or []), ("Content-Length", str(len(body)))])
        return [body]


def _asked(text: str, length: int) -> tuple[int | None, int]:
    """First byte and the one after the last; several ranges or another unit are answered with all."""
    found = _RANGE.fullmatch(text)
    if found is None:
        return 0, length
    begin = int(found[1])
    end = min(length, int(found[2]) + 1) if found[2] else length
    return (begin, end) if begin < end else (None, 0)


def _read(stream: BinaryIO, begin: int, left: int) -> Iterator[bytes]:
    with stream:
        stream.seek(begin)
        while left > 0 and (data := stream.read(min(left, _CHUNK))):
            left -= len(data)
            yield data


def _as_text(headers: list[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    return [(name.decode("latin-1").title(), value.decode("latin-1")) for name, value in headers]
