# SPDX-License-Identifier: AGPL-3.0-or-later
"""Puts an edition where the last one stands: only what differs is written, and one exchange of names makes it current.

Beside the edition a twin may stay, the same files once more as hard links: the next edition is made from it, so that
one changed text costs a few files, not a new folder of all. A twin that is not whole holds no timestamp.
"""

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO, Final

from restante.edition.content import Content, StoredFile
from restante.edition.exchange import exchange, recover, sync_files
from restante.edition.format import MANIFEST, METADATA, Malformed, folders_of
from restante.edition.manifest import Changes, Listed, compare_manifests, list_all, read_shards
from restante.errors import BadInput, Unavailable

_OPEN: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_CHUNK: Final = 1024 * 1024
_NO_LINKS: Final = {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EACCES}
_TIMESTAMP: Final = f"{METADATA}/timestamp.json"


class NotAnEdition(BadInput):
    """A folder that holds something else is never overwritten."""

    code = "not-an-edition"
    text = "{folder} is not empty and holds no edition. Choose a new folder, or an edition to replace."


class StoredFileDiffers(Unavailable):
    """A stored file is not what it was when its hash was taken."""

    code = "stored-file-differs"
    text = "{path} has changed on the disk since it was made; the edition that stands was left as it is. Build again."


@dataclass(frozen=True, slots=True)
class Whole:
    """All of an edition: signatures, manifest, and where each file's content is; `copied` means never linked."""

    metadata: Mapping[str, bytes]
    shards: Mapping[str, bytes]
    content: Mapping[str, Content]
    copied: bool = False


def replace_edition(out: Path, whole: Whole, *, keep_twin: bool) -> None:
    """Make `whole` the edition at `out`; killed at any moment, `out` is the old one or the new one."""
    out = out.resolve()
    twin = _beside(out, "twin")
    recover(twin, out)
    if out.exists() and any(out.iterdir()) and not (out / _TIMESTAMP).exists():
        raise NotAnEdition(folder=out)
    _bring_to(twin, whole, _begin(twin, out, whole))
    _sweep(twin, whole)
    exchange(twin, out)
    if keep_twin:
        _follow(twin, out, whole)
    elif twin.exists():
        shutil.rmtree(twin)


def replace_metadata(folder: Path, metadata: Mapping[str, bytes]) -> None:
    """Other signatures over the same files, in one step likewise; names are relative to the metadata's folder."""
    folder = folder.resolve()
    fresh, place = _beside(folder, "dates"), folder / METADATA
    recover(fresh, place)
    if fresh.exists():
        shutil.rmtree(fresh)
    _write_exactly(fresh, metadata)
    exchange(fresh, place)
    shutil.rmtree(fresh)


def recover_edition(folder: Path) -> None:
    """Before an edition is read: mends what a death left where names cannot be exchanged in one step."""
    folder = folder.resolve()
    recover(_beside(folder, "twin"), folder)
    recover(_beside(folder, "dates"), folder / METADATA)


def mend_files(out: Path, files: Mapping[str, StoredFile]) -> None:
    """Files that were changed on the disk, put right in the edition and its twin: they are what the manifest lists."""
    out = out.resolve()
    right = _beside(out, "mended")
    for folder in (out, _beside(out, "twin")):
        for path, content in files.items():
            if (folder / path).parent.is_dir():
                right.unlink(missing_ok=True)
                place_file(content, (content.length, content.sha256), right, link=True)
                right.replace(folder / path)
    right.unlink(missing_ok=True)


def place_file(content: Content, listed: Listed, target: Path, *, link: bool) -> None:
    """Write or link one file whose name is free; nothing stays there that differs from `listed`."""
    if isinstance(content, bytes):
        with target.open("xb") as stream:
            stream.write(content)
        return
    try:
        descriptor = os.open(content.path, _OPEN)
    except OSError:
        raise StoredFileDiffers(path=content.path) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise StoredFileDiffers(path=content.path)
    with os.fdopen(descriptor, "rb", buffering=0) as source:
        if link and _link(content.path, target):
            found = _pass_on(source, listed[0], None)
        else:
            with target.open("xb") as stream:
                found = _pass_on(source, listed[0], stream)
    if found != listed:
        target.unlink()
        raise StoredFileDiffers(path=content.path)


def link_or_copy(path: str, target: str) -> None:
    """The same file under another name, or its bytes where the disk knows no links."""
    if not _link(path, target):
        shutil.copyfile(path, target, follow_symlinks=False)


def can_link(folder: Path) -> bool:
    """FAT on a stick, for one, cannot."""
    probe, other = (folder / f".restante-link-{number}" for number in (1, 2))
    try:
        other.unlink(missing_ok=True)
        probe.touch()
        return _link(str(probe), other)
    finally:
        probe.unlink(missing_ok=True)
        other.unlink(missing_ok=True)


def _beside(folder: Path, part: str) -> Path:
    """On the same disk, under a name that nobody has chosen for something else."""
    return folder.with_name(f".{folder.name}.restante-{part}")


def _link(path: str, target: str | Path) -> bool:
    try:
        os.link(path, target, follow_symlinks=False)
    except OSError as error:
        if error.errno in _NO_LINKS:
            return False
        raise
    return True


