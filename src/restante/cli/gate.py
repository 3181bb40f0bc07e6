# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante gate`: serve the public server, or make the bundle for a new one."""

import ipaddress
import os
from dataclasses import replace
from pathlib import Path

import click

from restante.cli.ports import demand_free_port


@click.group()
def command() -> None:
    """The public server: serve it, or add one."""


@command.command()
@click.option("--home", type=click.Path(path_type=Path), help="The gate's data folder; it needs only root.json in it.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; keep it behind a proxy or Tor.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    envvar="RESTANTE_GATE_PORT",
    default=8400,
    show_default=True,
    help="The port to listen on; else RESTANTE_GATE_PORT.",
)
@click.option(
    "--url", "urls", multiple=True, help="A public address of this gate, as the desk dials it; may be repeated."
)
@click.option(
    "--quota", default=8, show_default=True, type=click.IntRange(min=0), help="Most gigabytes of waiting letters."
)
def serve(home: Path | None, host: str, port: int, urls: tuple[str, ...], quota: int) -> None:
    """Serve the edition and take sealed letters. Ctrl-C stops it."""
    from restante.edition.verify import read_organisation
    from restante.gate.config import GateConfig
    from restante.gate.server import serve_gate

    folder = home or Path(os.environ.get("RESTANTE_HOME", "var")) / "gate"
    if not (folder / "root.json").is_file():
        raise click.UsageError(f"{folder} holds no root.json: put the one there that 'restante gate add' wrote.")
    read_organisation((folder / "root.json").read_bytes())
    demand_free_port(host, port)
    known = tuple(url.rstrip("/") for url in urls)
    loopback = is_loopback(host) and not known
    config = GateConfig(home=folder, urls=known, loopback=loopback, quota=quota << 30)
    click.echo(f"The gate listens on http://{host}:{port}")
    serve_gate(config, host, port)


def is_loopback(host: str) -> bool:
    """A demonstration is served only where nobody else can reach it."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@command.command()
@click.argument("name")
@click.argument("url")
@click.option("--home", type=click.Path(path_type=Path), help="The desk's data folder (./var, or RESTANTE_HOME).")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Where to write the bundle (./gate-NAME).")
def add(name: str, url: str, home: Path | None, out: Path | None) -> None:
    """Write the bundle for a new gate at URL, and record the gate in the desk's settings."""
    from restante.calls.bundle import BundleExists, write_bundle
    from restante.config import load, write_config

    config = load(home)
    known = (*config.gates, (name, url.rstrip("/")))
    target = out or Path(f"gate-{name}")
    if target.exists():
        raise BundleExists(folder=target)
    write_config(replace(config, gates=known))
    folder = write_bundle(target, url.rstrip("/"), config.keys_dir)
    click.echo(f"{folder} holds root.json and INSTALL.txt: bring it to the machine of the gate.")
    click.echo("At its next round the desk brings it the last edition. Publish anew, so that an edition names it.")
