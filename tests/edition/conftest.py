# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two organisations, an edition of each, and a forger who can sign with whatever keys a test hands him."""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from securesystemslib.formats import encode_canonical
from securesystemslib.signer import CryptoSigner

from restante.edition.format import encode_json
from restante.edition.keys import (
    EditionKeys,
    addresses_file,
    create_organisation_keys,
    load_edition_keys,
    load_signer,
    public_key_file,
    read_roots,
)
from restante.edition.letter_keys import ensure_letter_keys
from restante.edition.sign import publish_edition
from restante.edition.verify import Known, Verdict, verify_edition

NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
PAGES = {
    "index.html": b"<!doctype html><title>Parcel</title>",
    "ru/people/azat.html": "<!doctype html><title>Азат</title>".encode(),
    "ru/people/vera.html": b"<!doctype html><title>V</title>",
    "en/index.html": b"<!doctype html>",
    "static/empty.css": b"",
}


@dataclass
class Organisation:
    """Keys in a folder, as a desk has them."""

    keys_dir: Path
    id: bytes

    @property
    def root(self) -> bytes:
        return read_roots(self.keys_dir)[0]

    @property
    def keys(self) -> EditionKeys:
        return load_edition_keys(self.keys_dir)

    def files(self, **more: bytes) -> dict[str, bytes]:
        letter_keys = ensure_letter_keys(self.keys_dir, self.id, NOW.date())
        return {
            **PAGES,
            "restante/letter-keys.json": letter_keys,
            "restante/call-key.json": public_key_file(self.keys_dir, "call"),
            "restante/mail-key.json": public_key_file(self.keys_dir, "mail"),
            "restante/addresses.json": addresses_file(self.id, [("one", "https://a.example.org")], NOW.date()),
            **{name.replace("__", "/").replace("_", "."): data for name, data in more.items()},
        }

    def publish(self, folder: Path, now: datetime = NOW, **more: bytes) -> Path:
        publish_edition(self.files(**more), self.keys_dir, folder, self.keys, now)
        return folder


@dataclass
class Copy:
    """A mirror's copy of edition 2, with edition 1 and a stranger's edition at hand to steal parts from."""

    folder: Path
    earlier: Path
    foreign: Path
    ours: Organisation
    stranger: Organisation

    def path(self, name: str) -> Path:
        return self.folder / name

    def change(self, name: str, change: Callable[[bytes], bytes]) -> None:
        self.path(name).write_bytes(change(self.path(name).read_bytes()))

    def verify(self, at: datetime = NOW, known: Known | None = None, *, pinned: bool = True) -> Verdict:
        return verify_edition(self.folder, self.ours.root if pinned else None, at, known)

    def document(self, name: str) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.path(f"metadata/{name}").read_bytes())
        return document

    def versions(self) -> dict[str, str]:
        snapshot = self.document("timestamp.json")["signed"]["meta"]["snapshot.json"]["version"]
        targets = self.document(f"{snapshot}.snapshot.json")["signed"]["meta"]["targets.json"]["version"]
        names = {"timestamp": "timestamp.json", "snapshot": f"{snapshot}.snapshot.json"}
        return {**names, "targets": f"{targets}.targets.json"}

    def resign(self, role: str, edit: Callable[[dict[str, Any]], object], owner: Organisation | None = None) -> None:
        """Edit a signed part and sign it, and all that name it, with the owner's keys: what a thief of keys can do."""
        names = self.versions()
        owner = owner or self.ours
        for part in ("targets", "snapshot", "timestamp")[("targets", "snapshot", "timestamp").index(role) :]:
            signed = self.document(names[part])["signed"]
            if part == role:
                edit(signed)
            else:
                self._name_below(signed, names)
            signer = load_signer(owner.keys_dir, {"targets": "publisher"}.get(part, part))
            self.path(f"metadata/{names[part]}").write_bytes(sign_document(signed, signer))

    def _name_below(self, signed: dict[str, Any], names: dict[str, str]) -> None:
        for name, entry in signed["meta"].items():
            data = self.path(f"metadata/{names[name.removesuffix('.json')]}").read_bytes()
            entry |= {"length": len(data), "hashes": {"sha256": hashlib.sha256(data).hexdigest()}}

    def relist(self, edit: Callable[[dict[str, Any]], object]) -> None:
        """Edit the manifest's one shard, and sign it as the publisher would."""
        path = "restante/manifest/000.json"
        shard = json.loads(self.path(path).read_bytes())
        edit(shard["files"])
        self.reshard(encode_json(shard))

    def reshard(self, data: bytes) -> None:
        path = "restante/manifest/000.json"
        self.path(path).write_bytes(data)
        entry = {"length": len(data), "hashes": {"sha256": hashlib.sha256(data).hexdigest()}}
        self.resign("targets", lambda signed: signed["targets"].update({path: entry}))


def sign_document(signed: dict[str, Any], *signers: CryptoSigner) -> bytes:
    text = encode_canonical(signed)
    assert text is not None
    signatures = [{"keyid": s.public_key.keyid, "sig": s.sign(text.encode()).signature} for s in signers]
    return encode_json({"signatures": sorted(signatures, key=lambda entry: entry["keyid"]), "signed": signed})


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two organisations with published editions, made once; tests work on copies."""
    home = tmp_path_factory.mktemp("founded")
    for name in ("ours", "stranger"):
        keys_dir = home / name / "keys"
        owner = Organisation(
            keys_dir,
            create_organisation_keys(keys_dir, {"ru": "Передача", "en": name}, demonstration=False, now=NOW),
        )
        owner.publish(home / name / "edition")
        shutil.copytree(home / name / "edition", home / name / "earlier")
        owner.publish(home / name / "edition", index_html=b"<!doctype html><title>Parcel 2</title>")
    return home


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def copy(founded: Path, tmp_path: Path) -> Copy:
    home = tmp_path / "world"
    shutil.copytree(founded, home)
    owners = [
        Organisation(home / name / "keys", hashlib.sha256(read_roots(home / name / "keys")[0]).digest()[:16])
        for name in ("ours", "stranger")
    ]
    return Copy(home / "ours" / "edition", home / "ours" / "earlier", home / "stranger" / "edition", *owners)
