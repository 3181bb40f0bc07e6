# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is not exactly what signing writes is refused before any signature is looked at, whoever signed it."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from restante.edition.form import LARGEST_VERSION, check_form
from restante.edition.format import Malformed, encode_json

from .conftest import Copy

Document = dict[str, Any]
ROLES = ("root", "targets", "snapshot", "timestamp")


@pytest.fixture(scope="module")
def _documents() -> dict[str, Document]:
    return {}


@pytest.fixture
def documents(copy: Copy, _documents: dict[str, Document]) -> dict[str, Document]:
    """The metadata of an edition, one of each role."""
    if not _documents:
        _documents |= {role: copy.document(name) for role, name in {"root": "root.json", **copy.versions()}.items()}
    return deepcopy(_documents)


def put(*path: str | int, value: object) -> Callable[[Document], None]:
    """Something else at this place; "*" is whatever comes first there."""

    def change(document: Document) -> None:
        place: Any = document
        for step in path[:-1]:
            place = place[next(iter(place)) if step == "*" else step]
        place[path[-1]] = value

    return change


def drop(*path: str | int) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        place: Any = document
        for step in path[:-1]:
            place = place[next(iter(place)) if step == "*" else step]
        del place[path[-1]]

    return change


def sign_seventeen_times(document: Document) -> None:
    document["signatures"] = [{"keyid": f"{number:064x}", "sig": "0" * 128} for number in range(17)]


def take_another_key(document: Document) -> None:
    """A key that no role uses."""
    document["signed"]["keys"]["0" * 64] = {
        "keytype": "ed25519", "scheme": "ed25519", "keyval": {"public": "0" * 64},
    }  # fmt: skip


def name_a_key_twice(document: Document) -> None:
    """One person with two key ids would count twice."""
    keys, role = document["signed"]["keys"], document["signed"]["roles"]["root"]
    keys["0" * 64] = deepcopy(keys[role["keyids"][0]])
    role["keyids"].append("0" * 64)


def want_more_than_there_are(document: Document) -> None:
    role = document["signed"]["roles"]["snapshot"]
    role["threshold"] = len(role["keyids"]) + 1


def count_one_key_twice(document: Document) -> None:
    role = document["signed"]["roles"]["snapshot"]
    role["keyids"] = role["keyids"] * 2
    role["threshold"] = 2


