# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases and lists, run by test_postgresql.py in a process of its own: what PostgreSQL alone refuses or interleaves."""

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from restante.desk.demonstration.filling import fill_demonstration
from tests.desk.on_postgresql import at_once, void

HANDS = 4
TODAY = datetime.now(UTC).date()
PAGE = "<!doctype html><meta charset=utf-8><p>Вечером его задержали у дверей.".encode()


def editors() -> list[Any]:
    from restante.desk.access.models import Volunteer

    return list(Volunteer.objects.filter(name__startswith="editor").order_by("name"))


def azat() -> Any:
    from restante.desk.people.models import Person

    return Person.objects.get(slug="azat-miftakhov")


def hire() -> None:
    """Coordinators, since they decide."""
    from restante.desk.access.models import Role, Volunteer

    for number in range(HANDS):
        Volunteer.objects.create(
            name=f"editor{number}", display_name="e", password="!", totp_confirmed=True, role=Role.COORDINATOR
        )


def refuse_what_no_row_may_be() -> None:
    """Every constraint of the tables is in the database, by its name: rows that skip our actions are refused too."""
    from django.apps import apps
    from django.db import IntegrityError, connection, models, transaction

    from restante.desk.cases.models import Claim, ClaimLink, CustodyPeriod, Event

    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes")
        there = {name for (name,) in cursor.fetchall()}
    wanted = {
        constraint.name
        for label in ("cases", "lists")
        for model in apps.get_app_config(label).get_models()
        for constraint in model._meta.constraints
    }
    assert len(wanted) > 40
    assert wanted <= there, wanted - there

    person, (one, *_) = azat(), editors()
    said: dict[str, Any] = {"person": person, "text": {"en": "x"}, "says": {"en": "x"}}
    first = Claim.objects.create(key="pg-first", **said)
    wrong: dict[str, Callable[[], models.Model]] = {
        "claim_public_by_two": lambda: Claim.objects.create(
            key="pg-1", visibility="public", needs_two=True, first_ok=one, second_ok=one, **said
        ),
        "claim_key_once": lambda: Claim.objects.create(key="pg-first", **said),
        "claim_publication_known": lambda: Claim.objects.create(key="pg-2", publication="shouted", **said),
        "claim_visibility_known": lambda: Claim.objects.create(key="pg-3", visibility="mine", **said),
        "event_grave_by_two": lambda: Event.objects.create(
            person=person, key="pg-4", kind="death", needs_two=False, text={"en": "x"}, uid="pg-4"
        ),
        "custody_ongoing_has_no_end": lambda: CustodyPeriod.objects.create(
            person=person, key="pg-5", kind="unknown", ongoing=True, end="2020-01-01"
        ),
        "claimlink_between_two": lambda: ClaimLink.objects.create(
            person=person, key="pg-6", start=first, end=first, relation="contradicts"
        ),
    }
    for name, make in wrong.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            make()
    Claim.objects.filter(pk=first.pk).delete()


def import_at_once() -> None:
    """Several hands bring the same file: every record is there once, and whoever came later changed nothing."""
    from restante.desk.cases.actions import import_case
    from restante.desk.cases.models import Claim, Revision
    from restante.desk.cases.queries import case_file

    told = case_file("test", azat())
    claims = tuple(replace(one, id=f"pg.{one.id}") for one in told.case.claims)
    grown = replace(told, case=replace(told.case, claims=claims, links=()))
    added = Counter[int]()

    def bring(_number: int) -> None:
        added.update([import_case(grown, azat(), "command").added])

    assert (raised := at_once(bring, HANDS)) == [], raised
    assert sorted(added.elements()) == [0] * (HANDS - 1) + [len(claims)]
    assert Claim.objects.filter(key__startswith="pg.").count() == len(claims) > 0
    assert Revision.objects.filter(key__startswith="pg.").count() == len(claims)


def refuse_what_no_column_holds() -> None:
    """PostgreSQL breaks off where SQLite would keep a title of any length: it is told by its column instead."""
    from restante.cases.records import CaseFile, Source
    from restante.desk.cases.actions import import_case

    told = CaseFile(replace(_empty(), sources=(Source("pg-long", "x" * 400), Source("pg-short", "x"))))
    outcome = import_case(told, azat(), "command")
    assert (outcome.added, outcome.refused) == (1, [("source:pg-long", "too-long:title:300")])


