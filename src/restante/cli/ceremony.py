# SPDX-License-Identifier: AGPL-3.0-or-later
"""The questions of a key ceremony, or the answers to them from a file."""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from restante.edition.ceremony import HELD, PASSPHRASE_LEAST, Holder
from restante.errors import BadInput

_FIELDS = {"key", "person", "stick", "passphrase"}


class AnswersRefused(BadInput):
    """A rehearsal's file is wrong."""

    code = "answers-refused"
    text = "{path} does not answer the ceremony: {reason}."


def ask_ceremony(*, founding: bool) -> tuple[dict[str, str], list[Holder]]:
    """Ask each person in turn; nothing is made before all have answered."""
    click.echo(
        "Twenty minutes, three people, no network. Nothing is written before all questions are answered.", err=True
    )
    names = {}
    if founding:
        names = {
            "ru": click.prompt("Name of the group, in Russian", err=True),
            "en": click.prompt("Name of the group, in English", err=True),
        }
    holders = [_ask_holder(key) for key in HELD]
    click.echo("", err=True)
    for holder in holders:
        click.echo(f"{holder.key:10} {holder.person}: {holder.stick}", err=True)
    click.confirm("Is every stick in the right hands?", abort=True, err=True)
    return names, holders


def _ask_holder(key: str) -> Holder:
    click.echo(f"\nThe key {key}. Only its holder is at the keyboard now.", err=True)
    person = click.prompt("Name of the holder", err=True)
    stick = click.prompt("Folder of the stick", type=click.Path(exists=True, file_okay=False, path_type=Path), err=True)
    asked = f"Passphrase ({PASSPHRASE_LEAST} characters at least; six random words)"
    passphrase: str = click.prompt(asked, hide_input=True, confirmation_prompt=True, err=True)
    while len(passphrase) < PASSPHRASE_LEAST:
        click.echo("That is too short.", err=True)
        passphrase = click.prompt(asked, hide_input=True, confirmation_prompt=True, err=True)
    return Holder(key, person, stick, passphrase.encode())


def read_answers(path: Path) -> tuple[dict[str, str], list[Holder]]:
    """`{"names":{"ru","en"},"holders":[{"key","person","stick","passphrase"},…]}`."""
    try:
        document = json.loads(path.read_bytes())
        names, holders = document.get("names", {}), document["holders"]
        if not _are_texts(names) or not all(_are_texts(one) and set(one) == _FIELDS for one in holders):
            raise AnswersRefused(path=path, reason="names or holders are not of the form that --help tells")
        found = [Holder(one["key"], one["person"], Path(one["stick"]), one["passphrase"].encode()) for one in holders]
    except FileNotFoundError:
        raise AnswersRefused(path=path, reason="there is no such file") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise AnswersRefused(path=path, reason="it is no JSON of that form") from None
    return names, found


def _are_texts(value: object) -> bool:
    return isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values())
