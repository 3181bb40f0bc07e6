# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante capture`: keep a source as it stood, on the editor's own machine, and find a quotation in it again."""

import hashlib
import json
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import click

from restante.cli.press import CannotRead, write_bytes
from restante.errors import BadInput, Unavailable

if TYPE_CHECKING:
    import httpx

    from restante.cases.captures import Exchange, Found, Held

LARGEST: Final = 32 * 2**20
MOST_SECONDS: Final = 120.0
MOST_HOPS: Final = 10
NOT_FOUND: Final = 2
_AGENT: Final = "Mozilla/5.0 (compatible; restante capture)"


class NoAddress(BadInput):
    """Only pages of the web are fetched, and no password travels into an archive."""

    code = "capture-address"
    text = (
        "That is no address that can be kept. Give one with http:// or https:// and without a name or password in it."
    )


class Exists(BadInput):
    """What was kept is evidence, and is never written over."""

    code = "capture-exists"
    text = "{path} exists already and stays as it is. Choose another name."


class NotFetched(Unavailable):
    """Nothing was written."""

    code = "capture-not-fetched"
    text = "The page was not kept: {reason}. Nothing was written."


@click.group("capture")
def command() -> None:
    """Keep a source as it stood, and find a quotation in it again."""


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
@click.option("--user-agent", default=_AGENT, help="What the server is told of the program that asks.")
def fetch(url: str, out: Path, user_agent: str) -> None:
    """Keep the page at URL: what was asked and what was answered, in a WARC file.

    It is this machine that asks; the server sees its address, or that of the proxy in HTTPS_PROXY. Pictures and
    scripts of the page are not fetched. At most 32 MiB and two minutes.
    """
    if out.exists():
        raise Exists(path=out)
    from restante.cases.captures import write_warc

    kept = _exchanges(url, user_agent)
    data = write_warc(kept, f"restante {version('restante')}")
    write_bytes(out, data)
    click.echo(f"{kept[-1].url}, {kept[-1].moment}")
    click.echo(f"sha256 {hashlib.sha256(data).hexdigest()}")


@command.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--quotation", metavar="TEXT", help="Words that must stand in it; […] for what is left out.")
@click.option("--json", "as_json", is_flag=True, help="The last line is one JSON object.")
def check(file: Path, quotation: str | None, *, as_json: bool) -> None:
    """Tell what FILE is, and whether a quotation stands in it: HTML, text, PDF, WARC or WACZ.

    Exit status 2 if the quotation is not found.
    """
    from restante.cases.captures import find_quotation, read_capture
    from restante.cases.captures.held import MOST_BYTES

    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise CannotRead(path=file, problem=error.strerror or "unknown") from None
    held = read_capture(data, file.name)
    where, found = "", None
    for part in held.texts if quotation is not None else ():
        found = find_quotation(part.text, quotation or "")
        if found is not None:
            where = part.url
            break
    if as_json:
        click.echo(json.dumps(_as_json(held, found, where, asked=quotation is not None), ensure_ascii=False))
    else:
        _tell(held, found, where, asked=quotation is not None)
    if quotation is not None and found is None:
        sys.exit(NOT_FOUND)


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


def _exchanges(url: str, user_agent: str) -> "list[Exchange]":
    """Every hop of the way to the page; each is asked for and kept."""
    import httpx

    until = time.monotonic() + MOST_SECONDS
    kept: list[Exchange] = []
    headers = {"User-Agent": user_agent, "Accept": "text/html,application/pdf,*/*;q=0.8", "Accept-Encoding": "gzip"}
    try:
        with httpx.Client(timeout=httpx.Timeout(30), headers=headers, follow_redirects=False) as client:
            while len(kept) < MOST_HOPS:
                _judge(url)
                with client.stream("GET", url) as answer:
                    kept.append(_exchange(answer, until, sum(len(one.body) for one in kept)))
                    following = answer.next_request
                if following is None:
                    break
                url = str(following.url)
            else:
                raise NotFetched(reason=f"it was sent on more than {MOST_HOPS} times")
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise NotFetched(reason=f"{urlsplit(url).hostname} did not answer ({type(error).__name__})") from None
    if not 200 <= kept[-1].status < 300:
        raise NotFetched(reason=f"the server answered {kept[-1].status}")
    return kept


def _judge(url: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise NoAddress from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise NoAddress


def _exchange(answer: "httpx.Response", until: float, before: int) -> "Exchange":
    from restante.cases.captures import Exchange

    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    body = bytearray()
    for piece in answer.iter_raw(2**16):
        body += piece
        if before + len(body) > LARGEST:
            raise NotFetched(reason=f"it is larger than {LARGEST // 2**20} MiB")
        if time.monotonic() > until:
            raise NotFetched(reason=f"it took longer than {MOST_SECONDS:.0f} seconds")
    asked = answer.request
    return Exchange(
        url=str(asked.url),
        moment=moment,
        asked=_headers(asked.headers),
        status=answer.status_code,
        reason=answer.reason_phrase,
        answered=_headers(answer.headers),
        body=bytes(body),
        path=asked.url.raw_path.decode("ascii"),
    )


def _headers(headers: "httpx.Headers") -> list[tuple[str, str]]:
    return [(key.decode("latin-1"), value.decode("latin-1")) for key, value in headers.raw]
