# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante desk`: the volunteers' server, the loop of duties, and the lock."""

import logging
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import click

from restante.cli.ports import demand_free_port
from restante.config import Config, find_home, load
from restante.errors import BadInput, Unavailable

IN_MEMORY = 256 * 2**20  # waitress would spool larger bodies, and answers, to files in the clear
LARGEST_REQUEST = 160 * 2**20

home_option = click.option(
    "--home", type=click.Path(path_type=Path), help="The data folder; else RESTANTE_HOME, else ./var."
)
key_file_option = click.option(
    "--key-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Open the store with this file instead of asking. Whoever takes the machine then reads everything on it.",
)


class DutiesFailed(Unavailable):
    """With --once the exit status tells; in the loop the home page does."""

    code = "duties-failed"
    text = "These duties did not succeed: {names}. The home page of the desk says why."


@click.group("desk")
def command() -> None:
    """The volunteers' private server."""


@command.command("serve")
@home_option
@key_file_option
@click.option("--port", type=click.IntRange(1, 65535), help="Port on 127.0.0.1; else from the settings, 8401.")
@click.option("--work", "also_work", is_flag=True, help="Do the duties in this process too: one passphrase opens both.")
def serve(home: Path | None, key_file: Path | None, port: int | None, also_work: bool) -> None:
    """Serve the desk on this machine only; a proxy or SSH brings it to others.

    Asks for the passphrase of the store. Without a terminal it starts locked, and a coordinator unlocks it on the page.
    """
    config = _prepare(home)
    port = port or config.desk_port
    demand_free_port("127.0.0.1", port)
    _open_store(config, key_file, must=False)
    import waitress

    from restante.desk.access.bodies import DeskChannel
    from restante.desk.wsgi import application

    server = waitress.create_server(
        application,
        host="127.0.0.1",
        port=port,
        threads=8,
        ident="",
        max_request_body_size=LARGEST_REQUEST,
        inbuf_overflow=IN_MEMORY,
        outbuf_overflow=IN_MEMORY,
        clear_untrusted_proxy_headers=True,
    )
    server.channel_class = DeskChannel
    stop = threading.Event()

    def end() -> None:
        stop.set()
        server.close()

    _on_signal(end)
    worker = _start_worker(stop, end) if also_work else None
    click.echo(f"The desk is at http://127.0.0.1:{port}/ — Ctrl-C stops it.")
    try:
        server.run()
    except OSError:
        if not stop.is_set():
            raise
    stop.set()
    if worker is not None:
        worker.join(timeout=15)


@command.command("work")
@home_option
@key_file_option
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
def work(home: Path | None, key_file: Path | None, once: bool) -> None:
    """Do the desk's duties: fetch letters, publish mail, typeset, read scans, renew keys and dates, erase what is past.

    While the store is locked, only what needs no letter is done.
    """
    config = _prepare(home)
    _open_store(config, key_file, must=False)
    from restante.desk.publishing.working import work as work_off

    stop = threading.Event()
    _on_signal(stop.set)
    failed = work_off(stop, once=once)
    if once and failed:
        raise DutiesFailed(names=", ".join(failed))


@command.command("lock")
@home_option
def lock(home: Path | None) -> None:
    """Make the desk and its worker forget the store's key, now. Unlock on the desk's page, or start them anew."""
    _prepare(home, migrating=False)
    from restante.desk.access import store
    from restante.desk.ledger.actions import record

    store.lock()
    record("command", "store.locked", "store", "")
    click.echo("Locked. Letters, addresses and scans are sealed until somebody gives the passphrase.", err=True)


def _prepare(home: Path | None, *, migrating: bool = True) -> Config:
    from restante.desk import migrate, prepare_home, setup_django

    config = load(find_home(home))
    prepare_home(config.home)
    setup_django(config.home)
    logging.getLogger("restante.desk.work").setLevel(logging.INFO)
    if migrating:
        migrate()
    return config


def _open_store(config: Config, key_file: Path | None, *, must: bool) -> None:
    """By the file named, the file of the settings, or a passphrase asked at the terminal."""
    from restante.desk.access import store

    if key_file is not None:
        click.echo("Warning: a key file on this machine opens everything to whoever takes the machine.", err=True)
        store.unlock_with_file(key_file)
        return
    if store.unlock_unattended():
        if not config.demonstration:
            click.echo("Warning: opened by a key file; whoever takes this machine reads everything on it.", err=True)
        return
    if not sys.stdin.isatty():
        if must:
            raise store.StoreLocked
        return
    while True:
        try:
            store.unlock_with_passphrase(click.prompt("Passphrase of the store", hide_input=True, err=True))
        except store.WrongPassphrase as wrong:
            click.echo(wrong.message(), err=True)
        except BadInput as missing:
            click.echo(missing.message(), err=True)
            return
        else:
            return


def _start_worker(stop: threading.Event, end: Callable[[], None]) -> threading.Thread:
    from restante.desk.publishing.working import work as work_off

    def run() -> None:
        try:
            work_off(stop)
        finally:
            # a desk that answers but fetches nothing would look well while letters wait
            end()

    worker = threading.Thread(target=run, name="work", daemon=True)
    worker.start()
    return worker


def _on_signal(act: Callable[[], None]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: act())
