# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing an edition: the same files, previous edition and day give the same bytes, whatever the clock or machine.

The edition's number is the version of its targets; snapshot and timestamp count on when only dates are renewed.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from securesystemslib.exceptions import StorageError
from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp

from restante.edition.content import Content, StoredFile, listing_of
from restante.edition.format import (
    ABOUT,
    DEMONSTRATION_FIELD,
    DIRECT_TARGETS,
    LIFETIMES,
    METADATA,
    NAME_FIELD,
    ROOT_FIELD,
    SIGNED_FIELD,
    day_start,
    encode_json,
    organisation_of,
    root_name,
    write_manifest,
    write_moment,
)
from restante.edition.keys import EditionKeys, KeyMissing, read_roots
from restante.edition.manifest import list_all, read_shards, relist
from restante.edition.placing import NotAnEdition, Whole, recover_edition, replace_edition, replace_metadata
from restante.edition.roots import COMPACT
from restante.edition.verify import known_of, verify_edition
from restante.errors import BadInput, Unavailable

LOST_DATES: Final = 10_000
"""How often dates may have been renewed since a backup: a leap nobody reaches, and versions have room for."""
__all__ = ["NotAnEdition", "Signed", "export_edition", "go_on_from", "publish_edition", "refresh_dates", "sign_edition"]
T = TypeVar("T", Targets, Snapshot, Timestamp)


class NotOurEdition(BadInput):
    """Numbers go on from a copy only if our own signatures bear every byte of it."""

    code = "not-our-edition"
    text = "{folder} is no whole copy of an edition of this organisation ({reason}). Take a copy from another mirror."


@dataclass(frozen=True, slots=True)
class Signed:
    """What was signed: the edition's number, whose it is, and whether anything but dates is new."""

    number: int
    organisation: bytes
    changed: bool


class NoEdition(Unavailable):
    """Nothing was signed yet, or its signed part is damaged."""

    code = "no-edition"
    text = (
        "There is no whole edition in {folder}. 'restante edition build' makes one; if one was published and is lost "
        "here, give it a copy with --previous."
    )


def publish_edition(
    files: Mapping[str, Content],
    keys_dir: Path,
    edition_dir: Path,
    keys: EditionKeys,
    now: datetime,
    *,
    above: int | None = None,
) -> Signed:
    """Sign the next edition in place of the one in `edition_dir`; the same files again only renew the dates.

    `above` is for a desk restored from a backup: the highest number a gate holds, which the new one must exceed.
    """
    roots = read_roots(keys_dir)
    recover_edition(edition_dir)
    previous = edition_dir if (edition_dir / METADATA / "timestamp.json").exists() else None
    shards = _list_files(files)
    if above is None and previous is not None and _holds(previous, shards) and not _is_ageing(previous, now):
        return refresh_dates(previous, roots, keys, now)
    return sign_edition(files, edition_dir, roots, keys, now, previous, above=above, shards=shards)


def sign_edition(
    files: Mapping[str, Content],
    out: Path,
    roots: list[bytes],
    keys: EditionKeys,
    now: datetime,
    previous: Path | None,
    *,
    above: int | None = None,
    shards: Mapping[str, bytes] | None = None,
) -> Signed:
    """Make files, manifest and metadata the edition at `out`; numbers go on from `previous` (and `above`), or from 0.

    What is the same in the edition that stands at `out` is kept. `shards` list `files` already.
    """
    if keys.publisher is None:
        raise KeyMissing(name="publisher", folder=out)
    last = {"timestamp": 0, "snapshot": 0, "targets": 0} if previous is None else _versions(previous)
    if above is not None:
        lost = max(0, above - last["targets"])
        last = {part: version + lost + (0 if part == "targets" else LOST_DATES) for part, version in last.items()}
    day = day_start(now)
    number = last["targets"] + 1
    about = _about(roots, number, day)
    shards = relist(shards or _list_files(files), ABOUT, listing_of(about))
    direct = {path: files[path] for path in DIRECT_TARGETS if path in files}
    named = {path: listing_of(content) for path, content in {**shards, **direct}.items()}
    targets = Targets(
        version=number,
        expires=day + LIFETIMES["targets"],
        targets={path: TargetFile(length, {"sha256": digest}, path) for path, (length, digest) in named.items()},
        unrecognized_fields={SIGNED_FIELD: write_moment(day)},
    )
    signed_targets = _sign(targets, keys.publisher)
    metadata = _write_roots(roots)
    metadata[f"{number}.targets.json"] = signed_targets
    metadata |= _sign_dates(signed_targets, number, last, roots, keys, day)
    placed = {f"{METADATA}/{name}": data for name, data in metadata.items()}
    replace_edition(out, Whole(placed, shards, {**files, ABOUT: about}), keep_twin=True)
    return Signed(number, organisation_of(roots[0]), changed=True)


def refresh_dates(folder: Path, roots: list[bytes], keys: EditionKeys, now: datetime) -> Signed:
    """Sign snapshot and timestamp anew, and carry roots made since; the edition and its number stay."""
    recover_edition(folder)
    versions = _versions(folder)
    number = versions["targets"]
    if _is_of_day(folder, day_start(now), len(roots)):
        return Signed(number, organisation_of(roots[0]), changed=False)
    try:
        targets = (folder / METADATA / f"{number}.targets.json").read_bytes()
    except OSError:
        raise NoEdition(folder=folder) from None
    metadata = _write_roots(roots) | _sign_dates(targets, number, versions, roots, keys, day_start(now))
    metadata[f"{number}.targets.json"] = targets
    replace_metadata(folder, metadata)
    return Signed(number, organisation_of(roots[0]), changed=False)


