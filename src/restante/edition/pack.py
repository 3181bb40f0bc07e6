# SPDX-License-Identifier: AGPL-3.0-or-later
"""An edition as one file, or as parts that fit on a stick: plain tar, so that any program opens what it must.

Each part is an archive of its own, whole files only. The same edition and part size give the same bytes.
"""

import hashlib
import os
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from restante.edition.chain import Broken, follow_chain
from restante.edition.difference import NoWholeList
from restante.edition.format import MANIFEST, METADATA
from restante.edition.manifest import Listed
from restante.edition.tree import NotReadable, open_file
from restante.edition.verify import NoSuchCopy
from restante.errors import BadInput

BLOCK: Final = 512
FAT32_MOST: Final = 2**32 - 1
PART_SIZE: Final = 4 * 1000**3
"""Below what FAT32 holds, by decimal gigabytes as sticks are sold."""
SMALLEST_PART: Final = 1_000_000
_OVERHEAD: Final = 4 * BLOCK  # a long name's own header, its text, the file's header, rounding
_CHUNK: Final = 1024 * 1024


class TooLargeForPart(BadInput):
    """A file of the edition alone is larger."""

    code = "too-large-for-part"
    text = "{path} has {size} MB and does not fit into a part of {part} MB. Choose larger parts."


class PackRefused(BadInput):
    """Where a pack is not put."""

    code = "pack-refused"
    text = "{out} cannot be the pack: {reason}. Choose another place."


class NotPacked(NoWholeList):
    """Only what is signed is packed."""

    code = "not-packed"
    text = "{folder} is not packed: {reason} 'restante edition verify' names everything that is wrong."


class ChangedMeanwhile(NoWholeList):
    """A file that is not what was signed is not packed."""

    code = "not-packed"
    text = (
        "{path} is not the file that was signed, so nothing was packed. 'restante edition verify' names what is wrong."
    )


@dataclass(frozen=True, slots=True)
class Part:
    """What one file of a pack will hold."""

    path: Path
    members: tuple[tuple[str, Listed], ...]
    comment: str


def pack_edition(
    folder: Path, out: Path, part_size: int = PART_SIZE, tell: Callable[[int, int], object] = lambda *_: None
) -> list[Path]:
    """Write the edition in the folder to `out`, or to parts named after it; every byte is verified on its way."""
    if not out.name:
        raise PackRefused(out=out, reason="it is no name of a file")
    if folder.resolve() in out.resolve().parents:
        raise PackRefused(out=out, reason="it would lie within the copy, which would no longer be the edition alone")
    try:
        here = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        raise NoSuchCopy(folder=folder) from None
    try:
        chain = follow_chain(here, None)
        stamp = chain.files[f"{METADATA}/timestamp.json"][1]
        parts = _plan(out, chain.files, part_size, f"edition {chain.known.targets}; {stamp}")
        done = 0
        for part in parts:
            for count in _write_part(here, part):
                done += count
                tell(done, len(chain.files))
    except Broken as broken:
        raise NotPacked(folder=folder, reason=broken.problem.say()) from None
    finally:
        os.close(here)
    return [part.path for part in parts]


def part_name(out: Path, number: int, count: int) -> Path:
    """`edition.tar`, or `edition.002-of-005.tar`."""
    return out if count == 1 else out.with_name(f"{out.stem}.{number:03d}-of-{count:03d}{out.suffix}")


def _plan(out: Path, files: Mapping[str, Listed], part_size: int, about: str) -> list[Part]:
    first = (f"{METADATA}/", f"{MANIFEST}/")
    parts: list[list[tuple[str, Listed]]] = [[]]
    room = part_size - 8 * BLOCK
    left = room
    for path, listed in sorted(files.items(), key=lambda item: (not item[0].startswith(first), item[0])):
        needed = _OVERHEAD + listed[0] + -listed[0] % BLOCK
        if needed > room:
            raise TooLargeForPart(path=path, size=-(-listed[0] // 10**6), part=part_size // 10**6)
        if needed > left:
            parts.append([])
            left = room
        parts[-1].append((path, listed))
        left -= needed
    count = len(parts)
    return [
        Part(part_name(out, number, count), tuple(members), f"restante pack 1; part {number} of {count}; {about}")
        for number, members in enumerate(parts, 1)
    ]


def _write_part(here: int, part: Part) -> Iterator[int]:
    """Whole under its name or not there; yields the count of files as they are written."""
    fresh = part.path.with_name(part.path.name + ".part")
    try:
        with fresh.open("wb") as stream:
            stream.write(tarfile.TarInfo.create_pax_global_header({"comment": part.comment}))
            for path, listed in part.members:
                member = tarfile.TarInfo(path)
                member.size, member.mode = listed[0], 0o644
                stream.write(member.tobuf(tarfile.PAX_FORMAT))
                _copy_checked(here, path, listed, stream)
                stream.write(bytes(-listed[0] % BLOCK))
                yield 1
            stream.write(bytes(2 * BLOCK))
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(part.path)
    finally:
        with suppress(OSError):
            fresh.unlink()


def _copy_checked(here: int, path: str, listed: Listed, stream: BinaryIO) -> None:
    state, count = hashlib.sha256(), 0
    try:
        with os.fdopen(open_file(here, path), "rb", buffering=0) as source:
            while count <= listed[0] and (data := source.read(min(_CHUNK, listed[0] + 1 - count))):
                count += len(data)
                state.update(data)
                stream.write(data)
    except NotReadable:
        raise ChangedMeanwhile(path=path) from None
    if (count, state.hexdigest()) != listed:
        raise ChangedMeanwhile(path=path)
