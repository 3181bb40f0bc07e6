# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante scan`: which page of which file carries which number."""

import json
from pathlib import Path

import click

from restante.errors import BadInput


class NumbersRefused(BadInput):
    """The file of numbers is not a list of them."""

    code = "numbers-refused"
    text = "{path} is not a JSON list of numbers with check digits that hold."


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--numbers", type=click.Path(path_type=Path), required=True, help="JSON list of the open numbers.")
@click.option("--json", "as_json", is_flag=True, help="One JSON list instead of lines.")
def command(files: tuple[Path, ...], numbers: Path, as_json: bool) -> None:
    """Read reply sheets in PDF, TIFF, JPEG, PNG or HEIC files.

    For each page of each file, in order: its number or null; `turn`, the degrees clockwise that set it upright
    (0, 90, 180, 270); and `doubt`, from 0 (certain) to 1 (nothing known). A number is given only if it is
    one of the open ones and was read whole.
    """
    from restante.cli.press import read_bytes
    from restante.paper.scan import read_pages

    opened = read_numbers(numbers)
    entries = []
    for path in files:
        for reading, _page in read_pages(read_bytes(path), path.name, opened):
            entry = {
                "file": str(path),
                "page": reading.page,
                "number": reading.number,
                "turn": reading.turn,
                "doubt": reading.doubt,
            }
            entries.append(entry)
            if not as_json:
                click.echo(f"{path} page {reading.page}: {reading.number or '—'} (turn {reading.turn})")
            if reading.page % 25 == 0:
                click.echo(f"{path}: {reading.page} pages …", err=True)
    if as_json:
        click.echo(json.dumps(entries, ensure_ascii=False, indent=1))


def read_numbers(path: Path) -> frozenset[str]:
    """The open numbers; a file that is anything else is refused rather than matched against."""
    from restante.cli.press import read_bytes
    from restante.numbers import is_number

    try:
        found = json.loads(read_bytes(path))
    except (ValueError, RecursionError) as error:
        raise NumbersRefused(path=path) from error
    if not isinstance(found, list) or not all(isinstance(one, str) and is_number(one) for one in found):
        raise NumbersRefused(path=path)
    return frozenset(found)