def decide_at_once() -> None:
    """A death: one editor is the first, one the second, and the rest are told so; nobody is both."""
    from restante.desk.cases.actions import agree, publish, save
    from restante.desk.cases.models import Event
    from restante.desk.cases.refusals import NothingToAgreeTo, SameEditor

    save(Event(person=azat(), key="pg-death", kind="death", text={"en": "x"}), "command")

    def show(number: int) -> None:
        void(publish(Event.objects.get(key="pg-death"), editors()[number]))

    def second(number: int) -> None:
        void(agree(Event.objects.get(key="pg-death"), editors()[number]))

    assert (raised := at_once(show, 1)) == [], raised
    refused = {type(one) for one in at_once(second, HANDS)}
    assert refused <= {SameEditor, NothingToAgreeTo}
    row = Event.objects.get(key="pg-death")
    assert row.is_public
    assert row.first_ok_id != row.second_ok_id
    Event.objects.filter(pk=row.pk).update(visibility="team", first_ok=None, second_ok=None)


def change_at_once() -> None:
    """Of editors who had the same form open, one is heard and the others are told."""
    from restante.desk.cases.actions import save
    from restante.desk.cases.models import Claim
    from restante.desk.cases.refusals import ChangedMeanwhile

    claim = Claim.objects.filter(withdrawn=None).first()
    assert claim is not None

    def reword(number: int) -> None:
        row = Claim.objects.select_related("person").get(pk=claim.pk)
        row.team_note = f"editor {number}"
        void(save(row, editors()[number], seen=claim.version))

    raised = at_once(reword, HANDS)
    assert [type(one) for one in raised] == [ChangedMeanwhile] * (HANDS - 1), raised


def keep_at_once() -> None:
    """The same copy by several hands is one row and one file of the store."""
    from restante.desk.access import store
    from restante.desk.cases.actions.capturing import bytes_of, keep_copy
    from restante.desk.cases.actions.entering import enter
    from restante.desk.cases.models import Capture, Lookup, Source
    from restante.desk.cases.refusals import CopyKept

    link = "https://news.example/pg"
    enter(azat(), editors()[0], when=None, what={"ru": "x"}, link=link, quotation="его задержали", lang="ru")
    before = set(store.sealed_names())

    def keep(number: int) -> None:
        source = Source.objects.select_related("person").get(url=link)
        void(keep_copy(source, editors()[number], PAGE))

    raised = at_once(keep, HANDS)
    assert [type(one) for one in raised] == [CopyKept] * (HANDS - 1), raised
    kept = Capture.objects.get(source__url=link)
    assert bytes_of(kept) == PAGE
    assert set(store.sealed_names()) - before == {kept.blob}
    assert [one.outcome for one in Lookup.objects.filter(capture=kept)] == ["found"]


def import_a_list_at_once() -> None:
    """The same list by several hands is one list, each row once, each value standing once."""
    from restante.cases.lists import observe, read_map, read_table
    from restante.desk.lists.actions import import_list
    from restante.desk.lists.models import Import, Listed, Observation

    data = "id,name,born\n1,Пётр Орлов,1990\n2,Анна Орлова,?\n3,Павел Зимин,1988-02-01\n".encode()
    chosen = read_map(b'list = "pg"\nkind = "people"\n[columns]\nid = "id"\nname = "name"\nborn = "born"\n')

    def bring(number: int) -> None:
        reading = observe(read_table(data, "x.csv"), chosen, TODAY)
        import_list(reading, chosen, "0" * 64, TODAY, editors()[number])

    assert (raised := at_once(bring, HANDS)) == [], raised
    assert (Import.objects.count(), Listed.objects.count()) == (1, 3)
    standing = Observation.objects.filter(standing=True)
    assert standing.count() == standing.values("listed", "field").distinct().count() > 0


def publish_it() -> None:
    """The chain holds, and the case is in the edition."""
    from restante.desk.ledger.actions import check_chain
    from restante.desk.publishing.building import sign_new_edition

    check_chain()
    sign_new_edition()


def _empty() -> Any:
    from restante.cases.records import Case

    return Case(person="azat-miftakhov")


if __name__ == "__main__":
    fill_demonstration(None)
    from django.db import connection

    assert connection.vendor == "postgresql"
    for step in (
        hire,
        refuse_what_no_row_may_be,
        import_at_once,
        refuse_what_no_column_holds,
        decide_at_once,
        change_at_once,
        keep_at_once,
        import_a_list_at_once,
        publish_it,
    ):
        step()
    sys.stdout.write("postgresql: cases and lists\n")
