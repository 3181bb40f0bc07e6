# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante init`: an empty data folder becomes a real group's, with keys of its own and one coordinator."""

import os
from pathlib import Path

import click

from restante.config import LANGUAGES


@click.command("init")
@click.option("--home", type=click.Path(path_type=Path), help="The data folder; else RESTANTE_HOME, else ./var.")
@click.option("--name-ru", prompt="Name of the group, in Russian", help="Shown on every Russian page.")
@click.option("--name-en", prompt="Name of the group, in English", help="Shown on every English page.")
@click.option("--coordinator", prompt="The coordinator's sign-in name", help="Who sets everything else up.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="ru", help="The coordinator's language.")
@click.option(
    "--keys",
    "keys",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The desk's part of a key ceremony ('restante keys ceremony --desk FOLDER') instead of keys made here.",
)
def command(home: Path | None, name_ru: str, name_en: str, coordinator: str, lang: str, keys: Path | None) -> None:
    """Make an empty data folder for a real group.

    Writes settings and keys, prepares the desk's database, and makes one coordinator. `restante up` then prints the
    link with which the coordinator sets a password. Move the three root keys and the publisher's key off this machine
    as docs/how-to/keys.md says, before the first gate goes public.
    """
    from restante.desk.founding import found_group

    passphrase = ask_store_passphrase()
    group = found_group(
        home,
        name={"ru": name_ru, "en": name_en},
        coordinator=coordinator,
        lang=lang,
        store_passphrase=passphrase,
        keys=keys,
    )
    click.echo(f"A group of its own now lives in {group.home}.")
    click.echo("Envelopes carry return_address and follow posts_from: write both into restante.toml there.")
    click.echo("Next: `restante up` starts it here; `restante gate add NAME URL` writes what a public gate needs.")


def ask_store_passphrase() -> str:
    """What unlocks letters and contacts on the desk's disk; from the environment where nobody can be asked."""
    given = os.environ.get("RESTANTE_STORE_PASSPHRASE")
    if given is not None:
        return given
    passphrase: str = click.prompt(
        "A passphrase for what the desk keeps (seven words or more; it is asked at every start)",
        hide_input=True,
        confirmation_prompt=True,
    )
    return passphrase
