# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante letterbox`: fetch sealed letters now, or again after the desk was restored from a backup."""

import sys
from pathlib import Path

import click

from restante.cli.desk import _open_store, _prepare, home_option, key_file_option
from restante.errors import Unavailable


class GatesFailed(Unavailable):
    """What the others gave is safe."""

    code = "letterbox-gates-failed"
    text = "These gates could not be emptied now: {gates}. Nothing was lost; try again."


@click.group("letterbox")
def command() -> None:
    """Sealed letters that wait at the gates."""


@command.command("fetch")
@home_option
@key_file_option
@click.option("--again", is_flag=True, help="Also what was acknowledged in the last seven days, for a restored desk.")
def fetch(home: Path | None, key_file: Path | None, again: bool) -> None:
    """Fetch every sealed letter from every gate, open and keep it, and tell the gate.

    Doing it twice is harmless: a letter that is here already is not taken a second time.
    """
    config = _prepare(home)
    _open_store(config, key_file, must=True)
    from restante.desk.publishing.actions import fetch_now

    rounds = fetch_now(config, again=again, progress=_show if sys.stderr.isatty() else None)
    if sys.stderr.isatty():
        click.echo("", err=True)
    for each in rounds:
        click.echo(
            f"{each.gate}: {each.listed} listed, {each.letters} new letters, {each.known} known already, "
            f"{each.quarantined} in quarantine" + (f", error {each.error}" if each.error else "")
        )
    failed = [each.gate for each in rounds if each.error]
    if failed:
        raise GatesFailed(gates=", ".join(failed))


def _show(done: int, total: int) -> None:
    click.echo(f"\r{done} of {total}", nl=False, err=True)
