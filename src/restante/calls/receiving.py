# SPDX-License-Identifier: AGPL-3.0-or-later
"""How an edition or a mail comes to a gate: signed lists first, then only the files they name, then one switch.

A stranger may offer an edition too: every byte that is kept is named with length and hash under signatures of the
pinned root, so all he can do is deliver the group's own newer edition.
"""

import os
import re
import shutil
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Snapshot, Targets, Timestamp

from restante.calls.errors import NotAsked, PublicationRefused
from restante.calls.published import compress
from restante.edition.chain import Broken, Read, follow_chain_through
from restante.edition.form import check_form
from restante.edition.format import MANIFEST, METADATA, ROOTS_LIMIT, SIZE_LIMITS, Malformed, read_shard
from restante.edition.tree import NotReadable, read_small
from restante.edition.verdict import Kind, Known, Verdict
from restante.edition.verify import verify_edition
from restante.seal.blob import BLOB_SIZES
from restante.seal.errors import MailNotAuthentic
from restante.seal.mail import SHARD_LENGTH, verify_latest

ASKED_AT_ONCE = 1000
KEPT_PUBLICATIONS = 2
MOST_METADATA = ROOTS_LIMIT + 4  # every root, root.json, targets, snapshot and timestamp
_METADATA_NAME = re.compile(r"(timestamp|root|[1-9][0-9]{0,8}\.(root|snapshot|targets))\.json")
_FOLDER = re.compile(r"[1-9][0-9]*\.[1-9][0-9]*")
_BLOB = re.compile(r"blobs/[0-9a-f]{32}")

