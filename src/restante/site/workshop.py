# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was built before and is still true: a library of 25,000 texts is not set anew because one of them changed."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from restante.edition.content import Content

Make = Callable[[], Mapping[str, bytes]]
PACKAGE = Path(__file__).parents[1]
SHAPING = (
    "texts/*.py",
    "texts/writers",
    "site/*.py",
    "site/search",
    "site/templates",
    "site/locale",
    "paper/press",
    "paper/fonts",
)


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where a build keeps its work. Without one everything is made anew, to the same bytes."""

    keep: Callable[[str, Make], Mapping[str, Content]]
    """Gives what was made under the key before, or makes and keeps it."""
    has: Callable[[str], bool]
    """Whether something was made under the key before; it may have been spoilt since."""
    stands: Callable[[str], Content | None] = lambda _path: None
    """The file of the edition before at a path."""
    before: Callable[[str], bytes | None] = lambda _path: None
    """Its bytes."""
    search: Path | None = None
    """A folder for the state of the search's index."""


def _make_anew(_key: str, make: Make) -> Mapping[str, Content]:
    return make()


NO_WORKSHOP = Workshop(keep=_make_anew, has=lambda _key: False)


def key_of(*parts: str) -> str:
    """A key that differs whenever one of the parts does, or the code that shapes pages."""
    told = "\x00".join([shape_digest(), *parts])
    return hashlib.sha256(told.encode()).hexdigest()


@cache
def shape_digest(*also: str) -> str:
    """Of every file that pages and books are made by: a mended template must not leave old pages standing."""
    digest = hashlib.sha256()
    for place in (*SHAPING, *also):
        found = PACKAGE.glob(place) if "*" in place else (PACKAGE / place).rglob("*")
        for path in sorted(found):
            if path.is_file() and path.suffix != ".po" and path.parent.name != "__pycache__":
                digest.update(f"{path.relative_to(PACKAGE)}\x00".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
