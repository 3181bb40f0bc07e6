# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ceremony: each root key goes sealed onto its holder's own stick, and nobody's machine keeps a second copy.

What people write down on paper is drawn by paper/press/key_sheet.py; docs/how-to/keys.md tells how it goes.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tuf.api.metadata import Metadata, Root

from restante.edition.chain import Broken, follow_chain
from restante.edition.format import METADATA, NAME_FIELD, SIGNED_FIELD, organisation_of, read_moment, root_name
from restante.edition.keys import (
    DESK_KEYS,
    ROOT_NAMES,
    ROOTS,
    SIGNERS,
    OrganisationExists,
    create_organisation_keys,
    read_private,
    read_public,
    read_roots,
    seal_key,
    write_secret,
)
from restante.edition.tree import NotReadable, read_small
from restante.edition.verify import NoSuchCopy
from restante.errors import BadInput, NotAuthentic

HELD: Final = (*ROOT_NAMES, "publisher")
"""Keys that leave the desk's machine."""
FOR_THE_DESK: Final = ("snapshot", "timestamp", *DESK_KEYS)
PASSPHRASE_LEAST: Final = 16


class CeremonyRefused(BadInput):
    """Something about the people or the sticks would make the keys worth less than they look."""

    code = "ceremony-refused"
    text = "The ceremony cannot go on: {reason}."


class StickRefused(BadInput):
    """A key is written only where nothing can be lost by it."""

    code = "stick-refused"
    text = "{folder} cannot hold the key {key}: {reason}."


class CopyRefused(NotAuthentic):
    """Roots are taken only from a copy that the pinned root vouches for."""

    code = "copy-refused"
    text = "{folder} cannot say who holds the keys: {reason}"


@dataclass(frozen=True, slots=True)
class Holder:
    """A person, the key that is his, the folder of his stick and what he seals the key with."""

    key: str
    person: str
    stick: Path
    passphrase: bytes


@dataclass(frozen=True, slots=True)
class Held:
    """A key as the paper sheet and `keys show` tell of it; `fingerprint` is of the public half."""

    key: str
    person: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What was made or handed over: all of it public."""

    organisation: str
    signed: str
    expires: str
    names: Mapping[str, str]
    held: tuple[Held, ...]


def check_holders(holders: Sequence[Holder], folder: Path) -> None:
    """Raise CeremonyRefused or StickRefused before anything is made."""
    if sorted(holder.key for holder in holders) != sorted(HELD):
        raise CeremonyRefused(reason=f"each of {', '.join(HELD)} needs one holder")
    people = [holder.person.strip() for holder in holders if holder.key in ROOT_NAMES]
    if not all(holder.person.strip() for holder in holders) or len(set(people)) < len(people):
        raise CeremonyRefused(reason="the three root keys need three people, each with a name of his own")
    if any(len(holder.passphrase.decode("utf-8", "replace")) < PASSPHRASE_LEAST for holder in holders):
        raise CeremonyRefused(reason=f"a passphrase has at least {PASSPHRASE_LEAST} characters; six words are good")
    if len({holder.passphrase for holder in holders}) < len(holders):
        raise CeremonyRefused(reason="two keys have the same passphrase")
    seen: dict[Path, str] = {folder.resolve(): "the desk"}
    for holder in holders:
        _check_stick(holder, seen)


def _check_stick(holder: Holder, seen: dict[Path, str]) -> None:
    place = holder.stick.resolve()
    if not place.is_dir() or not os.access(place, os.W_OK):
        raise StickRefused(folder=holder.stick, key=holder.key, reason="it is no folder that can be written to")
    near = next((other for other in seen if place.is_relative_to(other) or other.is_relative_to(place)), None)
    if near is not None:
        raise StickRefused(folder=holder.stick, key=holder.key, reason=f"it is the place of {seen[near]} already")
    if any((place / f"{name}.json").exists() for name in SIGNERS):
        raise StickRefused(folder=holder.stick, key=holder.key, reason="there is a key on it already")
    seen[place] = holder.key


def found_by_ceremony(
    folder: Path, names: Mapping[str, str], holders: Sequence[Holder], now: datetime, *, demonstration: bool = False
) -> Ceremony:
    """Make a new organisation; `folder` gets the desk's part, each stick one sealed key and the root to pin."""
    check_holders(holders, folder)
    with _nothing_half_done(holders, folder):
        create_organisation_keys(
            folder,
            names,
            demonstration=demonstration,
            now=now,
            passphrases={holder.key: holder.passphrase for holder in holders},
            places={holder.key: holder.stick for holder in holders},
        )
        return _finish(folder, holders)


def hand_over(folder: Path, holders: Sequence[Holder]) -> Ceremony:
    """Move the keys of a group that has them all in one folder, sealed, onto their sticks.

    A file here goes when its copy on the stick has been opened with its passphrase, and not before.
    """
    check_holders(holders, folder)
    for holder in holders:
        read_private(folder / f"{holder.key}.json", holder.key, holder.passphrase)
    with _nothing_half_done(holders):
        for holder in holders:
            seal_key(folder, holder.key, holder.passphrase, into=holder.stick)
        ceremony = _finish(folder, holders)
    for holder in holders:
        overwrite(folder / f"{holder.key}.json")
    return ceremony