Expected = Mapping[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Missing:
    """A file that is asked for; `sha256` is empty where only the signed call vouches for it."""

    path: str
    length: int
    sha256: str


class EditionArrivals:
    """`published/current` names the folder that is served; an edition arrives in `arriving/`. For worker threads."""

    def __init__(self, home: Path, *, demonstrations: bool) -> None:
        self._root = home / "root.json"
        self._published, self._arriving = home / "published", home / "arriving"
        self._demonstrations = demonstrations
        self._lock = threading.Lock()
        self._asked: dict[str, Missing] = {}
        self._kept: dict[str, str] = {}
        self._served: Expected = {}
        self._known: Known | None = None
        self.folder: Path | None = None
        shutil.rmtree(self._arriving, ignore_errors=True)
        self._arriving.mkdir(parents=True)
        self._published.mkdir(exist_ok=True)

    def load(self) -> Path | None:
        """At start: the folder that was served before, if its signatures still hold."""
        current = self._published / "current"
        if current.exists():
            name = current.read_bytes().decode("ascii", "replace")
            if _FOLDER.fullmatch(name) is None:  # the power failed between the file's name and its bytes
                raise PublicationRefused(reason="the note that names the edition is damaged")
            self._serve(self._published / name)
        return self.folder

    def offer(self, metadata: Mapping[str, bytes]) -> list[Missing]:
        """What is missing of the edition under this metadata; when nothing is, it is verified whole and served."""
        if len(metadata) > MOST_METADATA or not all(
            _METADATA_NAME.fullmatch(name) and len(data) <= SIZE_LIMITS["targets"] for name, data in metadata.items()
        ):
            raise PublicationRefused(reason="its metadata is not in the edition's format")
        with self._lock:
            if self._is_served(metadata.get("timestamp.json", b"")):
                return []
            self._begin(metadata)
            missing = self._lacking()
            self._asked = {file.path: file for file in missing}
            if not missing:
                self._finish()
            return missing[:ASKED_AT_ONCE]

    def asked(self, path: str) -> Missing:
        """A file that the last offer lacks; every other one is refused before its body is read."""
        if path not in self._asked:
            raise NotAsked
        return self._asked[path]

    def keep(self, file: Missing, source: bytes | SpooledTemporaryFile[bytes]) -> None:
        """A file whose length and hash were checked on its way in."""
        with self._lock:
            if self._asked.get(file.path) == file:
                _write(self._arriving / file.path, source)
                self._kept[file.path] = file.sha256

    def _is_served(self, timestamp: bytes) -> bool:
        """The timestamp signs for all the rest, so the same one is the same edition."""
        return self.folder is not None and (self.folder / METADATA / "timestamp.json").read_bytes() == timestamp

    def _begin(self, metadata: Mapping[str, bytes]) -> None:
        """Takes the offered metadata for the edition that is arriving, if it is signed and newer than what is here."""
        version = _timestamp(metadata.get("timestamp.json", b"")).version
        place = self._arriving / METADATA
        here = _timestamp((place / "timestamp.json").read_bytes()).version if place.exists() else 0
        read = _Offered(metadata)
        _follow(read, self._root.read_bytes())
        if version < max(here, self._known.timestamp if self._known else 0):
            raise PublicationRefused(reason="it is older than what is here")
        offered = self._arriving.with_name("offered")
        shutil.rmtree(offered, ignore_errors=True)
        for name in read.named:
            _write(offered / name, metadata[name])
        shutil.rmtree(place, ignore_errors=True)
        offered.replace(place)

    def _lacking(self) -> list[Missing]:
        """First the targets, which hold the manifest; then all that the manifest names."""
        expected = _targets_of(self._arriving / METADATA)
        missing = [file for file in map(self._reuse, expected.items()) if file is not None]
        if missing:
            return missing
        shards = sorted(path for path in expected if path.startswith(f"{MANIFEST}/"))
        named: dict[str, tuple[int, str]] = {}
        for place, path in enumerate(shards):
            named |= read_shard((self._arriving / path).read_bytes(), place, len(shards))
        return [file for file in map(self._reuse, named.items()) if file is not None]

    def _reuse(self, entry: tuple[str, tuple[int, str]]) -> Missing | None:
        """None when the file has arrived, or is the same in the edition that is served."""
        path, (length, sha256) = entry
        if self._kept.get(path) == sha256:
            return None
        if self.folder is None or self._served.get(path) != (length, sha256):
            return Missing(path, length, sha256)
        target = self._arriving / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        target.hardlink_to(self.folder / path)
        self._kept[path] = sha256
        return None

    def _finish(self) -> None:
        wanted = self._listing(self._arriving)
        for path in self._kept.keys() - wanted.keys():
            (self._arriving / path).unlink()
        verdict = self._verify(self._arriving)
        known = verdict.known
        if known is None or known == self._known:
            return
        folder = self._published / f"{known.targets}.{known.timestamp}"
        shutil.rmtree(folder, ignore_errors=True)
        self._arriving.replace(folder)
        self._arriving.mkdir()
        self._kept, previous = {}, self.folder
        compress(folder)
        _write(self._published / "current", folder.name.encode())
        self._serve(folder, verdict)
        kept = {folder.name, *([previous.name] if previous else [])}
        for old in self._published.iterdir():
            if old.is_dir() and old.name.removesuffix(".gz") not in kept:
                shutil.rmtree(old)

    def _serve(self, folder: Path, verdict: Verdict | None = None) -> None:
        self._known = (verdict or self._verify(folder)).known
        self._served, self.folder = self._listing(folder), folder

    def _verify(self, folder: Path) -> Verdict:
        verdict = verify_edition(folder, self._root.read_bytes(), known=self._known)
        if not verdict.authentic:
            raise PublicationRefused(reason=", ".join(sorted({problem.kind for problem in verdict.problems})))
        if verdict.demonstration and not self._demonstrations:
            raise PublicationRefused(reason="a demonstration is served on its own machine only")
        return verdict

    def _listing(self, folder: Path) -> Expected:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            return _follow(lambda path, limit: read_small(descriptor, path, limit), self._root.read_bytes())
        finally:
            os.close(descriptor)


class _Offered:
    """Metadata from anybody, in memory: not a byte of it goes to the disk before its signatures hold."""

    def __init__(self, metadata: Mapping[str, bytes]) -> None:
        self._metadata = metadata
        self.named: list[str] = []

    def __call__(self, path: str, limit: int) -> bytes:
        name = path.removeprefix(f"{METADATA}/")
        if name not in self._metadata:
            raise NotReadable(Kind.MISSING)
        if len(self._metadata[name]) > limit:
            raise NotReadable(Kind.TOO_LARGE)
        self.named.append(name)
        return self._metadata[name]


class MailArrivals:
    """The mail that a gate carries: `latest.json`, the shards it signs for, and blobs a signed call vouches for."""

    def __init__(self, home: Path) -> None:
        self._mail, self._arriving, self._leaving = home / "mail", home / "arriving-mail", home / "blobs-leaving"
        self._lock = threading.Lock()
        self._asked: dict[str, Missing] = {}
        for folder in (self._mail / "blobs", self._arriving):
            folder.mkdir(parents=True, exist_ok=True)

    def offer(self, data: bytes, paths: list[str], key: bytes, organisation: bytes) -> list[Missing]:
        """What is missing of this mail; when nothing is, it is served. An older one than is here is refused."""
        with self._lock:
            latest = verify_latest(data, key, organisation)
            served = self._mail / "latest.json"
            if served.exists() and served.read_bytes() != data:
                last = _number_of(served.read_bytes(), key, organisation)
                if latest.number <= last:
                    raise PublicationRefused(reason=f"mail {latest.number} is not newer than {last}")
            wanted = {
                path: Missing(path, SHARD_LENGTH, digest.hex())
                for place, digest in enumerate(latest.shards)
                for path in [f"{latest.number}/{place:04x}.bin"]
            }
            wanted |= {path: Missing(path, BLOB_SIZES[-1], "") for path in paths if _BLOB.fullmatch(path)}
            missing = [file for file in wanted.values() if not self._is_here(file.path)]
            self._asked = {file.path: file for file in missing}
            if not missing:
                self._switch(data, latest.number, set(wanted))
            return missing[:ASKED_AT_ONCE]

    def asked(self, path: str) -> Missing:
        """As EditionArrivals.asked."""
        if path not in self._asked:
            raise NotAsked
        return self._asked[path]

    def keep(self, file: Missing, source: bytes | SpooledTemporaryFile[bytes]) -> None:
        """A file whose length and hash were checked on its way in."""
        _write(self._arriving / file.path.replace("/", "-"), source)

    def _is_here(self, path: str) -> bool:
        return (self._mail / path).exists() or (self._arriving / path.replace("/", "-")).exists()

    def _switch(self, data: bytes, number: int, paths: set[str]) -> None:
        (self._mail / str(number)).mkdir(exist_ok=True)
        for path in paths:
            arrived = self._arriving / path.replace("/", "-")
            if arrived.exists():
                arrived.replace(self._mail / path)
        _write(self._mail / "latest.json", data)
        others = {int(folder.name) for folder in self._mail.iterdir() if folder.name.isdigit()} - {number}
        for old in sorted(others, reverse=True)[KEPT_PUBLICATIONS - 1 :]:
            shutil.rmtree(self._mail / str(old))
        for stray in self._arriving.iterdir():
            stray.unlink()
        self._forget_blobs({path.removeprefix("blobs/") for path in paths})

    def _forget_blobs(self, named: set[str]) -> None:
        """A blob goes one publication after the last that named it: a page loaded before still finds it."""
        leaving = set(self._leaving.read_text("ascii").split()) if self._leaving.exists() else set()
        unnamed = {file.name for file in (self._mail / "blobs").iterdir()} - named
        for name in unnamed & leaving:
            (self._mail / "blobs" / name).unlink()
        _write(self._leaving, "\n".join(sorted(unnamed - leaving)).encode())


def _number_of(served: bytes, key: bytes, organisation: bytes) -> int:
    """Of the mail that is served; -1 if it is damaged or of a key that was replaced, whose numbers bind nobody."""
    try:
        return verify_latest(served, key, organisation).number
    except MailNotAuthentic:
        return -1


def _follow(read: Read, root: bytes) -> Expected:
    """Every file that the signatures name; nothing when they hold but the manifest is not here yet."""
    try:
        return follow_chain_through(read, root).files
    except Broken as broken:
        problem = broken.problem
        if problem.kind is Kind.MISSING and problem.path.startswith(f"{MANIFEST}/"):
            return {}
        raise PublicationRefused(reason=f"{problem.kind} ({problem.path})") from None


def _targets_of(place: Path) -> Expected:
    """Lengths and hashes of the targets, from metadata whose signatures were followed when it came."""
    version = _timestamp((place / "timestamp.json").read_bytes()).snapshot_meta.version
    snapshot = Metadata[Snapshot].from_file(str(place / f"{version}.snapshot.json")).signed
    number = snapshot.meta["targets.json"].version
    targets = Metadata[Targets].from_file(str(place / f"{number}.targets.json")).signed.targets
    return {path: (target.length, target.hashes["sha256"]) for path, target in targets.items()}


def _timestamp(data: bytes) -> Timestamp:
    try:
        check_form(data, Timestamp.type, "timestamp.json")
        return Metadata[Timestamp].from_bytes(data).signed
    except (Malformed, RepositoryError, ValueError):
        raise PublicationRefused(reason="its timestamp cannot be read") from None


def _write(target: Path, source: bytes | SpooledTemporaryFile[bytes]) -> None:
    """Whole or not at all."""
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as stream:
            if isinstance(source, bytes):
                stream.write(source)
            else:
                source.seek(0)
                shutil.copyfileobj(source, stream, 1 << 18)
        part.replace(target)
    except OSError:
        part.unlink(missing_ok=True)
        raise PublicationRefused(reason="the disk is full") from None
