# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every way in which a copy can be false, by its sentence: what is done to it, and what the verifier must name."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from restante.edition.verify import (
    Kind,
)

if TYPE_CHECKING:
    from tests.edition.conftest import Copy
else:
    Copy = Any

AZAT = "ru/people/azat.html"
VERA = "ru/people/vera.html"
SHARD = "restante/manifest/000.json"
TIMESTAMP = "metadata/timestamp.json"
SNAPSHOT = "metadata/2.snapshot.json"
TARGETS = "metadata/2.targets.json"
FIRST_ROOT = "metadata/1.root.json"
Tamper = Callable[[Copy], object]


def _swap(copy: Copy, one: str, other: str) -> None:
    first, second = copy.path(one).read_bytes(), copy.path(other).read_bytes()
    copy.path(one).write_bytes(second)
    copy.path(other).write_bytes(first)


def _link(copy: Copy, name: str) -> None:
    real = copy.folder.parent / "elsewhere"
    shutil.move(copy.path(name), real)
    copy.path(name).symlink_to(real)


def _into_folder(copy: Copy, name: str) -> None:
    copy.path(name).unlink()
    copy.path(name).mkdir()


def _into_pipe(copy: Copy, name: str) -> None:
    copy.path(name).unlink()
    os.mkfifo(copy.path(name))


def _steal(copy: Copy, source: Path, name: str, new_name: str | None = None) -> None:
    shutil.copyfile(source / name, copy.path(new_name or name))


def _edit(name: str, edit: Callable[[dict[str, Any]], object]) -> Tamper:
    def tamper(copy: Copy) -> None:
        document = json.loads(copy.path(name).read_bytes())
        edit(document)
        text = json.dumps(document, sort_keys=True, separators=(",", ":"))
        copy.path(name).write_text(text)

    return tamper


