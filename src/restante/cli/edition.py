# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante edition`: build and sign what is public, write the root to pin, verify a copy, compare two."""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path

import click

from restante.edition.keys import EditionKeys, WrongPassphrase, load_edition_keys, read_organisation, read_roots
from restante.edition.verify import Verdict, known_of, shown, verify_edition
from restante.errors import BadInput, NotAuthentic, OutOfDate, Unavailable

SHOWN_PROBLEMS = 20
_MAYBE_LOST = (
    "This is edition 1 of a group whose root is not its first. If another desk has published already, gates and "
    "mirrors refuse it as older: build again with --previous and a copy of the last edition."
)


class DateRefused(BadInput):
    """--at is no date."""

    code = "date-refused"
    text = "'{date}' is not a date. Write it as 2026-11-23."


class PreviousRefused(BadInput):
    """Comparing with a broken copy would let everything pass."""

    code = "previous-refused"
    text = "{folder} is no whole copy of an edition, so nothing can be compared with it."


class CannotWrite(Unavailable):
    """The disk refuses; what was there before is still there."""

    code = "cannot-write"
    text = "{path} cannot be written: {reason}."


@click.group()
def command() -> None:
    """Build, sign and verify what is public.

    An edition is one signed, dated state of everything that the group publishes. Anyone may carry a copy of it;
    'verify' tells whether a copy is whole and whose it is.
    """


@command.command()
@click.option("-o", "--output", "out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder.")
@click.option("--publisher", type=click.Path(dir_okay=False, path_type=Path), help="The publisher's key, on its stick.")
@click.option(
    "--previous",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A copy of the last edition, for a new desk in place of a lost one: numbers go on from it.",
)
@click.option("--json", "as_json", is_flag=True, help="The last line is one JSON object.")
def build(out: Path, publisher: Path | None, previous: Path | None, *, as_json: bool) -> None:
    """Collect everything public, sign it as the next edition, and write a copy of it to a folder.

    When nothing public has changed, only the dates are signed anew and the number stays. The desk's worker brings the
    edition to the gates at its next round.
    """
    from restante.config import load
    from restante.desk import setup_django
    from restante.edition.sign import export_edition, go_on_from

    config = load()
    setup_django(config.home)
    from restante.desk.publishing.building import sign_new_edition
    from restante.desk.publishing.outside import edition_to_exceed

    keys = _load_keys(config.keys_dir, publisher)
    roots = read_roots(config.keys_dir)
    try:
        above = None if previous is None else go_on_from(previous, config.edition_dir, roots[0])
        if (ahead := edition_to_exceed(config)) is not None:
            above = max(above or 0, ahead)
        signed = sign_new_edition(config, keys=keys, above=above)
    except OSError as error:
        raise CannotWrite(path=error.filename or config.edition_dir, reason=error.strerror) from None
    try:
        export_edition(config.edition_dir, out)
    except OSError as error:
        raise CannotWrite(path=out, reason=error.strerror) from None
    if as_json:
        result = {"changed": signed.changed, "number": signed.number, "organisation": signed.organisation.hex()}
        click.echo(json.dumps(result))
    else:
        news = "is new" if signed.changed else "has nothing new; its dates are renewed"
        click.echo(f"Edition {signed.number} {news}. It is in {out}.")
    if signed.changed and signed.number == 1 and len(roots) > 1:
        click.echo(_MAYBE_LOST, err=True)


@command.command()
@click.option("-o", "--output", "out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File.")
def root(out: Path) -> None:
    """Write root.json, the file by which anyone can tell this organisation's editions from forged ones.

    Give it to mirror keepers and install it on gates by a way that the gate itself cannot touch. It never changes.
    """
    from restante.config import load

    config = load()
    try:
        out.write_bytes(read_roots(config.keys_dir)[0])
    except OSError as error:
        raise CannotWrite(path=out, reason=error.strerror) from None
    click.echo(f"Organisation {read_organisation(config.keys_dir).hex()}: its root is in {out}.")


@command.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--root", "root_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The root.json to trust."
)
@click.option(
    "--previous",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A copy that you had before: an edition older than that one is refused.",
)
@click.option("--at", "at", metavar="DATE", help="Judge the age as of this day instead of today.")
@click.option("--json", "as_json", is_flag=True, help="The last line is one JSON object.")
def verify(folder: Path, root_file: Path | None, previous: Path | None, at: str | None, *, as_json: bool) -> None:
    """Tell whether FOLDER is a whole, unchanged copy of an edition, whose it is, and how old.

    Exit status: 0 authentic and current, 3 authentic but past its date (still readable), 4 not authentic.
    Without --root only consistency is checked, because a forger can sign a whole edition with keys of his own.
    """
    root = None if root_file is None else root_file.read_bytes()
    known = None if previous is None else known_of(previous)
    if previous is not None and known is None:
        raise PreviousRefused(folder=previous)
    verdict = verify_edition(folder, root, _read_date(at), known)
    if as_json:
        click.echo(json.dumps(_as_json(verdict)))
    else:
        _tell(verdict)
    if not verdict.authentic:
        raise SystemExit(NotAuthentic.exit_status)
    if verdict.expired:
        raise SystemExit(OutOfDate.exit_status)


