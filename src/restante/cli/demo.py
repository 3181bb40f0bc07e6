# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante demo`: an empty data folder is filled with the demonstration group; nothing is started."""

from pathlib import Path

import click


@click.command("demo")
@click.option("--home", type=click.Path(path_type=Path), help="The data folder; else RESTANTE_HOME, else ./var.")
def command(home: Path | None) -> None:
    """Fill an empty data folder with the demonstration group. Starts nothing: `restante up` does."""
    from restante.desk.demonstration.filling import fill_demonstration

    config = fill_demonstration(home)
    click.echo(f"The demonstration group now lives in {config.home}. Next: restante up")