FILES: dict[str, tuple[Tamper, Kind, str]] = {
    "a page is changed": (lambda c: c.change(AZAT, lambda d: d.replace(b"<", b">", 1)), Kind.CHANGED, AZAT),
    "a page is longer by a byte": (lambda c: c.change(AZAT, lambda d: d + b"\n"), Kind.CHANGED, AZAT),
    "a page is cut": (lambda c: c.change(AZAT, lambda d: d[:-1]), Kind.CHANGED, AZAT),
    "a page is emptied": (lambda c: c.change(AZAT, lambda _: b""), Kind.CHANGED, AZAT),
    "an empty file is filled": (
        lambda c: c.change("static/empty.css", lambda _: b"*{}"),
        Kind.CHANGED,
        "static/empty.css",
    ),
    "two pages are swapped": (lambda c: _swap(c, AZAT, VERA), Kind.CHANGED, VERA),
    "a page is dropped": (lambda c: c.path(AZAT).unlink(), Kind.MISSING, AZAT),
    "a folder is dropped": (lambda c: shutil.rmtree(c.path("ru")), Kind.MISSING, VERA),
    "a page is added": (lambda c: c.path("donate.html").write_bytes(b"x"), Kind.EXTRA, "donate.html"),
    "an empty file is added": (lambda c: c.path("robots.txt").touch(), Kind.EXTRA, "robots.txt"),
    "a hidden file is added": (lambda c: c.path("ru/.htaccess").write_bytes(b"x"), Kind.EXTRA, "ru/.htaccess"),
    "a compressed variant is added": (
        lambda c: c.path("index.html.gz").write_bytes(b"x"),
        Kind.EXTRA,
        "index.html.gz",
    ),
    "an empty folder is added": (lambda c: c.path("ru/secret").mkdir(), Kind.EXTRA, "ru/secret/"),
    "a whole tree is added": (lambda c: c.path("a/b/c").mkdir(parents=True), Kind.EXTRA, "a/"),
    "a page of an earlier edition is put back": (
        lambda c: _steal(c, c.earlier, "index.html"),
        Kind.CHANGED,
        "index.html",
    ),
    "a page becomes a link to itself": (lambda c: _link(c, AZAT), Kind.SYMLINK, AZAT),
    "a folder becomes a link": (lambda c: _link(c, "ru/people"), Kind.SYMLINK, "ru/people"),
    "a link is added": (lambda c: c.path("x").symlink_to("index.html"), Kind.EXTRA, "x"),
    "a page becomes a folder": (lambda c: _into_folder(c, AZAT), Kind.NOT_A_FILE, AZAT),
    "a page becomes a pipe": (lambda c: _into_pipe(c, AZAT), Kind.NOT_A_FILE, AZAT),
    "a folder becomes a file": (
        lambda c: (shutil.rmtree(c.path("static")), c.path("static").write_bytes(b"")),
        Kind.NOT_A_FILE,
        "static",
    ),
    "a name changes its case": (lambda c: c.path(AZAT).rename(c.path("ru/people/Azat.html")), Kind.MISSING, AZAT),
    "a name gets a Cyrillic letter": (
        lambda c: shutil.copyfile(c.path(AZAT), c.path("ru/people/аzat.html")),
        Kind.EXTRA,
        "ru/people/аzat.html",
    ),
    "the letter keys are a stranger's": (
        lambda c: _steal(c, c.foreign, "restante/letter-keys.json"),
        Kind.CHANGED,
        "restante/letter-keys.json",
    ),
    "a page hides among the mail": (
        lambda c: (c.path("mail").mkdir(), c.path("mail/index.html").write_bytes(b"x")),
        Kind.EXTRA,
        "mail/index.html",
    ),
    "mail is a link": (lambda c: c.path("mail").symlink_to("/"), Kind.EXTRA, "mail"),
    "the manifest's shard is changed": (
        lambda c: c.change(SHARD, lambda d: d.replace(b"azat", b"ivan")),
        Kind.CHANGED,
        SHARD,
    ),
    "the manifest's shard is dropped": (lambda c: c.path(SHARD).unlink(), Kind.MISSING, SHARD),
    "the manifest's shard is a link": (lambda c: _link(c, SHARD), Kind.SYMLINK, SHARD),
    "the manifest's folder is a link": (lambda c: _link(c, "restante"), Kind.NOT_A_FILE, SHARD),
    "a shard is added": (
        lambda c: _steal(c, c.folder, SHARD, "restante/manifest/001.json"),
        Kind.EXTRA,
        "restante/manifest/001.json",
    ),
    "the shard is an earlier edition's": (lambda c: _steal(c, c.earlier, SHARD), Kind.CHANGED, SHARD),
}

