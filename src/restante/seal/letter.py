# SPDX-License-Identifier: AGPL-3.0-or-later
"""The inside of an envelope: true length, the letter as JSON, pictures, zeros up to the bucket.

The same checks run before sealing and after opening, so that no honest page can seal what the desk would refuse.
"""

import base64
import binascii
import json
import re
import struct
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NoReturn

from restante.seal import xwing
from restante.seal.errors import EmptyLetter, ForbiddenCharacter, LetterRefused, LetterTooLong, PicturesTooLarge

BUCKETS: tuple[int, ...] = (32768, 524288, 1048576, 2097152, 4194304, 8388608)
MOST_PICTURES = 16
LONGEST_SIGN = 200
LONGEST_JSON = BUCKETS[0] - 8
TAG_KEY_LENGTH = 32

_INVISIBLE = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})
_FIELDS = ("version", "id", "person", "lang", "text", "sign", "reply", "corrects", "created")
_PATTERNS = {
    "id": re.compile(r"[0-9a-f]{32}"),
    "person": re.compile(r"[a-z0-9-]{1,64}"),
    "lang": re.compile(r"[a-z]{2,3}"),
    "corrects": re.compile(r"[0-9a-f]{32}"),
    "created": re.compile(r"2[0-9]{3}-[0-9]{2}-[0-9]{2}"),
}


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """Where a reply goes: the reply public key and the mail tag key that the writer's phrase derives."""

    public: bytes
    tag: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as its writer sealed it; `person` is a slug, and `desk` is the group itself."""

    id: str
    person: str
    lang: str
    text: str = field(repr=False)
    sign: str = field(repr=False)
    reply: ReplyTo | None
    corrects: str | None
    created: date


def encode_inside(letter: Letter, pictures: Sequence[bytes] = ()) -> bytes:
    """The letter and its pictures, filled with zeros up to the smallest bucket that holds them."""
    _check_letter(letter, has_pictures=bool(pictures))
    body = encode_letter(letter)
    if len(body) > LONGEST_JSON:
        raise LetterTooLong(over=len(body) - LONGEST_JSON)
    if len(pictures) > MOST_PICTURES or not all(pictures):
        raise _pictures_too_large()
    parts = b"".join(struct.pack(">I", len(part)) + part for part in (body, *pictures))
    inside = struct.pack(">I", len(parts)) + parts
    return inside + bytes(_bucket_for(len(inside), bool(pictures)) - len(inside))


def decode_inside(inside: bytes) -> tuple[Letter, list[bytes]]:
    """The inverse of `encode_inside`; whatever is not exactly such an inside is refused."""
    if len(inside) not in BUCKETS:
        _refuse("bucket")
    (length,) = struct.unpack_from(">I", inside)
    end = 4 + length
    if end > len(inside):
        _refuse("length")
    if inside.count(0, end) != len(inside) - end:
        _refuse("padding")
    body, *pictures = _split_parts(inside, end)
    if len(body) > LONGEST_JSON:
        raise LetterTooLong(over=len(body) - LONGEST_JSON)
    if bool(pictures) == (len(inside) == BUCKETS[0]):
        _refuse("bucket")
    letter = decode_letter(body)
    _check_letter(letter, has_pictures=bool(pictures))
    return letter, pictures


def encode_letter(letter: Letter) -> bytes:
    """Compact JSON in the order of the fields; the browser writes the same bytes."""
    reply = letter.reply and {"public": _base64(letter.reply.public), "tag": _base64(letter.reply.tag)}
    fields = {
        "version": 1,
        "id": letter.id,
        "person": letter.person,
        "lang": letter.lang,
        "text": letter.text,
        "sign": letter.sign,
        "reply": reply,
        "corrects": letter.corrects,
        "created": letter.created.isoformat(),
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def decode_letter(body: bytes) -> Letter:
    """A letter from its JSON: each field of its type, none missing, twice or unknown, in our own spelling."""
    fields = _parse_json(body)
    if fields.get("version") != 1 or isinstance(fields["version"], bool):
        _refuse("version")
    if set(fields) != set(_FIELDS):
        _refuse("fields")
    words = {name: _string(fields, name) for name in ("id", "person", "lang", "text", "sign", "created")}
    corrects = None if fields["corrects"] is None else _string(fields, "corrects")
    letter = Letter(
        id=words["id"],
        person=words["person"],
        lang=words["lang"],
        text=words["text"],
        sign=words["sign"],
        reply=_decode_reply(fields["reply"]),
        corrects=corrects,
        created=_decode_date(words["created"]),
    )
    for text in (letter.text, letter.sign):
        _check_characters(text)
    if encode_letter(letter) != body:
        _refuse("json")
    return letter


def _split_parts(inside: bytes, end: int) -> list[bytes]:
    parts: list[bytes] = []
    at = 4
    while at < end:
        if end - at < 4:
            _refuse("parts")
        (length,) = struct.unpack_from(">I", inside, at)
        at += 4
        if length == 0 or length > end - at or len(parts) > MOST_PICTURES:
            _refuse("parts")
        parts.append(inside[at : at + length])
        at += length
    if not parts:
        _refuse("parts")
    return parts


def _parse_json(body: bytes) -> dict[str, object]:
    try:
        parsed = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_object_without_twins,
            parse_int=_parse_version,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        _refuse("json")
    if not isinstance(parsed, dict):
        _refuse("json")
    return parsed


def _object_without_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        _refuse("json")
    return fields


def _parse_version(digits: str) -> int:
    if len(digits) > 4:
        _refuse("json")
    return int(digits)


def _refuse_number(_digits: str) -> NoReturn:
    _refuse("json")


def _string(fields: dict[str, object], name: str) -> str:
    value = fields[name]
    if not isinstance(value, str):
        _refuse(name)
    if (pattern := _PATTERNS.get(name)) and not pattern.fullmatch(value):
        _refuse(name)
    return value


def _decode_reply(value: object) -> ReplyTo | None:
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) != {"public", "tag"}:
        _refuse("reply")
    return ReplyTo(public=_decode_base64(value["public"]), tag=_decode_base64(value["tag"]))


def _decode_base64(value: object) -> bytes:
    if not isinstance(value, str):
        _refuse("reply")
    try:
        decoded = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        _refuse("reply")
    if _base64(decoded) != value:
        _refuse("reply")
    return decoded


def _decode_date(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        _refuse("created")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _check_letter(letter: Letter, *, has_pictures: bool) -> None:
    """What both sides demand beyond the types."""
    written = {"id": letter.id, "person": letter.person, "lang": letter.lang, "created": letter.created.isoformat()}
    if letter.corrects is not None:
        written["corrects"] = letter.corrects
    for name, value in written.items():
        if not _PATTERNS[name].fullmatch(value):
            _refuse(name)
    if len(letter.sign) > LONGEST_SIGN or "\n" in letter.sign or "\r" in letter.sign:
        _refuse("sign")
    for text in (letter.text, letter.sign):
        _check_characters(text)
    if not has_pictures and all(unicodedata.category(mark) in _INVISIBLE for mark in letter.text):
        raise EmptyLetter
    if letter.reply is not None:
        _check_reply(letter.reply)


def _check_characters(text: str) -> None:
    for position, character in enumerate(text, 1):
        if character == "\x00" or "\ud800" <= character <= "\udfff":
            raise ForbiddenCharacter(position=position, codepoint=f"U+{ord(character):04X}")


def _check_reply(reply: ReplyTo) -> None:
    """A trial seal: a key that cannot be sealed to would otherwise stop the whole mail, weeks later."""
    if len(reply.public) != xwing.PUBLIC_LENGTH or len(reply.tag) != TAG_KEY_LENGTH:
        _refuse("reply")
    try:
        xwing.seal_to(reply.public, b"", b"")
    except xwing.SealError:
        _refuse("reply")


def _bucket_for(length: int, has_pictures: bool) -> int:
    buckets = BUCKETS[1:] if has_pictures else BUCKETS
    for bucket in buckets:
        if length <= bucket:
            return bucket
    raise _pictures_too_large()


def _pictures_too_large() -> PicturesTooLarge:
    return PicturesTooLarge(most=MOST_PICTURES, megabytes=BUCKETS[-1] // 1024**2)


def _refuse(reason: str) -> NoReturn:
    """`reason` names a field or a layer, never a value."""
    raise LetterRefused(reason=reason)
