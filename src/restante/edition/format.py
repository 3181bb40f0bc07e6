# SPDX-License-Identifier: AGPL-3.0-or-later
"""The format of an edition: paths, limits, the one way to write JSON, and how the manifest is cut into shards.

docs/reference/edition.md says the same in words; nothing here opens a file or checks a signature.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from restante.errors import BadInput, NotAuthentic

LETTER_KEYS: Final = "restante/letter-keys.json"
CALL_KEY: Final = "restante/call-key.json"
MAIL_KEY: Final = "restante/mail-key.json"
ADDRESSES: Final = "restante/addresses.json"
DIRECTORY: Final = "restante/directory.json"
ABOUT: Final = "restante/edition.json"
DIRECT_TARGETS: Final = (LETTER_KEYS, CALL_KEY, MAIL_KEY, ADDRESSES)
"""Targets of their own, so that one of them can be fetched and checked without the manifest."""

METADATA: Final = "metadata"
MANIFEST: Final = "restante/manifest"
MAIL: Final = "mail"
"""A publication of its own that a gate carries beside the edition, signed by the mail key."""

SIGNED_FIELD: Final = "x-restante-signed"
ROOT_FIELD: Final = "x-restante-root"
NAME_FIELD: Final = "x-restante-name"
DEMONSTRATION_FIELD: Final = "x-restante-demonstration"

LIFETIMES: Final[Mapping[str, timedelta]] = {
    "root": timedelta(days=365),
    "targets": timedelta(days=90),
    "snapshot": timedelta(days=30),
    "timestamp": timedelta(days=14),
}
SIZE_LIMITS: Final[Mapping[str, int]] = {"root": 65_536, "timestamp": 8_192, "snapshot": 8_192, "targets": 262_144}
SHARD_LIMIT: Final = 64 * 1024 * 1024
ROOTS_LIMIT: Final = 1_000
FILES_A_SHARD: Final = 64
SHARDS_LIMIT: Final = 1_024
"""Many small shards: after one changed text a mirror fetches a few of them, and the targets that list them all."""
PATH_LIMIT: Final = 200
FILE_LIMIT: Final = 2**40
ORGANISATION_LENGTH: Final = 16

_SEGMENT = r"(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|/|\Z))[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_-])?"
_PATH = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")
_CONTENT = re.compile(rf"(?!(?:{METADATA}|{MANIFEST}|{MAIL})(?:/|\Z)){_PATH.pattern}")
_ENTRY = re.compile(r'"([a-z0-9._/-]{1,200})":\[(0|[1-9][0-9]{0,12}),"([0-9a-f]{64})"\]')
_DAY_TIME = "%Y-%m-%dT%H:%M:%SZ"


class PathRefused(BadInput):
    """A path that some machine could not store, or could store as another one."""

    code = "edition-path-refused"
    text = "The edition cannot hold '{path}': paths are a-z, 0-9, '.', '_' and '-', and none is a folder of another."


class Malformed(NotAuthentic):
    """Signed or not, these bytes are not what the format says."""

    code = "edition-malformed"
    text = "{what} is not in the edition's format."


def is_plain_path(path: str) -> bool:
    """Lower-case ASCII, no dot first or last in a segment, no name that Windows reserves."""
    return len(path) <= PATH_LIMIT and _PATH.fullmatch(path) is not None


def is_content_path(path: str) -> bool:
    """A plain path that a file of the edition may have: neither metadata, nor manifest, nor mail."""
    return len(path) <= PATH_LIMIT and _CONTENT.fullmatch(path) is not None


def folders_of(paths: Iterable[str]) -> set[str]:
    """Every folder that the paths pass through."""
    folders: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return folders


def encode_json(value: object) -> bytes:
    """The one way to write JSON here: keys sorted, no space, ASCII, no line end."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def decode_json(data: bytes, what: str) -> object:
    """Read JSON that `encode_json` would write byte for byte: no key written twice, no NaN."""
    try:
        value: object = json.loads(data, parse_constant=_refuse, parse_float=_refuse)
        same = encode_json(value) == data
    except (ValueError, RecursionError):
        raise Malformed(what=what) from None
    if not same:
        raise Malformed(what=what)
    return value


