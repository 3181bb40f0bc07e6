# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante keys`: who holds the keys, the ceremony that hands them out, and what to do when one is missing."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from restante.cli.ceremony import ask_ceremony, read_answers
from restante.cli.edition import CannotWrite
from restante.config import LANGUAGES, load
from restante.edition.ceremony import (
    Ceremony,
    describe,
    found_by_ceremony,
    hand_over,
    names_key,
    read_held,
    roots_from_copy,
)
from restante.edition.keys import (
    DESK_KEYS,
    ROOT_NAMES,
    SIGNERS,
    WrongPassphrase,
    read_roots,
    renew_desk_key,
    replace_keys,
    seal_key,
)
from restante.errors import BadInput
from restante.paper.press.key_sheet import EMPTY, KeyRow, make_key_sheet

FOLDER = click.Path(file_okay=False, path_type=Path)
STICK = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
KEYS = click.option("--keys", "keys", type=FOLDER, help="The folder of keys; else the one in the data folder.")


class OptionsRefused(BadInput):
    """Options that do not belong together."""

    code = "key-options-refused"
    text = "{reason}"


@click.group()
def command() -> None:
    """Hand the keys out to three people, renew them, replace one that is lost or whose holder is arrested.

    docs/how-to/keys.md says what each key may do and where it belongs.
    """