@contextmanager
def _nothing_half_done(holders: Sequence[Holder], made: Path | None = None) -> Iterator[None]:
    """A stick that is full or pulled out too early ends the ceremony as if it had not begun; no key was here before."""
    try:
        yield
    except OSError:
        for holder in holders:
            for name in (f"{holder.key}.json", f"{holder.key}.json.new", "root.json"):
                with suppress(OSError):
                    (holder.stick / name).unlink()
        if made is not None:
            for name in FOR_THE_DESK:
                (made / f"{name}.json").unlink(missing_ok=True)
            shutil.rmtree(made / ROOTS, ignore_errors=True)
        raise


def overwrite(path: Path) -> None:
    """Remove a key from a disk; a flash disk may keep it all the same, and the paper sheet says so."""
    with path.open("r+b") as stream:
        stream.write(os.urandom(path.stat().st_size))
        stream.flush()
        os.fsync(stream.fileno())
    path.unlink()


def _finish(folder: Path, holders: Sequence[Holder]) -> Ceremony:
    """Open every stick's key again, see that the root names it, and leave the root to pin beside it."""
    roots = read_roots(folder)
    last = Metadata[Root].from_bytes(roots[-1]).signed
    named = {key.keyval["public"] for key in last.keys.values()}
    held = []
    for holder in holders:
        public = _public(read_private(holder.stick / f"{holder.key}.json", holder.key, holder.passphrase))
        if public.hex() not in named:
            raise StickRefused(folder=holder.stick, key=holder.key, reason="the newest root does not name its key")
        (holder.stick / "root.json").write_bytes(roots[0])
        held.append(Held(holder.key, holder.person.strip(), fingerprint_of(public)))
    return describe(roots, held)


def describe(roots: Sequence[bytes], held: Sequence[Held]) -> Ceremony:
    """What the roots say of themselves, with who holds what."""
    last = Metadata[Root].from_bytes(roots[-1]).signed
    signed = read_moment(last.unrecognized_fields[SIGNED_FIELD], ROOTS)
    return Ceremony(
        organisation=organisation_of(roots[0]).hex(),
        signed=signed.date().isoformat(),
        expires=last.expires.date().isoformat(),
        names=dict(last.unrecognized_fields[NAME_FIELD]),
        held=tuple(held),
    )


def _public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def fingerprint_of(public: bytes) -> str:
    """32 hexadecimal digits in eight groups: short enough to be read aloud, too long to be forged."""
    digits = hashlib.sha256(public).hexdigest()[:32]
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


def adopt_keys(source: Path, folder: Path) -> None:
    """The desk's part of a ceremony, brought from the machine where it was held."""
    roots = read_roots(source)
    for name in FOR_THE_DESK:
        read_private(source / f"{name}.json", name)
    if any((folder / f"{name}.json").exists() for name in SIGNERS) or (folder / ROOTS).exists():
        raise OrganisationExists(folder=folder)
    for part in (folder, folder / ROOTS, folder / "letter", folder / "escrow"):
        part.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in FOR_THE_DESK:
        write_secret(folder / f"{name}.json", (source / f"{name}.json").read_bytes())
    for version, root in enumerate(roots, 1):
        write_secret(folder / ROOTS / root_name(version), root)


def roots_from_copy(copy: Path, pinned: bytes, folder: Path) -> int:
    """For a group whose desk is gone: its roots from any copy of an edition. Returns how many there are."""
    try:
        here = os.open(copy, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        raise NoSuchCopy(folder=copy) from None
    try:
        count = follow_chain(here, pinned).known.root
        roots = [read_small(here, f"{METADATA}/{root_name(version)}", 65_536) for version in range(1, count + 1)]
    except (Broken, NotReadable) as fault:
        reason = fault.problem.say() if isinstance(fault, Broken) else fault.kind.value
        raise CopyRefused(folder=copy, reason=reason) from None
    finally:
        os.close(here)
    if (folder / ROOTS).exists() and read_roots(folder) != roots[: len(read_roots(folder))]:
        raise OrganisationExists(folder=folder)
    (folder / ROOTS).mkdir(mode=0o700, parents=True, exist_ok=True)
    for version, root in enumerate(roots, 1):
        write_secret(folder / ROOTS / root_name(version), root)
    return count


def names_key(root: bytes, fingerprint: str) -> bool:
    """Whether the root names the key: a replaced one may still lie on a stick."""
    keys = Metadata[Root].from_bytes(root).signed.keys.values()
    return fingerprint in {fingerprint_of(bytes.fromhex(key.keyval["public"])) for key in keys}


def read_held(folder: Path, sticks: Sequence[Path] = ()) -> list[tuple[Held, bool, Path]]:
    """Every key file at hand, whether a passphrase seals it, and where it is; nothing is opened."""
    found = []
    for name in SIGNERS:
        for place in (folder, *sticks):
            path = place / f"{name}.json"
            if path.exists():
                public, sealed = read_public(path, name)
                found.append((Held(name, "", fingerprint_of(public)), sealed, path))
    return found
