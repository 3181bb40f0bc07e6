# SPDX-License-Identifier: AGPL-3.0-or-later
"""Puts one folder in another's place, so that whoever looks, and whatever dies meanwhile, finds a whole one there.

Linux exchanges two names in one step (renameat2); elsewhere two renames do it, and `recover` mends a death in between.
"""

import ctypes
import errno
import os
from pathlib import Path
from typing import Final

_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2
_REFUSED: Final = {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM}
MANY_FILES: Final = 64
"""From here on one sync of the whole machine is cheaper than one for each file."""


def exchange(fresh: Path, place: Path) -> None:
    """Afterwards `place` is what `fresh` was, and `fresh` what stood there before, if anything did."""
    if not place.exists():
        fresh.replace(place)
    elif not _exchange_at_once(fresh, place):
        aside = _aside(fresh)
        place.replace(aside)
        fresh.replace(place)
        aside.replace(fresh)
    sync_folder(place.parent)


def recover(fresh: Path, place: Path) -> None:
    """Mends what a death between two renames left."""
    aside = _aside(fresh)
    if not aside.exists():
        return
    if place.exists():
        if not fresh.exists():
            aside.replace(fresh)
        return
    aside.replace(place)


def sync_files(paths: list[Path]) -> None:
    """Brings new files and the names in their folders to the disk."""
    if len(paths) > MANY_FILES:
        os.sync()
        return
    for path in paths:
        _sync(path, os.O_RDONLY | os.O_NOFOLLOW)
    for folder in {path.parent for path in paths}:
        sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Brings the names in a folder to the disk."""
    _sync(folder, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _aside(fresh: Path) -> Path:
    return fresh.with_name(fresh.name + ".aside")


def _exchange_at_once(fresh: Path, place: Path) -> bool:
    """False where the system or the disk cannot."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    names = (os.fsencode(fresh), os.fsencode(place))
    if renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _REFUSED:
        return False
    raise OSError(number, os.strerror(number), str(place))
