# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante mirror`: what somebody needs who carries a copy, with no keys and no data folder."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click

from restante.cli.ports import demand_free_port
from restante.edition.difference import read_stones, split_gone
from restante.edition.mirror import Terms
from restante.edition.pack import FAT32_MOST, PART_SIZE, SMALLEST_PART, pack_edition
from restante.edition.pull import open_copy, pull_edition
from restante.edition.sources import AddressRefused, FolderSource, Source
from restante.edition.unpack import PackSource
from restante.edition.verdict import Verdict, shown
from restante.edition.verify import read_organisation, verify_edition
from restante.edition.visits import Visits, pull_from_any
from restante.errors import NotAuthentic, OutOfDate

MEGABYTE = 1_000_000
DOING = {
    "lists": "Reading the lists",
    "fetch": "Fetching files",
    "build": "Putting them together",
    "verify": "Verifying every byte",
    "pack": "Packing",
}
root_option = click.option(
    "--root",
    "root_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The root.json to trust, had from the group itself.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="The last line is one JSON object.")


class CopyFalse(NotAuthentic):
    """What lies in the folder is not served."""

    code = "copy-false"
    text = "{folder} is not served: {problem} 'restante edition verify' names everything that is wrong."


class Progress:
    """One line on a terminal, redrawn twice a second; nothing where nobody looks."""

    def __init__(self) -> None:
        self._shown, self._wide = 0.0, 0
        self._alive = sys.stderr.isatty()

    def __call__(self, doing: str, done: int, total: int) -> None:
        """Told after every file."""
        now = time.monotonic()
        if not self._alive or (now - self._shown < 0.5 and done != total):
            return
        self._shown = now
        line = f"{DOING[doing]}: {done} of {total}" if done else f"{DOING[doing]} …"
        click.echo(f"\r{line:<{self._wide}}", nl=False, err=True)
        self._wide = len(line)

    def end(self) -> None:
        """Leave a clean line behind."""
        if self._wide:
            click.echo(f"\r{'':<{self._wide}}\r", nl=False, err=True)
            self._wide = 0


@click.group()
def command() -> None:
    """Carry a copy of an edition: pull it, serve it, pack it for a stick, unpack it.

    Nobody can change a copy unseen: every file is signed, and a copy is replaced only by a newer one that verifies.
    """


@command.command()
@click.argument("address")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@root_option
@click.option("--proxy", metavar="URL", help="Go through this proxy; for Tor, socks5://127.0.0.1:9050.")
@click.option("--connections", default=8, show_default=True, type=click.IntRange(1, 32), help="Files at a time.")
@click.option(
    "--most", default=200_000, show_default=True, type=click.IntRange(min=1), help="Most megabytes you want to carry."
)
@json_option
def pull(
    address: str,
    folder: Path,
    root_file: Path | None,
    proxy: str | None,
    connections: int,
    most: int,
    *,
    as_json: bool,
) -> None:
    """Bring FOLDER to the edition at ADDRESS: a web address, an onion, or another folder, such as a stick.

    Only what differs is moved. Cut off, run it again: it goes on where it stopped. The copy in FOLDER stays whole until
    the new one is verified to the last byte. If ADDRESS fails or stands still, the addresses in your copy are tried.

    Exit status: 0 authentic and current, 3 authentic but past its date, 4 refused, or nothing was pinned, 5 try again.
    Without --root the first pull checks consistency only; later ones must be signed by the same group.
    """
    root = _read_root(root_file)
    progress = Progress()
    terms = Terms(most=most * MEGABYTE, connections=connections, tell=progress)
    try:
        visits = pull_from_any(address, folder, root, _opener(proxy, connections), terms)
    finally:
        progress.end()
    _report(visits, folder, as_json=as_json)


@command.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; 0.0.0.0 for the local network.")
@click.option("--port", default=8410, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@root_option
def serve(folder: Path, host: str, port: int, root_file: Path | None) -> None:
    """Serve the copy in FOLDER as a website. Ctrl-C stops it.

    It is verified first; only signed files are served. It may be pulled anew meanwhile. No access is written down.
    Any other web server can serve the folder as well.
    """
    import waitress

    from restante.edition.serve import MirrorSite

    demand_free_port(host, port)
    progress = Progress()
    progress("verify", 0, 1)
    verdict = verify_edition(folder, _read_root(root_file))
    progress.end()
    if not verdict.consistent:
        raise CopyFalse(folder=folder, problem=verdict.problems[0].say())
    _tell_verdict(verdict)
    server = waitress.create_server(MirrorSite(folder), host=host, port=port, threads=8, ident="")
    name = f"[{host}]" if ":" in host else host
    click.echo(f"The mirror is at http://{name}:{port}/ — Ctrl-C stops it.")
    server.run()


@command.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("-o", "--output", "out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File.")
@click.option(
    "--part-size",
    default=PART_SIZE // MEGABYTE,
    show_default=True,
    type=click.IntRange(SMALLEST_PART // MEGABYTE, FAT32_MOST // MEGABYTE),
    help="Most megabytes in one file; the default fits on any stick.",
)
@json_option
def pack(folder: Path, out: Path, part_size: int, *, as_json: bool) -> None:
    """Pack the copy in FOLDER into one file, or into parts, for a stick or a messenger.

    The same edition gives the same file. It is a plain tar archive; 'restante mirror unpack' also verifies it.
    """
    progress = Progress()
    try:
        paths = pack_edition(folder, out, part_size * MEGABYTE, lambda done, total: progress("pack", done, total))
    finally:
        progress.end()
    size = sum(path.stat().st_size for path in paths)
    if as_json:
        click.echo(json.dumps({"bytes": size, "parts": [str(path) for path in paths]}))
        return
    for path in paths:
        click.echo(f"{path}  {path.stat().st_size / MEGABYTE:.1f} MB")
    if len(paths) > 1:
        click.echo("Keep the parts together; their order does not matter.")


@command.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@root_option
@json_option
def unpack(files: tuple[Path, ...], folder: Path, root_file: Path | None, *, as_json: bool) -> None:
    """Unpack FILES, the parts of a pack in any order, and verify them into FOLDER; the last word is the folder.

    One part is enough to name if the others lie beside it. An older edition than the one in FOLDER is refused.
    """
    progress = Progress()
    source = PackSource(files)
    copy = open_copy(folder, _read_root(root_file))
    try:
        pulled = pull_edition(source, copy, Terms(connections=1, tell=progress))
    finally:
        progress.end()
        source.close()
    _report(Visits(copy.first_contact, pulled, source.name, [], source.moved), folder, as_json=as_json)


def _opener(proxy: str | None, connections: int) -> Callable[[str], Source]:
    def open_source(address: str) -> Source:
        if "://" in address:
            from restante.edition.web import WebSource

            return WebSource(address, proxy=proxy, connections=connections)
        if not Path(address).is_dir():
            raise AddressRefused(address=shown(address))
        return FolderSource(Path(address))

    return open_source


def _read_root(root_file: Path | None) -> bytes | None:
    if root_file is None:
        return None
    root = root_file.read_bytes()
    read_organisation(root)
    return root


def _report(visits: Visits, folder: Path, *, as_json: bool) -> None:
    """What was done, and an exit status for scripts."""
    pulled = visits.pulled
    assert pulled is not None  # noqa: S101 -- a visit without a result has raised
    verdict, changes = pulled.verdict, pulled.changes
    withdrawn, removed = split_gone(changes.gone, read_stones(folder))
    if as_json:
        told = {
            "address": visits.address,
            "fresh": pulled.fresh,
            "authentic": verdict.authentic,
            "first_contact": visits.first_contact,
            "expired": verdict.expired,
            "age_days": verdict.age_days,
            "number": verdict.number,
            "organisation": None if verdict.organisation is None else verdict.organisation.hex(),
            "files": verdict.files,
            "added": len(changes.added),
            "changed": len(changes.changed),
            "removed": len(removed),
            "withdrawn": len(withdrawn),
            "fetched": pulled.fetched,
            "bytes_moved": visits.received,
            "failures": [{"code": failure.code, "message": failure.message()} for failure in visits.failures],
        }
        click.echo(json.dumps(told))
    else:
        for failure in visits.failures:
            click.echo(failure.message(), err=True)
        _tell(visits, len(removed), len(withdrawn))
    if not verdict.authentic:
        raise SystemExit(NotAuthentic.exit_status)
    if verdict.expired:
        raise SystemExit(OutOfDate.exit_status)


def _tell(visits: Visits, removed: int, withdrawn: int) -> None:
    pulled = visits.pulled
    if pulled is None:
        return
    if pulled.fresh:
        changes = pulled.changes
        click.echo(f"From {visits.address}: {pulled.fetched} files, {visits.received / MEGABYTE:.2f} MB moved.")
        click.echo(f"{len(changes.added)} added, {len(changes.changed)} changed, {removed + withdrawn} gone.")
        if withdrawn:
            click.echo(f"Of these, {withdrawn} belong to texts that the group has withdrawn; they have left this copy.")
    else:
        click.echo(f"{visits.address} has nothing newer than your copy.")
    _tell_verdict(pulled.verdict)
    if pulled.verdict.expired:
        click.echo(
            "Either the group has confirmed nothing since, or every address tried stands still. Ask for another."
        )
    if visits.first_contact:
        click.echo("Get the group's root.json from somebody you trust, and run this again with --root root.json.")


def _tell_verdict(verdict: Verdict) -> None:
    names = " / ".join(name if name.isprintable() else ascii(name) for name in dict.fromkeys(verdict.name.values()))
    if not verdict.consistent:
        click.echo(f"NOT AUTHENTIC: {verdict.problems[0].say()}")
        return
    if verdict.authentic:
        click.echo(f"AUTHENTIC: edition {verdict.number} of {names}, {verdict.files} files.")
    else:
        click.echo(f"Only consistency was checked: it calls itself edition {verdict.number} of {names}.")
    if verdict.demonstration:
        click.echo("It is a demonstration: its people are not all real and its keys are not protected.")
    if verdict.age_days is not None and verdict.expires is not None:
        days = f"{verdict.age_days} day{'' if verdict.age_days == 1 else 's'} ago" if verdict.age_days else "today"
        late = "past its date" if verdict.expired else "current"
        click.echo(f"Its group last confirmed it {days}, good until {verdict.expires.date()}: {late}.")