def go_on_from(copy: Path, edition_dir: Path, root: bytes) -> int:
    """For a desk whose last edition is gone: an authentic copy takes its place, unless what stands is newer.

    Returns the number that the next edition must exceed.
    """
    verdict = verify_edition(copy, root)
    known = known_of(copy)
    if not verdict.authentic or known is None:
        reason = verdict.problems[0].say() if verdict.problems else "it is not whole"
        raise NotOurEdition(folder=copy, reason=reason.rstrip("."))
    recover_edition(edition_dir)
    ours = known_of(edition_dir)
    if ours is None or ours.targets < known.targets or ours.timestamp < known.timestamp:
        export_edition(copy, edition_dir)
    return max(known.targets, 0 if ours is None else ours.targets)


def export_edition(edition_dir: Path, out: Path) -> None:
    """A copy to give away: the signed files, never linked, and nothing else that may lie beside them."""
    shards = read_shards(edition_dir)
    if shards is None:
        raise NotAnEdition(folder=edition_dir)
    listed = list_all(shards)
    content: dict[str, Content] = {path: StoredFile(str(edition_dir / path), *one) for path, one in listed.items()}
    metadata = {f"{METADATA}/{path.name}": path.read_bytes() for path in (edition_dir / METADATA).iterdir()}
    replace_edition(out, Whole(metadata, shards, content, copied=True), keep_twin=False)


def _about(roots: list[bytes], number: int, day: datetime) -> bytes:
    fields = Metadata[Root].from_bytes(roots[0]).signed.unrecognized_fields
    return encode_json(
        {
            "day": day.date().isoformat(),
            "demonstration": fields[DEMONSTRATION_FIELD],
            "name": fields[NAME_FIELD],
            "number": number,
            "organisation": organisation_of(roots[0]).hex(),
            "version": 1,
        }
    )


def _write_roots(roots: list[bytes]) -> dict[str, bytes]:
    return {root_name(version): data for version, data in enumerate(roots, 1)} | {"root.json": roots[-1]}


def _sign_dates(
    targets: bytes, number: int, last: Mapping[str, int], roots: list[bytes], keys: EditionKeys, day: datetime
) -> dict[str, bytes]:
    version = last["snapshot"] + 1
    snapshot = Snapshot(
        version=version,
        expires=day + LIFETIMES["snapshot"],
        meta={"targets.json": _meta(number, targets)},
        unrecognized_fields={SIGNED_FIELD: write_moment(day)},
    )
    signed_snapshot = _sign(snapshot, keys.snapshot)
    timestamp = Timestamp(
        version=last["timestamp"] + 1,
        expires=day + LIFETIMES["timestamp"],
        snapshot_meta=_meta(version, signed_snapshot),
        unrecognized_fields={SIGNED_FIELD: write_moment(day), ROOT_FIELD: len(roots)},
    )
    return {f"{version}.snapshot.json": signed_snapshot, "timestamp.json": _sign(timestamp, keys.timestamp)}


def _meta(version: int, data: bytes) -> MetaFile:
    return MetaFile(version, len(data), {"sha256": hashlib.sha256(data).hexdigest()})


def _sign(signed: T, signer: CryptoSigner) -> bytes:
    metadata = Metadata[T](signed)
    metadata.sign(signer)
    return metadata.to_bytes(COMPACT)


def _versions(folder: Path) -> dict[str, int]:
    timestamp = _stands(Timestamp, folder, "timestamp.json")
    number = timestamp.snapshot_meta.version
    snapshot = _stands(Snapshot, folder, f"{number}.snapshot.json")
    return {"timestamp": timestamp.version, "snapshot": number, "targets": snapshot.meta["targets.json"].version}


def _stands(_kind: type[T], folder: Path, name: str) -> T:
    try:
        return Metadata[T].from_file(str(folder / METADATA / name)).signed
    except (StorageError, RepositoryError):
        raise NoEdition(folder=folder) from None


def _is_of_day(folder: Path, day: datetime, roots: int) -> bool:
    fields = _stands(Timestamp, folder, "timestamp.json").unrecognized_fields
    return fields.get(SIGNED_FIELD) == write_moment(day) and fields.get(ROOT_FIELD) == roots


def _is_ageing(folder: Path, now: datetime) -> bool:
    number = _versions(folder)["targets"]
    targets = _stands(Targets, folder, f"{number}.targets.json")
    return targets.expires - now < LIFETIMES["targets"] / 2


def _list_files(files: Mapping[str, Content]) -> dict[str, bytes]:
    """The manifest, in which the file that tells number and day has its place and no content yet."""
    return write_manifest({**{path: listing_of(content) for path, content in files.items()}, ABOUT: listing_of(b"")})


def _holds(folder: Path, shards: Mapping[str, bytes]) -> bool:
    """Whether the edition in the folder is of these files; what tells its own number and day is left aside."""
    try:
        about = listing_of((folder / ABOUT).read_bytes())
    except OSError:
        return False
    return relist(shards, ABOUT, about) == read_shards(folder)
