# SPDX-License-Identifier: AGPL-3.0-or-later
"""Styles and scripts from the rooms' static folders: no collecting step, and a hash in the path lets them be kept."""

import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Final

from django.apps import apps

SUFFIXES: Final = frozenset({".css", ".js", ".svg", ".png", ".woff2", ".txt"})
HASH_LENGTH: Final = 12


def find_asset(name: str) -> Path | None:
    """The file behind `room/file.css`, in that room's static folder and nowhere else."""
    parts = PurePosixPath(name).parts
    if len(parts) < 2 or any(part.startswith(".") or "\\" in part for part in parts):
        return None
    for room in apps.get_app_configs():
        path = Path(room.path) / "static" / Path(*parts)
        if room.name.startswith("restante.") and room.label == parts[0] and path.is_file():
            return path if path.suffix in SUFFIXES else None
    return None


def asset_path(name: str) -> str:
    """What a page links to: the hash and the name."""
    path = find_asset(name)
    return f"/static/{hash_of(path)}/{name}" if path is not None else f"/static/missing/{name}"


def hash_of(path: Path) -> str:
    """Of the contents as they are now."""
    return _hash(str(path), path.stat().st_mtime_ns)


def media_type_of(path: Path) -> str:
    """By the name's end."""
    known = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"{known}; charset=utf-8" if known.startswith("text/") else known


@lru_cache(maxsize=256)
def _hash(path: str, _changed: int) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:HASH_LENGTH]
