# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `people import` and `facilities import` share: reading a list, asking the desk, telling what is different."""

import hashlib
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from restante.cli.desk import _prepare
from restante.config import CONFIG_NAME, find_home
from restante.errors import BadInput

if TYPE_CHECKING:
    from restante.cases.lists import ListMap, Reading, Table
    from restante.desk.lists.actions import Outcome

MOST_SHOWN: Final = 20


class UnreadDay(BadInput):
    """Only whole days."""

    code = "list-day"
    text = "'{day}' is not a day such as 2026-11-23, or has not come yet."


class NoSuchMap(BadInput):
    """Neither a file nor one of ours."""

    code = "list-map-unknown"
    text = "There is no file {map}, and no known list of that name. Known are: {known}."


class WrongKind(BadInput):
    """A list of places to `people import`, or the other way round."""

    code = "list-wrong-kind"
    text = "The map is for a list of {kind}. Import it by `restante {noun} import`."


def import_file(
    path: Path,
    kind: str,
    *,
    map_name: str | None,
    home: Path | None,
    day_text: str | None,
    dry_run: bool,
    accept_fall: bool,
    as_json: bool,
) -> None:
    """Read, look, and unless it is a dry run, write; the report goes to standard output."""
    from restante.cases.lists import observe

    today = datetime.now(UTC).date()
    day = _read_day(day_text, today)
    data = _read(path)
    given = None if map_name is None else _given(map_name, kind)
    table = _table(data, path.name, () if given is None else given.headings)
    outcome: Outcome | None = None
    fell = False
    with_desk = not dry_run or (find_home(home) / CONFIG_NAME).exists()
    if with_desk:
        _prepare(home, migrating=True)
    chosen = given or _choose(table.headings, kind, path, with_desk=with_desk)
    reading = observe(table, chosen, today)
    if with_desk:
        from restante.desk.lists.actions import import_list, look

        sha256 = hashlib.sha256(data).hexdigest()
        outcome = look(reading, chosen, sha256, day)
        fell = outcome.differences.fell and not accept_fall
        if not dry_run and not fell:
            outcome = import_list(reading, chosen, sha256, day, "command", accept_fall=accept_fall, seen=outcome)
    told = _report(table, reading, chosen, day, outcome, dry_run=dry_run, fell=fell)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _say(told)
    if fell and outcome is not None:
        from restante.desk.lists.refusals import ListFell

        raise ListFell(gone=len(outcome.differences.gone), before=outcome.before, list=chosen.slug)


def _read(path: Path) -> bytes:
    """Not a byte more than a list may have: a file of the wrong kind may be any size."""
    from restante.cases.lists import ListRefused
    from restante.cases.lists.tables import MOST_BYTES
    from restante.cli.press import read_bytes

    if path.is_file() and path.stat().st_size > MOST_BYTES:
        raise ListRefused(file=path.name, reason=f"it is larger than {MOST_BYTES // 2**20} MiB")
    return read_bytes(path)


def _table(data: bytes, name: str, wanted: tuple[str, ...]) -> "Table":
    """A workbook is unpacked in a confined child; lines of text harm nobody."""
    if data.startswith(b"PK"):
        from restante.desk.lists.reading import read_confined

        return read_confined(data, name, wanted)
    from restante.cases.lists import read_table

    return read_table(data, name, wanted or None)


def _read_day(text: str | None, today: date) -> date:
    if text is None:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UnreadDay(day=text) from error
    if day > today:
        raise UnreadDay(day=text)
    return day


def _choose(headings: tuple[str, ...], kind: str, path: Path, *, with_desk: bool) -> "ListMap":
    """What the desk kept, a known list's, or a guess."""
    from restante.cases.lists import choose_map
    from restante.cases.lists.spelling import short_name

    kept: list[ListMap] = []
    if with_desk:
        from restante.desk.lists.queries import kept_maps

        kept = kept_maps()
    return choose_map(headings, kind, short_name(path.stem), kept)


