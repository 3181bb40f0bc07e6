# SPDX-License-Identifier: AGPL-3.0-or-later
"""Parts of a pack as a source to pull from: their names lead nowhere, only what was signed is ever asked for.

Read by 60 lines of our own: an archive from a stranger can hold links, devices and names that leave the folder, and
here nothing is looked at but plain files and where their bytes begin.
"""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from restante.edition.format import PATH_LIMIT, is_plain_path
from restante.edition.pack import BLOCK
from restante.edition.sources import Cut, Faulty
from restante.errors import BadInput

MEMBERS_MOST: Final = 1_000_000
_CHUNK: Final = 256 * 1024
_LONGEST_HEADER: Final = 4096
_COMMENT: Final = re.compile(
    r"restante pack 1; part ([1-9][0-9]{0,3}) of ([1-9][0-9]{0,3}); (edition [0-9]+; [0-9a-f]{64})"
)
_NUMBERED: Final = re.compile(r"(.+)\.[0-9]{3,4}-of-([0-9]{3,4})(\.[^.]*)?")
_RECORD: Final = re.compile(rb"([0-9]{1,5}) ([a-zA-Z.]+)=")


class NotAPack(BadInput):
    """The file is something else, or damaged."""

    code = "not-a-pack"
    text = "{path} is not a pack of an edition, or is damaged: {reason}."


class PartMissing(BadInput):
    """Which parts are wanted, by number."""

    code = "part-missing"
    text = "Part {missing} of {count} is missing. Name all parts, or put them into one folder."


class PartsDiffer(BadInput):
    """Parts of two packs."""

    code = "parts-differ"
    text = "{path} is a part of another pack than {first}. Keep packs in folders of their own."


class PackSource:
    """All parts of one pack; any of them finds its neighbours by their names."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.name, self.moved = str(paths[0]), 0
        self._index: dict[str, tuple[Path, int, int]] = {}
        self._read_parts(_with_neighbours(paths))

    def read(self, path: str, length: int, start: int = 0) -> Iterator[bytes]:
        """From the part that holds it, no further than a byte past `length`."""
        if path not in self._index:
            raise Faulty(f"{path} is missing", missing=True)
        part, offset, size = self._index[path]
        left = min(size, length + 1) - start
        try:
            with part.open("rb", buffering=0) as stream:
                stream.seek(offset + start)
                while left > 0 and (data := stream.read(min(left, _CHUNK))):
                    left -= len(data)
                    self.moved += len(data)
                    yield data
        except OSError:
            raise Cut(f"{part} cannot be read") from None

    def close(self) -> None:
        """Nothing is held open."""

    def _read_parts(self, paths: list[Path]) -> None:
        found: dict[int, Path] = {}
        packs: dict[str, Path] = {}
        count = 1
        for path in paths:
            number, count, about = self._read_part(path)
            packs.setdefault(f"{count}; {about}", path)
            if len(packs) > 1:
                raise PartsDiffer(path=path, first=next(iter(packs.values())))
            found[number] = path
        missing = [str(number) for number in range(1, count + 1) if number not in found]
        if missing:
            raise PartMissing(missing=", ".join(missing), count=count)

    def _read_part(self, path: Path) -> tuple[int, int, str]:
        """Note where each file begins; the global header tells which part of which pack this is."""
        try:
            with path.open("rb") as stream:
                size = os.fstat(stream.fileno()).st_size
                comment = _records(_payload(path, stream, *_header(path, stream, "g"))).get("comment", "")
                told = _COMMENT.fullmatch(comment)
                if told is None:
                    raise NotAPack(path=path, reason="it does not say which part of what it is")
                self._read_members(path, stream, size)
        except OSError as error:
            raise NotAPack(path=path, reason=error.strerror or "it cannot be read") from None
        return int(told[1]), int(told[2]), told[3]

    def _read_members(self, path: Path, stream: BinaryIO, size: int) -> None:
        longer = ""
        while (head := stream.read(BLOCK)) and any(head):
            kind, length, name = _parse(path, head)
            if kind == "x":
                longer = _records(_payload(path, stream, kind, length, name)).get("path", "")
                continue
            begin = stream.tell()
            if kind != "0" or begin + length > size:
                raise NotAPack(path=path, reason="it ends too early" if kind == "0" else "it holds more than files")
            name, longer = longer or name, ""
            if is_plain_path(name):
                self._index.setdefault(name, (path, begin, length))
            if len(self._index) > MEMBERS_MOST:
                raise NotAPack(path=path, reason="it holds more files than any edition")
            stream.seek(length + -length % BLOCK, os.SEEK_CUR)
        if not head:
            raise NotAPack(path=path, reason="it ends too early")


def _with_neighbours(paths: Sequence[Path]) -> list[Path]:
    found = dict.fromkeys(paths)
    for path in paths:
        if told := _NUMBERED.fullmatch(path.name):
            pattern = re.compile(rf"{re.escape(told[1])}\.[0-9]{{3,4}}-of-{told[2]}{re.escape(told[3] or '')}")
            found |= dict.fromkeys(sorted(one for one in path.parent.iterdir() if pattern.fullmatch(one.name)))
    return list(found)


def _header(path: Path, stream: BinaryIO, kind: str) -> tuple[str, int, str]:
    found = _parse(path, stream.read(BLOCK))
    if found[0] != kind:
        raise NotAPack(path=path, reason="it does not say which part of what it is")
    return found


def _parse(path: Path, head: bytes) -> tuple[str, int, str]:
    """Type, length and name of one member."""
    try:
        checksum, length = (int(head[start:end].rstrip(b" \0"), 8) for start, end in ((148, 156), (124, 136)))
        name, prefix = (head[start:end].split(b"\0")[0].decode("ascii") for start, end in ((0, 100), (345, 500)))
    except (ValueError, UnicodeDecodeError):
        raise NotAPack(path=path, reason="a header in it is damaged") from None
    kind = chr(head[156]) if len(head) == BLOCK else ""
    if not kind or length < 0 or checksum != sum(head[:148]) + sum(b" " * 8) + sum(head[156:]):
        raise NotAPack(path=path, reason="a header in it is damaged")
    return "0" if kind == "\0" else kind, length, f"{prefix}/{name}" if prefix else name


def _payload(path: Path, stream: BinaryIO, kind: str, length: int, name: str) -> bytes:
    if length > _LONGEST_HEADER or kind not in "gx" or len(name) > PATH_LIMIT:
        raise NotAPack(path=path, reason="a header in it is longer than any of ours")
    return stream.read(length + -length % BLOCK)[:length]


def _records(data: bytes) -> dict[str, str]:
    """What a pax header says, as far as it is in the form."""
    found: dict[str, str] = {}
    while (told := _RECORD.match(data)) and told.end() < int(told[1]) <= len(data):
        found[told[2].decode("ascii")] = data[told.end() : int(told[1]) - 1].decode("utf-8", "replace")
        data = data[int(told[1]) :]
    return found
