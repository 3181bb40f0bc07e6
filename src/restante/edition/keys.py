# SPDX-License-Identifier: AGPL-3.0-or-later
"""An organisation's keys as files: who signs, who calls, and the public halves that an edition carries.

docs/how-to/keys.md says where each file belongs in a real group, and what is lost with it.
"""

import base64
import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner, Key
from tuf.api.metadata import Metadata, Root

from restante.edition.format import encode_json, organisation_of, root_name
from restante.edition.roots import ROOT_THRESHOLD, TooFewRootKeys, make_first_root, make_next_root
from restante.errors import BadInput, Locked

ROOT_NAMES: Final = ("root-1", "root-2", "root-3")
DESK_KEYS: Final = ("mail", "call")
SIGNERS: Final = (*ROOT_NAMES, "publisher", "snapshot", "timestamp", *DESK_KEYS)
ROOTS: Final = "roots"
ROLES: Final = {"root": ROOT_NAMES, "targets": ("publisher",), "snapshot": ("snapshot",), "timestamp": ("timestamp",)}


class KeyMissing(Locked):
    """The file is elsewhere, as it should be in a real group, and is needed now."""

    code = "key-missing"
    text = "The key {name} is not in {folder}. Plug in the stick that holds it, or name the file."


class WrongPassphrase(Locked):
    """The key's file is sealed, and this passphrase does not open it."""

    code = "wrong-passphrase"
    text = "The key {name} is sealed by a passphrase, and the right one was not given."


class KeyFileRefused(BadInput):
    """The file is there and is no key of ours."""

    code = "key-file-refused"
    text = "{path} is not a key of this program, or is damaged."


class OrganisationExists(BadInput):
    """A second set of keys in the same folder would orphan every gate that pinned the first."""

    code = "organisation-exists"
    text = "{folder} holds an organisation's keys already. They are never replaced as a whole: choose an empty folder."


class RevokedKey(BadInput):
    """Its file is whole, and the newest root no longer names it."""

    code = "revoked-key"
    text = "One of the root keys here was replaced in an earlier root and may sign nothing. Bring the newer one."


@dataclass(frozen=True, slots=True)
class EditionKeys:
    """The signers of an edition; the publisher is absent on a desk that only renews dates."""

    snapshot: CryptoSigner
    timestamp: CryptoSigner
    publisher: CryptoSigner | None = None


def create_organisation_keys(
    folder: Path,
    names: Mapping[str, str],
    *,
    demonstration: bool,
    now: datetime,
    passphrases: Mapping[str, bytes] | None = None,
    places: Mapping[str, Path] | None = None,
) -> bytes:
    """Make every key and the first root, and return the organisation id; `passphrases` seal the key files they name.

    A key with one of `places` is written there and never to the folder.
    """
    at = {name: (places or {}).get(name, folder) / f"{name}.json" for name in SIGNERS}
    if (folder / ROOTS).exists() or any(path.exists() for path in at.values()):
        raise OrganisationExists(folder=folder)
    for part in (folder, folder / ROOTS, folder / "letter", folder / "escrow"):
        part.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = {name: Ed25519PrivateKey.generate() for name in SIGNERS}
    for name, key in keys.items():
        write_secret(at[name], _key_document(name, key, (passphrases or {}).get(name)))
    holders = {role: [CryptoSigner(keys[name]) for name in of_role] for role, of_role in ROLES.items()}
    root = make_first_root(holders, names, demonstration=demonstration, now=now)
    write_secret(folder / ROOTS / root_name(1), root)
    return organisation_of(root)


def replace_keys(
    folder: Path,
    lost: Sequence[str],
    now: datetime,
    passphrases: Mapping[str, bytes] | None = None,
    places: Mapping[str, Path] | None = None,
) -> bytes:
    """Sign a new root in which the `lost` keys (file names without .json) are replaced by fresh ones, and return it.

    Two of the three root keys of the last root must be at hand, in the folder or at their `places`; of all others the
    last root knows enough. With `lost` empty the dates are renewed. A fresh key goes to its place, or to the folder.
    """
    given = passphrases or {}
    at = {name: (places or {}).get(name, folder) for name in SIGNERS}
    unknown = sorted(set(lost) - {name for names in ROLES.values() for name in names})
    if unknown:
        raise KeyMissing(name=", ".join(unknown), folder=folder)
    roots = read_roots(folder)
    held = {
        name: load_signer(at[name], name, given.get(name))
        for name in ROOT_NAMES
        if name not in lost and (at[name] / f"{name}.json").exists()
    }
    fresh = {name: Ed25519PrivateKey.generate() for name in lost}
    made = {name: CryptoSigner(key) for name, key in fresh.items()}
    keys = _next_keys(Metadata[Root].from_bytes(roots[-1]).signed, held, made)
    signers = [*held.values(), *(signer for name, signer in made.items() if name in ROOT_NAMES)]
    root = make_next_root(roots[-1], keys, signers, now)
    # a crash leaves the old keys under the old root, or the new root with its keys under their next names
    for name, key in fresh.items():
        write_secret(at[name] / f"{name}.next.json", _key_document(name, key, given.get(name)))
    write_secret(folder / ROOTS / root_name(len(roots) + 1), root)
    for name in fresh:
        (at[name] / f"{name}.next.json").replace(at[name] / f"{name}.json")
    return root


