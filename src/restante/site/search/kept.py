# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a build leaves for the next one: the table of a language, beside which the edition before is read.

Whatever is wrong with it, a build without it gives the same bytes; so it is dropped at the first doubt.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from restante.site.search.table import Table

FORM: Final = 2
"""Counts up whenever stemming, weights or the pieces' format change."""
_ARRAYS: Final = ("begins", "slots", "levels")


@dataclass(frozen=True, slots=True)
class Kept:
    """The state of one language that the edition before shows."""

    table: Table
    bits: int
    split: frozenset[str]
    slots: Mapping[str, int]
    marks: Mapping[str, str]
    head: str
    """SHA-256 of the head's bytes."""


def save_kept(folder: Path, kept: Kept) -> None:
    """Written whole beside, the list of contents last: what was cut short is not read."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = folder / "kept.json"
    whole.unlink(missing_ok=True)
    for name in _ARRAYS:
        np.save(folder / f"{name}.npy", getattr(kept.table, name))
    words = {
        "form": FORM,
        "bits": kept.bits,
        "split": sorted(kept.split),
        "slots": dict(kept.slots),
        "marks": dict(kept.marks),
        "head": kept.head,
        "terms": list(kept.table.terms),
        "arrays": {name: _digest(folder, name) for name in _ARRAYS},
    }
    told = json.dumps(words)
    new = folder / "kept.new"
    new.write_text(f"{hashlib.sha256(told.encode()).hexdigest()}\n{told}", "utf-8")
    new.replace(whole)


def load_kept(folder: Path, head: bytes | None) -> Kept | None:
    """The state, if it is whole and belongs to the edition whose head this is."""
    told = folder / "kept.json"
    if head is None or not told.exists():
        return None
    try:
        digest, _, written = told.read_text("utf-8").partition("\n")
        words = json.loads(written)
        if digest != hashlib.sha256(written.encode()).hexdigest():
            return None
        if words["arrays"] != {name: _digest(folder, name) for name in _ARRAYS}:
            return None
        arrays = {name: np.load(folder / f"{name}.npy", allow_pickle=False) for name in _ARRAYS}
        if words["form"] != FORM or words["head"] != hashlib.sha256(head).hexdigest():
            return None
        table = Table(words["terms"], **arrays)
        return Kept(table, words["bits"], frozenset(words["split"]), words["slots"], words["marks"], words["head"])
    except (OSError, ValueError, KeyError, TypeError, EOFError):
        return None


def _digest(folder: Path, name: str) -> str:
    with (folder / f"{name}.npy").open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