def _refuse(text: str) -> object:
    raise ValueError(text)


def organisation_of(first_root: bytes) -> bytes:
    """The organisation id: it never changes, whoever holds the keys later."""
    return hashlib.sha256(first_root).digest()[:ORGANISATION_LENGTH]


def day_start(moment: datetime) -> datetime:
    """Midnight UTC: no date in an edition is finer than a day."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def write_moment(moment: datetime) -> str:
    """The form in which metadata writes a date."""
    return moment.strftime(_DAY_TIME)


def read_moment(text: object, what: str) -> datetime:
    """The inverse of `write_moment`, and of nothing else."""
    try:
        moment = datetime.strptime(str(text), _DAY_TIME).replace(tzinfo=UTC)
    except ValueError:
        raise Malformed(what=what) from None
    if moment.strftime(_DAY_TIME) != text:
        raise Malformed(what=what)
    return moment


def root_name(version: int) -> str:
    """`N.root.json` in metadata/."""
    return f"{version}.root.json"


def shard_path(index: int) -> str:
    """The manifest's shard as a target path."""
    return f"{MANIFEST}/{index:03x}.json"


def shard_count(files: int) -> int:
    """The smallest power of two that keeps shards at 64 files on average, at most 1,024."""
    count = 1
    while count < SHARDS_LIMIT and count * FILES_A_SHARD < files:
        count *= 2
    return count


def shard_of(path: str, count: int) -> int:
    """Which of `count` shards lists the path: the leading bits of the SHA-256 of the path without its suffixes.

    So the formats of one text, which change together, stand together.
    """
    folder, slash, name = path.rpartition("/")
    stem = f"{folder}{slash}{name.partition('.')[0]}"
    return int.from_bytes(hashlib.sha256(stem.encode("ascii")).digest()[:2]) * count >> 16


def write_manifest(files: Mapping[str, tuple[int, str]]) -> dict[str, bytes]:
    """Target path → bytes of every shard. Raises PathRefused for a path that could not be stored everywhere."""
    folders = folders_of(files)
    for path in files:
        if not is_content_path(path) or path in folders:
            raise PathRefused(path=path)
    count = shard_count(len(files))
    shards: list[list[str]] = [[] for _ in range(count)]
    for path, listed in files.items():
        shards[shard_of(path, count)].append(_entry(path, listed))
    return {shard_path(index): _encode_entries(sorted(entries)) for index, entries in enumerate(shards)}


def encode_shard(files: Mapping[str, tuple[int, str]]) -> bytes:
    """One shard as bytes: what encode_json would write of it, eight times faster."""
    return _encode_entries(sorted(_entry(path, listed) for path, listed in files.items()))


def _entry(path: str, listed: tuple[int, str]) -> str:
    return f'"{path}":[{listed[0]},"{listed[1]}"]'


def _encode_entries(entries: Iterable[str]) -> bytes:
    # sorted as entries or as paths is the same: the quote after a path is below every character of one
    return f'{{"files":{{{",".join(entries)}}},"version":1}}'.encode("ascii")


def read_shard(data: bytes, index: int, count: int) -> dict[str, tuple[int, str]]:
    """Path → (length, SHA-256) of one shard; refuses whatever `write_manifest` would not have written."""
    what = shard_path(index)
    try:
        entries = _ENTRY.findall(data.decode("ascii"))
    except UnicodeDecodeError:
        raise Malformed(what=what) from None
    # what was found, written again, must be the bytes that came: so nothing lies between, before or after
    listed = {path: (int(length), digest) for path, length, digest in entries}
    in_order = list(listed) == sorted(listed) and len(listed) == len(entries)
    if _encode_entries(_entry(*entry) for entry in listed.items()) != data or not in_order:
        raise Malformed(what=what)
    for path, (length, _) in listed.items():
        if length > FILE_LIMIT or not is_content_path(path) or shard_of(path, count) != index:
            raise Malformed(what=what)
    return listed
