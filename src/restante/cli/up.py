# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante up`: a gate, and a desk that does its duties too, each a process of its own, until Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import click
import httpx

from restante.cli.ports import demand_free_port
from restante.config import CONFIG_NAME, Config, find_home, load
from restante.errors import Unavailable

START_SECONDS = 60.0
STOP_SECONDS = 15.0


class PartStopped(Unavailable):
    """One of the two processes ended by itself; its own last words stand above."""

    code = "part-stopped"
    text = "The {part} stopped by itself (status {status}); what it said stands above. Everything else was stopped too."


class PartSilent(Unavailable):
    """A process runs but does not answer."""

    code = "part-silent"
    text = "The {part} did not answer at {address} within {seconds} seconds. Is the port taken by another program?"


@click.command("up")
@click.option("--home", type=click.Path(path_type=Path), help="The data folder; else RESTANTE_HOME, else ./var.")
def command(home: Path | None) -> None:
    """Start everything on this machine: gate, desk and its worker.

    A data folder that does not exist yet, or is empty, is first filled with the demonstration group. Ctrl-C stops all.
    """
    config = prepare(find_home(home))
    try:
        with running(config) as parts:
            announce(config)
            watch(parts)
    except KeyboardInterrupt:
        click.echo("\nStopped.")


def prepare(home: Path) -> Config:
    """The settings of the data folder, made first when it is empty, with its database brought up to date."""
    if not (home / CONFIG_NAME).exists():
        from restante.desk.demonstration.filling import fill_demonstration

        click.echo("Filling a new data folder with the demonstration group …", err=True)
        return fill_demonstration(home)
    from restante.desk import migrate, prepare_home, setup_django

    prepare_home(home)
    setup_django(home)
    migrate()
    return load(home)


@contextmanager
def running(config: Config) -> Iterator[Mapping[str, subprocess.Popen[bytes]]]:
    """Start both parts and wait until they answer; on the way out stop them, whatever happened."""
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    for port, variable in ((config.gate_port, "RESTANTE_GATE_PORT"), (config.desk_port, "RESTANTE_DESK_PORT")):
        demand_free_port("127.0.0.1", port, f" with {variable}")
    parts: dict[str, subprocess.Popen[bytes]] = {}
    try:
        parts["gate"] = start(config, "gate", "serve", "--home", str(config.gate_home), "--port", str(config.gate_port))
        # duties in the desk's own process: a passphrase given on its page opens the store for both
        parts["desk"] = start(config, "desk", "serve", "--work", "--port", str(config.desk_port))
        wait_for(parts, "gate", f"http://127.0.0.1:{config.gate_port}/health")
        wait_for(parts, "desk", f"http://127.0.0.1:{config.desk_port}/")
        if config.demonstration:
            wait_for(parts, "gate", f"http://127.0.0.1:{config.gate_port}/index.html", published=True)
        yield parts
    finally:
        stop(parts)


def start(config: Config, *arguments: str) -> subprocess.Popen[bytes]:
    """One part, in a session of its own, so that Ctrl-C reaches it once, through us.

    Its own start line goes to its standard output and is left out: `announce` says where everything is.
    """
    environment = {**os.environ, "RESTANTE_HOME": str(config.home)}
    command = [sys.executable, "-m", "restante", *arguments]
    nothing = subprocess.DEVNULL
    return subprocess.Popen(command, env=environment, stdin=nothing, stdout=nothing, start_new_session=True)


def wait_for(parts: Mapping[str, subprocess.Popen[bytes]], name: str, address: str, *, published: bool = False) -> None:
    """Until the server answers (`published`: answers with a page); its process ending first is told as such."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        check(parts)
        with suppress(httpx.HTTPError):
            if not httpx.get(address, timeout=2.0).is_error or not published:
                return
        time.sleep(0.1)
    raise PartSilent(part=name, address=address, seconds=int(START_SECONDS))


def check(parts: Mapping[str, subprocess.Popen[bytes]]) -> None:
    for name, process in parts.items():
        status = process.poll()
        if status is not None:
            raise PartStopped(part=name, status=status)


def watch(parts: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Until a part stops by itself or somebody presses Ctrl-C."""
    while True:
        check(parts)
        time.sleep(0.5)


def stop(parts: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Ask politely, the desk first so that it does not call a gate that is gone; then insist."""
    for process in reversed(list(parts.values())):
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + STOP_SECONDS
    for process in parts.values():
        try:
            process.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def announce(config: Config) -> None:
    """Two addresses, and the coordinator's link while no password is set."""
    from restante.desk import setup_django

    setup_django(config.home)
    from restante.desk.access.actions import welcome_paths

    click.echo(f"Gate  http://127.0.0.1:{config.gate_port}/   what the world sees")
    click.echo(f"Desk  http://127.0.0.1:{config.desk_port}/   what volunteers see")
    for name, path in welcome_paths():
        click.echo(f"Set {name}'s password, once: http://127.0.0.1:{config.desk_port}{path}")
    if config.store_key_file is None:
        click.echo("The desk is locked: its page asks the coordinator for the passphrase of the store.")
    click.echo("Ctrl-C stops everything.")
