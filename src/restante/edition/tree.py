# SPDX-License-Identifier: AGPL-3.0-or-later
"""Compares a folder with what was signed, in one pass: every file read once, no link followed.

Folders that nothing signed lives in are named and not entered, so a stranger's copy cannot make the walk long or deep.
"""

import errno
import hashlib
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from restante.edition.format import folders_of
from restante.edition.verdict import PROBLEMS_LIMIT, Kind, Problem

_OPEN: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_FOLDER: Final = _OPEN | os.O_DIRECTORY
_CHUNK: Final = 1024 * 1024
_MAIL_FOLDER: Final = re.compile(r"mail(/blobs|/[1-9][0-9]{0,9})?")
_MAIL_FILE: Final = re.compile(r"mail/(latest\.json|blobs/[0-9a-f]{32}|[1-9][0-9]{0,9}/[0-9a-f]{4,8}\.bin)")
Expected = Mapping[str, tuple[int, str]]


class NotReadable(Exception):
    """Why a file of the metadata could not be read."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.kind = kind


def open_file(root: int, path: str) -> int:
    """A file below the open folder `root`, if it is a plain file and no link is on the way."""
    *folders, name = path.split("/")
    here = os.dup(root)
    try:
        for folder in folders:
            below = os.open(folder, _FOLDER, dir_fd=here)
            os.close(here)
            here = below
        descriptor = os.open(name, _OPEN, dir_fd=here)
    except OSError as error:
        raise NotReadable(_kind_of(error)) from None
    finally:
        os.close(here)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotReadable(Kind.NOT_A_FILE)
    return descriptor


def read_small(root: int, path: str, limit: int) -> bytes:
    """All of such a file, if it has at most `limit` bytes."""
    descriptor = open_file(root, path)
    try:
        data = _read_up_to(descriptor, limit + 1)
    except OSError:
        raise NotReadable(Kind.UNREADABLE) from None
    finally:
        os.close(descriptor)
    if len(data) > limit:
        raise NotReadable(Kind.TOO_LARGE)
    return data


def _read_up_to(descriptor: int, limit: int) -> bytes:
    parts = []
    while limit > 0 and (part := os.read(descriptor, min(limit, _CHUNK))):
        parts.append(part)
        limit -= len(part)
    return b"".join(parts)


def _kind_of(error: OSError) -> Kind:
    if isinstance(error, FileNotFoundError):
        return Kind.MISSING
    if isinstance(error, NotADirectoryError | IsADirectoryError):
        return Kind.NOT_A_FILE
    return Kind.SYMLINK if error.errno == errno.ELOOP else Kind.UNREADABLE  # what O_NOFOLLOW says


@dataclass(frozen=True, slots=True)
class Found:
    """What the walk saw."""

    problems: tuple[Problem, ...]
    files: int
    mail: bool


def compare_folder(folder: Path, expected: Expected) -> Found:
    """Every difference between the folder and `expected`, which maps plain paths to length and SHA-256."""
    walk = _Walk(dict(expected), folders_of(expected))
    waiting = [""]
    while waiting:
        waiting += walk.enter(folder, waiting.pop())
    for path in sorted(walk.missing):
        walk.add(Kind.MISSING, path)
    return Found(tuple(sorted(walk.problems)), walk.files, walk.mail)


@dataclass(slots=True)
class _Walk:
    missing: dict[str, tuple[int, str]]
    folders: set[str]
    files: int = 0
    mail: bool = False
    problems: list[Problem] = field(default_factory=list)

    def add(self, kind: Kind, path: str) -> None:
        if len(self.problems) < PROBLEMS_LIMIT:
            self.problems.append(Problem(kind, path))
        elif len(self.problems) == PROBLEMS_LIMIT:
            self.problems.append(Problem(Kind.MORE, ""))

    def enter(self, root: Path, place: str) -> list[str]:
        """Check what lies in one folder and return the folders to enter next."""
        below: list[str] = []
        try:
            here = os.open(root / place, _FOLDER if place else _FOLDER & ~os.O_NOFOLLOW)
        except OSError as error:
            self.add(_kind_of(error), f"{place}/")
            return below
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    path = f"{place}/{entry.name}" if place else entry.name
                    signed = self.missing.pop(path, None)
                    if signed is not None and entry.is_file(follow_symlinks=False):
                        self.check(here, path, entry.name, signed)
                    elif self.look(path, entry, signed=signed is not None):
                        below.append(path)
        except OSError:
            self.add(Kind.UNREADABLE, f"{place}/")
        finally:
            os.close(here)
        return below

    def look(self, path: str, entry: "os.DirEntry[str]", *, signed: bool) -> bool:
        """Judge a name that is no signed file; true for a folder to enter."""
        folder = entry.is_dir(follow_symlinks=False)
        if not signed and path not in self.folders and not self.is_mail(path, folder=folder):
            self.add(Kind.EXTRA, f"{path}/" if folder else path)
            return False
        if entry.is_symlink():
            self.add(Kind.SYMLINK, path)
        elif signed or (not folder and (path in self.folders or not entry.is_file(follow_symlinks=False))):
            self.add(Kind.NOT_A_FILE, path)
        return folder and not signed

    def is_mail(self, path: str, *, folder: bool) -> bool:
        """Mail has names of its own shape; anything else in there is a stranger's file."""
        ours = (_MAIL_FOLDER if folder else _MAIL_FILE).fullmatch(path) is not None
        self.mail = self.mail or ours
        return ours

    def check(self, here: int, path: str, name: str, signed: tuple[int, str]) -> None:
        """Read one file that was signed, once, and no further than a byte past its length."""
        try:
            descriptor = os.open(name, _OPEN, dir_fd=here)
        except OSError as error:
            self.add(_kind_of(error), path)
            return
        try:
            same = _holds(descriptor, *signed)
        except OSError:
            self.add(Kind.UNREADABLE, path)
        else:
            self.files += 1
            if not same:
                self.add(Kind.CHANGED, path)
        finally:
            os.close(descriptor)


def _holds(descriptor: int, length: int, digest: str) -> bool:
    if length < _CHUNK:  # one read: a regular file gives less than was asked for only at its end
        data = os.read(descriptor, length + 1)
        return len(data) == length and hashlib.sha256(data).hexdigest() == digest
    data = os.read(descriptor, _CHUNK)
    state = hashlib.sha256(data)
    count = len(data)
    while data and count <= length:
        data = os.read(descriptor, min(length + 1 - count, _CHUNK))
        state.update(data)
        count += len(data)
    return count == length and state.hexdigest() == digest