METADATA: dict[str, tuple[Tamper, Kind, str]] = {
    "the first root is dropped": (lambda c: c.path(FIRST_ROOT).unlink(), Kind.MISSING, FIRST_ROOT),
    "the newest root is dropped": (
        lambda c: c.path("metadata/root.json").unlink(),
        Kind.MISSING,
        "metadata/root.json",
    ),
    "the timestamp is dropped": (lambda c: c.path(TIMESTAMP).unlink(), Kind.MISSING, TIMESTAMP),
    "the snapshot is dropped": (lambda c: c.path(SNAPSHOT).unlink(), Kind.MISSING, SNAPSHOT),
    "the targets are dropped": (lambda c: c.path(TARGETS).unlink(), Kind.MISSING, TARGETS),
    "all metadata is dropped": (lambda c: shutil.rmtree(c.path("metadata")), Kind.MISSING, FIRST_ROOT),
    "the metadata folder is a link": (lambda c: _link(c, "metadata"), Kind.NOT_A_FILE, FIRST_ROOT),
    "the timestamp is a link": (lambda c: _link(c, TIMESTAMP), Kind.SYMLINK, TIMESTAMP),
    "the timestamp is a folder": (lambda c: _into_folder(c, TIMESTAMP), Kind.NOT_A_FILE, TIMESTAMP),
    "the timestamp is a pipe": (lambda c: _into_pipe(c, TIMESTAMP), Kind.NOT_A_FILE, TIMESTAMP),
    "the timestamp is endless": (
        lambda c: c.change(TIMESTAMP, lambda d: d + b" " * 10_000_000),
        Kind.TOO_LARGE,
        TIMESTAMP,
    ),
    "the timestamp ends with a space": (lambda c: c.change(TIMESTAMP, lambda d: d + b" "), Kind.MALFORMED, TIMESTAMP),
    "the timestamp is empty": (lambda c: c.change(TIMESTAMP, lambda _: b""), Kind.MALFORMED, TIMESTAMP),
    "the timestamp is a list in lists": (
        lambda c: c.change(TIMESTAMP, lambda _: b"[" * 4000 + b"]" * 4000),
        Kind.MALFORMED,
        TIMESTAMP,
    ),
    "the timestamp is a number": (lambda c: c.change(TIMESTAMP, lambda _: b"1"), Kind.MALFORMED, TIMESTAMP),
    "the timestamp is not text": (lambda c: c.change(TIMESTAMP, lambda _: b"\xff\xfe{}"), Kind.MALFORMED, TIMESTAMP),
    "the timestamp says its version twice": (
        lambda c: c.change(TIMESTAMP, lambda d: d.replace(b'"version":2}', b'"version":2,"version":2}')),
        Kind.MALFORMED,
        TIMESTAMP,
    ),
    "a version is not a number": (
        lambda c: c.change(TIMESTAMP, lambda d: d.replace(b'"version":2', b'"version":NaN')),
        Kind.MALFORMED,
        TIMESTAMP,
    ),
    "a version is a fraction": (_edit(TIMESTAMP, lambda d: d["signed"].update(version=2.0)), Kind.MALFORMED, TIMESTAMP),
    "a version is true": (_edit(TIMESTAMP, lambda d: d["signed"].update(version=True)), Kind.MALFORMED, TIMESTAMP),
    "a version is enormous": (
        _edit(TIMESTAMP, lambda d: d["signed"].update(version=10**99)),
        Kind.MALFORMED,
        TIMESTAMP,
    ),
    "a version is negative": (_edit(TIMESTAMP, lambda d: d["signed"].update(version=-1)), Kind.MALFORMED, TIMESTAMP),
    "a version is raised": (_edit(TIMESTAMP, lambda d: d["signed"].update(version=9)), Kind.NOT_SIGNED, TIMESTAMP),
    "the date is moved": (
        _edit(TIMESTAMP, lambda d: d["signed"].update(expires="2030-01-01T00:00:00Z")),
        Kind.NOT_SIGNED,
        TIMESTAMP,
    ),
    "the date is none": (_edit(TIMESTAMP, lambda d: d["signed"].update(expires="never")), Kind.MALFORMED, TIMESTAMP),
    "an unsigned note is added": (_edit(TIMESTAMP, lambda d: d.update(note="x")), Kind.MALFORMED, TIMESTAMP),
    "all signatures are taken away": (_edit(TIMESTAMP, lambda d: d.update(signatures=[])), Kind.MALFORMED, TIMESTAMP),
    "a signature stands twice": (
        _edit(TIMESTAMP, lambda d: d.update(signatures=d["signatures"] * 2)),
        Kind.MALFORMED,
        TIMESTAMP,
    ),
    "a signature is in capitals": (
        _edit(TIMESTAMP, lambda d: d["signatures"][0].update(sig=d["signatures"][0]["sig"].upper())),
        Kind.MALFORMED,
        TIMESTAMP,
    ),
    "a signature of zeros": (
        _edit(TIMESTAMP, lambda d: d["signatures"][0].update(sig="0" * 128)),
        Kind.NOT_SIGNED,
        TIMESTAMP,
    ),
    "a stranger's signature is added": (
        _edit(TIMESTAMP, lambda d: d["signatures"].append({"keyid": "f" * 64, "sig": "0" * 128})),
        Kind.ODD_SIGNATURE,
        TIMESTAMP,
    ),
    "one of the root's three signatures is spoilt": (
        lambda c: [
            _edit(f"metadata/{name}", lambda d: d["signatures"][0].update(sig="0" * 128))(c)
            for name in ("1.root.json", "root.json")
        ],
        Kind.ODD_SIGNATURE,
        FIRST_ROOT,
    ),
    "the timestamp is a snapshot": (lambda c: _steal(c, c.folder, SNAPSHOT, TIMESTAMP), Kind.MALFORMED, TIMESTAMP),
    "the timestamp is an earlier edition's": (
        lambda c: _steal(c, c.earlier, TIMESTAMP),
        Kind.MISSING,
        "metadata/1.snapshot.json",
    ),
    "the snapshot is an earlier edition's": (
        lambda c: _steal(c, c.earlier, "metadata/1.snapshot.json", SNAPSHOT),
        Kind.MIXED,
        SNAPSHOT,
    ),
    "the targets are an earlier edition's": (
        lambda c: _steal(c, c.earlier, "metadata/1.targets.json", TARGETS),
        Kind.MIXED,
        TARGETS,
    ),
    "the targets are a stranger's": (lambda c: _steal(c, c.foreign, TARGETS), Kind.MIXED, TARGETS),
    "the timestamp is a stranger's": (lambda c: _steal(c, c.foreign, TIMESTAMP), Kind.NOT_SIGNED, TIMESTAMP),
    "an earlier edition's targets lie beside": (
        lambda c: _steal(c, c.earlier, "metadata/1.targets.json"),
        Kind.EXTRA,
        "metadata/1.targets.json",
    ),
    "unsigned metadata of a delegated role is added": (
        lambda c: c.path("metadata/mail.json").write_bytes(b"{}"),
        Kind.EXTRA,
        "metadata/mail.json",
    ),
    "a root leaves a gap": (
        lambda c: _steal(c, c.folder, "metadata/root.json", "metadata/3.root.json"),
        Kind.EXTRA,
        "metadata/3.root.json",
    ),
    "the next root is a stranger's": (
        lambda c: _steal(c, c.foreign, FIRST_ROOT, "metadata/2.root.json"),
        Kind.WRONG_ROOT,
        "metadata/2.root.json",
    ),
    "the next root is noise": (
        lambda c: c.path("metadata/2.root.json").write_bytes(b"\0" * 99),
        Kind.MALFORMED,
        "metadata/2.root.json",
    ),
    "the first root is a stranger's": (
        lambda c: _steal(c, c.foreign, FIRST_ROOT),
        Kind.OTHER_ORGANISATION,
        FIRST_ROOT,
    ),
    "everything is a stranger's": (
        lambda c: (shutil.rmtree(c.folder), shutil.copytree(c.foreign, c.folder)),
        Kind.OTHER_ORGANISATION,
        FIRST_ROOT,
    ),
    "everything but the first root is a stranger's": (
        lambda c: [_steal(c, c.foreign, f"metadata/{n}") for n in ("root.json", "timestamp.json", "2.targets.json")],
        Kind.MIXED,
        "metadata/root.json",
    ),
}

