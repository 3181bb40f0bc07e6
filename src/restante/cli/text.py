# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante text`: files join the library, and a text leaves it in any format."""

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from restante.cli.desk import _prepare, home_option
from restante.cli.press import CannotRead, write_bytes
from restante.errors import RestanteError

if TYPE_CHECKING:
    from restante.desk.library.models import Version
    from restante.texts.arriving import Arrival
    from restante.texts.readers import Reading

FORMATS: Final = ("epub", "pdf", "booklet", "booklet-a6", "txt", "md", "html")
FORMS: Final = ("muse", "markdown", "docx", "odt", "html", "epub", "pdf", "page", "text")
BESIDE: Final = 20 * 2**20
"""Bytes of a picture that lies beside the text."""


class Language(click.ParamType[str]):
    """BCP 47, as a page's `lang` has it."""

    name = "language"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Raises a usage error for what is no code."""
        if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", value):
            self.fail(f"“{value}” is no code of a language: write ru, en, uk, be…", param, ctx)
        return value


@click.group("text")
def command() -> None:
    """The library: texts come in from files, are read by somebody, and are published in every format."""


@command.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as", "form", type=click.Choice(FORMS), help="What the files are, where they do not tell.")
@click.option("--encoding", metavar="NAME", help="Of plain files: utf-8, windows-1251, koi8-r…; else it is found out.")
@click.option("--lang", type=Language(), metavar="CODE", help="The language of the texts: ru, en, uk, be…")
@click.option("--id", "slug", metavar="ID", help="The next version of this text; one file.")
@click.option("--publish", is_flag=True, help="You have read them: they are published with the next edition.")
@click.option("--what", metavar="SENTENCE", default="", help="With --publish and --id: what changed, for readers.")
@click.option("--json", "as_json", is_flag=True, help="The last line is one JSON object.")
@home_option
def bring(
    files: tuple[Path, ...], form: str | None, encoding: str | None, lang: str | None, slug: str | None, what: str,
    home: Path | None, *, publish: bool, as_json: bool,
) -> None:  # fmt: skip
    """Bring FILES into the library: Muse, Markdown, DOCX, ODT, HTML, EPUB, PDF, or the plain page of another library.

    Each waits at the desk until somebody has read it; nothing becomes public by itself. Importing a file twice changes
    nothing. Pictures are taken from beside the file. A file that is refused does not keep the others out: the exit
    status is then that of the first refusal.
    """
    if slug and len(files) > 1:
        raise click.UsageError("--id is for one file.")
    _prepare(home)
    told, first = [], None
    for file in files:
        try:
            version, arrival, is_new = _bring(file, form, encoding, lang, slug or "")
            if publish and version.state == "review":
                version = _publish(version, what)
            told.append(_told(file, version, arrival, is_new=is_new))
        except RestanteError as error:
            first = first or error
            told.append({"file": str(file), "error": error.code, "message": str(error)})
        if not as_json:
            _tell(told[-1])
    if as_json:
        click.echo(json.dumps({"texts": told}, ensure_ascii=False))
    if first is not None:
        raise SystemExit(first.exit_status)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="The last line is one JSON object.")
@home_option
def show(home: Path | None, *, as_json: bool) -> None:
    """Every text of the library, and what became of it."""
    _prepare(home)
    from restante.desk.library.keeping import head_of
    from restante.desk.library.queries import newest_versions

    told = [
        {
            "id": row.entry.slug,
            "title": row.title,
            "lang": row.lang,
            "authors": [author.name for author in head_of(row).authors],
            "written": head_of(row).written,
            "state": "withdrawn" if row.entry.withdrawn else row.state,
            "version": row.number,
            "words": row.words,
        }
        for row in newest_versions()
    ]
    if as_json:
        click.echo(json.dumps({"texts": told}, ensure_ascii=False))
        return
    for one in told:
        click.echo(f"{one['id']}  {one['lang']}  {one['state']}  {one['title']}")


@command.command("publish")
@click.argument("slug", metavar="ID")
@click.option("--what", metavar="SENTENCE", default="", help="What changed since the version before, for readers.")
@home_option
def publish_one(slug: str, what: str, home: Path | None) -> None:
    """Publish what waits of a text: you have read it. The next edition shows it."""
    _prepare(home)
    from restante.desk.library.actions import publish_text
    from restante.desk.library.queries import waiting_of

    version = publish_text(waiting_of(slug).pk, "command", what=what, alone=True)
    click.echo(f"{slug}: version {version.number} is published with the next edition.")


@command.command("withdraw")
@click.argument("slug", metavar="ID")
@click.option("--reason", required=True, metavar="SENTENCE", help="Everybody will read it.")
@click.option("--author-asked", is_flag=True, help="The author wants no text here: none of theirs is taken again.")
@home_option
def withdraw(slug: str, reason: str, home: Path | None, *, author_asked: bool) -> None:
    """Take a text out: the next edition has a tombstone in its place, and honest mirrors follow."""
    _prepare(home)
    from restante.desk.library.actions import withdraw_text

    withdraw_text(slug, "command", reason, author_asked=author_asked)
    click.echo(f"{slug} is withdrawn with the next edition.")


@command.command("export")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option(
    "--to", "form", type=click.Choice(FORMATS), required=True, help="What to write; booklets are for folding."
)
@click.option("--title", help="Of a book of several texts.")
@click.option("-o", "--output", "out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file.")
@home_option
def export(ids: tuple[str, ...], form: str, title: str | None, out: Path, home: Path | None) -> None:
    """Write a text, or several as one book, as EPUB, PDF, a booklet, plain text, Markdown or HTML."""
    config = _prepare(home)
    from restante.desk.library.queries import newest_text
    from restante.texts.records import Book, book_of
    from restante.texts.writers import write_book

    texts = tuple(newest_text(slug) for slug in ids)
    single = book_of(texts[0])
    book = single if len(texts) == 1 else Book("book", title or config.name["en"], texts[0].lang, texts)
    data = write_book(book, form, library=config.name.get(book.lang) or config.name["en"])
    write_bytes(out, data)
    click.echo(f"{', '.join(ids)}: {len(data)} bytes in {out}")


def _bring(
    file: Path, form: str | None, encoding: str | None, lang: str | None, slug: str
) -> "tuple[Version, Arrival, bool]":
    """The version, what was read, and whether it is new; a language that was asked for is what is kept."""
    from restante.desk.library.actions import bring_text, change_head
    from restante.desk.library.keeping import text_of
    from restante.texts.arriving import arrival_of

    data = _read(file)
    arrival = arrival_of(_reading(data, file, form, encoding), file.name)
    if lang:
        arrival = replace(arrival, text=replace(arrival.text, lang=lang))
    brought = bring_text(arrival, hashlib.sha256(data).hexdigest(), "command", slug=slug)
    version = brought.version
    if lang and version.state == "review" and version.lang != lang:
        version = change_head(version.pk, "command", replace(text_of(version), lang=lang))
    return version, arrival, brought.is_new


def _publish(version: "Version", what: str) -> "Version":
    from restante.desk.library.actions import publish_text

    return publish_text(version.pk, "command", what=what, alone=True)


def _told(file: Path, version: "Version", arrival: "Arrival", *, is_new: bool) -> dict[str, Any]:
    text, provenance = arrival.text, arrival.text.provenance
    return {
        "file": str(file),
        "id": version.entry.slug,
        "new": is_new,
        "state": version.state,
        "form": arrival.form,
        "title": text.title,
        "subtitle": text.subtitle,
        "authors": [author.name for author in text.authors],
        "translators": [author.name for author in text.translators],
        "written": text.written,
        "lang": version.lang,
        "topics": [topic.name for topic in text.topics],
        "provenance": {
            "library": provenance.library,
            "mirror": provenance.mirror,
            "host": provenance.host,
            "url": provenance.url,
            "retrieved": provenance.retrieved.isoformat() if provenance.retrieved else "",
            "retrieved_from": provenance.retrieved_from,
            "translation_of": provenance.translation_of,
            "source": provenance.source,
            "rights": provenance.rights,
            "notes": provenance.notes,
        },
        "deleted": arrival.deleted,
        "words": version.words,
        "notes": len(text.document.notes),
        "pictures": len(text.document.pictures),
        "warnings": [{"code": one.code, "message": one.message()} for one in arrival.cautions],
    }


def _tell(one: dict[str, Any]) -> None:
    if "error" in one:
        click.echo(f"{one['file']}: {one['message']}", err=True)
        return
    news = {True: "new", False: "known already"}[one["new"]]
    click.echo(f"{one['file']}: {one['id']}, {news}, {one['state']}: {one['title']} ({one['words']} words)")
    for warning in one["warnings"]:
        click.echo(f"  {warning['message']}")


def _reading(data: bytes, file: Path, form: str | None, encoding: str | None) -> "Reading":
    from restante.texts.readers import read_text
    from restante.texts.readers.encodings import decode

    def beside(name: str) -> bytes | None:
        """Only a plain name in the text's own folder: no path leads out of it."""
        place = file.parent / name
        if Path(name).name != name or name.startswith(".") or not place.is_file() or place.is_symlink():
            return None
        return place.read_bytes() if place.stat().st_size <= BESIDE else None

    def include(name: str) -> str | None:
        part = beside(name)
        return None if part is None else decode(part, name).text

    return read_text(data, file.name, form, encoding, include, beside)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CannotRead(path=file, problem=error.strerror) from None