def _next_keys(
    last: Root, held: Mapping[str, CryptoSigner], made: Mapping[str, CryptoSigner]
) -> dict[str, Sequence[Key]]:
    """Public halves for each role. A root does not say which key is whose: who is absent is known by those present."""
    keys: dict[str, Sequence[Key]] = {}
    for role, names in ROLES.items():
        new = [made[name].public_key for name in names if name in made]
        old = last.roles[role].keyids
        present = [signer.public_key for name, signer in held.items() if name in names]
        if any(key.keyid not in old for key in present):
            raise RevokedKey
        absent = [last.keys[keyid] for keyid in old if keyid not in {key.keyid for key in present}]
        lacking = len(names) - len(present) - len(new)
        if new and 0 < lacking < len(absent):
            raise TooFewRootKeys(needed=ROOT_THRESHOLD)
        keys[role] = [*present, *new, *(absent if lacking else [])]
    return keys


def seal_key(folder: Path, name: str, passphrase: bytes, into: Path | None = None) -> None:
    """Put a passphrase on a key file, in its place or as another file on a stick; one that has it already stays."""
    key = read_private(folder / f"{name}.json", name, passphrase)
    write_secret((into or folder) / f"{name}.json", _key_document(name, key, passphrase))


def renew_desk_key(folder: Path, name: str) -> None:
    """A fresh mail or call key; no root names them: the next edition does."""
    write_secret(folder / f"{name}.json", _key_document(name, Ed25519PrivateKey.generate(), None))


def read_roots(folder: Path) -> list[bytes]:
    """Every root from the first to the newest: they are public, and an edition carries them all."""
    roots: list[bytes] = []
    while (path := folder / ROOTS / root_name(len(roots) + 1)).exists():
        roots.append(path.read_bytes())
    if not roots:
        raise KeyMissing(name=root_name(1), folder=folder / ROOTS)
    return roots


def read_organisation(folder: Path) -> bytes:
    """The organisation id of the keys in the folder."""
    return organisation_of(read_roots(folder)[0])


def load_edition_keys(
    folder: Path, *, publisher: Path | None = None, passphrase: bytes | None = None, dates_only: bool = False
) -> EditionKeys:
    """The keys that sign an edition; `publisher` is the file on its stick, `dates_only` leaves it where it is."""
    place = folder / "publisher.json" if publisher is None else publisher
    signer = None if dates_only else CryptoSigner(read_private(place, "publisher", passphrase))
    return EditionKeys(load_signer(folder, "snapshot"), load_signer(folder, "timestamp"), signer)


def load_signer(folder: Path, name: str, passphrase: bytes | None = None) -> CryptoSigner:
    """One of SIGNERS, ready to sign metadata."""
    return CryptoSigner(read_private(folder / f"{name}.json", name, passphrase))


def load_call_key(folder: Path) -> Ed25519PrivateKey:
    """The key with which the desk signs its calls to gates."""
    return read_private(folder / "call.json", "call")


def load_mail_signer(folder: Path) -> Callable[[bytes], bytes]:
    """Signs a mail publication."""
    return read_private(folder / "mail.json", "mail").sign


def public_key_file(folder: Path, name: str) -> bytes:
    """call-key.json or mail-key.json as an edition carries it."""
    public = read_private(folder / f"{name}.json", name).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    identifier = hashlib.sha256(public).hexdigest()[:32]
    return encode_json({"id": identifier, "public": base64.b64encode(public).decode("ascii"), "version": 1})


def addresses_file(organisation: bytes, gates: Sequence[tuple[str, str]], day: date) -> bytes:
    """addresses.json: every gate that takes letters, so that each copy of an edition knows the way back."""
    listed = [{"letters": True, "name": name, "url": url} for name, url in gates]
    return encode_json({"day": day.isoformat(), "gates": listed, "organisation": organisation.hex(), "version": 1})


def read_private(path: Path, name: str, passphrase: bytes | None = None) -> Ed25519PrivateKey:
    """The private key in a file of ours, which must have been made for this purpose."""
    pem = _read_pem(path, name)
    sealed = b"ENCRYPTED" in pem
    if sealed and not passphrase:
        raise WrongPassphrase(name=name)
    try:
        key = load_pem_private_key(pem, passphrase if sealed else None)
    except (ValueError, UnsupportedAlgorithm):
        if sealed:
            raise WrongPassphrase(name=name) from None
        raise KeyFileRefused(path=path) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileRefused(path=path)
    return key


def read_public(path: Path, name: str) -> tuple[bytes, bool]:
    """The public half that a key file tells, unproved, and whether a passphrase seals it."""
    sealed = b"ENCRYPTED" in _read_pem(path, name)
    try:
        public = bytes.fromhex(json.loads(path.read_bytes())["public"])
    except (ValueError, KeyError, TypeError):
        raise KeyFileRefused(path=path) from None
    return public, sealed


def _read_pem(path: Path, name: str) -> bytes:
    try:
        document = json.loads(path.read_bytes())
        if document["version"] != 1 or document["purpose"] != name:
            raise KeyFileRefused(path=path)
        pem: bytes = document["private"].encode("ascii")
    except FileNotFoundError:
        raise KeyMissing(name=name, folder=path.parent) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise KeyFileRefused(path=path) from None
    return pem


def _key_document(name: str, key: Ed25519PrivateKey, passphrase: bytes | None) -> bytes:
    lock: KeySerializationEncryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock).decode("ascii")
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return (
        json.dumps({"version": 1, "purpose": name, "public": public.hex(), "private": pem}, indent=1).encode() + b"\n"
    )


def write_secret(path: Path, data: bytes) -> None:
    """A file that only its owner reads, on disk whole before it has its name."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
