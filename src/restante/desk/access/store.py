# SPDX-License-Identifier: AGPL-3.0-or-later
"""The store key, in memory only, and what it seals: fields of rows, and large bytes as files under desk/store.

AES-256-GCM with a random nonce; the context is authenticated, so a sealed value does not open in another's place.
"""

import base64
import json
import os
import secrets
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext_noop

from restante.config import Config
from restante.errors import BadInput, BrokenPromise, Locked, Unavailable

KEY_LENGTH: Final = 32
VERSION: Final = b"\x01"
NONCE_LENGTH: Final = 12
ARGON2: Final = {"time_cost": 4, "memory_cost": 256 * 1024, "parallelism": 2}
MIN_PASSPHRASE: Final = 14
MAX_PASSPHRASE: Final = 1024


class StoreLocked(Locked):
    """Letters, contacts and scans are sealed, and nobody has given the passphrase since the start."""

    code = "store-locked"
    text = gettext_noop("The desk is locked: a coordinator unlocks it with the passphrase.")


class WrongPassphrase(BadInput):
    """Not the passphrase, or not the key file, that sealed this desk."""

    code = "store-wrong-passphrase"
    text = gettext_noop("This does not open the desk.")


class StorePassphraseShort(BadInput):
    """A passphrase that guards everything must stand some guessing."""

    code = "store-passphrase-short"
    text = gettext_noop("The passphrase needs {least} to {most} characters; seven random words are good.")


class NoStoreKey(BadInput):
    """The desk has no key yet, or its file is not where the settings say."""

    code = "store-no-key"
    text = gettext_noop("There is no key for the desk's store at {path}.")


class SealedDamaged(Unavailable):
    """Sealed bytes that do not open: changed, cut short, or of another desk."""

    code = "store-damaged"
    text = gettext_noop("Something sealed in the desk's store cannot be opened; restore it from a backup.")


_guard = threading.Lock()
_key: bytes | None = None
_locks_seen: int = 0


def create_key(config: Config, passphrase: str | None) -> None:
    """Make the store key, once: wrapped by a passphrase, or in the open as a key file (demonstration, unattended)."""
    key = AESGCM.generate_key(bit_length=256)
    config.desk_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if passphrase is None:
        path = config.key_file or config.keys_dir / "store.key"
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_once(path, base64.b64encode(key) + b"\n")
    else:
        _write_once(config.desk_dir / "store-key.json", _wrap(key, passphrase))
    _write_once(config.desk_dir / "store-check", _seal(key, b"", "store check"))


def unlock_with_passphrase(passphrase: str) -> None:
    """Open the wrapped key. A quarter of a gigabyte and about a second, on purpose."""
    path = _config().desk_dir / "store-key.json"
    if not path.exists():
        raise NoStoreKey(path=path)
    told = json.loads(path.read_text("ascii"))
    if len(passphrase) > MAX_PASSPHRASE:
        raise WrongPassphrase
    wrapping = _stretch(passphrase, base64.b64decode(told["salt"]), told["argon2"])
    try:
        unlock(_open(wrapping, base64.b64decode(told["wrapped"]), "store key"))
    except SealedDamaged:
        raise WrongPassphrase from None


def unlock_with_file(path: Path) -> None:
    """Open by a key file; the operator was warned that whoever takes the machine then reads everything."""
    try:
        key = base64.b64decode(path.read_bytes().strip(), validate=True)
    except FileNotFoundError:
        raise NoStoreKey(path=path) from None
    except ValueError:
        raise WrongPassphrase from None
    unlock(key)


def unlock(key: bytes) -> None:
    """Keep the key in this process, after checking that it is this desk's."""
    global _key, _locks_seen
    check = _config().desk_dir / "store-check"
    if len(key) != KEY_LENGTH:
        raise WrongPassphrase
    if check.exists():
        try:
            _open(key, check.read_bytes(), "store check")
        except SealedDamaged:
            raise WrongPassphrase from None
    with _guard:
        _key, _locks_seen = key, _count_locks()


def unlock_unattended() -> bool:
    """Open by the key file of the settings, if there is one; says whether the desk is open now."""
    path = _config().store_key_file
    if path is not None and path.exists():
        unlock_with_file(path)
    return is_unlocked()


