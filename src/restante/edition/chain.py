# SPDX-License-Identifier: AGPL-3.0-or-later
"""Follows the signatures of a copy: first root → newest root → timestamp → snapshot → targets → manifest.

python-tuf's TrustedMetadataSet decides; its reference time is before every expiry, because age is a separate verdict.
It is a private module there: requirements pin the version and tests/edition/test_chain.py notices a change.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from tuf.api.exceptions import RepositoryError, UnsignedMetadataError
from tuf.api.metadata import Metadata, Root, Signed, Targets
from tuf.ngclient._internal.trusted_metadata_set import TrustedMetadataSet
from tuf.ngclient.config import EnvelopeType

from restante.edition.form import check_form
from restante.edition.format import (
    ABOUT,
    DEMONSTRATION_FIELD,
    DIRECT_TARGETS,
    METADATA,
    NAME_FIELD,
    ROOT_FIELD,
    ROOTS_LIMIT,
    SHARD_LIMIT,
    SHARDS_LIMIT,
    SIGNED_FIELD,
    SIZE_LIMITS,
    Malformed,
    decode_json,
    folders_of,
    organisation_of,
    read_moment,
    read_shard,
    root_name,
    shard_path,
)
from restante.edition.tree import NotReadable, read_small
from restante.edition.verdict import Kind, Known, Problem

BEFORE_EVERY_EXPIRY: Final = datetime(1, 1, 1, tzinfo=UTC)
CLOCK_GRACE: Final = timedelta(days=1)
"""A signer east of here may be in tomorrow already."""


class Broken(Exception):
    """The chain of signatures ends here; what would follow proves nothing."""

    def __init__(self, kind: Kind, path: str) -> None:
        super().__init__(kind)
        self.problem = Problem(kind, path)


@dataclass(slots=True)
class Chain:
    """What the signatures vouch for: `files` maps every path of the copy, metadata included, to length and SHA-256."""

    organisation: bytes
    name: dict[str, str]
    demonstration: bool
    known: Known
    signed: datetime
    expires: datetime
    latest: datetime
    files: Mapping[str, tuple[int, str]]


Read = Callable[[str, int], bytes]
"""A path and the most bytes it may have; raises NotReadable."""


@dataclass(slots=True)
class _Reader:
    fetch: Read
    vouched: dict[str, tuple[int, str]] = field(default_factory=dict)

    def read(self, path: str, limit: int) -> bytes:
        try:
            data = self.fetch(path, limit)
        except NotReadable as reason:
            raise Broken(reason.kind, path) from None
        self.vouched[path] = (len(data), hashlib.sha256(data).hexdigest())
        return data

    def metadata(self, name: str, role: str) -> bytes:
        data = self.read(f"{METADATA}/{name}", SIZE_LIMITS[role])
        try:
            check_form(data, role, name)
        except Malformed:
            raise Broken(Kind.MALFORMED, f"{METADATA}/{name}") from None
        return data


def follow_chain(folder: int, pinned: bytes | None) -> Chain:
    """Read and check all metadata and the manifest of the copy in the open folder; raises Broken at the first fault."""
    return follow_chain_through(lambda path, limit: read_small(folder, path, limit), pinned)


def follow_chain_through(read: Read, pinned: bytes | None) -> Chain:
    """The same for a copy that lies elsewhere; each file is asked for when all above it is trusted."""
    reader = _Reader(read)
    roots, trusted = _follow_roots(reader, pinned)
    first = Metadata[Root].from_bytes(roots[0]).signed
    timestamp_data = reader.metadata("timestamp.json", "timestamp")
    _trust(trusted, "timestamp", timestamp_data, "timestamp.json")
    if trusted.timestamp.unrecognized_fields.get(ROOT_FIELD) != len(roots):
        raise Broken(Kind.MIXED, f"{METADATA}/timestamp.json")
    snapshot_name = f"{trusted.timestamp.snapshot_meta.version}.snapshot.json"
    _trust(trusted, "snapshot", reader.metadata(snapshot_name, "snapshot"), snapshot_name)
    targets_name = f"{trusted.snapshot.meta['targets.json'].version}.targets.json"
    targets_data = reader.metadata(targets_name, "targets")
    _trust(trusted, "targets", targets_data, targets_name)
    content = _read_manifest(reader, trusted.targets)
    _check_about(reader, content, trusted.targets.version, organisation_of(roots[0]))
    parts: list[Signed] = [trusted.root, trusted.timestamp, trusted.snapshot, trusted.targets]
    return Chain(
        organisation=organisation_of(roots[0]),
        name=dict(first.unrecognized_fields[NAME_FIELD]),
        demonstration=first.unrecognized_fields[DEMONSTRATION_FIELD],
        known=Known(
            organisation=organisation_of(roots[0]),
            root=len(roots),
            timestamp=trusted.timestamp.version,
            snapshot=trusted.snapshot.version,
            targets=trusted.targets.version,
            targets_sha256=hashlib.sha256(targets_data).hexdigest(),
        ),
        signed=_signed_on(trusted.timestamp),
        expires=min(part.expires for part in parts),
        latest=max(_signed_on(part) for part in parts),
        files={**content, **reader.vouched},
    )


def _signed_on(part: Signed) -> datetime:
    return read_moment(part.unrecognized_fields[SIGNED_FIELD], part.type)


def _follow_roots(reader: _Reader, pinned: bytes | None) -> tuple[list[bytes], TrustedMetadataSet]:
    roots = [reader.metadata(root_name(1), "root")]
    trusted = _begin(roots[0])
    if pinned is not None and roots[0] != pinned:
        raise Broken(Kind.OTHER_ORGANISATION, f"{METADATA}/{root_name(1)}")
    while len(roots) < ROOTS_LIMIT:
        name = root_name(len(roots) + 1)
        try:
            data = reader.metadata(name, "root")
        except Broken as broken:
            if broken.problem.kind is Kind.MISSING:
                break
            raise
        previous = trusted.root
        try:
            trusted.update_root(data)
        except (RepositoryError, ValueError):
            raise Broken(Kind.WRONG_ROOT, f"{METADATA}/{name}") from None
        _check_root_signatures(data, previous, name)
        roots.append(data)
    newest = reader.metadata("root.json", "root")
    if newest != roots[-1]:
        raise Broken(Kind.MIXED, f"{METADATA}/root.json")
    return roots, trusted


def _begin(first: bytes) -> TrustedMetadataSet:
    name = root_name(1)
    try:
        trusted = TrustedMetadataSet(first, EnvelopeType.METADATA)
    except (RepositoryError, ValueError):
        raise Broken(Kind.NOT_SIGNED, f"{METADATA}/{name}") from None
    trusted.reference_time = BEFORE_EVERY_EXPIRY
    if trusted.root.version != 1:
        raise Broken(Kind.MIXED, f"{METADATA}/{name}")
    _check_root_signatures(first, None, name)
    return trusted


def _check_root_signatures(data: bytes, previous: Root | None, name: str) -> None:
    metadata = Metadata[Root].from_bytes(data)
    root = metadata.signed
    result = root.get_root_verification_result(previous, metadata.signed_bytes, metadata.signatures)
    if set(result.signed) != set(metadata.signatures):
        raise Broken(Kind.ODD_SIGNATURE, f"{METADATA}/{name}")
    marks = [part.unrecognized_fields[DEMONSTRATION_FIELD] for part in (root, previous or root)]
    if marks[0] != marks[1]:
        raise Broken(Kind.WRONG_ROOT, f"{METADATA}/{name}")


def _trust(trusted: TrustedMetadataSet, role: str, data: bytes, name: str) -> None:
    path = f"{METADATA}/{name}"
    try:
        if role == "timestamp":
            trusted.update_timestamp(data)
        elif role == "snapshot":
            trusted.update_snapshot(data)
        else:
            trusted.update_targets(data)
    except UnsignedMetadataError:
        raise Broken(Kind.NOT_SIGNED, path) from None
    except (RepositoryError, ValueError):
        # of the right form and yet refused: another version or hash than the metadata above names
        raise Broken(Kind.MIXED, path) from None
    metadata = Metadata[Targets].from_bytes(data)
    result = trusted.root.get_verification_result(role, metadata.signed_bytes, metadata.signatures)
    if set(result.signed) != set(metadata.signatures):
        raise Broken(Kind.ODD_SIGNATURE, path)


def _read_manifest(reader: _Reader, targets: Targets) -> dict[str, tuple[int, str]]:
    name = f"{METADATA}/{targets.version}.targets.json"
    count = len(targets.targets) - len([path for path in DIRECT_TARGETS if path in targets.targets])
    shards = [shard_path(index) for index in range(min(count, SHARDS_LIMIT))]
    if count != len(shards) or count & (count - 1) or not count or not all(path in targets.targets for path in shards):
        raise Broken(Kind.MALFORMED, name)
    content: dict[str, tuple[int, str]] = {}
    for index, path in enumerate(shards):
        target = targets.targets[path]
        data = reader.read(path, min(target.length, SHARD_LIMIT))
        if (target.length, target.hashes["sha256"]) != reader.vouched[path]:
            raise Broken(Kind.CHANGED, path)
        try:
            content |= read_shard(data, index, count)
        except Malformed:
            raise Broken(Kind.MALFORMED, path) from None
    for path in DIRECT_TARGETS:
        named = targets.targets.get(path)
        if content.get(path) != (None if named is None else (named.length, named.hashes["sha256"])):
            raise Broken(Kind.MIXED, path)
    if not folders_of(content).isdisjoint(content):
        raise Broken(Kind.MALFORMED, name)
    return content


def _check_about(reader: _Reader, content: Mapping[str, tuple[int, str]], number: int, organisation: bytes) -> None:
    if ABOUT not in content:
        raise Broken(Kind.MALFORMED, ABOUT)
    data = reader.read(ABOUT, SIZE_LIMITS["root"])
    if reader.vouched.pop(ABOUT) != content[ABOUT]:
        raise Broken(Kind.CHANGED, ABOUT)
    try:
        about = decode_json(data, ABOUT)
    except Malformed:
        raise Broken(Kind.MALFORMED, ABOUT) from None
    if not isinstance(about, dict) or (about.get("number"), about.get("organisation")) != (number, organisation.hex()):
        raise Broken(Kind.MIXED, ABOUT)
