# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante scan`: which page of which file carries which number."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from restante.errors import BadInput, RestanteError

if TYPE_CHECKING:
    from restante.paper.scan import Reading


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
    one of the open ones and was read whole. A file that cannot be read is named at the end; the others are read.
    """
    from restante.paper.scan import read_pages

    opened = read_numbers(numbers)
    entries: list[dict[str, object]] = []
    refused: list[RestanteError] = []
    for path in files:
        try:
            for reading, _page in read_pages(read_scan(path), path.name, opened):
                entries.append(_entry(path, reading))
                if not as_json:
                    click.echo(f"{path} page {reading.page}: {reading.number or '—'} (turn {reading.turn})")
                if reading.page % 25 == 0:
                    click.echo(f"{path}: {reading.page} pages …", err=True)
        except RestanteError as error:  # the other files are read all the same
            refused.append(error)
    if as_json and (entries or not refused):
        click.echo(json.dumps(entries, ensure_ascii=False, indent=1))
    for earlier in refused[:-1]:
        click.echo(f"restante: {earlier.message()}", err=True)
    if refused:
        raise refused[-1]


def _entry(path: Path, reading: "Reading") -> dict[str, object]:
    return {
        "file": str(path),
        "page": reading.page,
        "number": reading.number,
        "turn": reading.turn,
        "doubt": reading.doubt,
    }


def read_scan(path: Path) -> bytes:
    """The file's bytes; one that is too large is refused before it is read."""
    from restante.cli.press import read_bytes
    from restante.paper.scan import FileTooLarge
    from restante.paper.scan.pages import MOST_BYTES

    if path.is_file() and path.stat().st_size > MOST_BYTES:
        raise FileTooLarge(file=path.name, most=MOST_BYTES // 2**20)
    return read_bytes(path)


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
