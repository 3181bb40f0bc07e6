# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verifies a copy of an edition: is it whole and whose is it, and, as a separate answer, how old is it.

Mail is a publication of its own beside an edition: its file names are looked at here, its signature is not.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Snapshot, Timestamp

from restante.edition.chain import CLOCK_GRACE, Broken, Chain, follow_chain
from restante.edition.form import check_form
from restante.edition.format import METADATA, SIZE_LIMITS, Malformed, organisation_of
from restante.edition.tree import compare_folder
from restante.edition.verdict import Kind, Known, Problem, Verdict, shown
from restante.errors import BadInput

__all__ = [
    "Kind",
    "Known",
    "Problem",
    "Verdict",
    "known_of",
    "read_number",
    "read_organisation",
    "shown",
    "verify_edition",
    "vouched_numbers",
]


class RootRefused(BadInput):
    """The file that should say whom to trust is no first root."""

    code = "root-refused"
    text = "This is not the root of an organisation: pin the file that 'restante edition root' writes (1.root.json)."


class NoSuchCopy(BadInput):
    """Nothing to verify."""

    code = "no-such-copy"
    text = "{folder} is not a folder that can be read."


def verify_edition(
    directory: Path, root: bytes | None, at: datetime | None = None, known: Known | None = None
) -> Verdict:
    """Check every byte of the copy against `root`, the pinned first root, at the moment `at` (now).

    Without a root only consistency is checked. `known` is what was seen before: anything older is a rollback.
    """
    moment = datetime.now(UTC) if at is None else at
    if root is not None:
        read_organisation(root)
    try:
        folder = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        raise NoSuchCopy(folder=directory) from None
    pinned = root is not None
    try:
        chain = follow_chain(folder, root)
    except Broken as broken:
        return Verdict(consistent=False, pinned=pinned, problems=(broken.problem,))
    finally:
        os.close(folder)
    found = compare_folder(directory, chain.files)
    problems = (*_compare_with_known(chain, known), *_look_at_dates(chain, moment), *found.problems)
    unpinned = () if pinned else (Problem(Kind.NOT_PINNED, ""),)
    return Verdict(
        consistent=not problems,
        pinned=pinned,
        problems=(*problems, *unpinned),
        expired=moment >= chain.expires,
        age_days=max(0, (moment.astimezone(UTC).date() - chain.signed.date()).days),
        expires=chain.expires,
        number=chain.known.targets,
        organisation=chain.organisation,
        demonstration=chain.demonstration,
        name=chain.name,
        known=chain.known,
        files=found.files,
        mail_ignored=found.mail,
    )


def read_organisation(root: bytes) -> bytes:
    """The organisation id of a first root; raises RootRefused for anything else."""
    try:
        if len(root) > SIZE_LIMITS["root"]:
            raise RootRefused
        check_form(root, Root.type, "root.json")
        metadata = Metadata[Root].from_bytes(root)
        metadata.signed.verify_delegate(Root.type, metadata.signed_bytes, metadata.signatures)
    except (Malformed, RepositoryError, ValueError):
        raise RootRefused from None
    if metadata.signed.version != 1:
        raise RootRefused
    return organisation_of(root)


def known_of(directory: Path) -> Known | None:
    """What a copy that was verified when it came says of itself; None if its metadata is gone or broken."""
    try:
        folder = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None
    try:
        return follow_chain(folder, None).known
    except Broken:
        return None
    finally:
        os.close(folder)


def read_number(directory: Path) -> int | None:
    """The edition's number, of a copy that was verified when it came."""
    known = known_of(directory)
    return None if known is None else known.targets


def vouched_numbers(root: bytes, read: Callable[[str, int], bytes]) -> tuple[int, int] | None:
    """Version of the timestamp and number of the edition at a place that may lie: only the root's signers count.

    `read` takes a path and the most bytes that are worth reading.
    """
    trusted = Metadata[Root].from_bytes(root).signed
    try:
        data = read(f"{METADATA}/timestamp.json", SIZE_LIMITS["timestamp"])
        check_form(data, Timestamp.type, "timestamp.json")
        timestamp = Metadata[Timestamp].from_bytes(data)
        trusted.verify_delegate(Timestamp.type, timestamp.signed_bytes, timestamp.signatures)
        name = f"{timestamp.signed.snapshot_meta.version}.snapshot.json"
        data = read(f"{METADATA}/{name}", SIZE_LIMITS["snapshot"])
        check_form(data, Snapshot.type, name)
        snapshot = Metadata[Snapshot].from_bytes(data)
        trusted.verify_delegate(Snapshot.type, snapshot.signed_bytes, snapshot.signatures)
    except (Malformed, RepositoryError, ValueError):
        return None
    return timestamp.signed.version, snapshot.signed.meta["targets.json"].version


def _compare_with_known(chain: Chain, known: Known | None) -> tuple[Problem, ...]:
    if known is None:
        return ()
    if known.organisation != chain.organisation:
        return (Problem(Kind.OTHER_ORGANISATION, f"{METADATA}/1.root.json"),)
    now = chain.known
    names = {
        f"{METADATA}/root.json": (now.root, known.root),
        f"{METADATA}/timestamp.json": (now.timestamp, known.timestamp),
        f"{METADATA}/{now.snapshot}.snapshot.json": (now.snapshot, known.snapshot),
        f"{METADATA}/{now.targets}.targets.json": (now.targets, known.targets),
    }
    older = tuple(Problem(Kind.ROLLBACK, path) for path, (is_, was) in names.items() if is_ < was)
    if now.targets == known.targets and now.targets_sha256 != known.targets_sha256:
        return (*older, Problem(Kind.MIXED, f"{METADATA}/{now.targets}.targets.json"))
    return older


def _look_at_dates(chain: Chain, moment: datetime) -> tuple[Problem, ...]:
    if chain.latest - moment > CLOCK_GRACE:
        return (Problem(Kind.FUTURE, f"{METADATA}/timestamp.json"),)
    return ()