def lock() -> None:
    """Forget the key in this process and, within a request, in every other one of this desk."""
    global _key  # noqa: PLW0603 - as above
    with _guard:
        _key = None
    mark = _config().desk_dir / "locked"
    if mark.parent.is_dir():
        mark.touch(mode=0o600)
        os.utime(mark)


def is_unlocked() -> bool:
    """Whether sealed things can be read now."""
    global _key  # noqa: PLW0603 - as above
    with _guard:
        if _key is not None and _count_locks() != _locks_seen:
            _key = None
        return _key is not None


def seal_bytes(data: bytes, context: str) -> bytes:
    """Seal under the store key; the same context opens it."""
    return _seal(_key_now(), data, context)


def open_bytes(sealed: bytes, context: str) -> bytes:
    """Open what seal_bytes made."""
    return _open(_key_now(), sealed, context)


def seal_text(text: str, context: str) -> bytes:
    """seal_bytes for words."""
    return seal_bytes(text.encode(), context)


def open_text(sealed: bytes, context: str) -> str:
    """open_bytes for words; nothing sealed is no words."""
    return open_bytes(bytes(sealed), context).decode() if sealed else ""


def open_texts(sealed: Iterable[tuple[bytes, str]]) -> Iterator[str]:
    """open_text for thousands: the lock is looked at once, which costs more than opening a short one."""
    key = _key_now()
    return (_open(key, bytes(each), context).decode() if each else "" for each, context in sealed)


def write_sealed(data: bytes) -> str:
    """Put large bytes into the store's folder, sealed and durable; returns the random name."""
    name = secrets.token_hex(16)
    path = _place(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    sealed = seal_bytes(data, f"file {name}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(sealed)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return name


def read_sealed(name: str) -> bytes:
    """The bytes behind a name."""
    try:
        return open_bytes(_place(name).read_bytes(), f"file {name}")
    except FileNotFoundError:
        raise SealedDamaged from None


def delete_sealed(name: str) -> None:
    """Remove a file of the store; one that is gone is no fault."""
    _place(name).unlink(missing_ok=True)


def sealed_names() -> Iterator[str]:
    """Every name in the store, for retention to find what no row mentions."""
    folder = _config().desk_dir / "store"
    return (path.name for path in folder.glob("??/*") if not path.suffix) if folder.is_dir() else iter(())


def _config() -> Config:
    config: Config = settings.RESTANTE
    return config


def _place(name: str) -> Path:
    if len(name) != 32 or not set(name) <= set("0123456789abcdef"):
        raise BrokenPromise
    return _config().desk_dir / "store" / name[:2] / name


def _key_now() -> bytes:
    if not is_unlocked() or _key is None:
        raise StoreLocked
    return _key


def _count_locks() -> int:
    try:
        return (_config().desk_dir / "locked").stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _seal(key: bytes, data: bytes, context: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_LENGTH)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, data, VERSION + context.encode())


def _open(key: bytes, sealed: bytes, context: str) -> bytes:
    if sealed[:1] != VERSION or len(sealed) < 1 + NONCE_LENGTH + 16:
        raise SealedDamaged
    try:
        return AESGCM(key).decrypt(sealed[1 : 1 + NONCE_LENGTH], sealed[1 + NONCE_LENGTH :], VERSION + context.encode())
    except InvalidTag:
        raise SealedDamaged from None


def _wrap(key: bytes, passphrase: str) -> bytes:
    if not MIN_PASSPHRASE <= len(passphrase) <= MAX_PASSPHRASE:
        raise StorePassphraseShort(least=MIN_PASSPHRASE, most=MAX_PASSPHRASE)
    salt = secrets.token_bytes(16)
    wrapped = _seal(_stretch(passphrase, salt, ARGON2), key, "store key")
    told = {
        "version": 1,
        "salt": base64.b64encode(salt).decode(),
        "argon2": ARGON2,
        "wrapped": base64.b64encode(wrapped).decode(),
    }
    return json.dumps(told, indent=1).encode()


def _stretch(passphrase: str, salt: bytes, costs: dict[str, int]) -> bytes:
    return hash_secret_raw(
        passphrase.encode(),
        salt,
        time_cost=costs["time_cost"],
        memory_cost=costs["memory_cost"],
        parallelism=costs["parallelism"],
        hash_len=KEY_LENGTH,
        type=Type.ID,
    )


def _write_once(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