def _pass_on(source: RawIOBase, length: int, stream: BinaryIO | None) -> Listed:
    """Length and hash of what was read, no further than a byte past `length`."""
    state, count = hashlib.sha256(), 0
    while count <= length and (data := source.read(min(length + 1 - count, _CHUNK))):
        state.update(data)
        count += len(data)
        if stream is not None:
            stream.write(data)
    return count, state.hexdigest()


def _read_twin(twin: Path) -> dict[str, bytes] | None:
    shards = read_shards(twin) if (twin / _TIMESTAMP).exists() else None
    if shards is None and twin.exists():
        shutil.rmtree(twin)
    return shards


def _begin_twin(twin: Path, out: Path) -> dict[str, bytes]:
    """All that stands at `out`, as links and still without a timestamp; nothing where links cannot be made."""
    twin.mkdir(parents=True)
    shards = read_shards(out) or {}
    try:
        listed = list_all(shards)
        _make_folders(twin, listed)
        for path in listed:
            os.link(out / path, twin / path, follow_symlinks=False)
    except (Malformed, OSError):
        shutil.rmtree(twin)
        twin.mkdir()
        return {}
    return shards


def _begin(twin: Path, out: Path, whole: Whole) -> Changes:
    """What the twin differs in from `whole`, once there is a twin to begin with."""
    shards = _read_twin(twin)
    try:
        if shards is not None:
            return compare_manifests(shards, whole.shards)
    except Malformed:
        shutil.rmtree(twin)
    shards = _begin_twin(twin, out)
    return compare_manifests(shards, whole.shards) if shards else Changes(added=list_all(whole.shards))


def _bring_to(twin: Path, whole: Whole, changes: Changes) -> None:
    """Make the twin `whole`. Its timestamp goes first and comes last, when all the rest is on the disk."""
    (twin / _TIMESTAMP).unlink(missing_ok=True)
    for path in (*changes.gone, *changes.changed):
        _remove_file(twin, path)
    _place_all({**changes.added, **changes.changed}, whole, twin)
    _write_exactly(twin / MANIFEST, {path.rpartition("/")[2]: data for path, data in whole.shards.items()})
    _write_exactly(twin / METADATA, {path.rpartition("/")[2]: data for path, data in whole.metadata.items()})


def _place_all(fresh: Mapping[str, Listed], whole: Whole, twin: Path) -> None:
    _make_folders(twin, fresh)
    for path, listed in fresh.items():
        place_file(whole.content[path], listed, twin / path, link=not whole.copied)
    sync_files([twin / path for path in fresh])


def _sweep(twin: Path, whole: Whole) -> None:
    """Whatever else came to lie there goes, and what was taken away comes back."""
    wanted = {*whole.content, *whole.metadata, *whole.shards}
    folders, found = folders_of(wanted), set[str]()
    waiting = [""]
    while waiting:
        place = waiting.pop()
        before = f"{place}/" if place else ""
        with os.scandir(twin / place) as entries:
            for entry in entries:
                path = before + entry.name
                if entry.is_file(follow_symlinks=False):
                    found.add(path)
                elif not entry.is_dir(follow_symlinks=False):
                    (twin / path).unlink()
                elif path in folders:
                    waiting.append(path)
                else:
                    shutil.rmtree(twin / path)
    for path in found - wanted:
        (twin / path).unlink()
    if lost := wanted - found:
        listed = list_all(whole.shards)
        _place_all({path: listed[path] for path in lost}, whole, twin)


def _follow(twin: Path, out: Path, whole: Whole) -> None:
    """The twin becomes the new edition too, so that what was withdrawn does not stay in it."""
    if not can_link(out.parent):  # a second copy of all is not worth it
        shutil.rmtree(twin, ignore_errors=True)
        return
    changes = _begin(twin, out, whole)
    fresh = {**changes.added, **changes.changed}
    linked = {path: StoredFile(str(out / path), *listed) for path, listed in fresh.items()}
    _bring_to(twin, Whole(whole.metadata, whole.shards, linked), changes)


def _make_folders(root: Path, paths: Iterable[str]) -> None:
    for folder in sorted(folders_of(paths)):
        (root / folder).mkdir(exist_ok=True)


def _remove_file(root: Path, path: str) -> None:
    """A file, and the folders that are empty without it."""
    (root / path).unlink(missing_ok=True)
    folder = path.rpartition("/")[0]
    while folder:
        try:
            (root / folder).rmdir()
        except OSError:
            return
        folder = folder.rpartition("/")[0]


def _write_exactly(folder: Path, files: Mapping[str, bytes]) -> None:
    """These files and no other. What differs is made anew, never changed: it may be a link. Timestamp last."""
    folder.mkdir(parents=True, exist_ok=True)
    for stray in {entry.name for entry in folder.iterdir()} - files.keys():
        (folder / stray).unlink()
    written: list[Path] = []
    for name, data in sorted(files.items(), key=lambda item: item[0] == "timestamp.json"):
        path = folder / name
        if path.exists() and path.read_bytes() == data:
            continue
        path.unlink(missing_ok=True)
        if name == "timestamp.json":
            sync_files(written)
            written = []
        path.write_bytes(data)
        written.append(path)
    sync_files(written)
