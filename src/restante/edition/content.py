# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an edition is made of: bytes at hand, or a file whose length and hash are known, read once and no more."""

import hashlib
from dataclasses import dataclass

__all__ = ["Content", "StoredFile", "listing_of"]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file written once and never changed in place: the edition may become a hard link to it.

    It may lie in the edition that is being replaced. `sha256` is in hex; bytes that differ from it are never signed.
    """

    path: str
    length: int
    sha256: str


Content = bytes | StoredFile


def listing_of(content: Content) -> tuple[int, str]:
    """Length and SHA-256, as the manifest lists them."""
    if isinstance(content, StoredFile):
        return content.length, content.sha256
    return len(content), hashlib.sha256(content).hexdigest()
