# SPDX-License-Identifier: AGPL-3.0-or-later
"""What metadata may look like before any signature is checked: narrower than TUF, so that no byte of it is idle."""

import re
from collections.abc import Callable
from typing import Final

from restante.edition.format import (
    DEMONSTRATION_FIELD,
    DIRECT_TARGETS,
    MANIFEST,
    NAME_FIELD,
    ROOT_FIELD,
    SIGNED_FIELD,
    Malformed,
    decode_json,
    read_moment,
)

LARGEST_VERSION: Final = 2**31 - 1
_HEX64: Final = re.compile(r"[0-9a-f]{64}")
_HEX128: Final = re.compile(r"[0-9a-f]{128}")
_SHARD: Final = re.compile(rf"{MANIFEST}/[0-9a-f]{{3}}\.json")
_SIGNED_KEYS: Final = {"_type", "expires", "spec_version", "version", SIGNED_FIELD}
_ROLES: Final = {"root", "targets", "snapshot", "timestamp"}


def check_form(data: bytes, role: str, name: str) -> None:
    """Raise Malformed unless the bytes are exactly what signing writes for this role, signatures apart."""
    document = decode_json(data, name)
    signed = document.get("signed") if isinstance(document, dict) else None
    if (
        not isinstance(document, dict)
        or set(document) != {"signatures", "signed"}
        or not isinstance(signed, dict)
        or not _are_signatures(document["signatures"])
        or signed.get("_type") != role
        or not _is_version(signed.get("version"))
        or not _CHECKS[role](signed)
    ):
        raise Malformed(what=name)
    if read_moment(signed[SIGNED_FIELD], name) > read_moment(signed["expires"], name):
        raise Malformed(what=name)


def _are_signatures(value: object) -> bool:
    if not isinstance(value, list) or not 1 <= len(value) <= 16:
        return False
    for entry in value:
        if not isinstance(entry, dict) or set(entry) != {"keyid", "sig"}:
            return False
        if not _is_hex(entry["keyid"], _HEX64) or not _is_hex(entry["sig"], _HEX128):
            return False
    names = [entry["keyid"] for entry in value]
    return names == sorted(set(names))


def _is_version(value: object) -> bool:
    return type(value) is int and 1 <= value <= LARGEST_VERSION


def _is_hex(value: object, form: re.Pattern[str]) -> bool:
    return isinstance(value, str) and form.fullmatch(value) is not None


def _is_root(signed: dict[str, object]) -> bool:
    if set(signed) != {*_SIGNED_KEYS, "consistent_snapshot", "keys", "roles", NAME_FIELD, DEMONSTRATION_FIELD}:
        return False
    if signed["consistent_snapshot"] is not True or not isinstance(signed[DEMONSTRATION_FIELD], bool):
        return False
    name = signed[NAME_FIELD]
    if not isinstance(name, dict) or not all(isinstance(text, str) for text in name.values()):
        return False
    return _are_keys(signed["keys"]) and _are_roles(signed["roles"], signed["keys"])


def _are_keys(keys: object) -> bool:
    if not isinstance(keys, dict) or not all(_is_hex(keyid, _HEX64) and _is_key(key) for keyid, key in keys.items()):
        return False
    # one person with two key ids would count twice towards a threshold
    return len({key["keyval"]["public"] for key in keys.values()}) == len(keys)


def _are_roles(roles: object, keys: object) -> bool:
    if not isinstance(roles, dict) or set(roles) != _ROLES or not isinstance(keys, dict):
        return False
    used: set[str] = set()
    for role in roles.values():
        if not isinstance(role, dict) or set(role) != {"keyids", "threshold"} or not isinstance(role["keyids"], list):
            return False
        if not all(isinstance(keyid, str) and keyid in keys for keyid in role["keyids"]):
            return False
        if not _is_version(role["threshold"]) or role["threshold"] > len(set(role["keyids"])):
            return False
        used |= set(role["keyids"])
    return used == set(keys)


def _is_key(key: object) -> bool:
    return (
        isinstance(key, dict)
        and set(key) == {"keytype", "keyval", "scheme"}
        and key["keytype"] == key["scheme"] == "ed25519"
        and isinstance(key["keyval"], dict)
        and set(key["keyval"]) == {"public"}
        and _is_hex(key["keyval"]["public"], _HEX64)
    )


def _is_timestamp(signed: dict[str, object]) -> bool:
    return (
        set(signed) == {*_SIGNED_KEYS, "meta", ROOT_FIELD}
        and _is_version(signed[ROOT_FIELD])
        and _is_meta(signed["meta"], "snapshot.json")
    )


def _is_snapshot(signed: dict[str, object]) -> bool:
    return set(signed) == {*_SIGNED_KEYS, "meta"} and _is_meta(signed["meta"], "targets.json")


def _is_meta(meta: object, name: str) -> bool:
    if not isinstance(meta, dict) or set(meta) != {name} or not isinstance(meta[name], dict):
        return False
    entry = meta[name]
    return set(entry) == {"hashes", "length", "version"} and _is_version(entry["version"]) and _is_file(entry)


def _is_file(entry: dict[str, object]) -> bool:
    length, hashes = entry["length"], entry["hashes"]
    if type(length) is not int or not 0 <= length <= LARGEST_VERSION or not isinstance(hashes, dict):
        return False
    return set(hashes) == {"sha256"} and _is_hex(hashes["sha256"], _HEX64)


def _is_targets(signed: dict[str, object]) -> bool:
    if set(signed) != {*_SIGNED_KEYS, "targets"} or not isinstance(signed["targets"], dict):
        return False
    for path, entry in signed["targets"].items():
        if path not in DIRECT_TARGETS and _SHARD.fullmatch(path) is None:
            return False
        if not isinstance(entry, dict) or set(entry) != {"hashes", "length"} or not _is_file(entry):
            return False
    return True


_CHECKS: Final[dict[str, Callable[[dict[str, object]], bool]]] = {
    "root": _is_root,
    "timestamp": _is_timestamp,
    "snapshot": _is_snapshot,
    "targets": _is_targets,
}
