# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante people`: lists of people that others keep, as dated sayings of theirs."""

from pathlib import Path

import click

from restante.cli.desk import home_option
from restante.cli.listing import import_file


@click.group("people")
def command() -> None:
    """Lists of people that others keep."""


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--map", "map_name", help="MAP.toml, or the name of a known list; else by the headings.")
@home_option
@click.option("--day", help="The day as of which the list says so, such as 2026-11-23; else today.")
@click.option("--dry-run", is_flag=True, help="Say what would be different, and write nothing.")
@click.option("--accept-fall", is_flag=True, help="Go on although more than a tenth of the list is gone.")
@click.option("--json", "as_json", is_flag=True, help="The last line is one JSON object.")
def import_(
    file: Path,
    map_name: str | None,
    home: Path | None,
    day: str | None,
    dry_run: bool,
    accept_fall: bool,
    as_json: bool,
) -> None:
    """Record what a list of people says today: CSV, XLSX or JSON.

    Each row is kept as a dated saying of the list. Nobody is changed, joined with another or called released: the
    report says what differs from the last import, and who of ours a row may be. A dry run writes nothing and needs no
    data folder.
    """
    import_file(
        file,
        "people",
        map_name=map_name,
        home=home,
        day_text=day,
        dry_run=dry_run,
        accept_fall=accept_fall,
        as_json=as_json,
    )
