# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante case`: a file joins a person's case, and what everybody may see of it leaves in five formats."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from restante.cli.desk import _prepare, home_option
from restante.cli.press import CannotRead, write_bytes
from restante.config import LANGUAGES, Config
from restante.errors import BadInput

if TYPE_CHECKING:
    from restante.cases.records import CaseFile
    from restante.desk.cases.actions import Outcome
    from restante.site import PublicPerson

FORMATS = ("json", "csv", "jsonld", "ics", "atom")
LARGEST = 8 * 2**20
SHOWN = 20
WHY = {
    "edited-here": "here it says something else, by an editor's hand, and that stays",
    "withdrawn-here": "it was withdrawn here and stays so",
    "citation-without-quotation": "a lead without a quotation: kept for the team, never published as it is",
    "another-copy": "here a copy of another SHA-256 has this id, and that stays",
    "no-sha256-and-size": "write the copy's SHA-256 as 64 hexadecimal digits, and its size in bytes",
    "goes-on-and-ends": "it has an end and is still going on: take out one of the two",
    "link-to-itself": "it joins a claim with itself: name another claim, or take it out",
}
WHY_OF = {
    "held": "kept for the team, for a check stops it ({0}): answer it at the desk",
    "unknown": "it names {0}, which this file does not bring in",
    "uid-of": "its uid is that of the event {0}: give it another",
    "too-long": "its '{0}' has more than {1} characters: shorten it",
}


class UnknownPerson(BadInput):
    """A case belongs to somebody whom the desk knows."""

    code = "case-person-unknown"
    text = "Nobody here has the short name '{person}'. Add the person at the desk first, or correct the name."


class WhoseCase(BadInput):
    """A list of claims names nobody."""

    code = "case-of-whom"
    text = "{file} does not say whose case it is. Name the person: --person SLUG."


class AnotherPerson(BadInput):
    """Two people's cases must not run together by a slip."""

    code = "case-of-another"
    text = "{file} is the case of '{told}', and --person says '{person}'. Change one of them."


class NothingPublic(BadInput):
    """Only what everybody may see is exported."""

    code = "case-nothing-public"
    text = "Nothing is public in a case of '{person}', so there is nothing to export."


@click.group("case")
def command() -> None:
    """What happened to a person: claims, their sources, and the course of the case."""


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--person", "slug", metavar="SLUG", help="Whose case it is, where the file does not say it.")
@click.option("--as-published", is_flag=True, help="Show at once what may be shown without a second editor.")
@click.option("--json", "as_json", is_flag=True, help="The last line is one JSON object.")
@home_option
def bring(file: Path, slug: str | None, home: Path | None, *, as_published: bool, as_json: bool) -> None:
    """Merge FILE into a person's case: the project's own format, or a list of claims with sources and links.

    Nothing that an editor has changed here is overwritten, and nothing becomes public by itself. With --as-published
    claims with a quotation are shown as their source's word; what takes two editors waits for them all the same, and
    what a check calls untrue or harmful waits for an editor's answer.
    Importing a file twice changes nothing.
    """
    data = _read(file)
    _prepare(home)
    from restante.cases.reading import read_case_file
    from restante.desk.cases.actions import import_case
    from restante.desk.people.models import Person

    told = read_case_file(data)
    if told.case.person and slug and told.case.person != slug:
        raise AnotherPerson(file=file, told=told.case.person, person=slug)
    whose = slug or told.case.person
    if not whose:
        raise WhoseCase(file=file)
    try:
        person = Person.objects.get(slug=whose)
    except Person.DoesNotExist:
        raise UnknownPerson(person=whose) from None
    outcome = import_case(told, person, "command", as_published=as_published)
    if as_json:
        click.echo(json.dumps(_as_json(whose, told, outcome), ensure_ascii=False))
    else:
        _tell(whose, told, outcome)


@command.command("export")
@click.argument("slug")
@click.option("--to", "form", type=click.Choice(FORMATS), required=True, help="What to write.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of a calendar or a feed.")
@click.option(
    "-o", "--output", "out", type=click.Path(dir_okay=False, path_type=Path), help="File; else standard output."
)
@home_option
def export(slug: str, form: str, lang: str, out: Path | None, home: Path | None) -> None:
    """Write what everybody may see of a case: JSON, CSV, linked data, a calendar, or an Atom feed.

    What is not public is in none of them, whoever asks.
    """
    config = _prepare(home)
    from restante.desk.people.models import Person
    from restante.desk.publishing.queries import public_people

    try:
        Person.objects.get(slug=slug)
    except Person.DoesNotExist:
        raise UnknownPerson(person=slug) from None
    today = datetime.now(UTC).date()
    found = next((one for one in public_people(today) if one.slug == slug), None)
    if found is None or not (found.case.claims or found.case.events):
        raise NothingPublic(person=slug)
    data = _written(found, form, lang, config)
    if out is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    write_bytes(out, data)
    click.echo(f"{slug}, version {found.case.version}: {len(data)} bytes in {out}")


def _written(person: "PublicPerson", form: str, lang: str, config: Config) -> bytes:
    from restante.cases.exports.ics import case_calendar
    from restante.cases.exports.jsonld import case_jsonld
    from restante.cases.exports.table import case_csv
    from restante.cases.writing import case_json
    from restante.site.records import say

    if form == "csv":
        return case_csv(person.case)
    if form == "jsonld":
        return case_jsonld(person.case, person.names, None)
    if form == "ics":
        return case_calendar(person.case, say(person.names, lang), lang, datetime.now(UTC).date())
    return _feed(person, lang, config) if form == "atom" else case_json(person.case)


def _feed(person: "PublicPerson", lang: str, config: Config) -> bytes:
    """The one that stands beside the person's page."""
    from restante.edition.keys import read_organisation
    from restante.site import PublicSite
    from restante.site.feeds import build_feeds

    organisation = read_organisation(config.keys_dir).hex()
    site = PublicSite(name=config.name, organisation=organisation, day=datetime.now(UTC).date(), people=(person,))
    return dict(build_feeds(site))[f"{lang}/people/{person.slug}.atom"]


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST + 1)
    except OSError as error:
        raise CannotRead(path=file, problem=error.strerror or "unknown") from None


def _as_json(person: str, file: "CaseFile", outcome: "Outcome") -> dict[str, object]:
    return {
        "person": person,
        "added": outcome.added,
        "changed": outcome.changed,
        "kept": outcome.kept,
        "refused": [{"key": key, "why": why} for key, why in outcome.refused],
        "held": [{"key": key, "why": why} for key, why in outcome.held],
        "marks": dict(file.marks),
    }


def _tell(person: str, file: "CaseFile", outcome: "Outcome") -> None:
    counts = f"{outcome.added} added, {outcome.changed} changed, {outcome.kept} as before"
    click.echo(f"{person}: {counts}, {len(outcome.refused)} refused, {len(outcome.held)} held back by a check")
    held = [(key, f"held:{why}") for key, why in outcome.held if key not in file.marks]
    lines = [*outcome.refused, *held, *((key, mark) for key, mark in file.marks.items())]
    for key, why in lines[:SHOWN]:
        click.echo(f"  {key}: {_why(why)}")
    if len(lines) > SHOWN:
        click.echo(f"  … and {len(lines) - SHOWN} more (see --json)")


def _why(code: str) -> str:
    what, *names = code.split(":")
    return WHY_OF[what].format(*names) if what in WHY_OF and names else WHY.get(code, code)
