# SPDX-License-Identifier: AGPL-3.0-or-later
"""Weekly letter keys: made eight weeks ahead, sealed to for two weeks, opened for five more, then destroyed.

What is destroyed here cannot open what was copied years ago; that is the point, and why backups leave letter/ out.
"""

import base64
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from restante.edition.keys import KeyFileRefused, write_secret
from restante.seal.envelope import OPENED_FOR, LetterKey, LetterKeys, letter_keys_to_json
from restante.seal.keys import letter_key_of, new_letter_key

WEEKS_AHEAD: Final = 8
SEALED_TO: Final = timedelta(days=14)
GOING: Final = ".going"
"""A key that is being overwritten: a machine that stops then leaves no file of zeros where keys are read."""
_WEEK: Final = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class _Kept:
    path: Path
    key_id: bytes
    seed: bytes
    not_before: date
    not_after: date

    @property
    def last_day(self) -> date:
        return self.not_after + OPENED_FOR


def ensure_letter_keys(folder: Path, organisation: bytes, today: date) -> bytes:
    """Make the keys that are missing for this week and the next eight, and return letter-keys.json.

    It lists every key that still opens, past ones too: a gate takes a saved envelope for as long as the desk opens it.
    """
    with _alone(folder):
        kept = _read_all(folder)
        begun = {key.not_before for key in kept}
        monday = today - timedelta(days=today.weekday())
        for week in range(WEEKS_AHEAD + 1):
            first = monday + week * _WEEK
            if first not in begun:
                kept.append(_make(folder, organisation, first))
    usable = sorted((key for key in kept if key.last_day >= today), key=lambda key: key.not_before)
    return letter_keys_to_json(LetterKeys(organisation, tuple(_public(key, organisation) for key in usable)))


def load_letter_seeds(folder: Path, today: date) -> dict[bytes, bytes]:
    """Key id → seed of every key that may still open a letter today, whether or not the others are destroyed yet."""
    return {key.key_id: key.seed for key in _read_all(folder) if key.last_day >= today}


def destroy_old_letter_keys(folder: Path, today: date) -> list[str]:
    """Overwrite and remove every key past its last day, here and in the escrow; returns their ids."""
    destroyed = set()
    with _alone(folder):
        for place in ("letter", "escrow"):
            for key in _read_all(folder, place):
                if key.last_day < today:
                    key.path.replace(key.path.with_suffix(GOING))
                    destroyed.add(key.key_id.hex())
            for path in (folder / place).glob(f"*{GOING}"):
                _overwrite(path)
    return sorted(destroyed)


def _make(folder: Path, organisation: bytes, first: date) -> _Kept:
    key, seed = new_letter_key(organisation, first, first + SEALED_TO)
    document = {
        "version": 1,
        "seed": base64.b64encode(seed).decode("ascii"),
        "not_before": key.not_before.isoformat(),
        "not_after": key.not_after.isoformat(),
    }
    data = json.dumps(document, indent=1).encode() + b"\n"
    for place in ("escrow", "letter"):
        (folder / place).mkdir(mode=0o700, parents=True, exist_ok=True)
        write_secret(folder / place / f"{key.key_id.hex()}.json", data)
    return _Kept(folder / "letter" / f"{key.key_id.hex()}.json", key.key_id, seed, key.not_before, key.not_after)


def _public(key: _Kept, organisation: bytes) -> LetterKey:
    public = letter_key_of(key.seed, organisation, key.not_before, key.not_after)
    if public.key_id != key.key_id:
        raise KeyFileRefused(path=key.path)
    return public


def _read_all(folder: Path, place: str = "letter") -> list[_Kept]:
    found = (_read(path) for path in sorted((folder / place).glob("*.json")))
    return [key for key in found if key is not None]


def _read(path: Path) -> _Kept | None:
    """None for a key that another process destroys at this moment."""
    try:
        document = json.loads(path.read_bytes())
        seed = base64.b64decode(document["seed"], validate=True)
        days = [date.fromisoformat(document[name]) for name in ("not_before", "not_after")]
        kept = _Kept(path, bytes.fromhex(path.stem), seed, days[0], days[1])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise KeyFileRefused(path=path) from None
    if document.get("version") != 1 or len(seed) != 32:
        raise KeyFileRefused(path=path)
    return kept


def _overwrite(path: Path) -> None:
    with path.open("r+b") as stream:
        stream.write(b"\0" * os.fstat(stream.fileno()).st_size)
        stream.flush()
        os.fsync(stream.fileno())
    path.unlink()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    (folder / "letter").mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(folder / "letter" / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