@command.command("diff")
@click.argument("old", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The last line is one JSON object.")
def diff(old: Path, new: Path, *, as_json: bool) -> None:
    """Tell what the edition in NEW added, changed, removed and withdrew since the one in OLD.

    Signed lists are compared and no file is read: whether the files are what was signed, 'verify' tells.
    """
    from restante.edition.difference import compare_editions

    found = compare_editions(old, new)
    parts = {name: list(getattr(found, name)) for name in ("added", "changed", "removed", "withdrawn")}
    if as_json:
        same = {"same_organisation": found.same_organisation, "from": found.numbers[0], "to": found.numbers[1]}
        stones = [{"id": one.id, "day": one.day.isoformat(), "reason": one.reason} for one in found.stones]
        click.echo(json.dumps({**same, **parts, "tombstones": stones}))
        return
    if not found.same_organisation:
        click.echo("These are editions of two different organisations.")
    click.echo(f"From edition {found.numbers[0]} to edition {found.numbers[1]}:")
    for name, paths in parts.items():
        click.echo(f"{len(paths)} {name}")
        for path in paths:
            click.echo(f"  {path}")


@command.command("renew")
def renew() -> None:
    """Sign the dates of the last edition anew; needs no publisher's key."""
    from restante.config import load
    from restante.edition.sign import refresh_dates

    config = load()
    keys = load_edition_keys(config.keys_dir, dates_only=True)
    signed = refresh_dates(config.edition_dir, read_roots(config.keys_dir), keys, datetime.now(UTC))
    click.echo(f"Edition {signed.number} is confirmed as of today.")


def _load_keys(keys_dir: Path, publisher: Path | None) -> EditionKeys:
    try:
        return load_edition_keys(keys_dir, publisher=publisher)
    except WrongPassphrase:
        passphrase = click.prompt("Passphrase of the publisher's key", hide_input=True, err=True)
        return load_edition_keys(keys_dir, publisher=publisher, passphrase=passphrase.encode())


def _read_date(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        if len(text) == len("2026-11-23"):
            return datetime.combine(date.fromisoformat(text), time(), UTC)
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise DateRefused(date=shown(text)) from None


def _as_json(verdict: Verdict) -> dict[str, object]:
    return {
        "authentic": verdict.authentic,
        "age_days": verdict.age_days,
        "problems": [
            {"kind": problem.kind.value, "path": problem.path, "sentence": problem.say()}
            for problem in verdict.problems
        ],
        "consistent": verdict.consistent,
        "pinned": verdict.pinned,
        "expired": verdict.expired,
        "expires": None if verdict.expires is None else verdict.expires.date().isoformat(),
        "number": verdict.number,
        "organisation": None if verdict.organisation is None else verdict.organisation.hex(),
        "demonstration": verdict.demonstration,
        "files": verdict.files,
        "mail_ignored": verdict.mail_ignored,
    }


def _tell(verdict: Verdict) -> None:
    for problem in verdict.problems[:SHOWN_PROBLEMS]:
        click.echo(problem.say())
    if len(verdict.problems) > SHOWN_PROBLEMS:
        click.echo(f"… and {len(verdict.problems) - SHOWN_PROBLEMS} more (see --json).")
    if verdict.number is None:
        click.echo("NOT AUTHENTIC: the signatures do not hold, so nothing else was looked at.")
        return
    names = " / ".join(name if name.isprintable() else ascii(name) for name in dict.fromkeys(verdict.name.values()))
    if verdict.authentic:
        click.echo(f"AUTHENTIC: edition {verdict.number} of {names}, {verdict.files} files, whole and unchanged.")
    elif verdict.consistent:
        click.echo(
            f"Consistent in itself, authorship not checked: it calls itself edition {verdict.number} of {names}."
        )
    else:
        click.echo("NOT AUTHENTIC: this copy is not what was signed.")
    if verdict.demonstration:
        click.echo("It is a demonstration: its people are not all real and its keys are not protected.")
    if verdict.age_days is not None and verdict.expires is not None:
        days = f"{verdict.age_days} day{'' if verdict.age_days == 1 else 's'} ago" if verdict.age_days else "today"
        late = "past its date; there may be news that this copy lacks" if verdict.expired else "current"
        click.echo(f"Its group last confirmed it {days}, good until {verdict.expires.date()}: {late}.")
    if verdict.mail_ignored:
        click.echo("The folder mail/ is a publication of its own and was not checked here.")
