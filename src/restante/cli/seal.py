# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante seal`: the letter page at a terminal: envelope to standard output, phrase to standard error."""

import json
import secrets
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO, TextIO

import click

from restante.errors import BadInput
from restante.seal.envelope import LARGEST, letter_keys_from_json, newest_key, seal_letter
from restante.seal.letter import Letter, ReplyTo
from restante.seal.phrase import LANGUAGES, derive_writer, new_entropy, parse_phrase, words_of

FIELDS = {"person": str, "lang": str, "text": str, "sign": str, "reply": bool}
CHOICES = {"pictures": list, "corrects": str}


class LetterFileRefused(BadInput):
    """letter.json has a field missing, unknown or of a wrong type."""

    code = "letter-file-refused"
    text = "letter.json: {reason}."


class OutputIsATerminal(BadInput):
    """33,920 bytes of noise on a screen help nobody."""

    code = "output-is-a-terminal"
    text = "An envelope is not text. Send it to a file: restante seal --to letter-keys.json < letter.json > envelope"


@click.command()
@click.option(
    "--to", "keys", type=click.File("rb"), required=True, help="letter-keys.json of an edition that you trust."
)
@click.option("--phrase-file", type=click.File("r", encoding="utf-8"), help="Write under the phrase in this file.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day to write in the letter, when not today.")
def command(keys: BinaryIO, phrase_file: TextIO | None, today: datetime | None) -> None:
    """Seal a letter: letter.json from standard input, the envelope to standard output.

    \b
    letter.json: {"person": "slug", "lang": "ru", "text": "…", "sign": "…", "reply": true,
                  "pictures": ["a.jpg"], "corrects": "id of an earlier letter"}

    With "reply": true the twelve words that read the reply go to standard error. Keep them: nobody can find them again.
    Pictures are sealed as they are; take their metadata out before.
    """
    letter_keys = letter_keys_from_json(keys.read())
    fields = read_letter_file(sys.stdin.buffer.read(LARGEST))
    if sys.stdout.isatty():
        raise OutputIsATerminal
    day = today.date() if today else datetime.now(UTC).date()
    key = newest_key(letter_keys, day)
    entropy = parse_phrase(phrase_file.read()) if phrase_file else new_entropy()
    letter = make_letter(fields, entropy if fields["reply"] else None, letter_keys.organisation, day)
    envelope = seal_letter(letter, read_pictures(fields), key, letter_keys.organisation)
    sys.stdout.buffer.write(envelope)
    sys.stdout.buffer.flush()
    if fields["reply"]:
        lang = letter.lang if letter.lang in LANGUAGES else "en"
        click.echo(" ".join(words_of(entropy, lang)), err=True)


def read_letter_file(data: bytes) -> dict[str, object]:
    """Its fields, each of the type that it should have."""
    try:
        fields = json.loads(data)
    except (ValueError, RecursionError):
        raise LetterFileRefused(reason="not JSON") from None
    if not isinstance(fields, dict):
        raise LetterFileRefused(reason="not a JSON object")
    for name, kind in FIELDS.items():
        if not isinstance(fields.get(name), kind):
            raise LetterFileRefused(reason=f"“{name}” is missing or of a wrong type")
    for name, value in fields.items():
        if name not in FIELDS and (name not in CHOICES or not isinstance(value, CHOICES[name])):
            raise LetterFileRefused(reason="a field is unknown or of a wrong type")
    return fields


def make_letter(fields: dict[str, object], entropy: bytes | None, organisation: bytes, day: date) -> Letter:
    """A letter with a new id; without entropy it asks for no reply."""
    reply = None
    if entropy is not None:
        writer = derive_writer(entropy, organisation)
        reply = ReplyTo(writer.reply_public, writer.tag)
    corrects = fields.get("corrects")
    return Letter(
        id=secrets.token_hex(16),
        person=str(fields["person"]),
        lang=str(fields["lang"]),
        text=str(fields["text"]).replace("\r\n", "\n"),
        sign=str(fields["sign"]),
        reply=reply,
        corrects=None if corrects is None else str(corrects),
        created=day,
    )


def read_pictures(fields: dict[str, object]) -> list[bytes]:
    """The files that letter.json names, from the folder where the command runs."""
    names = fields.get("pictures", [])
    pictures = []
    for name in names if isinstance(names, list) else []:
        try:
            pictures.append(Path(str(name)).read_bytes())
        except OSError:
            raise LetterFileRefused(reason=f"the picture {name} cannot be read") from None
    return pictures
