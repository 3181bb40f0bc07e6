# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante capture`: keep a source as it stood, on the editor's own machine, find a quotation in it, stamp it."""

import hashlib
import json
import sys
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from restante.cli.capture_asking import AGENT, ask_authority, exchanges, judge
from restante.cli.press import CannotRead, write_bytes
from restante.errors import BadInput

if TYPE_CHECKING:
    from restante.cases.captures import Found, Held, Stamp

NOT_FOUND: Final = 2


class Exists(BadInput):
    """What was kept is evidence, and is never written over."""

    code = "capture-exists"
    text = "{path} exists already and stays as it is. Choose another name."


TRUST: Final = {
    "named": "vouched for by the root certificate that was given",
    "listed": "vouched for by a root certificate that browsers trust too",
    "alone": "vouched for by its own certificates only, which anybody could have made: give the authority's --root",
    "block": "compare the Merkle root with that block of Bitcoin",
    "pending": "promised by a calendar, not yet in a block: run `ots upgrade` in a day and check again",
}
root_option = click.option(
    "--root",
    metavar="PEM",
    help="Root certificate of the authority, where no browser knows it.",
    type=click.Path(path_type=Path),
)


@click.group("capture")
def command() -> None:
    """Keep a source as it stood, find a quotation in it again, and have it stamped."""


@command.command("fetch")
@click.argument("url")
@click.option(
    "-o",
    "--output",
    "out",
    required=True,
    metavar="FILE.warc.gz",
    help="A new file.",
    type=click.Path(dir_okay=False, path_type=Path),
)
@click.option("--user-agent", default=AGENT, help="What the server is told of the program that asks.")
def fetch(url: str, out: Path, user_agent: str) -> None:
    """Keep the page at URL: what was asked and what was answered, in a WARC file.

    It is this machine that asks; the server sees its address, or that of the proxy in HTTPS_PROXY. Pictures and
    scripts of the page are not fetched. At most 32 MiB and two minutes.
    """
    if out.exists():
        raise Exists(path=out)
    from restante.cases.captures import write_warc

    kept = exchanges(url, user_agent)
    data = write_warc(kept, f"restante {version('restante')}")
    write_bytes(out, data)
    click.echo(f"{kept[-1].url}, {kept[-1].moment}")
    click.echo(f"sha256 {hashlib.sha256(data).hexdigest()}")


@command.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--quotation", metavar="TEXT", help="Words that must stand in it; […] for what is left out.")
@click.option(
    "--stamp",
    "token",
    metavar="TOKEN",
    help="Its time stamp: an RFC 3161 token (.tsr) or an OpenTimestamps proof (.ots).",
    type=click.Path(path_type=Path),
)
@root_option
@click.option("--json", "as_json", is_flag=True, help="The last line is one JSON object.")
def check(file: Path, quotation: str | None, token: Path | None, root: Path | None, *, as_json: bool) -> None:
    """Tell what FILE is, and whether a quotation stands in it: HTML, text, PDF, a picture, WARC or WACZ.

    A time stamp is verified without a network. Exit status 2 if the quotation is not found or the stamp is not for
    this file.
    """
    from restante.cases.captures import find_quotation, read_capture, read_stamp

    data = _read(file)
    held = read_capture(data, file.name)
    stamp = read_stamp(_read(token), data, _read(root) if root else b"") if token else None
    where, found = "", None
    for part in held.texts if quotation is not None else ():
        found = find_quotation(part.text, quotation or "")
        if found is not None:
            where = part.url
            break
    if as_json:
        told = _as_json(held, found, where, asked=quotation is not None)
        click.echo(json.dumps(told | ({"stamp": asdict(stamp)} if stamp else {}), ensure_ascii=False))
    else:
        _tell(held, found, where, asked=quotation is not None)
        if stamp is not None:
            _tell_stamp(stamp)
    if quotation is not None and found is None:
        sys.exit(NOT_FOUND)


@command.command("stamp")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--url", required=True, help="The time stamp authority, such as https://freetsa.org/tsr.")
@click.option(
    "-o",
    "--output",
    "out",
    required=True,
    metavar="FILE.tsr",
    help="A new file.",
    type=click.Path(dir_okay=False, path_type=Path),
)
@root_option
def stamp(file: Path, url: str, out: Path, root: Path | None) -> None:
    """Have an authority say that FILE exists today (RFC 3161), and verify its answer before it is kept.

    The authority learns the SHA-256 of FILE, a random number, and the address of this machine or of the proxy in
    HTTPS_PROXY; nothing else.
    """
    from restante.cases.captures import rfc3161

    if out.exists():
        raise Exists(path=out)
    judge(url)
    data = _read(file)
    if not data:
        raise CannotRead(path=file, problem="it is empty")
    question, nonce = rfc3161.ask(data)
    token = ask_authority(url, question)
    told = rfc3161.read_token(token, data, _read(root) if root else b"", nonce)
    write_bytes(out, token)
    click.echo(f"sha256 {hashlib.sha256(data).hexdigest()}")
    _tell_stamp(told)


def _read(path: Path) -> bytes:
    from restante.cases.captures.held import MOST_BYTES

    try:
        with path.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise CannotRead(path=path, problem=error.strerror or "unknown") from None


def _tell_stamp(told: "Stamp") -> None:
    """On whose word it stands is half of what it says."""
    click.echo(f"{told.moment or told.kind}, {told.by}".strip(", "))
    click.echo(f"  {TRUST[told.trust]}")


def _as_json(held: "Held", found: "Found | None", where: str, *, asked: bool) -> dict[str, object]:
    told: dict[str, object] = {
        "sha256": held.sha256,
        "media_type": held.media_type,
        "size": held.size,
        "url": held.url,
        "retrieved": held.retrieved,
        "texts": len(held.texts),
    }
    if asked:
        told["quotation"] = found and {
            "url": where,
            "prefix": found.prefix,
            "exact": found.exact,
            "suffix": found.suffix,
            "start": found.start,
            "is_exact": found.is_exact,
        }
    return told


def _tell(held: "Held", found: "Found | None", where: str, *, asked: bool) -> None:
    click.echo(f"sha256 {held.sha256}")
    click.echo(f"{held.media_type}, {held.size} bytes")
    if held.url or held.retrieved:
        click.echo(f"{held.url}, {held.retrieved}".strip(", "))
    if not asked:
        return
    if found is None:
        click.echo("The quotation is not in it.")
        return
    click.echo("The quotation is in it" + (", to the letter:" if found.is_exact else ", set differently:"))
    words = " ".join(f"{found.prefix}>>{found.exact}<<{found.suffix}".split())
    click.echo(f"  {words}" + (f"\n  {where}" if where and where != held.url else ""))
