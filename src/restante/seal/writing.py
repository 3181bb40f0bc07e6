# SPDX-License-Identifier: AGPL-3.0-or-later
"""Python's twin of the writing page: a letter and its phrase follow from the fields of a form and nothing else.

The same form again is the same letter, so that a reload makes no second one; a changed form is another letter.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date

from restante.seal.errors import LetterRefused
from restante.seal.letter import MOST_PICTURES, Letter, ReplyTo
from restante.seal.phrase import derive_from_form, derive_writer, parse_phrase

ANYONE, DESK = "-", "desk"
_SEED = re.compile(r"[0-9a-f]{32}")
_PICTURE_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


class NobodyChosen(LetterRefused):
    """No person, or one who left the directory meanwhile."""

    code = "letter-nobody-chosen"
    text = "Choose whom you write to."


class NotAPicture(LetterRefused):
    """Only by the first bytes: nothing here decodes a picture."""

    code = "letter-not-a-picture"
    text = "Pictures must be JPEG or PNG files, {most} at most. Choose them again."


class SeedRefused(LetterRefused):
    """The hidden seed is what makes the phrase a secret; a form without one was tampered with."""

    code = "letter-seed-refused"
    text = "This form is not whole. Load the page again."


def write_letter(
    fields: Mapping[str, str],
    pictures: Sequence[bytes],
    lang: str,
    attention: Mapping[str, int],
    organisation: bytes,
    today: date,
) -> tuple[Letter, bytes]:
    """The letter and the entropy of its phrase; `attention` has everyone who can be written to."""
    if any(not picture.startswith(_PICTURE_BEGINNINGS) for picture in pictures) or len(pictures) > MOST_PICTURES:
        raise NotAPicture(most=MOST_PICTURES)
    seed = fields.get("seed", "")
    if not _SEED.fullmatch(seed):
        raise SeedRefused
    content = json.dumps([lang, sorted(fields.items()), [hashlib.sha256(picture).hexdigest() for picture in pictures]])
    letter_id, entropy = derive_from_form(hashlib.sha256(bytes.fromhex(seed) + content.encode()).digest()[:16])
    if fields.get("words"):
        entropy = parse_phrase(fields["words"])
    writer = derive_writer(entropy, organisation)
    letter = Letter(
        id=letter_id,
        person=_person(fields.get("person", ""), attention, letter_id),
        lang=lang,
        text=fields.get("text", "").strip(),
        sign=fields.get("sign", "").strip(),
        reply=None if fields.get("reply") == "no" else ReplyTo(writer.reply_public, writer.tag),
        corrects=fields.get("corrects") or None,
        created=today,
    )
    return letter, entropy


def _person(slug: str, attention: Mapping[str, int], letter_id: str) -> str:
    """ANYONE is one of those who are written to least, chosen by the random id."""
    if slug == ANYONE and attention:
        fewest = [one for one, letters in attention.items() if letters == min(attention.values())]
        return fewest[int(letter_id, 16) % len(fewest)]
    if slug != DESK and slug not in attention:
        raise NobodyChosen
    return slug