def _given(map_name: str, kind: str) -> "ListMap":
    """By --map: one of ours, or a file."""
    from restante.cases.lists import known_maps, read_map
    from restante.cli.press import read_bytes

    known = known_maps()
    if map_name in known:
        chosen = known[map_name]
    elif Path(map_name).is_file():
        chosen = read_map(read_bytes(Path(map_name)))
    else:
        raise NoSuchMap(map=map_name, known=", ".join(known))
    if chosen.kind != kind:
        raise WrongKind(kind=chosen.kind, noun="facilities" if chosen.kind == "places" else "people")
    return chosen


def _report(
    table: "Table",
    reading: "Reading",
    chosen: "ListMap",
    day: date,
    outcome: "Outcome | None",
    *,
    dry_run: bool,
    fell: bool,
) -> dict[str, Any]:
    names = {row.id: row.name for row in reading.rows}
    told: dict[str, Any] = {
        "list": chosen.slug,
        "kind": chosen.kind,
        "title": chosen.title,
        "day": day.isoformat(),
        "dry_run": dry_run,
        "guessed": chosen.guessed,
        "form": table.form,
        "encoding": table.encoding,
        "headings": list(table.headings),
        "columns": {key: list(headings) for key, headings in chosen.columns.items()},
        "columns_not_compared": [one for one in table.headings if one not in chosen.headings],
        "rows": len(reading.rows),
        "left_out": [{"row": one.row, "code": one.code, "value": one.value} for one in reading.left_out],
        "compared": outcome is not None,
        "fell": fell,
    }
    if outcome is not None:
        is_different = outcome.differences
        told |= {
            "last_import": None if outcome.last is None else outcome.last.isoformat(),
            "same_file": outcome.same_file,
            "counts": {
                "added": len(is_different.added),
                "changed": len({change.row for change in is_different.changes}),
                "kept": len(is_different.kept),
                "no_longer_on_the_list": len(is_different.gone),
                "back": len(outcome.back),
            },
            "added": [{"id": row, "name": names[row]} for row in is_different.added],
            "back": list(outcome.back),
            "differences": [
                {"id": one.row, "name": names[one.row], "field": one.field, "before": one.before, "after": one.after}
                for one in is_different.changes
            ],
            "no_longer_on_the_list": [
                {"id": row, "says": f"no longer on the list of {chosen.title or chosen.slug} since {day}"}
                for row in is_different.gone
            ],
            "may_be": [
                {
                    "id": one.row,
                    "name": names[one.row],
                    "person": one.person,
                    "differs": {key: {"ours": ours, "list": theirs} for key, (ours, theirs) in one.differs.items()},
                }
                for one in outcome.likenesses
            ],
            "may_be_facility": [
                {"id": row, "name": names[row], "facilities": list(found)} for row, found in outcome.facilities.items()
            ],
        }
    told["findings"] = [
        {"row": one.row, "column": one.column, "code": one.code, "value": one.value, "says": one.say()}
        for one in reading.findings
    ]
    return told


def _say(told: dict[str, Any]) -> None:
    done = "would be read" if told["dry_run"] else "read"
    click.echo(f"{told['list']}: {told['rows']} rows {done}, as of {told['day']}.")
    if told["guessed"]:
        columns = ", ".join(f"{key} = {' + '.join(headings)}" for key, headings in told["columns"].items())
        click.echo(f"The columns were guessed by their headings: {columns}.")
    if not told["compared"]:
        click.echo("Compared with nothing: there is no desk in the data folder.")
    else:
        counts = told["counts"]
        click.echo(
            f"{counts['added']} new, {counts['changed']} changed, {counts['kept']} as before, "
            f"{counts['no_longer_on_the_list']} no longer there, {counts['back']} there again."
        )
        _lines([f"{one['id']}: {one['field']}: '{one['before']}' → '{one['after']}'" for one in told["differences"]])
        _lines([f"{one['id']}: {one['says']}" for one in told["no_longer_on_the_list"]])
        _lines([f"{one['name']} may be {one['person']}: an editor has to say" for one in told["may_be"]])
        _lines([f"{one['name']} may be {', '.join(one['facilities'])}" for one in told["may_be_facility"]])
    _lines([one["says"] for one in told["findings"]])


def _lines(lines: list[str]) -> None:
    for line in lines[:MOST_SHOWN]:
        click.echo(f"  {line}")
    if len(lines) > MOST_SHOWN:
        click.echo(f"  … and {len(lines) - MOST_SHOWN} more; --json tells all.")
