# SPDX-License-Identifier: AGPL-3.0-or-later
"""A desk as it stands after some years: 100,000 letters with sealed words, people, print runs and replies."""

import gc
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

LETTERS = 100_000
PEOPLE = 2_000
RUN = 500
OPEN_REPLIES = 200
TEXT = "Здравствуйте! У нас выпал снег, и дети весь день катаются с горы. " * 20


def open_desk(home: Path) -> None:
    """An empty desk in this folder, unlocked, its database on disk as in life."""
    os.environ["RESTANTE_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "restante.desk.settings"
    (home / "desk").mkdir()
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from restante.desk.access import store

    store.unlock(bytes(32))
    gc.freeze()  # as the desk's wsgi does


def fill_desk() -> Any:
    """In seconds, past the actions, as the actions leave it; returns a coordinator."""
    from django.db import transaction

    from restante.desk.access.models import Role, Volunteer

    today = datetime.now(UTC).date()
    alice = Volunteer.objects.create(
        name="alice", display_name="Alice", role=Role.COORDINATOR, language="ru", totp_confirmed=True
    )
    run_sql("PRAGMA synchronous=OFF")
    with transaction.atomic():
        add_letters(add_people(), today)
        add_runs(alice, today)
        add_replies(alice, today)
    run_sql("PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA synchronous=FULL")
    return alice


def add_people() -> int:
    """Held at forty places; returns the first one's key."""
    from restante.desk.people.contact import Contact, seal_contact
    from restante.desk.people.models import Facility, Person

    places = Facility.objects.bulk_create(
        Facility(slug=f"sizo-{n}", name_ru=f"СИЗО-{n}", name_en=f"SIZO-{n}", country="ru", rulebook="ru/sizo",
                 address_lines=["000000, г. Примерный", f"ФКУ СИЗО-{n}"], demonstration=True)
        for n in range(40)
    )  # fmt: skip
    contact = Contact(envelope_name="Иванову Ивану", birth_year=1990)
    people = Person.objects.bulk_create(
        Person(slug=f"person-{n:04}", name_ru=f"Иван Иванов {n}", name_en=f"Ivan Ivanov {n}", facility=places[n % 40],
               can_write=True, sealed_contact=seal_contact(f"person-{n:04}", contact))
        for n in range(PEOPLE)
    )  # fmt: skip
    return people[0].pk


def add_letters(first_person: int, today: date) -> None:
    """Of a hundred letters ten wait, four are approved for paper, one for the prison's service, the rest went out."""
    from django.db import connection

    from restante.desk.letters.words import seal_field

    words = {"slug": "person-{:04}", "text": TEXT, "sign": "Аня {}"}
    day = f"date('{today}', printf('-%d days', 1 + n % 700))"
    unknown = "(n % 1000 = 0)"
    told = {
        "id": "id",
        "envelope_sha256": "id || id",
        "gate": "'gate'",
        '"to"': f"CASE WHEN {unknown} THEN 'unknown' ELSE 'person' END",
        "person_id": f"CASE WHEN NOT {unknown} THEN {first_person} + n % {PEOPLE} END",
        "lang": "'ru'",
        **{f"sealed_{field}": f"seal_field(id, '{field}', n)" for field in words},
        "sealed_reply": "zeroblob(1750)",  # as long as a sealed one; no page opens it
        "sealed_translation": "x''",
        "wants_reply": "1",
        "corrects": "''",
        "picture_count": "0",
        "created": day,
        "arrived": day,
        "state": "CASE WHEN n % 100 < 10 THEN 'arrived' WHEN n % 100 < 15 THEN 'approved'"
        f" WHEN n < {RUN} * 100 / 85 THEN 'printed' ELSE 'posted' END",
        "state_day": day,
        "channel": "CASE WHEN n % 100 < 10 THEN '' WHEN n % 100 = 14 THEN 'ru/fsin-pismo' ELSE 'ru/paper' END",
        "currency": "''",
    }
    connection.ensure_connection()
    connection.connection.create_function(
        "seal_field", 3, lambda letter_id, field, n: seal_field(letter_id, field, words[field].format(n))
    )
    names, values = ", ".join(told), ", ".join(told.values())
    run_sql(
        # ids in no order, as in life
        f"WITH RECURSIVE counted(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n < {LETTERS - 1}),"  # noqa: S608 - our own words
        " named AS (SELECT n, printf('%08x%024x', (n * 2654435761) & 4294967295, n) AS id FROM counted)"
        f" INSERT INTO letters_letter ({names}) SELECT {values} FROM named",
        "INSERT INTO letters_move (letter_id, state, day, undone) SELECT id, 'arrived', arrived, 0 FROM letters_letter",
        "INSERT INTO letters_move (letter_id, state, day, undone) SELECT id, state, state_day, 0 FROM letters_letter"
        " WHERE state <> 'arrived'",
        "INSERT INTO letters_number (number, letter_id, is_open, printed) SELECT printf('%010d', rowid), id,"
        " state = 'printed' OR rowid % 4 = 0, state_day FROM letters_letter WHERE state IN ('posted', 'printed')",
    )


def add_runs(volunteer: Any, today: date) -> None:
    """Every letter that was printed has its place in a run; the newest run is at the printer."""
    from restante.desk.letters.models import Letter
    from restante.desk.mailroom.models import PrintRun, RunFile, RunLetter

    printed = list(
        Letter.objects.filter(state__in=["posted", "printed"]).order_by("-state").values_list("pk", flat=True)
    )
    chunks = [printed[start : start + RUN] for start in range(0, len(printed), RUN)]
    runs = PrintRun.objects.bulk_create(
        PrintRun(started_by=volunteer, day=today, state="closed" if number < len(chunks) else "ready")
        for number in range(1, len(chunks) + 1)
    )
    for run, chunk in zip(runs, [*chunks[1:], chunks[0]], strict=True):
        RunLetter.objects.bulk_create(
            RunLetter(run=run, letter_id=pk, position=place) for place, pk in enumerate(chunk, 1)
        )
    for name in ("letters.pdf", "envelopes-dl.pdf", "checklist.pdf"):
        RunFile.objects.create(run=runs[-1], name=name, blob="0" * 32, size=1_000_000, first=1, last=RUN)


def add_replies(volunteer: Any, today: date) -> None:
    """A tenth of the posted letters was answered; a day's scans wait, every fourth of them without a number."""
    from restante.desk.letters.models import Letter
    from restante.desk.replies.models import Page, Reply, Scan

    scan = Scan.objects.create(uploaded_by=volunteer, day=today, place=1, state="read", size=1)
    answered = Letter.objects.filter(state="posted").values_list("pk", flat=True)[: LETTERS // 10]
    done = len(answered) - OPEN_REPLIES
    replies = Reply.objects.bulk_create(
        Reply(letter_id=pk, state="delivered", day=today, delivered_day=today) if n < done
        else Reply(letter_id=pk, state="proposed", day=today) if n % 4
        else Reply(state="unmatched", day=today)
        for n, pk in enumerate(answered)
    )  # fmt: skip
    Page.objects.bulk_create(Page(scan=scan, index=n, reply=reply, place=0) for n, reply in enumerate(replies))


def run_sql(*statements: str) -> None:
    """Rows that are made of other rows."""
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