FOR_EACH: dict[str, Callable[[Document], None]] = {
    "a field beside": put("more", value=1),
    "no signatures": put("signatures", value=[]),
    "signatures that are no list": put("signatures", value={}),
    "a signature that is no object": put("signatures", 0, value="x"),
    "a signature with a field beside": put("signatures", 0, "more", value=1),
    "a signature without hex": put("signatures", 0, "sig", value="x" * 128),
    "a signature of another length": put("signatures", 0, "sig", value="0" * 126),
    "a key id in capitals": put("signatures", 0, "keyid", value="A" * 64),
    "seventeen signatures": sign_seventeen_times,
    "a signature twice": lambda document: document["signatures"].append(document["signatures"][0]),
    "a part that is no object": put("signed", value=[]),
    "another role": put("signed", "_type", value="mirrors"),
    "version 0": put("signed", "version", value=0),
    "version true": put("signed", "version", value=True),
    "a version beyond 31 bits": put("signed", "version", value=LARGEST_VERSION + 1),
    "a version in words": put("signed", "version", value="1"),
    "a field beside the signed ones": put("signed", "more", value=1),
    "no version of the specification": drop("signed", "spec_version"),
    "signed after its end": put("signed", "expires", value="2020-01-01T00:00:00Z"),
}
FOR_ROLES: dict[str, tuple[str, Callable[[Document], None]]] = {
    "snapshots that may change": ("root", put("signed", "consistent_snapshot", value=False)),
    "a demonstration of 1": ("root", put("signed", "x-restante-demonstration", value=1)),
    "a name that is a word": ("root", put("signed", "x-restante-name", value="Post")),
    "a name that is a number": ("root", put("signed", "x-restante-name", value={"ru": 1})),
    "keys that are a list": ("root", put("signed", "keys", value=[])),
    "a key that is a word": ("root", put("signed", "keys", "*", value="x")),
    "a key of another kind": ("root", put("signed", "keys", "*", "keytype", value="rsa")),
    "a key of another scheme": ("root", put("signed", "keys", "*", "scheme", value="rsa")),
    "a key with a field beside": ("root", put("signed", "keys", "*", "more", value=1)),
    "a key without its public half": ("root", put("signed", "keys", "*", "keyval", value={})),
    "a key cut short": ("root", put("signed", "keys", "*", "keyval", "public", value="0" * 62)),
    "a key id that is none": ("root", put("signed", "keys", "x", value={})),
    "roles that are a list": ("root", put("signed", "roles", value=[])),
    "a role missing": ("root", drop("signed", "roles", "snapshot")),
    "a role beside": ("root", put("signed", "roles", "mirrors", value={"keyids": [], "threshold": 1})),
    "a role that is a word": ("root", put("signed", "roles", "snapshot", value="x")),
    "a role with a field beside": ("root", put("signed", "roles", "snapshot", "more", value=1)),
    "a role whose keys are a word": ("root", put("signed", "roles", "snapshot", "keyids", value="x")),
    "a role of an unknown key": ("root", put("signed", "roles", "snapshot", "keyids", value=["0" * 64])),
    "a threshold of 0": ("root", put("signed", "roles", "snapshot", "threshold", value=0)),
    "a threshold beyond its keys": ("root", want_more_than_there_are),
    "one key counted twice": ("root", count_one_key_twice),
    "one key under two ids": ("root", name_a_key_twice),
    "a key without a role": ("root", take_another_key),
    "no root named": ("timestamp", drop("signed", "x-restante-root")),
    "root 0": ("timestamp", put("signed", "x-restante-root", value=0)),
    "another file named": ("timestamp", put("signed", "meta", "more.json", value={})),
    "the file is a word": ("timestamp", put("signed", "meta", "snapshot.json", value="x")),
    "the file has a field beside": ("timestamp", put("signed", "meta", "snapshot.json", "more", value=1)),
    "the file's version is 0": ("snapshot", put("signed", "meta", "targets.json", "version", value=0)),
    "the file's length is below 0": ("snapshot", put("signed", "meta", "targets.json", "length", value=-1)),
    "the file's length is true": ("snapshot", put("signed", "meta", "targets.json", "length", value=True)),
    "the file's length is beyond 31 bits": ("snapshot", put("signed", "meta", "targets.json", "length", value=2**31)),
    "the file's hashes are a word": ("snapshot", put("signed", "meta", "targets.json", "hashes", value="x")),
    "the file's hash is of another kind": (
        "snapshot",
        put("signed", "meta", "targets.json", "hashes", "md5", value="0"),
    ),
    "the file's hash is cut short": ("snapshot", put("signed", "meta", "targets.json", "hashes", "sha256", value="0")),
    "targets that are a list": ("targets", put("signed", "targets", value=[])),
    "a page that stands beside the manifest": (
        "targets",
        put("signed", "targets", "index.html", value={"length": 0, "hashes": {"sha256": "0" * 64}}),
    ),
    "a target with a field beside": ("targets", put("signed", "targets", "*", "more", value=1)),
    "a target that is a word": ("targets", put("signed", "targets", "restante/manifest/000.json", value="x")),
}


def test_what_signing_writes_is_of_the_form(documents: dict[str, Document]) -> None:
    for role in ROLES:
        check_form(encode_json(documents[role]), role, role)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", FOR_EACH)
def test_refused_in_every_role(name: str, role: str, documents: dict[str, Document]) -> None:
    FOR_EACH[name](documents[role])
    with pytest.raises(Malformed):
        check_form(encode_json(documents[role]), role, role)


@pytest.mark.parametrize("name", FOR_ROLES)
def test_refused_in_its_role(name: str, documents: dict[str, Document]) -> None:
    role, change = FOR_ROLES[name]
    change(documents[role])
    with pytest.raises(Malformed):
        check_form(encode_json(documents[role]), role, role)


@pytest.mark.parametrize("data", [b"[]", b"1", b"{}", b'{"signatures":[],"signed":{}}'])
def test_what_is_no_metadata_at_all_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        check_form(data, "timestamp", "timestamp")


def test_the_largest_version_and_sixteen_signatures_are_of_the_form(documents: dict[str, Document]) -> None:
    document = documents["timestamp"]
    document["signed"]["version"] = LARGEST_VERSION
    document["signatures"] = [{"keyid": f"{number:064x}", "sig": "0" * 128} for number in range(16)]
    check_form(encode_json(document), "timestamp", "timestamp")


def test_metadata_may_end_on_the_day_it_is_signed(documents: dict[str, Document]) -> None:
    document = documents["snapshot"]
    document["signed"]["expires"] = document["signed"]["x-restante-signed"]
    check_form(encode_json(document), "snapshot", "snapshot")
