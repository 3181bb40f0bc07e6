# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file goes from stage to stage: read, mapped, compared, taken. What is small is done at once, the rest by the duty.

Each stage begins by claiming its state, so that two volunteers, or a volunteer and the worker, never do one twice.
"""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from restante.cases.lists import ListMap, ListRefused, Reading, choose_map, guess_columns, observe, read_map, write_map
from restante.cases.lists.mapping import MapRefused, NoMap
from restante.cases.lists.spelling import short_name
from restante.desk.access import store
from restante.desk.access.models import Volunteer
from restante.desk.ledger.actions import record
from restante.desk.lists.actions import Outcome, import_list, look
from restante.desk.lists.models import KeptMap, Line, List, Upload
from restante.desk.lists.queries import kept_maps, last_import, names_of_facilities, names_of_people, names_on
from restante.desk.lists.reading import table_json, table_of
from restante.desk.lists.refusals import FallUnexplained, ListMoved, UploadMoved
from restante.errors import RestanteError

SMALL_BYTES: Final = 2**20
SMALL_ROWS: Final = 3_000
MOST_LINES: Final = 2_000  # of each part are kept to be shown; the counts tell of all
KEPT: Final = timedelta(days=14)
_SAMPLES: Final = 3
_SHORT: Final = 120
State = Upload.State


def upload_list(volunteer: Volunteer, data: bytes, name: str, kind: str, day: date) -> Upload:
    """Into the sealed store, and read at once if it is small."""
    with transaction.atomic():
        upload = Upload.objects.create(
            kind=kind, file_name=name[-120:], by=volunteer, uploaded=timezone.now().date(), day=day,
            blob=store.write_sealed(data), size=len(data), sha256=hashlib.sha256(data).hexdigest(),
        )  # fmt: skip
        record(volunteer, "list.uploaded", "upload", upload.pk)
    if len(data) <= SMALL_BYTES:
        read_upload(upload)
    return upload


def read_upload(upload: Upload) -> None:
    """The file's bytes into a table with headings; one that cannot be read says why and stays until it is dropped."""
    try:
        told = table_json(store.read_sealed(upload.blob), upload.file_name)
    except ListRefused as refused:
        _move(upload, State.READING, State.FAILED, error=refused.code, reason=str(refused.fields["reason"])[:300])
        return
    table = table_of(told, upload.file_name)
    slug = short_name(upload.file_name.rpartition(".")[0])
    try:
        chosen = choose_map(table.headings, upload.kind, slug, kept_maps())
    except NoMap:
        chosen = ListMap(slug, upload.kind, guess_columns(table.headings, upload.kind), guessed=True)
    columns = [
        {"heading": heading, "samples": list(_samples(table.rows, heading))}
        for heading in table.headings
    ]  # fmt: skip
    name = store.write_sealed(told)
    moved = _move(
        upload, State.READING, State.MAPPING, table=name, blob="", rows=len(table.rows), columns=columns,
        toml=write_map(chosen), guessed=chosen.guessed,
        told={"form": table.form, "encoding": table.encoding},
    )  # fmt: skip
    store.delete_sealed(upload.blob if moved else name)
    upload.refresh_from_db()


def map_upload(volunteer: Volunteer, upload: Upload, chosen: ListMap, day: date) -> None:
    """A volunteer says which column is what; it is kept for the next time, and the file is compared."""
    toml = write_map(chosen)
    read_map(toml.encode())
    if missing := chosen.needs([one["heading"] for one in upload.columns]):
        raise MapRefused(reason=f"the list has no column '{missing[0]}'")
    with transaction.atomic():
        now = State.LOOKING
        moved = Upload.objects.filter(pk=upload.pk, state__in=(State.MAPPING, State.LOOKED)).update(
            state=now, toml=toml, guessed=False, day=day, error="", reason=""
        )
        if not moved:
            raise UploadMoved
        KeptMap.objects.update_or_create(
            slug=chosen.slug, defaults={"toml": toml, "by": volunteer.name, "day": timezone.now().date()}
        )
    upload.refresh_from_db()
    if upload.rows <= SMALL_ROWS:
        look_upload(upload)


def look_upload(upload: Upload) -> None:
    """What an import would find; nothing but the report is written. What stands against it is told with the map."""
    chosen, reading = _read(upload)
    try:
        outcome = look(reading, chosen, upload.sha256, upload.day)
    except RestanteError as error:
        _move(upload, State.LOOKING, State.MAPPING, error=error.code, reason=error.message()[:300])
        upload.refresh_from_db()
        return
    which = List.objects.filter(slug=chosen.slug).first()
    newest = last_import(which)
    told = {
        **{key: upload.told.get(key, "") for key in ("form", "encoding")},
        "list": chosen.slug,
        "last": None if newest is None else newest.pk,
        "last_day": None if newest is None else newest.day.isoformat(),
        "same_file": outcome.same_file,
        "fell": outcome.differences.fell,
        "before": outcome.before,
        "changed_rows": len({one.row for one in outcome.differences.changes}),
        "kept": len(outcome.differences.kept),
        "left_out": len(reading.left_out),
        "counts": {},
    }
    with transaction.atomic():
        if not _move(upload, State.LOOKING, State.LOOKED, told={}):
            return
        Line.objects.filter(upload=upload).delete()
        for part, lines in _lines(chosen, reading, outcome).items():
            told["counts"][part] = len(lines)
            Line.objects.bulk_create(
                [Line(upload=upload, part=part, place=at, said=said) for at, said in enumerate(lines[:MOST_LINES])],
                batch_size=200,
            )
        Upload.objects.filter(pk=upload.pk).update(told=told)
    upload.refresh_from_db()


