# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roots: who may sign what. Three root keys, two needed; a new root is signed by two of the old and two of the new."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from securesystemslib.signer import CryptoSigner, Key
from tuf.api.metadata import Metadata, Role, Root
from tuf.api.serialization.json import JSONSerializer

from restante.edition.format import (
    DEMONSTRATION_FIELD,
    LIFETIMES,
    NAME_FIELD,
    SIGNED_FIELD,
    day_start,
    write_moment,
)
from restante.errors import Locked

__all__ = ["COMPACT", "ROOT_THRESHOLD", "TooFewRootKeys", "make_first_root", "make_next_root"]

ROOT_THRESHOLD: Final = 2
COMPACT: Final = JSONSerializer(compact=True)


class TooFewRootKeys(Locked):
    """No gate would follow such a root."""

    code = "too-few-root-keys"
    text = "A new root needs {needed} of the three root keys that the last root names. Bring the missing ones together."


def make_first_root(
    holders: Mapping[str, list[CryptoSigner]], names: Mapping[str, str], *, demonstration: bool, now: datetime
) -> bytes:
    """Version 1: its bytes are the organisation, so every gate pins them. `holders` are the signers of each role."""
    day = day_start(now)
    fields: dict[str, object] = {
        NAME_FIELD: dict(names),
        SIGNED_FIELD: write_moment(day),
        DEMONSTRATION_FIELD: demonstration,
    }
    root = Root(expires=day + LIFETIMES["root"], unrecognized_fields=fields)
    _give_keys(root, {role: [signer.public_key for signer in signers] for role, signers in holders.items()})
    return _signed(root, holders["root"])


def make_next_root(
    last: bytes, keys: Mapping[str, Sequence[Key]], signers: Iterable[CryptoSigner], now: datetime
) -> bytes:
    """The next version, naming `keys` for each role; enough of the old and of the new root keys must be `signers`."""
    day = day_start(now)
    previous = Metadata[Root].from_bytes(last).signed
    fields = {**previous.unrecognized_fields, SIGNED_FIELD: write_moment(day)}
    root = Root(version=previous.version + 1, expires=day + LIFETIMES["root"], unrecognized_fields=fields)
    _give_keys(root, keys)
    data = _signed(root, signers)
    signed = Metadata[Root].from_bytes(data)
    if not root.get_root_verification_result(previous, signed.signed_bytes, signed.signatures):
        raise TooFewRootKeys(needed=ROOT_THRESHOLD)
    return data


def _give_keys(root: Root, keys: Mapping[str, Sequence[Key]]) -> None:
    for role, held in keys.items():
        threshold = ROOT_THRESHOLD if role == Root.type else 1
        root.roles[role] = Role(sorted(key.keyid for key in held), threshold)
        root.keys.update({key.keyid: key for key in held})


def _signed(root: Root, signers: Iterable[CryptoSigner]) -> bytes:
    metadata = Metadata(root)
    for _, signer in sorted({signer.public_key.keyid: signer for signer in signers}.items()):
        metadata.sign(signer, append=True)
    return metadata.to_bytes(COMPACT)
