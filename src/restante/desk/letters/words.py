# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealing and opening a letter's words; each field's context names the letter, so nothing opens in another's row."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass

from restante.desk.access import store
from restante.desk.letters.models import Letter, Reason
from restante.seal.letter import ReplyTo


@dataclass(frozen=True, slots=True)
class Words:
    """What the writer wrote, and a translation if somebody made one; `slug` is whom the writer addressed."""

    text: str
    sign: str
    slug: str
    translation: str


def seal_field(letter_id: str, field: str, value: str) -> bytes:
    """One field of one letter."""
    return store.seal_text(value, f"letter {letter_id} {field}")


def words_of(letter: Letter) -> Words:
    """Open the words; erased ones are empty. Raises StoreLocked."""
    return Words(**{field: _open(letter, field) for field in ("text", "sign", "slug", "translation")})


def pen_names(sealed: Mapping[str, bytes]) -> dict[str, str]:
    """The pen names alone, by letter id, for whoever looks through thousands of letters."""
    opened = store.open_texts((each, f"letter {letter_id} sign") for letter_id, each in sealed.items())
    return dict(zip(sealed, opened, strict=True))


def seal_reply_to(letter_id: str, reply: ReplyTo | None) -> bytes:
    """The writer's public key and mail tag: nobody can read by them, but they link one writer's letters."""
    if reply is None:
        return b""
    told = {"public": base64.b64encode(reply.public).decode(), "tag": base64.b64encode(reply.tag).decode()}
    return seal_field(letter_id, "reply", json.dumps(told))


def reply_to_of(letter: Letter) -> ReplyTo | None:
    """Where a reply goes, or None when the writer needs none."""
    if not letter.sealed_reply:
        return None
    told = json.loads(_open(letter, "reply"))
    return ReplyTo(public=base64.b64decode(told["public"]), tag=base64.b64decode(told["tag"]))


def seal_reason(letter_id: str, text: str) -> bytes:
    """A volunteer's words about a letter."""
    return seal_field(letter_id, "reason", text)


def reason_text(reason: Reason) -> str:
    """Open what seal_reason made."""
    return store.open_text(bytes(reason.sealed_text), f"letter {reason.letter_id} reason")


def _open(letter: Letter, field: str) -> str:
    return store.open_text(getattr(letter, f"sealed_{field}"), f"letter {letter.id} {field}")