def take_upload(volunteer: Volunteer, upload: Upload, why: str = "") -> None:
    """Write it down as what the list says. A fall is taken only with the reason why it is believed."""
    if upload.told.get("fell") and not why.strip():
        raise FallUnexplained(gone=upload.told["counts"].get("gone", 0), before=upload.told["before"])
    newest = last_import(List.objects.filter(slug=upload.told.get("list", "")).first())
    if (None if newest is None else newest.pk) != upload.told.get("last"):
        if _move(upload, State.LOOKED, State.LOOKING) and upload.rows <= SMALL_ROWS:
            look_upload(upload)
        raise ListMoved(list=upload.told.get("list", ""))
    if not _move(upload, State.LOOKED, State.TAKING, accepted=why.strip()[:300], by=volunteer):
        raise UploadMoved
    upload.refresh_from_db()
    if upload.rows <= SMALL_ROWS:
        take_now(upload)


def take_now(upload: Upload) -> None:
    """The import itself, in one transaction with the end of the upload."""
    chosen, reading = _read(upload)
    try:
        seen = look(reading, chosen, upload.sha256, upload.day)
        with transaction.atomic():
            if not _move(upload, State.TAKING, State.TAKEN, table=""):
                return
            import_list(
                reading, chosen, upload.sha256, upload.day, upload.by, accept_fall=bool(upload.accepted),
                why=upload.accepted,
                seen=seen,
            )  # fmt: skip
    except RestanteError as error:
        _move(upload, State.TAKING, State.MAPPING, error=error.code, reason=error.message()[:300])
        upload.refresh_from_db()
        return
    store.delete_sealed(upload.table)
    upload.refresh_from_db()


def drop_upload(volunteer: Volunteer | str, upload: Upload) -> None:
    """Nothing of it is kept but that it was."""
    with transaction.atomic():
        open_states = (State.READING, State.MAPPING, State.LOOKING, State.LOOKED, State.FAILED)
        gone = Upload.objects.filter(pk=upload.pk, state__in=open_states)
        if not gone.update(state=State.DROPPED, blob="", table="", columns=[], told={}, toml=""):
            raise UploadMoved
        Line.objects.filter(upload=upload).delete()
        record(volunteer, "list.dropped", "upload", upload.pk)
    for name in (upload.blob, upload.table):
        if name:
            store.delete_sealed(name)


def work_waiting_lists(today: date) -> int:
    """The duty: whatever is too long to be done while a page loads, and files that nobody finished."""
    done = 0
    for upload in Upload.objects.filter(state__in=(State.READING, State.LOOKING, State.TAKING)).order_by("pk"):
        {State.READING: read_upload, State.LOOKING: look_upload, State.TAKING: take_now}[State(upload.state)](upload)
        done += 1
    left = Upload.objects.filter(state__in=(State.MAPPING, State.LOOKED, State.FAILED), uploaded__lt=today - KEPT)
    for upload in left[:20]:
        drop_upload("retention", upload)
    return done


def map_of(upload: Upload) -> ListMap:
    """What was guessed or said. Where no column could be guessed to be the name, the guess is no whole map."""
    try:
        return read_map(upload.toml.encode())
    except MapRefused:
        told = tomllib.loads(upload.toml)
        columns = {key: (value,) if isinstance(value, str) else tuple(value) for key, value in told["columns"].items()}
        return ListMap(told["list"], told["kind"], columns, guessed=True)


def _move(upload: Upload, start: str, end: str, **also: Any) -> bool:
    """Whether it stood at the start, and nobody else moved it first."""
    return bool(Upload.objects.filter(pk=upload.pk, state=start).update(state=end, **also))


def _read(upload: Upload) -> tuple[ListMap, Reading]:
    chosen = replace(read_map(upload.toml.encode()), guessed=upload.guessed)
    table = table_of(store.read_sealed(upload.table), upload.file_name)
    return chosen, observe(table, chosen, timezone.now().date())


def _samples(rows: tuple[tuple[int, Mapping[str, str]], ...], heading: str) -> Iterator[str]:
    seen: set[str] = set()
    for _at, cells in rows[:500]:
        told = " ".join(cells.get(heading, "").split())[:_SHORT]
        if told and told not in seen:
            seen.add(told)
            yield told
        if len(seen) == _SAMPLES:
            return


def _lines(chosen: ListMap, reading: Reading, outcome: Outcome) -> dict[str, list[dict[str, Any]]]:
    names = {row.id: row.name for row in reading.rows}
    people = names_of_people({one.person for one in outcome.likenesses})
    places = names_of_facilities()
    gone = names_on(chosen.slug, outcome.differences.gone[:MOST_LINES])
    part = Line.Part
    return {
        part.CHANGED: [
            {"id": one.row, "name": names[one.row], "field": one.field, "before": one.before, "after": one.after}
            for one in outcome.differences.changes
        ],
        part.GONE: [{"id": row, "name": gone.get(row, "")} for row in outcome.differences.gone],
        part.BACK: [{"id": row, "name": names[row]} for row in outcome.back],
        part.MAY_BE: [
            {"id": one.row, "name": names[one.row], "person": one.person,
             "known_as": people.get(one.person, one.person),
             "differs": [[key, places.get(ours, ours) if key == "facility" else ours, theirs]
                         for key, (ours, theirs) in one.differs.items()]}
            for one in outcome.likenesses
        ],
        part.PLACES: [
            {"id": row, "name": names[row], "facilities": list(found)} for row, found in outcome.facilities.items()
        ],
        part.FINDINGS: [
            {"row": one.row, "column": one.column, "code": one.code, "value": one.value} for one in reading.findings
        ],
        part.ADDED: [{"id": row, "name": names[row]} for row in outcome.differences.added],
    }  # fmt: skip
