# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante press`: the same press as the desk's, from a file to files."""

import json
import re
from contextlib import suppress
from pathlib import Path

import click

from restante.errors import BadInput, Unavailable


class RangeRefused(BadInput):
    """A range that is none."""

    code = "range-refused"
    text = "“{range}” is not a range: write 5, 3-7 or 1,4,9-12."


class CannotWrite(Unavailable):
    """A disk that is full, or a folder that is not ours."""

    code = "cannot-write"
    text = "{path} cannot be written: {problem}."


class CannotRead(BadInput):
    """A file that is not there or not ours."""

    code = "cannot-read"
    text = "{path} cannot be read: {problem}."


@click.group()
def command() -> None:
    """Typeset letters, reply sheets, envelopes and a checklist."""


@command.command()
@click.argument("job", type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), required=True, help="Folder for the PDFs; made if needed."
)
@click.option("--duplex", is_flag=True, help="For a printer that prints both sides: blank backs keep letters apart.")
@click.option("--only", metavar="RANGE", help="Print these places of the run again, such as 3-7 or 1,4,9-12.")
def run(job: Path, out: Path, duplex: bool, only: str | None) -> None:
    """Print the letters of JOB.json: letters.pdf, envelopes-*.pdf and checklist.pdf, all in one order."""
    from dataclasses import replace

    from restante.paper.press import press_run, read_job

    read = read_job(read_bytes(job), job.parent)
    places = None if only is None else parse_range(only)
    made = press_run(
        replace(read, duplex=duplex or read.duplex), places, step=lambda name: click.echo(f"{name} …", err=True)
    )
    for name, data in made.items():
        write_bytes(out / name, data)
    count = len(read.letters) if places is None else len(places & set(range(1, len(read.letters) + 1)))
    click.echo(f"{count} letter{'' if count == 1 else 's'}: {', '.join(made)} in {out}")


@command.command()
@click.option("--count", type=click.IntRange(1, 5000), required=True, metavar="N", help="How many sheets.")
@click.option("-o", "--out", type=click.Path(path_type=Path), required=True, help="The PDF to write.")
@click.option(
    "--numbers", type=click.Path(path_type=Path), required=True, help="Where to write the numbers, page by page (JSON)."
)
@click.option(
    "--lang", type=click.Choice(["en", "ru"]), default="en", show_default=True, help="Language of the sheet's words."
)
@click.option("--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True, help="Size of a sheet.")
@click.option("--code/--no-code", default=True, show_default=True, help="A QR beside the number, where it is allowed.")
def sheets(count: int, out: Path, numbers: Path, lang: str, paper: str, code: bool) -> None:
    """Print empty reply sheets with fresh numbers, as a facility that tolerates a code gets them."""
    from restante.numbers import new_number
    from restante.paper.press import reply_sheets

    made: list[str] = []
    for _ in range(count):
        made.append(new_number(made))
    write_bytes(out, reply_sheets(made, lang, code=code, paper=paper))
    write_bytes(numbers, (json.dumps(made, indent=0) + "\n").encode())
    click.echo(f"{count} reply sheets in {out}, their numbers in {numbers}")


def parse_range(text: str) -> frozenset[int]:
    """Places of a run: 5, 3-7, or several with commas."""
    places: set[int] = set()
    for part in text.split(","):
        found = re.fullmatch(r"\s*(\d{1,6})(?:\s*-\s*(\d{1,6}))?\s*", part)
        if found is None or int(found[1]) < 1 or int(found[2] or found[1]) < int(found[1]):
            raise RangeRefused(range=text)
        places.update(range(int(found[1]), int(found[2] or found[1]) + 1))
    return frozenset(places)


def read_bytes(path: Path) -> bytes:
    """A file's bytes, or a clear line."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotRead(path=path, problem=error.strerror or "unknown") from error


def write_bytes(path: Path, data: bytes) -> None:
    """Whole or not at all: a full disk leaves no half PDF."""
    if not path.name:
        raise CannotWrite(path=path, problem="it is no name of a file")
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise CannotWrite(path=path, problem=error.strerror or "unknown") from error