@command.command()
@click.option("--desk", "desk", type=FOLDER, help="Found a new organisation: the desk's part goes to this folder.")
@click.option("--answers", type=FILE, help="A JSON file instead of questions, for rehearsals: it holds passphrases.")
@click.option("--sheet", type=FILE, help="Write the filled-in paper sheet here (PDF). It holds no secret.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="ru", help="The sheet's language.")
@click.option("--json", "as_json", is_flag=True, help="The last line is one JSON object.")
def ceremony(desk: Path | None, answers: Path | None, sheet: Path | None, lang: str, *, as_json: bool) -> None:
    """Put each root key, sealed by its holder's passphrase, onto its holder's own stick; the publisher's likewise.

    With --desk a new organisation is founded on a machine without a network; `restante init --keys FOLDER` takes the
    desk's part from there. Without it the keys of the group in the data folder are handed over and leave this disk.
    Print `restante keys sheet` first: it says what is done in which of the twenty minutes.
    """
    keys_dir = load().keys_dir if desk is None else desk
    if desk is None:
        read_roots(keys_dir)
    names, holders = read_answers(answers) if answers else ask_ceremony(founding=desk is not None)
    if desk is None:
        held = hand_over(keys_dir, holders)
    else:
        held = found_by_ceremony(keys_dir, names, holders, datetime.now(UTC))
    if sheet is not None:
        _write(sheet, _filled(held, lang))
    if as_json:
        rows = [{"key": one.key, "person": one.person, "fingerprint": one.fingerprint} for one in held.held]
        facts = {"organisation": held.organisation, "signed": held.signed, "expires": held.expires}
        click.echo(json.dumps({**facts, "held": rows}))
        return
    _tell(held)
    if desk is None:
        click.echo(
            "The keys have left this disk. A flash disk may keep what was overwritten: encrypt it or destroy it."
        )
    else:
        click.echo(f"The desk's part is in {keys_dir}: take it to the desk, restante init --keys FOLDER.")


@command.command("sheet")
@click.option("-o", "--output", "out", required=True, type=FILE, help="PDF file.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="ru", help="The sheet's language.")
def sheet_(out: Path, lang: str) -> None:
    """Write an empty paper sheet for a ceremony, to be printed before it and filled in by hand."""
    _write(out, make_key_sheet(lang))
    click.echo(f"Three A4 pages are in {out}. Print one for everybody.")


@command.command()
@click.option("--stick", "sticks", multiple=True, type=STICK, help="A folder with a key; may be repeated.")
@KEYS
@click.option("--json", "as_json", is_flag=True, help="The last line is one JSON object.")
def show(sticks: tuple[Path, ...], keys: Path | None, *, as_json: bool) -> None:
    """Tell how long the root is good, and for every key at hand its fingerprint and whether a passphrase seals it."""
    keys_dir = keys or load().keys_dir
    roots = read_roots(keys_dir)
    told = describe(roots, ())
    found = read_held(keys_dir, sticks)
    named = {one.fingerprint for one, _, _ in found if one.key in DESK_KEYS or names_key(roots[-1], one.fingerprint)}
    days = (datetime.fromisoformat(told.expires).date() - datetime.now(UTC).date()).days
    if as_json:
        rows = [
            {
                "key": one.key,
                "fingerprint": one.fingerprint,
                "sealed": sealed,
                "named": one.fingerprint in named,
                "path": str(at),
            }
            for one, sealed, at in found
        ]
        facts = {"organisation": told.organisation, "roots": len(roots), "expires": told.expires, "days_left": days}
        click.echo(json.dumps({**facts, "keys": rows}))
        return
    click.echo(f"Organisation {told.organisation}, root {len(roots)}, good until {told.expires} ({days} days).")
    for one, sealed, at in found:
        state = "sealed" if sealed else "NOT SEALED"
        replaced = "" if one.fingerprint in named else ", REPLACED: the newest root does not name it"
        click.echo(f"{one.key:10} {one.fingerprint}  {state}{replaced}  {at}")
    if days < 0:
        click.echo("The root is past its year: copies stay authentic and are told to be old. restante keys rotate.")


@command.command("seal")
@click.argument("name", type=click.Choice((*ROOT_NAMES, "publisher")))
def seal(name: str) -> None:
    """Put a passphrase on one key in the data folder, before it goes onto its stick."""
    keys_dir = load().keys_dir
    prompt = f"Passphrase for the key {name}"
    passphrase = click.prompt(prompt, hide_input=True, confirmation_prompt=True, err=True)
    seal_key(keys_dir, name, passphrase.encode())
    click.echo(f"{keys_dir / f'{name}.json'} is sealed. Move it to its stick, and keep no copy here.")


@command.command()
@click.option("--stick", "sticks", multiple=True, type=STICK, help="Where a root key is; may be repeated.")
@KEYS
def rotate(sticks: tuple[Path, ...], keys: Path | None) -> None:
    """Renew the root for another year; two of the three holders are enough.

    The keys stay the same. Gates and mirrors follow by themselves when an edition is built or renewed.
    """
    keys_dir = keys or load().keys_dir
    _replace(keys_dir, (), _places(sticks, {}), {})


@command.command()
@click.option("--lost", required=True, multiple=True, type=click.Choice(SIGNERS), help="The key; may be repeated.")
@click.option("--stick", "sticks", multiple=True, type=STICK, help="Where a root key is; may be repeated.")
@click.option("--to", "onto", multiple=True, metavar="KEY=FOLDER", help="Where a new key is written; may be repeated.")
@click.option("--from-copy", type=STICK, help="The desk is gone: take the roots from this copy of an edition.")
@click.option(
    "--root", "root_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Its root.json."
)
@KEYS
@click.option("--no-passphrase", is_flag=True, help="Leave the new keys unsealed, as in a demonstration.")
@click.confirmation_option(prompt="This makes new keys in place of the lost ones. Is that agreed by voice?")
def replace(
    lost: tuple[str, ...],
    sticks: tuple[Path, ...],
    onto: tuple[str, ...],
    from_copy: Path | None,
    root_file: Path | None,
    keys: Path | None,
    *,
    no_passphrase: bool,
) -> None:
    """Replace keys that are lost or stolen, or whose holder is arrested; two root holders are enough.

    Only mail and call need no holder: the next edition names them. Gates and mirrors follow by themselves, since the
    old root vouches for the new one; whoever has seen the new root takes nothing by the old keys any more.
    """
    keys_dir = keys or load().keys_dir
    places = _places(sticks, _targets(onto, lost))
    if (from_copy is None) != (root_file is None):
        raise OptionsRefused(reason="--from-copy and --root belong together: a copy is believed by its root.")
    if from_copy is not None and root_file is not None:
        count = roots_from_copy(from_copy, root_file.read_bytes(), keys_dir)
        click.echo(f"{count} root{'' if count == 1 else 's'} taken from {from_copy}.")
    named = tuple(name for name in lost if name not in DESK_KEYS)
    if named:
        asked = [] if no_passphrase else [name for name in named if name in (*ROOT_NAMES, "publisher")]
        passphrases = {name: _ask(f"Passphrase for the new key {name}", confirm=True) for name in asked}
        _replace(keys_dir, named, places, passphrases)
    for name in set(DESK_KEYS) & set(lost):
        renew_desk_key(keys_dir, name)
        click.echo(f"The {name} key is new. Build an edition now: gates learn of it from there.")


def _replace(keys_dir: Path, lost: Sequence[str], places: dict[str, Path], passphrases: dict[str, bytes]) -> None:
    while True:
        try:
            replace_keys(keys_dir, lost, datetime.now(UTC), passphrases, places)
            break
        except WrongPassphrase as sealed:
            name = str(sealed.fields["name"])
            if name in passphrases:
                raise
            passphrases[name] = _ask(f"Passphrase of the key {name}")
    roots = read_roots(keys_dir)
    told = describe(roots, ())
    click.echo(f"Root {len(roots)} is signed, good until {told.expires}. Build an edition now, so that it goes out.")


def _ask(prompt: str, *, confirm: bool = False) -> bytes:
    passphrase: str = click.prompt(prompt, hide_input=True, confirmation_prompt=confirm, err=True)
    return passphrase.encode()


def _places(sticks: Sequence[Path], targets: dict[str, Path]) -> dict[str, Path]:
    """Which stick has which root key; a lost key's new file goes where --to says."""
    found: dict[str, Path] = {}
    for stick in sticks:
        here = [name for name in ROOT_NAMES if (stick / f"{name}.json").exists()]
        if not here:
            raise OptionsRefused(reason=f"{stick} holds no root key.")
        found |= dict.fromkeys(here, stick)
    return {**found, **targets}


def _targets(onto: Sequence[str], lost: Sequence[str]) -> dict[str, Path]:
    targets = {}
    for one in onto:
        name, mark, folder = one.partition("=")
        if not mark or name not in lost or name in DESK_KEYS or not Path(folder).is_dir():
            raise OptionsRefused(reason=f"--to {one}: give a key that is replaced, and a folder that is there.")
        targets[name] = Path(folder)
    return targets


def _filled(held: Ceremony, lang: str) -> bytes:
    rows = [KeyRow(one.key, one.person, one.fingerprint) for one in held.held] or EMPTY
    group = held.names.get(lang) or next(iter(held.names.values()), "")
    return make_key_sheet(
        lang, group=group, organisation=held.organisation, signed=held.signed, expires=held.expires, rows=rows
    )


def _tell(held: Ceremony) -> None:
    click.echo(f"Organisation {held.organisation}, root signed on {held.signed}, good until {held.expires}.")
    for one in held.held:
        click.echo(f"{one.key:10} {one.fingerprint}  {one.person}")
    click.echo("Every stick was read back and opens with its passphrase. Write the fingerprints down by hand now.")


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise CannotWrite(path=path, reason=error.strerror) from None