MISUSED_KEYS: dict[str, tuple[Tamper, Kind, str]] = {
    "a signed manifest climbs out of the folder": (
        lambda c: c.relist(lambda files: files.update({"../x.html": [0, "0" * 64]})),
        Kind.MALFORMED,
        SHARD,
    ),
    "a signed manifest has an absolute path": (
        lambda c: c.relist(lambda files: files.update({"/etc/passwd": [0, "0" * 64]})),
        Kind.MALFORMED,
        SHARD,
    ),
    "a signed manifest lists two cases of a name": (
        lambda c: c.relist(lambda files: files.update({"INDEX.html": files["index.html"]})),
        Kind.MALFORMED,
        SHARD,
    ),
    "a signed manifest lists a name beyond ASCII": (
        lambda c: c.relist(lambda files: files.update({"é.html": files["index.html"]})),
        Kind.MALFORMED,
        SHARD,
    ),
    "a signed manifest lists a folder as a file": (
        lambda c: c.relist(lambda files: files.update({"ru": files["index.html"]})),
        Kind.MALFORMED,
        TARGETS,
    ),
    "a signed manifest lists metadata": (
        lambda c: c.relist(lambda files: files.update({"metadata/x.json": [0, "0" * 64]})),
        Kind.MALFORMED,
        SHARD,
    ),
    "a signed manifest lists a device of Windows": (
        lambda c: c.relist(lambda files: files.update({"ru/con.html": [0, "0" * 64]})),
        Kind.MALFORMED,
        SHARD,
    ),
    "a signed manifest has a negative length": (
        lambda c: c.relist(lambda files: files.update({"x": [-1, "0" * 64]})),
        Kind.MALFORMED,
        SHARD,
    ),
    "a signed manifest lists a path twice": (
        lambda c: c.reshard(c.path(SHARD).read_bytes().replace(b'{"files":{', b'{"files":{"a":[0,""],"a":[0,""],')),
        Kind.MALFORMED,
        SHARD,
    ),
    "a signed manifest forgets a page": (
        lambda c: c.relist(lambda files: files.pop(AZAT)),
        Kind.EXTRA,
        AZAT,
    ),
    "a signed manifest forgets the edition's own page": (
        lambda c: c.relist(lambda files: files.pop("restante/edition.json")),
        Kind.MALFORMED,
        "restante/edition.json",
    ),
    "manifest and targets disagree on the letter keys": (
        lambda c: c.relist(lambda files: files.update({"restante/letter-keys.json": [0, "0" * 64]})),
        Kind.MIXED,
        "restante/letter-keys.json",
    ),
    "signed targets climb out of the folder": (
        lambda c: c.resign("targets", lambda s: s["targets"].update({"../x": s["targets"][SHARD]})),
        Kind.MALFORMED,
        TARGETS,
    ),
    "signed targets list no manifest": (
        lambda c: c.resign("targets", lambda s: s["targets"].pop(SHARD)),
        Kind.MALFORMED,
        TARGETS,
    ),
    "signed targets skip a shard": (
        lambda c: c.resign(
            "targets", lambda s: s["targets"].update({"restante/manifest/002.json": s["targets"][SHARD]})
        ),
        Kind.MALFORMED,
        TARGETS,
    ),
    "signed targets delegate": (
        lambda c: c.resign("targets", lambda s: s.update(delegations={"keys": {}, "roles": []})),
        Kind.MALFORMED,
        TARGETS,
    ),
    "signed targets have another number than their name": (
        lambda c: c.resign("targets", lambda s: s.update(version=7)),
        Kind.MIXED,
        TARGETS,
    ),
    "a thief of the dates' keys signs targets": (
        lambda c: c.resign("targets", lambda s: s["targets"].pop("restante/call-key.json"), c.stranger),
        Kind.NOT_SIGNED,
        TIMESTAMP,
    ),
    "a snapshot names a second role": (
        lambda c: c.resign("snapshot", lambda s: s["meta"].update({"x.json": s["meta"]["targets.json"]})),
        Kind.MALFORMED,
        SNAPSHOT,
    ),
    "a snapshot names no hash": (
        lambda c: c.resign("snapshot", lambda s: s["meta"]["targets.json"].pop("hashes")),
        Kind.MALFORMED,
        SNAPSHOT,
    ),
    "a snapshot goes back to an earlier number that is not here": (
        lambda c: c.resign("snapshot", lambda s: s["meta"]["targets.json"].update(version=1)),
        Kind.MISSING,
        "metadata/1.targets.json",
    ),
    "a timestamp promises a root that is not here": (
        lambda c: c.resign("timestamp", lambda s: s.update({"x-restante-root": 2})),
        Kind.MIXED,
        TIMESTAMP,
    ),
    "a timestamp is signed years ahead": (
        lambda c: c.resign(
            "timestamp",
            lambda s: s.update({"x-restante-signed": "2036-01-01T00:00:00Z", "expires": "2036-02-01T00:00:00Z"}),
        ),
        Kind.FUTURE,
        TIMESTAMP,
    ),
    "a timestamp is signed after its own end": (
        lambda c: c.resign("timestamp", lambda s: s.update({"x-restante-signed": "2027-01-01T00:00:00Z"})),
        Kind.MALFORMED,
        TIMESTAMP,
    ),
}
TABLE = {**FILES, **METADATA, **MISUSED_KEYS}
