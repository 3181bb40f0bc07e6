# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command `restante`: one module for each noun, loaded when spoken; an error is one line and an exit status."""

import sys
from importlib import import_module

import click

from restante.errors import RestanteError, Unavailable

NOUNS = {
    "up": "Start everything on this machine: gate, desk and its worker.",
    "init": "Make an empty data folder for a real group.",
    "demo": "Fill an empty data folder with the demonstration group.",
    "gate": "The public server: serve it, or add one.",
    "desk": "The volunteers' private server: serve it, run its duties, lock it.",
    "letterbox": "Fetch sealed letters from the gates.",
    "people": "Lists of people that others keep: import, compare.",
    "facilities": "Lists of prisons, courts and other places: import, compare.",
    "press": "Typeset letters and reply sheets.",
    "scan": "Read scanned reply sheets.",
    "seal": "Seal a letter into an envelope.",
    "phrase": "Make or check the writer's twelve words.",
    "edition": "Build, sign and verify what is public.",
    "keys": "Hand the keys out to three people, renew or replace them.",
    "mirror": "Carry a copy: pull, serve, pack for a stick, unpack.",
    "case": "Import and export what happened to a person.",
    "text": "The library: import texts, list them, export them in any format.",
    "capture": "Keep a source as it stood, find a quotation in it again, and have it stamped.",
}


class Nouns(click.Group):
    """Imports `restante.cli.<noun>` only when it is asked for, so that `--help` is instant and a gate stays small."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        return list(NOUNS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- click's signature
        if cmd_name not in NOUNS:
            return None
        command: click.Command = import_module(f"restante.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 -- click's signature
        with formatter.section("Commands"):
            formatter.write_dl(list(NOUNS.items()))


@click.command(cls=Nouns, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="restante")
def restante() -> None:
    """Letters to people in prison, their cases, and signed editions that anyone may carry.

    Exit statuses: 0 done, 2 the input is wrong, 3 authentic but past its date, 4 not authentic,
    5 cannot be served now (try again), 6 a key is needed first.
    """


def main() -> None:
    """The console script."""
    try:
        restante.main(standalone_mode=False)
    except RestanteError as error:
        click.echo(f"restante: {error.message()}", err=True)
        sys.exit(error.exit_status)
    except click.exceptions.Abort:
        click.echo("restante: stopped.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(0)
    except database_errors() as error:
        # only an OperationalError's words are the machine's; others may quote what was being written
        reason = str(error) if type(error).__name__ == "OperationalError" else type(error).__name__
        click.echo(f"restante: The desk's database cannot be used now: {reason}. Nothing was lost.", err=True)
        sys.exit(Unavailable.exit_status)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"restante: {where}{error.strerror or type(error).__name__}.", err=True)
        sys.exit(Unavailable.exit_status)


def database_errors() -> tuple[type[Exception], ...]:
    """Django's, when a command has loaded it; a gate never has."""
    loaded = sys.modules.get("django.db")
    return () if loaded is None else (loaded.DatabaseError,)
